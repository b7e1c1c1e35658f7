"""A new profile: its name checked, its id made, and the first languages to choose from."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime

from app.errors import ExpectedError
from app.i18n import Message, msg
from app.people.values import Profile

LONGEST_NAME = 40
"""Characters. Uyghur and Kazakh names with a patronymic fit."""

FIRST_LANGUAGES: dict[str, Message] = {
    "ug": msg("维吾尔语"),
    "kk": msg("哈萨克语"),
    "zh": msg("汉语"),
    "other": msg("其他语言"),
}
"""First languages by the code that `Profile.first_language` holds, in the order in which they are shown."""


class UnusableNameError(ExpectedError):
    """The name cannot be used; the sentence says why."""


def clean_name(name: str, taken: Iterable[str] = ()) -> str:
    """The name as it is kept: composed (NFC), single spaces, no invisible characters.

    `taken` are the names in use; upper and lower case count as the same. Raises `UnusableNameError`.
    """
    visible = "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Zs") else c
        for c in unicodedata.normalize("NFC", name)
        if c in _JOINERS or unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")
    )
    clean = " ".join(visible.split())
    if not any(unicodedata.category(c)[0] in "LN" for c in clean):
        raise UnusableNameError(msg("请填写姓名，至少要有一个文字或数字。"))
    if len(clean) > LONGEST_NAME:
        raise UnusableNameError(
            msg("姓名太长，最多 {most} 个字，现在有 {number} 个。", most=LONGEST_NAME, number=len(clean))
        )
    if clean.casefold() in {other.casefold() for other in taken}:
        raise UnusableNameError(msg("已经有叫“{name}”的学员了，请加上班级或编号以便区分。", name=clean))
    return clean


def new_profile(
    name: str, first_language: str, *, taken: Iterable[str] = (), now: datetime | None = None
) -> Profile:
    """A profile with an id of its own; `UnusableNameError` if the name cannot be used.

    `first_language` is a key of `FIRST_LANGUAGES`; `now` is aware and defaults to the clock.
    """
    if first_language not in FIRST_LANGUAGES:
        raise ValueError(f"no such first language: {first_language!r}")
    return Profile(
        id=str(uuid.uuid4()),
        name=clean_name(name, taken),
        first_language=first_language,
        created=(now or datetime.now(UTC)).astimezone(UTC),
    )


_JOINERS = "\u200c\u200d"  # they are spelling in Uyghur, invisible as they are
