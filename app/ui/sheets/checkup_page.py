"""The page about a checkup of a station: to keep, or to send to who looks after the machines."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.i18n import Message, tr
from app.practice.doctor_values import MARKS, Checkup
from app.practice.doctor_words import head, headline
from app.ui.i18n import isolate
from app.ui.sheets.paper import GREY, PORTRAIT, Paper, paint

MARGIN, FOOT = 54.0, 60.0


def paint_checkup(painter: QPainter, area: QRectF, checkup: Checkup) -> float:
    """Draw it; returns the scale of type that fitted."""
    return paint(painter, area, PORTRAIT, MARGIN, FOOT, lambda paper: _draw(paper, checkup))


def whole(message: Message) -> str:
    """A finding's sentence with its names, paths and measures each in one piece: -60 dB is not 60- dB."""
    values = message.values.items()
    return tr(message.text, **{k: isolate(str(v)) if isinstance(v, str | Path) else v for k, v in values})


def _draw(paper: Paper, checkup: Checkup) -> None:
    paper.line(tr("检查这台电脑"), 22, bold=True)
    paper.line(head(checkup, isolate), 13, colour=GREY)
    paper.gap(0.5)
    paper.line(headline(checkup), 16, bold=True)
    paper.gap(0.5)
    paper.rule()
    for each in checkup.lines:
        finding = each.finding
        paper.row(
            [
                (MARKS[finding.state], 0.0, 0.05),
                (str(each.title), 0.05, 0.24),
                (whole(finding.text), 0.25, 1.0),
            ],
            13,
        )
        if finding.advice is not None:
            paper.row([(whole(finding.advice), 0.25, 1.0)], 12)
        paper.rule()
