"""A hub to each module that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hub_server import HubServer, hub_server
from tests.storage.hub.hub_samples import SampleHub

__all__ = ["hub_server"]


@pytest.fixture
def hub(hub_server: HubServer) -> Iterator[SampleHub]:
    """An empty database; nothing of Kaibo's is in it yet."""
    made = SampleHub(hub_server)
    yield made
    made.close()
