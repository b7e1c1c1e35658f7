"""Sealed files: only for whom they are meant, and every change, cut and swap is found."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from app.practice.kit_sealed import DamagedResultsError, SealedWriter, read_head, unseal

HEAD = {"station": {"id": "s1", "name": "A-01"}}
PIECE = 1 << 20


def sealed(path: Path, data: bytes, key: PrivateKey, head: dict[str, object] | None = None) -> Path:
    with path.open("wb") as file:
        writer = SealedWriter(file, head or HEAD, bytes(key.public_key).hex())
        at = 0
        chance = random.Random(len(data))
        while at < len(data):
            step = chance.randint(1, 700_000)
            writer.write(data[at : at + step])
            at += step
        writer.close()
    return path


def unsealed(path: Path, key: PrivateKey) -> bytes:
    target = io.BytesIO()
    unseal(path, key, target)
    return target.getvalue()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5])
def test_what_goes_in_comes_out(tmp_path: Path, size: int) -> None:
    key, data = PrivateKey.generate(), random.Random(size).randbytes(size)
    path = sealed(tmp_path / "x", data, key)
    assert read_head(path) == HEAD
    assert unsealed(path, key) == data
    assert size < 50 or data[:50] not in path.read_bytes()


def test_nobody_else_opens_it(tmp_path: Path) -> None:
    path = sealed(tmp_path / "x", b"voices", PrivateKey.generate())
    with pytest.raises(DamagedResultsError):
        unsealed(path, PrivateKey.generate())


@pytest.mark.parametrize("seed", range(40))
def test_any_change_is_found(tmp_path: Path, seed: int) -> None:
    key, chance = PrivateKey.generate(), random.Random(seed)
    data = chance.randbytes(2 * PIECE + 100)
    path = sealed(tmp_path / "x", data, key)
    whole = bytearray(path.read_bytes())
    how = seed % 4
    at = chance.choice([chance.randrange(400), chance.randrange(len(whole))])
    if how == 0:
        whole[at] ^= 1 << chance.randrange(8)
    elif how == 1:
        del whole[max(1, at) :]
    elif how == 2:
        whole += b"more"
    else:
        start = len(whole) - (100 + 17) - 2 * (PIECE + 17)
        first, second = (
            whole[start : start + PIECE + 17],
            whole[start + PIECE + 17 : start + 2 * (PIECE + 17)],
        )
        whole[start : start + 2 * (PIECE + 17)] = second + first
    path.write_bytes(whole)
    with pytest.raises(DamagedResultsError):
        unsealed(path, key)


def test_a_head_of_another_file_is_found(tmp_path: Path) -> None:
    key = PrivateKey.generate()
    mine = sealed(tmp_path / "a", b"mine", key).read_bytes()
    other = {"station": {"id": "s2", "name": "A-02"}}
    theirs = sealed(tmp_path / "b", b"hers", key, other).read_bytes()
    cut = len(mine) - 4 - 17 - 24 - 80
    (tmp_path / "c").write_bytes(theirs[:cut] + mine[cut:])
    with pytest.raises(DamagedResultsError):
        unsealed(tmp_path / "c", key)


def test_what_is_not_sealed_has_no_head(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"PK\x03\x04")
    assert read_head(tmp_path / "x") is None
    with pytest.raises(DamagedResultsError):
        unsealed(tmp_path / "x", PrivateKey.generate())
