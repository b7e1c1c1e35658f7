"""A doctor that finds what the test says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from app.i18n import Message, msg
from app.practice.doctor_values import Checkup, Finding, Line, broken, good, warning

FOUND: tuple[tuple[str, Message, Finding], ...] = (
    (
        "program",
        msg("程序"),
        good(
            msg(
                "开播 {version}，{python}，{system}",
                version="0.5.0",
                python="Python 3.11.9",
                system="Linux-6.1",
            )
        ),
    ),
    ("clock", msg("时间"), good(msg("电脑的时间是 {now}", now="2026-11-23 09:05"))),
    (
        "folder",
        msg("数据文件夹"),
        warning(
            msg("磁盘只剩 {free}，不够用一个学期。", free="0.7 GB"),
            msg("请清理磁盘，或者让中心设定录音保存多少天。"),
        ),
    ),
    (
        "microphone",
        msg("麦克风"),
        broken(
            msg("麦克风“{name}”是静音的，一点声音都没有。", name="ALSA/USB PnP Audio Device"),
            msg("请打开麦克风上的开关，或者在系统的声音设置里取消静音。"),
        ),
    ),
    ("hub", msg("中心数据库"), good(msg("中心的数据库连上了，登录成功，还没有上传的 {count} 条。", count=3))),
)


class FakeDoctor:
    """`found` is what it finds; it tells its progress and can be stopped before each line."""

    def __init__(self) -> None:
        self.found = FOUND
        self.played: list[bool] = []

    def examine(
        self,
        progress: Callable[[float, Message], None] = lambda _share, _doing: None,
        cancelled: Callable[[], bool] = lambda: False,
        *,
        play: bool = False,
    ) -> Checkup:
        self.played.append(play)
        lines: list[Line] = []
        whole = True
        for number, (key, title, finding) in enumerate(self.found):
            if cancelled():
                whole = False
                break
            progress(number / len(self.found), title)
            lines.append(Line(key, title, finding))
        return Checkup("3-07", "0.5.0", datetime(2026, 11, 23, 1, 5, tzinfo=UTC), tuple(lines), whole)
