"""The shape every page shares: a title, its one main action, and a body that scrolls when it must."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.theme import SPACE, Theme
from app.ui.theme.tokens import PAGE_WIDTH
from app.ui.widgets.labels import label


@runtime_checkable
class Leaves(Protocol):
    """A screen that ends or saves something before another takes its place."""

    def leave(self) -> None:
        """Called before another page takes its place."""


@runtime_checkable
class Escapes(Protocol):
    """A screen that knows by itself where Esc leads."""

    def escape(self) -> None:
        """Esc was pressed and nothing with the focus wanted it."""


class Page(QWidget):
    """A page with a header and a scrolling body of limited width.

    Subclasses fill `body`; `set_title`, `set_lead` and `add_action` fill the header. The main window calls
    `enter` and `leave`.
    """

    def __init__(self, theme: Theme, title: str = "", width: int = PAGE_WIDTH) -> None:
        super().__init__()
        self.theme = theme
        self.setProperty("page", "true")
        self._column = QWidget()
        self._column.setProperty("scrolled", "true")
        self._column.setMaximumWidth(theme.size(width))
        self.body = QVBoxLayout(self._column)
        self.body.setContentsMargins(4 * SPACE, 0, 4 * SPACE, 4 * SPACE)
        self.body.setSpacing(2 * SPACE)

        self._title = label(title, "title")
        self._subtitle = label("", "soft")
        self._subtitle.hide()
        self._lead = QHBoxLayout()
        self._actions = QHBoxLayout()
        self._actions.setSpacing(SPACE)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE // 2)
        texts.addWidget(self._title)
        texts.addWidget(self._subtitle)
        header = QWidget()
        header.setMaximumWidth(theme.size(width))
        row = QHBoxLayout(header)
        row.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 2 * SPACE)
        row.setSpacing(2 * SPACE)
        row.addLayout(self._lead)
        row.addLayout(texts, 1)
        row.addLayout(self._actions)

        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # arrow keys scroll
        scroll.setWidget(_centred(self._column, _Flowing()))
        scroll.verticalScrollBar().installEventFilter(self)
        self.scroll_area = scroll
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._head = _centred(header, QWidget())
        outer.addWidget(self._head)
        outer.addWidget(scroll, 1)
        self.setAccessibleName(title)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Change the header's texts."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._subtitle.setVisible(bool(subtitle))
        self.setAccessibleName(title)

    @property
    def title(self) -> str:
        """The page's title as shown."""
        return self._title.text()

    def set_lead(self, widget: QWidget) -> None:
        """Put a widget (the way back) before the title."""
        self._lead.addWidget(widget)

    def add_action(self, action: QWidget) -> None:
        """Put a button (or what is chosen from) at the end of the header."""
        self._actions.addWidget(action)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the header above the body when the scroll bar takes room from it."""
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide) and (layout := self._head.layout()):
            bar = self.scroll_area.verticalScrollBar()
            layout.setContentsMargins(0, 0, 0, 0)
            if event.type() == QEvent.Type.Show:
                mirrored = self.isRightToLeft()
                width = bar.sizeHint().width()
                layout.setContentsMargins(width if mirrored else 0, 0, 0 if mirrored else width, 0)
        return super().eventFilter(watched, event)

    def enter(self) -> None:
        """Called whenever the page is shown."""

    def leave(self) -> None:
        """Called before another page takes its place."""


class _Flowing(QWidget):
    """No higher than its content at the width there is.

    A scroll area asks for the least size, which Qt reckons at the narrowest width: wrapped texts would leave
    as much empty page below them as they are higher there.
    """

    def minimumSizeHint(self) -> QSize:
        """The least width; the height follows from the width."""
        least = super().minimumSizeHint()
        layout = self.layout()
        return QSize(least.width(), 0) if layout is not None and layout.hasHeightForWidth() else least


def _centred(widget: QWidget, holder: QWidget) -> QWidget:
    """`widget` in the middle of `holder`, as wide as it may be."""
    holder.setProperty("scrolled", "true")
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(widget, 1000)
    row.addStretch(1)
    return holder
