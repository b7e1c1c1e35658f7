"""What is told of a session, and that it survives being kept."""

from __future__ import annotations

import pytest

from app.live_room.room import Room
from app.live_room.score import MomentKind, score_session
from app.live_room.session_json import session_from_text, session_to_text
from tests.live_room.room_samples import (
    ASKS_PRICE,
    CURES,
    JUJUBES,
    NOT_SMILING,
    PRAISE,
    WHERE_ARE_YOU,
    evening,
    play,
)

EVENING = evening(ASKS_PRICE, PRAISE, NOT_SMILING, CURES, WHERE_ARE_YOU)


def answers(room: Room) -> list[tuple[float, str]]:
    """Everything at once, again and again: whatever is asked is answered within five seconds."""
    return [(2.0 + 5 * i, "谢谢您一袋十九块九这是普通食品") for i in range(14)]


def test_a_session_in_which_all_was_answered() -> None:
    room = Room(EVENING, JUJUBES, 2)
    score = score_session(play(room, 70.0, answers(room))[1])
    assert (score.asked, score.answered, score.passed_over, score.unlawful) == (2, 2, (), 0)
    assert score.middle_seconds is not None and score.middle_seconds <= 5.0
    assert (score.hostile, score.stood, score.silences, score.longest_silence) == (1, 1, 0, 0.0)
    assert score.stood_seconds is not None and score.stood_seconds <= 8.0
    assert score.polite == 28 and score.rude == 0
    assert [each.kind for each in score.moments] == [
        MomentKind.WELL_ANSWERED,
        MomentKind.WELL_ANSWERED,
        MomentKind.STOOD_FAST,
    ]
    assert "接住" in str(score.headline)


def test_a_session_in_silence() -> None:
    score = score_session(play(Room(EVENING, JUJUBES, 2), 70.0)[1])
    assert score.answered == 0 and len(score.passed_over) == score.asked == 2
    assert (score.silences, score.soon_over, score.longest_silence) == (1, 0, 70.0)
    assert (score.hostile, score.stood) == (0, 0)  # what came in the silence counts with it
    assert score.moments[0].kind is MomentKind.SILENCE and score.moments[0].length == 70.0
    assert "几乎没有听到声音" in str(score.headline) and not score.heard


def test_freezing_after_a_hostile_comment_is_told_and_a_comment_on_silence_is_not() -> None:
    score = score_session(play(Room(evening(NOT_SMILING, WHERE_ARE_YOU), JUJUBES, 2), 40.0)[1])
    assert [each.kind for each in score.moments] == [MomentKind.SILENCE, MomentKind.FROZE]
    assert score.moments[1].exchange is not None and score.moments[1].exchange.said.text == "怎么不笑？"


def test_a_silence_that_is_soon_over_is_told_from_a_long_one() -> None:
    says = [(1.0, "大家好"), (12.0, "不好意思我接着说"), (40.0, "谢谢大家")]
    score = score_session(play(Room(evening(PRAISE, WHERE_ARE_YOU), JUJUBES, 2), 42.0, says)[1])
    assert (score.silences, score.soon_over, score.longest_silence) == (2, 1, 28.0)


def test_the_gravest_is_told_first() -> None:
    says = [(t, "能治很多病") for t in range(6, 60, 6)] + [(33.0, "烦死了")]
    score = score_session(play(Room(EVENING, JUJUBES, 2), 70.0, says, talking=True)[1])
    bad = [each.kind for each in score.moments if not each.kind.good]
    assert bad[0] is MomentKind.UNLAWFUL and MomentKind.RUDE in bad
    assert "烦死了" in [each.word for each in score.moments]
    assert score.unlawful == 1 and "不能那样答应" in str(score.headline)
    assert all(0 <= each.second <= 70 for each in score.moments)


def test_a_session_is_kept_whole() -> None:
    room = Room(EVENING, JUJUBES, 2)
    _, session = play(room, 70.0, [*answers(room)[:6], (50.0, "烦死了")])
    assert session_from_text(session_to_text(session)) == session


def test_a_later_format_is_refused() -> None:
    _, session = play(Room(EVENING, JUJUBES, 2), 10.0)
    later = session_to_text(session).replace('"format": 1', '"format": 2', 1)
    with pytest.raises(ValueError, match="newer"):
        session_from_text(later)
