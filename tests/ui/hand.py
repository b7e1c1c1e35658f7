"""A hand on the mouse: it can only press what is in sight, and every press is counted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QScrollArea,
    QWidget,
)

LEFT = Qt.MouseButton.LeftButton
_MOST_LOOKS = 500  # ten seconds


class Hand:
    """`clicks` and `keys` are what was done since `rest`. Scrolling with the wheel is no click."""

    def __init__(self) -> None:
        self.clicks = 0
        self.keys = 0

    @property
    def actions(self) -> int:
        """Clicks and fields that were filled in; the letters of a name are one."""
        return self.clicks + self.keys

    def rest(self) -> None:
        """Count from nothing."""
        self.clicks = self.keys = 0

    def press(self, widget: QWidget) -> None:
        """Click the middle of a widget, or wherever else nothing lies over it."""
        self._bring_into_sight(widget)
        assert widget.isVisible(), f"{widget} is not on screen"
        assert widget.isEnabled(), f"{widget} cannot be pressed"
        middle = widget.rect().center()
        window = widget.window()
        met = window.childAt(widget.mapTo(window, middle))
        assert met is widget or (met is not None and _passes_on(met, widget)), f"{met} lies over {widget}"
        self.clicks += 1
        if not window.isActiveWindow():  # a click does it where there is a window manager
            window.activateWindow()
            QTest.qWaitForWindowActive(window)
        QTest.mouseClick(widget, LEFT, pos=middle)
        QApplication.processEvents()

    def press_row(self, view: QAbstractItemView, index: QModelIndex) -> None:
        """Click a line of a list or table."""
        view.scrollTo(index)
        QApplication.processEvents()
        where = view.visualRect(index).center()
        assert view.viewport().rect().contains(where)
        self.clicks += 1
        QTest.mouseClick(view.viewport(), LEFT, pos=where)
        QApplication.processEvents()

    def press_text(self, root: QWidget, text: str) -> None:
        """Click the button in sight that says this."""
        self.press(find(root, text))

    def type(self, text: str) -> None:
        """Write into whatever has the keyboard."""
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the keyboard"
        self.keys += 1
        if text.isascii():
            QTest.keyClicks(focused, text)
        else:  # no key makes a Chinese character: it comes from an input method
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(focused, event)
        QApplication.processEvents()

    def key(self, key: Qt.Key) -> None:
        """Press one key."""
        focused = QApplication.focusWidget()
        assert focused is not None, "nothing has the keyboard"
        self.keys += 1
        QTest.keyClick(focused, key)
        QApplication.processEvents()

    @staticmethod
    def meanwhile(act: Callable[[QWidget], object]) -> None:
        """Once a dialog waits for an answer, do this with it; it is closed in any case."""

        looks = 0

        def look() -> None:
            nonlocal looks
            looks += 1
            dialog, focused = QApplication.activeModalWidget(), QApplication.focusWidget()
            if dialog is None or focused is None or focused.window() is not dialog:
                if looks < _MOST_LOOKS:
                    QTimer.singleShot(20, look)
                    return
                if dialog is not None:
                    dialog.close()  # a test that fails must not wait for ever
                raise AssertionError(f"no dialog with the keyboard came: {dialog}, {focused}")
            try:
                act(dialog)
            finally:
                dialog.close()

        QTimer.singleShot(0, look)

    @staticmethod
    def _bring_into_sight(widget: QWidget) -> None:
        QApplication.processEvents()
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
                QApplication.processEvents()
            parent = parent.parentWidget()


def find(root: QWidget, text: str) -> QWidget:
    """The button in sight that says this, or is called so."""
    QApplication.processEvents()
    shown = [each for each in root.findChildren(QAbstractButton) if each.isVisible() and each.isEnabled()]
    exact = [each for each in shown if text in (each.text(), each.accessibleName())]
    near = [each for each in shown if text in each.text() or text in each.accessibleName()]
    assert exact or near, f"no button says {text!r}: {[each.text() for each in shown]}"
    return (exact or near)[0]


def said(root: QWidget) -> str:
    """All that labels say that are in sight."""
    QApplication.processEvents()
    return "\n".join(each.text() for each in root.findChildren(QLabel) if each.isVisible())


def _passes_on(met: QWidget, widget: QWidget) -> bool:
    """Whether a press on `met` reaches `widget`, as on a label inside a button."""
    return widget.isAncestorOf(met) and not isinstance(met, type(widget))
