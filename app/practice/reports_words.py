"""Words that reports share: sounds, grades, states, days; without Qt, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from app.i18n import msg, tr
from app.practice.learning_values import Sound
from app.practice.plans_values import DueState
from app.practice.reports_values import SoundShare
from app.speech.grade import Grade, GradeEstimate
from app.speech.values import Part

_STATES = {
    DueState.DONE: msg("完成"),
    DueState.OPEN: msg("进行中"),
    DueState.OVERDUE: msg("过期未完成"),
}
_TONES = ("", msg("第一声"), msg("第二声"), msg("第三声"), msg("第四声"), msg("轻声"))
_GRADES = {
    Grade.FIRST_A: msg("一级甲等"),
    Grade.FIRST_B: msg("一级乙等"),
    Grade.SECOND_A: msg("二级甲等"),
    Grade.SECOND_B: msg("二级乙等"),
    Grade.THIRD_A: msg("三级甲等"),
    Grade.THIRD_B: msg("三级乙等"),
    Grade.BELOW: msg("不入级"),
}


def state_word(state: DueState) -> str:
    """`完成`, `进行中`, `过期未完成`."""
    return str(_STATES[state])


def grade_word(grade: Grade) -> str:
    """`二级乙等`."""
    return str(_GRADES[grade])


def grade_text(estimate: GradeEstimate) -> str:
    """The estimated grade with its band, "" when there is none."""
    if estimate.missing is not None:
        return ""
    if estimate.worst is estimate.best:
        return grade_word(estimate.grade)
    return tr(
        "{grade}（{worst}到{best}）",
        grade=grade_word(estimate.grade),
        worst=grade_word(estimate.worst),
        best=grade_word(estimate.best),
    )


def sound_word(sound: Sound) -> str:
    """`zh`, `ang`, `第二声`."""
    if sound.part is Part.TONE:
        return str(_TONES[int(sound.name)])
    return sound.name.replace("v", "ü")


def weak_text(sounds: Iterable[SoundShare]) -> str:
    """`zh 62%、第二声 70%`."""
    return tr("、").join(f"{sound_word(each.sound)} {each.share:.0%}" for each in sounds)


def apart(text: str) -> str:
    """`text` so that it neither reorders nor is reordered by a sentence that runs the other way (UAX #9)."""
    return f"\u2068{text}\u2069" if text else ""


def day_text(day: date | None) -> str:
    """`2026-11-23`, which is read the same way in every language; "" for none."""
    return day.isoformat() if day is not None else ""


def dated_name(stem: str, now: datetime, suffix: str) -> str:
    """`成绩册_2026-11-23_1915.xlsx`, a file's name that says when it was made."""
    kept = "".join(each if each.isalnum() or each in "-_" else "-" for each in stem).strip("-") or "kaibo"
    return f"{kept}_{now.astimezone():%Y-%m-%d_%H%M}{suffix}"
