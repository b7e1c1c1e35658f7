"""Several processes: two at once, one killed in the middle of writing, one whose disk is full."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.storage.damage import Depth, find_damage
from app.storage.opening import open_store
from tests.storage.storage_samples import PROFILE, make_score, same

PROJECT = Path(__file__).resolve().parents[2]

WRITE = """
import sys
from pathlib import Path
from app.storage.opening import open_store
from tests.storage.storage_samples import PROFILE, attempt_of, make_score
home, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = open_store(home).store
store.access.viewer = PROFILE
if PROFILE not in store.profiles():
    store.add_profile(PROFILE)
print("ready", flush=True)
for i in range(count):
    store.add_attempt(attempt_of(home, f"{name}-{i}", score=make_score(7, syllables=20)))
    print(i, flush=True)
store.close()
"""


def child(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("after", [0, 3, 11])
def test_killed_while_writing(own_home: Path, after: int) -> None:
    """Every attempt that was reported as kept is there and whole, and at most the one under way besides."""
    writer = child(WRITE, own_home, "a", 100_000)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    for _ in range(after):
        writer.stdout.readline()
    time.sleep(0.013 * after)  # somewhere within a transaction
    writer.send_signal(signal.SIGKILL)
    rest = writer.stdout.read()  # communicate() would pass over what readline() has buffered
    writer.communicate()
    reported = after + len(rest.split())

    opened = open_store(own_home)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is None
    ids = opened.store.attempt_ids()
    assert reported <= len(ids) <= reported + 1
    expected = make_score(7, syllables=20)
    for attempt_id in ids:
        attempt = opened.store.attempt(attempt_id)
        assert same(attempt.score, expected)
        assert attempt.recording.path.is_file()
    opened.store.close()
    assert find_damage(own_home / "kaibo.db", Depth.INDEXES) is None


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.1])
def test_killed_at_the_first_start_ever(own_home: Path, delay: float) -> None:
    """Whatever is left of a database that was being made, the next start is an ordinary first one."""
    starter = child("import app.storage.opening\nprint('go', flush=True)\n" + WRITE, own_home, "a", 0)
    assert starter.stdout is not None
    starter.stdout.readline()
    time.sleep(delay)
    starter.send_signal(signal.SIGKILL)
    starter.communicate()
    opened = open_store(own_home)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is None
    assert not (own_home / "set_aside").exists()
    opened.store.close()


def test_two_windows_at_once(own_home: Path) -> None:
    """Both begin on an empty folder at the same time; both keep all they are given."""
    open_store(own_home).store.close()
    store = open_store(own_home).store
    store.access.viewer = PROFILE
    store.add_profile(PROFILE)
    store.close()
    writers = [child(WRITE, own_home, name, 40) for name in "ab"]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors
    opened = open_store(own_home)
    opened.store.access.viewer = PROFILE
    assert len(opened.store.attempts(PROFILE.id, limit=1000)) == 80
    opened.store.close()
    assert find_damage(own_home / "kaibo.db", Depth.INDEXES) is None


def test_first_start_of_two_windows_at_once(own_home: Path) -> None:
    code = """
import sys
from pathlib import Path
from app.storage.opening import open_store
opened = open_store(Path(sys.argv[1]))
assert opened.damaged is None
opened.store.profiles()
opened.store.close()
"""
    starters = [child(code, own_home) for _ in range(4)]
    for starter in starters:
        _, errors = starter.communicate(timeout=120)
        assert starter.returncode == 0, errors
    assert find_damage(own_home / "kaibo.db", Depth.INDEXES) is None
    assert not (own_home / "set_aside").exists()


FILL = """
import sys
from pathlib import Path
from app.errors import ExpectedError
from app.storage.opening import open_store
from tests.storage.storage_samples import PROFILE, attempt_of, make_score
home = Path(sys.argv[1])
limit()
store = open_store(home, automatic_backup=False).store
store.access.viewer = PROFILE
for i in range(100_000):
    attempt = attempt_of(home, f"full-{i}", score=make_score(i, syllables=40))
    try:
        store.add_attempt(attempt)
    except ExpectedError as error:
        print(i, type(error).__name__, error, flush=True)
        break
assert len(store.attempt_ids()) == i
store.close()
"""


def check_after_full_disk(home: Path, process: subprocess.Popen[str]) -> str:
    said, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    kept, kind, sentence = said.strip().split(" ", 2)
    assert "没有保存" in sentence
    opened = open_store(home, automatic_backup=False)
    opened.store.access.viewer = PROFILE
    assert opened.damaged is None
    assert len(opened.store.attempt_ids()) == int(kept) > 0
    opened.store.close()
    return kind


def test_file_size_limit(own_home: Path) -> None:
    """The system refuses to let the file grow; SQLite reports that as a failing disk."""
    pytest.importorskip("resource", reason="this system has no file size limits")
    store = open_store(own_home).store
    store.access.viewer = PROFILE
    store.add_profile(PROFILE)
    store.close()
    limit = """
def limit():
    import resource, signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))
"""
    check_after_full_disk(own_home, child(limit + FILL, own_home))


def test_full_disk(tmp_path: Path) -> None:
    """A real file system without room."""
    small = tmp_path / "small"
    small.mkdir()
    mounted = (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(small)], capture_output=True, text=True
        )
        if hasattr(os, "geteuid") and os.geteuid() == 0
        else None
    )
    if mounted is None or mounted.returncode != 0:
        pytest.skip("may not mount a small file system here")
    try:
        home = small / "home"
        store = open_store(home).store
        store.access.viewer = PROFILE
        store.add_profile(PROFILE)
        store.close()
        # The recordings of a few bytes go elsewhere: only the database is to run out of room.
        recordings = tmp_path / "recordings"
        recordings.mkdir()
        (home / "recordings").symlink_to(recordings)
        kind = check_after_full_disk(home, child("def limit(): pass\n" + FILL, home))
        assert kind == "DiskFullError"
    finally:
        subprocess.run(["umount", str(small)], check=True)


def test_folder_that_may_not_be_written(own_home: Path) -> None:
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    own_home.mkdir()
    own_home.chmod(0o500)
    from app.storage.errors import ReadOnlyError

    try:
        with pytest.raises(ReadOnlyError):
            open_store(own_home)
    finally:
        own_home.chmod(0o700)
