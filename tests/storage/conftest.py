"""Profiles, scores and attempts to store, and a store to keep them in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.audio.values import Recording
from app.people.values import Profile
from app.storage.opening import OpenedStore, open_store
from app.storage.store import Store
from app.storage.values import Attempt
from tests.storage.storage_samples import NOON, make_score

MakeAttempt = Callable[..., Attempt]


@pytest.fixture
def profile() -> Profile:
    return Profile("profile-1", "阿依古丽·آيگۈل", "ug", NOON - timedelta(days=30), '{"median": 213.7}')


@pytest.fixture
def opened(own_home: Path) -> Iterator[OpenedStore]:
    opened = open_store(own_home, automatic_backup=False)
    yield opened
    opened.store.close()


@pytest.fixture
def store(opened: OpenedStore, profile: Profile) -> Store:
    opened.store.add_profile(profile)
    return opened.store


@pytest.fixture
def make_attempt(own_home: Path, profile: Profile) -> MakeAttempt:
    """Makes attempts, each with a recording on disk of a few bytes."""
    made = 0

    def make(**changes: object) -> Attempt:
        nonlocal made
        made += 1
        attempt_id = str(changes.pop("id", f"attempt-{made:04}"))
        path = own_home / "recordings" / f"{attempt_id}.flac"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = f"fLaC {attempt_id}".encode()
        path.write_bytes(data)
        created = changes.pop("created", NOON + timedelta(minutes=made))
        assert isinstance(created, datetime)
        values: dict[str, object] = {
            "profile_id": profile.id,
            "lesson_id": "jujube",
            "prompt_id": "p1",
            "text": "新疆红枣，真甜！",
            "pinyin": None,
            "score": make_score(made),
        }
        return Attempt(
            id=attempt_id,
            created=created,
            recording=Recording(path, 2.5, created, hashlib.sha256(data).hexdigest(), "USB 麦克风", False),
            **(values | changes),  # type: ignore[arg-type]
        )

    return make
