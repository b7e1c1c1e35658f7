"""Tone contours drawn by hand: she draws, sees the target over hers, hears both, and reads what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from app.curriculum.values import Prompt, ToneTracing
from app.i18n import tr
from app.practice.keeper import register_of
from app.speech.drawn_tone import Traced, hummed, ideal, judge, tone_places
from app.speech.values import Contour, Verdict
from app.ui.activities.card_text import chinese
from app.ui.activities.tone_tracing_board import TracingBoard, TracingCell
from app.ui.activities.tone_tracing_words import trait_sentence
from app.ui.activities.view import ActivityView
from app.ui.attempt.sound_box import Sound
from app.ui.attempt.words import spoken_pinyin, tone_name
from app.ui.hearing import HearBar
from app.ui.jobs import Jobs
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import clear
from app.ui.widgets.flow_layout import flowing
from app.ui.widgets.labels import label, leading
from app.ui.widgets.syllable_marks import VerdictMark

if TYPE_CHECKING:
    from app.practice.studio import Studio


class ToneTracingView(ActivityView):
    """Outcome: syllables drawn well of all, at the first try; `answers` are the tones they look like."""

    def __init__(self, step: ToneTracing, lesson_id: str, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(step, lesson_id, studio, jobs, theme)
        spoken = studio.spoken(Prompt(step.id, step.text, step.pinyin))
        self._places = tone_places(spoken)
        self._also = tuple(each.also_tones for each in spoken.syllables)
        self._cells = tuple(
            TracingCell(each.hanzi, spoken_pinyin(each), place.tone)
            for each, place in zip(spoken.syllables, self._places, strict=True)
        )
        self.traced: tuple[Traced, ...] = ()
        self.add_heading(hint=step.hint)
        self.hear = HearBar(studio, jobs, theme)
        self.hear.failed.connect(self.failed)
        self.hear.open(step.text, step.pinyin, step.reference)
        self._sounds = self.hear.player.hearing.sounds
        self._sounds.changed.connect(self._sound_changed)
        self.body.addLayout(leading(self.hear))
        self.board = TracingBoard(theme, self._cells)
        self.board.changed.connect(self._drawing_changed)
        self.body.addWidget(self.board)
        self._keys = label("", "small")
        self.check = button(tr("看看对不对"), self.check_drawing, theme, kind="main")
        self.wipe = button(tr("擦掉"), self.begin_again, theme, kind="quiet")
        self.mine = button(tr("听我画的"), lambda: self._play(Sound.TAKE), theme, icon="play")
        self.target = button(tr("听目标"), lambda: self._play(Sound.TARGET), theme, icon="play")
        self.again = button(tr("再画一次"), self.begin_again, theme, icon="again")
        self.body.addLayout(flowing(self.check, self.again, self.mine, self.target, self.wipe))
        self._remarks = QGridLayout()
        self._remarks.setHorizontalSpacing(2 * SPACE)
        self._remarks.setVerticalSpacing(SPACE)
        self._remarks.setColumnStretch(2, 1)
        self._result = QWidget()
        self._remarks.setContentsMargins(0, 0, 0, 0)
        self._result.setLayout(self._remarks)
        self.body.addWidget(self._result)
        self.body.addWidget(self._keys)
        self._show_stage()

    def focus(self) -> None:
        """Begin at the board."""
        self.board.setFocus(Qt.FocusReason.TabFocusReason)

    def stop(self) -> None:
        """Be quiet."""
        self._sounds.stop()
        self.hear.stop()

    # drawing and checking

    def _drawing_changed(self) -> None:
        self.check.setEnabled(self.board.whole)
        self.mine.setEnabled(self.board.whole)

    def check_drawing(self) -> None:
        """Lay the target over the drawing and say what differs; the first time counts."""
        drawn = [self.board.drawn(index) for index in range(len(self._cells))]
        if self.traced or any(each is None for each in drawn):
            return
        self.traced = tuple(
            judge(self._places, index, levels, self._also[index])
            for index, levels in enumerate(drawn)
            if levels is not None
        )
        self.board.show_targets([each.target for each in self.traced])
        good = sum(each.verdict is Verdict.GOOD for each in self.traced)
        self._show_remarks()
        self._show_stage()
        self.announce(" ".join(trait_sentence(each) for each in self.traced))
        self.finish(good, len(self.traced), tuple(str(each.looks_like) for each in self.traced))
        if good == len(self.traced):
            self.settle()
        else:
            self.again.setFocus()

    def begin_again(self) -> None:
        """An empty board."""
        self._sounds.stop()
        self.traced = ()
        self.board.clear()
        self._show_stage()
        self.focus()

    def _show_remarks(self) -> None:
        clear(self._remarks)
        for row, (cell, traced) in enumerate(zip(self._cells, self.traced, strict=True)):
            self._remarks.addWidget(
                VerdictMark(self.theme, traced.verdict), row, 0, Qt.AlignmentFlag.AlignTop
            )
            name = f"{cell.hanzi} {cell.pinyin}"
            self._remarks.addWidget(chinese(label(name, "strong", wrap=False), self.theme), row, 1)
            said = tr("{tone}：{remark}", tone=tone_name(traced.tone), remark=trait_sentence(traced))
            self._remarks.addWidget(label(said, "lead"), row, 2)

    def _show_stage(self) -> None:
        checked = bool(self.traced)
        self.check.setVisible(not checked)
        self.wipe.setVisible(not checked)
        self.again.setVisible(checked)
        self.target.setVisible(checked)
        self._result.setVisible(checked)
        self._keys.setText(
            tr("实线是您画的，虚线是目标。")
            if checked
            else tr("按住鼠标或手指画。键盘：1–5 定高低，依次是开头、中间、结尾；退格键重画这个字。")
        )
        self._drawing_changed()

    # hearing

    def _play(self, sound: Sound) -> None:
        """Hum her drawing or the target in her own register, or stop when it is sounding."""
        if self._sounds.sound is sound:
            self._sounds.stop()
            return
        contours: list[Contour] = []
        for index in range(len(self._places)):
            target = ideal(self._places, index)
            levels = self.board.drawn(index)
            if sound is Sound.TAKE and levels is None:
                return
            contours.append(
                Contour(target.times, tuple(levels)) if sound is Sound.TAKE and levels else target
            )
        samples = hummed(contours, self._places, register_of(self.studio.profile))
        self._sounds.stop()
        self._sounds.play(sound, samples)

    def _sound_changed(self, sounding: Sound | None) -> None:
        for each, sound, words in (
            (self.mine, Sound.TAKE, tr("听我画的")),
            (self.target, Sound.TARGET, tr("听目标")),
        ):
            on = sounding is sound
            each.setText(tr("停止") if on else words)
            each.set_icon("stop" if on else "play")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter has the drawing checked."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.traced and self.board.whole:
            self.check_drawing()
            return
        super().keyPressEvent(event)
