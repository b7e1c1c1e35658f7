"""Recordings go to the share once, whatever happens on the way, and come back proved or not at all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection
from pathlib import Path

import pytest

from app.storage.exchange.tables import ExchangeTables
from app.storage.exchange.values import RecordingFile
from app.storage.recording_share.errors import (
    KeyFileError,
    NotSharedError,
    RefusedError,
    ShareFullError,
    ShareGoneError,
    WrongKeyError,
)
from app.storage.recording_share.fetching import fetch_recording, fetch_recordings
from app.storage.recording_share.folder import FolderShare
from app.storage.recording_share.sealing import Keys, make_keys, seal
from app.storage.recording_share.sending import Sent, delete_recordings, send_recordings
from app.storage.recording_share.share import Share, name_of


class Station(ExchangeTables):
    """What a station knows of its recordings, without a database."""

    def __init__(self, folder: Path, count: int = 0) -> None:
        self.folder = folder
        folder.mkdir()
        self.sent: set[str] = set()
        self.files = [self._record(number) for number in range(count)]
        self.arrived: dict[str, bytes] = {}

    def _record(self, number: int) -> RecordingFile:
        data = f"fLaC {self.folder.name} {number}".encode() * 100
        path = self.folder / f"{number}.flac"
        path.write_bytes(data)
        return RecordingFile("attempt", str(number), "she", hashlib.sha256(data).hexdigest(), path)

    def recordings_to_send(self, limit: int, *, again: bool = False) -> list[RecordingFile]:
        return [each for each in self.files if again or each.sha256 not in self.sent][:limit]

    def mark_recordings_sent(self, sha256s: Collection[str]) -> None:
        self.sent |= set(sha256s)

    def recording_arrived(self, sha256: str, data: bytes, *, pass_on: bool = False) -> int:
        self.arrived[sha256] = data
        return 1


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path / "station", count=25)


@pytest.fixture
def desk(tmp_path: Path) -> Station:
    return Station(tmp_path / "desk")


def _counted_puts(
    share: Share, monkeypatch: pytest.MonkeyPatch, fail_at: int = 0, error: int = 0
) -> list[str]:
    """Every put is noted; the one with this number fails once as a disk or a cable does."""
    puts: list[str] = []
    put = type(share).put

    def counting(self: Share, name: str, data: bytes) -> None:
        puts.append(name)
        if len(puts) == fail_at:
            raise error_of(self, error)
        put(self, name, data)

    monkeypatch.setattr(type(share), "put", counting)
    return puts


def error_of(share: Share, code: int) -> Exception:
    from app.i18n import msg

    return (ShareFullError if code == 28 else ShareGoneError)(msg("{address}", address=share.address))


def test_all_are_there_once_and_again_sends_nothing(
    share: Share, station: Station, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    puts = _counted_puts(share, monkeypatch)
    seen: list[tuple[int, int]] = []
    assert send_recordings(station, share, keys.public, lambda *at: seen.append(at)) == Sent(sent=25)
    assert seen == [(number, 25) for number in range(1, 26)]
    assert set(share.names()) == {name_of(each.sha256) for each in station.files}
    assert send_recordings(station, share, keys.public) == Sent()
    station.sent.clear()  # its database was put back from a backup
    assert send_recordings(station, share, keys.public) == Sent(known=25)
    assert len(puts) == 25


@pytest.mark.parametrize("error", [28, 5])
@pytest.mark.parametrize("fail_at", [1, 20, 21])
def test_after_a_break_it_goes_on_where_it_was(
    share: Share, station: Station, keys: Keys, monkeypatch: pytest.MonkeyPatch, fail_at: int, error: int
) -> None:
    puts = _counted_puts(share, monkeypatch, fail_at, error)
    with pytest.raises((ShareFullError, ShareGoneError)):
        send_recordings(station, share, keys.public)
    assert len(station.sent) == fail_at - 1
    assert send_recordings(station, share, keys.public) == Sent(sent=26 - fail_at)
    assert len(puts) == 26
    assert station.sent == {each.sha256 for each in station.files}


def test_stopped_it_says_how_many_are_left(share: Share, station: Station, keys: Keys) -> None:
    asked = iter(range(100))
    assert send_recordings(station, share, keys.public, stop=lambda: next(asked) >= 10) == Sent(10, left=15)
    assert send_recordings(station, share, keys.public) == Sent(15)


def test_a_folder_without_room_keeps_what_it_has_and_takes_the_rest_later(
    folder_share: FolderShare, station: Station, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = 12
    real = os.fsync

    def fsync(descriptor: int) -> None:
        nonlocal room
        room -= 1
        if room < 0:
            raise OSError(28, os.strerror(28))
        real(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        with pytest.raises(ShareFullError, match="满了"):
            send_recordings(station, folder_share, keys.public)
    assert len(list(folder_share.names())) == 12 == len(station.sent)
    assert send_recordings(station, folder_share, keys.public) == Sent(13)


def test_half_a_file_under_a_right_name_is_sent_again(share: Share, station: Station, keys: Keys) -> None:
    file = station.files[0]
    whole = seal(file.path.read_bytes(), keys.public)
    share.put(name_of(file.sha256), whole[:-5])
    assert send_recordings(station, share, keys.public) == Sent(25)
    assert share.holds(name_of(file.sha256), len(whole))


def test_what_is_missing_or_changed_here_is_passed_over(share: Share, station: Station, keys: Keys) -> None:
    station.files[3].path.unlink()
    station.files[4].path.write_bytes(b"something else")
    assert send_recordings(station, share, keys.public) == Sent(23, unreadable=2)
    assert not share.holds(name_of(station.files[4].sha256))
    assert send_recordings(station, share, keys.public) == Sent(unreadable=2)


def test_without_a_key_nothing_leaves(share: Share, station: Station) -> None:
    with pytest.raises(KeyFileError):
        send_recordings(station, share, "")
    assert list(share.names()) == []


def test_nobody_reads_it_on_the_way(folder_share: FolderShare, station: Station, keys: Keys) -> None:
    send_recordings(station, folder_share, keys.public)
    for path in Path(folder_share.address).rglob("*.sealed"):
        assert b"fLaC" not in path.read_bytes()


# -- fetching


def test_the_desk_gets_what_the_station_sent(
    share: Share, station: Station, desk: Station, keys: Keys
) -> None:
    send_recordings(station, share, keys.public)
    asked = [*station.files[:5], RecordingFile("attempt", "unsent", "she", "0" * 64, desk.folder / "x.flac")]
    result = fetch_recordings(desk, share, [keys.secret], asked)
    assert (result.fetched, result.not_shared, result.left) == (5, 1, 0)
    assert desk.arrived == {each.sha256: each.path.read_bytes() for each in asked[:5]}


def test_another_key_does_not_open_it_and_the_right_one_among_several_does(
    share: Share, station: Station, desk: Station, keys: Keys
) -> None:
    send_recordings(station, share, keys.public)
    wanted, other = station.files[0], make_keys()
    for none_fits in ([], [other.secret], [other.secret, make_keys().secret]):
        with pytest.raises(WrongKeyError):
            fetch_recording(desk, share, none_fits, wanted)
    assert fetch_recordings(desk, share, [other.secret], [wanted]).locked == 1
    assert not desk.arrived
    assert share.holds(name_of(wanted.sha256))  # it was not refused: the key is missing, not the file
    fetch_recording(desk, share, [other.secret, keys.secret], wanted)


def test_a_swapped_file_is_refused_set_aside_and_sent_anew(
    share: Share, station: Station, desk: Station, keys: Keys
) -> None:
    send_recordings(station, share, keys.public)
    wanted, other = station.files[:2]
    share.put(name_of(wanted.sha256), share.get(name_of(other.sha256)))
    with pytest.raises(RefusedError, match="不是这一遍"):
        fetch_recording(desk, share, [keys.secret], wanted)
    assert not desk.arrived
    with pytest.raises(NotSharedError):
        fetch_recording(desk, share, [keys.secret], wanted)
    assert send_recordings(station, share, keys.public) == Sent()
    assert send_recordings(station, share, keys.public, again=True) == Sent(1, known=24)
    fetch_recording(desk, share, [keys.secret], wanted)


@pytest.mark.parametrize("damage", [b"", b"fLaC", None])
def test_a_damaged_file_is_refused_and_the_others_come(
    share: Share, station: Station, desk: Station, keys: Keys, damage: bytes | None
) -> None:
    send_recordings(station, share, keys.public)
    name = name_of(station.files[0].sha256)
    changed = bytearray(share.get(name))
    changed[-1] ^= 1
    share.put(name, bytes(changed) if damage is None else damage)
    result = fetch_recordings(desk, share, [keys.secret], station.files[:3])
    assert (result.fetched, result.refused) == (2, 1)
    assert not share.holds(name)


def test_a_share_that_goes_away_ends_the_round(
    station: Station, desk: Station, keys: Keys, tmp_path: Path
) -> None:
    share = FolderShare(tmp_path / "never made")
    with pytest.raises(ShareGoneError):
        fetch_recordings(desk, share, [keys.secret], station.files)


def test_erased_recordings_are_gone_whoever_sent_them(share: Share, station: Station, keys: Keys) -> None:
    send_recordings(station, share, keys.public)
    hers = [each.sha256 for each in station.files[:10]]
    done: list[int] = []
    delete_recordings(share, hers, done.append)
    delete_recordings(share, hers)
    assert done == list(range(1, 11))
    assert set(share.names()) == {name_of(each.sha256) for each in station.files[10:]}
