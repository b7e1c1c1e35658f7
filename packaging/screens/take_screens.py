"""Take the pictures in docs/screens: the real window over a real studio, in a home of its own.

    python packaging/screens/take_screens.py [--languages zh_CN,ug] [--size 1366x768] [--look light]

The home is filled through the studio itself: a profile, and the carried recordings scored as attempts.
Without a display it draws offscreen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT))
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QSize, QTimer  # noqa: E402
from PySide6.QtGui import QImage  # noqa: E402
from PySide6.QtWidgets import QWidget  # noqa: E402

from app.curriculum.values import (  # noqa: E402
    Choice,
    FreePitch,
    Matching,
    Mirror,
    PairListening,
    ProductCard,
    Prompt,
    ToneTracing,
)
from app.errors import ExpectedError  # noqa: E402
from app.practice.studio import Studio  # noqa: E402
from app.ui.application import make_application  # noqa: E402
from app.ui.jobs import Jobs  # noqa: E402
from app.ui.main_window import MainWindow  # noqa: E402
from app.ui.theme import Theme  # noqa: E402
from app.ui.where import Place, Where  # noqa: E402

SETTLE_MS = 250


LESSON_STEPS: dict[str, tuple[str, type]] = {
    "lesson_pairs": ("initials-zh-ch-sh", PairListening),
    "lesson_tracing": ("tones-2-3", ToneTracing),
    "lesson_choice": ("camera-hostile", Choice),
    "lesson_matching": ("tone-pairs-1", Matching),
    "lesson_product": ("product-hongzao", ProductCard),
    "lesson_pitch": ("product-hetao", FreePitch),
    "lesson_mirror": ("camera-smile-lens", Mirror),
}
"""Pictures of kinds of activities: the lesson and the kind of its step."""


TRAINER, TRAINERS_PIN = "王老师", "4071"


def fill(studio: Studio) -> None:
    """One trainee with a few attempts: the lessons' own reference recordings, scored like hers."""
    studio.create_profile("阿依古丽", "ug")
    for lesson in studio.library.lessons[:3]:
        for index in range(len(lesson.steps)):
            studio.see_lesson(lesson.id, index)
    studio.warm_up()
    for lesson in studio.library.lessons:
        for index, step in enumerate(lesson.steps):
            if isinstance(step, Prompt) and step.reference is not None:
                try:
                    studio.score_file(step.reference, step, lesson.id)
                    studio.see_lesson(lesson.id, index)
                except ExpectedError as error:
                    print(f"{step.text}: {error}", file=sys.stderr)
    for index in range(5):
        studio.see_lesson(studio.library.lessons[3].id, index)


def settle(milliseconds: int = SETTLE_MS) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def save(widget: QWidget, path: Path) -> None:
    """Write what `widget` shows as a small PNG."""
    settle()
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    picture.save(str(path), "PNG", 0)  # 0 is the smallest file
    print(path)


def places(studio: Studio) -> dict[str, Callable[[MainWindow], None]]:
    """The pages to take, by name, and how to get there."""
    first = studio.library.lessons[0]
    prompt = next((p for p in first.prompts if p.reference is not None), first.prompts[-1])
    made: dict[str, Callable[[MainWindow], None]] = {
        "today": lambda window: window.go(Where(Place.TODAY)),
        "learn": lambda window: window.go(Where(Place.LEARN)),
        "lesson": lambda window: window.go(Where(Place.LEARN, first.id, step=0)),
        "practise": lambda window: window.practise(first.id, prompt.id),
        "progress": lambda window: window.go(Where(Place.PROGRESS)),
        "review": lambda window: window.go(Where(Place.REVIEW)),
        "exam": lambda window: window.go(Where(Place.EXAM)),
        "live": lambda window: window.go(Where(Place.LIVE)),
        "prompter": lambda window: window.go(Where(Place.PROMPTER)),
        "profile": lambda window: window.go(Where(Place.PROFILE)),
        "settings": lambda window: window.go(Where(Place.SETTINGS)),
        "welcome": lambda window: window.go(Where(Place.WELCOME, step=0)),
        "welcome_microphone": lambda window: window.go(Where(Place.WELCOME, step=2)),
    }
    for name, (lesson_id, kind) in LESSON_STEPS.items():
        lesson = studio.library.lesson(lesson_id)
        if lesson is not None:
            step = next(index for index, each in enumerate(lesson.steps) if isinstance(each, kind))
            made[name] = partial(MainWindow.open_step, lesson_id=lesson_id, step=step)
    attempts = studio.attempts(limit=1)
    if attempts:
        made["result"] = lambda window: window.show_attempt(attempts[0].id)
    made["editor"] = partial(_as_trainer, studio)  # last: the rail stays a trainer's
    return made


def _as_trainer(studio: Studio, window: MainWindow) -> None:
    if studio.people.centre() is None:
        studio.people.set_up("喀什直播培训中心", "一班", TRAINERS_PIN, name=TRAINER)
    else:
        trainer = next(each for each in studio.people.faces() if each.name == TRAINER)
        studio.people.sign_in(trainer.id, TRAINERS_PIN)
    window.go(Where(Place.EDITOR))


def main() -> int:
    """Take them all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--languages", default="zh_CN,ug")
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--look", default="light", choices=["light", "dark"])
    parser.add_argument("--to", type=Path, default=PROJECT / "docs" / "screens")
    parser.add_argument("--only", default="", help="names, separated by commas")
    arguments = parser.parse_args()
    width, height = (int(each) for each in arguments.size.split("x"))
    arguments.to.mkdir(parents=True, exist_ok=True)
    only = set(filter(None, arguments.only.split(",")))

    with tempfile.TemporaryDirectory() as home:
        os.environ["KAIBO_HOME"] = home
        from app.bootstrap import build_studio, read_settings

        studio = build_studio(Path(home), read_settings(Path(home)))
        studio.change_settings(theme=arguments.look, welcome_done=True, reduced_motion=True)
        fill(studio)
        jobs = Jobs()
        for language in arguments.languages.split(","):
            studio.change_settings(language=language)
            application = make_application(studio.settings)
            theme = Theme(application, studio.settings)
            window = MainWindow(studio, jobs, theme)
            window.resize(QSize(width, height))
            window.show()
            studio.people.sign_in(studio.people.faces()[0].id)  # the trainee that `fill` made
            for name, go in places(studio).items():
                if only and name not in only:
                    continue
                go(window)
                settle(4 * SETTLE_MS)
                save(window, arguments.to / f"{name}_{language}.png")
            window.close()
            window.deleteLater()
        jobs.wait()
        studio.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
