"""The page about one trainee and one order that can be handed to the firm."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.curriculum.library import Library
from app.i18n import tr
from app.practice.learning_cards import local_day
from app.practice.orders_values import Readiness, State
from app.practice.orders_words import figure_text, requirement_text, state_word, wanted_text
from app.practice.reports_words import day_text
from app.ui.i18n import isolate
from app.ui.sheets.paper import GREY, PORTRAIT, Paper, paint

MARGIN, FOOT = 54.0, 150.0
_COLUMNS = (0.0, 0.36, 0.54, 0.82, 1.0)


def paint_readiness(painter: QPainter, area: QRectF, readiness: Readiness, library: Library) -> float:
    """Draw it; returns the scale of type that fitted. In the language of `i18n.using`."""
    return paint(painter, area, PORTRAIT, MARGIN, FOOT, lambda paper: _draw(paper, readiness, library))


def _draw(paper: Paper, readiness: Readiness, library: Library) -> None:
    order, profile = readiness.order, readiness.profile
    paper.line(tr("岗位准备情况"), 22, bold=True)
    paper.line(isolate(readiness.centre), 13, colour=GREY)
    paper.gap(0.5)
    facts = [
        (tr("姓名"), profile.name),
        (tr("用人单位"), order.firm),
        (tr("班级"), readiness.cohort or tr("没有班级")),
        (tr("需要的日子"), day_text(order.due)),
    ]
    for start in (0, 2):
        cells = []
        for column, (name, value) in enumerate(facts[start : start + 2]):
            left = 0.5 * column
            cells += [(name, left, left + 0.15), (isolate(value), left + 0.15, left + 0.48)]
        paper.row(cells, 13)
    paper.rule()
    paper.line(
        tr(
            "{all} 项要求：达到 {met} 项，还没达到 {open} 项，还不能判断 {unknown} 项",
            all=isolate(str(len(readiness.answers))),
            met=isolate(str(readiness.count(State.MET))),
            open=isolate(str(readiness.count(State.NOT_YET))),
            unknown=isolate(str(readiness.count(State.NOT_ASSESSABLE))),
        ),
        15,
        bold=True,
    )
    paper.gap(0.5)
    paper.rule()
    _row(paper, (tr("要求"), tr("要达到"), tr("本人的情况"), tr("结论")), bold=True)
    paper.rule()
    for each in readiness.answers:
        _row(
            paper,
            (
                requirement_text(each.requirement, library),
                wanted_text(each.requirement),
                figure_text(each),
                f"{_SIGNS[each.state]} {state_word(each.state)}",
            ),
        )
        paper.rule()
    paper.at_foot(FOOT - 10, lambda: _foot(paper, readiness))


_SIGNS = {State.MET: "✓", State.NOT_YET: "○", State.NOT_ASSESSABLE: "–"}


def _row(paper: Paper, cells: tuple[str, str, str, str], *, bold: bool = False) -> None:
    edges = zip(cells, _COLUMNS, _COLUMNS[1:], strict=False)
    paper.row([(words, left, right - 0.02) for words, left, right in edges], 12, bold=bold)


def _foot(paper: Paper, readiness: Readiness) -> None:
    if readiness.consented is not None:
        consent = tr(
            "本人同意把这一页交给用人单位（{day} 由教师记录）。",
            day=isolate(day_text(local_day(readiness.consented))),
        )
    else:
        consent = tr("本人还没有同意：这一页只供中心内部使用，不能交给用人单位。")
    size = 1 / paper.scale
    paper.line(consent, 12 * size, bold=readiness.consented is None)
    paper.line(
        tr(
            "“达到”按练习程序里留下的记录判断（{day}），记录之外的本事看不到；程序会有错判。等级是估计，不是正式成绩。",
            day=isolate(day_text(readiness.day)),
        ),
        10 * size,
        colour=GREY,
    )
    paper.y += 36
    paper.sign([tr("学员签名"), tr("教师签名"), tr("日期")])
