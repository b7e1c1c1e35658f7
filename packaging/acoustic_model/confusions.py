"""Which initials and finals are mistaken for which, by learners and by recognisers.

After published findings on Uyghur and Kazakh speakers: flat, retroflex and palatal sibilants; aspiration;
affricate and fricative; n/l/r; front and back nasals; dropped medials; ai/ei, ao/ou, ou/uo, ü/i.
"""

from __future__ import annotations

INITIALS: dict[str, tuple[str, ...]] = {
    "b": ("p",), "p": ("b", "f"), "m": ("n",), "f": ("h", "p"),
    "d": ("t",), "t": ("d",), "n": ("l", "m"), "l": ("n", "r"),
    "g": ("k",), "k": ("g", "h"), "h": ("f", "k"),
    "j": ("q", "zh", "z", "x"), "q": ("j", "ch", "c", "x"), "x": ("sh", "s", "q", "j"),
    "zh": ("z", "j", "ch", "sh"), "ch": ("c", "q", "zh", "sh"), "sh": ("s", "x", "ch"), "r": ("l",),
    "z": ("zh", "c", "s", "j"), "c": ("ch", "z", "s", "q"), "s": ("sh", "c", "x"),
}  # fmt: skip

FINALS: dict[str, tuple[str, ...]] = {
    "a": ("ia", "ua", "e"), "o": ("ou", "u"), "e": ("uo", "er"),
    "ai": ("ei", "an"), "ei": ("ai", "uei"), "ao": ("ou", "iao"), "ou": ("ao", "uo"),
    "an": ("ang", "en"), "en": ("eng", "an"), "ang": ("an", "eng"), "eng": ("en", "ang", "ong"),
    "er": ("e",), "i": ("v", "ie"),
    "ia": ("a", "ie"), "ie": ("ve", "i"), "iao": ("ao", "iou"), "iou": ("iao", "ou"),
    "ian": ("iang", "an", "in"), "in": ("ing", "ian"), "iang": ("ian", "ang"), "ing": ("in", "iang"),
    "iong": ("vn", "ong"),
    "u": ("v", "uo"), "ua": ("a", "uo"), "uo": ("ou", "u"), "uai": ("uei", "ai"), "uei": ("ei", "uai"),
    "uan": ("uang", "an"), "uen": ("ong", "uan", "en"), "uang": ("uan", "ang"), "ueng": ("uen",),
    "ong": ("eng", "uen"),
    "v": ("i", "u"), "ve": ("ie",), "van": ("ian", "vn"), "vn": ("in", "iong"),
}  # fmt: skip

# In these places the spelling does not tell two sounds apart, so neither can be mistaken for the other.
_LABIALS = ("b", "p", "m", "f")
_PALATALS = ("j", "q", "x")


def _both_ways(pairs: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What is mistaken for another may be claimed in its place: close the table under exchange."""
    closed = {one: list(others) for one, others in pairs.items()}
    for one, others in pairs.items():
        for other in others:
            if one not in closed.setdefault(other, []):
                closed[other].append(one)
    return {one: tuple(others) for one, others in closed.items()}


_INITIALS_BOTH_WAYS = _both_ways(INITIALS)
_FINALS_BOTH_WAYS = _both_ways(FINALS)


def initial_neighbours(initial: str) -> tuple[str, ...]:
    """Initials that `initial` is mistaken for; none for a zero initial."""
    return _INITIALS_BOTH_WAYS.get(initial, ())


def final_neighbours(initial: str, final: str) -> tuple[str, ...]:
    """Finals that `final` is mistaken for after `initial`, in the same spelling as `final`."""
    neighbours = _FINALS_BOTH_WAYS.get(final, ())
    if initial in _LABIALS:
        neighbours = tuple(other for other in neighbours if other != "uo")
    if initial in _PALATALS:
        neighbours = tuple(other for other in neighbours if not other.startswith("u"))
    return neighbours
