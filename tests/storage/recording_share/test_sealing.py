"""Every station seals, only the centre's key opens."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from app.storage.recording_share.errors import KeyFileError, RefusedError, WrongKeyError
from app.storage.recording_share.sealing import (
    SEAL_BYTES,
    Keys,
    fingerprint,
    keys_of,
    make_keys,
    read_key,
    seal,
    unseal,
    write_keys,
)


@pytest.mark.parametrize("data", [b"", b"fLaC", os.urandom(300_000)])
def test_what_was_sealed_comes_out_and_does_not_show(keys: Keys, data: bytes) -> None:
    sealed = seal(data, keys.public)
    assert unseal(sealed, keys.secret) == data
    assert len(sealed) == len(data) + SEAL_BYTES
    assert not data or data not in sealed
    assert seal(data, keys.public) != sealed


def test_another_key_is_told_which_one_is_needed(keys: Keys) -> None:
    with pytest.raises(WrongKeyError) as caught:
        unseal(seal(b"fLaC", keys.public), make_keys().secret)
    assert keys.fingerprint in str(caught.value)


def test_the_public_key_opens_nothing(keys: Keys) -> None:
    with pytest.raises(WrongKeyError):
        unseal(seal(b"fLaC", keys.public), keys.public)


@pytest.mark.parametrize("position", [0, 30, 60, -1])
def test_any_changed_byte_is_found(keys: Keys, position: int) -> None:
    sealed = bytearray(seal(b"fLaC and more of it", keys.public))
    sealed[position] ^= 1
    with pytest.raises((RefusedError, WrongKeyError)):
        unseal(bytes(sealed), keys.secret)


@pytest.mark.parametrize("kept", [0, 10, SEAL_BYTES - 1, SEAL_BYTES, -1])
def test_what_was_cut_off_is_refused(keys: Keys, kept: int) -> None:
    with pytest.raises(RefusedError):
        unseal(seal(b"fLaC and more of it", keys.public)[:kept], keys.secret)


@pytest.mark.parametrize("key", ["", "00", "g" * 64, "0" * 66])
def test_what_is_no_key_is_said(key: str) -> None:
    for each in (lambda: seal(b"", key), lambda: unseal(b"", key), lambda: fingerprint(key)):
        with pytest.raises(KeyFileError):
            each()


def test_key_files_are_read_back_and_never_overwritten(tmp_path: Path) -> None:
    keys = make_keys()
    secret, public = write_keys(keys, tmp_path / "keys")
    assert keys_of(read_key(secret)) == keys
    assert read_key(public) == keys.public
    assert keys.secret not in public.read_text()
    assert keys.secret not in repr(keys)
    before = secret.read_bytes()
    with pytest.raises(KeyFileError, match="没有覆盖"):
        write_keys(make_keys(), tmp_path / "keys")
    assert secret.read_bytes() == before


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in other ways")
def test_the_secret_key_is_its_owner_s_alone(tmp_path: Path) -> None:
    secret, _ = write_keys(make_keys(), tmp_path)
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_keys_that_cannot_be_written_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KeyFileError):
        write_keys(make_keys(), tmp_path / "keys")
    assert list((tmp_path / "keys").iterdir()) == []


@pytest.mark.parametrize("text", ["", "# only words\n", "ab\n", f"{'0' * 64}\n{'1' * 64}\n"])
def test_a_file_without_a_key_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "some.key"
    path.write_text(text)
    with pytest.raises(KeyFileError):
        read_key(path)
    with pytest.raises(KeyFileError):
        read_key(tmp_path / "missing.key")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(KeyFileError):
        read_key(path)
