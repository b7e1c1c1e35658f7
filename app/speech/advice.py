"""Which few things to say after a take: what matters most, said once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from app.speech.ledger import was_assessed
from app.speech.phones import syllable_phones
from app.speech.segments import split as split_phones
from app.speech.values import (
    AdviceItem,
    Fluency,
    Miscue,
    MiscueKind,
    Part,
    SpokenText,
    SyllableScore,
    TakeStatus,
    Verdict,
)

LIMIT = 3
FAST, SLOW = 330.0, 110.0  # syllables a minute of articulation; news reading runs at 250–270
QUIET_DB = -38.0
NOISY_SNR_DB = 14.0
_WEIGHT = {Verdict.WRONG: 2.0, Verdict.OFF: 0.8}
_SHOWN_SYLLABLES = 4


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
    piles = _piles(spoken, syllables, miscues) + _whole_take(spoken, fluency)
    piles.sort(key=lambda pile: -pile.weight)
    chosen: list[AdviceItem] = []
    for pile in piles[:LIMIT]:
        shown = "、".join(dict.fromkeys(spoken.syllables[i].hanzi for i in pile.indices[:_SHOWN_SYLLABLES]))
        values = dict(pile.item.values)
        if shown:
            values["syllables"] = shown
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

    skipped = {m.index for m in miscues if m.kind in (MiscueKind.OMISSION, MiscueKind.REPLACEMENT)}
    for miscue in miscues:
        code = {"omission": "omitted", "insertion": "inserted", "replacement": "replaced"}[miscue.kind.value]
        index = min(miscue.index, len(syllables) - 1)
        add((code,), AdviceItem(code, index, None), index, 1.2 if code == "inserted" else 2.2)
    for index, syllable in enumerate(syllables):
        if index in skipped:
            continue
        for part in Part:
            score = syllable.part(part)
            if score.verdict in _WEIGHT:
                item = _item(part, syllable)
                key = (part.value, *(v for _, v in item.values))
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
    else:
        initial, final = split_phones(syllable_phones(target.initial, target.final))
        sound = initial if part is Part.INITIAL else final
        values = {"target": sound, "heard": score.heard}
        if score.reason == "missing":
            values["missing"] = "yes"
    return AdviceItem(part.value, None, part, tuple(values.items()))


def _whole_take(spoken: SpokenText, fluency: Fluency) -> list[_Pile]:
    piles = []
    rate = fluency.articulation_rate
    if rate is not None and not SLOW <= rate <= FAST:
        code = "too_fast" if rate > FAST else "too_slow"
        piles.append(_Pile(AdviceItem(code, None, None, (("rate", f"{rate:.0f}"),)), [], 0.9))
    if fluency.loudness_db is not None:
        if fluency.noise_db is not None and fluency.loudness_db - fluency.noise_db < NOISY_SNR_DB:
            piles.append(_Pile(AdviceItem("noisy", None, None), [], 1.1))
        elif fluency.loudness_db < QUIET_DB:
            piles.append(_Pile(AdviceItem("too_quiet", None, None), [], 0.7))
    inside = [p for p in fluency.pauses if not p.expected and p.end - p.start >= 0.5]
    if len(inside) > max(1, len(spoken.syllables) // 10):
        piles.append(_Pile(AdviceItem("pauses", None, None, (("count", str(len(inside))),)), [], 0.8))
    return piles
