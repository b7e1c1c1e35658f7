"""What a share promises, the folder and the object store alike."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import socket
import threading
from pathlib import Path

import pytest

from app.storage.recording_share.errors import (
    NotSharedError,
    ShareDeniedError,
    ShareError,
    ShareFullError,
    ShareGoneError,
)
from app.storage.recording_share.folder import MARKER, FolderShare
from app.storage.recording_share.s3 import S3Share
from app.storage.recording_share.share import Share, name_of, open_share


def _name(text: str) -> str:
    return name_of(hashlib.sha256(text.encode()).hexdigest())


def test_what_is_put_is_there_until_it_is_deleted(share: Share) -> None:
    first, second = _name("1"), _name("2")
    share.put(first, b"one")
    share.put(second, b"two")
    assert share.get(first) == b"one"
    assert sorted(share.names()) == sorted([first, second])
    assert share.holds(first)
    assert share.holds(first, 3)
    assert not share.holds(first, 4)
    share.delete(first)
    share.delete(first)
    assert not share.holds(first)
    assert list(share.names()) == [second]
    with pytest.raises(NotSharedError):
        share.get(first)


def test_a_talk_of_half_an_hour_goes_whole(share: Share) -> None:
    long = os.urandom(1024) * 12 * 1024
    share.put(_name("1"), long)
    assert share.get(_name("1")) == long
    assert share.holds(_name("1"), len(long))


def test_put_twice_is_there_once_and_the_later_one_counts(share: Share) -> None:
    share.put(_name("1"), b"half")
    share.put(_name("1"), b"whole")
    assert share.get(_name("1")) == b"whole"
    assert list(share.names()) == [_name("1")]


def test_a_refused_file_makes_room_and_goes_for_good_with_its_owner(share: Share) -> None:
    share.put(_name("1"), b"swapped")
    share.set_aside(_name("1"))
    assert not share.holds(_name("1"))
    assert list(share.names()) == []
    share.put(_name("1"), b"right")
    share.delete(_name("1"))
    if isinstance(share, FolderShare):
        left = [each for each in Path(share.address).rglob("*") if each.is_file()]
        assert [each.name for each in left] == [MARKER]
    else:
        assert isinstance(share, S3Share)
        left = [each.object_name or "" for each in share._client.list_objects("kaibo", recursive=True)]
        assert not [each for each in left if _name("1") in each]  # other tests leave theirs in the bucket


@pytest.mark.parametrize("name", ["../../etc/passwd", "a.sealed", _name("1").upper(), _name("1") + "/x", ""])
def test_no_path_is_made_of_what_is_no_name(share: Share, name: str) -> None:
    for each in (share.get, share.delete, share.holds, share.set_aside):
        with pytest.raises(ValueError, match="not the name"):
            each(name)


def test_a_file_of_another_kind_in_the_folder_is_no_recording(folder_share: FolderShare) -> None:
    folder = Path(folder_share.address)
    folder_share.put(_name("1"), b"one")
    (folder / _name("1")[:2] / "Thumbs.db").write_bytes(b"?")
    (folder / "zz").mkdir()
    (folder / "zz" / _name("1")).write_bytes(b"in the wrong place")
    assert list(folder_share.names()) == [_name("1")]


def test_a_folder_that_is_not_mounted_is_not_filled(tmp_path: Path) -> None:
    share = FolderShare(tmp_path / "mount point")
    with pytest.raises(ShareGoneError, match="连不上"):
        share.put(_name("1"), b"one")
    (tmp_path / "mount point").mkdir()
    with pytest.raises(ShareGoneError, match=MARKER):
        share.put(_name("1"), b"one")
    assert list((tmp_path / "mount point").iterdir()) == []


def test_a_folder_that_goes_away_says_so_and_comes_back(folder_share: FolderShare, tmp_path: Path) -> None:
    folder_share.put(_name("1"), b"one")
    shutil.move(folder_share.address, tmp_path / "away")
    for question in (lambda: folder_share.get(_name("1")), lambda: list(folder_share.names())):
        with pytest.raises(ShareGoneError):
            question()
    shutil.move(tmp_path / "away", folder_share.address)
    assert folder_share.get(_name("1")) == b"one"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (errno.ENOSPC, ShareFullError),
        (errno.EDQUOT, ShareFullError),
        (errno.EACCES, ShareDeniedError),
        (errno.EROFS, ShareDeniedError),
        (errno.ESTALE, ShareGoneError),
        (errno.EHOSTDOWN, ShareGoneError),
        (errno.EIO, ShareGoneError),
    ],
)
def test_what_the_folder_s_server_answers_becomes_a_sentence_and_leaves_nothing(
    folder_share: FolderShare, monkeypatch: pytest.MonkeyPatch, code: int, expected: type[ShareError]
) -> None:
    def refuse(descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    # a server's disk is often found to be full only when what was written is synced
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", refuse)
        with pytest.raises(expected):
            folder_share.put(_name("1"), b"one")
    files = [each for each in Path(folder_share.address).rglob("*") if each.is_file()]
    assert [each.name for each in files] == [MARKER]
    folder_share.put(_name("1"), b"one")


def test_what_is_cut_short_in_the_middle_of_a_file_is_not_there(
    folder_share: FolderShare, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_fsync = os.fsync

    def cut(descriptor: int) -> None:
        os.ftruncate(descriptor, 2)
        real_fsync(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", cut)
        with pytest.raises(ShareGoneError):
            folder_share.put(_name("1"), b"whole")
    assert not folder_share.holds(_name("1"))


def test_what_a_station_that_died_left_behind_is_cleared(folder_share: FolderShare) -> None:
    folder_share.put(_name("1"), b"one")
    folder = Path(folder_share.address) / _name("1")[:2]
    (folder / f".{_name('1')}.0badcafe.part").write_bytes(b"o")
    assert list(folder_share.names()) == [_name("1")]
    folder_share.put(_name("1"), b"one")
    assert [each.name for each in folder.iterdir()] == [_name("1")]


def test_forty_stations_put_the_same_one_at_once(folder_share: FolderShare) -> None:
    name, failed = _name("1"), []

    def put() -> None:
        try:
            folder_share.put(name, b"one" * 1000)
        except ShareError as error:
            failed.append(error)

    threads = [threading.Thread(target=put) for _ in range(40)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not failed
    assert folder_share.get(name) == b"one" * 1000
    assert [each.name for each in (Path(folder_share.address) / name[:2]).iterdir()] == [name]


# -- the object store


def test_a_bucket_that_is_missing_is_said_by_name(s3_endpoint: str, credentials: Path) -> None:
    share = open_share("s3://nowhere", s3_endpoint, credentials)
    assert not share.holds(_name("1"))
    with pytest.raises(ShareGoneError, match="nowhere"):
        share.put(_name("1"), b"one")


def test_a_store_that_does_not_answer_is_said(credentials: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        share = open_share("s3://kaibo", f"http://127.0.0.1:{nobody.getsockname()[1]}", credentials)
        with pytest.raises(ShareGoneError, match="连不上"):
            share.holds(_name("1"))


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (403, "AccessDenied", ShareDeniedError),
        (403, "SignatureDoesNotMatch", ShareDeniedError),
        (403, "RequestTimeTooSkewed", ShareDeniedError),
        (507, "XMinioStorageFull", ShareFullError),
        (403, "QuotaExceeded", ShareFullError),
        (400, "Something", ShareGoneError),
        (503, "SlowDown", ShareGoneError),
    ],
)
def test_what_a_store_answers_becomes_a_sentence(
    credentials: Path, status: int, code: str, expected: type[ShareError]
) -> None:
    with _AnsweringServer(status, code) as endpoint:
        share = open_share("s3://kaibo", endpoint, credentials)
        with pytest.raises(expected) as caught:
            share.put(_name("1"), b"one")
    if code == "RequestTimeTooSkewed":
        assert "时间" in str(caught.value)


def test_what_can_be_used_passes_the_check(share: Share) -> None:
    share.check()
    assert list(share.names()) == []


@pytest.mark.parametrize("code", ["InvalidAccessKeyId", "SignatureDoesNotMatch", "RequestTimeTooSkewed"])
def test_a_store_that_does_not_know_the_key_fails_the_check(credentials: Path, code: str) -> None:
    with _AnsweringServer(403, code) as endpoint, pytest.raises(ShareDeniedError):
        open_share("s3://kaibo", endpoint, credentials).check()


def test_a_store_that_only_takes_passes_the_check_and_one_without_the_bucket_does_not(
    s3_endpoint: str, credentials: Path
) -> None:
    with _AnsweringServer(403, "AccessDenied") as endpoint:
        open_share("s3://kaibo", endpoint, credentials).check()
    with pytest.raises(ShareGoneError):
        open_share("s3://nowhere", s3_endpoint, credentials).check()


def test_a_store_in_which_stations_may_not_look_is_sent_to_again(credentials: Path) -> None:
    with _AnsweringServer(403, "AccessDenied") as endpoint:
        assert not open_share("s3://kaibo", endpoint, credentials).holds(_name("1"))


class _AnsweringServer:
    """Gives every request the same answer, as a store in trouble does."""

    def __init__(self, status: int, code: str) -> None:
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

        body = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>no</Message></Error>".encode()

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.send_response(status)
                self.send_header("Content-Type", "application/xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)

            do_PUT = do_GET = do_HEAD = do_DELETE = answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


# -- addresses and credentials


@pytest.mark.parametrize("address", ["", "  ", "ftp://host/x", "https://host/x"])
def test_an_address_that_is_none_is_said(address: str) -> None:
    with pytest.raises(ShareError):
        open_share(address)


@pytest.mark.parametrize("endpoint", ["", "10.0.0.2:9000", "ftp://10.0.0.2", "http://", "https://h/path"])
def test_an_endpoint_that_is_none_is_said(endpoint: str, credentials: Path) -> None:
    with pytest.raises(ShareError, match="对象存储的地址"):
        open_share("s3://kaibo", endpoint, credentials)


def test_a_bucket_that_cannot_be_one_is_said(s3_endpoint: str, credentials: Path) -> None:
    with pytest.raises(ShareError, match="写得不对"):
        open_share("s3://No_Such Bucket", s3_endpoint, credentials)


@pytest.mark.parametrize("text", ["access_key = ", 'access_key = "a"', "", "\xff"])
def test_credentials_that_are_none_are_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "store.toml"
    path.write_bytes(text.encode("latin-1"))
    for given in (path, tmp_path / "missing.toml", None):
        with pytest.raises(ShareError):
            open_share("s3://kaibo", "http://127.0.0.1:9", given)
