"""The main window: the rail, notices, and one page at a time; it wires the screens to each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.i18n import tr
from app.practice.exam import LESSON as EXAM_LESSON
from app.practice.take import TakeState
from app.ui import building
from app.ui.jobs import Err, Jobs, Ok
from app.ui.next_step import next_prompt
from app.ui.rail import Rail
from app.ui.theme import Theme
from app.ui.where import PARTS, Place, Where, above
from app.ui.widgets.notice_bar import NoticeBar
from app.ui.widgets.page import Escapes, Leaves, Page
from app.ui.window_people import WindowPeople

if TYPE_CHECKING:
    from app.practice.learning_values import Sound
    from app.practice.studio import Studio
    from app.storage.values import Attempt
    from app.ui.recording import TakeSignals
    from app.ui.screens.broadcasts import BroadcastsScreen
    from app.ui.screens.exam import ExamScreen
    from app.ui.screens.live import LiveScreen
    from app.ui.screens.people import PeopleScreen
    from app.ui.screens.prompter import PrompterScreen

SMALLEST = QSize(960, 600)
FIRST_SIZE = QSize(1280, 720)


class MainWindow(WindowPeople):
    """One window: where one is in it, and the ways from screen to screen."""

    language_wanted = Signal(str)
    size_wanted = Signal()
    look_changed = Signal()
    restore_wanted = Signal(object)  # Backup

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.studio = studio
        self.jobs = jobs
        self.theme = theme
        self.where = Where(Place.TODAY)
        self.rail = Rail(theme)
        self.notices = NoticeBar(theme)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self._stack, 1)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        centre = QWidget()
        centre.setLayout(row)
        self.setCentralWidget(centre)
        self.setWindowTitle(tr("开播"))
        self.setMinimumSize(SMALLEST)
        self.rail.wanted.connect(lambda place: self.go(Where(place)))
        QShortcut(QKeySequence("Alt+Home"), self).activated.connect(self.go_home)
        QShortcut(QKeySequence("Alt+0"), self).activated.connect(self._go_to_plans)
        self._restore_geometry()

    # going somewhere

    def go(self, where: Where) -> None:
        """Show a place; what is on screen is left first, a mock test only after asking."""
        if not self._may_leave(lambda: self.go(where)):
            return
        where = self.allowed(where)
        self._leave()
        self._mark(where)
        {
            Place.TODAY: lambda: self._show(self.today),
            Place.LEARN: self._go_learn,
            Place.PRACTISE: self._go_practise,
            Place.PROGRESS: lambda: self._show(self.history),
            Place.PROFILE: lambda: self._show(self.profile),
            Place.SETTINGS: lambda: self._show(self.settings),
            Place.WELCOME: self._go_welcome,
            Place.REVIEW: lambda: self._show(self.review),
            Place.EXAM: lambda: self._enter(building.build_exam),
            Place.TEACH: lambda: self._show(self.teach),
            Place.EDITOR: self._go_editor,
            Place.RULES: lambda: self._show(self.rules),
            Place.PLANS: self._go_plans,
            Place.QUEUE: self._go_queue,
            Place.CLASS_PROGRESS: self._go_class_progress,
            Place.PEOPLE: self._go_people,
            Place.REPORTS: self._go_reports,
            Place.ORDERS: self._go_orders,
            Place.SET_UP: lambda: self._show(self.set_up),
            Place.LIVE: lambda: self._enter(building.build_live),
            Place.PROMPTER: lambda: self._enter(building.build_prompter),
            Place.BROADCASTS: lambda: self._enter(building.build_broadcasts),
            Place.AGREEMENT: self._go_agreement,
            Place.STATION: self._go_station,
        }[where.place]()

    def go_home(self) -> None:
        """To the page she begins at: Today, or a trainer's desk."""
        if self.where.place is not Place.WELCOME:
            self.go(self.first_page())

    def _go_to_plans(self) -> None:
        if self.teaches:
            self.go(Where(Place.PLANS))

    def go_back(self) -> None:
        """One level up: from a prompt to its lesson, from a lesson to the lessons, else home."""
        where = self.where
        if where.review:
            self.go(Where(Place.REVIEW))
        elif where.place is Place.PRACTISE and where.lesson_id:
            self.back_to_lesson(where.lesson_id)
        elif (up := above(where)) is not None:
            self.go(up)
        else:
            self.go_home()

    def open_step(self, lesson_id: str, step: int) -> None:
        """Open a lesson at a step: prompts on the practice page, everything else on the lesson page."""
        lesson = self.studio.library.lesson(lesson_id)
        if lesson is not None and step < len(lesson.steps):
            one = lesson.steps[step]
            if isinstance(one, Prompt):
                self.practise(lesson_id, one.id)
                return
        self.go(Where(Place.LEARN, lesson_id, step=step))

    def practise(self, lesson_id: str, prompt_id: str) -> None:
        """Open the practice page for a prompt."""
        self.go(Where(Place.PRACTISE, lesson_id, prompt_id))

    def show_attempt(self, attempt_id: str) -> None:
        """Open the practice page with a stored attempt's result; a free talk opens on the progress page."""
        if not self._may_leave(lambda: self.show_attempt(attempt_id)):
            return

        def loaded(result: Ok[Attempt] | Err) -> None:
            if isinstance(result, Err):
                self.notices.show_notice(str(result.error))
                return
            attempt = result.value
            if attempt.free:
                self.go(Where(Place.PROGRESS))
                self.history.open_attempt(attempt.id)
                return
            self._leave()
            self._mark(Where(Place.PRACTISE, attempt.lesson_id, attempt.prompt_id))
            self._stack.setCurrentWidget(self.practice)
            self.practice.show_attempt(attempt)
            self.practice.enter()

        self.jobs.run(lambda: self.studio.attempt(attempt_id), loaded, owner=self)

    def hand_over(self) -> list[TakeSignals]:
        """Leave the page for good; the takes that are still being scored are the caller's to hear of."""
        self._leave()
        built = building.build_practice in self._screens
        return self.practice.rehearsal.hand_over() if built else []

    def show_notices(self) -> None:
        """Show what the studio has to say about this start."""
        for notice in self.studio.notices:
            self.notices.show_notice(str(notice))

    def speech_failed(self, sentence: str) -> None:
        """Say that the speech model could not be loaded; the practice page says it where it matters."""
        self.notices.show_notice(sentence)
        self.practice.speech_failed(sentence)

    # how the screens hang together

    def _mark(self, where: Where) -> None:
        self.where = where
        self.rail.setVisible(where.place not in (Place.WELCOME, Place.SET_UP))
        desk = where.place is Place.REPORTS and self.teaches
        self.rail.show_place(Place.TEACH if desk else PARTS.get(where.place, where.place))
        self.rail.show_signed_in(signed_in=self.studio.profile is not None)
        self.rail.show_trainer(trainer=self.teaches)
        self.rail.show_name(self.studio.profile.name if self.studio.profile else "")

    def _show(self, page: Page) -> None:
        self._stack.setCurrentWidget(page)
        page.scroll_area.setFocus()  # the keyboard comes along; the page may put it on its main action
        page.enter()

    def _leave(self) -> None:
        page = self._stack.currentWidget()
        recording = self.studio.take_state in (TakeState.RECORDING, TakeState.PAUSED)
        if isinstance(page, Leaves):
            page.leave()
        if recording and self._shows(building.build_live):
            self.notices.show_notice(tr("直播停下了，说的都保存好了，在“直播间”里能看到。"))
        if recording and self._shows(building.build_practice):
            self.notices.show_notice(tr("录音停下了，已经保存，评好分以后在“进步”里能看到。"))

    def _may_leave(self, go: Callable[[], object]) -> bool:
        """Whether the page may be left now; else she is asked, and `go` called when she agrees."""
        return not self._shows(building.build_exam) or self.exam.may_leave(go)

    def _enter(
        self,
        build: Callable[
            [MainWindow], BroadcastsScreen | ExamScreen | LiveScreen | PeopleScreen | PrompterScreen
        ],
    ) -> None:
        """Show a screen that needs somebody to practise."""
        if self.studio.profile is None:
            self.go(Where(Place.PROFILE))
            return
        screen = self._built(build)
        self._stack.setCurrentWidget(screen)
        screen.enter()

    def _go_people(self) -> None:
        self.people.begin_with(self.where.cohort_id)
        self._enter(building.build_people)

    def _go_reports(self) -> None:
        self.reports.about(self.where.cohort_id, self.where.profile_id)
        self._show(self.reports)

    def _go_station(self) -> None:
        self.station.about(self.where.profile_id)
        self._show(self.station)

    def _go_orders(self) -> None:
        self._stack.setCurrentWidget(self.orders)
        self.orders.enter()

    def _go_agreement(self) -> None:
        self._stack.setCurrentWidget(self.agreement)
        self.agreement.enter()

    def _go_learn(self) -> None:
        if not self.where.lesson_id:
            self._show(self.learn)
            return
        self._stack.setCurrentWidget(self.lesson)
        self.lesson.scroll_area.setFocus()
        self.lesson.open_lesson(self.where.lesson_id, self.where.step)

    def _go_editor(self) -> None:
        self._stack.setCurrentWidget(self.editor)
        if self.where.lesson_id:
            self.editor.open_lesson(self.where.lesson_id)
        else:
            self.editor.enter()

    def _go_class_progress(self) -> None:
        self._stack.setCurrentWidget(self.class_progress)
        self.class_progress.open(self.where.cohort_id, self.where.profile_id)

    def _go_queue(self) -> None:
        self._stack.setCurrentWidget(self.queue)
        self.queue.enter(self.where.cohort_id, self.where.profile_id)

    def _go_plans(self) -> None:
        self._stack.setCurrentWidget(self.plans)
        if self.where.cohort_id:
            self.plans.open_standing(self.where.cohort_id, self.where.plan_id)
        elif self.where.plan_id:
            self.plans.open_plan(self.where.plan_id)
        else:
            self.plans.enter()

    def _go_practise(self) -> None:
        if self.studio.profile is None:
            self.go(Where(Place.PROFILE))
        elif self.where.prompt_id:
            self._open_prompt(self.where.lesson_id, self.where.prompt_id)
        else:
            studio = self.studio
            self.jobs.run(
                lambda: next_prompt(studio.library.lessons, studio.lessons_seen(), studio.attempts(limit=1)),
                self._found_prompt,
                owner=self,
            )

    def _found_prompt(self, result: Ok[tuple[str, str] | None] | Err) -> None:
        if isinstance(result, Err):
            self.notices.show_notice(str(result.error))
        elif result.value is None:
            self.go(Where(Place.LEARN))
        elif self.where == Where(Place.PRACTISE):
            self.where = Where(Place.PRACTISE, *result.value)
            self._open_prompt(*result.value)

    def _open_prompt(self, lesson_id: str, prompt_id: str) -> None:
        self._stack.setCurrentWidget(self.practice)
        self.practice.open_prompt(lesson_id, prompt_id, planned=not self.where.review)
        self.practice.enter()
        step = self._step_of(lesson_id, prompt_id)
        if step is not None and not self.where.review:  # a drill borrows from lessons she has not begun
            self.jobs.run(lambda: self.studio.see_lesson(lesson_id, step), self._tell_failure, owner=self)

    def _step_of(self, lesson_id: str, prompt_id: str) -> int | None:
        lesson = self.studio.library.lesson(lesson_id)
        if lesson is None:
            return None
        return next((i for i, step in enumerate(lesson.steps) if step.id == prompt_id), None)

    def review_cards(self, cards: tuple[int, ...]) -> None:
        """Go through these cards."""
        self.review.open_cards(cards)
        self.go(Where(Place.REVIEW))

    def review_sound(self, sound: Sound) -> None:
        """Go on with one sound."""
        self.review.open_drill(sound)
        self.go(Where(Place.REVIEW))

    def back_to_lesson(self, lesson_id: str) -> None:
        """From a prompt to where it was opened."""
        if self.where.review:
            self.go(Where(Place.REVIEW))
            return
        if lesson_id == EXAM_LESSON:
            self.go(Where(Place.EXAM))
            return
        step = self._step_of(lesson_id, self.where.prompt_id)
        self.go(Where(Place.LEARN, lesson_id, step=step or 0))

    def after_prompt(self, lesson_id: str, prompt_id: str) -> None:
        """To what follows a prompt: its lesson's next step, or the review it was said for."""
        step = self._step_of(lesson_id, prompt_id)
        if self.where.review:
            self.go(Where(Place.REVIEW))
        elif step is None:
            self.go_home()
        else:
            self.open_step(lesson_id, step + 1)

    def _go_welcome(self) -> None:
        self.welcome.step = self.where.step
        self._show(self.welcome)

    def welcomed(self) -> None:
        """The first start is over."""
        try:
            self.studio.change_settings(welcome_done=True)
        except ExpectedError as error:
            self.notices.show_notice(str(error))
        self.go(self.first_page())

    def _tell_failure(self, result: Ok[Any] | Err) -> None:
        if isinstance(result, Err):
            self.notices.show_notice(str(result.error))

    # size, place and end

    def _geometry_file(self) -> QSettings:
        return QSettings(str(self.studio.home / "window.ini"), QSettings.Format.IniFormat)

    def _restore_geometry(self) -> None:
        known = self._geometry_file().value("geometry")
        if known is None or not self.restoreGeometry(known):
            self.resize(FIRST_SIZE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, wherever the focus is: what the page does on Esc, else one level up.

        Not a shortcut: pages have one for the same key, and Qt does nothing for a key that two claim.
        """
        page = self.page()
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self._shows(building.build_practice):
            self.practice.rehearsal.escape()
        elif self._shows(building.build_history) and self.history.shows_attempt:
            self.history.detail.escape()
        elif self._shows(building.build_queue) and self.queue.inside:
            self.queue.page.escape()
        elif self._shows(building.build_profile):
            if not self.profile.escape():
                self.go_back()
        elif isinstance(page, Escapes):
            page.escape()
        else:
            self.go_back()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the page (a running take is kept) and remember the window's place."""
        if not self._may_leave(self.close):
            event.ignore()
            return
        self._leave()
        self._geometry_file().setValue("geometry", self.saveGeometry())
        super().closeEvent(event)
