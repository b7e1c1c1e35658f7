"""Results on sticks: collected at stations, brought in any order and any number of times, merged once."""

from __future__ import annotations

import hashlib
import json
import random
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from app.people.rights import NotAllowedError
from app.practice import kit_merging, kit_parcel
from app.practice.kit import Kit
from app.practice.kit_collecting import Collecting
from app.practice.kit_desk import DeskMemory
from app.practice.kit_keys import make_key, read_key
from app.practice.kit_machine import Machine
from app.practice.kit_manifest import check_kit, read_kit
from app.practice.kit_merging import Merging
from app.practice.kit_parcel import ParcelContents, write_parcel
from app.practice.kit_values import (
    Collected,
    InstallOptions,
    KitCancelledError,
    KitContents,
    KitError,
    KitUntrustedError,
    Merged,
)
from app.practice.studio import Studio
from app.settings import Settings
from app.storage.exchange.values import Record, Station
from app.storage.opening import open_store
from app.storage.values import Attempt
from tests.storage.storage_samples import NOON, attempt_of, make_score

NAMES = ("阿依古丽", "Нұрлан", "王芳", "玛丽亚")


class Place:
    """A computer: the desk or a station."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.home = folder / name / "home"
        self.machine = Machine(folder / name / "machine", self.home, False, False, "", "9.0.0", host=name)
        self.studio = Studio(
            self.home, Settings(), open_store(self.home, automatic_backup=False), lesson_folders=()
        )
        self.kit = Kit(self.studio._keeper, self.home, self.machine)
        self.store = self.studio._keeper.store
        self.made = 0
        self.attempts: dict[str, Attempt] = {}

    def practise(self, profile_id: str, count: int = 1) -> list[str]:
        made = []
        with self.store.access.acting_for(profile_id):
            for _ in range(count):
                self.made += 1
                attempt = attempt_of(
                    self.home,
                    f"{self.name}-{self.made:03}",
                    profile_id=profile_id,
                    created=NOON + timedelta(minutes=self.made),
                    score=make_score(self.made),
                )
                self.store.add_attempt(attempt)
                self.attempts[attempt.id] = attempt
                made.append(attempt.id)
        return made

    def people(self) -> dict[str, str]:
        return {each.name: each.id for each in self.studio.people.faces()}


class Centre:
    """A desk with an administrator and trainees, a stick, and stations that were installed from it."""

    def __init__(self, folder: Path, stations: int = 1) -> None:
        self.folder = folder
        self.stick = folder / "stick" / "kit"
        self.desk = Place(folder, "desk")
        self.desk.studio.people.set_up("喀什中心", "一班", "4071", name="王老师")
        self.cohort = self.desk.studio.people.cohorts()[0].id
        self.trainees = [self.desk.studio.people.add(name, "ug", cohort_id=self.cohort).id for name in NAMES]
        names = f"A-{{01..{max(stations, 2):02}}}"
        self.made = self.desk.kit.make(self.stick, KitContents(records=True, station_names=names))
        self.stations: list[Place] = []
        for number in range(1, stations + 1):
            self.add_station(f"A-{number:02}")

    def add_station(self, name: str) -> Place:
        station = Place(self.folder, name)
        self.stations.append(station)
        self.install(station)
        return station

    def install(self, station: Place) -> None:
        station.kit.install(self.stick, InstallOptions(self.made.fingerprint, station.name))

    def close(self) -> None:
        for each in (self.desk, *self.stations):
            each.studio.close()

    def merged(self) -> dict[str, str]:
        """Every attempt at the desk by its id: the SHA-256 of its recording as it lies on the disk."""
        store = self.desk.store
        found: dict[str, str] = {}
        for attempt_id in store.attempt_ids():
            assert attempt_id not in found
            attempt = store.attempt(attempt_id)
            assert attempt.score is not None
            path = attempt.recording.path
            found[attempt_id] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        return found

    def done(self) -> dict[str, str]:
        """Every attempt made at a station, in the same way."""
        return {
            key: each.recording.sha256 for station in self.stations for key, each in station.attempts.items()
        }


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    centre = Centre(tmp_path)
    yield centre
    centre.close()


@pytest.fixture
def station(centre: Centre) -> Place:
    return centre.stations[0]


def files(stick: Path) -> list[Path]:
    return sorted((stick / "results").glob("*.kaibo-results"))


def one(done: Collected) -> Path:
    [file] = done.files
    return file.path


def test_a_kit_brings_the_roster_with_the_same_people(centre: Centre, station: Place) -> None:
    assert station.people() == centre.desk.people()
    assert station.studio.people.centre() == centre.desk.studio.people.centre()
    assert station.store.exchange.station().name == "A-01"
    administrator = centre.desk.people()["王老师"]
    assert station.studio.people.sign_in(administrator, "4071").role == "administrator"
    check_kit(centre.stick, read_kit(centre.stick))
    before = station.store.exchange.pending_counts()
    assert station.kit.take_in() == 0 and station.store.exchange.pending_counts() == before


def test_a_database_from_before_the_kit_takes_it_in_again(centre: Centre, station: Place) -> None:
    database = station.store.database
    station.studio.close()
    for each in (
        database,
        database.with_name(f"{database.name}-wal"),
        database.with_name(f"{database.name}-shm"),
    ):
        each.unlink(missing_ok=True)
    centre.stations[0] = again = Place(centre.folder, "A-01")
    assert again.people() == {}
    assert again.kit.take_in() > 0
    assert again.people() == centre.desk.people() and again.store.exchange.station().name == "A-01"


def test_the_pins_may_stay_at_the_desk(centre: Centre) -> None:
    centre.desk.kit.make(centre.stick, KitContents(records=True, pins=False))
    assert '"kind":"pin"' not in (centre.stick / "records.jsonl").read_text("utf-8")
    assert '"kind":"profile"' in (centre.stick / "records.jsonl").read_text("utf-8")


def test_results_come_to_the_desk_once_and_are_sealed(centre: Centre, station: Place) -> None:
    station.practise(centre.trainees[0], 3)
    done = station.kit.collect(centre.stick)
    assert (done.sealed, done.missing, done.files[0].recordings) == (True, 0, 3)
    path = one(done)
    assert path.name == f"A-01-{date.today().isoformat()}-1.kaibo-results"
    data = path.read_bytes()
    assert b"fLaC" not in data and "红枣".encode() not in data and b"attempt" not in data
    first = centre.desk.kit.merge(centre.stick)
    assert centre.merged() == centre.done()
    [brought] = first.stations
    assert (brought.name, brought.recordings, brought.waiting, brought.refused) == ("A-01", 3, 0, 0)
    assert brought.new >= 3 and first.damaged == ()
    [again] = centre.desk.kit.merge(centre.stick).stations
    assert (again.new, again.recordings) == (0, 0) and again.known == brought.new + brought.known
    assert centre.merged() == centre.done()


def test_the_desk_hands_on_to_the_hub_what_a_stick_brought(centre: Centre, station: Place) -> None:
    station.practise(centre.trainees[0], 2)
    station.kit.collect(centre.stick)
    centre.desk.kit.merge(centre.stick)
    assert centre.desk.store.exchange.pending_counts()["attempt"] == 2
    assert len(centre.desk.store.exchange.recordings_to_send(10)) == 2


def test_only_what_the_desk_has_not_is_carried_when_so_asked(centre: Centre, station: Place) -> None:
    station.practise(centre.trainees[0], 2)
    station.kit.collect(centre.stick, only_new=True)
    centre.desk.kit.merge(centre.stick, clear=True)
    assert files(centre.stick) == []
    assert station.kit.collect(centre.stick, only_new=True).files == ()
    station.practise(centre.trainees[1], 1)
    more = station.kit.collect(centre.stick, only_new=True)
    assert (more.files[0].recordings, more.known > 0) == (1, True)
    everything = station.kit.collect(centre.stick)
    assert everything.files[0].recordings == 3
    centre.desk.kit.merge(centre.stick)
    assert centre.merged() == centre.done()


def test_a_forged_receipt_keeps_nothing_at_home(centre: Centre, station: Place) -> None:
    station.practise(centre.trainees[0], 2)
    station.kit.collect(centre.stick)
    centre.desk.kit.merge(centre.stick, clear=True)
    [receipt] = (centre.stick / "receipts").iterdir()
    receipt.write_text(receipt.read_text().replace('"key": "', '"key": "0'))
    assert station.kit.collect(centre.stick, only_new=True).files == ()  # the key in it is not asked
    text = receipt.read_text()
    at = text.index("records") + 20
    receipt.write_text(text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :])
    assert station.kit.collect(centre.stick, only_new=True).files[0].recordings == 2


def test_without_recordings_first_and_with_them_later(centre: Centre, station: Place) -> None:
    station.practise(centre.trainees[0], 2)
    station.kit.collect(centre.stick, recordings=False)
    centre.desk.kit.merge(centre.stick, clear=True)
    assert set(centre.merged()) == set(centre.done()) and set(centre.merged().values()) == {""}
    later = station.kit.collect(centre.stick, only_new=True)
    assert (later.files[0].records, later.files[0].recordings) == (0, 2)
    centre.desk.kit.merge(centre.stick)
    assert centre.merged() == centre.done()


def test_many_recordings_become_several_files_each_whole_by_itself(centre: Centre, station: Place) -> None:
    station.practise(centre.trainees[0], 5)
    key = read_key(centre.desk.home / "keys" / "kaibo-centre.key")
    assert key is not None
    size = len("fLaC A-01-001")
    done = Collecting(station.store.exchange, "", key.public, key.results_key, largest=2 * size).collect(
        centre.stick
    )
    assert [each.recordings for each in done.files] == [2, 2, 1]
    done.files[0].path.unlink()
    centre.desk.kit.merge(centre.stick)
    found = centre.merged()
    assert set(found) == set(centre.done()) and list(found.values()).count("") == 2


@pytest.mark.parametrize("seed", range(4))
def test_five_stations_two_sticks_any_order_and_damage(tmp_path: Path, seed: int) -> None:
    """Whatever is brought, however often, damaged or cut short in between: each attempt once, each voice."""
    chance = random.Random(seed)
    centre = Centre(tmp_path, stations=5)
    other = tmp_path / "other stick"
    other.mkdir()
    for _ in range(30):
        station, stick = chance.choice(centre.stations), chance.choice([centre.stick, other])
        match chance.randrange(6):
            case 0 | 1:
                station.practise(chance.choice(centre.trainees), chance.randint(1, 4))
            case 2 | 3:
                station.kit.collect(stick, only_new=chance.random() < 0.4, recordings=chance.random() < 0.7)
            case 4:
                asked, stop_at = 0, chance.choice([1, 5, 30, 10**9])

                def cancelled(stop_at: int = stop_at) -> bool:
                    nonlocal asked
                    asked += 1
                    return asked > stop_at

                try:
                    clear = chance.random() < 0.5
                    merged = centre.desk.kit.merge(stick, clear=clear, cancelled=cancelled)
                    assert {each.refused for each in merged.stations} <= {0}
                except KitCancelledError:
                    pass
            case 5:
                if files(stick):
                    whole = chance.choice(files(stick))
                    data = bytearray(whole.read_bytes())
                    if data:
                        data[chance.randrange(len(data))] ^= 0x40
                    cut = chance.choice([len(data), len(data) // 2, 0])
                    copy = whole.with_name(f"{chance.randrange(10**6)}-{whole.name}")
                    copy.write_bytes(data[:cut])
    for station in centre.stations:
        station.kit.collect(chance.choice([centre.stick, other]))
    for stick in chance.sample([centre.stick, other], 2):
        centre.desk.kit.merge(stick)
    assert centre.merged() == centre.done()
    assert {key: each.profile_id for key, each in _desk_attempts(centre).items()} == {
        key: each.profile_id for place in centre.stations for key, each in place.attempts.items()
    }
    assert centre.desk.store.exchange.waiting() == 0
    centre.close()


def _desk_attempts(centre: Centre) -> dict[str, Attempt]:
    store = centre.desk.store
    return {key: store.attempt(key) for key in store.attempt_ids()}


def test_a_damaged_file_is_named_and_stays_and_the_others_are_merged(centre: Centre, station: Place) -> None:
    station.practise(centre.trainees[0])
    path = one(station.kit.collect(centre.stick))
    damaged = path.with_name("坏的.kaibo-results")
    damaged.write_bytes(path.read_bytes()[:-1])
    (centre.stick / "results" / "zip.kaibo-results").write_bytes(b"PK\x03\x04 no zip")
    (centre.stick / "results" / "empty.kaibo-results").write_bytes(b"")
    merged = centre.desk.kit.merge(centre.stick, clear=True)
    assert len(merged.damaged) == 3 and merged.cleared == 1
    assert any("坏的.kaibo-results" in str(each) for each in merged.damaged)
    assert centre.merged() == centre.done() and damaged.exists() and not path.exists()


def test_what_is_for_another_centre_is_named(centre: Centre, station: Place, tmp_path: Path) -> None:
    station.practise(centre.trainees[0])
    stranger = make_key()
    done = Collecting(station.store.exchange, "", stranger.public, stranger.results_key).collect(centre.stick)
    merged = centre.desk.kit.merge(centre.stick, clear=True)
    assert one(done).name in str(merged.damaged[0]) and merged.stations == () and merged.cleared == 0


def test_a_killed_merge_goes_on(centre: Centre, station: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    station.practise(centre.trainees[0], 6)
    station.kit.collect(centre.stick)
    monkeypatch.setattr(kit_merging, "_AT_ONCE", 2)
    real = centre.desk.store.exchange.recording_arrived
    calls = 0

    def arrived(*given: object, **more: object) -> int:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return real(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(centre.desk.store.exchange, "recording_arrived", arrived)
    with pytest.raises(KeyboardInterrupt):
        centre.desk.kit.merge(centre.stick, clear=True)
    assert len(files(centre.stick)) == 1
    merged = centre.desk.kit.merge(centre.stick, clear=True)
    assert merged.stations[0].recordings == 4 and merged.cleared == 1
    assert centre.merged() == centre.done()


def test_a_trainee_who_is_new_at_a_station_comes_along(centre: Centre, station: Place) -> None:
    station.studio.people.sign_in(centre.desk.people()["王老师"], "4071")
    new = station.studio.people.add("新来的", "kk", cohort_id=centre.cohort).id
    station.practise(new, 2)
    station.kit.collect(centre.stick)
    merged = centre.desk.kit.merge(centre.stick)
    assert merged.stations[0].refused == 0 and centre.desk.people()["新来的"] == new
    assert centre.merged() == centre.done()


def forged(centre: Centre, *records: Record) -> Merged:
    """What comes of records that somebody sealed for the centre herself."""
    key = read_key(centre.desk.home / "keys" / "kaibo-centre.key")
    assert key is not None
    sender = ParcelContents(Station("evil", "A-99"), "", "2026-09-01", 0, ())
    write_parcel(centre.stick / "results" / "x.kaibo-results", sender, records, [], key.results_key)
    return centre.desk.kit.merge(centre.stick)


def record(kind: str, key: str, revision: int = 99, **body: object) -> Record:
    owner = key if kind in ("profile", "pin", "membership") else ""
    return Record(kind, key, owner, revision, "evil", False, body)


@pytest.mark.parametrize("line", [b"0" * 300, b'{"kind":' + b"[" * 9000])
def test_a_line_without_end_is_a_damaged_file(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, line: bytes
) -> None:
    """A few megabytes, packed, would else become gigabytes of the desk's memory."""
    monkeypatch.setattr(kit_parcel, "_LONGEST_LINE", 200)
    path = centre.stick / "results" / "x.kaibo-results"
    path.parent.mkdir(parents=True, exist_ok=True)
    listed = {"name": "records.jsonl", "size": len(line), "sha256": hashlib.sha256(line).hexdigest()}
    whole = {
        "format": 1,
        "station": {"id": "evil", "name": "A-99"},
        "made": "2026-09-01",
        "key": "",
        "records": 1,
        "files": [listed],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("records.jsonl", line)
        archive.writestr("parcel.json", json.dumps(whole))
    merged = centre.desk.kit.merge(centre.stick)
    assert len(merged.damaged) == 1 and merged.stations == ()


def test_a_stick_cannot_make_anybody_administrator(centre: Centre) -> None:
    boss, trainee = centre.desk.people()["王老师"], centre.trainees[0]
    here = {(each.kind, each.id): each for each in centre.desk.store.exchange.records()}
    person = dict(here["profile", boss].body)
    merged = forged(
        centre,
        record("membership", trainee, role="administrator", cohort_id=centre.cohort, number="", archived=0),
        record("membership", trainee, role="trainee", cohort_id=None, number="", archived=1),
        record("membership", "new", role="trainer", cohort_id=None, number="", archived=0),
        record("pin", boss, hash="x", temporary=0),
        record("profile", boss, **(person | {"name": "别人"})),
        record(
            "cohort", centre.cohort, name="一班", created="", strictness="normal", archived=0, trainers=[]
        ),
        record("cohort", "new", name="x", created="", strictness="normal", archived=0, trainers=[trainee]),
        record("erasure", trainee, erased="2026-09-01T00:00:00Z"),
        record("centre", "centre", name="别的中心", created="", pins_required=0, recordings_key="00"),
        record("plan", "new", title="x"),
        Record("membership", trainee, trainee, 99, "evil", True, {}),
        Record("profile", boss, boss, 99, "evil", True, {}),
    )
    assert merged.stations[0].refused == 12 and merged.stations[0].new == 0
    after = {(each.kind, each.id): each for each in centre.desk.store.exchange.records()}
    assert after == here
    assert centre.desk.studio.people.sign_in(boss, "4071").id == boss


def test_what_was_refused_stays_on_the_stick_and_an_administrator_may_take_it(
    centre: Centre, station: Place
) -> None:
    administrator = centre.desk.people()["王老师"]
    station.studio.people.sign_in(administrator, "4071")
    station.studio.people.add_cohort("二班")
    station.kit.collect(centre.stick, all_kinds=True)
    merged = centre.desk.kit.merge(centre.stick, clear=True)
    assert merged.stations[0].refused > 0 and merged.cleared == 0
    taken = centre.desk.kit.merge(centre.stick, clear=True, all_kinds=True)
    assert taken.stations[0].refused == 0 and taken.cleared == 1
    assert "二班" in {each.name for each in centre.desk.studio.people.cohorts()}


def test_who_may_do_it(centre: Centre, station: Place) -> None:
    centre.desk.studio.people.sign_in(centre.trainees[0])
    for attempt in (
        lambda: centre.desk.kit.make(centre.stick, KitContents()),
        lambda: centre.desk.kit.merge(centre.stick),
        lambda: centre.desk.kit.keep_key(centre.folder),
        lambda: centre.desk.kit.bring_key(centre.folder),
        lambda: station.kit.collect(centre.stick, unsealed=True),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    station.kit.collect(centre.stick)  # sealed for the centre, anybody may carry it


def test_nothing_is_sealed_for_a_centre_that_nobody_trusts(centre: Centre, station: Place) -> None:
    station.practise(centre.trainees[0])
    stranger = Place(centre.folder, "stranger")
    trap = centre.folder / "trap"
    made = stranger.kit.make(trap, KitContents(station_names="A-{1..2}"))
    with pytest.raises(KitUntrustedError):
        station.kit.collect(trap)
    with pytest.raises(NotAllowedError):  # a trainee at a centre's station trusts nobody for it
        station.kit.collect(trap, given_fingerprint=made.fingerprint)
    with pytest.raises(NotAllowedError):
        station.kit.install(trap, InstallOptions(made.fingerprint, "A-1"))
    assert not (trap / "results").exists()
    stranger.studio.close()
    # on an empty stick they go to the only centre that is trusted
    assert station.kit.collect(centre.folder / "empty").sealed


def test_a_station_without_a_centre_collects_nothing_by_itself(tmp_path: Path) -> None:
    lonely = Place(tmp_path, "lonely")
    person = lonely.studio.people.add("古丽", "ug").id
    lonely.practise(person)
    with pytest.raises(KitError, match="哪个中心"):
        lonely.kit.collect(tmp_path / "stick")
    done = lonely.kit.collect(tmp_path / "stick", unsealed=True)
    assert not done.sealed and b"fLaC" in one(done).read_bytes()
    desk = Place(tmp_path, "desk")
    desk.kit.merge(tmp_path / "stick")
    assert desk.store.exchange.records(("attempt",)).__next__().id == "lonely-001"
    for each in (lonely, desk):
        each.studio.close()


def test_reviews_go_back_sealed_for_the_station_they_are_about(centre: Centre, station: Place) -> None:
    second = centre.add_station("A-02")
    [mine] = station.practise(centre.trainees[0])
    [hers] = second.practise(centre.trainees[1])
    for each in (station, second):
        each.kit.collect(centre.stick)
    centre.desk.kit.merge(centre.stick)
    boss = centre.desk.people()["王老师"]
    centre.desk.studio.people.sign_in(boss, "4071")
    for attempt_id in (mine, hers):
        centre.desk.store.reviews.finish(attempt_id, NOON)
    centre.desk.kit.make(centre.stick, KitContents(records=True))
    assert len(list((centre.stick / "for").iterdir())) == 2
    for each in (station, second):
        centre.install(each)
    for place, own, other in ((station, mine, hers), (second, hers, mine)):
        kinds = {(each.kind, each.id) for each in place.store.exchange.records()}
        assert ("review", own) in kinds and ("review", other) not in kinds
        assert place.store.exchange.waiting() == 0


def test_stations_of_which_nothing_is_heard_are_named(centre: Centre, station: Place) -> None:
    station.practise(centre.trainees[0])
    station.kit.collect(centre.stick)
    key = read_key(centre.desk.home / "keys" / "kaibo-centre.key")
    memory = DeskMemory(centre.desk.home / "kit")
    merging = Merging(centre.desk.store.exchange, memory, key)
    assert merging.merge(centre.stick, today=date(2026, 9, 1)).silent == (("A-02", ""),)
    empty = centre.folder / "empty"
    empty.mkdir()
    assert merging.merge(empty, today=date(2026, 9, 10)).silent == (("A-02", ""),)
    assert merging.merge(empty, today=date(2026, 9, 30)).silent == (("A-01", "2026-09-01"), ("A-02", ""))


def test_a_lost_recording_is_counted_and_the_rest_comes(centre: Centre, station: Place) -> None:
    lost, changed, kept = station.practise(centre.trainees[0], 3)
    station.attempts[changed].recording.path.write_bytes(b"rotten")
    station.attempts[lost].recording.path.unlink()
    done = station.kit.collect(centre.stick)
    assert done.files[0].recordings == 1 and done.missing >= 1
    centre.desk.kit.merge(centre.stick)
    assert {key: bool(value) for key, value in centre.merged().items()} == {
        lost: False,
        changed: False,
        kept: True,
    }


def test_a_full_stick_leaves_no_half_results(
    centre: Centre, station: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import os

    station.practise(centre.trainees[0], 2)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(KitError, match="满了"):
        station.kit.collect(centre.stick)
    monkeypatch.undo()
    assert list((centre.stick / "results").iterdir()) == []
    with pytest.raises(KitCancelledError):
        station.kit.collect(centre.stick, cancelled=lambda: True)
    assert list((centre.stick / "results").iterdir()) == []


def test_what_a_pulled_plug_left_is_cleaned_up_by_the_same_station(centre: Centre, station: Place) -> None:
    station.practise(centre.trainees[0])
    (centre.stick / "results").mkdir()
    for name in ("A-01-2026-09-01-1", "A-02-2026-09-01-1"):
        (centre.stick / "results" / f"{name}.kaibo-results.part").write_bytes(b"half")
    station.kit.collect(centre.stick)
    assert [path.name for path in (centre.stick / "results").glob("*.part")] == [
        "A-02-2026-09-01-1.kaibo-results.part"
    ]
    assert centre.desk.kit.merge(centre.stick).damaged == ()


def test_a_stick_that_cannot_be_written_is_merged_all_the_same(
    centre: Centre, station: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.practise(centre.trainees[0])
    station.kit.collect(centre.stick)

    def read_only(*_: object) -> None:
        raise OSError(30, "read-only")

    monkeypatch.setattr(kit_merging, "write_receipt", read_only)
    merged = centre.desk.kit.merge(centre.stick)
    assert "写保护" in str(merged.damaged[0]) and centre.merged() == centre.done()


def test_the_key_goes_to_another_desk(centre: Centre, station: Place) -> None:
    shelf = centre.folder / "shelf"
    assert centre.desk.kit.keep_key(shelf) == centre.made.fingerprint
    station.practise(centre.trainees[0])
    station.kit.collect(centre.stick)
    second = Place(centre.folder, "second desk")
    assert "密钥" in str(second.kit.merge(centre.stick).damaged[0])
    assert second.kit.bring_key(shelf) == centre.made.fingerprint
    second.kit.merge(centre.stick)
    assert len(list(second.store.exchange.records(("attempt",)))) == 1
    with pytest.raises(KitError, match="没有中心的密钥"):
        second.kit.bring_key(centre.folder)
    second.studio.close()
