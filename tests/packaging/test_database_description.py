"""The database is described whole, the files are as written from it, and Datasette shows all of it."""

from __future__ import annotations

import asyncio
import html
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging" / "database"))
sys.path.insert(0, str(Path(__file__).parents[2] / "packaging" / "centre"))

import describe
from make_centre import Asked, make_centre

from app.storage.backup import make_backup
from app.storage.opening import open_store

ASKED = Asked(trainers=2, trainees=6, attempts=120, seed=5, until=date(2026, 3, 1))


def test_every_column_is_described_and_the_files_are_as_written() -> None:
    tables, queries = describe.read(describe.schema())  # raises where something is not
    assert describe.METADATA.read_text(encoding="utf-8") == describe.metadata_text(tables, queries)
    assert describe.PAGE.read_text(encoding="utf-8") == describe.page_text(tables, queries)


def test_what_is_not_described_and_what_is_gone_are_named() -> None:
    columns = describe.schema()
    columns["attempts"].append("mood")
    columns["recordings"].remove("device")
    columns["dreams"] = ["id"]
    del columns["orders"]
    with pytest.raises(ValueError) as raised:
        describe.read(columns)
    for each in ("attempts.mood is not", "no column recordings.device", "dreams is not", "no table orders"):
        assert each in str(raised.value)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("centre") / "home"
    make_centre(home, ASKED)
    with closing(sqlite3.connect(home / "kaibo.db")) as db:
        mark_blind(db)
    return home


def mark_blind(db: sqlite3.Connection) -> None:
    """A trainer marked ten takes and found one in three of what the machine let pass."""
    db.execute(
        "INSERT INTO mark_takes SELECT attempts.id, "
        "(SELECT id FROM profiles WHERE role = 'trainer' LIMIT 1), profile_id, created, created, scorer, "
        "strictness, total, syllable_count FROM attempts WHERE status = 'scored' LIMIT 10"
    )
    marked = ", ".join(
        f"iif(position % 3 = 0, 'wrong', {part}_verdict)" for part in ("initial", "final", "tone")
    )
    machine = ", ".join(f"{part}_verdict, 0.5, ''" for part in ("initial", "final", "tone"))
    db.execute(
        "INSERT INTO marks SELECT attempt_id, by_id, position, hanzi, initial, final, tone, spoken_tone, 0, "
        f"0.0, 0.2, {marked}, begun, {machine} FROM mark_takes "
        "JOIN attempts ON attempts.id = attempt_id JOIN syllables ON attempt_no = no"
    )
    db.commit()


@pytest.fixture(scope="module")
def copy(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup, under the name by which the descriptions are found."""
    path = tmp_path_factory.mktemp("copy") / "kaibo.db"
    shutil.copy(make_backup(home).path, path)
    return path


class Pages:
    """Datasette in this process, asked as a browser would ask it."""

    def __init__(self, **files: list[str]) -> None:
        from datasette.app import Datasette

        metadata = yaml.safe_load(describe.METADATA.read_text(encoding="utf-8"))
        self._datasette = Datasette(metadata=metadata, settings={"num_sql_threads": 1}, **files)
        self._loop = asyncio.new_event_loop()
        self._loop.run_until_complete(self._datasette.invoke_startup())

    def get(self, path: str) -> Any:
        return self._loop.run_until_complete(self._datasette.client.get(path))

    def close(self) -> None:
        for each in self._datasette.databases.values():
            each.close()
        self._datasette.executor.shutdown()
        self._loop.close()


@pytest.fixture(params=["immutable copy", "open in Kaibo"])
def pages(request: pytest.FixtureRequest, home: Path, copy: Path) -> Iterator[Pages]:
    if request.param == "immutable copy":
        pages = Pages(files=[], immutables=[str(copy)])
        yield pages
        pages.close()
        return
    store = open_store(home, automatic_backup=False).store
    try:
        pages = Pages(files=[str(store.database)])
        yield pages
        pages.close()
    finally:
        store.close()


def ours() -> dict[str, Any]:
    whole = yaml.safe_load(describe.METADATA.read_text(encoding="utf-8"))
    database: dict[str, Any] = whole["databases"]["kaibo"]
    return database


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_datasette_shows_every_table_and_answers_every_question(pages: Pages) -> None:
    front = pages.get("/kaibo")
    assert front.status_code == 200
    for name, table in ours()["tables"].items():
        page = pages.get(f"/kaibo/{name}")
        assert page.status_code == 200, (name, page.text[:500])
        assert (f"/kaibo/{name}" in front.text) is not table.get("hidden", False), name
        shown = html.unescape(page.text)
        assert table["title"] in shown and table["description"] in shown, name
        rows = pages.get(f"/kaibo/{name}.json?_shape=array&_size=3")
        assert rows.status_code == 200 and isinstance(rows.json(), list)
    for name, query in ours()["queries"].items():
        assert query["title"] in front.text
        page = pages.get(f"/kaibo/{name}")
        assert page.status_code == 200, (name, page.text[:500])
        rows = pages.get(f"/kaibo/{name}.json?_shape=array")
        assert rows.status_code == 200
        assert rows.json(), name
    column = ours()["tables"]["attempts"]["columns"]["total"]
    assert column in pages.get("/kaibo/attempts").text


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_the_questions_answer_what_the_tables_say(copy: Path) -> None:
    pages = Pages(files=[], immutables=[str(copy)])
    db = sqlite3.connect(f"file:{copy}?immutable=1", uri=True)
    try:

        def asked(name: str, **values: str) -> list[dict[str, Any]]:
            tail = "".join(f"&{key}={value}" for key, value in values.items())
            rows: list[dict[str, Any]] = pages.get(f"/kaibo/{name}.json?_shape=array{tail}").json()
            return rows

        [takes] = db.execute("SELECT count(*) FROM attempts").fetchone()
        assert sum(each["takes"] for each in asked("practice_per_week")) == takes == ASKED.attempts
        assert sum(each["takes"] for each in asked("use_per_station")) == takes
        assert sum(each["takes"] or 0 for each in asked("trainees")) == takes
        [(name, members)] = db.execute(
            "SELECT cohorts.name, count(*) FROM attempts JOIN profiles ON profiles.id = profile_id "
            "JOIN cohorts ON cohorts.id = cohort_id GROUP BY cohorts.id LIMIT 1"
        ).fetchall()
        assert sum(each["takes"] for each in asked("practice_per_week", class_name=name)) == members
        for sound in asked("hardest_sounds"):
            column = "spoken_tone" if sound["part"] == "tone" else sound["part"]
            [judged] = db.execute(
                f"SELECT count(*) FROM syllables WHERE {column} = ? AND final <> '' AND NOT omitted "
                f"AND {sound['part']}_verdict <> 'not_assessable'",
                [sound["sound"]],
            ).fetchone()
            assert judged == sound["judged"] >= 30
        marked = {
            part: db.execute(
                f"SELECT count(*), sum({part}_mark = {part}_machine) FROM marks "
                f"WHERE {part}_mark IS NOT NULL "
                f"AND {part}_mark <> 'not_assessable' AND {part}_machine <> 'not_assessable'"
            ).fetchone()
            for part in ("initial", "final", "tone")
        }
        for row in asked("agreement"):
            count, same = marked[row["part"]]
            assert row["compared"] == count
            assert row["percent_the_same"] == pytest.approx(100 * same / count, abs=0.06)
    finally:
        db.close()
        pages.close()
