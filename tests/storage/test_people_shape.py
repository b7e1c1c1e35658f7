"""A database from before there were rights: nobody loses anything, trainers go on seeing their classes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from app.people.rights import NotAllowedError
from app.people.values import TRAINER
from app.storage import migrations
from app.storage.backup import list_backups
from app.storage.opening import open_store
from app.storage.values import BackupKind
from tests.storage.storage_samples import PROFILE
from tests.storage.test_migrations import make_from, shape

SHAPE_7 = Path(__file__).with_name("shape_007.sql")
"""A database of the seventh shape as text: two classes with a trainee each, and a trainer in neither."""


def test_seventh_shape_is_read_and_its_trainers_lead_what_they_saw(own_home: Path) -> None:
    make_from(SHAPE_7, own_home)
    store = open_store(own_home, automatic_backup=False).store
    assert [(face.name, face.role, face.has_pin) for face in store.people.faces()] == [
        (PROFILE.name, "trainee", False),
        ("李老师", TRAINER, False),
        ("Нұрлан", "trainee", False),
    ]
    assert store.people.centre() is None  # a home's machine, until somebody sets up a centre
    store.sign_ins.sign_in("teacher")
    assert [each.id for each in store.people.led()] == ["class-1", "class-2"]
    assert len(store.attempts(PROFILE.id)) == 2
    store.sign_ins.sign_in(PROFILE.id)
    assert store.access.viewer is not None
    assert (store.access.viewer.number, store.access.viewer.archived) == ("", False)
    assert len(store.attempt_ids()) == 2
    with pytest.raises(NotAllowedError):
        store.attempts("other")
    store.close()
    assert [each.kind for each in list_backups(own_home)] == [BackupKind.MIGRATION]


def test_seventh_shape_is_still_what_the_steps_before_make(own_home: Path) -> None:
    make_from(SHAPE_7, own_home)
    with closing(Database(memory=True)) as fresh, closing(Database(own_home / "kaibo.db")) as old:
        later = [each for each in sorted(migrations.known_steps()) if each > "008"]
        migrations.migrations.apply(fresh, stop_before=later)
        assert shape(fresh) == shape(old)
