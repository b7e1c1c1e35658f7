"""Marking takes without knowing what the machine says of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.i18n import tr
from app.practice.agreement_values import BlindTake, Mark, Standing
from app.speech.values import FloatArray, Part, Verdict
from app.ui.attempt.away import fetched_samples
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.attempt.words import spoken_pinyin
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.agreement.beside_card import BesideCard
from app.ui.screens.agreement.marking_panel import MarkingPanel
from app.ui.screens.agreement.saver import MarkSaver
from app.ui.screens.agreement.words import wanted_sentence
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading
from app.ui.widgets.page import Page
from app.ui.widgets.states import LoadingPanel, StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

AT_A_TIME = 10
_AROUND = 0.06  # seconds before and after a syllable, so that a stop's burst is not cut


@dataclass(frozen=True)
class _Heard:
    """A take to be marked, and its sound."""

    take: BlindTake
    samples: FloatArray


class MarkingPage(Page):
    """One take after the other. Nothing on this page comes from the machine's verdicts before the end."""

    back_wanted = Signal()
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("盲听"))
        self._studio = studio
        self._jobs = jobs
        self._ids: tuple[str, ...] = ()
        self._number = 0
        self._heard: _Heard | None = None
        self._place = 0
        self._marks: list[dict[Part, Verdict]] = []
        self.cells: list[QPushButton] = []
        self.sounds = SoundBox(studio, self)
        self.sounds.failed.connect(self.failed)
        self._saver = MarkSaver(studio, jobs, self)
        self._saver.failed.connect(self.failed)
        self.set_lead(button(tr("返回"), self.back_wanted.emit, theme, kind="quiet", icon="back"))
        self._loading = LoadingPanel(tr("正在挑选录音…"))
        self.body.addWidget(self._loading)
        self._build_card()
        self.beside = BesideCard(theme)
        self.beside.syllable_wanted.connect(self._play_span)
        self.next_button = button(tr("下一段"), self.next_take, theme, kind="main", icon="forward")
        self._ending = QWidget()
        row = QHBoxLayout(self._ending)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.next_button)
        row.addWidget(button(tr("今天就到这里"), self.back_wanted.emit, theme))
        self._wanted = label("", "soft")
        row.addWidget(self._wanted, 1)
        row.setSpacing(2 * SPACE)
        self.body.addWidget(self._ending)
        self.body.addWidget(self.beside)
        self._empty = StatePanel(
            theme,
            "ticked",
            tr("没有要听的录音了。"),
            tr("您带的班里，2 到 12 个字、已经评过分、您还没有听过的录音都标完了。学员有了新录音再来。"),
            tr("返回"),
            self.back_wanted.emit,
        )
        self.body.addWidget(self._empty)
        self.body.addStretch(1)
        for key, act in (
            ("Space", self.play_syllable),
            ("P", self.play_take),
            ("Return", self.accept),
            ("Enter", self.accept),
            ("Left", lambda: self.go_to(self._place - 1)),
            ("Right", lambda: self.go_to(self._place + 1)),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def _build_card(self) -> None:
        theme = self.theme
        self.card = Card()
        self.card.body.setSpacing(2 * SPACE)
        self._strip = QWidget()
        self._strip.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # Chinese is read that way
        self._flow = QHBoxLayout(self._strip)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setSpacing(SPACE)
        self.card.body.addLayout(leading(self._strip))
        self._counted = label("", "soft")
        self.card.body.addWidget(self._counted)
        self.panel = MarkingPanel(theme)
        self.panel.changed.connect(self._marked)
        self.card.body.addWidget(self.panel)
        self.good_button = button(
            tr("其余都准确，下一个字   Enter"), self.accept, theme, kind="main", icon="check"
        )
        self.card.body.addLayout(
            leading(
                self.good_button,
                button(tr("再听这个字   空格"), self.play_syllable, theme, icon="play"),
                button(tr("听整段   P"), self.play_take, theme, icon="listen"),
            )
        )
        self._hint = label(
            tr("只凭耳朵标，标完这一段才显示机器的判断。每标一个字就保存，可以随时停下，下次接着标。"),
            "small",
        )
        self.card.body.addWidget(self._hint)
        self.body.addWidget(self.card)

    # coming and going

    def enter(self) -> None:
        """Look for takes to be marked and begin with the first."""
        self._show(self._loading)
        self.set_title(tr("盲听"))
        self._heard = None
        self._jobs.run(lambda: self._studio.agreement.takes(AT_A_TIME), self._chosen, owner=self)

    def leave(self) -> None:
        """Be quiet; what was marked is kept already."""
        self.sounds.stop()

    def _chosen(self, result: Ok[tuple[str, ...]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            self.back_wanted.emit()
            return
        self._ids, self._number = result.value, -1
        self.next_take()

    def next_take(self) -> None:
        """Go on with the next take; after the last one others are looked for."""
        self.sounds.stop()
        self._number += 1
        if not self._ids:
            self._show(self._empty)
            return
        if self._number >= len(self._ids):
            self.enter()
            return
        attempt_id = self._ids[self._number]

        def work() -> _Heard:
            take = self._studio.agreement.begin(attempt_id)
            return _Heard(take, fetched_samples(self._studio, attempt_id, take.recording))

        self._jobs.run(work, self._opened, owner=self)

    def _opened(self, result: Ok[_Heard] | Err) -> None:
        if isinstance(result, Err):  # its recording is gone, or she may not hear it any more
            self.failed.emit(str(result.error))
            if self._number + 1 < len(self._ids):
                self.next_take()
            else:
                self._show(self._empty)
            return
        self._heard = result.value
        self._marks = [dict(each.marks) for each in result.value.take.syllables]
        self._fill_strip()
        self._say_where()
        self._show(self.card)
        open_ones = [i for i in range(len(self._marks)) if not self._complete(i)]
        self.go_to(open_ones[0] if open_ones else 0, play=False)
        self.play_take()

    def _say_where(self) -> None:
        self.set_title(
            tr("盲听"),
            tr(
                "第 {number} 段，共 {count} 段",
                number=isolate(str(self._number + 1)),
                count=isolate(str(len(self._ids))),
            ),
        )

    def _show(self, *widgets: QWidget) -> None:
        for each in (self._loading, self.card, self.beside, self._ending, self._empty):
            each.setVisible(each in widgets)

    # the syllables

    def _fill_strip(self) -> None:
        assert self._heard is not None
        clear(self._flow)
        self.cells = []
        for place, each in enumerate(self._heard.take.syllables):
            cell = QPushButton(f"{each.syllable.hanzi}\n{spoken_pinyin(each.syllable)}")
            cell.setCheckable(True)
            cell.setAutoDefault(False)
            cell.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            cell.setMinimumSize(self.theme.size(70), self.theme.size(64))
            cell.clicked.connect(lambda _checked=False, p=place: self.go_to(p))
            self.cells.append(cell)
            self._flow.addWidget(cell)

    def go_to(self, place: int, *, play: bool = True) -> None:
        """Go to a syllable of the take."""
        if self._heard is None or not self.card.isVisibleTo(self):
            return
        syllables = self._heard.take.syllables
        if not 0 <= place < len(syllables):
            self._draw_cells()
            return
        self._place = place
        here = syllables[place]
        self.panel.show_syllable(replace(here, marks=self._marks[place]))
        self._draw_cells()
        self._counted.setText(
            tr(
                "第 {number} 个字，共 {count} 个",
                number=isolate(str(place + 1)),
                count=isolate(str(len(syllables))),
            )
        )
        last = sum(not self._complete(i) for i in range(len(syllables)) if i != place) == 0
        self.good_button.setText(
            tr("其余都准确，标完这一段   Enter") if last else tr("其余都准确，下一个字   Enter")
        )
        if play:
            self.play_syllable()

    def _draw_cells(self) -> None:
        for place, cell in enumerate(self.cells):
            cell.setChecked(place == self._place)
            cell.setIcon(self.theme.icon("check", "good") if self._complete(place) else QIcon())

    def _complete(self, place: int) -> bool:
        assert self._heard is not None
        return all(part in self._marks[place] for part in self._heard.take.syllables[place].parts)

    # marking

    def _marked(self) -> None:
        """She marked a part; once all are marked for the first time, the next syllable comes by itself."""
        before = self._complete(self._place)
        self._keep()
        if not before and self.panel.complete:
            self._go_on()

    def accept(self) -> None:
        """All that is left of this syllable is right; after the take, go on with the next."""
        if self._ending.isVisibleTo(self):
            self.next_take()
        elif self._heard is not None and self.card.isVisibleTo(self):
            self.panel.rest_good()
            self._keep()
            self._go_on()

    def _keep(self) -> None:
        assert self._heard is not None
        take = self._heard.take
        self._marks[self._place] = dict(self.panel.marks)
        self._saver.keep(take.attempt_id, take.syllables[self._place].position, self.panel.marks)
        self._draw_cells()

    def _go_on(self) -> None:
        """To the next syllable that is not marked, or to the end of the take."""
        assert self._heard is not None
        count = len(self._marks)
        following = [*range(self._place + 1, count), *range(self._place)]
        left = [place for place in following if not self._complete(place)]
        if left:
            self.go_to(left[0])
            return
        self.sounds.stop()
        attempt_id = self._heard.take.attempt_id
        self._saver.when_kept(
            lambda: self._jobs.run(
                lambda: (self._studio.agreement.finish(attempt_id), self._studio.agreement.standing()),
                self._finished,
                owner=self,
            )
        )

    def _finished(self, result: Ok[tuple[list[Mark], Standing]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        marks, standing = result.value
        self._show_beside(marks)
        self._wanted.setText(wanted_sentence(standing))

    def _show_beside(self, marks: list[Mark]) -> None:
        assert self._heard is not None
        self.beside.show_marks(self._heard.take, marks)
        self._show(self.beside, self._ending)
        self.next_button.setFocus()

    # hearing

    def play_take(self) -> None:
        """Play the whole take."""
        if self._heard is not None and not self._empty.isVisibleTo(self):
            self.sounds.play(Sound.TAKE, self._heard.samples)

    def play_syllable(self) -> None:
        """Play the syllable that is being marked."""
        if self._heard is not None and self.card.isVisibleTo(self):
            self._play_span(self._place)

    def _play_span(self, place: int) -> None:
        assert self._heard is not None
        here = self._heard.take.syllables[place]
        if here.start is None or here.stop is None:
            self.play_take()
            return
        start, stop = max(0.0, here.start - _AROUND), here.stop + _AROUND
        self.sounds.play(Sound.SYLLABLE, self._heard.samples, start, stop)
