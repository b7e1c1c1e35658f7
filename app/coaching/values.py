"""What a pitch report holds. Frozen; JSON in and out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any

from app.speech.transcription import HeardBy, TranscribedWord, Transcript
from app.speech.values import Part, Verdict

FORMAT = 2
"""Counts up whenever an older program could not read the JSON any more."""

Span = tuple[float, float]


class FactKind(Enum):
    """Which field of the product card a fact comes from."""

    WHAT = "what"
    ORIGIN = "origin"
    GRADE = "grade"
    STORAGE = "storage"
    USE = "use"
    SIZE = "size"
    PRICE = "price"
    DELIVERY = "delivery"
    AFTER_SALES = "after_sales"


class FactState(Enum):
    """What became of a fact. `UNCLEAR`: not heard clearly, and so neither praised nor blamed."""

    COVERED = "covered"
    MISSING = "missing"
    CONTRADICTED = "contradicted"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class FactFinding:
    """One fact of the card and what was heard of it.

    `second` and `heard` are None and "" where nothing was. `confidence` 0…1 says how sure the state is.
    """

    kind: FactKind
    fact: str
    state: FactState
    second: float | None = None
    confidence: float = 0.0
    heard: str = ""


class Stage(Enum):
    """The stages of a live talk, in their usual order."""

    OPENING = "opening"
    HOLDING = "holding"
    INTRODUCTION = "introduction"
    INTERACTION = "interaction"
    CLOSING = "closing"
    CHANGE_OVER = "change_over"
    ENDING = "ending"


@dataclass(frozen=True)
class StageSpan:
    """A stretch of the talk that belongs to a stage, seconds."""

    stage: Stage
    start: float
    end: float


@dataclass(frozen=True)
class Occurrence:
    """Something said at a place, seconds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class PaceWindow:
    """Syllables heard a minute of speech in a stretch; None where too little was said. About right only."""

    start: float
    end: float
    rate: float | None


@dataclass(frozen=True)
class SaidSyllable:
    """A syllable of a key word: how it is written and spoken, and what is said of its three parts.

    `pinyin` has the mark of the spoken tone `tone`. `initial` is None where the syllable has none.
    """

    hanzi: str
    pinyin: str
    tone: int
    initial: Verdict | None
    final: Verdict
    melody: Verdict

    @property
    def verdicts(self) -> tuple[Verdict | None, Verdict, Verdict]:
        """Initial, final, tone."""
        return (self.initial, self.final, self.melody)

    def part(self, part: Part) -> Verdict | None:
        """What is said of one part."""
        return {Part.INITIAL: self.initial, Part.FINAL: self.final, Part.TONE: self.melody}[part]


@dataclass(frozen=True)
class SaidWord:
    """A key word of the card as it was pronounced, and where (seconds) that can be heard.

    It was heard at `places` places, of which `judged` could be judged; the place shown is the middling one of
    those. `kind` is the field of the card, None for the product's name.
    """

    word: str
    kind: FactKind | None
    start: float
    end: float
    places: int
    judged: int
    syllables: tuple[SaidSyllable, ...]

    @property
    def worst(self) -> Verdict:
        """Wrong where anything is, else off, else good where anything could be judged."""
        said = {verdict for each in self.syllables for verdict in each.verdicts}
        order = (Verdict.WRONG, Verdict.OFF, Verdict.GOOD)
        return next((each for each in order if each in said), Verdict.NOT_ASSESSABLE)


class AdviceKind(Enum):
    """What a piece of advice is about; `app.coaching.advice` has the words."""

    BREACH = "breach"
    CONTRADICTED = "contradicted"
    PRICE_MISSING = "price_missing"
    FACT_MISSING = "fact_missing"
    NO_CALL = "no_call"
    NO_OPENING = "no_opening"
    NAME_PRODUCT = "name_product"
    LONG_SILENCE = "long_silence"
    FILLERS = "fillers"
    TOO_FAST = "too_fast"
    TOO_SLOW = "too_slow"
    FLAT = "flat"
    FADING = "fading"
    TOO_LITTLE = "too_little"
    SILENT = "silent"
    KEY_WORD = "key_word"
    KEEP_ON = "keep_on"
    KEEP_ON_ANSWERED = "keep_on_answered"


@dataclass(frozen=True)
class Advice:
    """A piece of advice, the second in the recording that shows it, and a word of what it is about."""

    kind: AdviceKind
    second: float
    about: str = ""


@dataclass(frozen=True)
class PitchReport:
    """What a coach would say of one talk about one product.

    `clarity` 0…1 is how much of the speaking time holds words that were heard with some trust; below
    `facts.CLEAR_ENOUGH` nothing is called missing. `range_st` is the span of F0 in semitones, `spread_db`
    and `drift_db` as in `Delivery`. None where too little was said to know.
    """

    product: str
    transcript: Transcript
    facts: tuple[FactFinding, ...]
    stages: tuple[StageSpan, ...]
    named: tuple[Occurrence, ...]
    calls: tuple[Occurrence, ...]
    fillers: tuple[Occurrence, ...]
    repetitions: tuple[Occurrence, ...]
    pace: tuple[PaceWindow, ...]
    pauses: tuple[Span, ...]
    speaking: float
    clarity: float
    spread_db: float | None
    drift_db: float | None
    range_st: float | None
    advice: tuple[Advice, ...]
    words: tuple[SaidWord, ...] = ()

    @property
    def says_little(self) -> bool:
        """Whether there was too little to hear for anything but the advice to talk again."""
        return any(each.kind in (AdviceKind.TOO_LITTLE, AdviceKind.SILENT) for each in self.advice)

    def aspect(self, kind: FactKind) -> FactState | None:
        """What became of a field of the card as a whole; None when it holds nothing that can be checked."""
        states = {each.state for each in self.facts if each.kind is kind}
        for state in (FactState.CONTRADICTED, FactState.COVERED, FactState.UNCLEAR, FactState.MISSING):
            if state in states:
                return state
        return None

    def seconds_in(self, stage: Stage) -> float:
        """Time spent in a stage."""
        return sum(each.end - each.start for each in self.stages if each.stage is stage)

    def to_json(self) -> dict[str, Any]:
        """Plain data for a JSON file; `report_from_json` reads it."""
        return {"format": FORMAT, **_plain(asdict(self))}


class ReportFormatError(ValueError):
    """Data that is no pitch report of this format."""


def report_from_json(data: Any) -> PitchReport:
    """The report `to_json` wrote. Raises `ReportFormatError` for another format or broken data."""
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ReportFormatError("not a pitch report of this format")
    try:
        heard = data["transcript"]
        transcript = Transcript(
            tuple(TranscribedWord(**{**each, "by": HeardBy(each["by"])}) for each in heard["words"]),
            heard["duration"],
            heard["model"],
            heard["biased"],
        )
        return PitchReport(
            product=data["product"],
            transcript=transcript,
            facts=tuple(
                FactFinding(**{**each, "kind": FactKind(each["kind"]), "state": FactState(each["state"])})
                for each in data["facts"]
            ),
            stages=tuple(StageSpan(Stage(e["stage"]), e["start"], e["end"]) for e in data["stages"]),
            named=_occurrences(data["named"]),
            calls=_occurrences(data["calls"]),
            fillers=_occurrences(data["fillers"]),
            repetitions=_occurrences(data["repetitions"]),
            pace=tuple(PaceWindow(**each) for each in data["pace"]),
            pauses=tuple((start, end) for start, end in data["pauses"]),
            advice=tuple(Advice(AdviceKind(e["kind"]), e["second"], e["about"]) for e in data["advice"]),
            words=tuple(_said_word(each) for each in data["words"]),
            **{k: data[k] for k in ("speaking", "clarity", "spread_db", "drift_db", "range_st")},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ReportFormatError(f"a broken pitch report: {error!r}") from error


def _occurrences(data: Any) -> tuple[Occurrence, ...]:
    return tuple(Occurrence(**each) for each in data)


def _said_word(data: Any) -> SaidWord:
    return SaidWord(
        **{
            **data,
            "kind": None if data["kind"] is None else FactKind(data["kind"]),
            "syllables": tuple(_said_syllable(each) for each in data["syllables"]),
        }
    )


def _said_syllable(data: Any) -> SaidSyllable:
    return SaidSyllable(
        **{
            **data,
            "initial": None if data["initial"] is None else Verdict(data["initial"]),
            "final": Verdict(data["final"]),
            "melody": Verdict(data["melody"]),
        }
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
