"""The live room's screen: start page, the room, the result, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.i18n import tr
from app.live_room.values import Session
from app.practice.rehearsals import KeptRehearsal
from app.storage.values import Attempt
from app.ui.activities.free_pitch import FailureNotice
from app.ui.jobs import Err, Jobs, Ok
from app.ui.pitch_report import PitchReportDialog
from app.ui.screens.live.evening import Evening, Shown
from app.ui.screens.live.result_page import ResultPage
from app.ui.screens.live.room_page import RoomPage
from app.ui.screens.live.start_page import StartFacts, StartPage
from app.ui.theme import Theme
from app.ui.widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from app.practice.studio import Studio


class LiveScreen(QWidget):
    """Wires the pages to each other and to `studio.rehearsals`."""

    home_wanted = Signal()
    lessons_wanted = Signal()
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio, self._jobs, self._theme = studio, jobs, theme
        self.start = StartPage(theme, self.open_start, studio.rehearsals.new_seed)
        self.result = ResultPage(studio, jobs, theme)
        self.room: RoomPage | None = None
        self._evening: Evening | None = None
        self._kept: KeptRehearsal | None = None  # the last that was stored or opened
        self._stack = QStackedWidget()
        self._stack.addWidget(self.start)
        self._stack.addWidget(self.result)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.start.begin_wanted.connect(self.begin)
        self.start.past_wanted.connect(self.open_past)
        self.start.lessons_wanted.connect(self.lessons_wanted)
        self.result.again_wanted.connect(self.again)
        self.result.other_wanted.connect(self.open_start)
        self.result.failed.connect(self.failed)
        self.result.report_wanted.connect(self.show_report)
        self.result.delete_wanted.connect(self.delete_shown)
        self.start.report_wanted.connect(self.open_report)

    # for the window

    def enter(self) -> None:
        """Show the start page."""
        self.open_start()

    def leave(self) -> None:
        """Another page takes its place: a running talk ends and is kept."""
        self._close_room()
        self.result.leave()

    def escape(self) -> None:
        """Esc: one level up; a running talk ends first."""
        page = self.page
        if page is self.start:
            self.home_wanted.emit()
        elif isinstance(page, RoomPage) and page.session.take.busy:
            page.session.take.press()
        else:
            self.open_start()

    @property
    def page(self) -> QWidget:
        """The page on screen."""
        page = self._stack.currentWidget()
        assert page is not None
        return page

    # going on

    def open_start(self) -> None:
        """The first page, read anew."""
        self._close_room()
        self.result.leave()
        self._stack.setCurrentWidget(self.start)
        studio = self._studio
        self._jobs.run(
            lambda: StartFacts(
                studio.rehearsals.scripts(), studio.library.products, studio.rehearsals.past()
            ),
            self.start.show_facts,
            owner=self,
        )

    def begin(self, evening: Evening) -> None:
        """Open the room."""
        self._close_room()
        self.result.leave()
        self._evening = evening
        room = RoomPage(self._studio, self._jobs, self._theme, evening, self.keep)
        room.back_wanted.connect(self.open_start)
        room.failed.connect(self.failed)
        room.session.over.connect(self._over)
        self.room = room
        self._stack.addWidget(room)
        self._stack.setCurrentWidget(room)
        room.enter()

    def keep(self, session: Session, lesson_id: str, prompt_id: str) -> None:
        """Keep what the room saw, also when she has gone on meanwhile."""

        def kept(result: Ok[KeptRehearsal] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                self._kept = result.value

        self._jobs.run(lambda: self._studio.rehearsals.keep(session, lesson_id, prompt_id), kept, owner=self)

    def again(self) -> None:
        """The same evening once more: the same people with the same comments."""
        shown = self.result.shown
        evening = self._evening
        same = (
            shown is not None
            and evening is not None
            and (evening.seed, evening.script.id, evening.lesson_id)
            == (shown.session.seed, shown.session.script_id, shown.lesson_id)
        )
        if same and evening is not None:
            self.begin(evening)
        elif shown is not None:
            self._jobs.run(lambda: self._evening_of(shown), self._found_evening, owner=self)

    def open_past(self, kept: KeptRehearsal) -> None:
        """An earlier evening."""

        def got(result: Ok[Attempt | None] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
                return
            self._kept = kept
            self._show_result(Shown(kept.session, kept.product_lesson, kept.created, result.value))

        self._jobs.run(lambda: self._studio.rehearsals.attempt(kept), got, owner=self)

    def open_report(self, kept: KeptRehearsal) -> None:
        """What a coach would say of an earlier evening, or why nobody can say it."""

        def got(result: Ok[Attempt | None] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            elif result.value is None:
                self.failed.emit(
                    tr("这一场的录音已经删掉了，所以没有讲评。每条弹幕答得怎么样，在“看结果”里。")
                )
            else:
                self.show_report(result.value)

        self._jobs.run(lambda: self._studio.rehearsals.attempt(kept), got, owner=self)

    def show_report(self, attempt: Attempt) -> None:
        """Open the report of a talk."""
        PitchReportDialog(self._studio, self._jobs, self._theme, attempt, self).open()

    def delete_shown(self) -> None:
        """Delete the evening on the result page, and its recording with it."""
        shown, kept = self.result.shown, self._kept
        if shown is None or kept is None or kept.session != shown.session:
            self.failed.emit(tr("这一场没有存下来，没有什么要删的。"))
            return

        def deleted(result: Ok[None] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                self.open_start()

        self.result.leave()
        self._jobs.run(lambda: self._studio.rehearsals.delete(kept), deleted, owner=self)

    def _evening_of(self, shown: Shown) -> Evening | None:
        """An earlier evening as it was; None when its script or product is gone."""
        session = shown.session
        script = self._studio.rehearsals.scripts().script(session.script_id)
        cards = [
            card
            for lesson, card in self._studio.library.products
            if lesson.id == shown.lesson_id and card.name == session.product
        ]
        if script is None or not cards:
            return None
        return Evening(
            script, cards[0], shown.lesson_id, session.level, round(session.planned / 60), session.seed
        )

    def _found_evening(self, result: Ok[Evening | None] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        elif result.value is None:
            self.open_start()
        else:
            self.begin(result.value)

    def _over(self, shown: Shown) -> None:
        if self.room is not None and self.page is self.room:
            self._close_room()
            self._show_result(shown)

    def _show_result(self, shown: Shown) -> None:
        self._stack.setCurrentWidget(self.result)
        self.result.show_session(shown)

    def _close_room(self) -> None:
        room, self.room = self.room, None
        if room is None:
            return
        room.leave()
        notices = self.window().findChild(NoticeBar)
        if room.session.take.pending is not None and notices is not None:
            FailureNotice(room.session.take.pending, notices)
        self._stack.removeWidget(room)
        room.deleteLater()
