"""The one stylesheet, built from the theme's data.

Widgets choose a look through dynamic properties: `kind` on buttons (`main`, `quiet`, `link`, `tile`), `role`
on labels (`title`, `lead`, `soft`, `small`, `error`), `panel` on frames (`card`, `chosen`, `notice`, `rail`,
`right`, `not-yet`, `item`).
"""

from __future__ import annotations

from collections.abc import Callable
from string import Template

from app.paths import assets_dir
from app.ui.theme.tokens import RADIUS, Colours, TypeSize

_SHEET = Template("""
QWidget { color: $text; }
QMainWindow, QDialog, QWidget[page="true"] { background: $ground; }
QToolTip { background: $text; color: $ground; border: none; padding: 4px 8px; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[role="lead"] { font-size: ${lead}px; }
QLabel[role="strong"] { font-size: ${lead}px; font-weight: 600; }
QLabel[role="form"] { font-weight: 600; }
QLabel[role="soft"] { color: $text_soft; }
QLabel[role="small"] { color: $text_soft; font-size: ${small}px; }
QLabel[role="late"] { color: $off; font-size: ${small}px; }
QLabel[role="error"] { color: $wrong; }
QLabel[role="good"] { color: $good; }
QLabel[role="section"] { color: $text_soft; font-size: ${small}px; font-weight: 600; }
QLabel[role="tag"] { color: $text_soft; background: $na_soft; font-size: ${small}px; padding: 2px 8px;
    border-radius: ${radius}px; }
QLabel[role="tag-good"] { color: $good; background: $good_soft; font-size: ${small}px; padding: 2px 8px;
    border-radius: ${radius}px; }
QLabel[role="tag-now"] { color: $accent_text; background: $accent_soft; font-size: ${small}px;
    padding: 2px 8px; border-radius: ${radius}px; }

QFrame[panel="card"] { background: $surface; border: 1px solid $line; border-radius: ${radius}px; }
QFrame[panel="chosen"] { background: $surface; border: 2px solid $accent_text; border-radius: ${radius}px; }
QFrame[panel="item"] { background: $surface; border: 1px solid $line; border-radius: ${radius}px; }
QFrame[panel="item"]:hover { border-color: $control_line; }
QFrame[panel="item"]:focus { border: 2px solid $accent_text; }
QFrame[panel="rail"] { background: $rail; border: none; }
QFrame[panel="notice"] { background: $off_soft; border: none; border-bottom: 1px solid $line; }
QFrame[panel="notice"] QLabel { color: $text; }
QFrame[panel="error"] { background: $wrong_soft; border: 1px solid $wrong; border-radius: ${radius}px; }
QFrame[panel="error"] QLabel { color: $text; }
QFrame[panel="right"] { background: $good_soft; border: 1px solid $good; border-radius: ${radius}px; }
QFrame[panel="not-yet"] { background: $off_soft; border: 1px solid $off; border-radius: ${radius}px; }
QFrame[panel="right"] QLabel, QFrame[panel="not-yet"] QLabel { color: $text; }
QFrame[panel="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }

QPushButton, QToolButton { background: $surface; border: 1px solid $control_line; border-radius: ${radius}px;
    padding: 7px 16px; min-height: 20px; }
QPushButton:hover, QToolButton:hover { background: $rail; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent_text; padding: 6px 15px; outline: none; }
QPushButton:disabled, QToolButton:disabled { color: $na; border-color: $line; }
QPushButton:checked, QToolButton:checked { background: $accent_soft; border-color: $accent_text; }
QPushButton[kind="main"] { background: $accent; border: 1px solid $accent; color: $on_accent;
    font-size: ${lead}px; font-weight: 600; padding: 9px 24px; min-height: 24px; }
QPushButton[kind="main"]:hover { background: $accent_hover; }
QPushButton[kind="main"]:focus { border: 2px solid $text; padding: 8px 23px; }
QPushButton[kind="main"]:disabled { background: $na_soft; border-color: $na_soft; color: $na; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] { background: transparent;
    border: 1px solid transparent; }
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: $rail; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border: 2px solid $accent_text; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: $accent_text;
    padding: 3px 0; text-align: left; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 1px solid $accent_text; }

QPushButton[kind="key"] { font-size: ${title}px; padding: 0; }
QPushButton[kind="key"]:focus { padding: 0; }

QPushButton[kind="row"] { background: transparent; border: 1px solid transparent; padding: 0;
    min-height: 16px; }
QPushButton[kind="row"]:hover { background: $rail; }
QPushButton[kind="row"]:focus { border: 2px solid $accent_text; padding: 0; }

QPushButton[kind="step"] { background: transparent; border: 1px solid transparent; text-align: left;
    padding: 7px 12px; }
QPushButton[kind="step"]:hover { background: $rail; }
QPushButton[kind="step"]:checked { background: $accent_soft; color: $accent_text; }
QPushButton[kind="step"]:focus { border: 2px solid $accent_text; padding: 6px 11px; }

QToolButton[kind="tool"] { background: transparent; border: 1px solid transparent; padding: 4px;
    min-height: 20px; }
QToolButton[kind="tool"]:hover { background: $rail; }
QToolButton[kind="tool"]:focus { border: 2px solid $accent_text; padding: 3px; }

QToolButton[kind="rail"] { background: transparent; border: 2px solid transparent; color: $text_soft;
    border-radius: ${radius}px; padding: 6px 2px; font-size: ${body}px; }
QToolButton[kind="rail"]:hover { background: $line; color: $text; }
QToolButton[kind="rail"]:checked { background: $accent_soft; color: $accent_text; font-weight: 600; }
QToolButton[kind="rail"]:focus { border: 2px solid $accent_text; }

QPushButton[kind="tile"] { background: $surface; border: 1px solid $line; border-radius: ${radius}px;
    text-align: left; padding: 16px; min-height: 30px; }
QPushButton[kind="tile"]:hover { border-color: $control_line; background: $surface; }
QPushButton[kind="tile"]:focus, QPushButton[kind="tile"]:checked { border: 2px solid $accent_text;
    padding: 15px; }

QLineEdit, QComboBox, QSpinBox, QDateEdit, QTextEdit, QPlainTextEdit { background: $surface; color: $text;
    border: 1px solid $control_line; border-radius: ${radius}px; padding: 6px 10px; min-height: 22px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus, QTextEdit:focus, QPlainTextEdit:focus {
    border: 2px solid $accent_text; padding: 5px 9px; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: $na; border-color: $line; }
QComboBox::drop-down, QDateEdit::drop-down { border: none; width: 32px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("$arrow"); width: 16px; height: 16px; }
QSpinBox::up-button, QSpinBox::down-button { subcontrol-origin: border; width: 24px; border: none;
    background: transparent; }
QSpinBox::up-button { subcontrol-position: top right; }
QSpinBox::down-button { subcontrol-position: bottom right; }
QSpinBox::up-arrow { image: url("$up"); width: 12px; height: 12px; }
QSpinBox::down-arrow { image: url("$arrow"); width: 12px; height: 12px; }
QCheckBox { spacing: 8px; padding: 4px 0; }
QCheckBox::indicator { width: 18px; height: 18px; border: 1px solid $control_line; border-radius: 4px;
    background: $surface; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$tick"); }
QCheckBox:focus { color: $accent_text; }
QCheckBox::indicator:focus { border: 2px solid $accent_text; }
QComboBox QAbstractItemView { background: $surface; color: $text; border: 1px solid $control_line;
    selection-background-color: $accent_soft; selection-color: $text; outline: none; padding: 4px; }

QProgressBar { background: $na_soft; border: none; border-radius: 4px; min-height: 8px; max-height: 8px;
    text-align: center; }
QProgressBar::chunk { background: $good; border-radius: 4px; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[scrolled="true"] { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $control_line; border-radius: 4px; margin: 2px; min-height: 32px;
    min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QListView, QTreeView, QTableView { background: $surface; border: 1px solid $line; border-radius: ${radius}px;
    outline: none; alternate-background-color: $ground; }
QListView::item, QTreeView::item, QTableView::item { padding: 6px 8px; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected { background: $accent_soft;
    color: $text; }
QListView::indicator, QTreeView::indicator { width: 18px; height: 18px; border: 1px solid $control_line;
    border-radius: 4px; background: $surface; }
QListView::indicator:checked, QTreeView::indicator:checked { background: $accent; border-color: $accent;
    image: url("$tick"); }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $surface; }
QCalendarWidget QToolButton { border-color: transparent; padding: 4px 12px; }
QCalendarWidget QAbstractItemView { selection-background-color: $accent; selection-color: $on_accent; }
QCalendarWidget QTableView::item { padding: 0; }
QHeaderView::section { background: $surface; color: $text_soft; border: none; border-bottom: 1px solid $line;
    padding: 6px 8px; font-size: ${small}px; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 16px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; }
""")


def build_stylesheet(colours: Colours, size: Callable[[int], int]) -> str:
    """The stylesheet for one theme; `size` turns a `TypeSize` into pixels at the user's font scale."""
    return _SHEET.substitute(
        {name: value for name, value in vars(colours).items() if isinstance(value, str)},
        na=colours.not_assessable,
        na_soft=colours.not_assessable_soft,
        small=size(TypeSize.SMALL),
        body=size(TypeSize.BODY),
        lead=size(TypeSize.LEAD),
        title=size(TypeSize.TITLE),
        radius=RADIUS,
        arrow=_picture("arrow"),
        up=_picture("arrow_up"),
        tick=_picture("tick"),
    )


def _picture(name: str) -> str:
    """A picture that only the stylesheet uses; its colour has 3 : 1 in both themes."""
    return (assets_dir() / "icons" / "style" / f"{name}.svg").as_posix()
