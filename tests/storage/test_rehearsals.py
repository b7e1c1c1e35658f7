"""Rehearsals in the database: kept whole, by profile, the newest first."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlite_utils import Database

from app.live_room.room import Room
from app.storage import migrations
from app.storage.export import export_attempts
from app.storage.opening import open_store
from app.storage.rehearsal_values import KeptRehearsal
from app.storage.store import Store
from tests.live_room.room_samples import ASKS_PRICE, JUJUBES, NOT_SMILING, evening, play
from tests.storage.storage_samples import PROFILE, let_her_teach
from tests.storage.test_export import read_csv, read_json

OTHER = replace(PROFILE, id="p-other", name="别人")
NOON = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)


def rehearsal(rehearsal_id: str = "r1", profile_id: str = PROFILE.id, days: int = 0) -> KeptRehearsal:
    room = Room(evening(ASKS_PRICE, NOT_SMILING), JUJUBES, 4)
    _, session = play(room, 60.0, [(8.0, "一袋十九块九谢谢您"), (30.0, "烦死了")])
    return KeptRehearsal(
        rehearsal_id, profile_id, NOON + timedelta(days=days), "product-hongzao", f"p-{rehearsal_id}", session
    )


def test_a_rehearsal_comes_back_whole(store: Store) -> None:
    store.rehearsals.add(rehearsal())
    assert store.rehearsals.rehearsals(PROFILE.id) == [rehearsal()]


def test_they_belong_to_one_profile_the_newest_first(store: Store) -> None:
    store.add_profile(OTHER)
    let_her_teach(store, OTHER.id)
    for each in (rehearsal("old"), rehearsal("new", days=2), rehearsal("hers", OTHER.id)):
        with store.access.acting_for(each.profile_id):
            store.rehearsals.add(each)
    assert [each.id for each in store.rehearsals.rehearsals(PROFILE.id)] == ["new", "old"]
    assert [each.id for each in store.rehearsals.rehearsals(OTHER.id)] == ["hers"]


def test_a_database_without_rehearsals_gets_the_table(own_home: Path) -> None:
    own_home.mkdir(parents=True, exist_ok=True)
    with closing(Database(own_home / "kaibo.db")) as old:
        later = [each for each in sorted(migrations.known_steps()) if each > "006"]
        migrations.migrations.apply(old, stop_before=later)
    opened = open_store(own_home)
    opened.store.access.viewer = PROFILE
    opened.store.add_profile(PROFILE)
    opened.store.rehearsals.add(rehearsal())
    assert len(opened.store.rehearsals.rehearsals(PROFILE.id)) == 1
    opened.store.close()


def test_one_can_be_deleted(store: Store) -> None:
    for each in (rehearsal("old"), rehearsal("new", days=2)):
        with store.access.acting_for(each.profile_id):
            store.rehearsals.add(each)
    store.rehearsals.delete("new")
    assert [each.id for each in store.rehearsals.rehearsals(PROFILE.id)] == ["old"]


def test_they_are_exported(store: Store, tmp_path: Path) -> None:
    store.add_profile(OTHER)
    let_her_teach(store, OTHER.id)
    for each in (rehearsal("old"), rehearsal("new", days=2), rehearsal("hers", OTHER.id)):
        with store.access.acting_for(each.profile_id):
            store.rehearsals.add(each)
    export_attempts(store, tmp_path / "all")
    lines = read_csv(tmp_path / "all" / "rehearsals.csv")
    session = rehearsal().session
    assert len(lines) == 3 * len(session.exchanges)
    assert lines[0]["弹幕"] == session.exchanges[0].said.text and lines[0]["场次号"] == "4"
    assert {row["怎么样"] for row in lines} <= {"答上了", "没有答", "话说重了", "不用答", "没听清答了没有"}
    data = read_json(tmp_path / "all" / "rehearsals.json")["rehearsals"]
    assert {each["id"] for each in data} == {"old", "new", "hers"}
    own = [each for each in data if each["profile_id"] == PROFILE.id]
    assert [each["id"] for each in own] == ["old", "new"]
    assert own[0]["attempt_id"] is None  # its recording is gone
    assert own[0]["session"]["exchanges"][0]["said"]["text"] == session.exchanges[0].said.text
    export_attempts(store, tmp_path / "one", profile_id=OTHER.id)
    assert [each["id"] for each in read_json(tmp_path / "one" / "rehearsals.json")["rehearsals"]] == ["hers"]
