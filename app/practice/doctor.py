"""Examining a station from end to end: what works, what does not, and what to do about it, on one page."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.audio.microphone import OpenStream, open_microphone
from app.errors import ExpectedError
from app.i18n import Message, msg
from app.policy import Policy, PolicyError
from app.practice import doctor_data as data
from app.practice import doctor_machine as machine
from app.practice import doctor_sound as sound
from app.practice.doctor_values import Checkup, Finding, Line, broken, skipped
from app.practice.take import TakeState

if TYPE_CHECKING:
    from app.practice.studio import Studio

log = logging.getLogger(__name__)

Progress = Callable[[float, Message], None]
Stop = Callable[[], bool]


@dataclass(frozen=True)
class _Check:
    key: str
    title: Message
    look: Callable[[], Iterator[Finding]]


class Doctor:
    """Looks at one station.

    `studio` is None where it could not be opened; then `trouble` says why, `fault` besides when it is the
    policy, and what needs no studio is looked at all the same.
    """

    def __init__(
        self,
        home: Path,
        policy: Policy,
        studio: Studio | None,
        *,
        trouble: ExpectedError | None = None,
        fault: PolicyError | None = None,
        open_stream: OpenStream = open_microphone,
    ) -> None:
        self._home = home
        self._policy = policy
        self._studio = studio
        self._trouble = trouble
        self._fault = fault
        self._open_stream = open_stream

    def examine(
        self,
        progress: Progress = lambda _share, _doing: None,
        cancelled: Stop = lambda: False,
        *,
        play: bool = False,
    ) -> Checkup:
        """Look at everything; takes some ten seconds and blocks. `play` plays a tone aloud.

        What goes wrong in a check is its finding and never an exception; when stopped, what was looked at.
        """
        checks = self._checks(play)
        lines: list[Line] = []
        for number, check in enumerate(checks):
            if cancelled():
                break
            progress(number / len(checks), check.title)
            lines += [Line(check.key, check.title, each) for each in _findings(check)]
        else:
            number = len(checks)
            progress(1.0, msg("检查完了"))
        return Checkup(
            self._policy.station_name, __version__, datetime.now(UTC), tuple(lines), number == len(checks)
        )

    def _checks(self, play: bool) -> list[_Check]:
        home, policy = self._home, self._policy
        found = [
            _Check("program", msg("程序"), machine.program),
            _Check("policy", msg("中心的设置"), lambda: machine.policy(self._fault, policy)),
            _Check("clock", msg("时间"), lambda: machine.clock(home)),
            _Check("folder", msg("数据文件夹"), lambda: machine.folder(home, policy)),
            _Check("rights", msg("权限"), lambda: machine.rights(home)),
            _Check("database", msg("成绩数据库"), lambda: self._with_studio(data.database)),
            _Check("backups", msg("备份"), lambda: self._with_studio(data.backups)),
            _Check("backup_place", msg("备份的地方"), lambda: machine.backup_place(policy)),
            _Check("lessons", msg("课程"), lambda: self._with_studio(data.lessons)),
            _Check("model", msg("语音模型"), lambda: self._with_studio(data.model)),
            _Check("microphone", msg("麦克风"), self._microphone),
            _Check("loudspeaker", msg("扬声器"), self._loudspeaker),
            _Check("tone", msg("试音"), self._tone),
            _Check("fonts", msg("字体"), machine.fonts),
            _Check("hub", msg("中心数据库"), lambda: self._with_studio(data.hub)),
            _Check("recordings", msg("存放录音的地方"), lambda: data.recordings_place(policy)),
        ]
        left_out = {"tone"} if not play else set()
        if self._studio is None:
            left_out |= {"backups", "lessons", "model", "hub"}  # one line says why there is no studio
        return [each for each in found if each.key not in left_out]

    def _with_studio(self, look: Callable[[Studio], Iterator[Finding]]) -> Iterator[Finding]:
        if self._studio is not None:
            yield from look(self._studio)
        elif self._trouble is self._fault is not None:
            yield skipped(msg("要先改好中心的设置文件，才会打开。"))
        elif self._trouble is not None:
            yield broken(self._trouble.message)

    def _microphone(self) -> Iterator[Finding]:
        studio = self._studio
        if studio is not None:
            if studio.take_state is not TakeState.IDLE:
                yield skipped(msg("正在录音，麦克风没有检查。"))
                return
            studio.close_microphone()
        yield from sound.microphone(self._open_stream, self._device("input_device"))

    def _loudspeaker(self) -> Iterator[Finding]:
        return sound.loudspeaker(self._device("output_device"))

    def _tone(self) -> Iterator[Finding]:
        return sound.tone(self._open_stream, self._device("input_device"), self._device("output_device"))

    def _device(self, name: str) -> str:
        return str(getattr(self._studio.settings, name)) if self._studio is not None else ""


def _findings(check: _Check) -> list[Finding]:
    """What a check found; a fault of the check itself is one, and ends no examination."""
    found: list[Finding] = []
    try:
        found.extend(check.look())
    except ExpectedError as error:
        found.append(broken(error.message))
    except Exception:
        log.exception("the check %s failed", check.key)
        found.append(broken(msg("这一项没有检查成，原因在日志（log/kaibo.log）里。")))
    return found
