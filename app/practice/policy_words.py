"""What the centre set, in the words of who reads it on the machine."""

from __future__ import annotations

from collections.abc import Iterator

from app.i18n import LANGUAGES, Message, msg, tr
from app.policy import EVERYONE, Policy


def told(policy: Policy) -> list[tuple[str, str]]:
    """Name and value of everything that the centre set, in the language in use."""
    return [(str(name), str(value)) for name, value in _told(policy)]


def _told(policy: Policy) -> Iterator[tuple[Message, object]]:
    if policy.station is not None:
        yield msg("电脑的名称"), policy.station
    if policy.language is not None:
        yield msg("界面语言"), LANGUAGES[policy.language]
    if policy.model is not None:
        yield msg("语音模型"), policy.model
    if policy.data_folder is not None:
        yield msg("数据文件夹"), policy.data_folder
    if policy.sign_in is not None:
        yield msg("谁可以登录"), _who(policy)
    if policy.pins_required is not None:
        yield msg("每个人都要有密码"), _yes_or_no(policy.pins_required)
    if policy.self_registration is not None:
        yield msg("学员可以自己加入"), _yes_or_no(policy.self_registration)
    if policy.idle_minutes:
        yield msg("没有动作就退出登录"), msg("{number} 分钟以后", number=policy.idle_minutes)
    if policy.network is not None:
        yield msg("使用网络"), _yes_or_no(policy.network)
    if policy.hub is not None:
        yield msg("中心数据库"), policy.hub.address
        if policy.hub.login:
            yield msg("数据库的登录名"), policy.hub.login
        if policy.hub.recordings:
            yield msg("录音送到"), policy.hub.recordings
    if policy.backup_folder is not None:
        yield msg("备份到"), policy.backup_folder
    if policy.backup_days is not None:
        yield msg("备份保留"), msg("{number} 天", number=policy.backup_days)
    if policy.recordings_days is not None:
        yield msg("录音保留"), msg("{number} 天", number=policy.recordings_days)


def _who(policy: Policy) -> str:
    if policy.sign_in == EVERYONE:
        return tr("这台电脑上的每个人")
    if not policy.sign_in_classes:
        return tr("在班级里的学员和教师")
    return tr("教师和这些班的学员：{classes}", classes=" · ".join(policy.sign_in_classes))


def _yes_or_no(value: bool) -> Message:
    return msg("是") if value else msg("否")
