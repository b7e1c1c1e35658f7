"""Where a script comes from: written or pasted here, opened from a file, or taken from a lesson."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QPlainTextEdit, QVBoxLayout, QWidget

from app.curriculum.values import Lesson
from app.i18n import tr
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.labels import label

_LARGEST = 200_000  # bytes: an hour of talk is a tenth of that
_SETTLE_MS = 300
_SECONDS_A_CHARACTER = 0.25
_EXAMPLE = "\u200e# 开场 | 30\n大家好……\n\n\u200e# 产品 | 60\n……"  # Qt lays it out as the window runs


class ScriptBox(QWidget):
    """The script as it is written. `edited` comes when she has paused typing."""

    edited = Signal(str)
    failed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._lessons: tuple[Lesson, ...] = ()
        self.text = QPlainTextEdit()
        self.text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.text.setAccessibleName(tr("稿子"))
        self.text.setPlaceholderText(_EXAMPLE)
        self.text.setFont(theme.prompt_font(16))
        self.text.setTabChangesFocus(True)
        self.open = button(tr("打开文本文件…"), self.ask_for_file, theme, icon="folder")
        self.lessons = QComboBox()
        self.lessons.setAccessibleName(tr("从课程里取句子"))
        self.lessons.setMinimumContentsLength(10)
        self.lessons.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.lessons.activated.connect(self._take)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SETTLE_MS)
        self._pause.timeout.connect(lambda: self.edited.emit(self.written))
        self.text.textChanged.connect(self._pause.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(label(tr("用一行“# 名称 | 秒数”开始一段，时间可以不写。"), "soft"))
        column.addWidget(self.text, 1)
        column.addWidget(self.lessons)
        column.addWidget(self.open)

    @property
    def written(self) -> str:
        """The script with its headings."""
        return self.text.toPlainText()

    def show_text(self, written: str) -> None:
        """Put a script there; it counts at once. What stood there can be had back with undo."""
        self.text.selectAll()
        self.text.insertPlainText(written)
        self._pause.stop()
        self.edited.emit(self.written)

    def settle(self) -> None:
        """What was typed counts now."""
        if self._pause.isActive():
            self._pause.stop()
            self.edited.emit(self.written)

    def show_lessons(self, lessons: Sequence[Lesson]) -> None:
        """Offer the sentences of these lessons."""
        self._lessons = tuple(each for each in lessons if each.prompts)
        self.lessons.clear()
        self.lessons.addItem(tr("从课程里取句子…"))
        self.lessons.addItems([each.title for each in self._lessons])

    def _take(self, index: int) -> None:
        if index > 0:
            lesson = self._lessons[index - 1]
            texts = [each.text for each in lesson.prompts]
            seconds = max(10, round(sum(map(len, texts)) * _SECONDS_A_CHARACTER / 10) * 10)
            self.show_text(f"# {lesson.title} | {seconds}\n" + "\n".join(texts) + "\n")
            self.lessons.setCurrentIndex(0)

    def ask_for_file(self) -> None:
        """Open a text file."""
        path, _ = QFileDialog.getOpenFileName(self, tr("打开文本文件"), "", tr("文本文件") + " (*.txt *.md)")
        if path:
            self.open_file(Path(path))

    def open_file(self, path: Path) -> None:
        """Read a script from a file, UTF-8 or as older Windows programs write Chinese."""
        try:
            if path.stat().st_size > _LARGEST:
                self.failed.emit(tr("这个文件太大，不像一份稿子。请选一个文本文件。"))
                return
            written = path.read_bytes()
        except OSError:
            self.failed.emit(tr("这个文件打不开。请检查它还在不在，再试一次。"))
            return
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                text = written.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                self.show_text(text)
                return
        self.failed.emit(tr("这个文件不是文本。请把稿子另存为 .txt 再打开。"))
