"""Questions from elsewhere: what was understood, and line by line what was left out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QListWidget, QWidget

from app.curriculum.imported_quiz import ImportedQuiz
from app.i18n import tr, trn
from app.ui.activities.kinds import heading_of, kind_name
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.editor.choose_lessons import AskingDialog
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio

FILES = "*.gift *.txt *.xlsx *.csv *.tsv"


class QuizDialog(AskingDialog):
    """Asks whether to take the questions over."""

    def __init__(self, quiz: ImportedQuiz, theme: Theme, parent: QWidget) -> None:
        count = len(quiz.questions)
        found = trn("看懂了 {number} 道题。", "看懂了 {number} 道题。", count)
        super().__init__(tr("导入题目"), found, tr("放进这一课"), theme, parent)
        self.yes.setEnabled(bool(count))
        self.questions = QListWidget()
        self.questions.setAccessibleName(found)
        for question in quiz.questions:
            self.questions.addItem(f"{kind_name(question)} · {isolate(heading_of(question))}")
        self.questions.setMinimumHeight(16 * SPACE)
        self.questions.setVisible(bool(count))
        self.body.addWidget(self.questions)
        self.refusals = QListWidget()
        if quiz.refusals:
            left = len(quiz.refusals)
            said = trn("有 {number} 道没有放进来：", "有 {number} 道没有放进来：", left)
            self.body.addWidget(label(said, "strong"))
            self.refusals.setAccessibleName(said)
            self.refusals.setWordWrap(True)
            for refusal in quiz.refusals:
                self.refusals.addItem(
                    tr("第 {line} 行：{reason}", line=refusal.line, reason=isolate(refusal.reason))
                )
            self.refusals.setMinimumHeight(12 * SPACE)
            self.body.addWidget(self.refusals)


class QuizImport(QObject):
    """Reads a file, shows what came of it, and tells `agreed` when the trainer wants the questions."""

    agreed = Signal(object)  # ImportedQuiz with at least one question
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self._page = page

    def ask_for_file(self) -> None:
        """Let her choose a file of questions."""
        path, _filter = QFileDialog.getOpenFileName(
            self._page, tr("选择题目文件"), "", tr("题目：GIFT、Excel、CSV ({files})", files=FILES)
        )
        if path:
            self.open_file(Path(path))

    def open_file(self, path: Path) -> None:
        """Read questions, and ask whether to take them over."""
        self._jobs.run(lambda: self._studio.packs.read_quiz(path), self._read, owner=self)

    def _read(self, result: Ok[ImportedQuiz] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        dialog = QuizDialog(result.value, self._theme, self._page)
        if dialog.exec() == QDialog.DialogCode.Accepted and result.value.questions:
            self.agreed.emit(result.value)
