"""What the page shows beside the report itself: the product a talk was about, and what must not be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from app.coaching.advice import breach_first
from app.coaching.card_facts import product_names
from app.coaching.card_kind import kind_of
from app.coaching.compliance import Finding, check_transcript, load_rules
from app.coaching.heard_text import find_all, heard_text, spoken_characters
from app.coaching.values import FactFinding, FactKind, PitchReport
from app.curriculum.library import Library
from app.curriculum.values import FreePitch, Prompt
from app.speech.transcription import SHORTEST_PAUSE, Transcript
from app.storage.values import Attempt
from app.ui.jobs import Job

if TYPE_CHECKING:
    from app.practice.studio import Studio

SURE = 0.75
"""From this certainty on what must not be said is not called uncertain."""

_NAMED_AGAIN = 2  # times that another product's name was heard

_LONGEST_LINE = 40
"""Characters of a line of the transcript, about."""


@dataclass(frozen=True)
class SaidWrong:
    """A phrase that must not be said, and the second where it was."""

    finding: Finding
    second: float


@dataclass(frozen=True)
class Reading:
    """A report, the name of its product, and what in the transcript must not be said.

    `prompts` are prompts to practise a key word with: lesson and prompt by the word. `other` is the lesson of
    another product that the talk seems to be about, "" where it is about this one.
    """

    report: PitchReport
    product_name: str
    wrong: tuple[SaidWrong, ...]
    prompts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    other: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the transcript and the second where it begins."""

    second: float
    text: str


def make_reading(studio: Studio, attempt: Attempt, product: str, job: Job) -> Reading | None:
    """The report of an attempt with what must not be said; None when it was stopped. Blocks."""
    report = studio.pitch_reports.make(attempt.id, product, job.progress, job.cancelled)
    card = studio.library.product(product)
    if report is None or card is None or job.cancelled():
        return None
    found = check_transcript(report.transcript, load_rules(studio.home), kind_of(card))
    wrong = tuple(SaidWrong(each, second_of(report.transcript, each.start)) for each in found)
    sure = sorted(
        (each for each in wrong if each.finding.certainty >= SURE), key=lambda each: -each.finding.certainty
    )
    report = breach_first(report, [(each.second, each.finding.text) for each in sure])
    said = (word.word for word in report.words)
    prompts = {word: prompt for word in said if (prompt := prompt_with(word, product, studio.library))}
    return Reading(report, card.name, wrong, prompts, other_product(report, studio.library))


def other_product(report: PitchReport, library: Library) -> str:
    """The lesson whose product was named again and again while the report's own never was; "" if none."""
    if report.named:
        return ""
    heard = heard_text(report.transcript)
    times = {
        lesson.id: len(find_all(heard, product_names(card)))
        for lesson, card in library.products
        if lesson.id != report.product
    }
    most = max(times, key=lambda each: times[each], default="")
    return most if most and times[most] >= _NAMED_AGAIN else ""


def prompt_with(word: str, product: str, library: Library) -> tuple[str, str] | None:
    """The shortest prompt that has a word, in the product's own lesson if there is one; None without any."""
    found = [
        (lesson.id != product, len(step.text), lesson.id, step.id)
        for lesson in library.lessons
        for step in lesson.steps
        if isinstance(step, Prompt) and word in spoken_characters(step.text)
    ]
    return min(found)[2:] if found else None


def product_of(studio: Studio, attempt: Attempt) -> str:
    """The lesson whose product the talk was about, as far as it is written down; "" where it is not.

    Reads the rehearsals of the live room: blocks.
    """
    lesson = studio.library.lesson(attempt.lesson_id)
    steps = lesson.steps if lesson else ()
    step = next((each for each in steps if each.id == attempt.prompt_id), None)
    found = step.product if isinstance(step, FreePitch) else ""
    if lesson is None:
        past = (each for each in studio.rehearsals.past() if each.prompt_id == attempt.prompt_id)
        found = next((each.product_lesson for each in past), "")
    known = any(each.id == found for each, _card in studio.library.products)
    return found if known else ""


def second_of(transcript: Transcript, index: int) -> float:
    """Where the character `index` of the transcript's text was said: the start of its word, seconds."""
    end = 0
    for word in transcript.words:
        end += len(word.text)
        if index < end:
            return word.start
    return transcript.duration


def by_field(facts: Sequence[FactFinding]) -> tuple[tuple[FactKind, str], ...]:
    """Facts with no place in the recording, those of one field in one line: a card may hold thirty."""
    fields: dict[FactKind, list[str]] = {}
    for each in facts:
        if each.second is None:
            fields.setdefault(each.kind, []).append(each.fact)
    return tuple((kind, "；".join(told)) for kind, told in fields.items())


def lines_of(transcript: Transcript) -> tuple[Line, ...]:
    """The transcript in lines: a pause ends one, and so does a word when the line is long."""
    if not transcript.words:
        return ()
    lines = [Line(transcript.words[0].start, transcript.words[0].text)]
    for before, word in pairwise(transcript.words):
        last = lines[-1]
        if word.start - before.end >= SHORTEST_PAUSE or len(last.text) >= _LONGEST_LINE:
            lines.append(Line(word.start, word.text))
        else:
            lines[-1] = Line(last.second, last.text + word.text)
    return tuple(lines)
