"""A data folder on a share: one station at a time, no WAL, and a share that goes and comes back.

The folder is an ordinary one whose mode is forced; the locks, files and processes are real.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.people.profiles import new_profile
from app.storage import shared_folder
from app.storage.connection import LOCK_NAME, connect
from app.storage.errors import BusyError
from app.storage.network_folder import file_system, on_network
from app.storage.opening import OpenedStore, Share, open_store
from app.storage.shared_folder import SharedFolder, ShareGoneError, ShareInUseError


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (
        ("BEAT_SECONDS", 0.02),
        ("WATCHED_SECONDS", 0.4),
        ("FRESH_SECONDS", 60.0),
        ("TRUSTED_SECONDS", 0.0),
        ("SETTLED_SECONDS", 0.1),
    ):
        monkeypatch.setattr(shared_folder, name, seconds)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "server" / "kaibo"


Open = Callable[..., OpenedStore]


@pytest.fixture
def opened(folder: Path, tmp_path: Path) -> Iterator[Open]:
    stores: list[OpenedStore] = []

    def build(station: str = "A1", machine: str = "") -> OpenedStore:
        share = Share(tmp_path / (machine or station), station)
        stores.append(open_store(folder, automatic_backup=False, shared=share))
        return stores[-1]

    yield build
    for each in stores:
        each.store.close()


def make_old(folder: Path, seconds: float = 3600) -> None:
    path = folder / LOCK_NAME
    moment = path.stat().st_mtime - seconds
    os.utime(path, (moment, moment))


def leave_behind(folder: Path, **changes: object) -> None:
    """A station's file as a power cut leaves it."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {"token": "t", "station": "B2", "host": "b2", "beat": 7, **changes}
    (folder / LOCK_NAME).write_text(json.dumps(found))


def test_there_is_no_wal_on_a_share(opened: Open, folder: Path) -> None:
    store = opened().store
    store.add_profile(new_profile("Aynur", "ug", taken=()))
    assert {each.name for each in folder.iterdir() if each.name.startswith("kaibo.db")} == {"kaibo.db"}
    with closing(sqlite3.connect(folder / "kaibo.db")) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    store.close()
    assert not (folder / LOCK_NAME).exists(), "given back"


def test_a_database_that_was_moved_there_with_its_wal(opened: Open, folder: Path) -> None:
    store = open_store(folder, automatic_backup=False).store
    store.add_profile(new_profile("Aynur", "ug", taken=()))
    with closing(sqlite3.connect(folder / "kaibo.db")) as reader:  # keeps the -wal from being merged
        reader.execute("SELECT count(*) FROM profiles").fetchone()
        store.close()
        kept = {each: each.read_bytes() for each in folder.glob("kaibo.db*")}
    for path, content in kept.items():
        path.write_bytes(content)
    assert (folder / "kaibo.db-wal").stat().st_size > 0
    store = opened().store
    assert [each.name for each in store.profiles()] == ["Aynur"]
    assert not list(folder.glob("kaibo.db-*"))
    store.add_profile(new_profile("Dilnur", "ug", taken=()))
    with closing(connect(folder / "kaibo.db")) as second:  # another process of this machine reads and writes
        assert second.execute("SELECT count(*) FROM profiles").fetchone() == (2,)


def test_another_station_stays_out(opened: Open) -> None:
    store = opened("A1").store
    with pytest.raises(ShareInUseError, match="A1"):
        opened("B2")
    store.close()
    opened("B2")


def test_a_second_program_on_the_same_machine_comes_in(opened: Open, folder: Path) -> None:
    first, second = opened("A1").store, opened("A1").store
    first.add_profile(new_profile("Aynur", "ug", taken=()))
    first.close()
    assert (folder / LOCK_NAME).exists(), "the second one goes on"
    assert [each.name for each in second.profiles()] == ["Aynur"]
    second.close()
    assert not (folder / LOCK_NAME).exists()


def test_who_reads_while_it_counts_on_finds_it_whole(opened: Open, folder: Path) -> None:
    opened("A1")
    until = time.monotonic() + 1.0
    seen = set()
    while time.monotonic() < until:
        found = json.loads((folder / LOCK_NAME).read_bytes())
        assert found["station"] == "A1"
        seen.add(found["beat"])
    assert len(seen) > 3, "it was written while it was read"


def test_who_just_wrote_is_not_watched_first(
    opened: Open, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_behind(folder)
    monkeypatch.setattr(shared_folder, "WATCHED_SECONDS", 1e9)
    with pytest.raises(ShareInUseError, match="B2"):
        opened("A1")


@pytest.mark.parametrize("age", [3600.0, -2 * 86400.0])
def test_what_was_left_behind_is_taken_over(opened: Open, folder: Path, age: float) -> None:
    leave_behind(folder)
    make_old(folder, age)
    store = opened("A1").store
    store.add_profile(new_profile("Aynur", "ug", taken=()))
    assert json.loads((folder / LOCK_NAME).read_text())["station"] == "A1"


def test_an_unreadable_file_is_not_for_ever(opened: Open, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / LOCK_NAME).write_bytes(b"")
    with pytest.raises(ShareInUseError, match="另一台电脑"):
        opened("A1")
    make_old(folder)
    opened("A1")


def test_a_living_station_with_a_wrong_clock_keeps_it(opened: Open, folder: Path) -> None:
    store = opened("A1").store
    stop = time.monotonic() + 0.2
    while time.monotonic() < stop:
        make_old(folder)  # as a server shows it whose clock is an hour behind
        time.sleep(0.01)
    with pytest.raises(ShareInUseError):
        opened("B2")
    assert store.profiles() == []


def test_who_slept_while_it_was_taken_over_writes_nothing_more(opened: Open, folder: Path) -> None:
    asleep = opened("A1").store
    leave_behind(folder)
    time.sleep(0.2)
    with pytest.raises(ShareInUseError, match="B2"):
        asleep.add_profile(new_profile("Aynur", "ug", taken=()))
    asleep.close()
    assert json.loads((folder / LOCK_NAME).read_text())["station"] == "B2", "not another's to take away"
    with closing(sqlite3.connect(folder / "kaibo.db")) as db:
        assert db.execute("SELECT count(*) FROM profiles").fetchone() == (0,)


def test_a_share_that_goes_and_comes_back(opened: Open, folder: Path) -> None:
    store = opened().store
    store.add_profile(new_profile("Aynur", "ug", taken=()))
    away = folder.with_name("away")
    folder.rename(away)
    with pytest.raises(ShareGoneError, match="连不上共享文件夹"):
        store.profiles()
    with pytest.raises(ShareGoneError):
        store.add_profile(new_profile("Dilnur", "ug", taken=()))
    assert not folder.exists(), "nothing is begun anew in its place"
    away.rename(folder)
    store.add_profile(new_profile("Dilnur", "ug", taken=()))
    assert [each.name for each in store.profiles()] == ["Aynur", "Dilnur"]


def test_a_connection_whose_file_was_replaced_is_made_anew(opened: Open, folder: Path) -> None:
    """As with a stale handle after the server started again."""
    store = opened().store
    store.add_profile(new_profile("Aynur", "ug", taken=()))

    def fail(_db: object) -> None:
        raise OSError(116, "stale file handle")

    from app.storage.errors import StorageError

    before = store._thread._db
    with pytest.raises(StorageError):
        store._thread.call(fail)
    assert [each.name for each in store.profiles()] == ["Aynur"]
    assert store._thread._db is not before


def _work_until_killed(folder: Path, local: Path, ready: multiprocessing.synchronize.Event) -> None:
    store = open_store(folder, automatic_backup=False, shared=Share(local, "A1")).store
    number = 0
    while True:
        store.add_profile(new_profile(f"P{number}", "ug", taken=()))
        number += 1
        if number == 20:
            ready.set()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_killed_station_gets_its_folder_back_at_once(opened: Open, folder: Path, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=_work_until_killed, args=(folder, tmp_path / "A1", ready))
    process.start()
    assert ready.wait(60)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    assert (folder / LOCK_NAME).exists()
    with pytest.raises(ShareInUseError):
        opened("B2")
    store = opened("A1").store
    names = [each.name for each in store.profiles()]
    assert len(names) >= 20 and names == [f"P{each}" for each in range(len(names))]
    with closing(sqlite3.connect(folder / "kaibo.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(ShareGoneError, match="连不上"):
        SharedFolder(blocked / "kaibo", tmp_path / "local", "A1")
    free = SharedFolder(tmp_path / "kaibo", tmp_path / "local", "A1")  # and nothing stays locked
    free.release()


def test_two_stations_at_once_only_one_comes_in(folder: Path, tmp_path: Path) -> None:
    import threading

    leave_behind(folder)
    make_old(folder)
    came_in: list[SharedFolder] = []
    kept_out: list[BusyError] = []

    def come(number: int) -> None:
        try:
            came_in.append(SharedFolder(folder, tmp_path / str(number), str(number)))
        except BusyError as error:
            kept_out.append(error)

    threads = [threading.Thread(target=come, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(came_in), len(kept_out)) == (1, 3)
    came_in[0].release()


MOUNTS = """\
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 27 0:30 / /home rw,relatime shared:5 - nfs4 server:/home rw,vers=4.2
31 27 0:31 / /mnt/my\\040share rw - cifs //server/kaibo rw
32 30 0:32 / /home/local rw - ext4 /dev/vdb rw
33 27 0:33 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
34 27 8:1 / /media/usb rw - fuseblk /dev/sda1 rw
broken line
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/srv/kaibo", "ext4"),
        ("/home/aynur/.local", "nfs4"),
        ("/homes/aynur", "ext4"),
        ("/home/local/x", "ext4"),
        ("/mnt/my share/kaibo", "cifs"),
        ("/run/user/1000/gvfs/smb-share", "fuse.gvfsd-fuse"),
        ("/media/usb/kaibo", "fuseblk"),
    ],
)
def test_the_file_system_of_a_folder(path: str, kind: str) -> None:
    assert file_system(Path(path), MOUNTS) == kind


def test_which_file_systems_are_shares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    monkeypatch.setattr("app.storage.network_folder._MOUNTS", mounts)
    for kind, expected in (
        ("ext4", False),
        ("fuseblk", False),
        ("nfs4", True),
        ("cifs", True),
        ("fuse.sshfs", True),
    ):
        mounts.write_text(f"1 0 0:1 / / rw - {kind} x rw\n")
        assert on_network(tmp_path / "not" / "there") is expected
    mounts.unlink()
    assert not on_network(tmp_path)
