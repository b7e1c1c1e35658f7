"""Questions from elsewhere: what was understood, and line by line what was left out."""

from __future__ import annotations

from PySide6.QtWidgets import QListWidget, QWidget

from app.curriculum.imported_quiz import ImportedQuiz
from app.i18n import tr, trn
from app.ui.activities.kinds import heading_of, kind_name
from app.ui.i18n import isolate
from app.ui.screens.editor.choose_lessons import AskingDialog
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label

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
