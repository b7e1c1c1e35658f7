"""What the tests of the bundled lessons share: the lessons, and all that is said or shown in them."""

from __future__ import annotations

from collections.abc import Iterator

from app.curriculum.card_text import paragraphs
from app.curriculum.library import load_library
from app.curriculum.values import (
    Card,
    Choice,
    FillIn,
    FreePitch,
    Gloss,
    HeardWord,
    Lesson,
    Listen,
    Matching,
    Mirror,
    Ordering,
    PairListening,
    ProductCard,
    Prompt,
    SelfCheck,
    Step,
    ToneTracing,
    TrueFalse,
)
from app.paths import lessons_dir

LIBRARY = load_library([lessons_dir()])
LESSONS = LIBRARY.lessons

QUIZ = Choice | TrueFalse | Matching | Ordering | FillIn
ACTIVITY = Listen | PairListening | ToneTracing | FreePitch | SelfCheck | Mirror
"""Something to do that is neither a card, nor a prompt, nor a quiz."""

Spoken = Prompt | Listen | ToneTracing | HeardWord


def steps_of(lesson: Lesson, kind: type) -> list:  # type: ignore[type-arg]
    """The steps of one class."""
    return [step for step in lesson.steps if isinstance(step, kind)]


def glosses_of(lesson: Lesson) -> list[Gloss]:
    """The key words of a lesson, on cards and on product cards."""
    return [gloss for step in lesson.steps if isinstance(step, Card | ProductCard) for gloss in step.glosses]


def spoken_in(lesson: Lesson) -> Iterator[Spoken]:
    """Everything of which the program must know how it sounds."""
    for step in lesson.steps:
        if isinstance(step, Prompt | Listen | ToneTracing):
            yield step
        elif isinstance(step, PairListening):
            for pair in step.pairs:
                yield from pair


def shown_in(step: Step) -> Iterator[str]:
    """Every Chinese text of a step, a paragraph or a line at a time."""
    match step:
        case Card():
            yield step.title
            yield from (paragraph.plain for paragraph in paragraphs(step.text))
        case ProductCard():
            yield from facts_of(step)
            yield from step.forbidden
            for pair in step.questions:
                yield from pair
        case Prompt() | Listen() | ToneTracing():
            yield from (step.text, step.hint)
        case PairListening():
            yield from (step.title, step.hint)
        case Choice():
            yield from (step.question, *(text for text, _ in step.options), step.why)
        case TrueFalse():
            yield from (step.statement, step.why)
        case Matching():
            yield from (step.question, *(text for pair in step.pairs for text in pair), step.why)
        case Ordering():
            yield from (step.question, *step.items, step.why)
        case FillIn():
            yield from (step.sentence, *step.answers, *step.options, step.why)
        case FreePitch():
            yield from (step.task, *step.points, step.hint)
        case SelfCheck() | Mirror():
            yield from (step.title, *step.items)


def facts_of(card: ProductCard) -> tuple[str, ...]:
    """What a product card says of the product, for the anchor to say on."""
    return (
        *(card.what, card.origin, card.grades, card.storage, card.use),
        *(card.size, card.price, card.delivery, card.after_sales),
    )
