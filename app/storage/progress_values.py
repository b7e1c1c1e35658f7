"""What is counted of practice and of sounds, for pages about a person, a class and the centre. Frozen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.speech.values import Part, Verdict


@dataclass(frozen=True)
class PersonDay:
    """What somebody said on one day of the wall clock; `seconds` of recording, free takes included."""

    profile_id: str
    day: date
    attempts: int
    scored: int
    seconds: float


@dataclass(frozen=True)
class SyllableCount:
    """How an initial went with a final and a tone (as spoken) in the week that begins on `week`, a Monday.

    `*_judged` leaves out what could not be assessed. `good` and `judged` are of initial and final together;
    a syllable without an initial ("") has only its final. A trainer's verdict counts before the machine's.
    """

    week: date
    initial: str
    final: str
    tone: int
    said: int
    initial_good: int
    initial_judged: int
    final_good: int
    final_judged: int
    tone_good: int
    tone_judged: int
    good: int
    judged: int


@dataclass(frozen=True)
class ConfusionCount:
    """How often a wrong `sound` was heard as another one; `people` is how many did so."""

    part: Part
    sound: str
    heard: str
    times: int
    people: int


@dataclass(frozen=True)
class SoundExample:
    """One syllable that somebody said, and where it is heard. `position` counts the score's syllables."""

    attempt_id: str
    created: datetime
    text: str
    position: int
    hanzi: str
    initial: str
    final: str
    tone: int
    initial_verdict: Verdict
    final_verdict: Verdict
    tone_verdict: Verdict


@dataclass(frozen=True)
class PromptChange:
    """The first and the last score of one prompt by one person, some days apart."""

    profile_id: str
    prompt_id: str
    first: float
    last: float


@dataclass(frozen=True)
class PersonChange:
    """Somebody's mean first and mean last score over the same `prompts`."""

    profile_id: str
    prompts: int
    first: float
    last: float


@dataclass(frozen=True)
class HourUse:
    """What was recorded in one hour of the wall clock, by how many; `weekday` as `date.weekday`."""

    day: date
    weekday: int
    hour: int
    people: int
    seconds: float


@dataclass(frozen=True)
class Outcome:
    """Somebody's broadcasts whose length and turnover are both known, and what she recorded.

    `turnover` in fen, `minutes` of broadcast, `trained` seconds recorded over the time that is looked at.
    """

    profile_id: str
    cohort_id: str
    broadcasts: int
    minutes: int
    turnover: int
    trained: float
