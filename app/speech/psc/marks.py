"""Marking the mock Putonghua test: what each part loses, line by line, and what only a person can judge.

Points are those of the national outline (普通话水平测试大纲): a wrong syllable of part 1 costs 0.1, a
defective one 0.05; of part 2 twice that; of the passage 0.1, with up to 1 for a sound that is off throughout
and up to 2 for pausing and reading again; time over the limit costs as well. The talk is listened to by a
person: the program measures how long it was, and says how many points are left for the person to give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.speech.fluency import LONG_PAUSE
from app.speech.ledger import was_assessed
from app.speech.psc.paper import PASSAGE_SYLLABLES, ChoiceItem, ChoiceKind, PartOfPaper
from app.speech.values import (
    FluencyAspect,
    Miscue,
    MiscueKind,
    Part,
    PronunciationScore,
    SyllableScore,
    TakeStatus,
    Verdict,
)

LIMITS: Mapping[PartOfPaper, float] = {
    PartOfPaper.SYLLABLES: 210.0,
    PartOfPaper.WORDS: 150.0,
    PartOfPaper.CHOOSING: 180.0,
    PartOfPaper.PASSAGE: 240.0,
    PartOfPaper.TALK: 180.0,
}
"""Seconds each part may take; the talk should take."""

_MOST: Mapping[PartOfPaper, tuple[float, float]] = {
    PartOfPaper.SYLLABLES: (10.0, 10.0),
    PartOfPaper.WORDS: (20.0, 20.0),
    PartOfPaper.CHOOSING: (0.0, 10.0),
    PartOfPaper.PASSAGE: (30.0, 30.0),
    PartOfPaper.TALK: (40.0, 30.0),
}

TALK_FIELDS: tuple[str, ...] = ("pronunciation", "words", "fluency")
"""What a person judges of the talk: 语音面貌, 词汇语法规范, 自然流畅."""

_TALK_MOST: tuple[tuple[float, ...], tuple[float, ...]] = ((25.0, 10.0, 5.0), (20.0, 5.0, 5.0))

WRONG_CHOICE: Mapping[ChoiceKind, float] = {
    ChoiceKind.WORD: 0.25,
    ChoiceKind.MEASURE: 0.5,
    ChoiceKind.SENTENCE: 0.5,
}
SHORTEST_TALK = 30.0
"""Seconds of speaking up to which a talk earns nothing."""

MIN_ASSESSED = 0.6
"""Share of a part's syllables that must have been judged for the part to be marked."""

_SYSTEMATIC_SHARE, _SYSTEMATIC_COUNT = 0.4, 4  # of a sound's syllables, and at least so many


@dataclass(frozen=True)
class Line:
    """One line of the ledger: what `count` faults of a kind cost together.

    `code` is wrong, defect, omitted, inserted, overtime, unanswered, choice, systematic, pauses, repetition,
    hesitation, short or silent; `sounds` are the initials, finals or tones that are off throughout.
    """

    code: str
    count: int
    points: float
    sounds: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartMarks:
    """The marks of one part.

    `points` is None where the program could not mark it (too noisy, another text, the talk). `open_points` is
    what a person may still give. `unassessed` counts syllables nothing was said about; they cost nothing.
    """

    part: PartOfPaper
    most: float
    points: float | None
    lines: tuple[Line, ...] = ()
    seconds: float = 0.0
    unassessed: int = 0
    open_points: float = 0.0


@dataclass(frozen=True)
class SoundOff:
    """An initial, a final or a spoken tone that was off or wrong in `faults` of its `count` syllables."""

    part: Part
    sound: str
    faults: int
    count: int


def most_points(part: PartOfPaper, five_parts: bool) -> float:
    """What a part is worth in the four-part or the five-part form."""
    return _MOST[part][five_parts]


def talk_fields(five_parts: bool) -> Mapping[str, float]:
    """The most a person can give for each of `TALK_FIELDS`; together they are what the talk is worth."""
    return dict(zip(TALK_FIELDS, _TALK_MOST[five_parts], strict=True))


def mark_reading(part: PartOfPaper, score: PronunciationScore, seconds: float) -> PartMarks:
    """Marks of the syllables, the words or the passage, read in `seconds`."""
    most = most_points(part, five_parts=False)
    limit = PASSAGE_SYLLABLES if part is PartOfPaper.PASSAGE else len(score.syllables)
    marked = score.syllables[:limit]
    known = [each for each in marked if was_assessed(each)]
    if score.status is not TakeStatus.SCORED or len(known) < MIN_ASSESSED * len(marked):
        return PartMarks(part, most, None, seconds=seconds, unassessed=len(marked) - len(known))
    wrong, defect = {
        PartOfPaper.SYLLABLES: (0.1, 0.05),
        PartOfPaper.WORDS: (0.2, 0.1),
        PartOfPaper.PASSAGE: (0.1, 0.0),
    }[part]
    miscues = [each for each in score.miscues if each.index < limit]
    lines = _syllable_lines(marked, miscues, wrong, defect)
    if part is PartOfPaper.PASSAGE:
        inserted = sum(each.kind is MiscueKind.INSERTION and not each.filler for each in miscues)
        lines += _line("inserted", inserted, 0.1)
        lines += _systematic(known)
        lines += _fluency(score, miscues)
    lines += _overtime(part, seconds)
    return PartMarks(
        part,
        most,
        round(max(0.0, most - sum(line.points for line in lines)), 2),
        tuple(lines),
        seconds,
        len(marked) - len(known),
    )


def mark_choices(items: Sequence[ChoiceItem], answers: Sequence[int | None], seconds: float) -> PartMarks:
    """Marks of the choosing part; `answers` are indexes of options, None where nothing was chosen."""
    part = PartOfPaper.CHOOSING
    most = most_points(part, five_parts=True)
    wrong = [item for item, answer in zip(items, answers, strict=True) if answer not in (item.right, None)]
    missing = [item for item, answer in zip(items, answers, strict=True) if answer is None]
    lines = [
        Line(code, len(lost), round(sum(WRONG_CHOICE[item.kind] for item in lost), 2))
        for code, lost in (("choice", wrong), ("unanswered", missing))
        if lost
    ]
    lines += _overtime(part, seconds)
    return PartMarks(
        part, most, round(max(0.0, most - sum(line.points for line in lines)), 2), tuple(lines), seconds
    )


def mark_talk(seconds_spoken: float, five_parts: bool, given: float | None = None) -> PartMarks:
    """Marks of the talk: what its length costs, and what a person has `given` for the rest or may give.

    `seconds_spoken` is as `talk.spoken_seconds` measures it. What the length costs is taken from what was
    given, as the outline does.
    """
    part = PartOfPaper.TALK
    most = most_points(part, five_parts)
    if seconds_spoken <= SHORTEST_TALK:
        silent = (Line("silent", 1, most),)
        return PartMarks(part, most, 0.0, silent, seconds_spoken)
    missing = LIMITS[part] - seconds_spoken
    points = 0.0
    if missing > 60:
        points = min(6.0, 4.0 + (missing - 60) // 30)
    elif missing > 3:  # the watch is not stopped at the syllable
        points = 1.0 + missing // 20.001
    lines = tuple(_line("short", 1, points)) if points else ()
    left = most - points
    if given is None:
        return PartMarks(part, most, None, lines, seconds_spoken, open_points=left)
    return PartMarks(part, most, round(max(0.0, min(given, most) - points), 2), lines, seconds_spoken)


def sounds_off(syllables: Iterable[SyllableScore]) -> tuple[SoundOff, ...]:
    """The sounds that are off throughout: in four syllables at least and in two of five of its own.

    The one most often off comes first.
    """
    faults: Counter[tuple[Part, str]] = Counter()
    all_of: Counter[tuple[Part, str]] = Counter()
    for each in syllables:
        for part, sound in (
            (Part.INITIAL, each.syllable.initial),
            (Part.FINAL, each.syllable.final),
            (Part.TONE, str(each.syllable.spoken_tone)),
        ):
            verdict = each.part(part).verdict
            if sound and verdict is not Verdict.NOT_ASSESSABLE:
                all_of[part, sound] += 1
                faults[part, sound] += verdict in (Verdict.OFF, Verdict.WRONG)
    return tuple(
        SoundOff(part, sound, count, all_of[part, sound])
        for (part, sound), count in sorted(faults.items(), key=lambda each: -each[1])
        if count >= _SYSTEMATIC_COUNT and count >= _SYSTEMATIC_SHARE * all_of[part, sound]
    )


def _line(code: str, count: int, each: float) -> list[Line]:
    return [Line(code, count, round(count * each, 2))] if count else []


def _syllable_lines(
    syllables: Sequence[SyllableScore], miscues: Sequence[Miscue], wrong: float, defect: float
) -> list[Line]:
    replaced = {each.index for each in miscues if each.kind is MiscueKind.REPLACEMENT}
    counts: Counter[str] = Counter()
    for index, syllable in enumerate(syllables):
        verdict = syllable.part(syllable.worst).verdict
        if syllable.omitted:
            counts["omitted"] += 1
        elif index in replaced or verdict is Verdict.WRONG:
            counts["wrong"] += 1
        elif verdict is Verdict.OFF:
            counts["defect"] += 1
    lines = _line("wrong", counts["wrong"], wrong) + _line("omitted", counts["omitted"], wrong)
    return lines + (_line("defect", counts["defect"], defect) if defect else [])


def _systematic(known: Sequence[SyllableScore]) -> list[Line]:
    """A sound that is off or wrong in many of its syllables costs once more: 0.5, or 1 for several sounds."""
    found = tuple(each.sound for each in sounds_off(known))
    if not found:
        return []
    return [Line("systematic", len(found), 1.0 if len(found) > 1 else 0.5, found)]


def _fluency(score: PronunciationScore, miscues: Sequence[Miscue]) -> list[Line]:
    lines = []
    again = sum(each.kind is MiscueKind.REPETITION for each in miscues)
    stray = sum(not each.expected and each.end - each.start >= LONG_PAUSE for each in score.fluency.pauses)
    for code, count, free in (("repetition", again, 0), ("pauses", stray, len(score.syllables) // 20)):
        beyond = count - free
        if beyond > 0:
            lines.append(Line(code, count, 0.5 if beyond <= 2 else 1.0 if beyond <= 5 else 2.0))
    if score.fluency.aspect(FluencyAspect.HESITATION).verdict is Verdict.OFF:
        lines.append(Line("hesitation", len(score.fluency.hesitations), 0.5))
    return lines


def _overtime(part: PartOfPaper, seconds: float) -> list[Line]:
    over = seconds - LIMITS[part]
    if over <= 0:
        return []
    points = 1.0 if part is PartOfPaper.PASSAGE or over >= 60 else 0.5
    return [Line("overtime", 1, points)]
