"""A certificate: what somebody practised, in Chinese and below it in the reader's language."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app import i18n
from app.i18n import SOURCE_LANGUAGE, Message, msg, tr, trn
from app.practice.learning_cards import local_day
from app.practice.reports_values import Certificate
from app.practice.reports_words import day_text
from app.ui.i18n import isolate
from app.ui.sheets.paper import GREY, LANDSCAPE, Paper, paint

MARGIN, FOOT = 96.0, 176.0


def paint_certificate(painter: QPainter, area: QRectF, certificate: Certificate) -> float:
    """Draw it; returns the scale of type that fitted. In the language of `i18n.using`, beside Chinese."""
    reader = i18n.language()
    with i18n.using(SOURCE_LANGUAGE):
        first = tuple(isolate(each) for each in _words(certificate))
    second = _words(certificate) if reader != SOURCE_LANGUAGE else ()
    return paint(
        painter, area, LANDSCAPE, MARGIN, FOOT, lambda paper: _draw(paper, certificate, first, second)
    )


def _draw(paper: Paper, certificate: Certificate, first: tuple[str, ...], second: tuple[str, ...]) -> None:
    paper.frame(36, 2.4)
    paper.frame(44, 0.8)
    facts = certificate.facts
    paper.line(isolate(facts.centre or "开播"), 20, colour=GREY, centred=True)
    paper.gap()
    paper.line(first[0], 40, bold=True, centred=True)
    if second:
        paper.line(second[0], 24, bold=True, centred=True)
    paper.gap(2)
    paper.line(isolate(facts.name), 30, bold=True, centred=True)
    if facts.number:
        paper.line(isolate(facts.number), 14, colour=GREY, centred=True)
    paper.gap(1.5)
    for words, size in ((first, 21), (second, 18)):
        for each in words[1:-1]:
            paper.line(each, size, centred=True)
        if words:
            paper.line(words[-1], 13, colour=GREY, centred=True)
            paper.gap(1.2)
    paper.at_foot(FOOT - 34, lambda: _foot(paper, certificate))


def _foot(paper: Paper, certificate: Certificate) -> None:
    paper.y += 26
    paper.sign([_both(msg("教师签名")), _both(msg("中心盖章")), _both(msg("日期"))])
    paper.y += 8
    day = day_text(local_day(certificate.issued))
    paper.line(isolate(f"{certificate.serial}　{day}"), 12 / paper.scale, centred=True)


def _both(words: Message) -> str:
    """In Chinese and in the reader's language; once where these are the same."""
    there = str(words)
    return words.text if there == words.text else f"{words.text} · {isolate(there)}"


def _words(certificate: Certificate) -> tuple[str, ...]:
    """Title, what was done, and what it is not."""
    facts = certificate.facts
    done = []
    if facts.plan:
        done.append(
            trn(
                "学习计划《{plan}》共 {number} 课，完成了 {done} 课。",
                "学习计划《{plan}》共 {number} 课，完成了 {done} 课。",
                facts.lessons,
                plan=isolate(facts.plan),
                done=isolate(str(facts.lessons_done)),
            )
        )
    done.append(
        trn(
            "从 {first} 到 {last}，录音练习 {number} 遍，共 {minutes} 分钟。",
            "从 {first} 到 {last}，录音练习 {number} 遍，共 {minutes} 分钟。",
            facts.takes,
            first=isolate(day_text(facts.first)),
            last=isolate(day_text(facts.last)),
            minutes=isolate(str(facts.minutes)),
        )
    )
    return (
        tr("直播带货练习证明"),
        *done,
        tr("本证明只说明做过的练习，不是普通话等级证书，也不是职业资格证书。编号可以在发证的中心查到。"),
    )
