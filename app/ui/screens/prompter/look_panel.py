"""How the script looks: character size, line height, mirrored or not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QSlider, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.screens.prompter.text_view import LARGEST, SMALLEST, TIGHTEST, WIDEST
from app.ui.theme import SPACE
from app.ui.widgets.labels import label


class LookPanel(QWidget):
    """Two sliders and a tick."""

    changed = Signal()

    def __init__(self, size: int, line: int, mirrored: bool) -> None:
        super().__init__()
        self.size_slider = slider(SMALLEST, LARGEST, 2, size, tr("字的大小"))
        self.line_slider = slider(TIGHTEST, WIDEST, 10, line, tr("行距"))
        self.mirrored = QCheckBox(tr("左右镜像"))
        self.mirrored.setToolTip(tr("放在反光的提词镜下面时用"))
        self.mirrored.setChecked(mirrored)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE)
        for row, each in enumerate((self.size_slider, self.line_slider)):
            grid.addWidget(label(each.accessibleName(), "soft", wrap=False), row, 0)
            grid.addWidget(each, row, 1)
            each.valueChanged.connect(lambda _value: self.changed.emit())
        self.mirrored.toggled.connect(lambda _on: self.changed.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(grid)
        column.addWidget(self.mirrored)


def slider(least: int, most: int, step: int, value: int, name: str) -> QSlider:
    """A horizontal slider for the keyboard and the mouse."""
    made = QSlider(Qt.Orientation.Horizontal)
    made.setRange(least, most)
    made.setSingleStep(step)
    made.setPageStep(4 * step)
    made.setValue(value)
    made.setAccessibleName(name)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
