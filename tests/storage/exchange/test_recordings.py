"""Sound files: which have to be sent, which are missed, and what is said of those that are elsewhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.audio.recording import load_recording
from app.errors import ExpectedError
from app.storage.reviews_values import Comment
from app.storage.store import Store
from tests.storage.exchange.centre_samples import as_person, carry, found_centre, station
from tests.storage.storage_samples import NOON, attempt_of, make_score


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """Nu has said two takes at a station, of which Li has said something aloud; the desk knows of it."""
    here, desk = station(tmp_path / "here"), station(tmp_path / "desk")
    found_centre(here)
    here.exchange.rename_station("甲 07")
    as_person(here, "nu")
    for name in ("a1", "a2"):
        here.add_attempt(attempt_of(here.user_dir, name, profile_id="nu"))
    voice = here.user_dir / "comments" / "2026-03" / "c1.flac"
    voice.parent.mkdir(parents=True)
    voice.write_bytes(b"fLaC c1")
    sha256 = hashlib.sha256(b"fLaC c1").hexdigest()
    comment = Comment("c1", None, "", NOON, voice=voice, voice_seconds=1.0, voice_sha256=sha256)
    as_person(here, "li").reviews.add_comment("a1", comment)
    carry(here, desk)
    yield here, desk
    here.close()
    desk.close()


def test_files_are_sent_once_and_arrive_where_they_belong(two: tuple[Store, Store]) -> None:
    here, desk = two
    to_send = here.exchange.recordings_to_send(9)
    assert [(each.kind, each.id, each.owner_id) for each in to_send] == [
        ("attempt", "a1", "nu"),
        ("attempt", "a2", "nu"),
        ("comment", "c1", "nu"),
    ]
    assert len(here.exchange.recordings_to_send(2)) == 2
    missing = desk.exchange.recordings_missing(9)
    assert sorted((each.kind, each.id) for each in missing) == sorted((e.kind, e.id) for e in to_send)
    assert {each.station for each in missing} == {here.exchange.station().id}
    assert desk.exchange.recordings_to_send(9) == []
    for each in to_send:
        content = each.path.read_bytes()
        assert desk.exchange.recording_arrived(each.sha256, content) == 1
        assert desk.exchange.recording_arrived(each.sha256, content) == 0
    assert desk.exchange.recordings_missing(9) == desk.exchange.recordings_to_send(9) == []
    assert all(each.path.read_bytes() for each in missing)
    assert as_person(desk, "nu").attempt("a1").recording.away == ""
    here.exchange.mark_recordings_sent([each.sha256 for each in to_send[:2]])
    assert [each.id for each in here.exchange.recordings_to_send(9)] == ["c1"]


def test_a_desk_sends_on_what_a_stick_brought(two: tuple[Store, Store]) -> None:
    here, desk = two
    [first, *_] = here.exchange.recordings_to_send(1)
    desk.exchange.recording_arrived(first.sha256, first.path.read_bytes(), pass_on=True)
    assert [each.id for each in desk.exchange.recordings_to_send(9)] == ["a1"]


def test_a_file_that_is_not_what_was_recorded_is_not_taken(two: tuple[Store, Store]) -> None:
    here, desk = two
    [first, *_] = here.exchange.recordings_to_send(1)
    with pytest.raises(ExpectedError):
        desk.exchange.recording_arrived(first.sha256, b"something else")
    assert len(desk.exchange.recordings_missing(9)) == 3
    assert not list(desk.user_dir.glob("recordings/**/*.*"))


def test_another_file_in_its_place_is_left_alone(two: tuple[Store, Store]) -> None:
    here, desk = two
    [first, *_] = here.exchange.recordings_to_send(1)
    place = desk.exchange.recordings_missing(9)[-1]
    occupied = next(each.path for each in desk.exchange.recordings_missing(9) if each.id == "a1")
    occupied.parent.mkdir(parents=True)
    occupied.write_bytes(b"another")
    desk.exchange.recording_arrived(first.sha256, first.path.read_bytes())
    assert occupied.read_bytes() == b"another"
    recording = as_person(desk, "nu").attempt("a1").recording
    assert hashlib.sha256(recording.path.read_bytes()).hexdigest() == first.sha256
    assert place.path != recording.path


def test_what_lies_elsewhere_says_where(two: tuple[Store, Store]) -> None:
    here, desk = two
    attempt = as_person(desk, "nu").attempt("a1")
    assert attempt.recording.away == "甲 07"
    with pytest.raises(ExpectedError, match="甲 07"):
        load_recording(attempt.recording)
    [comment] = desk.reviews.review("a1").comments
    assert comment.voice_away
    assert len(here.scored_with("nu") if as_person(here, "nu") else []) == 2
    assert desk.scored_with("nu") == []  # there is nothing here to score again


def test_deleted_elsewhere_goes_to_the_trash_here_and_comes_back(two: tuple[Store, Store]) -> None:
    here, desk = two
    for each in here.exchange.recordings_to_send(9):
        desk.exchange.recording_arrived(each.sha256, each.path.read_bytes())
    as_person(desk, "nu").delete_attempt("a1")
    carry(desk, here)
    assert [each.id for each in as_person(here, "nu").attempts("nu")] == ["a2"]
    assert sorted(each.name for each in (here.user_dir / "trash" / "a1").iterdir()) == [
        "a1.flac",
        "attempt.json",
        "c1.flac",
    ]
    desk.undelete_attempt("a1")
    carry(desk, here)
    assert here.attempt("a1").recording.path.is_file()
    [comment] = here.reviews.review("a1").comments
    assert comment.voice is not None and comment.voice.is_file() and not comment.voice_away


def test_scored_again_elsewhere_keeps_its_recording_and_its_trainers_verdicts(
    two: tuple[Store, Store],
) -> None:
    here, desk = two
    as_person(desk, "nu").replace_score("a1", make_score(9))
    before = as_person(here, "nu").attempt("a1")
    carry(desk, here)
    after = here.attempt("a1")
    assert after.recording == before.recording
    assert len(after.earlier) == 1
    assert after.score != before.score
