"""The page of one part: one line of instruction, the paper, and a bar with clock and record button."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.audio.values import Level
from app.i18n import tr
from app.practice.exam_values import KeptExam
from app.speech.psc.marks import LIMITS
from app.speech.psc.paper import PartOfPaper
from app.ui.activities.card_text import chinese
from app.ui.i18n import isolate
from app.ui.recording import warning_sentence
from app.ui.screens.exam.choosing import ChoosingSheet
from app.ui.screens.exam.sheet import GridSheet, PassageSheet
from app.ui.screens.exam.sitting import Sitting, SittingState, Step
from app.ui.screens.exam.words import clock, part_asked, part_name
from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import PAGE_WIDTH
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading, set_look
from app.ui.widgets.record_button import RecordButton, RecordLook

SYLLABLE_COLUMNS, WORD_COLUMNS = 10, 5
_DISC = 72


class PartPage(QWidget):
    """Shows a `Sitting`; everything that happens is the sitting's."""

    def __init__(self, sitting: Sitting, theme: Theme, leave: Callable[[], object]) -> None:
        super().__init__()
        self._sitting = sitting
        self._theme = theme
        self._step: Step | None = None
        self.setProperty("page", "true")
        self.title = label("", "title", wrap=False)
        self._number = label("", "tag-now", wrap=False)
        self._asked = label("", "lead")
        self.leave = button(tr("先到这里"), leave, theme, kind="quiet", icon="close")
        self.record = RecordButton(theme, _DISC)
        self.record.clicked.connect(lambda _checked=False: self.press())
        self.main = button("", self.press, theme, kind="main")
        self.again = button(tr("重新读这一题"), sitting.start_over, theme, icon="again")
        self.retry = button(tr("再找一次麦克风"), sitting.retry_microphone, theme, icon="again")
        self._clock = label("", "", wrap=False)
        self._clock_words = label("", "soft", wrap=False)
        self._keys = label("", "strong")
        self._hint = label("", "soft")
        self._sheet = QVBoxLayout()
        self._sheet.setContentsMargins(0, 0, 0, 0)
        self.choosing: ChoosingSheet | None = None
        self.topics: list[QPushButton] = []
        self._box: QMessageBox | None = None
        self._build()
        sitting.changed.connect(self.show_state)
        sitting.level_changed.connect(self._show_level)
        sitting.time_over.connect(self.hand_in)
        theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(self._number)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.leave)
        paper = Card()
        paper.body.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        paper.body.addLayout(self._sheet)
        paper.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

        time = QVBoxLayout()
        time.setSpacing(0)
        time.addWidget(self._clock_words)
        time.addLayout(leading(self._clock))  # the label itself runs from left to right everywhere
        words = QVBoxLayout()
        words.setSpacing(SPACE // 2)
        words.addWidget(self._keys)
        words.addWidget(self._hint)
        time.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        end = QHBoxLayout()
        end.setSpacing(2 * SPACE)
        end.addLayout(words, 1)
        end.addWidget(self.again)
        end.addWidget(self.retry)
        sides = []
        for layout in (time, end):  # equally wide, so that the record button never moves
            side = QWidget()
            layout.setContentsMargins(0, 0, 0, 0)
            side.setLayout(layout)
            side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            sides.append(side)
        bar = QHBoxLayout()
        bar.setSpacing(3 * SPACE)
        bar.addWidget(sides[0], 1)
        bar.addWidget(self.record)
        bar.addWidget(self.main)
        bar.addWidget(sides[1], 1)

        column = QVBoxLayout()
        column.setContentsMargins(4 * SPACE, 2 * SPACE, 4 * SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self._asked)
        column.addWidget(paper, 1)
        column.addLayout(bar)
        inner = QWidget()
        inner.setLayout(column)
        inner.setMaximumWidth(self._theme.size(PAGE_WIDTH))
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(inner, 1000)
        outer.addStretch(1)

    # opening

    def open(self, exam: KeptExam, part: PartOfPaper) -> None:
        """Show a part of a test; the focus is on what begins it."""
        parts = exam.paper.parts
        self._step = None
        self.title.setText(part_name(part))
        self._number.setText(
            tr("第 {number} 题，共 {count} 题", number=parts.index(part) + 1, count=len(parts))
        )
        self._asked.setText(part_asked(part))
        self.setAccessibleName(part_name(part))
        clear(self._sheet)
        self.choosing = None
        self.topics = []
        self._sheet.addWidget(self._sheet_of(exam, part))
        self._sitting.open(exam, part)
        (self.main if part is PartOfPaper.CHOOSING else self.record).setFocus()
        if self.topics:
            self.topics[0].setFocus()

    def _sheet_of(self, exam: KeptExam, part: PartOfPaper) -> QWidget:
        paper = exam.paper
        if part is PartOfPaper.SYLLABLES:
            return GridSheet(self._theme, [each.text for each in paper.syllables], SYLLABLE_COLUMNS)
        if part is PartOfPaper.WORDS:
            return GridSheet(self._theme, paper.words, WORD_COLUMNS)
        if part is PartOfPaper.PASSAGE:
            return PassageSheet(self._theme, paper.passage.title, paper.passage.text)
        if part is PartOfPaper.TALK:
            return self._topic_cards(paper.topics)
        self.choosing = ChoosingSheet(self._theme, paper.choices)
        return self.choosing

    def _topic_cards(self, topics: tuple[str, str]) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setSpacing(3 * SPACE)
        row.addStretch(1)
        for topic in topics:
            card = QPushButton(topic)
            card.setProperty("kind", "tile")
            card.setCheckable(True)
            card.setFont(self._theme.prompt_font(28))
            card.setStyleSheet(f"font-size: {self._theme.size(28)}px; text-align: center;")
            card.setFixedSize(QSize(self._theme.size(400), self._theme.size(180)))
            card.setAccessibleName(tr("题目：{topic}", topic=topic))
            card.clicked.connect(partial(self._choose, topic))
            row.addWidget(card)
            self.topics.append(card)
        row.addStretch(1)
        return holder

    def _choose(self, topic: str, _checked: bool = False) -> None:
        self._sitting.choose_topic(topic)
        self.record.setFocus()

    # what she does

    def press(self) -> None:
        """Space, or the button: begins the part or ends it; asks first when it is oddly early."""
        state = self._sitting.state
        if state.step is Step.READY:
            self._sitting.begin()
            if self.choosing is not None:
                self.choosing.focus()
        elif state.step is Step.RUNNING:
            if self.choosing is not None:
                self._ask_to_hand_in(self.choosing.open_items)
            elif state.early:
                self._ask_whether_over(state)
            else:
                self._sitting.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, wherever the focus is (a button that has it takes the key for itself)."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat() and self._sitting.state.spoken:
            self.press()
        else:
            super().keyPressEvent(event)

    def hand_in(self) -> None:
        """Give the answers as they are."""
        if self.choosing is not None:
            self._sitting.hand_in(self.choosing.answers)

    def _ask_whether_over(self, state: SittingState) -> None:
        """The recording goes on while she is asked."""
        talk = state.part is PartOfPaper.TALK
        text = tr("才录了 {time}。", time=clock(state.elapsed))
        more = tr("说话不满 3 分钟会扣分。") if talk else tr("真的读完了吗？录音还在继续。")
        box, stay = self._question(text, more, tr("接着说") if talk else tr("接着读"))
        over = box.addButton(tr("说完了") if talk else tr("读完了"), QMessageBox.ButtonRole.AcceptRole)
        anew = box.addButton(tr("这一遍不要，重新来"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(stay)

        def answered() -> None:
            if box.clickedButton() == over:
                self._sitting.end()
            elif box.clickedButton() == anew:
                self._sitting.start_over()
            self.record.setFocus()

        box.finished.connect(answered)
        box.open()

    def _ask_to_hand_in(self, left: int) -> None:
        if not left:
            self.hand_in()
            return
        box, stay = self._question(
            tr("还有 {count} 题没有选。", count=left), tr("没选的题不得分。现在交吗？"), tr("接着选")
        )
        over = box.addButton(tr("交卷"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(stay)
        box.finished.connect(lambda: self.hand_in() if box.clickedButton() == over else None)
        box.open()

    def _question(self, text: str, more: str, stay: str) -> tuple[QMessageBox, QPushButton]:
        box = QMessageBox(self)
        box.setWindowTitle(self.title.text())
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(text)
        box.setInformativeText(more)
        kept = box.addButton(stay, QMessageBox.ButtonRole.RejectRole)
        box.setEscapeButton(kept)
        self._box = box
        return box, kept

    @property
    def question(self) -> QMessageBox | None:
        """The question that is or was asked last."""
        return self._box

    def close_question(self) -> None:
        """Take a question away: the part ended meanwhile."""
        if self._box is not None and self._box.isVisible():
            self._box.reject()

    # showing

    def show_state(self, state: SittingState) -> None:
        """Show the sitting as it is."""
        if state.step is not self._step:
            self._step = state.step
            self._show_step(state)
        over = state.left < 0
        self._clock.setText(isolate(f"+{clock(-state.left)}") if over else clock(state.left))
        self._clock_words.setText(tr("超时了，还可以读完") if over else tr("还剩"))
        set_look(self._clock_words, "role", "error" if over else "soft")
        self._clock.setAccessibleName(f"{self._clock_words.text()} {self._clock.text()}")
        for card in self.topics:
            card.setChecked(card.text() == state.topic)
            card.setEnabled(state.step is Step.READY)
        if self.choosing is not None:
            self.choosing.set_open(state.step is Step.RUNNING)
        self.record.setEnabled(state.may_begin or state.step is Step.RUNNING)
        self.main.setEnabled(state.step in (Step.READY, Step.RUNNING))
        self.retry.setVisible(state.spoken and bool(state.microphone_error) and state.step is Step.READY)
        self.again.setVisible(state.spoken and state.step is Step.RUNNING)
        self._keys.setText(self._key_words(state))
        hint, wrong = self._hint_words(state)
        self._hint.setText(hint)
        set_look(self._hint, "role", "error" if wrong else "soft")

    def _show_step(self, state: SittingState) -> None:
        running = state.step is Step.RUNNING
        self.record.setVisible(state.spoken)
        self.main.setVisible(not state.spoken)
        look = RecordLook.STOP if running else RecordLook.RECORD
        if state.step in (Step.WAITING, Step.OVER):
            look = RecordLook.BUSY
        self.record.set_look(look)
        name = tr("读完了") if running else tr("开始")
        self.record.setAccessibleName(name)
        self.record.setToolTip(tr("{action}（空格）", action=name))
        self.main.setText(tr("交卷") if running else tr("开始"))
        if state.step is Step.OVER:
            self.close_question()

    def _key_words(self, state: SittingState) -> str:
        talk = state.part is PartOfPaper.TALK
        if state.step is Step.WAITING:
            return tr("上一题还在保存，马上开始…")
        if state.step is Step.OVER:
            return tr("正在保存…")
        if not state.spoken:
            return ""
        if state.step is Step.RUNNING:
            return tr("说完按空格") if talk else tr("读完按空格")
        if talk and not state.topic:
            return tr("先选一个题目")
        return tr("准备好了，按空格开始")

    def _hint_words(self, state: SittingState) -> tuple[str, bool]:
        """The line below the keys, and whether it is about something that went wrong."""
        if state.spoken and state.microphone_error and state.step is Step.READY:
            return state.microphone_error, True
        if state.trouble and state.step is Step.READY:
            return state.trouble, True
        if state.spoken and state.warning is not None:
            return warning_sentence(state.warning, scored=state.part is not PartOfPaper.TALK), True
        if state.step is Step.RUNNING:
            return "", False
        if state.spoken and not state.speech_ready and state.part is not PartOfPaper.TALK:
            return tr("正在准备评分模型，请稍等…"), False
        if state.part is PartOfPaper.TALK:
            return tr("想一想再开始，最多想几分钟；开始以后计时 3 分钟。"), False
        if state.spoken:
            return tr("可以先看一遍；一开始就计时 {time}。", time=clock(LIMITS[state.part])), False
        return tr("按“开始”以后出题，计时 {time}。", time=clock(LIMITS[state.part])), False

    def _show_level(self, level: Level | None) -> None:
        self.record.set_level(level)

    def _dress(self) -> None:
        self._clock.setStyleSheet(f"font-size: {self._theme.size(34)}px; font-weight: 600;")
        chinese(self._clock, self._theme)
