"""Who may need a word, and who practised lately; a click leads to the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout

from app.i18n import tr, trn
from app.practice.teaching import Desk, Member
from app.ui.i18n import isolate
from app.ui.screens.teach.words import behind_text, practised_text
from app.ui.theme import RADIUS, SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.flow_layout import flowing
from app.ui.widgets.labels import label, leading, literal
from app.ui.widgets.portrait import Portrait, draw_portrait

FACE = 36
LISTED = 6
"""Of those who may need a word, as many are listed; of those who practised, twice as many are shown."""

Pictures = Mapping[str, QImage]


class PeopleCard(Card):
    """`rows` and `faces` are what can be clicked, for tests and the order of the keyboard."""

    def __init__(
        self,
        desk: Desk,
        pictures: Pictures,
        theme: Theme,
        opened: Callable[[str], object],
        everybody: Callable[[], object],
    ) -> None:
        super().__init__(tr("我的学员"))
        self.rows: list[PersonRow] = []
        self.faces: list[FaceButton] = []
        self.body.addWidget(label(practised_text(desk), "soft"))
        if desk.practised:
            for each in desk.practised[: 2 * LISTED]:
                self.faces.append(FaceButton(each, pictures.get(each.lately.profile_id), theme, opened))
            self.body.addLayout(flowing(*self.faces))
        if desk.behind:
            self.body.addSpacing(SPACE)
            self.body.addWidget(label(tr("可以问一问他们"), "section"))
        for each in desk.behind[:LISTED]:
            row = PersonRow(each, desk, pictures.get(each.lately.profile_id), theme, opened)
            self.rows.append(row)
            self.body.addWidget(row)
        left = len(desk.behind) - LISTED
        words = (
            trn("还有 {number} 人，看全部", "还有 {number} 人，看全部", left)
            if left > 0
            else tr("看全部学员")
        )
        self.everybody = button(words, everybody, theme, kind="link", icon="forward", icon_after=True)
        self.body.addLayout(leading(self.everybody))
        self.body.addStretch(1)


class _Pressed(QAbstractButton):
    """What is pressed by mouse, Space or Enter, and shows it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Only what says that it can be pressed."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.underMouse() or self.isDown():
            painter.setBrush(self._theme.colour("rail"))
            painter.drawRoundedRect(area, RADIUS, RADIUS)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("accent_text"), 2))
            painter.drawRoundedRect(area, RADIUS, RADIUS)
        painter.end()


class PersonRow(_Pressed):
    """A face, a name and why; the whole line is a button."""

    def __init__(
        self,
        member: Member,
        desk: Desk,
        picture: QImage | None,
        theme: Theme,
        opened: Callable[[str], object],
    ) -> None:
        super().__init__(theme)
        lately = member.lately
        why = behind_text(member, desk.day)
        self.setAccessibleName(tr("{name}：{reason}", name=lately.name, reason=why))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        face = Portrait(theme, lately.name, lately.profile_id, picture, FACE)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        cohorts = {each.id: each.name for each in desk.cohorts}
        at = "" if desk.cohort_id or len(cohorts) < 2 else cohorts.get(lately.cohort_id, tr("不在班里"))
        name = label(" · ".join(filter(None, (isolate(lately.name), isolate(at) if at else ""))), wrap=False)
        reason = label(why, "late" if member.overdue else "small")
        texts.addWidget(name)
        texts.addWidget(reason)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        row.setSpacing(SPACE + SPACE // 2)
        row.addWidget(face)
        row.addLayout(texts, 1)
        for each in (face, name, reason):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(lambda _checked=False: opened(lately.profile_id))

    def sizeHint(self) -> QSize:
        """As its layout wants; an abstract button does not ask it."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Names are cut rather than the page widened."""
        return QSize(self._theme.size(160), 0)

    def hasHeightForWidth(self) -> bool:
        """A long reason takes two lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As its layout wants."""
        layout = self.layout()
        return layout.heightForWidth(width) if layout is not None else 0


class FaceButton(_Pressed):
    """Somebody who practised: her face, her name as a tip."""

    def __init__(
        self, member: Member, picture: QImage | None, theme: Theme, opened: Callable[[str], object]
    ) -> None:
        super().__init__(theme)
        self._picture = picture
        self._name, self._key = member.lately.name, member.lately.profile_id
        minutes = max(1, round(member.lately.seconds / 60))
        spoken = trn("录了 {number} 分钟", "录了 {number} 分钟", minutes)
        said = tr("{name}：{reason}", name=self._name, reason=spoken)
        self.setAccessibleName(said)
        self.setToolTip(literal(said))
        self.setFixedSize(theme.size(FACE + 8), theme.size(FACE + 8))
        self.clicked.connect(lambda _checked=False: opened(self._key))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Her face as well."""
        super().paintEvent(event)
        painter = QPainter(self)
        draw_portrait(
            painter, self.rect().adjusted(4, 4, -4, -4), self._name, self._key, self._picture, self._theme
        )
        painter.end()
