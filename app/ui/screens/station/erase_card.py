"""All of one person, erased for good: chosen, looked at, her name typed, then done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.errors import ExpectedError
from app.i18n import tr
from app.people.values import Profile
from app.practice.station_values import Cleaned
from app.practice.upkeep import ErasureAsked
from app.ui.i18n import isolate
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.screens.station.facts import Facts, fit_height
from app.ui.screens.station.words import erasure_rows
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label, leading
from app.ui.widgets.long_job import LongJobPanel

if TYPE_CHECKING:
    from app.practice.studio import Studio


@dataclass(frozen=True)
class _Erased:
    cleaned: Cleaned
    at_hub: ExpectedError | None  # why the centre's database still holds her


class EraseDialog(QDialog):
    """What would go, from where, and what nobody but a person can find. Her name has to be typed."""

    def __init__(self, asked: ErasureAsked, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = asked.name
        self.setWindowTitle(tr("删除一个人的全部数据"))
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 3 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(
            label(tr("{name} 的这些数据会删除，以后找不回来：", name=isolate(asked.name)), "strong")
        )
        self.facts = Facts()
        self.facts.show_facts(*((words, isolate(str(count)), "") for words, count in erasure_rows(asked)))
        column.addWidget(self.facts)
        also = QVBoxLayout()
        also.setSpacing(SPACE // 2)
        for each in _also(asked):
            also.addWidget(label(each, "soft"))
        column.addLayout(also)
        column.addWidget(label(tr("确定的话，请在下面写上姓名：{name}", name=isolate(asked.name))))
        self.typed = QLineEdit()
        self.typed.setAccessibleName(tr("要删除的人的姓名"))
        self.typed.textChanged.connect(self._typed)
        column.addWidget(self.typed)
        self.erase = button(tr("永远删除"), self.accept, theme, kind="main", icon="trash")
        self.erase.setEnabled(False)
        self.keep = button(tr("不删除"), self.reject, theme)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.keep)
        foot.addWidget(self.erase)
        column.addLayout(foot)
        fit_height(self, column, theme.size(640))
        self.typed.setFocus()

    def _typed(self, text: str) -> None:
        self.erase.setEnabled(text.strip() == self._name)


def _also(asked: ErasureAsked) -> list[str]:
    found = []
    if asked.backups:
        found.append(tr("这台电脑上的 {count} 个备份会重写。", count=isolate(str(asked.backups))))
    if asked.place is not None:
        found.append(tr("{folder} 里的整机备份也会重写。", folder=isolate(str(asked.place))))
    if asked.what.mentions:
        count = isolate(str(sum(asked.what.mentions.values())))
        found.append(tr("别人写的文字里有 {count} 处提到这个姓名，那些不会改。", count=count))
    return [*found, *map(str, asked.others)]


class EraseCard(Card):
    """For administrators. `gone` after who was signed in here erased herself."""

    gone = Signal()
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__(tr("删除一个人的全部数据"))
        self._studio, self._jobs, self._theme = studio, jobs, theme
        self._wanted = ""
        self.dialog: EraseDialog | None = None
        self.body.addWidget(
            label(tr("有人要求删除时用：成绩、录音、点评，备份里的也删。先看清楚会删什么，再决定。"), "soft")
        )
        self.who = QComboBox()
        self.who.setAccessibleName(tr("要删除的人"))
        self.who.setEditable(True)
        self.who.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.who.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        line, completer = self.who.lineEdit(), self.who.completer()
        assert line is not None and completer is not None  # it is editable
        line.setPlaceholderText(tr("写姓名，或者从列表里选"))
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.who.currentTextChanged.connect(lambda _text: self._fit())
        self.body.addWidget(self.who)
        self.panel = LongJobPanel(jobs, theme)
        self.body.addWidget(self.panel)
        self.said = QVBoxLayout()
        self.body.addLayout(self.said)
        self.look = button(tr("看看会删什么…"), self.ask, theme, icon="erase")
        self.body.addLayout(leading(self.look))

    def begin_with(self, profile_id: str) -> None:
        """Choose this person when the list is read."""
        self._wanted = profile_id

    def load(self) -> None:
        """List everybody, those put away too."""

        def read() -> list[tuple[Profile, str]]:
            people = self._studio.people
            classes = {each.id: each.name for each in people.cohorts(archived=True)}
            everyone = sorted(people.profiles(archived=True), key=lambda each: each.name)
            return [(each, classes.get(each.cohort_id, "")) for each in everyone]

        self._jobs.run(read, self._show, owner=self)

    def _show(self, result: Ok[list[tuple[Profile, str]]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        self.show_people(result.value)

    def show_people(self, people: Sequence[tuple[Profile, str]]) -> None:
        """Show these with the names of their classes."""
        wanted = self._wanted or self.chosen
        self.who.clear()
        for each, cohort in people:
            self.who.addItem(" · ".join(filter(None, (each.name, each.number, cohort))), each.id)
        self.who.setCurrentIndex(self.who.findData(wanted) if wanted else -1)
        if self.who.currentIndex() < 0:
            self.who.clearEditText()
        elif self._wanted:
            self.look.setFocus()
        self._wanted = ""
        self._fit()

    @property
    def chosen(self) -> str:
        """The id of who is chosen, "" for nobody."""
        at = self.who.findText(self.who.currentText(), Qt.MatchFlag.MatchExactly)
        if at < 0:
            return ""
        current = self.who.currentIndex()  # of two who are called the same
        return str(self.who.itemData(current if self.who.itemText(current) == self.who.currentText() else at))

    def _fit(self) -> None:
        self.look.setEnabled(bool(self.chosen) and not self.panel.running)

    def ask(self) -> None:
        """Count what would go, and ask."""
        clear(self.said)
        profile_id = self.chosen
        if profile_id:
            self._jobs.run(lambda: self._studio.upkeep.preview_erasure(profile_id), self._asked, owner=self)

    def _asked(self, result: Ok[ErasureAsked] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        asked = result.value
        dialog = self.dialog = EraseDialog(asked, self._theme, self)
        dialog.finished.connect(lambda answer: self._answered(asked, dialog, answer))
        dialog.open()

    def _answered(self, asked: ErasureAsked, dialog: EraseDialog, answer: int) -> None:
        typed = dialog.typed.text()
        dialog.deleteLater()
        if answer == QDialog.DialogCode.Accepted:
            self.erase(asked, typed)

    def erase(self, asked: ErasureAsked, typed: str) -> None:
        """Erase, with progress. Stopping leaves backups for the next start, and nothing else."""
        studio = self._studio

        def work(job: Job) -> _Erased:
            cleaned = studio.upkeep.erase(
                asked.profile_id,
                typed,
                lambda done, whole: job.progress(done / max(1, whole)),
                job.cancelled,
            )
            if not studio.hub.configured or studio.profile is None:
                return _Erased(cleaned, None)
            try:
                studio.upkeep.tidy_hub(stop=job.cancelled)
            except ExpectedError as error:
                return _Erased(cleaned, error)
            return _Erased(cleaned, None)

        self.look.setEnabled(False)
        self.panel.start(tr("正在删除…"), work, lambda result: self._erased(asked, result))

    def _erased(self, asked: ErasureAsked, result: Ok[_Erased] | Err) -> None:
        self._fit()
        if isinstance(result, Err):
            self.said.addWidget(label(str(result.error), "error"))
            return
        cleaned, at_hub = result.value.cleaned, result.value.at_hub
        self.said.addWidget(
            label(
                tr(
                    "{name} 的数据删除了，{count} 个备份重写过了。",
                    name=isolate(asked.name),
                    count=isolate(str(cleaned.rewritten)),
                )
            )
        )
        for path in cleaned.unreadable:
            text = tr("这个备份打不开，里面可能还有这个人，请自己删除：{path}", path=isolate(str(path)))
            self.said.addWidget(label(text, "error"))
        if cleaned.trouble is not None:
            self.said.addWidget(label(str(cleaned.trouble), "error"))
        if at_hub is not None:
            self.said.addWidget(label(str(at_hub), "error"))
            self.said.addWidget(
                label(
                    tr("中心数据库里还有这个人。请在中心的电脑上交换一次，再运行 kaibo hub tidy。"), "error"
                )
            )
        self.said.addWidget(label(tr("别忘了导出的文件、打印的成绩单和证书。"), "small"))
        if self._studio.profile is None:
            self.gone.emit()
        else:
            self.load()
