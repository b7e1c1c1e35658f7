"""PINs: which can be used, how they are kept, and how long to wait after wrong tries.

A PIN is kept as an argon2id string (RFC 9106) made by libsodium. Four digits are few: what protects them is
the delay after wrong tries, not the hash, which is no obstacle to somebody with the file and an afternoon.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from datetime import date, timedelta
from itertools import pairwise

import nacl.exceptions
from nacl.pwhash import argon2id, verify

from app.errors import ExpectedError
from app.i18n import msg

SHORTEST, LONGEST = 4, 12
"""Digits of a PIN."""

STARTING_DIGITS = 6

FREE_TRIES = 2
"""So many wrong tries cost nothing: anybody mistypes."""

DELAYS = tuple(timedelta(seconds=each) for each in (5, 15, 60, 300, 900))
"""How long to wait after each further wrong try; the last one stays."""

_COMMON = frozenset({"2580", "0852", "1314", "5201314", "520520", "1314520", "147258", "147258369"})


class PinError(ExpectedError):
    """Something about a PIN; the sentence says what."""


class UnusablePinError(PinError):
    """The PIN cannot be taken: not digits, too short or long, too easy to guess."""


class PinNeededError(PinError):
    """She has a PIN, and none was given."""


class WrongPinError(PinError):
    """It is another PIN. `wait` is how many seconds the next try must wait."""

    def __init__(self, wait: float) -> None:
        self.wait = wait
        if wait:
            super().__init__(msg("密码不对。请等 {seconds} 秒再试。", seconds=round(wait)))
        else:
            super().__init__(msg("密码不对，请再试一次。忘了密码可以请教师重设。"))


class PinDelayError(PinError):
    """Too early after wrong tries: the PIN was not looked at. `wait` is how many seconds are left."""

    def __init__(self, wait: float) -> None:
        self.wait = wait
        left = max(1, round(wait))
        super().__init__(msg("刚才几次密码不对，请等 {seconds} 秒再试。", seconds=left))


class PinToChooseError(PinError):
    """She must choose a PIN of her own now: hers was reset, or the centre asks everyone for one."""


def clean_pin(pin: str) -> str:
    """The digits typed, whatever digits the keyboard writes (full-width, Arabic), without spaces."""
    return "".join(
        str(unicodedata.decimal(each)) if each.isdecimal() else each for each in pin if not each.isspace()
    )


def usable_pin(pin: str) -> str:
    """The PIN as digits 0–9. Raises `UnusablePinError` with a sentence when it cannot be taken."""
    clean = clean_pin(pin)
    if not re.fullmatch(rf"[0-9]{{{SHORTEST},{LONGEST}}}", clean):
        raise UnusablePinError(
            msg("密码要用 {least} 到 {most} 位数字。", least=SHORTEST, most=LONGEST),
        )
    if is_weak(clean):
        raise UnusablePinError(msg("这个密码太好猜了。请不要用重复或连续的数字，也不要用年份和生日。"))
    return clean


def is_weak(digits: str) -> bool:
    """Whether many people would try these digits first: repeated, in a row, a year or a date."""
    if len(set(digits)) <= 2 or digits in _COMMON:
        return True
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(digits)}
    if len(steps) == 1 and steps <= {1, 9}:
        return True
    if any(len(digits) % n == 0 and digits[:n] * (len(digits) // n) == digits for n in (1, 2, 3, 4, 6)
           if n < len(digits)):  # fmt: skip
        return True
    if len(digits) == 4 and 1930 <= int(digits) <= 2039:
        return True
    return len(digits) in (6, 8) and _is_date(digits)


def starting_pin() -> str:
    """A PIN for one sign-in, from which she goes on to one of her own."""
    while True:
        pin = "".join(secrets.choice("0123456789") for _ in range(STARTING_DIGITS))
        if not is_weak(pin):
            return pin


def hash_pin(pin: str) -> str:
    """The argon2id string to keep. Takes about a tenth of a second and 64 MiB, on purpose."""
    kept: bytes = argon2id.str(
        pin.encode("ascii"), opslimit=argon2id.OPSLIMIT_INTERACTIVE, memlimit=argon2id.MEMLIMIT_INTERACTIVE
    )
    return kept.decode("ascii")


def matches(kept: str, pin: str) -> bool:
    """Whether the string was made of this PIN. Takes as long as `hash_pin`."""
    try:
        return bool(verify(kept.encode("ascii"), clean_pin(pin).encode("utf-8")))
    except nacl.exceptions.InvalidkeyError:
        return False


def delay_after(failed: int) -> timedelta:
    """How long to wait after so many wrong tries in a row."""
    if failed <= FREE_TRIES:
        return timedelta(0)
    return DELAYS[min(failed - FREE_TRIES, len(DELAYS)) - 1]


def _is_date(digits: str) -> bool:
    """Whether the digits read as a day: year first, or day and month first."""
    year, rest = (digits[:4], digits[4:]) if len(digits) == 8 else ("20" + digits[:2], digits[2:])
    backwards = (digits[4:] if len(digits) == 8 else "20" + digits[4:], digits[2:4] + digits[:2])
    return any(_is_day(int(y), md) for y, md in ((year, rest), backwards, (backwards[0], digits[:4])))


def _is_day(year: int, month_day: str) -> bool:
    if not 1900 <= year <= 2099:
        return False
    try:
        date(year, int(month_day[:2]), int(month_day[2:]))
    except ValueError:
        return False
    return True
