"""One attempt opened from the history: the same view as on the practice page, and what to do with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.storage.values import Attempt
from app.ui.attempt.attempt_view import AttemptView
from app.ui.attempt.sound_box import SoundBox
from app.ui.jobs import Err, Jobs, Ok
from app.ui.lens.film_view import FilmView
from app.ui.pitch_report import PitchReportDialog
from app.ui.texts import exact_time
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label
from app.ui.widgets.ruby_text import RubyText

if TYPE_CHECKING:
    from app.practice.studio import Studio

RUBY_SIZE = 64
"""Pixels of a character, at most."""


WIDTH = 1360
"""Pixels at font scale 1, as on the practice page."""


class AttemptDetail(QWidget):
    """Shows an attempt; going back, practising again and deleting are the screen's business."""

    back_wanted = Signal()
    practise_wanted = Signal()
    prompt_wanted = Signal(str, str)  # lesson id, prompt id
    delete_wanted = Signal()
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self.sounds = SoundBox(studio, self)
        self.ruby = RubyText(theme)
        self.result = AttemptView(studio, jobs, theme, self.ruby, self.sounds)
        self.film = FilmView(studio.videos, self.sounds, theme)
        self._lesson = label("", "strong", wrap=False)
        self._when = label("", "soft", wrap=False)
        self.back = button(tr("进步"), self.back_wanted.emit, theme, kind="quiet", icon="back")
        self.back.setAccessibleName(tr("回到进步页"))
        self.again = button(tr("再练这一句"), self.practise_wanted.emit, theme, kind="main", icon="record")
        self.delete = button(tr("删除"), self._delete, theme, kind="quiet", icon="trash")
        head = QHBoxLayout()
        head.setSpacing(SPACE + SPACE // 2)
        for each in (self.back, self._lesson, self._when):
            head.addWidget(each)
        head.addStretch(1)
        head.addWidget(self.result.legend)
        self.anew = button(tr("用新版评分再评一次"), self.rescore, theme, icon="again")
        self.report = button(tr("看讲评"), self.show_report, theme, icon="info")
        self.report.setToolTip(tr("和产品卡对照着听一遍，说说怎么样"))
        self.versus = button(tr("和以前的评分对比"), self.result.show_comparison, theme, kind="quiet")
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self.again)
        foot.addWidget(self.report)
        foot.addWidget(self.anew)
        foot.addWidget(self.versus)
        foot.addStretch(1)
        foot.addWidget(self.delete)
        middle = QWidget()
        middle.setMaximumWidth(theme.size(WIDTH))
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(middle, 1000)
        outer.addStretch(1)
        column = QVBoxLayout(middle)
        column.setContentsMargins(4 * SPACE, 2 * SPACE, 4 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + SPACE // 2)
        column.addLayout(head)
        column.addWidget(self.ruby)
        column.addWidget(self.film, 3)
        column.addWidget(self.result, 1)
        column.addLayout(foot)
        for each in (self.back, self.delete, self.anew, self.versus):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        for source in (self.result.failed, self.sounds.failed, self.film.failed):
            source.connect(self.failed)
        self.film.play_wanted.connect(self.result.play_take)
        self.result.rescored.connect(self._rescored)
        self.result.failed.connect(lambda _sentence: self.anew.setEnabled(True))
        self.ruby.width_changed.connect(self._share_height)
        keys = {
            "M": self.result.play_take,
            "Left": lambda: self.result.step(-1),
            "Right": lambda: self.result.step(1),
            "Esc": self.escape,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def show_attempt(self, attempt: Attempt, lesson_title: str, *, there: bool = True) -> None:
        """Open an attempt; `there` tells whether what it was made for can still be practised."""
        again = tr("再讲一遍") if attempt.free else tr("再练这一句")
        self.again.setText(again)
        self.again.setAccessibleName(again)
        self.again.setVisible(there)
        self._lesson.setText(lesson_title)
        self._when.setText(exact_time(attempt.created))
        self.report.setVisible(attempt.free)
        self.ruby.setVisible(not attempt.free)  # a task is not what was said
        self.film.show_attempt(attempt.id)
        self.result.show_attempt(attempt)
        self._offer(attempt)
        self._share_height()
        (self.again if there else self.back).setFocus()

    def _delete(self) -> None:
        self.sounds.stop()
        self.film.release()  # a file that is open cannot go to the trash
        self.delete_wanted.emit()

    def rescore(self) -> None:
        """Score the attempt again with what is installed now; its earlier score is kept."""
        self.anew.setEnabled(False)
        self.result.score_now()

    def show_report(self) -> None:
        """What a coach would say of a free talk."""
        if self.attempt is not None:
            self.sounds.stop()
            dialog = PitchReportDialog(self._studio, self._jobs, self._theme, self.attempt, self)
            dialog.offer_practice(self.prompt_wanted.emit)
            dialog.open()

    def _offer(self, attempt: Attempt) -> None:
        """Offer another scoring where it may come out otherwise, and the comparison where there was one."""
        self.anew.hide()
        self.versus.setVisible(bool(attempt.earlier))
        self._jobs.run(
            lambda: self._studio.rescoring.is_outdated(attempt),
            lambda got: self._show_offer(attempt, got),
            owner=self,
        )

    def _show_offer(self, attempt: Attempt, result: Ok[bool] | Err) -> None:
        if attempt is self.attempt and isinstance(result, Ok):
            by_this = attempt.score is not None and attempt.score.scorer == self._studio.rescoring.scorer
            text = tr("按现在的严格程度再评一次") if by_this else tr("用新版评分再评一次")
            self.anew.setText(text)
            self.anew.setAccessibleName(text)
            self.anew.setEnabled(True)
            self.anew.setVisible(result.value)

    def _rescored(self, attempt: Attempt) -> None:
        self._offer(attempt)
        if attempt.earlier:
            self.result.show_comparison()

    def _share_height(self) -> None:
        height = self.ruby.height_within(self.height() // 3, RUBY_SIZE)
        self.ruby.want_height(height)
        self.ruby.setMaximumHeight(height)

    @property
    def attempt(self) -> Attempt | None:
        """The attempt that is open."""
        return self.result.attempt

    def escape(self) -> None:
        """Esc: stops what is playing, and goes back when nothing is."""
        if self.sounds.sound is not None:
            self.sounds.stop()
        else:
            self.back_wanted.emit()
