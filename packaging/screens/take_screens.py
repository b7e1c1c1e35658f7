"""Take the pictures in docs/screens: the real window over a real studio, in a home of its own.

    python packaging/screens/take_screens.py [--languages zh_CN,ug] [--size 1366x768] [--look light]

A trainee's pages are taken in a home that is filled through the studio itself: a profile, and the carried
recordings scored as attempts. A trainer's are taken in a made-up centre (packaging/centre). Without a
display it draws offscreen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
for folder in (PROJECT, PROJECT / "packaging" / "centre"):
    sys.path.insert(0, str(folder))
if not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from make_centre import PIN, Asked, make_centre  # noqa: E402
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
LEADER = "trainer-1"

Pages = Callable[[Studio], dict[str, Callable[[MainWindow], None]]]
Seat = tuple[Callable[[], object], Pages]
"""How somebody signs in, and the pages that are taken of what she sees."""


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
    made["set_up"] = lambda window: window.go(Where(Place.SET_UP))
    return made


def trainers_places(studio: Studio) -> dict[str, Callable[[MainWindow], None]]:
    """The pages of a trainer who leads a class of a made-up centre."""
    cohort = studio.people.led()[0].id
    person = next(each.id for each in studio.people.profiles(cohort) if not each.teaches)
    plan = studio.plans.plans()[0].id
    return {
        "teach": lambda window: window.go(Where(Place.TEACH)),
        "people": lambda window: window.go(Where(Place.PEOPLE, cohort_id=cohort)),
        "plans": lambda window: window.go(Where(Place.PLANS)),
        "plan": lambda window: window.go(Where(Place.PLANS, plan_id=plan)),
        "standing": lambda window: window.go(Where(Place.PLANS, plan_id=plan, cohort_id=cohort)),
        "queue": lambda window: window.go(Where(Place.QUEUE, cohort_id=cohort)),
        "queue_take": _reviewing,
        "class_progress": lambda window: window.go(Where(Place.CLASS_PROGRESS, cohort_id=cohort)),
        "person_progress": lambda window: window.go(
            Where(Place.CLASS_PROGRESS, cohort_id=cohort, profile_id=person)
        ),
        "agreement": lambda window: window.go(Where(Place.AGREEMENT)),
        "reports": lambda window: window.go(Where(Place.REPORTS, cohort_id=cohort)),
        "orders": lambda window: window.go(Where(Place.ORDERS)),
        "station": lambda window: window.go(Where(Place.STATION)),
        "editor": lambda window: window.go(Where(Place.EDITOR)),
        "rules": lambda window: window.go(Where(Place.RULES)),
    }


def broadcasters_places(_studio: Studio) -> dict[str, Callable[[MainWindow], None]]:
    """The log of a trainee who broadcasts."""
    return {"broadcasts": lambda window: window.go(Where(Place.BROADCASTS))}


def _reviewing(window: MainWindow) -> None:
    settle(4 * SETTLE_MS)  # the queue is on screen
    scored = next((at for at, row in enumerate(window.queue.list.rows) if row.status == "scored"), 0)
    window.queue.open_take(scored)


@contextmanager
def opened(home: Path, arguments: argparse.Namespace) -> Iterator[Studio]:
    """A studio in this home, as one who has settled in sees it."""
    os.environ["KAIBO_HOME"] = str(home)
    from app.bootstrap import build_studio, read_settings

    studio = build_studio(home, read_settings(home))
    studio.change_settings(theme=arguments.look, welcome_done=True, reduced_motion=True)
    yield studio
    studio.close()


def photograph(studio: Studio, seats: Sequence[Seat], arguments: argparse.Namespace) -> None:
    """Take the pages of everyone who takes a seat, in all languages that were asked for."""
    width, height = (int(each) for each in arguments.size.split("x"))
    only = set(filter(None, arguments.only.split(",")))
    jobs = Jobs()
    for language in arguments.languages.split(","):
        studio.change_settings(language=language)
        application = make_application(studio.settings)
        theme = Theme(application, studio.settings)
        for sit, pages in seats:
            sit()
            window = MainWindow(studio, jobs, theme)
            window.resize(QSize(width, height))
            window.show()
            for name, go in pages(studio).items():
                if only and name not in only:
                    continue
                go(window)
                settle(4 * SETTLE_MS)
                jobs.wait()  # what takes longer to reckon
                save(window, arguments.to / f"{name}_{language}.png")
            window.close()
            window.deleteLater()
    jobs.wait()


def main() -> int:
    """Take them all."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--languages", default="zh_CN,ug")
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--look", default="light", choices=["light", "dark"])
    parser.add_argument("--to", type=Path, default=PROJECT / "docs" / "screens")
    parser.add_argument("--only", default="", help="names, separated by commas")
    arguments = parser.parse_args()
    arguments.to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, opened(Path(home), arguments) as studio:
        fill(studio)
        trainee = studio.people.faces()[0].id
        photograph(studio, [(lambda: studio.people.sign_in(trainee), places)], arguments)
    with tempfile.TemporaryDirectory() as home:
        make_centre(Path(home), Asked(until=date.today()))
        with opened(Path(home), arguments) as studio:
            seats: list[Seat] = [(lambda: studio.people.sign_in(LEADER, PIN), trainers_places)]
            studio.people.sign_in(LEADER, PIN)
            outcomes = studio.progress.centre().outcomes
            most = max(outcomes, key=lambda each: each.broadcasts, default=None)
            if most is not None:
                seats.append((lambda: studio.people.sign_in(most.profile_id), broadcasters_places))
            photograph(studio, seats, arguments)
    return 0


if __name__ == "__main__":
    sys.exit(main())
