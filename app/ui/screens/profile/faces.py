"""Faces to choose from: by class, with a field that finds one of two hundred by a few letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import is_right_to_left, tr
from app.people.values import Cohort, Face
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme, TypeSize
from app.ui.theme.tokens import RADIUS
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import label
from app.ui.widgets.portrait import draw_portrait

TILE = QSize(204, 64)
PORTRAIT = 44
MANY = 8
"""With more people there is a field to search in."""


@dataclass(frozen=True)
class FaceGroup:
    """A class with its faces; the title is "" for those of no class where there are no classes."""

    title: str
    faces: tuple[Face, ...]


def group_faces(faces: Sequence[Face], cohorts: Sequence[Cohort]) -> tuple[FaceGroup, ...]:
    """Who teaches first, then class by class, then those of none; nobody is left out."""
    known = [each.id for each in cohorts]
    teachers = tuple(each for each in faces if each.role != "trainee") if known else ()
    left = [each for each in faces if each not in teachers]
    groups = [FaceGroup(tr("教师"), teachers)]
    for cohort in cohorts:
        groups.append(FaceGroup(cohort.name, tuple(each for each in left if each.cohort_id == cohort.id)))
    rest = tuple(each for each in left if each.cohort_id not in known)
    groups.append(FaceGroup(tr("还没有班级") if known else "", rest))
    return tuple(each for each in groups if each.faces)


def search_words(face: Face) -> str:
    """What a face is found by: the name, its pinyin, and the beginnings of its syllables.

    Takes a moment the first time; not for the GUI thread.
    """
    from pypinyin import Style, lazy_pinyin

    whole = "".join(lazy_pinyin(face.name))
    short = "".join(lazy_pinyin(face.name, style=Style.FIRST_LETTER))
    return " ".join((face.name, "".join(face.name.split()), whole, short)).casefold()


class FaceTile(QAbstractButton):
    """One person. Paints itself: two hundred of them are there at once."""

    def __init__(self, face: Face, theme: Theme, *, here: bool) -> None:
        super().__init__()
        self.face = face
        self.words = "".join(face.name.split()).casefold()  # what it is found by
        self._theme = theme
        self._here = here
        self._picture: QImage | None = None
        said = tr("{name}，现在在这里", name=face.name) if here else face.name
        self.setAccessibleName(said)
        if face.has_pin:
            self.setAccessibleDescription(tr("要输密码"))
        self.setText(face.name)
        self.setToolTip(face.name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def show_picture(self, picture: QImage | None) -> None:
        """Her picture, which may come later."""
        self._picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        """The same for all."""
        return QSize(self._theme.size(TILE.width()), self._theme.size(TILE.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Portrait at the leading end, name beside it, a lock where a PIN is asked for."""
        theme, colours = self._theme, self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self.hasFocus() or self._here
        edge = colours.accent_text if strong else colours.control_line if self.underMouse() else colours.line
        width = 2 if strong else 1
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(colours.accent_soft if self.isDown() else colours.surface))
        inset = width
        painter.drawRoundedRect(self.rect().adjusted(inset, inset, -inset, -inset), RADIUS, RADIUS)
        side, air = theme.size(PORTRAIT), theme.size(10)
        mirrored = is_right_to_left()
        top = (self.height() - side) // 2
        portrait = QRect(self.width() - air - side if mirrored else air, top, side, side)
        draw_portrait(painter, portrait, self.face.name, self.face.id, self._picture, theme)
        lock = theme.size(16) if self.face.has_pin else 0
        room = self.width() - side - 3 * air - (lock + SPACE // 2 if lock else 0)
        name = QRect(
            air + (lock + SPACE // 2 if lock else 0) if mirrored else 2 * air + side, 0, room, self.height()
        )
        painter.setFont(theme.font(TypeSize.BODY, bold=self._here))
        painter.setPen(QColor(colours.text))
        shown = QFontMetrics(painter.font()).elidedText(
            self.face.name,
            Qt.TextElideMode.ElideRight,
            2 * room - theme.size(24),  # two lines
        )
        side_flag = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = side_flag | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(name, int(flags) | int(Qt.TextFlag.TextWordWrap), isolate(shown))
        if lock:
            at = QPoint(air if mirrored else self.width() - air - lock, (self.height() - lock) // 2)
            painter.drawPixmap(at, theme.pixmap("lock", "text_soft", lock, self))
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses, as Space does; the arrows are for the view around the faces."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


class FacesView(QWidget):
    """The faces of everyone, by class; `chosen` tells whose was pressed."""

    chosen = Signal(object)  # Face

    def __init__(self, groups: Sequence[FaceGroup], theme: Theme, here: str = "") -> None:
        """`here` is the id of who is signed in."""
        super().__init__()
        self.tiles: list[FaceTile] = []
        self._groups: list[tuple[QWidget, list[FaceTile]]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("写名字或拼音，找到自己"))
        self.search.setAccessibleName(tr("找人"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(theme.size(360))
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self._take_first)
        column.addWidget(self.search)
        for group in groups:
            holder = QWidget()
            inside = QVBoxLayout(holder)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(SPACE)
            if group.title:
                inside.addWidget(label(isolate(group.title), "section"))
            flow = FlowLayout()
            tiles = []
            for face in group.faces:
                tile = FaceTile(face, theme, here=face.id == here)
                tile.clicked.connect(lambda _checked=False, each=face: self.chosen.emit(each))
                flow.addWidget(tile)
                tiles.append(tile)
            inside.addLayout(flow)
            column.addWidget(holder)
            self._groups.append((holder, tiles))
            self.tiles += tiles
        self.search.setVisible(len(self.tiles) > MANY)
        self._nobody = label(tr("没有找到。请换一种写法，或者请教师看看名单。"), "soft")
        self._nobody.hide()
        column.addWidget(self._nobody)

    @property
    def shown(self) -> list[FaceTile]:
        """The tiles that the search leaves."""
        return [each for each in self.tiles if not each.isHidden()]

    def begin(self) -> None:
        """The keyboard goes to the search, or to who is here, or to the first."""
        if not self.search.isHidden():
            self.search.setFocus()
        elif self.tiles:
            (next((each for each in self.tiles if each._here), None) or self.tiles[0]).setFocus()

    def show_rest(self, pictures: Mapping[str, QImage], words: Mapping[str, str]) -> None:
        """Pictures, and what each is found by (`search_words`), by the id of their person."""
        for each in self.tiles:
            each.show_picture(pictures.get(each.face.id))
            each.words = words.get(each.face.id, each.words)
        if self.search.text():
            self._filter(self.search.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk over the faces; a letter typed anywhere begins a search."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._walk(*step)
        elif event.text().isprintable() and event.text().strip() and not self.search.isHidden():
            self.search.setFocus()
            self.search.setText(self.search.text() + event.text())
        else:
            super().keyPressEvent(event)

    def _walk(self, across: int, down: int) -> None:
        focused = self.focusWidget()
        shown = self.shown
        if not shown:
            return
        if not isinstance(focused, FaceTile):
            shown[0].setFocus()
            return
        here = focused.mapTo(self, focused.rect().center())

        def distance(tile: FaceTile) -> float | None:
            there = tile.mapTo(self, tile.rect().center())
            x, y = there.x() - here.x(), there.y() - here.y()
            along, aside = (x * across, abs(y)) if across else (y * down, abs(x))
            return along + 3 * aside if along > 4 else None

        found = [(far, id(each), each) for each in shown if (far := distance(each)) is not None]
        if found:
            min(found)[2].setFocus()

    def _filter(self, typed: str) -> None:
        wanted = "".join(typed.split()).casefold()
        for holder, tiles in self._groups:
            for each in tiles:
                each.setVisible(wanted in each.words)
            holder.setVisible(any(not each.isHidden() for each in tiles))
        self._nobody.setVisible(not self.shown)

    def _take_first(self) -> None:
        if self.search.text().strip() and self.shown:
            self.shown[0].click()
