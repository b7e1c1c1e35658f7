"""A hub backed up, lost and put back; tidied; and emptied of who was erased."""

from __future__ import annotations

import dataclasses
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.storage.errors import BackupError
from app.storage.hub.connection import Line
from app.storage.hub.errors import HubRefusedError, HubShapeError, HubUnreachableError
from app.storage.hub.init import set_up
from app.storage.hub.shape import TABLES
from app.storage.hub.tidying import Tidied, tidy
from app.storage.hub.upkeep import HubBackupStopped, back_up_hub, read_hub_backup, restore_hub
from app.storage.reviews_values import Comment
from tests.storage.hub.hub_samples import SampleHub
from tests.storage.hub.sync_samples import Machine, Room, set_up_centre
from tests.storage.storage_samples import NOON

pytestmark = pytest.mark.xdist_group("hub")

CLASSES = {"first": ("li", ["nu"]), "second": ("wang", ["ali"])}


@pytest.fixture
def room(hub: SampleHub, tmp_path: Path) -> Iterator[Room]:
    made = Room(hub, tmp_path)
    yield made
    made.close()


@pytest.fixture
def other(hub: SampleHub) -> Iterator[SampleHub]:
    """A second database on the same server, set up and empty."""
    made = SampleHub(hub.server)
    set_up(made.as_owner)
    yield made
    made.close()


def filled(room: Room) -> tuple[Machine, Machine, Machine, Machine]:
    """The head's desk, two stations with a take each, a trainer who said something."""
    desk, one, two = room.machine("administrator", "head"), room.machine("station"), room.machine("station")
    trainer = room.machine("trainer", "li")
    set_up_centre(desk, CLASSES)
    desk.sync()
    for machine, who, attempt in ((one, "nu", "a1"), (two, "ali", "a2")):
        machine.sync()
        machine.practise(who, attempt)
        machine.sync()
    trainer.sync()
    comment(trainer, "a1", "c1")
    trainer.sync()
    return desk, one, two, trainer


def comment(trainer: Machine, attempt_id: str, comment_id: str) -> None:
    with trainer.signed_in("li") as store:
        store.reviews.add_comment(attempt_id, Comment(comment_id, None, comment_id, NOON))


def rows(hub: SampleHub) -> dict[str, list[tuple[str, ...]]]:
    with hub.sql() as sql:
        return {
            table: sorted(
                tuple(map(str, row)) for row in sql.execute(f"SELECT * FROM kaibo.{table}").fetchall()
            )
            for table in TABLES
        }


def move(machine: Machine, hub: SampleHub) -> None:
    """The centre's hub is now in another database."""
    address = hub.server.address(hub.database)
    machine.where = dataclasses.replace(machine.where, address=address)


def purged(machine: Machine, **how: object) -> Tidied:
    line = Line(machine.where, lambda _: None)
    try:
        return tidy(line, **how)  # type: ignore[arg-type]
    finally:
        line.close()


def test_put_back_it_is_the_same_but_for_its_epoch(room: Room, other: SampleHub, tmp_path: Path) -> None:
    filled(room)
    before = rows(room.hub)
    seen: list[tuple[int, int]] = []
    backup = back_up_hub(room.hub.as_owner, tmp_path / "hub.zip", lambda *at: seen.append(at))
    assert seen[-1] == (sum(map(len, before.values())),) * 2
    assert backup.centres == ("中心",)
    assert backup.records == len(before["revisions"])
    assert read_hub_backup(backup.path) == backup
    assert (backup.path.stat().st_mode & 0o077) == 0

    restored = restore_hub(other.as_owner, backup.path)
    assert (restored.records, restored.logins) == (backup.records, ())
    after = rows(other)
    [(centre, name, counter, epoch, created)] = before["centres"]
    [(*same_but_epoch, new_epoch, when)] = [tuple(each) for each in after.pop("centres")]
    assert same_but_epoch == [centre, name, counter]
    assert (new_epoch != epoch, when) == (True, created)
    assert after == {table: each for table, each in before.items() if table != "centres"}


def test_three_days_are_lost_and_nothing_is(room: Room, other: SampleHub, tmp_path: Path) -> None:
    """Backed up, then three days of work that only the lost hub had seen; every machine brings its own."""
    desk, one, two, trainer = filled(room)
    back_up_hub(room.hub.as_owner, tmp_path / "hub.zip")
    for day in range(3):
        one.practise("nu", f"nu{day}")
        one.sync()
        trainer.sync()
        comment(trainer, f"nu{day}", f"c-nu{day}")
        trainer.sync()
        two.practise("ali", f"ali{day}")
        two.sync()
    one.practise("nu", "offline")  # never exchanged before the loss
    desk.sync()

    restore_hub(other.as_owner, tmp_path / "hub.zip")
    for machine in room.machines:
        move(machine, other)
    for _ in range(2):
        for machine in room.machines:
            assert machine.sync().damaged == 0
    hers = {"a1", "nu0", "nu1", "nu2", "offline"}
    his = {"a2", "ali0", "ali1", "ali2"}
    assert desk.attempts() == hers | his
    assert trainer.attempts() == hers
    with other.sql() as sql:
        found = sql.execute(
            "SELECT id, count(*) FROM kaibo.latest WHERE kind = 'attempt' AND NOT deleted GROUP BY id"
        ).fetchall()
        assert dict(found) == dict.fromkeys(hers | his, 1)
        comments = sql.execute("SELECT id FROM kaibo.latest WHERE kind = 'comment'").fetchall()
    assert {each for (each,) in comments} == {"c1", "c-nu0", "c-nu1", "c-nu2"}
    for machine in room.machines:  # and after that all is quiet
        result = machine.sync()
        assert (result.pushed, result.left) == (0, {})


def test_stations_go_on_while_it_is_backed_up(room: Room, tmp_path: Path) -> None:
    _, one, _, _ = filled(room)
    before = len(rows(room.hub)["revisions"])
    once = iter([True])

    def meanwhile(_done: int, _whole: int) -> None:
        if next(once, False):
            one.practise("nu", "meanwhile")
            assert one.sync().pushed

    backup = back_up_hub(room.hub.as_owner, tmp_path / "hub.zip", meanwhile)
    assert backup.records == before
    assert len(rows(room.hub)["revisions"]) > before


def test_logins_that_the_server_does_not_know_are_named(room: Room, other: SampleHub, tmp_path: Path) -> None:
    filled(room)
    back_up_hub(room.hub.as_owner, tmp_path / "hub.zip")
    gone = room.machines[2].where.login
    with room.hub.sql() as sql:
        sql.execute("DELETE FROM kaibo.logins WHERE login = %s", [gone])
        sql.execute(f"DROP ROLE {gone}")
    assert restore_hub(other.as_owner, tmp_path / "hub.zip").logins == (gone,)


@pytest.mark.parametrize("what", ["cut", "flipped", "table", "newer", "none", "not a zip"])
def test_a_file_that_is_not_whole_changes_nothing(
    room: Room, other: SampleHub, tmp_path: Path, what: str
) -> None:
    filled(room)
    path = tmp_path / "hub.zip"
    back_up_hub(room.hub.as_owner, path)
    data = path.read_bytes()
    if what == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif what == "flipped":
        at = data.index(b"revisions.jsonl") + 40
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    elif what == "none":
        path.unlink()
    elif what == "not a zip":
        path.write_bytes(b"{}")
    else:
        rewrite(path, what)
    with pytest.raises(BackupError) as refused:
        restore_hub(other.as_owner, path)
    assert "没有改动任何内容" in str(refused.value)
    if what == "newer":
        assert "9.1.0" in str(refused.value)
    assert not any(rows(other).values())


def rewrite(path: Path, what: str) -> None:
    with zipfile.ZipFile(path) as old:
        parts = {each: old.read(each) for each in old.namelist()}
    if what == "table":
        parts["revisions.jsonl"] = parts["revisions.jsonl"].replace(b"false", b"true", 1)
    else:
        contents = json.loads(parts["hub.json"])
        parts["hub.json"] = json.dumps(contents | {"shape": 99, "version": "9.1.0"}).encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, each in parts.items():
            new.writestr(name, each)


def test_only_into_an_empty_hub_that_was_set_up(room: Room, hub: SampleHub, tmp_path: Path) -> None:
    filled(room)
    path = tmp_path / "hub.zip"
    back_up_hub(hub.as_owner, path)
    before = rows(hub)
    with pytest.raises(HubRefusedError, match="已经有中心的数据"):
        restore_hub(hub.as_owner, path)
    assert rows(hub) == before
    empty = SampleHub(hub.server)
    try:
        with pytest.raises(HubShapeError):
            restore_hub(empty.as_owner, path)
    finally:
        empty.close()


def test_cut_off_or_stopped_in_the_middle_nothing_is_there(
    room: Room, other: SampleHub, tmp_path: Path
) -> None:
    filled(room)
    path = tmp_path / "hub.zip"
    with pytest.raises(HubBackupStopped):
        back_up_hub(room.hub.as_owner, path, stop=lambda: True)
    assert list(tmp_path.glob("hub.zip*")) == []
    back_up_hub(room.hub.as_owner, path)
    with pytest.raises(HubBackupStopped):
        restore_hub(other.as_owner, path, stop=lambda: True)
    assert not any(rows(other).values())

    def cut(_done: int, _whole: int) -> None:
        with other.server.connect() as sql:
            sql.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [other.database]
            )

    with pytest.raises(HubUnreachableError):
        restore_hub(other.as_owner, path, cut)
    assert not any(rows(other).values())
    with pytest.raises(BackupError, match="已经有文件"):
        back_up_hub(room.hub.as_owner, path)


def test_no_login_of_kaibos_can_take_everything(room: Room, tmp_path: Path) -> None:
    desk, one, _, _ = filled(room)
    for machine in (desk, one):
        with pytest.raises(HubRefusedError, match="BYPASSRLS"):
            back_up_hub(machine.where, tmp_path / "hub.zip")
    assert not (tmp_path / "hub.zip").exists()


# -- tidying


def test_old_revisions_go_and_what_counts_stays(room: Room) -> None:
    desk, one, _, _ = filled(room)
    for name in ("first name", "second name"):
        with desk.signed_in("head") as store:
            store.people.change({"nu": {"name": name}})
        desk.sync()
    with room.hub.sql() as sql:
        current = sql.execute("SELECT * FROM kaibo.latest ORDER BY kind, id").fetchall()
    assert purged(desk) == Tidied()
    with room.hub.sql() as sql:
        sql.execute("UPDATE kaibo.revisions SET received = received - interval '91 days'")
    assert purged(desk).old == 2
    with room.hub.sql() as sql:
        after = sql.execute("SELECT * FROM kaibo.latest ORDER BY kind, id").fetchall()
        assert [each[:9] for each in after] == [each[:9] for each in current]
        assert sql.execute("SELECT count(*) FROM kaibo.revisions").fetchone() == (len(current),)
    fresh = room.machine("station")
    fresh.sync()
    assert "second name" in {each.name for each in fresh.store.profiles()}
    assert one.sync().damaged == 0


def test_what_was_deleted_leaves_its_body_at_once(room: Room) -> None:
    desk, one, _, _ = filled(room)
    with one.store.access.acting_for("nu"):
        one.store.delete_attempt("a1")
    one.sync()
    assert purged(desk).old >= 1
    with room.hub.sql() as sql:
        found = sql.execute("SELECT deleted, body::text FROM kaibo.revisions WHERE id = 'a1'").fetchall()
    assert {(deleted, body) for deleted, body in found} == {(True, "{}")}


def test_who_was_erased_is_gone_from_the_hub_and_every_machine(room: Room) -> None:
    desk, one, two, trainer = filled(room)
    hashes = {each.sha256 for each in one.store.exchange.recordings_to_send(9)}
    with desk.signed_in("head") as store:
        store.erasures.erase("nu", datetime.now(UTC))
    desk.sync()
    destroyed: list[str] = []
    done = purged(desk, destroy=destroyed.extend)
    assert set(destroyed) == hashes
    assert done.erased > 0
    assert done.naming == 0
    with room.hub.sql() as sql:
        left = sql.execute("SELECT kind FROM kaibo.revisions WHERE owner_id = 'nu' OR id = 'nu'").fetchall()
        assert left == [("erasure",)]
        assert sql.execute("SELECT count(*) FROM kaibo.people WHERE profile_id = 'nu'").fetchone() == (0,)
        assert sql.execute("SELECT count(*) FROM kaibo.revisions WHERE id = 'a2'").fetchone() == (1,)
    one.practise("nu", "too late")  # a machine that has not heard of it yet
    for _ in range(2):
        for machine in (one, two, trainer, desk):
            machine.sync()
            assert "nu" not in {each.id for each in machine.store.profiles()}
    assert purged(desk).erased == 0
    assert one.attempts() == set()
    assert not list((one.home / "recordings").rglob("a1.flac"))
    with room.hub.sql() as sql:
        assert sql.execute("SELECT count(*) FROM kaibo.revisions WHERE owner_id = 'nu'").fetchone() == (0,)
    assert purged(desk) == Tidied()


def test_a_record_that_postgresql_cannot_take_apart_keeps_nobody_from_being_erased(room: Room) -> None:
    desk, one, _, _ = filled(room)
    hashes = {each.sha256 for each in one.store.exchange.recordings_to_send(9)}
    with room.hub.connect(one.where) as connection, connection.transaction():
        connection.execute("SELECT kaibo.advance(1)")
        connection.execute(
            "INSERT INTO kaibo.revisions (centre, kind, id, revision, hash, owner_id, station,"
            " about_station, deleted, body, counter, clock_offset)"
            " SELECT %s, 'attempt', 'x', 1, 'h', 'nu', 's', '', false, %s::json, kaibo.my_counter(), 0",
            [room.centre, '{"text": "\\u0000"}'],
        )
    with desk.signed_in("head") as store:
        store.erasures.erase("nu", datetime.now(UTC))
    desk.sync()
    destroyed: list[str] = []
    purged(desk, destroy=destroyed.extend)
    assert set(destroyed) == hashes
    with room.hub.sql() as sql:
        assert sql.execute("SELECT kind FROM kaibo.revisions WHERE owner_id = 'nu'").fetchall() == []


def test_a_trainer_who_was_erased_leaves_her_words_and_not_her_voice(room: Room) -> None:
    desk, one, _, trainer = filled(room)
    voice = trainer.home / "comments" / "c2.flac"
    voice.parent.mkdir(exist_ok=True)
    voice.write_bytes(b"fLaC her voice")
    spoken = Comment("c2", None, "", NOON, voice=voice, voice_seconds=2.0, voice_sha256="ab" * 32)
    with trainer.signed_in("li") as store:
        store.reviews.add_comment("a1", spoken)
    trainer.sync()
    with desk.signed_in("head") as store:
        store.erasures.erase("li")
    desk.sync()
    destroyed: list[str] = []
    assert purged(desk, destroy=destroyed.extend).naming > 0
    assert destroyed == ["ab" * 32]
    one.sync()
    with one.signed_in("nu") as store:
        found = store.reviews.review("a1").comments
    assert [(each.text, each.by, each.by_name, each.voice) for each in found] == [("c1", "", "", None)]


def test_a_share_that_cannot_be_reached_leaves_all_to_the_next_time(room: Room) -> None:
    desk, one, _, _ = filled(room)
    with desk.signed_in("head") as store:
        store.erasures.erase("nu")
    desk.sync()
    before = rows(room.hub)["revisions"]

    def gone(_sha256s: tuple[str, ...]) -> None:
        raise OSError("the share is gone")

    with pytest.raises(OSError, match="share is gone"):
        purged(desk, destroy=gone)
    assert rows(room.hub)["revisions"] == before
    assert purged(desk, destroy=lambda _: None).erased > 0
    assert one.sync().damaged == 0


def test_only_an_administrators_login_tidies(room: Room) -> None:
    _, one, _, trainer = filled(room)
    for machine in (one, trainer):
        with pytest.raises(HubRefusedError):
            purged(machine)
