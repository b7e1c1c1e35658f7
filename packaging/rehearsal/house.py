"""Opens the real window over a real studio with a virtual microphone, watches it, and takes its picture."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT))
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import app  # noqa: E402, F401  # before numpy: it sets the number of BLAS threads

# isort: split

from PySide6.QtCore import QEventLoop, QSize, QTimer  # noqa: E402
from PySide6.QtGui import QImage  # noqa: E402
from PySide6.QtWidgets import QWidget  # noqa: E402
from voice import silence  # noqa: E402

from app.bootstrap import build_studio, read_settings  # noqa: E402
from app.practice.studio import Studio  # noqa: E402
from app.ui.application import make_application  # noqa: E402
from app.ui.jobs import Jobs  # noqa: E402
from app.ui.main_window import MainWindow  # noqa: E402
from app.ui.theme import Theme  # noqa: E402
from tests.virtual_mic import VirtualMicrophone, plugged_in  # noqa: E402


@dataclass
class House:
    """All that a rehearsal needs."""

    home: Path
    studio: Studio
    jobs: Jobs
    theme: Theme
    window: MainWindow
    microphone: VirtualMicrophone
    pictures: Path
    language: str

    def be_quiet_for(self, seconds: float) -> None:
        """Play the noise of a quiet room: a microphone that gives zeros counts as muted."""
        self.microphone.play(silence(seconds))

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Keep what is on screen, once under each name."""
        path = self.pictures / f"{name}_{self.language}.png"
        shown = (widget or self.window).grab().toImage()
        shown.convertToFormat(QImage.Format.Format_RGB888).save(str(path), "PNG", 0)
        print(f"    picture {path.name}", flush=True)


@contextlib.contextmanager
def open_house(language: str, pictures: Path) -> Iterator[House]:
    """A home of its own with one trainee, the window, and the microphone; all gone afterwards."""
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, plugged_in() as microphone:
        os.environ["KAIBO_HOME"] = folder
        home = Path(folder)
        studio = build_studio(home, read_settings(home))
        studio.change_settings(welcome_done=True, language=language)
        studio.create_profile("阿依古丽", "ug")
        studio.warm_up()
        application = make_application(studio.settings)
        jobs = Jobs()
        theme = Theme(application, studio.settings)
        window = MainWindow(studio, jobs, theme)
        window.resize(QSize(1366, 768))
        window.show()
        try:
            yield House(home, studio, jobs, theme, window, microphone, pictures, language)
        finally:
            window.close()
            jobs.wait()
            studio.close()


def wait(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_until(ready: Callable[[], object], seconds: float, what: str) -> float:
    """Let the window live until something is so; how long it took. Raises TimeoutError naming `what`."""
    began = time.monotonic()
    while not ready():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        wait(0.05)
    return time.monotonic() - began


def megabytes() -> float:
    """What this process holds (RSS)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Watch:
    """Notes once a second what is held and how much sound waits to be recognised."""

    def __init__(self, behind: Callable[[], float]) -> None:
        self._behind = behind
        self._began = self._last = time.monotonic()
        self.seconds: list[float] = []
        self.megabytes: list[float] = []
        self.behind: list[float] = []

    def look(self) -> None:
        """Note, when a second is over."""
        now = time.monotonic()
        if not self.seconds or now - self._last >= 1.0:
            self._last = now
            self.seconds.append(round(now - self._began, 1))
            self.megabytes.append(round(megabytes(), 1))
            self.behind.append(round(self._behind(), 3))
