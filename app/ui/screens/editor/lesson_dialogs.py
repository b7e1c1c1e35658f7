"""What is asked before a lesson is begun, copied, packed or made into cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from app.curriculum.steps.step_type import ID_PATTERN
from app.curriculum.tracks import OTHER, TRACKS, track_name
from app.curriculum.values import Lesson
from app.i18n import LANGUAGES, tr
from app.ui.screens.editor.choose_lessons import AskingDialog, LessonTicks
from app.ui.screens.editor.forms.fields import TRANSLATED
from app.ui.theme import Theme
from app.ui.widgets.form import FormRows

if TYPE_CHECKING:
    from app.practice.authoring import Authoring


class NewLesson(AskingDialog):
    """Asks for a title, an id proposed from its pinyin, and a track; without `copied`, for a new lesson."""

    def __init__(
        self,
        authoring: Authoring,
        tracks: Sequence[str],
        theme: Theme,
        parent: QWidget,
        copied: Lesson | None = None,
    ) -> None:
        heading = tr("新的一课") if copied is None else tr("再来一份")
        said = tr("先起个名字，内容以后慢慢写。") if copied is None else tr("原来的那一课不变。")
        super().__init__(heading, said, tr("开始写"), theme, parent)
        self._authoring = authoring
        self._by_hand = False
        rows = FormRows()
        self.title = QLineEdit()
        self.title.setPlaceholderText(tr("例如：核桃：三句话"))
        self.title.textEdited.connect(self._titled)
        rows.add_field(tr("标题"), self.title)
        self.track = QComboBox()
        self.track.setEditable(True)
        for each in (*TRACKS, OTHER, *(each for each in tracks if each not in (*TRACKS, OTHER))):
            self.track.addItem(track_name(each), each)
        if copied is None:
            rows.add_field(tr("系列"), self.track, tr("选一个，也可以写一个新的。"))
        self.lesson_id = QLineEdit()
        self.lesson_id.textEdited.connect(self._named)
        rows.add_field(tr("编号"), self.lesson_id, tr("学员的成绩跟着编号走，以后不能改。"))
        self.body.addLayout(rows)
        self.title.setFocus()
        if copied is not None:
            self.title.setText(tr("{title}（二）", title=copied.title))
            self._titled(self.title.text())
        self._dress()

    def _titled(self, title: str) -> None:
        if not self._by_hand:
            self.lesson_id.setText(self._authoring.propose_id(title) if title.strip() else "")
        self._dress()

    def _named(self, written: str) -> None:
        self._by_hand = bool(written)
        self._dress()

    def _dress(self) -> None:
        lesson_id = self.lesson_id.text().strip()
        fits = ID_PATTERN.fullmatch(lesson_id) is not None
        self.say("" if fits or not lesson_id else tr("编号只能用文字、数字和连字符，中间没有空格。"))
        self.yes.setEnabled(fits and bool(self.title.text().strip()))

    @property
    def answer(self) -> tuple[str, str, str]:
        """Id, title and track."""
        at = self.track.findText(self.track.currentText().strip())
        track = str(self.track.itemData(at)) if at >= 0 else self.track.currentText().strip()
        return self.lesson_id.text().strip(), " ".join(self.title.text().split()), track


class PackLessons(AskingDialog):
    """Asks which lessons go into a pack, what it is called and who made it."""

    def __init__(
        self, lessons: Sequence[Lesson], chosen: Sequence[str], author: str, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(
            tr("打成课包"),
            tr("别的电脑在“课程”页导入这个文件，就能学这几课。"),
            tr("下一步：存在哪里"),
            theme,
            parent,
        )
        self.ticks = LessonTicks(lessons, chosen)
        self.ticks.changed.connect(self._dress)
        rows = FormRows()
        self.title = QLineEdit()
        self.title.setPlaceholderText(next((each.title for each in lessons if each.id in chosen), ""))
        rows.add_field(tr("课包名称"), self.title)
        self.author = QLineEdit(author)
        rows.add_field(tr("谁做的"), self.author)
        self.body.addWidget(self.ticks, 1)
        self.body.addLayout(rows)
        self.ticks.search.setFocus()
        self._dress()

    def _dress(self) -> None:
        self.yes.setEnabled(bool(self.ticks.chosen))


class MakeCards(AskingDialog):
    """Asks which lessons become cards for Anki, and in which language the backs are."""

    def __init__(
        self, lessons: Sequence[Lesson], chosen: Sequence[str], language: str, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(
            tr("做 Anki 卡片"),
            tr("生词、句子和题目做成卡片，学员在手机的 Anki 里复习。"),
            tr("下一步：存在哪里"),
            theme,
            parent,
        )
        self.ticks = LessonTicks(lessons, chosen)
        self.ticks.changed.connect(self._dress)
        self.language = QComboBox()
        for each in TRANSLATED:
            self.language.addItem(LANGUAGES[each], each)
        self.language.setCurrentIndex(max(0, self.language.findData(language)))
        rows = FormRows()
        rows.add_field(tr("意思用哪种语言"), self.language)
        self.body.addWidget(self.ticks, 1)
        self.body.addLayout(rows)
        self.ticks.search.setFocus()
        self._dress()

    def _dress(self) -> None:
        self.yes.setEnabled(bool(self.ticks.chosen))

    @property
    def chosen_language(self) -> str:
        """The language of the backs."""
        return str(self.language.currentData())
