"""What Qt and FFmpeg say about this machine, and about a film that a test spoilt, is no fault."""

from __future__ import annotations

import pytest

from tests.ui.lens.no_faces import NoFaces

OF_THE_MACHINE = (
    "does not support propagateSizeHints",
    "pipewire-0.3",
    "No RHI backend",
    "Could not open media",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Goes before what all tests of the window allow."""
    for item in items:
        if "/tests/ui/lens/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(*OF_THE_MACHINE), append=False)


@pytest.fixture(autouse=True)
def no_faces(monkeypatch: pytest.MonkeyPatch) -> list[NoFaces]:
    """All finders that a test made; none of them begins a process."""
    monkeypatch.setattr("app.ui.lens.face_watch.FaceProcess", NoFaces)
    NoFaces.trouble = None
    NoFaces.made.clear()
    return NoFaces.made
