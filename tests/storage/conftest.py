"""A store, somebody who practises, and attempts to keep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.people.values import Profile
from app.storage.opening import OpenedStore, open_store
from app.storage.store import Store
from app.storage.values import Attempt
from tests.storage.storage_samples import NOON, PROFILE, attempt_of, make_score

MakeAttempt = Callable[..., Attempt]


@pytest.fixture
def profile() -> Profile:
    return PROFILE


@pytest.fixture
def opened(own_home: Path) -> Iterator[OpenedStore]:
    opened = open_store(own_home, automatic_backup=False)
    yield opened
    opened.store.close()


@pytest.fixture
def store(opened: OpenedStore, profile: Profile) -> Store:
    opened.store.add_profile(profile)
    opened.store.access.viewer = profile
    return opened.store


@pytest.fixture
def make_attempt(own_home: Path) -> MakeAttempt:
    """Makes attempts one minute after the other, each with a score of its own unless told."""
    made = 0

    def make(**changes: Any) -> Attempt:
        nonlocal made
        made += 1
        attempt_id = changes.pop("id", f"attempt-{made:04}")
        values = {"created": NOON + timedelta(minutes=made), "score": make_score(made)}
        return attempt_of(own_home, attempt_id, **(values | changes))

    return make
