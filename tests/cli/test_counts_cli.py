"""`kaibo counts`: finds counts that are wrong, and counts anew."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.bootstrap import read_settings
from app.cli import Commands, run
from app.practice.studio import Studio
from app.storage.opening import open_store
from tests.storage.storage_samples import PROFILE, attempt_of


def test_wrong_counts_are_found_and_mended(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = open_store(own_home, automatic_backup=False).store
    store.add_profile(PROFILE)
    with store.access.acting_for(PROFILE.id):
        store.add_attempt(attempt_of(own_home, "a1"))
    store.close()

    def build() -> Studio:
        return Studio(own_home, read_settings(own_home), open_store(own_home, automatic_backup=False), ())

    commands = Commands(own_home, read_settings(own_home), build, lambda _: 0, lambda *_: None)
    assert run(["counts"], commands, False) == 0
    with closing(sqlite3.connect(own_home / "kaibo.db")) as db, db:
        db.execute("UPDATE syllable_weeks SET said = said + 1")
    assert run(["counts"], commands, False) == 1
    assert "syllable_weeks" in capsys.readouterr().out
    assert run(["counts", "--rebuild"], commands, False) == 0
    assert run(["counts"], commands, False) == 0
