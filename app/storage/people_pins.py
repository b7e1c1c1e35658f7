"""The table of PINs: tried, counted and changed here; what guessing could start from stays in this module."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from app.i18n import msg
from app.people import pins
from app.people.pins import PinDelayError, PinError, PinNeededError, PinToChooseError, WrongPinError
from app.people.rights import NotAllowedError, only_administrators
from app.people.values import TRAINEE
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.rows import moment_to_text
from app.storage.worker import StorageThread


class PinTable:
    """What the store keeps of PINs. Any thread may call; hashing takes the caller a tenth of a second."""

    def __init__(self, thread: StorageThread, access: Access, folder: Path) -> None:
        self._folder = folder
        self._thread = thread
        self._access = access
        self.required_here: bool | None = (
            None  # of everyone, by the machine's policy; None: the centre's choice
        )

    def has(self, profile_id: str) -> bool:
        """Whether she has a PIN; the sign-in page shows it."""
        return self._kept(profile_id) is not None

    def admit(self, profile_id: str, pin: str, new_pin: str, now: datetime | None = None) -> None:
        """Let her in with her PIN, or without where she has none and needs none.

        `new_pin` is what she chooses when she came with a starting PIN, or has none and must have one.

        Raises:
            PinNeededError: nothing was typed.
            PinDelayError: too early after wrong tries; it was not looked at.
            WrongPinError: it is another one.
            PinToChooseError: `new_pin` is missing.
            UnusablePinError: `new_pin` cannot be taken.
            PinError: she teaches and has no PIN; who has a say gives her a starting one.
        """
        if self.has(profile_id):
            choosing = self._try(profile_id, pin, now)
        else:
            choosing = self.needed(profile_id)
            if choosing and self._role(profile_id) != TRAINEE:
                # anybody could choose it for her, and then see what her trainees said
                raise PinError(msg("您还没有密码。请管理员先给您一个初始密码，再登录。"))
        if not choosing:
            return
        if not new_pin:
            raise PinToChooseError(msg("请选一个自己的新密码，以后用它登录。"))
        clean = pins.usable_pin(new_pin)
        if clean == pins.clean_pin(pin):
            raise _the_same()
        self._put(profile_id, clean, temporary=False)

    def _try(self, profile_id: str, pin: str, now: datetime | None) -> bool:
        """Look whether it is her PIN; true means that she must choose another one now.

        A wrong try is counted before it is looked at, so that neither a restart nor a second window gives
        tries away.
        """
        if not pin.strip():
            raise PinNeededError(msg("请输入密码。"))
        kept = self._begin_try(profile_id, (now or datetime.now(UTC)).astimezone(UTC))
        if kept is None:
            return False
        hashed, failed, temporary = kept
        if not pins.matches(hashed, pin):
            raise WrongPinError(pins.delay_after(failed).total_seconds())
        self._forget_failures(profile_id)
        return temporary

    def change(self, profile_id: str, old: str, new: str, now: datetime | None = None) -> None:
        """Her own PIN is `new` from now on; `old` is the one she had, if any. Errors as in `admit`."""
        self._access.check_own(profile_id)
        clean = pins.usable_pin(new)
        if self.has(profile_id):
            self._try(profile_id, old, now)
            if pins.clean_pin(old) == clean:
                raise _the_same()
        self._put(profile_id, clean, temporary=False)

    def remove(self, profile_id: str, old: str, now: datetime | None = None) -> None:
        """She goes without a PIN from now on. Raises ExpectedError where she must have one."""
        self._access.check_own(profile_id)
        if self.needed(profile_id):
            raise PinError(msg("这里需要密码，不能取消。可以换一个密码。"))
        if self.has(profile_id):
            self._try(profile_id, old, now)
            self._delete(profile_id)

    def reset(self, profile_id: str) -> str:
        """Give her a starting PIN for one sign-in, at which she chooses her own; returned to be told to her.

        A trainer does it for trainees of her classes, an administrator for anybody.
        """
        self._access.check_teaches(profile_id)
        if not self._access.is_administrator() and self._role(profile_id) != TRAINEE:
            raise only_administrators()
        return self._start_anew(profile_id)

    def reset_from_outside(self, profile_id: str) -> str:
        """The same for whoever has the machine: the way back for an administrator who forgot her PIN.

        Whoever may write the folder of the data can change any of it; nobody else can do this.
        """
        if not os.access(self._folder, os.W_OK):
            raise NotAllowedError(msg("这个账户不能改动数据文件夹，密码没有重设。请用有权限的账户。"))
        return self._start_anew(profile_id)

    def needed(self, profile_id: str) -> bool:
        """Whether she must have a PIN: in a centre who teaches, and everyone where the centre says so."""
        if not self._access.has_administrator():
            return False
        if self.required_here is not None:
            return self.required_here or self._role(profile_id) != TRAINEE

        def work(db: Database) -> bool:
            centre = db.execute("SELECT pins_required FROM centre").fetchone()
            return centre is not None and bool(centre[0])

        return self._role(profile_id) != TRAINEE or self._thread.call(work)

    # -- inside

    def _role(self, profile_id: str) -> str:
        found = self._thread.call(
            lambda db: db.execute("SELECT role FROM profiles WHERE id = ?", [profile_id]).fetchone()
        )
        return str(found[0]) if found else TRAINEE

    def _kept(self, profile_id: str) -> tuple[str, int, str | None, bool] | None:
        found = self._thread.call(
            lambda db: db.execute(
                "SELECT hash, failed, last_failed, temporary FROM pins WHERE profile_id = ?", [profile_id]
            ).fetchone()
        )
        return None if found is None else (found[0], found[1], found[2], bool(found[3]))

    def _begin_try(self, profile_id: str, now: datetime) -> tuple[str, int, bool] | None:
        """Count a wrong try before the PIN is looked at: its hash, failures with this one, if temporary."""

        def work(db: Database) -> tuple[str, int, bool, float] | None:
            with writing(db):
                row = db.execute(
                    "SELECT hash, failed, last_failed, temporary FROM pins WHERE profile_id = ?", [profile_id]
                ).fetchone()
                if row is None:
                    return None
                hashed, failed, last_failed, temporary = row
                if last_failed is not None:
                    last = datetime.fromisoformat(last_failed)
                    if last > now:  # the clock was set back: the wait begins anew, once
                        last = now
                        db.table("pins").update(profile_id, {"last_failed": moment_to_text(now)})
                    wait = last + pins.delay_after(failed) - now
                    if wait > timedelta(0):
                        return hashed, failed, bool(temporary), wait.total_seconds()
                count = {"failed": failed + 1, "last_failed": moment_to_text(now)}
                db.table("pins").update(profile_id, count)
                return hashed, failed + 1, bool(temporary), 0.0

        found = self._thread.call(work)
        if found is None:
            return None
        hashed, failed, temporary, wait = found
        if wait > 0:
            raise PinDelayError(wait)
        return hashed, failed, temporary

    def _forget_failures(self, profile_id: str) -> None:
        def work(db: Database) -> None:
            with writing(db):
                db.table("pins").update(profile_id, {"failed": 0, "last_failed": None})

        self._thread.call(work)

    def _start_anew(self, profile_id: str) -> str:
        pin = pins.starting_pin()
        self._put(profile_id, pin, temporary=True)
        return pin

    def _put(self, profile_id: str, pin: str, *, temporary: bool) -> None:
        row = {
            "profile_id": profile_id,
            "hash": pins.hash_pin(pin),
            "failed": 0,
            "last_failed": None,
            "temporary": int(temporary),
        }

        def work(db: Database) -> None:
            with writing(db):
                db.table("pins").insert(row, replace=True)

        self._thread.call(work)

    def _delete(self, profile_id: str) -> None:
        def work(db: Database) -> None:
            with writing(db):
                db.execute("DELETE FROM pins WHERE profile_id = ?", [profile_id])

        self._thread.call(work)


def _the_same() -> PinError:
    return PinError(msg("新密码和原来的一样。请换一个。"))
