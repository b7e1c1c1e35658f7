"""A place to write lesson files in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.curriculum.lesson_text import WriteLesson


@pytest.fixture
def write_lesson(tmp_path: Path) -> WriteLesson:
    """Write a lesson's text (or raw bytes) to its own folder; returns the file's path."""

    def write(text: str | bytes, folder: str = "lessons/probe", name: str = "lesson.md") -> Path:
        path = tmp_path / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write
