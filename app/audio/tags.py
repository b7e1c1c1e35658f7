"""The words written into a sound file: Vorbis comments of FLAC and Ogg files, ID3v2 texts of MP3 files.

libsndfile hands out a fixed list of tags; collections of words say who speaks, what, and under which licence
in tags of their own (`SWAC_TEXT`, …: the SWAC metatags of the Shtooka project).
"""

from __future__ import annotations

import struct

LONGEST_TAG = 4_000  # bytes of a name and its value
MOST_TAGS = 200


def read_tags(data: bytes) -> dict[str, str]:
    """The tags at the start of a sound file, names in capitals; {} where they are missing or broken."""
    try:
        if data.startswith(b"fLaC"):
            return _flac(data)
        if data.startswith(b"OggS"):
            return _ogg(data)
        if data.startswith(b"ID3"):
            return _id3(data)
    except (struct.error, IndexError, ValueError):
        return {}
    return {}


def _flac(data: bytes) -> dict[str, str]:
    at = 4
    while at + 4 <= len(data):
        kind, size = data[at], int.from_bytes(data[at + 1 : at + 4], "big")
        if kind & 0x7F == 4:
            return _vorbis_comment(data[at + 4 : at + 4 + size])
        if kind & 0x80:  # the last block of metadata
            break
        at += 4 + size
    return {}


def _ogg(data: bytes) -> dict[str, str]:
    """The comment packet is the second one; its start is looked for, since it may begin on any page."""
    for mark in (b"\x03vorbis", b"OpusTags"):
        at = data.find(mark, 0, 1 << 16)
        if at >= 0:
            return _vorbis_comment(data[at + len(mark) :])
    return {}


def _vorbis_comment(block: bytes) -> dict[str, str]:
    (vendor,) = struct.unpack_from("<I", block, 0)
    at = 4 + vendor
    (count,) = struct.unpack_from("<I", block, at)
    at += 4
    tags: dict[str, str] = {}
    for _ in range(min(count, MOST_TAGS)):
        (size,) = struct.unpack_from("<I", block, at)
        at += 4
        if at + size > len(block):
            break
        if size <= LONGEST_TAG:
            name, _, value = block[at : at + size].decode("utf-8", "replace").partition("=")
            tags.setdefault(name.upper(), value.strip())
        at += size
    return tags


def _id3(data: bytes) -> dict[str, str]:
    """ID3v2.3 and 2.4: texts that an application named itself (TXXX), and the usual ones by frame name."""
    version, size = data[3], _seven_bits(data[6:10])
    tags: dict[str, str] = {}
    if version not in (3, 4):
        return tags
    at, end = 10, min(10 + size, len(data))
    while at + 10 <= end and len(tags) < MOST_TAGS:
        name = data[at : at + 4]
        length = (
            _seven_bits(data[at + 4 : at + 8])
            if version == 4
            else int.from_bytes(data[at + 4 : at + 8], "big")
        )
        if not name.strip(b"\0") or length <= 0 or at + 10 + length > end:
            break
        if name.startswith(b"T") and length <= LONGEST_TAG:
            text = _id3_text(data[at + 10 : at + 10 + length])
            if name == b"TXXX":
                key, _, value = text.partition("\0")
                tags.setdefault(key.upper(), value.strip("\0 "))
            else:
                tags.setdefault(name.decode("ascii", "replace"), text.strip("\0 "))
        at += 10 + length
    return tags


def _id3_text(body: bytes) -> str:
    encoding = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}.get(body[0], "latin-1")
    if encoding == "utf-16":  # each of the texts carries its own byte order mark
        return body[1:].decode("utf-16", "replace").replace("\ufeff", "").replace("\ufffe", "")
    return body[1:].decode(encoding, "replace")


def _seven_bits(data: bytes) -> int:
    return sum((byte & 0x7F) << shift for byte, shift in zip(data, (21, 14, 7, 0), strict=True))
