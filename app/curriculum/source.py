"""From a file on disk to lines of text, with a plain sentence for everything Notepad may have done to it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from app.errors import ExpectedError
from app.i18n import Message, msg

DRAFT_NAME = ".lesson.draft.json"
"""What is being written and not saved, beside the lesson file or where it is going to be."""

LESSON_NAMES = ("lesson.md", "lesson.txt", "lesson.md.txt")
"""File names of a lesson. Notepad adds `.txt` unasked, and Windows hides it, so all three are good."""

MAX_BYTES = 1_000_000


def read_lines(path: Path) -> list[str]:
    """The lines of a lesson file, in Unicode normal form C, without line ends or a byte-order mark.

    Raises ExpectedError when the file cannot be read, is too large, or is not UTF-8 text.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ExpectedError(msg("文件太大：课文只放文字，不应超过 1 MB。"))
        data = path.read_bytes()
    except OSError as error:
        raise ExpectedError(msg("文件打不开，请检查它是否还在、有没有读取权限。"), str(error)) from error
    return lines_of(_decode(data))


def lines_of(text: str) -> list[str]:
    """The lines of a text in Unicode normal form C, without line ends.

    Only real line ends count: str.splitlines would also split at U+2028 and the like, and the line numbers
    would no longer be those of the author's editor.
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ExpectedError(
            msg("文件编码是 UTF-16（记事本里叫“Unicode”）。请用“另存为”，编码选“UTF-8”，再试一次。")
        )
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ExpectedError(
            msg("这是 Word 或压缩文件，不是纯文本。请把文字复制到记事本里，编码选“UTF-8”保存。")
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExpectedError(_wrong_encoding(data), str(error)) from error
    if "\x00" in text:
        raise ExpectedError(msg("文件里有不是文字的内容，不是纯文本文件。请在记事本里重新保存为“UTF-8”。"))
    return text


def _wrong_encoding(data: bytes) -> Message:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return msg("文件不是 UTF-8 文本，读不出来。请在记事本里用“另存为”，编码选“UTF-8”，再试一次。")
    return msg("文件编码像是 GBK（记事本里叫“ANSI”），不是 UTF-8。请用“另存为”，编码选“UTF-8”，再试一次。")
