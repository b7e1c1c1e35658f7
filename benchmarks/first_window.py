"""Time from starting Python to the first painted window: Kaibo's against a bare PySide6 window.

Each round starts both programs anew in a process of its own, on the same (offscreen) screen, with a home
that has been used once before, as on every day but the first.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5
PROJECT = Path(__file__).resolve().parent.parent

WHEN_PAINTED = """
from PySide6.QtCore import QEvent, QObject, QTimer

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, lambda: (print("painted", flush=True), os._exit(0)))
        return False
"""

BARE = f"""
import os, sys
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
{WHEN_PAINTED}
application = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLabel("开播"))
watcher = FirstPaint()
window.installEventFilter(watcher)
window.show()
application.exec()
"""

KAIBO = f"""
import os, sys
from app.bootstrap import build_studio, log_path, read_settings, start_log
from app.i18n import set_language
from app.paths import user_dir
home = user_dir()
start_log(home)
settings = read_settings(home)
set_language(settings.language)
studio = build_studio(home, settings)
from PySide6.QtWidgets import QApplication, QMainWindow
{WHEN_PAINTED}
from app.ui.application import make_application, run_window
application = make_application(settings)
class Watcher(FirstPaint):
    def eventFilter(self, watched, event):
        return super().eventFilter(watched, event) if isinstance(watched, QMainWindow) else False
watcher = Watcher()
application.installEventFilter(watcher)
run_window(studio, log_path(home))
"""


FIRST_DAY = """
from app.bootstrap import build_studio, read_settings
from app.paths import user_dir
studio = build_studio(user_dir(), read_settings(user_dir()))
studio.create_profile("努尔", "ug")
studio.change_settings(welcome_done=True)
studio.close()
"""


def seconds_to_paint(program: str, home: str) -> float:
    """Seconds from starting a Python that runs `program` to its first painted window."""
    environ = {**os.environ, "KAIBO_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", program], cwd=PROJECT, env=environ, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    line = child.stdout.readline()
    elapsed = time.perf_counter() - began
    child.wait()
    child.stdout.close()
    if line.strip() != "painted":
        raise SystemExit("the window did not paint")
    return elapsed


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as home:
        subprocess.run(
            [sys.executable, "-c", FIRST_DAY], cwd=PROJECT, env={**os.environ, "KAIBO_HOME": home}, check=True
        )
        rounds = [(seconds_to_paint(BARE, home), seconds_to_paint(KAIBO, home)) for _ in range(ROUNDS)]
    bare, kaibo = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"bare PySide6 window  {bare:.2f} s")
    print(f"Kaibo's window       {kaibo:.2f} s   ratio {kaibo / bare:.2f}")


if __name__ == "__main__":
    main()
