"""Which few things to say after a take: what matters most, said once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from app.speech.fluency import LONG_PAUSE
from app.speech.ledger import was_assessed
from app.speech.phones import syllable_phones
from app.speech.segments import split as split_phones
from app.speech.values import (
    AdviceItem,
    AspectScore,
    Fluency,
    FluencyAspect,
    HesitationKind,
    Miscue,
    MiscueKind,
    Part,
    PartScore,
    SpokenText,
    SyllableScore,
    TakeStatus,
    Verdict,
)

LIMIT = 3
QUIET_DB = -38.0
NOISY_SNR_DB = 14.0
_MISCUES = {
    MiscueKind.OMISSION: ("omitted", 2.2),
    MiscueKind.REPLACEMENT: ("replaced", 2.2),
    MiscueKind.INSERTION: ("inserted", 1.2),
    MiscueKind.REPETITION: ("repeated", 0.9),
}
_WEIGHT = {Verdict.WRONG: 2.0, Verdict.OFF: 0.8}
_SHOWN_SYLLABLES = 4
_NUMBERS = ("measured", "wanted", "unit", "fine")  # of one syllable, not of all with the same fault


@dataclass
class _Pile:
    """The same fault on one or more syllables."""

    item: AdviceItem
    indices: list[int]
    weight: float


def choose_advice(
    status: TakeStatus,
    spoken: SpokenText,
    syllables: Sequence[SyllableScore],
    miscues: Sequence[Miscue],
    fluency: Fluency,
) -> tuple[AdviceItem, ...]:
    """At most three things to do next, the most useful first; for a good take, a word of praise.

    None at all when nothing could be judged.
    """
    if status is not TakeStatus.SCORED:
        return (AdviceItem(status.value, None, None),)
    piles = _piles(spoken, syllables, miscues) + _whole_take(fluency) + _narrow_voice(syllables)
    piles.sort(key=lambda pile: -pile.weight)
    chosen: list[AdviceItem] = []
    for pile in piles[:LIMIT]:
        shown = "、".join(dict.fromkeys(spoken.syllables[i].hanzi for i in pile.indices[:_SHOWN_SYLLABLES]))
        values = dict(pile.item.values)
        if shown:
            values.setdefault("syllables", shown)
        if len(pile.indices) > 1:
            values = {name: value for name, value in values.items() if name not in _NUMBERS}
        index = pile.indices[0] if pile.indices else None
        chosen.append(AdviceItem(pile.item.code, index, pile.item.part, tuple(values.items())))
    if not chosen and any(was_assessed(each) for each in syllables):
        return (AdviceItem("well_done", None, None),)
    return tuple(chosen)


def _piles(spoken: SpokenText, syllables: Sequence[SyllableScore], miscues: Sequence[Miscue]) -> list[_Pile]:
    piles: dict[tuple[str, ...], _Pile] = {}
    weights: defaultdict[tuple[str, ...], float] = defaultdict(float)

    def add(key: tuple[str, ...], item: AdviceItem, index: int, weight: float) -> None:
        pile = piles.setdefault(key, _Pile(item, [], 0.0))
        if index not in pile.indices:
            pile.indices.append(index)
        weights[key] += weight

    again = "、".join(
        dict.fromkeys(
            "".join(s.hanzi for s in spoken.syllables[m.index : (m.index if m.last is None else m.last) + 1])
            for m in miscues
            if m.kind is MiscueKind.REPETITION
        )
    )
    skipped = {m.index for m in miscues if m.kind in (MiscueKind.OMISSION, MiscueKind.REPLACEMENT)}
    for miscue in miscues:
        if miscue.filler:
            continue  # hesitation, said of the whole take
        code, weight = _MISCUES[miscue.kind]
        index = min(miscue.index, len(syllables) - 1)
        quoted = (("syllables", again),) if miscue.kind is MiscueKind.REPETITION else ()
        add((code,), AdviceItem(code, index, None, quoted), index, weight)
    for index, syllable in enumerate(syllables):
        if index in skipped:
            continue
        for part in Part:
            score = syllable.part(part)
            if score.verdict in _WEIGHT:
                item = _item(part, syllable)
                key = (part.value, *(v for name, v in item.values if name not in _NUMBERS))
                add(key, item, index, _WEIGHT[score.verdict])
    for key, pile in piles.items():
        # what recurs is worth more, but ten small things do not hide one that is plainly wrong
        pile.weight = weights[key] ** 0.7
    return list(piles.values())


def part_advice(part: Part, index: int, syllable: SyllableScore) -> AdviceItem:
    """What to do about one part of the syllable at `index`, whatever else the take's advice is about."""
    item = _item(part, syllable)
    return AdviceItem(item.code, index, part, item.values)


def _item(part: Part, syllable: SyllableScore) -> AdviceItem:
    score, target = syllable.part(part), syllable.syllable
    if part is Part.TONE:
        values = {"tone": str(target.spoken_tone), "fault": score.reason, "heard": score.heard}
        values |= _numbers(score)
    else:
        initial, final = split_phones(syllable_phones(target.initial, target.final))
        sound = initial if part is Part.INITIAL else final
        values = {"target": sound, "heard": score.heard}
        if score.reason == "missing":
            values["missing"] = "yes"
    return AdviceItem(part.value, None, part, tuple(values.items()))


def _numbers(score: PartScore) -> dict[str, str]:
    """What was measured of the first fault and what it should be; `fine` names what else was in order."""
    found = next((f for f in score.findings if f.fault == score.reason), None)
    if found is None:
        return {}
    numbers = {"measured": f"{found.measured:.1f}", "wanted": f"{found.wanted:.1f}", "unit": found.unit}
    faults = {f.fault for f in score.findings}
    if found.fault == "falls_too_little" and "starts_too_low" not in faults:
        numbers["fine"] = "start"
    if found.fault == "starts_too_low" and "falls_too_little" not in faults:
        numbers["fine"] = "fall"
    return numbers


def _narrow_voice(syllables: Sequence[SyllableScore]) -> list[_Pile]:
    """A remark on how little her voice moves over her takes, where tones suffer from it."""
    for syllable in syllables:
        for found in syllable.tone.findings:
            if found.fault == "range_too_narrow":
                values = (("measured", f"{found.measured:.0f}"), ("wanted", f"{found.wanted:.0f}"))
                return [_Pile(AdviceItem("narrow_range", None, None, values), [], 1.5)]
    return []


def _whole_take(fluency: Fluency) -> list[_Pile]:
    piles = []

    def add(code: str, weight: float, *values: tuple[str, str]) -> None:
        piles.append(_Pile(AdviceItem(code, None, None, values), [], weight))

    def off(aspect: FluencyAspect) -> AspectScore | None:
        found = fluency.aspect(aspect)
        return found if found.verdict is Verdict.OFF and found.value is not None else None

    if pace := off(FluencyAspect.PACE):
        fast = pace.high is not None and (pace.value or 0.0) > pace.high
        kind = fluency.kind.value if fluency.kind else ""
        add("too_fast" if fast else "too_slow", 0.9, ("rate", f"{pace.value:.0f}"), ("kind", kind))
    snr = fluency.snr_db
    if snr is None and fluency.loudness_db is not None and fluency.noise_db is not None:
        snr = fluency.loudness_db - fluency.noise_db
    if snr is not None and snr < NOISY_SNR_DB:
        add("noisy", 1.1)
    elif fluency.loudness_db is not None and fluency.loudness_db < QUIET_DB:
        add("too_quiet", 0.7)
    if off(FluencyAspect.PAUSES):
        inside = sum(not p.expected and p.end - p.start >= LONG_PAUSE for p in fluency.pauses)
        add("pauses", 0.8, ("count", str(inside)))
    fillers = sum(h.kind is HesitationKind.FILLER for h in fluency.hesitations)
    if off(FluencyAspect.HESITATION):
        add("fillers" if 2 * fillers > len(fluency.hesitations) else "hesitant", 0.75,
            ("count", str(len(fluency.hesitations))))  # fmt: skip
    if rhythm := off(FluencyAspect.RHYTHM):
        even = rhythm.low is not None and (rhythm.value or 0.0) < rhythm.low
        add("too_even" if even else "too_uneven", 0.4)
    return piles
