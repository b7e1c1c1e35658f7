"""The window of a pitch report: chooses the product where nobody wrote it down, hears the talk, shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.audio.values import SAMPLE_RATE
from app.i18n import tr
from app.speech.values import FloatArray
from app.storage.values import Attempt
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.pitch_report.reading import Reading, make_reading, product_of
from app.ui.pitch_report.view import ReportView
from app.ui.texts import exact_time
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label
from app.ui.widgets.long_job import LongJobPanel
from app.ui.widgets.page import Page

if TYPE_CHECKING:
    from app.practice.studio import Studio

_BEFORE, _AROUND_WORD = 0.5, 0.4  # seconds heard before a place, and on either side of a word
_WIDTH, _HEIGHT = 1040, 900
_AROUND = 48  # pixels of the window that stay in sight around it


class PitchReportDialog(QDialog):
    """Shows the report of one free talk. Closing it stops what runs; what was heard is kept."""

    ready = Signal()  # a report is shown
    practise_wanted = Signal(str, str)  # lesson id, prompt id; the window has closed

    def __init__(
        self, studio: Studio, jobs: Jobs, theme: Theme, attempt: Attempt, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._studio, self._jobs, self._attempt = studio, jobs, attempt
        self._samples: FloatArray = np.zeros(0, np.float32)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("试讲讲评"))
        self.sounds = SoundBox(studio, self)
        self.sounds.changed.connect(self._sound_changed)
        self.sounds.failed.connect(self._tell)
        self._sentence = label("", "lead")
        self.products = QComboBox()
        self.products.setAccessibleName(tr("讲的是哪个产品"))
        self.products.setMinimumWidth(theme.size(240))
        for lesson, card in studio.library.products:
            if self.products.findData(lesson.id) < 0:
                self.products.addItem(isolate(card.name), lesson.id)
        self.begin = button(tr("开始听"), self.start, theme, kind="main", icon="listen")
        self._choice = QWidget()
        choice = QHBoxLayout(self._choice)
        choice.setContentsMargins(0, 0, 0, 0)
        choice.setSpacing(2 * SPACE)
        choice.addWidget(self.products)
        choice.addWidget(self.begin)
        choice.addStretch(1)
        self.panel = LongJobPanel(jobs, theme)
        self.view = ReportView(theme)
        self.view.listen.connect(self.play_from)
        self.view.listen_to_word.connect(self.play_word)
        self.view.practise.connect(self._practise)
        self.silence = button(tr("停止播放"), self.sounds.stop, theme, icon="stop")
        self.silence.hide()
        self._close = button(tr("关闭"), self.close, theme)
        self._build(theme)
        self._fit(theme)
        self.finished.connect(self._end)
        jobs.run(lambda: product_of(studio, attempt), self._have_product, owner=self)
        jobs.run(lambda: studio.samples(attempt.recording), self._have_samples, owner=self)

    def _build(self, theme: Theme) -> None:
        self.page = Page(theme, tr("试讲讲评"))
        for each in (self._sentence, self._choice, self.panel, self.view):
            self.page.body.addWidget(each)
        self.page.body.addStretch(1)
        foot = QHBoxLayout()
        foot.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 2 * SPACE)
        foot.setSpacing(SPACE)
        foot.addWidget(self.silence)
        foot.addStretch(1)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.page, 1)
        column.addLayout(foot)
        self.page.set_title(tr("试讲讲评"), exact_time(self._attempt.created))
        self._choice.hide()
        self._sentence.hide()

    def _fit(self, theme: Theme) -> None:
        """As large as is good to read, and no larger than the window it belongs to."""
        parent = self.parentWidget()
        around = parent.window().size() if parent is not None else None
        wide, high = theme.size(_WIDTH), theme.size(_HEIGHT)
        if around is not None:
            wide, high = min(wide, around.width() - _AROUND), min(high, around.height() - _AROUND)
        self.resize(wide, high)

    def offer_practice(self, open_prompt: Callable[[str, str], None]) -> None:
        """Let key words be practised: `open_prompt` (lesson id, prompt id) is called after closing."""
        self.view.can_practise = True
        self.practise_wanted.connect(open_prompt)

    def _practise(self, lesson_id: str, prompt_id: str) -> None:
        self.close()
        self.practise_wanted.emit(lesson_id, prompt_id)

    # hearing the talk

    @property
    def sentence(self) -> str:
        """What is said instead of a report, "" when there is one."""
        return "" if self._sentence.isHidden() else self._sentence.text()

    def start(self) -> None:
        """Hear the talk about the product that is chosen."""
        product = self.products.currentData()
        if not product or self.panel.running:
            return
        self._choice.hide()
        self._sentence.hide()
        self.panel.start(
            tr("正在从头听一遍。一分钟的录音，大约要听几秒钟…"),
            lambda job: make_reading(self._studio, self._attempt, product, job),
            self._have_reading,
        )

    def _have_product(self, result: Ok[str] | Err) -> None:
        found = result.value if isinstance(result, Ok) else ""
        if not self.products.count():
            self._tell(tr("还没有产品卡，没有东西可以对照。有产品的课程装好以后，再来看讲评。"))
        elif found:
            self.products.setCurrentIndex(self.products.findData(found))
            self.start()
        else:
            self._offer(tr("这一遍讲的是哪个产品？选好以后，和它的产品卡对照着听。"))

    def _offer(self, sentence: str) -> None:
        self._tell(sentence)
        self._choice.show()
        self.begin.setFocus()

    def _have_reading(self, result: Ok[Reading | None] | Err) -> None:
        if isinstance(result, Err):
            self._offer(str(result.error))
        elif result.value is None:
            self._offer(tr("停下了，没有讲评。录音还在，随时可以再听。"))
        else:
            reading = result.value
            about = f"{isolate(reading.product_name)} · {exact_time(self._attempt.created)}"
            self.page.set_title(tr("试讲讲评"), about)
            self.view.show_reading(reading)
            self.view.set_hearable(self._samples.size > 0)
            if self.view.listens:
                self.view.listens[0].setFocus()
            if reading.other:
                self._offer_other(reading.other)
            self.ready.emit()

    def _offer_other(self, product: str) -> None:
        """The talk seems to have been about another product: let it be held against that one's card."""
        card = self._studio.library.product(product)
        if card is not None:
            self.products.setCurrentIndex(self.products.findData(product))
            self._tell(
                tr(
                    "听到的名字是“{name}”。如果这一遍讲的是它，就换成它的产品卡再听一遍。",
                    name=isolate(card.name),
                )
            )
            self._choice.show()

    def _tell(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self._sentence.show()

    # sound

    def play_from(self, second: float) -> None:
        """Play the recording from a little before a second on."""
        start = max(0.0, second - _BEFORE)
        if self._samples.size and start < self._samples.size / SAMPLE_RATE:
            self.sounds.play(Sound.TAKE, self._samples, start)

    def play_word(self, start: float, end: float) -> None:
        """Play the recording from a little before `start` to a little after `end`, seconds."""
        if self._samples.size:
            self.sounds.play(Sound.TAKE, self._samples, max(0.0, start - _AROUND_WORD), end + _AROUND_WORD)

    def _have_samples(self, result: Ok[FloatArray] | Err) -> None:
        if isinstance(result, Err):
            self._tell(str(result.error))
            return
        self._samples = result.value
        self.view.set_hearable(self._samples.size > 0)

    def _sound_changed(self, sound: Sound | None) -> None:
        self.silence.setVisible(sound is not None)

    def _end(self) -> None:
        self.sounds.stop()
        self.panel.stop()
