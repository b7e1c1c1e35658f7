"""A hint is said only when something is amiss for a while; a face is found where it is."""

from __future__ import annotations

import numpy as np
import pytest

from app.lens.faces import HEIGHT, FaceFinder
from app.lens.framing import PATIENCE, Steady, judge
from app.lens.values import Face, Framing
from tests.lens.drawn_face import drawn_face


def face(left: float, top: float, height: float) -> Face:
    return Face(left, top, height * 0.75, height, 1.0)


@pytest.mark.parametrize(
    ("faces", "framing"),
    [
        ((), Framing.OUT),
        ((face(0.4, 0.2, 0.33),), Framing.GOOD),
        ((face(-0.1, 0.2, 0.33),), Framing.OUT),
        ((face(0.9, 0.2, 0.33),), Framing.OUT),
        ((face(0.4, -0.1, 0.33),), Framing.OUT),
        ((face(0.4, 0.8, 0.33),), Framing.OUT),
        ((face(0.2, 0.1, 0.7),), Framing.TOO_NEAR),
        ((face(0.45, 0.3, 0.12),), Framing.TOO_FAR),
        ((face(0.1, 0.3, 0.12), face(0.4, 0.2, 0.33)), Framing.GOOD),  # someone behind her
    ],
)
def test_judging_one_picture(faces: tuple[Face, ...], framing: Framing) -> None:
    assert judge(faces) is framing


def test_what_lasts_is_said_and_what_passes_is_not() -> None:
    steady = Steady()
    assert steady.see(Framing.OUT, 10.0) is Framing.GOOD
    assert steady.see(Framing.OUT, 10.0 + PATIENCE - 0.1) is Framing.GOOD
    assert steady.see(Framing.GOOD, 12.6) is Framing.GOOD
    assert steady.see(Framing.OUT, 13.0) is Framing.GOOD
    assert steady.see(Framing.OUT, 13.0 + PATIENCE) is Framing.OUT
    assert steady.see(Framing.TOO_FAR, 16.0) is Framing.OUT  # not before it lasts
    assert steady.see(Framing.TOO_FAR, 16.0 + PATIENCE) is Framing.TOO_FAR
    assert steady.see(Framing.GOOD, 19.0) is Framing.GOOD


def test_nobody_is_found_where_nobody_is() -> None:
    finder = FaceFinder()
    random = np.random.default_rng(1)
    noise = random.integers(0, 256, (HEIGHT, 640), dtype=np.uint8)
    slope = np.tile(np.linspace(0, 255, 640).astype(np.uint8), (HEIGHT, 1))
    black = np.zeros((HEIGHT, 640), np.uint8)
    for empty in (noise, slope, black):
        assert finder.find(empty) == ()


@pytest.mark.parametrize(("x", "y", "size"), [(400, 200, 160), (180, 230, 120), (320, 240, 220)])
def test_a_drawn_face_is_found_where_it_was_drawn(x: int, y: int, size: int) -> None:
    (found,) = FaceFinder().find(drawn_face(x, y, size))
    assert found.middle == pytest.approx((x / 640, y / HEIGHT), abs=0.06)
    assert found.height == pytest.approx(size / HEIGHT, rel=0.35)
