"""Calls to action, fillers, repetitions and pace of a talk, from what was heard and when."""

from __future__ import annotations

from collections.abc import Sequence

from app.coaching.heard_text import HeardText, Match, apart, find_all
from app.coaching.phrases import live_room
from app.coaching.stages import ORDERS
from app.coaching.values import Occurrence, PaceWindow, Span

PACE_WINDOW = 30.0
"""Seconds of one measure of pace."""

_CALL_LIKE = 0.15  # distance a syllable
_HESITATES = 0.3  # seconds of silence after a word that may be a filler
_SHORTEST_REPEAT, _LONGEST_REPEAT = 2, 8  # syllables
_BETWEEN = 1.0  # seconds between two readings of the same
_ENOUGH_SPEECH = 8.0  # seconds of speech in a window


def find_calls(heard: HeardText) -> tuple[Occurrence, ...]:
    """Where viewers were asked to follow, join, order or pay; telling how orders work (下单以后) is none."""
    room = live_room()
    told = find_all(heard, room["calls_told"])
    found = apart(find_all(heard, room["calls"], _CALL_LIKE), told)
    orders = [
        Match(m.start(), m.end(), 0.0, heard.trust_in(m.start(), m.end()))
        for m in ORDERS.finditer(heard.characters)
    ]
    found += apart(orders, found)
    return tuple(heard.occurrence(m.begin, m.end) for m in sorted(found, key=lambda m: m.begin))


def find_fillers(heard: HeardText) -> tuple[Occurrence, ...]:
    """Hesitations: sounds that are nothing else, and empty words before a silence."""
    room = live_room()
    found = list(find_all(heard, room["fillers"]))
    for match in find_all(heard, room["fillers_at_pauses"]):
        silent = match.end < len(heard.starts) and (
            heard.starts[match.end] - heard.ends[match.end - 1] >= _HESITATES
        )
        if silent and all(match.end <= each.begin or match.begin >= each.end for each in found):
            found.append(match)
    return tuple(heard.occurrence(m.begin, m.end) for m in sorted(found, key=lambda m: m.begin))


def find_repetitions(heard: HeardText) -> tuple[Occurrence, ...]:
    """Words said twice in a row; names a chant (欢迎欢迎) or a number as none."""
    allowed = [phrase + phrase for phrase in live_room()["repeatable"]]  # 迎欢迎欢 is 欢迎 as well
    empty = (*live_room()["fillers"], *live_room()["calls"])
    found: list[Occurrence] = []
    text = heard.characters
    at = 0
    while at < len(text):
        for size in range(_LONGEST_REPEAT, _SHORTEST_REPEAT - 1, -1):
            again = text[at : at + size]
            if len(again) < size or text[at + size : at + 2 * size] != again:
                continue
            apart = heard.starts[at + size] - heard.ends[at + size - 1]
            chant = any(again in each or each[: len(each) // 2] in again for each in allowed)
            chant = chant or len(set(again)) == 1 or _reduplicated(again)
            chant = chant or any(each in again or again in each for each in empty)
            if apart <= _BETWEEN and not chant:
                found.append(heard.occurrence(at, at + 2 * size))
                at += 2 * size - 1
                break
        at += 1
    return tuple(found)


def _reduplicated(again: str) -> bool:
    """Whether it comes of words like 算一算 and 咸不咸, which say a syllable twice."""
    return len(again) == 2 and again[1] in "一不没"


def measure_pace(heard: HeardText, duration: float, pauses: Sequence[Span]) -> tuple[PaceWindow, ...]:
    """Syllables heard a minute of speech, window by window; pauses are taken out."""
    windows = []
    start = 0.0
    while start < duration:
        end = min(duration, start + PACE_WINDOW)
        silent = sum(max(0.0, min(end, b) - max(start, a)) for a, b in pauses)
        first = min([start, *heard.starts[:1]]) if start == 0.0 else start
        lead = max(0.0, heard.starts[0] - start) if heard.starts and start == 0.0 else 0.0
        tail = max(0.0, end - max(start, heard.ends[-1])) if heard.ends else end - first
        speech = end - start - silent - lead - tail
        count = sum(start <= s < end for s in heard.starts)
        windows.append(PaceWindow(start, end, 60.0 * count / speech if speech >= _ENOUGH_SPEECH else None))
        start += PACE_WINDOW
    return tuple(windows)
