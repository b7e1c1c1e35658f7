"""The members of a group as a table: sorted, found, chosen, and dragged onto a class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from app.i18n import LANGUAGES, tr
from app.people.profiles import FIRST_LANGUAGES
from app.people.roster_words import ROLE_NAMES
from app.people.values import TRAINEE, Profile
from app.ui.i18n import isolate
from app.ui.screens.people.facts import PeopleFacts
from app.ui.texts import when
from app.ui.theme import SPACE, Theme
from app.ui.widgets.portrait import draw_portrait

NAME, NUMBER, FIRST_LANGUAGE, LANGUAGE, COHORT, LAST, PIN = range(7)
SORT = Qt.ItemDataRole.UserRole
FACE = 28
MIME = "application/x-kaibo-people"

AnyIndex = QModelIndex | QPersistentModelIndex


class MemberModel(QAbstractTableModel):
    """One row a person."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._facts: PeopleFacts | None = None
        self._people: list[Profile] = []
        self._pictures: Mapping[str, QImage] = {}
        self._faces: dict[str, QPixmap] = {}
        self._headings = [
            tr("姓名"),
            tr("编号"),
            tr("母语"),
            tr("界面语言"),
            tr("班级"),
            tr("最近来过"),
            tr("密码"),
        ]

    def show(self, facts: PeopleFacts, people: Sequence[Profile]) -> None:
        """Show these."""
        self.beginResetModel()
        self._facts, self._people = facts, list(people)
        self._faces.clear()
        self.endResetModel()

    def show_pictures(self, pictures: Mapping[str, QImage]) -> None:
        """Pictures by the id of their person."""
        self._pictures = pictures
        self._faces.clear()
        if self._people:
            self.dataChanged.emit(self.index(0, NAME), self.index(len(self._people) - 1, NAME))

    def person(self, row: int) -> Profile:
        """Who stands in a row."""
        return self._people[row]

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        """As many as there are people."""
        return 0 if parent.isValid() else len(self._people)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        """Always the same."""
        return 0 if parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Headings stand above the beginning of their column."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return self._headings[section] if role == Qt.ItemDataRole.DisplayRole else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Rows can be chosen, and dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, what they are sorted by, and the face."""
        if not index.isValid() or self._facts is None:
            return None
        person = self._people[index.row()]
        column = index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(person, column)
        if role == SORT:
            return self._order(person, column)
        if role == Qt.ItemDataRole.DecorationRole and column == NAME:
            return self._face(person)
        if role == Qt.ItemDataRole.ForegroundRole and (column != NAME or person.archived):
            return QColor(self._theme.colours.text_soft)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def _text(self, person: Profile, column: int) -> str:
        facts = self._facts
        assert facts is not None
        if column == NAME:
            name = isolate(person.name)
            return name if person.role == TRAINEE else f"{name} · {ROLE_NAMES[person.role]}"
        if column == NUMBER:
            return isolate(person.number)
        if column == FIRST_LANGUAGE:
            return str(FIRST_LANGUAGES.get(person.first_language, ""))
        if column == LANGUAGE:
            return isolate(LANGUAGES[person.language]) if person.language else tr("跟随电脑")
        if column == COHORT:
            return isolate(facts.name_of(person.cohort_id)) or "—"
        if column == LAST:
            last = facts.last_here.get(person.id)
            return when(last) if last is not None else tr("还没来过")
        return self._pin_text(person)

    def _pin_text(self, person: Profile) -> str:
        facts = self._facts
        assert facts is not None
        if person.id in facts.pins:
            return tr("有密码")
        if person.teaches:
            return tr("没有，不能登录")
        if facts.centre is not None and facts.centre.pins_required:
            return tr("登录时自己选")
        return tr("没有")

    def _order(self, person: Profile, column: int) -> str | float:
        if column == NUMBER:
            return person.number.zfill(32) if person.number else "\uffff"
        if column == LAST and self._facts is not None:
            last = self._facts.last_here.get(person.id)
            return last.timestamp() if last is not None else 0.0
        return self._text(person, column).casefold()

    def _face(self, person: Profile) -> QPixmap:
        """Drawn when its row is seen first."""
        if person.id not in self._faces:
            side = self._theme.size(FACE)
            pixmap = QPixmap(2 * side, 2 * side)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            picture = self._pictures.get(person.id)
            draw_portrait(painter, pixmap.rect(), person.name, person.id, picture, self._theme)
            painter.end()
            pixmap.setDevicePixelRatio(2.0)
            self._faces[person.id] = pixmap
        return self._faces[person.id]

    def mimeTypes(self) -> list[str]:
        """People, by their ids."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """The ids of the rows that are dragged."""
        rows = sorted({each.row() for each in indexes})
        data = QMimeData()
        data.setData(MIME, "\n".join(self._people[row].id for row in rows).encode())
        return data


class _Found(QSortFilterProxyModel):
    """Sorted by a column, and only those whose name or number holds what was typed."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted = ""

    def find(self, typed: str) -> None:
        """Only those whose name or number holds this."""
        self._wanted = "".join(typed.split()).casefold()
        self.invalidate()

    def filterAcceptsRow(self, row: int, _parent: AnyIndex) -> bool:
        """Whether the row is shown."""
        model = self.sourceModel()
        assert isinstance(model, MemberModel)
        person = model.person(row)
        return self._wanted in "".join(f"{person.name}{person.number}".split()).casefold()


class MemberTable(QTableView):
    """`opened` tells the id of a person on a double click or Enter; `picked` that others are chosen."""

    opened = Signal(str)
    picked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._model = MemberModel(theme)
        self._found = _Found()
        self._found.setSourceModel(self._model)
        self._found.setSortRole(SORT)
        self.setModel(self._found)
        self.setAccessibleName(tr("学员"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setIconSize(QPixmap(theme.size(FACE), theme.size(FACE)).size())
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(theme.size(FACE) + 2 * SPACE)
        heads = self.horizontalHeader()
        heads.setHighlightSections(False)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        heads.setResizeContentsPrecision(50)  # rows looked at: a large class is shown at once
        heads.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        heads.setMinimumSectionSize(theme.size(88))
        self.setSortingEnabled(True)
        heads.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        heads.setSortIndicatorClearable(True)
        self.doubleClicked.connect(lambda _index: self._open())
        self.selectionModel().selectionChanged.connect(lambda _new, _old: self.picked.emit())

    def show_people(self, facts: PeopleFacts, people: Sequence[Profile], *, with_class: bool) -> None:
        """Show these, with the same ones chosen as before."""
        chosen = set(self.chosen)
        self._model.show(facts, people)
        self.setColumnHidden(COHORT, not with_class)
        if chosen:
            self.choose(chosen)

    def show_pictures(self, pictures: Mapping[str, QImage]) -> None:
        """Pictures by the id of their person."""
        self._model.show_pictures(pictures)

    def search_for(self, typed: str) -> None:
        """Only those whose name or number holds this."""
        self._found.find(typed)

    @property
    def people(self) -> list[Profile]:
        """Those shown, from the top."""
        found = self._found
        return [
            self._model.person(found.mapToSource(found.index(row, 0)).row())
            for row in range(found.rowCount())
        ]

    @property
    def chosen(self) -> list[str]:
        """The ids of the chosen rows, from the top."""
        rows = sorted(each.row() for each in self.selectionModel().selectedRows())
        found = self._found
        return [self._model.person(found.mapToSource(found.index(row, 0)).row()).id for row in rows]

    def choose(self, ids: set[str]) -> None:
        """Choose these rows."""
        self.clearSelection()
        selection = self.selectionModel()
        flags = selection.SelectionFlag.Select | selection.SelectionFlag.Rows
        for row, each in enumerate(self.people):
            if each.id in ids:
                selection.select(self._found.index(row, 0), flags)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self._open()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        chosen = self.chosen
        if len(chosen) == 1:
            self.opened.emit(chosen[0])
