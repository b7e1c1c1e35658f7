"""A checkup as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.i18n import tr, trn
from app.practice.doctor_values import ALL_WELL, MARKS, Checkup, Line, State


def headline(checkup: Checkup) -> str:
    """What it comes to, in one sentence."""
    faults, warnings = checkup.count(State.BROKEN), checkup.count(State.WARNING)
    if not checkup.whole:
        return tr("检查停下了，后面的没有看。")
    if checkup.exit_code == ALL_WELL:
        return tr("都正常，可以练习。")
    parts = []
    if faults:
        parts.append(trn("{number} 项不行", "{number} 项不行", faults))
    if warnings:
        parts.append(trn("{number} 项要注意", "{number} 项要注意", warnings))
    return " · ".join(parts)


def head(checkup: Checkup, wrap: Callable[[str], str] = str) -> str:
    """Which machine, which version, when; `wrap` keeps each in one piece where text runs both ways."""
    return tr(
        "电脑 {station} · 开播 {version} · {when}",
        station=wrap(checkup.station),
        version=wrap(checkup.version),
        when=wrap(checkup.made.astimezone().strftime("%Y-%m-%d %H:%M")),
    )


def as_text(checkup: Checkup) -> str:
    """The page for a terminal: a line a finding, and below it what to do."""
    lines = [head(checkup), ""]
    for each in checkup.lines:
        lines.append(f"{MARKS[each.finding.state]} {each.title}  {each.finding.text}")
        if each.finding.advice is not None:
            lines.append(f"    → {each.finding.advice}")
    return "\n".join([*lines, "", headline(checkup)])


def as_json(checkup: Checkup) -> dict[str, Any]:
    """The same for scripts; keys and states do not depend on the language."""
    return {
        "station": checkup.station,
        "version": checkup.version,
        "made": checkup.made.isoformat(timespec="seconds"),
        "whole": checkup.whole,
        "exit_code": checkup.exit_code,
        "lines": [_line(each) for each in checkup.lines],
    }


def _line(line: Line) -> dict[str, str]:
    advice = line.finding.advice
    return {
        "check": line.key,
        "state": line.finding.state.value,
        "text": str(line.finding.text),
        "advice": "" if advice is None else str(advice),
    }
