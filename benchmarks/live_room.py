"""A long talk in the live room against plain decoding of it: whether all keeps up and memory stays flat.

    .venv/bin/python benchmarks/live_room.py [--minutes 20] [--plain-minutes 3]

The whole window runs, drawn offscreen without a display, at the hard difficulty: microphone (a PulseAudio of
its own, see tests/virtual_mic.py), journal, levels, recogniser, comments and repainting. What is said are the
bundled CC0 clips, over and over. Every second it is noted how much sound waits to be recognised and how much
memory is held (RSS). Afterwards the same sound is decoded plainly at the pace of speech for a few minutes;
the ratio is of CPU seconds a minute of talk.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import app  # noqa: E402, F401  # before numpy: it sets the number of BLAS threads

# isort: split

import numpy as np  # noqa: E402
import vosk  # noqa: E402
from PySide6.QtCore import QEventLoop, QSize, QTimer  # noqa: E402

from app.audio.importing import import_audio  # noqa: E402
from app.bootstrap import build_studio, read_settings  # noqa: E402
from app.practice.engine import locator  # noqa: E402
from app.practice.studio import Studio  # noqa: E402
from app.speech.values import FloatArray  # noqa: E402
from app.ui.activities.free_pitch_take import PitchPhase  # noqa: E402
from app.ui.application import make_application  # noqa: E402
from app.ui.jobs import Jobs  # noqa: E402
from app.ui.main_window import MainWindow  # noqa: E402
from app.ui.screens.live.evening import Evening  # noqa: E402
from app.ui.theme import Theme  # noqa: E402
from app.ui.where import Place, Where  # noqa: E402
from tests.virtual_mic import VirtualMicrophone, plugged_in  # noqa: E402

RATE = 16_000
DATA = PROJECT / "tests" / "data" / "speech"
SETTLED = 2.0
"""Minutes after which memory is looked at: by then everything that is loaded once is loaded."""


@dataclass(frozen=True)
class Moment:
    """One look: minutes since the start, seconds of sound that wait, MB held, CPU seconds used so far."""

    minutes: float
    behind: float
    megabytes: float
    cpu: float


def clips() -> FloatArray:
    """The bundled clips one after the other, half a second between them."""
    pieces = []
    with (DATA / "commonvoice.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            pieces += [
                import_audio(DATA / "commonvoice" / f"{row['clip']}.opus"),
                np.zeros(RATE // 2, np.float32),
            ]
    return np.concatenate(pieces)


def megabytes() -> float:
    """What this process holds (RSS)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def wait(milliseconds: int) -> None:
    """Let the window live."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def talk(studio: Studio, window: MainWindow, microphone: VirtualMicrophone, minutes: float) -> list[Moment]:
    """Hold an evening of so many minutes and watch it."""
    sound = np.tile(clips(), int(minutes * 60 * RATE / len(clips())) + 1)
    script = max(studio.rehearsals.scripts().scripts, key=lambda each: each.level)
    lesson, card = studio.library.products[0]
    window.go(Where(Place.LIVE))
    window.live.begin(Evening(script, card, lesson.id, 3, 20, 1))
    room = window.live.room
    assert room is not None
    take = room.session.take
    while take.state.phase is not PitchPhase.RECORDING:
        if take.state.phase is PitchPhase.READY and studio.microphone_open:
            take.press()
        wait(100)
    microphone.play(sound)
    cpu, moments = time.process_time(), []
    while (elapsed := studio.elapsed()) < minutes * 60 - 1 and take.busy:
        heard = studio.rehearsals.heard()
        moments.append(Moment(elapsed / 60, heard.behind, megabytes(), time.process_time() - cpu))
        wait(1000)
    said = len(heard.text)
    take.press()
    began = time.monotonic()
    while window.live.page is not window.live.result:
        wait(50)
    print(
        f"{elapsed / 60:.1f} min, {said} characters recognised, {len(room.stream.texts())} comments on screen"
    )
    print(f"from the end of the talk to the result page: {time.monotonic() - began:.1f} s")
    return moments


def decode_plainly(minutes: float) -> float:
    """CPU seconds that plain decoding at the pace of speech takes, a minute."""
    vosk.SetLogLevel(-1)
    recogniser = vosk.KaldiRecognizer(vosk.Model(str(locator("").locate().path)), RATE)
    recogniser.SetWords(True)
    sound = np.tile(clips(), int(minutes * 60 * RATE / len(clips())) + 1)[: int(minutes * 60 * RATE)]
    cpu, began, chunk = time.process_time(), time.perf_counter(), RATE // 10
    for start in range(0, len(sound), chunk):
        time.sleep(max(0.0, began + (start + chunk) / RATE - time.perf_counter()))
        if recogniser.AcceptWaveform((sound[start : start + chunk] * 32767).astype("<i2").tobytes()):
            json.loads(recogniser.Result())
    json.loads(recogniser.FinalResult())
    return (time.process_time() - cpu) / minutes


def tell(moments: list[Moment], plain: float) -> None:
    """Print what was seen."""
    behind = np.array([each.behind for each in moments])
    last = np.array([each.behind for each in moments if each.minutes > moments[-1].minutes - 1])
    shares = ", ".join(f"{name} {np.percentile(behind, q):.2f}" for name, q in (("median", 50), ("95 %", 95)))
    print(f"waiting to be recognised, seconds: {shares}, most {behind.max():.2f}")
    print(f"  in the last minute: median {np.median(last):.2f}, most {last.max():.2f}")
    late = [each for each in moments if each.minutes >= SETTLED] or moments
    held = np.array([[each.minutes, each.megabytes] for each in late])
    slope = float(np.polyfit(held[:, 0], held[:, 1], 1)[0]) if len(held) > 2 else float("nan")
    print(
        f"memory: {moments[0].megabytes:.0f} MB at the start, {late[0].megabytes:.0f} at minute "
        f"{late[0].minutes:.0f}, {late[-1].megabytes:.0f} at the end, slope {slope:+.2f} MB/min"
    )
    room = moments[-1].cpu / moments[-1].minutes
    print(
        f"CPU seconds a minute of talk: room {room:.1f}, plain decoding {plain:.1f}, ratio {room / plain:.2f}"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=20.0, help="of talk, at most 20")
    parser.add_argument("--plain-minutes", type=float, default=3.0, help="of plain decoding to compare with")
    parser.add_argument("--keep", type=Path, help="a JSON file for what was seen each second")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, plugged_in() as microphone:
        os.environ["KAIBO_HOME"] = home
        studio = build_studio(Path(home), read_settings(Path(home)))
        studio.change_settings(welcome_done=True, countdown_seconds=0, language="zh_CN")
        studio.create_profile("努尔", "ug")
        studio.warm_up()
        application = make_application(studio.settings)
        jobs = Jobs()
        window = MainWindow(studio, jobs, Theme(application, studio.settings))
        window.resize(QSize(1366, 768))
        window.show()
        moments = talk(studio, window, microphone, min(20.0, arguments.minutes))
        window.close()
        jobs.wait()
        studio.close()
    if arguments.keep is not None:
        arguments.keep.write_text(json.dumps([vars(each) for each in moments]), encoding="utf-8")
    tell(moments, decode_plainly(arguments.plain_minutes))


if __name__ == "__main__":
    main()
