"""Kits on a stick: made at a desk, installed at stations; results collected there, merged at the desk."""

from __future__ import annotations

import dataclasses
import logging
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from nacl.public import PrivateKey

from app import __version__
from app.errors import ExpectedError
from app.i18n import Message, msg
from app.paths import machine_dir
from app.practice.keeper import Keeper
from app.practice.kit_collecting import Collecting
from app.practice.kit_desk import DeskMemory
from app.practice.kit_inbox import PARCELS, RECORDS, Inbox, TakingIn
from app.practice.kit_installing import Installing
from app.practice.kit_keys import (
    KEY_FILE,
    CentreKey,
    KnownCentre,
    fingerprint,
    is_fingerprint,
    make_key,
    read_key,
    station_key,
    write_key,
)
from app.practice.kit_machine import Machine, machine_here
from app.practice.kit_making import KitMaker
from app.practice.kit_manifest import read_kit
from app.practice.kit_merging import Merging
from app.practice.kit_parcel import ParcelContents, write_parcel
from app.practice.kit_stick import stick_name
from app.practice.kit_values import (
    MANIFEST,
    Cancelled,
    Collected,
    InstalledKit,
    InstallOptions,
    KitContents,
    KitError,
    KitInfo,
    KitUntrustedError,
    MadeKit,
    Merged,
    Progress,
    never,
    nothing_to_report,
)
from app.storage.exchange.lines import from_line, to_line
from app.storage.exchange.tables import ExchangeTables

log = logging.getLogger(__name__)

_CENTRE_KINDS = ("erasure", "centre", "profile", "pin", "cohort", "membership", "plan", "given", "threshold")
_SAID_KINDS = ("review", "verdict_change", "comment", "mark")


class Kit:
    """What a studio does with sticks. All calls block; a window makes them in its background jobs."""

    def __init__(self, keeper: Keeper, home: Path, machine: Machine | None = None) -> None:
        self._keeper = keeper
        self._home = home
        self._machine_given = machine
        self._memory = DeskMemory(home / "kit")
        self.notices: tuple[Message, ...] = ()

    # -- the centre's key

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the centre's key kept here, "" when there is none. Raises KitError."""
        key = read_key(self._key_path)
        return key.fingerprint if key else ""

    def keep_key(self, folder: Path) -> str:
        """Write the centre's key, made now if there is none, into a folder to be locked away; fingerprint.

        Raises ExpectedError, for anybody but an administrator as well.
        """
        key, _ = self._centre_key()
        write_key(key, folder / KEY_FILE)
        return key.fingerprint

    def bring_key(self, folder: Path) -> str:
        """Use the centre's key from a folder at this desk, too; its fingerprint. Raises ExpectedError."""
        self._access_machine()
        key = read_key(folder / KEY_FILE)
        if key is None:
            raise KitError(msg("{folder} 里没有中心的密钥（{name}）。", folder=folder, name=KEY_FILE))
        write_key(key, self._key_path)
        return key.fingerprint

    # -- at the desk

    def make(
        self,
        folder: Path,
        contents: KitContents,
        progress: Progress = nothing_to_report,
        cancelled: Cancelled = never,
    ) -> MadeKit:
        """Write a kit, for administrators; see `KitMaker.make`. Raises ExpectedError."""
        key, is_new = self._centre_key()
        centre = self._keeper.store.people.centre()
        serial = max(self._memory.last_serial() + 1, int(time.time()) // 60)
        write = self._records_writer(contents) if contents.records else None
        maker = KitMaker(key, centre.name if centre else "", __version__)
        made = maker.make(folder, contents, serial, write, progress, cancelled)
        self._memory.remember_kit(serial, made.info.station_names)
        return dataclasses.replace(made, key_is_new=is_new)

    def merge(
        self,
        folder: Path,
        *,
        clear: bool = False,
        all_kinds: bool = False,
        progress: Progress = nothing_to_report,
        cancelled: Cancelled = never,
    ) -> Merged:
        """Take in what stations brought, for administrators; see `Merging.merge`. Raises ExpectedError."""
        self._access_machine()
        merging = Merging(self._exchange, self._memory, read_key(self._key_path), all_kinds)
        return merging.merge(folder, clear=clear, progress=progress, cancelled=cancelled)

    # -- at a station

    def install(
        self,
        folder: Path,
        options: InstallOptions,
        progress: Progress = nothing_to_report,
        cancelled: Cancelled = never,
    ) -> InstalledKit:
        """Install a kit and take in its records; see `Installing`. Raises ExpectedError.

        A centre that is new to this machine is for an administrator to trust, where there is one.
        """
        machine = self._machine
        if machine.known(machine.folder(options.own)[1]).get(read_kit(folder).key) is None:
            self._access_machine()
        done = Installing(machine, folder, options, progress, cancelled).run()
        self.take_in()
        return done

    def collect(
        self,
        folder: Path,
        *,
        only_new: bool = False,
        recordings: bool = True,
        all_kinds: bool = False,
        unsealed: bool = False,
        given_fingerprint: str = "",
        confirm: Callable[[KitInfo, str], bool] | None = None,
        progress: Progress = nothing_to_report,
        cancelled: Cancelled = never,
    ) -> Collected:
        """Write results for the centre onto a stick, sealed; see `Collecting.collect`.

        They are sealed to the centre whose kit lies on the stick, or that this station trusts. A kit of a
        centre that it does not trust gets nothing: it may be anybody's. `unsealed` writes them open, for
        administrators. Raises ExpectedError.
        """
        if unsealed:
            self._access_machine()
            centre = None
        else:
            centre = self._centre_for(folder, given_fingerprint, confirm)
        own = bytes(self._station_key().public_key).hex()
        collecting = Collecting(
            self._exchange, own, centre.key if centre else "", centre.results_key if centre else ""
        )
        return collecting.collect(
            folder,
            only_new=only_new,
            recordings=recordings,
            all_kinds=all_kinds,
            progress=progress,
            cancelled=cancelled,
        )

    def take_in(self) -> int:
        """Take in what an installed kit left for this database; how many records were new.

        Called at every start: without a kit it looks for two small files. What goes wrong is a notice, and is
        tried again at the next start.
        """
        inboxes = tuple(Inbox(each / "kit" / "inbox") for each in (self._machine_folder, self._home))
        new, notices = 0, list[Message]()
        taking = TakingIn(self._exchange, self._home / "kit")
        for inbox in taking.waiting(inboxes):
            try:
                new += taking.take_in(inbox, self._station_key())
            except (ExpectedError, OSError, ValueError) as error:
                log.warning("the kit in %s was not taken in: %r", inbox.folder, error)
                notices.append(msg("U 盘带来的名单和计划这次没能用上，下次打开时再试。"))
        self.notices = tuple(notices)
        return new

    # -- inside

    @property
    def _exchange(self) -> ExchangeTables:
        return self._keeper.store.exchange

    @property
    def _machine(self) -> Machine:
        return self._machine_given or machine_here(self._home)

    @property
    def _machine_folder(self) -> Path:
        return self._machine_given.shared if self._machine_given else machine_dir()

    @property
    def _key_path(self) -> Path:
        return self._home / "keys" / KEY_FILE

    def _access_machine(self) -> None:
        self._keeper.store.access.check_runs_machine()

    def _station_key(self) -> PrivateKey:
        return station_key(self._home / "keys")

    def _centre_key(self) -> tuple[CentreKey, bool]:
        """The centre's key, and whether it was made just now."""
        self._access_machine()
        key = read_key(self._key_path)
        if key is not None:
            return key, False
        key = make_key()
        write_key(key, self._key_path)
        return key, True

    def _centre_for(
        self, folder: Path, given: str, confirm: Callable[[KitInfo, str], bool] | None
    ) -> KnownCentre:
        """For whom results are sealed. Raises KitError when nobody is trusted."""
        known = self._machine.known(False)
        if (folder / MANIFEST).is_file():
            info = read_kit(folder)
            found = known.get(info.key) or self._own_centre(info.key)
            if found is not None:
                return found
            shown = fingerprint(info.key)
            agreed = is_fingerprint(given, info.key) if given else bool(confirm and confirm(info, shown))
            if not agreed:
                raise KitUntrustedError(
                    msg(
                        "U 盘上是“{centre}”的安装包（指纹 {shown}），这台电脑不认识它，什么都没有拷。"
                        "和中心核对指纹，一致再用 --key 写上它。",
                        centre=info.centre,
                        shown=shown,
                    ),
                    shown,
                )
            self._access_machine()
            centre = KnownCentre(info.key, info.centre, info.results_key)
            known.keep(centre)
            return centre
        own = read_key(self._key_path)
        everyone = known.all() or ([KnownCentre(own.public, "", own.results_key)] if own else [])
        if len(everyone) == 1:
            return everyone[0]
        raise KitError(
            msg(
                "不知道结果交给哪个中心，什么都没有拷。请用装着安装包的 U 盘，"
                "结果会加密，只有中心能打开。管理员可以用 --unsealed 不加密拷贝。"
            )
        )

    def _own_centre(self, key: str) -> KnownCentre | None:
        """The centre whose desk this is."""
        own = read_key(self._key_path)
        if own is None or own.public != key:
            return None
        return KnownCentre(own.public, "", own.results_key)

    def _records_writer(self, contents: KitContents) -> Callable[[Path], list[tuple[Path, str]]]:
        """Writes the centre's records, and for each station that is known what was said of its takes."""

        def write(folder: Path) -> list[tuple[Path, str]]:
            kinds = [each for each in _CENTRE_KINDS if contents.pins or each != "pin"]
            path = folder / RECORDS
            with path.open("w", encoding="utf-8", newline="\n") as file:
                for record in self._exchange.records(kinds):
                    file.write(to_line(record) + "\n")
            return [(path, RECORDS), *(self._said(folder) if contents.reviews else [])]

        return write

    def _said(self, folder: Path) -> list[tuple[Path, str]]:
        """Reviews and spoken comments, sealed for the station that each take came from."""
        written = []
        stations = {key: each for key, each in self._memory.heard_from().items() if each.key}
        by_station: dict[str, list[str]] = {}
        for record in self._exchange.records(_SAID_KINDS):
            if record.about_station in stations:
                by_station.setdefault(record.about_station, []).append(to_line(record))
        voices = [each for each in self._exchange.recordings_to_send(10**9) if each.kind == "comment"]
        sender = ParcelContents(self._exchange.station(), "", date.today().isoformat(), 0, ())
        for station_id, lines in by_station.items():
            path = folder / f"{stick_name(station_id)}.sealed"
            mine = [each for each in voices if each.station == station_id]
            write_parcel(path, sender, map(from_line, lines), mine, stations[station_id].key)
            written.append((path, f"{PARCELS}/{path.name}"))
        return written
