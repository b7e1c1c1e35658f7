"""A film goes where its attempt goes: to the trash, back, and away for good with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.storage import videos
from app.storage.errors import StorageError
from app.storage.store import Store
from app.storage.trash import empty_trash, trash_dir
from tests.storage.conftest import MakeAttempt


def film_of(user_dir: Path, attempt_id: str) -> Path:
    film = videos.new_video(user_dir)
    film.write_bytes(b"moving pictures")
    return videos.keep_video(film, user_dir, attempt_id)


def test_a_film_is_nobodys_until_it_is_kept(tmp_path: Path) -> None:
    film = videos.new_video(tmp_path)
    film.write_bytes(b"moving pictures")
    assert videos.kept_videos(tmp_path) == {}
    kept = videos.keep_video(film, tmp_path, "attempt-1")
    assert videos.kept_videos(tmp_path) == {"attempt-1": kept}
    assert videos.remove_unfinished(tmp_path) == 0
    videos.new_video(tmp_path).write_bytes(b"cut o")
    assert videos.remove_unfinished(tmp_path) == 1
    assert kept.is_file()


@pytest.mark.parametrize("attempt_id", ["", "../settings", "a/b", "a" * 200])
def test_what_is_no_id_is_no_path(tmp_path: Path, attempt_id: str) -> None:
    with pytest.raises(ValueError, match="no attempt id"):
        videos.video_path(tmp_path, attempt_id)


def test_film_and_recording_wait_in_the_trash_together(store: Store, make_attempt: MakeAttempt) -> None:
    attempt, other = make_attempt(), make_attempt()
    for each in (attempt, other):
        store.add_attempt(each)
        film_of(store.user_dir, each.id)
    store.delete_attempt(attempt.id)
    assert list(videos.kept_videos(store.user_dir)) == [other.id]
    waiting = trash_dir(store.user_dir) / attempt.id / f"{attempt.id}.mkv"
    assert waiting.read_bytes() == b"moving pictures"
    store.undelete_attempt(attempt.id)
    assert sorted(videos.kept_videos(store.user_dir)) == sorted([attempt.id, other.id])
    assert not waiting.exists()
    store.delete_attempt(attempt.id)
    assert empty_trash(store.user_dir, older_than_days=-1) == 1
    assert not waiting.parent.exists()


def test_a_film_whose_recording_is_lost_goes_for_good(store: Store, make_attempt: MakeAttempt) -> None:
    attempt = make_attempt()
    store.add_attempt(attempt)
    film_of(store.user_dir, attempt.id)
    attempt.recording.path.unlink()
    store.delete_attempt(attempt.id)
    assert not list(trash_dir(store.user_dir).glob("*"))
    assert videos.kept_videos(store.user_dir) == {}


def test_an_attempt_stays_with_a_film_that_cannot_be_moved(store: Store, make_attempt: MakeAttempt) -> None:
    attempt = make_attempt()
    store.add_attempt(attempt)
    film = film_of(store.user_dir, attempt.id)
    trash_dir(store.user_dir).write_text("a file where the folder should be")
    with pytest.raises(StorageError):
        store.delete_attempt(attempt.id)
    assert film.is_file()
    assert attempt.recording.path.is_file()
    assert store.attempt(attempt.id).id == attempt.id


def test_a_film_comes_back_when_deleting_fails(tmp_path: Path) -> None:
    film = film_of(tmp_path, "attempt-1")
    with pytest.raises(RuntimeError), videos.video_in_trash(tmp_path, "attempt-1"):
        assert not film.exists()
        raise RuntimeError
    assert film.read_bytes() == b"moving pictures"
