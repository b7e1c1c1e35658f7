"""Certificates: what they say, and the numbers that they are found by."""

from __future__ import annotations

import secrets

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXY"  # no I, L, O, U to be misread; 31 of them, a prime
_DRAWN = 8
_WEIGHTS = (3, 5, 7, 11, 13, 17, 19, 23)
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


def new_serial() -> str:
    """A number that nobody can guess or count on from another: `KB-7F3K-2Q9M-X`.

    Drawn, not counted, so that two stations of a centre never give out the same one; the last sign checks the
    others.
    """
    drawn = "".join(secrets.choice(_SIGNS) for _ in range(_DRAWN))
    return f"KB-{drawn[:4]}-{drawn[4:]}-{_check(drawn)}"


def read_serial(written: str) -> str:
    """The serial number as it is kept, however it was typed; "" when it cannot be one (a sign is wrong)."""
    plain = written.upper().translate(_MISREAD)
    if len(plain) > _DRAWN + 1:
        plain = plain.removeprefix("KB")
    if len(plain) != _DRAWN + 1 or any(each not in _SIGNS for each in plain):
        return ""
    drawn, check = plain[:_DRAWN], plain[_DRAWN]
    return f"KB-{drawn[:4]}-{drawn[4:]}-{check}" if check == _check(drawn) else ""


def _check(drawn: str) -> str:
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(drawn, _WEIGHTS, strict=True))
    return _SIGNS[total % len(_SIGNS)]  # one wrong sign, or two neighbours swapped, is noticed
