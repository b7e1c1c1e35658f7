"""Examining the machine: program, policy, clock, folders, rights and fonts; none of it needs the database."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app import __version__
from app.i18n import Message, msg
from app.policy import Policy, PolicyError, policy_path
from app.practice.doctor_values import Finding, broken, good, skipped, warning
from app.storage.moments import newest_moment
from app.storage.network_folder import on_network

RELEASED = datetime(2026, 11, 23, tzinfo=UTC)
"""Before this moment no clock can be right: this version was not there yet."""

NEEDED_BYTES = 1 * 2**30
"""Free space below which recording goes on, but not for a whole term; a class makes some 100 MB a day."""

LEAST_BYTES = 50 * 2**20


def program() -> Iterator[Finding]:
    """Which program on which system."""
    yield good(
        msg(
            "开播 {version}，{python}，{system}",
            version=__version__,
            python=f"Python {platform.python_version()}",
            system=platform.platform(terse=True),
        )
    )


def policy(fault: PolicyError | None, followed: Policy) -> Iterator[Finding]:
    """Whether the centre's file can be followed, and nobody but an administrator can change it."""
    if fault is not None:
        yield broken(fault.message, msg("改好以后用 kaibo policy check 再检查一次。"))
        return
    path = followed.path
    if path is None:
        yield good(msg("没有中心的设置文件（{path}），一切由本机决定。", path=policy_path()))
        return
    open_to_others = _others_may_write(path) or _others_may_write(path.parent)
    if open_to_others:
        yield warning(
            msg("中心的设置文件读懂了，但是不是管理员的人也能改动它：{path}", path=path),
            msg("请把这个文件和它所在的文件夹设成只有管理员可以写。"),
        )
    else:
        yield good(msg("中心的设置文件读懂了：{path}", path=path))
    hub = followed.hub
    if hub is not None and followed.network is False:
        yield warning(
            msg("设置文件里写了中心数据库，又写了不用网络（network = false），所以不会连接。"),
            msg("请在设置文件里去掉其中一项。"),
        )
    if hub is not None and hub.password_file is not None:
        yield from _password_file(hub.password_file)


def _password_file(path: Path) -> Iterator[Finding]:
    try:
        path.read_bytes()
        mode = path.stat().st_mode
    except OSError as error:
        yield broken(
            msg("读不了数据库密码的文件 {path}（{reason}）", path=path, reason=error.strerror or ""),
            msg("请检查文件在不在，这个账户能不能读。"),
        )
        return
    if sys.platform != "win32" and mode & stat.S_IROTH:
        yield warning(
            msg("这台电脑上谁都能读数据库密码的文件：{path}", path=path),
            msg("请只让用开播的账户能读它（chmod 640，改好所属的组）。"),
        )


def clock(home: Path, now: datetime | None = None) -> Iterator[Finding]:
    """Whether the clock can be right: neither before this version nor before what was already recorded."""
    now = now or datetime.now(UTC)
    advice = msg("请在系统设置里改好日期和时间。成绩的日期、计划的日期都靠它。")
    shown = now.astimezone().strftime("%Y-%m-%d %H:%M")
    if now < RELEASED - timedelta(days=1):
        yield broken(msg("电脑的时间是 {now}，比这个版本还早，一定不对。", now=shown), advice)
        return
    newest = newest_moment(home)
    if newest is not None and now < newest - timedelta(minutes=5):
        last = newest.astimezone().strftime("%Y-%m-%d %H:%M")
        yield broken(msg("电脑的时间是 {now}，可是最近一次练习是 {last}。", now=shown, last=last), advice)
        return
    yield good(msg("电脑的时间是 {now}", now=shown))


def folder(home: Path, followed: Policy) -> Iterator[Finding]:
    """Whether the data folder can be written, has room, and lies where it should."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        write_and_remove(home)
    except OSError as error:
        yield broken(
            msg("数据文件夹写不了：{path}（{reason}）", path=home, reason=error.strerror or repr(error)),
            msg("请检查文件夹在不在、这个账户能不能写；是共享文件夹的话，检查网络。"),
        )
        return
    network = on_network(home)
    if followed.data_network and not network:
        yield warning(
            msg("设置文件说数据在共享文件夹里，可是 {path} 在这台电脑的硬盘上。", path=home),
            msg("请检查共享文件夹有没有连上；真的在硬盘上，就去掉 data_network。"),
        )
    elif network:
        yield good(msg("数据文件夹可以写，在共享文件夹里：{path}", path=home))
    else:
        yield good(msg("数据文件夹可以写：{path}", path=home))
    yield _room(home)


def _room(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    shown = f"{free / 2**30:.1f} GB"
    advice = msg("请清理磁盘，或者让中心设定录音保存多少天。")
    if free < LEAST_BYTES:
        return broken(msg("磁盘只剩 {free}，很快就不能录音了。", free=shown), advice)
    if free < NEEDED_BYTES:
        return warning(msg("磁盘只剩 {free}，不够用一个学期。", free=shown), advice)
    return good(msg("磁盘还有 {free}", free=shown))


def rights(home: Path) -> Iterator[Finding]:
    """Whether the program runs as somebody ordinary, and nobody else may write where the data lies."""
    if _runs_as_administrator():
        yield warning(
            msg("现在是用管理员身份运行的，做出来的文件学员的账户可能打不开。"),
            msg("请用学员平时用的账户再检查一次。"),
        )
    elif home.is_dir() and sys.platform != "win32" and home.stat().st_mode & stat.S_IWOTH:
        yield warning(
            msg("这台电脑上谁都能改动数据文件夹：{path}", path=home),
            msg("请只让用开播的账户能写它（chmod o-w）。"),
        )
    else:
        yield good(msg("用普通账户运行，数据文件夹别人改不了。"))


def backup_place(followed: Policy) -> Iterator[Finding]:
    """Whether the centre's place for backups is there and can be written; nothing where it names none."""
    place = followed.backup_folder
    if place is None:
        return
    try:  # not made here: where a share is not mounted, that would be a folder on this machine's disk
        write_and_remove(place)
        free = shutil.disk_usage(place).free
    except OSError as error:
        yield broken(
            msg("备份的地方写不了：{path}（{reason}）", path=place, reason=error.strerror or repr(error)),
            msg("请检查那里连上了没有、文件夹建好了没有、这个账户能不能写。"),
        )
        return
    if free < NEEDED_BYTES:
        yield warning(
            msg("备份的地方只剩 {free}：{path}", free=f"{free / 2**30:.1f} GB", path=place),
            msg("请腾出空间，或者少留几天的备份。"),
        )
    else:
        yield good(msg("备份的地方可以写：{path}", path=place))


_SCRIPTS = (("zh-cn", msg("汉字")), ("ug", msg("维吾尔文")), ("kk", msg("哈萨克文")))


def fonts() -> Iterator[Finding]:
    """Whether there is a typeface for each of the window's scripts, as fontconfig or Windows knows them."""
    if sys.platform == "win32":
        wanted = {
            "zh-cn": ("msyh.ttc", "simsun.ttc"),
            "ug": ("msuighur.ttf", "segoeui.ttf"),
            "kk": ("segoeui.ttf",),
        }
        place = Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
        missing = [
            name for key, name in _SCRIPTS if not any((place / each).is_file() for each in wanted[key])
        ]
    elif shutil.which("fc-list") is None:
        yield skipped(msg("没有 fc-list（fontconfig），字体没有检查。"))
        return
    else:
        missing = [name for key, name in _SCRIPTS if not _has_font(key)]
    if missing:
        yield warning(
            msg("缺少字体：{scripts}。这些字会显示成方框。", scripts=_listed(missing)),
            msg("请安装 fonts-noto-cjk 和 fonts-noto-core（Windows 请在语言设置里添加语言）。"),
        )
    else:
        yield good(msg("汉字、维吾尔文、哈萨克文的字体都有。"))


def _has_font(language: str) -> bool:
    try:
        found = subprocess.run(
            ["fc-list", f":lang={language}", "family"],
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return bool(found.stdout.strip())


def _listed(names: list[Message]) -> str:
    return " · ".join(map(str, names))


def write_and_remove(place: Path) -> None:
    """Write a small file there and take it away again. Raises OSError."""
    probe = place / f".kaibo-check-{uuid.uuid4().hex[:8]}"
    try:
        with probe.open("wb") as file:
            file.write(b"kaibo")
            file.flush()
            os.fsync(file.fileno())
    finally:
        probe.unlink(missing_ok=True)


def _runs_as_administrator() -> bool:
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.shell32.IsUserAnAdmin())
    return os.geteuid() == 0


def _others_may_write(path: Path) -> bool:
    """Whether somebody who is no administrator may: who runs this, or everybody."""
    if _runs_as_administrator():
        return sys.platform != "win32" and bool(path.stat().st_mode & (stat.S_IWOTH | stat.S_IWGRP))
    return os.access(path, os.W_OK)
