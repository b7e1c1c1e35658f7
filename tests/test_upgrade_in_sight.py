"""A large database of an older Kaibo is brought to the present shape in sight, a small one at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import bootstrap
from app.settings import Settings
from app.storage.rehearsed_migration import upgrade_pending
from tests.storage.test_migrations import SHAPE_9, make_from


class _Opened(Exception):  # noqa: N818 - how the test stops the start
    pass


@pytest.mark.parametrize("large", [True, False])
def test_only_what_takes_long_is_watched(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, large: bool
) -> None:
    make_from(SHAPE_9, own_home)
    monkeypatch.setattr(bootstrap, "LARGE", 1 if large else 1 << 40)
    watched: list[tuple[int, int]] = []
    monkeypatch.setattr(
        "app.ui.upgrading.watch", lambda _settings, work: work(lambda *at: watched.append(at))
    )
    monkeypatch.setattr("app.ui.application.show_start_failure", lambda *_: None)

    def build() -> None:
        assert (upgrade_pending(own_home) == 0) is large
        raise _Opened

    with pytest.raises(_Opened):
        bootstrap.open_window(Settings(), build, home=own_home)  # type: ignore[arg-type]
    assert watched == ([(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)] if large else [])
