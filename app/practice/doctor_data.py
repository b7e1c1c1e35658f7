"""Examining what the studio works with: database, backups, lessons, speech model, hub, recordings' place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.i18n import msg
from app.paths import assets_dir
from app.policy import Policy
from app.practice.doctor_machine import write_and_remove
from app.practice.doctor_values import Finding, broken, good, skipped, warning
from app.speech.values import TakeStatus
from app.storage.moments import newest_moment
from app.storage.recording_share.share import open_share

if TYPE_CHECKING:
    from app.practice.studio import Studio

BACKUP_DAYS = 3
"""The daily backup is made at start; a weekend and a day may lie between."""

DEMO_TOTAL = 85.0
"""The bundled demo, read by a native speaker, gets 95 from the bundled model; what changes the audio on its
way, or another model that cannot do its work, falls far below."""

CLOCK_SECONDS = 120.0
"""So far the clocks of machine and hub may differ; nothing depends on it but the dates people read."""


def database(studio: Studio) -> Iterator[Finding]:
    """Whether the database was opened whole."""
    aside = studio.database.damaged
    if aside is not None:
        yield broken(
            msg("成绩数据库损坏了，原样放在 {path}。现在用的是新的空数据库。", path=aside),
            msg("请在设置里恢复一个备份。"),
        )
    else:
        yield good(msg("成绩数据库打开了，没有损坏。"))


def backups(studio: Studio, now: datetime | None = None) -> Iterator[Finding]:
    """How old the newest backup is, measured against what there is to lose."""
    now = now or datetime.now(UTC)
    found = studio.database.backups()
    newest = newest_moment(studio.home)
    if newest is None and not found:
        yield good(msg("还没有练习，不用备份。"))
        return
    advice = msg("请在设置里点“现在备份”，或者运行 kaibo backup。")
    if not found:
        yield warning(msg("还没有备份。"), advice)
        return
    made = max(each.created for each in found)
    day = made.astimezone().strftime("%Y-%m-%d")
    minute = timedelta(minutes=1)  # a backup's name has no smaller parts than seconds
    if newest is not None and newest - made > minute and now - made > timedelta(days=BACKUP_DAYS):
        yield warning(msg("最近的备份是 {day} 的，后来的练习还没有备份。", day=day), advice)
    else:
        yield good(msg("最近的备份是 {day} 的。", day=day))


def lessons(studio: Studio) -> Iterator[Finding]:
    """Whether there are lessons, and whether any file of theirs cannot be used."""
    library = studio.library
    if not library.lessons:
        yield broken(msg("一课也没有读到。"), msg("请重新安装开播。"))
    elif library.problems:
        yield warning(
            msg(
                "读到 {count} 课，有 {problems} 个问题。",
                count=len(library.lessons),
                problems=len(library.problems),
            ),
            msg("运行 kaibo lessons check，可以看到是哪些文件、哪一行。"),
        )
    else:
        yield good(msg("读到 {count} 课。", count=len(library.lessons)))


def model(studio: Studio) -> Iterator[Finding]:
    """Whether the speech model loads, is the wanted one, and scores a known recording as it should."""
    folder = assets_dir() / "demo"
    try:
        about = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
        prompt = Prompt("check", str(about["text"]))
        score = studio.assess_file(folder / "demo.flac", prompt)
    except ExpectedError as error:
        yield broken(error.message, msg("请重新安装开播，或者在设置里换一个语音模型。"))
        return
    except (OSError, ValueError, KeyError) as error:
        yield broken(
            msg("自带的示范录音读不出来（{reason}）。", reason=type(error).__name__), msg("请重新安装开播。")
        )
        return
    for problem in studio.models.would_use().problems:
        yield warning(problem, msg("请在设置里另选一个语音模型，或者重新导入。"))
    count = len(studio.spoken(prompt).syllables)
    total = -1.0 if score.total is None else score.total
    if score.status is not TakeStatus.SCORED or len(score.syllables) != count or total < DEMO_TOTAL:
        yield broken(
            msg(
                "语音模型 {name} 给示范录音打了 {total:.0f} 分，应当在 {least:.0f} 分以上。",
                name=studio.model_name,
                total=max(0.0, total),
                least=DEMO_TOTAL,
            ),
            msg("这样评分不可靠。请在设置里换一个语音模型，或者重新安装开播。"),
        )
    else:
        yield good(
            msg("语音模型 {name} 给示范录音打了 {total:.0f} 分，正常。", name=studio.model_name, total=total)
        )


def hub(studio: Studio) -> Iterator[Finding]:
    """Whether the centre's database answers and lets this machine in; nothing where there is none."""
    if studio.policy.hub is None:
        return
    if not studio.hub.configured:
        yield skipped(msg("中心设定不用网络，没有连接中心的数据库。"))
        return
    try:
        status = studio.hub.status()
        fault = status.fault
    except ExpectedError as error:
        fault = error
    if fault is not None:
        yield broken(fault.message, msg("练习不受影响，成绩留在本机，连上以后自动送去。"))
        return
    waiting = sum(status.outbox.values())
    yield good(msg("中心的数据库连上了，登录成功，还没有上传的 {count} 条。", count=waiting))
    if abs(status.clock_offset) > CLOCK_SECONDS:
        yield warning(
            msg("电脑的时间和中心的数据库差 {minutes:.0f} 分钟。", minutes=abs(status.clock_offset) / 60),
            msg("请在系统设置里改好日期和时间。"),
        )


def recordings_place(policy: Policy) -> Iterator[Finding]:
    """Whether the centre's place for recordings takes them; nothing where there is none."""
    wanted = policy.hub
    if wanted is None or not wanted.recordings:
        return
    if policy.network is False:
        yield skipped(msg("中心设定不用网络，没有连接存放录音的地方。"))
        return
    try:
        open_share(wanted.recordings, wanted.s3_endpoint, wanted.s3_credentials).check()
        if "://" not in wanted.recordings:
            write_and_remove(Path(wanted.recordings))
    except ExpectedError as error:
        yield broken(error.message, msg("练习不受影响，录音留在本机。"))
    except OSError as error:
        yield broken(
            msg(
                "存放录音的地方写不了：{place}（{reason}）",
                place=wanted.recordings,
                reason=error.strerror or "",
            ),
            msg("练习不受影响，录音留在本机。请检查共享文件夹和权限。"),
        )
    else:
        yield good(msg("存放录音的地方可以用：{place}", place=wanted.recordings))
