"""Which sounds are mistaken for which, by learners whose first language is Uyghur or Kazakh.

From published studies of Uyghur and Kazakh speakers' Mandarin (doi 10.1177/14727978251371203 on 52,510
clips of Uyghur learners; studies of Kazakh speakers' Putonghua tests by grade) and from the general
neighbours that every textbook drills. A weight says how often learners make the confusion, 1 being ordinary.
Most confusions go both ways; where the studies name one direction (ch said as q, ian as an), that one
weighs more.
"""

from __future__ import annotations

from app.speech import phones

NO_INITIAL = ""

_INITIAL_SETS: tuple[tuple[str, float], ...] = (
    ("z zh", 2.0), ("c ch", 2.0), ("s sh", 2.0), ("zh j", 1.5), ("ch q", 1.0), ("sh x", 1.5), ("z j", 1.0),
    ("c q", 1.0), ("s x", 1.0), ("b p", 1.5), ("d t", 1.0), ("g k", 1.0), ("z c", 1.0), ("zh ch", 1.0),
    ("j q", 1.5), ("zh sh", 0.7), ("ch sh", 1.0), ("z s", 0.7), ("c s", 1.0), ("j x", 0.7), ("q x", 1.0),
    ("n l", 1.0), ("l r", 1.0), ("r zh", 0.7), ("r sh", 0.5), ("f h", 1.0), ("b m", 0.3), ("p f", 0.7),
    ("b f", 0.5), ("g h", 0.5), ("k h", 0.7), ("m n", 0.5), ("d l", 0.3),
)  # fmt: skip
# what should be said, what learners say, how often
_INITIALS_ONE_WAY: tuple[tuple[str, str, float], ...] = (
    ("ch", "q", 3.0), ("ch", "c", 2.5), ("c", "s", 1.5), ("p", "b", 2.0), ("q", "j", 2.0), ("q", "x", 1.5),
)  # fmt: skip

_FINAL_SETS: tuple[tuple[str, float], ...] = (
    ("an ang", 1.5), ("en eng", 1.5), ("in ing", 1.5), ("ian iang", 1.0), ("uan uang", 1.0),
    ("uen ueng", 0.5), ("uen ong", 1.0), ("vn iong", 1.0), ("vn in", 1.0), ("van ian", 1.0), ("v i", 1.5),
    ("v u", 1.5), ("ve ie", 1.0), ("uo o", 1.0), ("uo u", 1.0), ("uo ou", 1.0), ("ian an", 1.0),
    ("ian in", 0.7), ("iang ang", 0.7), ("iao ao", 0.7), ("iou ou", 0.7), ("ia a", 0.7), ("ie e", 0.7),
    ("ua a", 0.5), ("uai ai", 0.5), ("uei ei", 0.7), ("uan an", 0.7), ("uen en", 0.7), ("uang ang", 0.5),
    ("an en", 1.0), ("ang eng", 1.0), ("ai ei", 1.0), ("ao ou", 1.0), ("ai a", 0.3), ("ao a", 0.3),
    ("e ei", 0.5), ("an a", 0.3), ("en e", 0.3), ("ong eng", 1.0), ("ong u", 0.3), ("e uo", 0.7),
    ("e o", 0.7), ("e a", 0.5), ("iao iou", 0.7), ("uai uei", 0.7), ("ian ie", 0.5), ("van uan", 0.7),
    ("vn uen", 0.7), ("ou u", 0.5), ("in en", 0.5), ("ing eng", 0.7), ("ing iong", 0.3), ("i ie", 0.5),
    ("i ei", 0.5), ("er e", 0.7), ("ve uo", 0.3), ("iang ing", 0.3), ("uang ong", 0.5), ("ii e", 0.5),
    ("iii e", 0.5), ("ei i", 0.5),
)  # fmt: skip
# uo loses its end or its medial, ian its medial; other medials and endings are dropped, rarely put in
_FINALS_ONE_WAY: tuple[tuple[str, str, float], ...] = (
    ("uo", "o", 3.0), ("uo", "u", 3.0), ("ian", "an", 3.0), ("iang", "ang", 1.0), ("iao", "ao", 1.0),
    ("iou", "ou", 1.0), ("ia", "a", 1.0), ("ua", "a", 1.0), ("uai", "ai", 1.0), ("uei", "ei", 1.0),
    ("uan", "an", 1.0), ("uen", "en", 1.0), ("uang", "ang", 1.0), ("an", "a", 0.7), ("en", "e", 0.7),
    ("ai", "a", 0.5), ("ong", "u", 0.5),
)  # fmt: skip

TONE_CONFUSIONS: dict[int, dict[int, float]] = {
    1: {2: 1.2, 3: 0.7, 4: 1.0},
    2: {1: 1.5, 3: 3.0, 4: 0.7},
    3: {1: 0.7, 2: 3.0, 4: 1.0},
    4: {1: 1.5, 2: 1.0, 3: 1.0},
}
"""Tone that should be said → tones learners say for it, with weights.

Second and third above all; the second stays level; the fourth falls too little, and weaker speakers let it
rise; the first turns into a second with weaker Kazakh speakers.
"""


def _neighbours(
    sets: tuple[tuple[str, float], ...], one_way: tuple[tuple[str, str, float], ...]
) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for pair, weight in sets:
        one, other = pair.split()
        table.setdefault(one, {})[other] = weight
        table.setdefault(other, {})[one] = weight
    for asked, said, weight in one_way:
        table[asked][said] = weight
    return table


INITIAL_NEIGHBOURS: dict[str, dict[str, float]] = _neighbours(_INITIAL_SETS, _INITIALS_ONE_WAY)
"""Initial that should be said → initials learners say for it, with weights."""

FINAL_NEIGHBOURS: dict[str, dict[str, float]] = _neighbours(_FINAL_SETS, _FINALS_ONE_WAY)
"""Final phone (`phones.FINALS`) that should be said → those learners say for it, with weights."""

_PALATAL = frozenset(("j", "q", "x"))
_TO_PALATAL = {
    "a": "ia", "an": "ian", "ang": "iang", "ao": "iao", "ou": "iou", "e": "ie", "en": "in", "eng": "ing",
    "ong": "iong", "u": "v", "uan": "van", "uen": "vn", "ii": "i", "iii": "i", "uo": "ve", "ei": "ie",
}  # fmt: skip
_FROM_PALATAL = {
    "ia": "a", "ian": "an", "iang": "ang", "iao": "ao", "iou": "ou", "ie": "e", "in": "en", "ing": "eng",
    "iong": "ong", "v": "u", "van": "uan", "vn": "uen", "ve": "uo",
}  # fmt: skip


def with_initial(initial: str, final: str) -> tuple[tuple[str, ...], ...]:
    """Phone sequences of a syllable whose initial became `initial` while its final phone `final` stayed.

    A palatal for a retroflex brings its glide along (chang said as qiang), so there may be two.
    """
    if not initial:
        return ((_zero_final(final),),)
    finals = {_after(initial, final)}
    if initial in _PALATAL and final in _TO_PALATAL:
        finals.add(_TO_PALATAL[final])
    if initial not in _PALATAL and final in _FROM_PALATAL:
        finals.add(_FROM_PALATAL[final])
    return tuple((initial, each) for each in sorted(finals))


def _after(initial: str, final: str) -> str:
    if final in ("i", "ii", "iii"):
        return phones.final_phone(initial, "i")
    return final


def _zero_final(final: str) -> str:
    return "i" if final in ("ii", "iii") else final


def final_candidates(initial: str) -> tuple[str, ...]:
    """Final phones that may stand after `initial`, said well or badly."""
    buzz = {"ii": ("z", "c", "s"), "iii": ("zh", "ch", "sh", "r")}
    return tuple(f for f in phones.FINALS if f not in buzz or initial in buzz[f])
