"""The list of lessons for trainers: their own first, all others below, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from app.curriculum.tracks import track_name
from app.curriculum.values import Lesson
from app.i18n import tr, trn
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.editor.carrying import Carrying
from app.ui.screens.editor.lesson_dialogs import NewLesson
from app.ui.texts import minutes_text
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading, rule
from app.ui.widgets.page import Page
from app.ui.widgets.states import StatePanel

if TYPE_CHECKING:
    from app.practice.studio import Studio

SHOWN = 12
"""How many of the others are shown before she asks for more."""


class LessonsPage(Page):
    """`edit_wanted` tells a lesson's id and what to begin with: "", "translate" or "quiz"."""

    edit_wanted = Signal(str, str)
    rules_wanted = Signal()
    plans_wanted = Signal()
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(theme, tr("备课"))
        self._studio = studio
        self._jobs = jobs
        self._shown = SHOWN
        self._drafts: frozenset[str] = frozenset()
        self._unsaved: tuple[Lesson, ...] = ()
        self.carrying = Carrying(studio, jobs, theme, self)
        self.carrying.done.connect(self.done)
        self.carrying.failed.connect(self.failed)
        self.pack = button(
            tr("打成课包…"), self.carrying.ask_for_pack, theme, kind="quiet", icon="export_file"
        )
        self.cards = button(tr("Anki 卡片…"), self.carrying.ask_for_cards, theme, kind="quiet", icon="card")
        self.rules = button(tr("不能说的话"), self.rules_wanted.emit, theme, kind="quiet", icon="warning")
        self.new = button(tr("新的一课"), self.ask_for_new, theme, kind="main", icon="add")
        self.plans = button(tr("学习计划"), self.plans_wanted.emit, theme, kind="quiet", icon="order")
        for each in (self.plans, self.rules, self.pack, self.cards, self.new):
            self.add_action(each)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("找一课：标题、系列、编号"))
        self.search.setAccessibleName(tr("找一课"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._searched)
        self._own = QVBoxLayout()
        self._own.setSpacing(SPACE)
        self._others = QVBoxLayout()
        self._others.setSpacing(SPACE)
        self.body.addWidget(self.search)
        self.body.addLayout(self._own)
        self.body.addLayout(self._others)
        self.body.addStretch(1)

    def enter(self) -> None:
        """Show the lessons there are now."""
        authoring = self._studio.authoring
        self._jobs.run(lambda: (authoring.drafts(), authoring.unsaved()), self._show, owner=self)

    def _show(self, result: Ok[tuple[frozenset[str], tuple[Lesson, ...]]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self._drafts, self._unsaved = result.value
        self._draw()

    def _draw(self) -> None:
        authoring = self._studio.authoring
        own = (*self._unsaved, *authoring.own())
        mine = {each.id for each in own}
        wanted = self.search.text().strip().casefold()
        found = [each for each in own if _matches(each, wanted)]
        others = [
            each for each in self._studio.library.lessons if each.id not in mine and _matches(each, wanted)
        ]
        self.set_title(tr("备课"), tr("改好、保存，学员马上就能学。"))
        self.new.set_kind("main" if own else "")  # the empty list below has the main action
        clear(self._own)
        clear(self._others)
        self._own.addWidget(label(tr("我的课"), "section"))
        if not own:
            self._own.addWidget(self._nothing())
        elif found:
            self._own.addWidget(self._card(found, own=True))
        else:
            self._own.addWidget(label(tr("没有找到。"), "soft"))
        self._others.addWidget(label(tr("自带的和别处来的课"), "section"))
        if not others:
            self._others.addWidget(label(tr("没有找到。"), "soft"))
            return
        self._others.addWidget(self._card(others[: self._shown], own=False))
        left = len(others) - self._shown
        if left > 0:
            more = trn("还有 {number} 课", "还有 {number} 课", left)
            self._others.addLayout(leading(button(more, self._show_more, self.theme, icon="chevron_down")))

    def is_saved(self, lesson: Lesson) -> bool:
        """Whether trainees see the lesson; one that was only begun cannot be carried away."""
        return lesson not in self._unsaved

    def _nothing(self) -> QWidget:
        return StatePanel(
            self.theme,
            "editor",
            tr("还没有自己的课。"),
            tr("从头写一课，或者在下面找一课差不多的，复制一份再改。"),
            tr("写第一课"),
            self.ask_for_new,
        )

    def _card(self, lessons: Sequence[Lesson], *, own: bool) -> QWidget:
        card = Card()
        card.body.setContentsMargins(2 * SPACE, SPACE, SPACE, SPACE)
        card.body.setSpacing(0)
        for at, lesson in enumerate(lessons):
            if at:
                card.body.addWidget(rule())
            tag = tr("有没保存的内容") if lesson.id in self._drafts else ""
            if not self.is_saved(lesson):
                tag = tr("还没保存过，学员看不到")
            card.body.addWidget(LessonRow(lesson, self.theme, self, own=own, tag=tag))
        return card

    def _searched(self, _text: str) -> None:
        self._shown = SHOWN
        self._draw()

    def _show_more(self) -> None:
        self._shown += 4 * SHOWN
        self._draw()

    # what can be done with a lesson

    def ask_for_new(self) -> None:
        """Begin a lesson."""
        authoring = self._studio.authoring
        tracks = sorted({each.track for each in self._studio.library.lessons})
        dialog = NewLesson(authoring, tracks, self.theme, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.begin(*dialog.answer)

    def begin(self, lesson_id: str, title: str, track: str) -> None:
        """Begin a lesson and open it."""
        self._change(lambda: self._studio.authoring.begin(lesson_id, title, track), lesson_id)

    def ask_for_copy(self, lesson: Lesson) -> None:
        """Begin a lesson that is like another."""
        dialog = NewLesson(self._studio.authoring, (), self.theme, self, copied=lesson)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            new_id, title, _track = dialog.answer
            self._change(lambda: self._studio.authoring.duplicate(lesson.id, new_id, title), new_id)

    def ask_to_remove(self, lesson: Lesson) -> None:
        """Take a lesson of one's own out, after asking."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("删除这一课"))
        box.setText(
            tr(
                "删除《{title}》？学员看不到它了，成绩还在。文件留在 .replaced 文件夹里。",
                title=isolate(lesson.title),
            )
        )
        yes = box.addButton(tr("删除"), QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(tr("不删除"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(no)
        box.exec()
        if box.clickedButton() is yes:
            self.remove(lesson)

    def remove(self, lesson: Lesson) -> None:
        """Take a lesson of one's own out."""

        def removed(result: Ok[None] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                self.done.emit(tr("《{title}》删除了。", title=isolate(lesson.title)))
            self.enter()

        self._jobs.run(lambda: self._studio.authoring.remove(lesson.id), removed, owner=self)

    def _change(self, work: Callable[[], object], lesson_id: str) -> None:
        def done(result: Ok[object] | Err) -> None:
            if isinstance(result, Err):
                self.failed.emit(str(result.error))
            else:
                self.edit_wanted.emit(lesson_id, "")

        self._jobs.run(work, done, owner=self)


def _matches(lesson: Lesson, wanted: str) -> bool:
    texts = (lesson.title, lesson.id, lesson.summary, track_name(lesson.track), *lesson.meanings.values())
    return not wanted or any(wanted in each.casefold() for each in texts)


class LessonRow(QFrame):
    """One lesson: what it is, and its buttons; what is done seldom is in a menu."""

    def __init__(self, lesson: Lesson, theme: Theme, page: LessonsPage, *, own: bool, tag: str = "") -> None:
        super().__init__()
        self._lesson, self._theme, self._page, self._own = lesson, theme, page, own
        texts = QVBoxLayout()
        texts.setSpacing(0)
        title = QHBoxLayout()
        title.setSpacing(SPACE)
        title.addWidget(label(isolate(lesson.title), "form", wrap=False))
        if tag:
            title.addWidget(label(tag, "tag-now", wrap=False))
        title.addStretch(1)
        texts.addLayout(title)
        steps = trn("{number} 步", "{number} 步", len(lesson.steps))
        facts = (track_name(lesson.track), minutes_text(lesson.minutes), steps, lesson.id)
        texts.addWidget(label(" · ".join(isolate(each) for each in facts), "small", wrap=False))
        title_text = lesson.title
        self.edit = self._button(tr("改"), tr("改《{title}》", title=title_text), "editor", self._edit)
        self.translate = self._button(
            tr("翻译"), tr("翻译《{title}》", title=title_text), "translate", self._translate
        )
        self.copy = self._button(tr("复制"), tr("复制《{title}》", title=title_text), "copy", self._copy)
        self.more = self._button("⋯", tr("《{title}》还可以…", title=title_text), "", self._open_menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE // 2, 0, SPACE // 2)
        row.setSpacing(0)
        row.addLayout(texts, 1)
        for each in (self.edit, self.translate, self.copy, self.more):
            row.addWidget(each)

    def _button(self, text: str, name: str, icon: str, pressed: Callable[[], object]) -> Button:
        return button(text, pressed, self._theme, kind="quiet", icon=icon, name=name)

    def _edit(self) -> None:
        self._page.edit_wanted.emit(self._lesson.id, "")

    def _translate(self) -> None:
        self._page.edit_wanted.emit(self._lesson.id, "translate")

    def _copy(self) -> None:
        self._page.ask_for_copy(self._lesson)

    def menu(self) -> QMenu:
        """What is done seldom."""
        menu = QMenu(self)
        quiz = menu.addAction(self._theme.icon("import_file"), tr("导入题目…"))
        quiz.triggered.connect(lambda _checked=False: self._page.edit_wanted.emit(self._lesson.id, "quiz"))
        carrying, chosen = self._page.carrying, (self._lesson.id,)
        if self._page.is_saved(self._lesson):
            pack = menu.addAction(self._theme.icon("export_file"), tr("打成课包…"))
            pack.triggered.connect(partial(_ignoring, carrying.ask_for_pack, chosen))
            cards = menu.addAction(self._theme.icon("card"), tr("Anki 卡片…"))
            cards.triggered.connect(partial(_ignoring, carrying.ask_for_cards, chosen))
        if self._own:
            menu.addSeparator()
            out = menu.addAction(self._theme.icon("trash"), tr("删除…"))
            out.triggered.connect(lambda _checked=False: self._page.ask_to_remove(self._lesson))
        return menu

    def _open_menu(self) -> None:
        self.menu().exec(self.more.mapToGlobal(self.more.rect().bottomLeft()))


def _ignoring(
    call: Callable[[tuple[str, ...]], None], chosen: tuple[str, ...], _checked: bool = False
) -> None:
    call(chosen)
