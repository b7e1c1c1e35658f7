"""A real folder and a real S3 server on the loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.storage.recording_share.folder import FolderShare
from app.storage.recording_share.s3 import S3Share
from app.storage.recording_share.sealing import Keys, make_keys
from app.storage.recording_share.share import Share, open_share


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """`http://127.0.0.1:port` of an S3 server that lives in this process."""
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def credentials(tmp_path: Path) -> Path:
    path = tmp_path / "store.toml"
    path.write_text('access_key = "station"\nsecret_key = "what only they know"\nregion = "us-east-1"\n')
    return path


@pytest.fixture
def folder_share(tmp_path: Path) -> FolderShare:
    share = FolderShare(tmp_path / "share")
    share.prepare()
    return share


@pytest.fixture
def s3_share(s3_endpoint: str, credentials: Path) -> Iterator[S3Share]:
    share = open_share("s3://kaibo/ürümqi lab", s3_endpoint, credentials)
    assert isinstance(share, S3Share)
    share.prepare()
    yield share
    for name in list(share.names()):
        share.delete(name)


@pytest.fixture(params=["folder_share", "s3_share"])
def share(request: pytest.FixtureRequest) -> Share:
    """Each test with it runs against both kinds."""
    found: Share = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def keys() -> Keys:
    return make_keys()
