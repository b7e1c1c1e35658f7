"""Retention: old recordings and films go, scores stay, and what somebody still waits for stays whole."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.audio.recording import load_samples
from app.errors import ExpectedError
from app.storage.retention import ASKED, BEGUN, MARKING, TALK, UNSENT, Due
from app.storage.store import Store
from tests.storage.conftest import MakeAttempt
from tests.storage.storage_samples import NOON, PROFILE, let_her_teach

DAY = timedelta(days=1)


@pytest.fixture
def old(store: Store, make_attempt: MakeAttempt) -> list[str]:
    """Five attempts, ten days to one day old at noon, each with a film."""
    ids = []
    for days in (10, 8, 6, 3, 1):
        attempt = make_attempt(id=f"a{days}", created=NOON - days * DAY)
        store.add_attempt(attempt)
        film = store.user_dir / "videos" / f"{attempt.id}.mkv"
        film.parent.mkdir(exist_ok=True)
        film.write_bytes(b"film")
        ids.append(attempt.id)
    return ids


def going(due: Due) -> list[str]:
    return [each.attempt_id for each in due.going]


def change(store: Store, sql: str) -> None:
    store._thread.call(lambda db: (db.execute(sql), db.commit()))


def test_what_is_older_goes_and_its_score_stays(store: Store, old: list[str]) -> None:
    due = store.retention.due(NOON - 5 * DAY)
    assert going(due) == ["a10", "a8", "a6"]
    assert due.films == 3
    assert due.size == sum(len(f"fLaC {each}") + len("film") for each in ("a10", "a8", "a6"))
    seen: list[tuple[int, int]] = []
    assert store.retention.remove(due, lambda *at: seen.append(at)) == 3
    assert seen == [(0, 3), (1, 3), (2, 3)]

    for attempt_id in old:
        attempt = store.attempt(attempt_id)
        assert attempt.score is not None
        here = attempt_id in ("a3", "a1")
        assert attempt.recording.path.is_file() is here
        assert (store.user_dir / "videos" / f"{attempt_id}.mkv").is_file() is here
    assert store.retention.due(NOON - 5 * DAY) == Due()


def test_it_is_said_that_the_centre_deleted_it_and_not_that_it_is_lost(
    store: Store, make_attempt: MakeAttempt
) -> None:
    gone, lost = make_attempt(created=NOON - 9 * DAY), make_attempt(created=NOON)
    store.add_attempt(gone)
    store.add_attempt(lost)
    store.retention.remove(store.retention.due(NOON - DAY))
    lost.recording.path.unlink()
    with pytest.raises(ExpectedError, match="录音已按中心规定删除"):
        load_samples(store.attempt(gone.id).recording.path, gone.recording.sha256)
    with pytest.raises(ExpectedError, match="找不到录音文件"):
        load_samples(lost.recording.path)


@pytest.mark.parametrize(
    ("why", "sql"),
    [
        (ASKED, "UPDATE reviews SET need = 0, asked = '2026-03-02' WHERE created < '2026-02-21'"),
        (
            BEGUN,
            "INSERT INTO review_comments (id, attempt_no, text, voice_sha256, voice_seconds, created) "
            "SELECT 'c', no, '好', '', 0, '2026-03-02' FROM attempts WHERE id = 'a10'",
        ),
        (
            BEGUN,
            "INSERT INTO verdict_changes SELECT no, 0, 'tone', 'off', 'good', NULL, '2026-03-02' "
            "FROM attempts WHERE id = 'a10'",
        ),
        (
            MARKING,
            f"INSERT INTO mark_takes VALUES ('a10', '{PROFILE.id}', '{PROFILE.id}', '', NULL, '', '', 1, 1)",
        ),
        (
            TALK,
            "INSERT INTO exam_parts VALUES ('e', 'talk', '2026-03-02', 'p', 'a10', '', '[]', NULL, NULL)",
        ),
    ],
)
def test_what_somebody_waits_for_stays_until_it_is_done(
    store: Store, old: list[str], why: str, sql: str
) -> None:
    change(store, f"INSERT INTO exams VALUES ('e', '{PROFILE.id}', '2026-03-02', 0, 1, '{{}}')")
    change(store, sql)
    due = store.retention.due(NOON - 7 * DAY)
    assert going(due) == ["a8"]
    assert due.kept == {why: 1}
    for done in (
        "UPDATE reviews SET state = 'accepted', reviewed = '2026-03-02'",
        "UPDATE mark_takes SET finished = '2026-03-02'",
        f"UPDATE exam_parts SET given = '{json.dumps({'by': 'x'})}'",
    ):
        change(store, done)
    assert going(store.retention.due(NOON - 7 * DAY)) == ["a10", "a8"]


def test_what_the_share_has_not_got_stays(store: Store, old: list[str]) -> None:
    due = store.retention.due(NOON - 7 * DAY, unsent=["a8"])
    assert going(due) == ["a10"]
    assert due.kept == {UNSENT: 1}


def test_a_question_a_trainer_answered_holds_nothing_back(store: Store, old: list[str]) -> None:
    let_her_teach(store, PROFILE.id)
    store.reviews.ask("a10", "", NOON)
    assert going(store.retention.due(NOON - 7 * DAY)) == ["a8"]


def test_recordings_outside_of_the_folder_are_not_touched(
    store: Store, make_attempt: MakeAttempt, tmp_path: Path
) -> None:
    attempt = make_attempt(created=NOON - 9 * DAY)
    store.add_attempt(attempt)
    elsewhere = tmp_path / "elsewhere.flac"
    elsewhere.write_bytes(b"fLaC")

    def move(db: Database) -> None:
        db.execute("UPDATE recordings SET path = ?", [str(elsewhere)])
        db.commit()

    store._thread.call(move)
    assert store.retention.due(NOON) == Due()
    assert elsewhere.exists()


def test_a_stop_leaves_the_rest_for_another_day(store: Store, old: list[str]) -> None:
    asked = iter([False, True])
    assert store.retention.remove(store.retention.due(NOON), stop=lambda: next(asked)) == 1
    assert going(store.retention.due(NOON)) == ["a8", "a6", "a3", "a1"]
