"""Pictures go to another process and faces come back, also when that process is gone."""

from __future__ import annotations

import io
import json
import threading

import numpy as np
import pytest

from app.lens import process as processes
from app.lens.process import FaceFinderMissingError, FaceProcess, serve
from tests.lens.drawn_face import drawn_face


def test_faces_come_back_from_the_other_process() -> None:
    process = FaceProcess()
    try:
        drawing = drawn_face(400, 200, 160)
        (face,) = process.find(drawing)
        assert face.middle == pytest.approx((400 / 640, 200 / 480), abs=0.06)
        assert process.find(np.zeros_like(drawing)) == ()
    finally:
        process.close()
    with pytest.raises(OSError):
        process.find(drawing)


def test_closing_ends_a_wait_at_once() -> None:
    process = FaceProcess()
    ended: list[BaseException] = []

    def ask() -> None:
        try:
            for _ in range(1000):
                process.find(np.zeros((480, 640), np.uint8))
        except (OSError, ValueError) as error:
            ended.append(error)

    waiting = threading.Thread(target=ask)
    waiting.start()
    process.close()
    waiting.join(10)
    assert not waiting.is_alive()
    assert ended


def test_a_library_that_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise ImportError("no dlib here")

    monkeypatch.setattr(processes, "FaceFinder", missing)
    answers = io.BytesIO()
    serve(io.BytesIO(b"2 3\n" + bytes(6) + b"2 3\n" + bytes(6)), answers)
    assert [json.loads(line) for line in answers.getvalue().splitlines()] == ["missing"] * 2
    process = FaceProcess()
    real, process._process.stdout = process._process.stdout, io.BytesIO(answers.getvalue())
    try:
        with pytest.raises(FaceFinderMissingError):
            process.find(np.zeros((2, 3), np.uint8))
    finally:
        process._process.stdout = real
        process.close()
