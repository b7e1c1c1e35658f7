"""A station put back from a backup: what is changed there afterwards counts, whatever it told before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.storage.backup import make_backup, restore_backup
from app.storage.station_backup import make_station_backup
from app.storage.station_backup_place import BackupPlace
from app.storage.station_backup_restore import restore_station
from tests.storage.exchange.centre_samples import as_person, carry, everything, fill, station

Restore = Callable[[Path, Path], Callable[[], object]]


def database(home: Path, _elsewhere: Path) -> Callable[[], object]:
    backup = make_backup(home)
    return lambda: restore_backup(home, backup)


def whole_station(home: Path, elsewhere: Path) -> Callable[[], object]:
    elsewhere.mkdir()
    made = make_station_backup(home, BackupPlace(elsewhere, "A-01"), "A-01")
    return lambda: restore_station(home, made.backup)


@pytest.mark.parametrize("kept", [database, whole_station])
def test_what_is_changed_after_a_backup_was_put_back_is_the_newest(kept: Restore, tmp_path: Path) -> None:
    home = tmp_path / "station"
    here, desk = station(home), station(tmp_path / "desk")
    fill(here)
    carry(here, desk)
    put_back = kept(home, tmp_path / "elsewhere")
    for name in ("一", "二", "三"):  # told to the desk, and forgotten here
        as_person(here, "head").people.change({"nu": {"name": name}})
    carry(here, desk)
    here.close()
    put_back()
    here = station(home)
    assert as_person(here, "head").people.profile("nu").name == "努尔"
    as_person(here, "head").people.change({"nu": {"name": "后来"}})
    carry(here, desk)
    carry(desk, here)
    assert as_person(desk, "head").people.profile("nu").name == "后来"
    assert everything(here)["profile", "nu"] == everything(desk)["profile", "nu"]
    here.close()
    desk.close()
