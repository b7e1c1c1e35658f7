"""A talk in her own words: the task, the points to cover, the time; recorded, heard again, looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.curriculum.values import FreePitch, ProductCard
from app.errors import ExpectedError
from app.i18n import tr
from app.ui.activities.card_text import chinese
from app.ui.activities.free_pitch_result import PitchResult
from app.ui.activities.free_pitch_stage import PitchStage
from app.ui.activities.free_pitch_take import PitchPhase, PitchState, PitchTake
from app.ui.activities.product_card import facts, forbidden_panel
from app.ui.activities.view import ActivityView, left_to_right
from app.ui.jobs import Jobs
from app.ui.recording import TakeSignals
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.flow_layout import flowing
from app.ui.widgets.labels import label
from app.ui.widgets.notice_bar import NoticeBar

if TYPE_CHECKING:
    from app.practice.studio import Studio


class FailureNotice(QObject):
    """Tells the window that a talk could not be stored, when the page it was recorded on is gone by then."""

    def __init__(self, take: TakeSignals, notices: NoticeBar) -> None:
        super().__init__(notices)
        self._notices = notices
        take.failed.connect(self._tell)
        take.destroyed.connect(self.deleteLater)

    def _tell(self, _take: TakeSignals, error: ExpectedError) -> None:
        self._notices.show_notice(str(error))


class FreePitchView(ActivityView):
    """Records as often as she likes; every take is kept.

    Outcome: 0 of 0; `answers` are the points she ticked.
    """

    def __init__(self, step: FreePitch, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        self.take = PitchTake(studio, jobs, step, lesson_id)
        self.take.setParent(self)
        self.stage = PitchStage(theme)
        self.result = PitchResult(studio, jobs, theme, step.points)
        self.again = button(tr("再讲一遍"), self.take.press, theme, icon="record")
        self.report = button(tr("看讲评"), self.show_report, theme, icon="info")
        self.done = button(tr("讲完了"), self.end, theme, kind="main", icon="check")
        self._phase: PitchPhase | None = None
        self._measured = False
        self._in_use = False
        self.add_heading(hint=step.hint)
        self.body.addWidget(self._task(step))
        self.report.setToolTip(tr("和产品卡对照着听一遍，说说怎么样"))
        self.report.hide()
        self.product: Button | None = None
        self._card: QWidget | None = None
        card = studio.library.product(step.product) if step.product else None
        if card is not None:
            self._offer(card)
        self.body.addWidget(self.result)
        self.body.addLayout(flowing(self.done, self.report, self.again))
        self.stage.pressed.connect(self.take.press)
        self.stage.pause_wanted.connect(self.take.pause)
        self.stage.retry_wanted.connect(self.take.retry_microphone)
        self.take.level_changed.connect(self.stage.set_level)
        self.take.changed.connect(self._show)
        for source in (self.take.failed, self.result.failed):
            source.connect(self.failed)
        self._show(self.take.state)

    def _task(self, step: FreePitch) -> QWidget:
        """The points on one side, the recording on the other."""
        self._talk = QWidget()
        columns = QHBoxLayout(self._talk)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(3 * SPACE)
        points = QVBoxLayout()
        points.setSpacing(SPACE)
        points.addWidget(label(tr("要讲到的"), "section"))
        for number, point in enumerate(step.points, 1):
            holder = left_to_right(QWidget())
            row = QHBoxLayout(holder)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(SPACE + SPACE // 2)
            row.addWidget(
                chinese(label(str(number), "tag", wrap=False), self.theme), 0, Qt.AlignmentFlag.AlignTop
            )
            row.addWidget(chinese(label(point, "lead"), self.theme), 1)
            points.addWidget(holder)
        points.addSpacing(SPACE)
        points.addWidget(label(tr("录音只留在这台电脑上。"), "soft"))
        points.addStretch(1)
        columns.addLayout(points, 5)
        columns.addWidget(self.stage, 4)
        return self._talk

    def _offer(self, card: ProductCard) -> None:
        """The product card, out of the way until she looks."""
        self.product = button(tr("看产品卡"), self.toggle_card, self.theme, kind="quiet", icon="product")
        row = QHBoxLayout()
        row.addWidget(self.product)
        row.addStretch(1)
        self.body.addLayout(row)
        self._card = QWidget()
        column = QVBoxLayout(self._card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addWidget(facts(card, self.theme))
        column.addWidget(forbidden_panel(card, self.theme))
        self._card.hide()
        self.body.addWidget(self._card)
        self.product.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def toggle_card(self) -> None:
        """Show the product card, or put it away."""
        if self._card is not None and self.product is not None:
            self._card.setVisible(self._card.isHidden())
            words = tr("看产品卡") if self._card.isHidden() else tr("收起产品卡")
            self.product.setText(words)
            self.product.setAccessibleName(words)

    def _show_product(self, *, over: bool) -> None:
        """There is nothing to look up once the talk is over."""
        if self.product is not None and self._card is not None:
            self.product.setVisible(not over)
            if over and not self._card.isHidden():
                self.toggle_card()

    # showing

    def _show(self, state: PitchState) -> None:
        over = state.phase is PitchPhase.DONE
        self.stage.show_state(state)
        if state.phase is not self._phase:
            self._phase = state.phase
            self._measured = False
            self._talk.setVisible(not over)
            self._show_product(over=over)
            self.result.setVisible(over)
            self.again.setVisible(over)
            self.done.setVisible(over)
            self.report.setVisible(over and self.product is not None)
            if over and state.attempt is not None:
                self.result.show_attempt(state.attempt, state.trouble)
                self.announce(tr("录好了。"))
            else:
                self.result.stop()
            if self.isVisible():
                self.focus()
        if over and state.delivery is not None and not self._measured:
            self._measured = True
            self.result.show_delivery(state.delivery, state.planned)

    def show_report(self) -> None:
        """What a coach would say of the talk, held against the product card."""
        from app.ui.pitch_report import PitchReportDialog  # which shows its lines as this package does

        attempt = self.take.state.attempt
        if attempt is not None:
            self.result.stop()
            dialog = PitchReportDialog(self.studio, self.jobs, self.theme, attempt, self)
            dialog.offer_practice(self.practise_wanted.emit)
            dialog.open()

    def end(self) -> None:
        """She has looked at her talk and ticked what she said."""
        self.result.stop()
        self.finish(answers=self.result.ticked)
        self.settle()

    # for whoever shows it

    def focus(self) -> None:
        """The one thing to do next: record, then hear it. From now on the microphone may listen."""
        self._in_use = True
        if self.isVisible():
            self.take.enter()
        if self.take.state.phase is not PitchPhase.DONE:
            self.stage.record.setFocus()
        elif self.result.play.isEnabled():
            self.result.play.setFocus()
        else:
            self.done.setFocus()

    def stop(self) -> None:
        """Leave: a talk that is being recorded ends and is kept."""
        self.result.stop()
        self.take.leave()
        notices = self.window().findChild(NoticeBar)
        if self.take.pending is not None and notices is not None:
            FailureNotice(self.take.pending, notices)

    def showEvent(self, event: QShowEvent) -> None:
        """Listen to the microphone, if this is more than a preview.

        Not when a minimised window comes back, which never stopped listening.
        """
        super().showEvent(event)
        if self._in_use and not event.spontaneous():
            self.take.enter()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the microphone go."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space begins and ends the talk, P pauses it, M plays it afterwards."""
        over = self.take.state.phase is PitchPhase.DONE
        plain = not event.modifiers() and not event.isAutoRepeat()
        if plain and event.key() == Qt.Key.Key_Space and not over:
            self.take.press()
        elif plain and event.key() == Qt.Key.Key_P and self.take.busy:
            self.take.pause()
        elif plain and event.key() == Qt.Key.Key_M and over:
            self.result.play_take()
        elif not (over and self.result.ticks.press_number(event)):
            super().keyPressEvent(event)
