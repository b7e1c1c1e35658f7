"""One sitting: what was not known comes again, what was skipped does not, and everything is counted once."""

from __future__ import annotations

from datetime import UTC, datetime

from app.practice.learning_values import MemoryKind, Rating, ReviewCard
from app.ui.screens.review.session import Session

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def cards(*numbers: int) -> list[ReviewCard]:
    return [ReviewCard(no, MemoryKind.GLOSS, "l", "课", NOW, None, {}) for no in numbers]


def number(session: Session) -> int | None:
    return session.current.no if session.current else None


def test_known_ones_go_and_forgotten_ones_come_again() -> None:
    session = Session(cards(1, 2))
    session.rate(Rating.AGAIN)
    assert (number(session), session.done, session.comes_again) == (2, 0, False)
    session.rate(Rating.HARD)
    assert (number(session), session.comes_again) == (1, True)
    session.rate(Rating.AGAIN)
    session.rate(Rating.GOOD)
    assert session.current is None
    assert (session.known, session.not_at_once, session.skipped, session.done) == (2, 1, 0, 2)


def test_skipped_ones_are_left_for_another_time() -> None:
    session = Session(cards(1, 2))
    session.skip()
    session.rate(Rating.EASY)
    assert session.current is None
    assert (session.known, session.skipped, session.done, session.count) == (1, 1, 2, 2)


def test_a_card_is_renewed_only_while_it_is_the_present_one() -> None:
    session = Session(cards(1, 2))
    [newer] = cards(2)
    session.replace(newer)
    assert number(session) == 1
    assert Session([]).current is None
