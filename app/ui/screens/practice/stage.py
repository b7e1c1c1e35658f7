"""Below the prompt, before and during a take: the record button and what goes with it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.audio.values import Level
from app.i18n import tr
from app.ui.screens.practice.state import Face
from app.ui.screens.practice.view import PracticeView
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label, set_look
from app.ui.widgets.record_button import RecordButton


class Stage(QWidget):
    """The record button with its ring, the clock, one warning, and pause and redo."""

    pause_wanted = Signal()
    redo_wanted = Signal()
    retry_wanted = Signal()
    settings_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.record = RecordButton(theme)
        self.pause = button("", self.pause_wanted.emit, theme, icon="pause")
        self.redo = button(tr("重来"), self.redo_wanted.emit, theme, icon="again")
        self.retry = button(tr("再找一次麦克风"), self.retry_wanted.emit, theme, icon="again")
        self.settings = button(tr("选择麦克风"), self.settings_wanted.emit, theme, icon="settings")
        self.bring = button(tr("导入录音"), self.import_wanted.emit, theme, icon="import_file")
        for each in (self.pause, self.redo, self.retry, self.settings, self.bring):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.headline = label("", "lead")
        self.explanation = label("", "soft")
        self._clock = label("", "title", wrap=False)
        self._keys = label("", "small")
        self._warning_sign = QLabel()
        self._warning = label("")
        self._build()
        theme.changed.connect(self._dress)
        self._dress()

    def _build(self) -> None:
        for text in (self.headline, self.explanation, self._keys):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.explanation.setMaximumWidth(self._theme.size(560))
        explanation = QHBoxLayout()
        explanation.addStretch(1)
        explanation.addWidget(self.explanation, 1000)
        explanation.addStretch(1)

        # the warning keeps its room, so that nothing jumps when it comes and goes
        self._warning_box = QWidget()
        warning = QHBoxLayout(self._warning_box)
        warning.setContentsMargins(0, 0, 0, 0)
        warning.setSpacing(SPACE)
        warning.addStretch(1)
        warning.addWidget(self._warning_sign)
        warning.addWidget(self._warning)
        warning.addStretch(1)
        self._warning_box.setFixedHeight(self._theme.size(28))
        self._warning.setWordWrap(False)

        self._left = QHBoxLayout()
        self._left.addStretch(1)
        self._left.addWidget(self.pause)
        right = QHBoxLayout()
        right.addWidget(self.redo)
        right.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(3 * SPACE)
        sides = []
        for layout in (self._left, right):
            side = QWidget()
            layout.setContentsMargins(0, 0, 0, 0)
            side.setLayout(layout)
            side.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            sides.append(side)
        middle.addWidget(sides[0], 1)
        middle.addWidget(self.record)
        middle.addWidget(sides[1], 1)

        ways = QHBoxLayout()
        ways.setSpacing(SPACE)
        ways.addStretch(1)
        for each in (self.retry, self.settings, self.bring):
            ways.addWidget(each)
        ways.addStretch(1)

        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._warning_box)
        column.addLayout(middle)
        column.addWidget(self._clock, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.headline)
        column.addLayout(explanation)
        column.addLayout(ways)
        column.addWidget(self._keys)
        column.addStretch(1)

    def show_view(self, view: PracticeView) -> None:
        """Show the page's present state."""
        self.record.set_look(view.look, view.count)
        self.record.setEnabled(view.record_enabled)
        self.record.setAccessibleName(view.record_name)
        self.record.setToolTip(view.record_name)
        trouble = view.face in (Face.NO_MICROPHONE, Face.FAILED)
        set_look(self.headline, "role", "strong" if trouble else "lead")
        self.headline.setText(view.headline)
        self.explanation.setText(view.explanation)
        self.explanation.setVisible(bool(view.explanation))
        self._clock.setText(view.clock)
        self._clock.setVisible(bool(view.clock))
        self._keys.setText(view.keys)
        self._warning.setText(view.warning)
        self._warning_sign.setVisible(bool(view.warning))
        self.pause.setText(view.pause)
        self.pause.set_icon("pause" if view.face is Face.RECORDING else "play")
        self.pause.setVisible(bool(view.pause))
        self.redo.setVisible(view.redo)
        self.retry.setVisible(view.retry)
        self.settings.setVisible(view.retry)
        self.bring.setVisible(view.retry)
        self.bring.setEnabled(view.import_enabled)

    def set_level(self, level: Level | None) -> None:
        """The microphone's level, for the ring."""
        self.record.set_level(level)

    @property
    def warning(self) -> str:
        """The warning shown, "" for none."""
        return self._warning.text()

    @property
    def clock(self) -> str:
        """The elapsed time shown."""
        return self._clock.text()

    def _dress(self) -> None:
        self._warning_sign.setPixmap(self._theme.pixmap("warning", "off", 20, self))
        self._warning.setStyleSheet(f"color: {self._theme.colours.off}; font-weight: 600;")

    def sizeHint(self) -> QSize:
        """Always as high as its fullest state, so that the prompt above does not move."""
        return QSize(640, max(self._theme.size(344), super().sizeHint().height()))
