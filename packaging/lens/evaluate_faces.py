"""Measure the hint for a face in the frame on scenes made of the pictures that `fetch_pictures.py` fetched.

    python packaging/lens/evaluate_faces.py FOLDER [threshold ...]

A scene is a camera's picture: a portrait, made larger or smaller and moved, upon a picture in which nobody is
seen. Where the face stands in it is known from the portrait's labelled face, so what should be said is known
too. The portraits are dealt out by turns: `THRESHOLD` and the limits were set on the first half only.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fetch_pictures import picture_file, rows
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

sys.path.insert(0, str(Path(__file__).parents[2]))
from app.lens import faces
from app.lens.framing import judge
from app.lens.values import Framing
from app.ui.lens.face_watch import grey_of
from app.ui.lens.preview import covering

SIZES = (QSize(640, 480), QSize(1280, 720))
DIM = 0.22  # of the light: an evening with one lamp behind the camera
NOISE = 10.0  # grey levels, as cheap cameras in such light


@dataclass(frozen=True)
class Scene:
    """A picture and what it shows."""

    kind: str
    half: int
    grey: np.ndarray


def scenes(folder: Path) -> Iterator[Scene]:
    """All scenes, one after the other."""
    random = np.random.default_rng(5)
    listed = rows()
    pictures = [QImage(str(picture_file(folder, row["package"], row["path"]))) for row in listed]
    empty = [picture for row, picture in zip(listed, pictures, strict=True) if row["label"] == "none"]
    number = 0
    for row, picture in zip(listed, pictures, strict=True):
        size, behind = SIZES[number // 2 % 2], empty[number % len(empty)]
        half, number = number % 2, number + 1
        if row["label"] == "none":
            for each in SIZES:
                plain = grey_of(_scene(each, picture, None, QRectF()))
                yield Scene("nobody", half, plain)
                yield Scene("nobody", half, plain[:, ::-1].copy())
                yield Scene("nobody", half, _dimmed(plain, random))
            continue
        if row["label"] != "front":
            area = QRectF(size.width() / 2 - size.height() / 2, 0, size.height(), size.height())
            yield Scene(row["label"], half, grey_of(_scene(size, behind, picture, area)))
            continue
        face = QRectF(*(float(each) for each in row["face (left top width height, shares)"].split()))
        for kind, share, middle, tilt, dim in _wanted(random):
            area = _area(size, picture, face, share, middle)
            grey = grey_of(_scene(size, behind, picture, area, tilt))
            yield Scene(kind, half, _dimmed(grey, random) if dim else grey)


def _wanted(random: np.random.Generator) -> Iterator[tuple[str, float, tuple[float, float], float, bool]]:
    """Kind, height of the face, where its middle is, degrees of tilt, whether it is dark."""
    for share in (0.25, 0.33, 0.42):
        yield "in frame", share, (random.uniform(0.35, 0.65), 0.42), 0, False
    yield "in frame, dim", 0.33, (random.uniform(0.4, 0.6), 0.42), 0, True
    for tilt in (-10, 10):
        yield "in frame, tilted", 0.33, (0.5, 0.42), tilt, False
    yield "far", 0.13, (0.5, 0.4), 0, False
    yield "near", 0.68, (0.5, 0.5), 0, False
    shift = random.uniform(0.0, 0.08)
    yield "half out at the side", 0.38, (-shift if random.random() < 0.5 else 1 + shift, 0.42), 0, False
    yield "half out at the top", 0.38, (0.5, -random.uniform(0.0, 0.06)), 0, False


def _area(size: QSize, picture: QImage, face: QRectF, share: float, middle: tuple[float, float]) -> QRectF:
    """Where the portrait must be painted so that its face is so high and stands there."""
    height = share * size.height() / face.height()
    width = height * picture.width() / picture.height()
    left = middle[0] * size.width() - (face.x() + face.width() / 2) * width
    return QRectF(left, middle[1] * size.height() - (face.y() + face.height() / 2) * height, width, height)


def _scene(size: QSize, behind: QImage, portrait: QImage | None, area: QRectF, tilt: float = 0) -> QImage:
    made = QImage(size, QImage.Format.Format_RGB32)
    whole = QRectF(0, 0, size.width(), size.height())
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    made.fill(Qt.GlobalColor.white)
    painter.drawImage(whole, behind, covering(behind.size(), whole))
    if portrait is not None:
        painter.translate(area.center())
        painter.rotate(tilt)
        painter.translate(-area.center())
        painter.drawImage(area, portrait, QRectF(portrait.rect()))
    painter.end()
    return made


def _dimmed(grey: np.ndarray, random: np.random.Generator) -> np.ndarray:
    return np.clip(grey * DIM + random.normal(0, NOISE * DIM * 2, grey.shape), 0, 255).astype(np.uint8)


def main() -> None:
    """Print, for each half and kind, what would be said of a single picture."""
    application = QGuiApplication(sys.argv[:1])
    made = list(scenes(Path(sys.argv[1])))
    finder = faces.FaceFinder()
    for threshold in [float(each) for each in sys.argv[2:]] or [faces.THRESHOLD]:
        faces.THRESHOLD = threshold
        said: dict[tuple[int, str], Counter[Framing]] = defaultdict(Counter)
        for scene in made:
            said[scene.half, scene.kind][judge(finder.find(scene.grey))] += 1
        print(f"threshold {threshold}")
        for half, kind in sorted(said):
            counts = said[half, kind]
            total = sum(counts.values())
            words = ", ".join(f"{each.value} {counts[each] / total:.1%}" for each in Framing if counts[each])
            print(f"  half {half + 1}  {kind:22} {total:4}  {words}")
    application.quit()


if __name__ == "__main__":
    main()
