"""Films on the disk: room for them, whose they are, and copies of them."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.audio.values import Recording
from app.errors import ExpectedError
from app.i18n import msg
from app.people.rights import NotAllowedError
from app.practice import videos as rules
from app.practice.videos import Videos, VideoUse
from app.storage.errors import AttemptMissingError
from app.storage.values import Attempt

NOON = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)


def attempt(attempt_id: str, owner: str = "nu") -> Attempt:
    if attempt_id == "gone":
        raise AttemptMissingError(msg("没有这次练习。"))
    if attempt_id == "secret":
        raise NotAllowedError
    recording = Recording(Path("a.flac"), 3.0, NOON, "", "", interrupted=False)
    return Attempt(
        attempt_id, owner, "prompter", "p", "提词器：大红枣/甜", None, NOON, recording, None, free=True
    )


@pytest.fixture
def videos(tmp_path: Path) -> Videos:
    return Videos(tmp_path, lambda key: attempt(key, "aygul" if key == "hers" else "nu"), lambda: "nu")


def film(videos: Videos, attempt_id: str, size: int = 1000) -> Path:
    made = videos.begin()
    made.write_bytes(b"x" * size)
    return videos.keep(made, attempt_id)


def free(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=room))


def test_a_film_is_found_by_its_attempt(videos: Videos) -> None:
    kept = film(videos, "one")
    assert videos.of("one") == kept
    assert videos.of("two") is None
    videos.remove("one")
    assert videos.of("one") is None


def test_only_her_own_are_counted_and_copied(videos: Videos, tmp_path: Path) -> None:
    film(videos, "one", 1000)
    film(videos, "two", 500)
    film(videos, "hers", 7000)
    film(videos, "gone", 90)
    film(videos, "secret", 900)
    assert videos.use() == VideoUse(2, 1500)
    target = tmp_path / "stick"
    target.mkdir()
    told: list[Any] = []
    assert videos.copy_to(target, lambda done, count: told.append((done, count))) == 2
    assert told == [(0, 2), (1, 2)]
    names = [each.name for each in target.iterdir()]
    assert len(names) == 2, "two films of one second have two names"
    assert all("提词器大红枣甜" in each and each.endswith(".mkv") for each in names)
    assert videos.of("one") is not None


def test_a_film_is_for_those_who_may_see_its_attempt_and_destroyed_by_its_speaker(videos: Videos) -> None:
    film(videos, "secret")
    taught = film(videos, "hers")
    with pytest.raises(NotAllowedError):
        videos.of("secret")
    with pytest.raises(NotAllowedError):
        videos.remove("secret")
    assert videos.of("hers") == taught
    with pytest.raises(NotAllowedError):
        videos.remove("hers")
    assert taught.exists()


def test_copying_again_changes_nothing_and_can_be_stopped(videos: Videos, tmp_path: Path) -> None:
    film(videos, "one")
    assert videos.copy_to(tmp_path) == 1
    before = {each: each.stat().st_mtime_ns for each in tmp_path.glob("*.mkv")}
    assert videos.copy_to(tmp_path) == 1
    assert {each: each.stat().st_mtime_ns for each in tmp_path.glob("*.mkv")} == before
    assert videos.copy_to(tmp_path, cancelled=lambda: True) == 0


def test_a_full_stick_is_told_and_leaves_nothing_half_done(
    videos: Videos, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film(videos, "one")

    def full(_source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    target = tmp_path / "stick"
    target.mkdir()
    with pytest.raises(ExpectedError, match="没有改动"):
        videos.copy_to(target)
    assert not list(target.iterdir())


def test_what_an_earlier_run_left_unfinished_goes(videos: Videos, tmp_path: Path) -> None:
    left = tmp_path / "videos" / "old.part.mkv"
    left.parent.mkdir()
    left.write_bytes(b"cut o")
    first = videos.begin()
    first.write_bytes(b"x")
    assert not left.exists()
    videos.begin()
    assert first.exists()  # this run's own is not touched


def test_no_room_no_film(videos: Videos, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free(monkeypatch, rules.ROOM_TO_BEGIN - 1)
    with pytest.raises(ExpectedError, match="只录声音"):
        videos.begin()
    free(monkeypatch, rules.ROOM_TO_GO_ON)
    assert videos.full is None
    free(monkeypatch, rules.ROOM_TO_GO_ON - 1)
    assert "声音还在录" in str(videos.full)


def test_an_empty_film_is_not_kept(videos: Videos) -> None:
    made = videos.begin()
    made.write_bytes(b"")
    with pytest.raises(ExpectedError, match="声音已经保存好了"):
        videos.keep(made, "one")
    assert videos.of("one") is None


def test_a_folder_that_cannot_be_written_is_told(videos: Videos, tmp_path: Path) -> None:
    (tmp_path / "videos").write_text("a file where the folder should be")
    with pytest.raises(ExpectedError, match="只录声音"):
        videos.begin()
