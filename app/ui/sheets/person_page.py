"""The page about one trainee: what she practised, what improved, what is weak, how her plan stands."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app import i18n
from app.i18n import SOURCE_LANGUAGE, tr, trn
from app.practice.plans_values import DueState
from app.practice.reports_figures import FEWEST_JUDGED
from app.practice.reports_values import PersonReport, PlanLine
from app.practice.reports_words import day_text, grade_text, sound_word, state_word
from app.ui.i18n import isolate
from app.ui.sheets.paper import GREY, PORTRAIT, Paper, paint

MARGIN, FOOT = 54.0, 64.0
MOST_LESSONS = 40
"""More lessons than this are counted and not named, those overdue and open before those done."""

_TWO_COLUMNS = 12  # lessons from which on they stand in two columns


def paint_person(painter: QPainter, area: QRectF, report: PersonReport) -> float:
    """Draw the page; returns the scale of type that fitted. In the language of `i18n.using`."""
    return paint(painter, area, PORTRAIT, MARGIN, FOOT, lambda paper: _draw(paper, report))


def _draw(paper: Paper, report: PersonReport) -> None:
    paper.line(tr("学员练习报告"), 22, bold=True)
    paper.line(isolate(report.centre), 13, colour=GREY)
    paper.gap(0.5)
    _facts(paper, report)
    paper.rule()
    _numbers(paper, report)
    _improved(paper, report)
    _weak(paper, report)
    _plan(paper, report)
    paper.gap()
    paper.line(tr("教师的话"), 15, bold=True)
    if report.comment.strip():
        paper.line(isolate(report.comment.strip()), 13)
    else:
        paper.write_on(2)
    paper.at_foot(FOOT - 6, lambda: _trust(paper, report))


def _facts(paper: Paper, report: PersonReport) -> None:
    profile = report.profile
    since = report.since or report.figures.first
    until = isolate(day_text(report.until))
    period = tr("{first} 到 {last}", first=isolate(day_text(since)), last=until)
    facts = [
        (tr("姓名"), isolate(profile.name)),
        (tr("编号"), isolate(profile.number)),
        (tr("班级"), isolate(report.cohort) or tr("没有班级")),
        (tr("时间段"), period if since else tr("到 {last}", last=until)),
    ]
    facts = [each for each in facts if each[1]]
    for start in range(0, len(facts), 2):
        cells = []
        for column, (name, value) in enumerate(facts[start : start + 2]):
            left = 0.5 * column
            cells += [(name, left, left + 0.11), (value, left + 0.11, left + 0.48)]
        paper.row(cells, 13)


def _numbers(paper: Paper, report: PersonReport) -> None:
    told = report.figures
    mean = "–" if told.mean is None else f"{told.mean:.0f}"
    exam = grade_text(report.exam.estimate) if report.exam is not None else ""
    numbers = [
        (tr("录音练习"), trn("{number} 分钟", "{number} 分钟", round(told.minutes))),
        (tr("练习天数"), trn("{number} 天", "{number} 天", told.days)),
        (tr("录音"), trn("{number} 遍", "{number} 遍", told.attempts)),
        (tr("平均分"), isolate(mean)),
        (tr("直播排练"), trn("{number} 场", "{number} 场", told.rehearsals)),
    ]
    wide = 1 / len(numbers)
    paper.row([(name, at * wide, (at + 0.95) * wide) for at, (name, _) in enumerate(numbers)], 11)
    paper.row(
        [(value, at * wide, (at + 0.95) * wide) for at, (_, value) in enumerate(numbers)], 17, bold=True
    )
    if exam and report.exam is not None:
        paper.line(
            tr(
                "普通话模拟测试（{day}）：估计{grade}",
                day=isolate(day_text(report.exam.day)),
                grade=exam,
            ),
            13,
        )
    paper.rule()


def _improved(paper: Paper, report: PersonReport) -> None:
    lines = []
    if report.again is not None:
        count, first, last = report.again
        lines.append(
            trn(
                "隔了两周以上又说的 {number} 句：第一次平均 {first} 分，最近一次 {last} 分。",
                "隔了两周以上又说的 {number} 句：第一次平均 {first} 分，最近一次 {last} 分。",
                count,
                first=isolate(f"{first:.0f}"),
                last=isolate(f"{last:.0f}"),
            )
        )
    told = report.figures
    if told.first_mean is not None and told.last_mean is not None:
        lines.append(
            tr(
                "最初两周平均 {first} 分，最近两周平均 {last} 分。",
                first=isolate(f"{told.first_mean:.0f}"),
                last=isolate(f"{told.last_mean:.0f}"),
            )
        )
    if report.better:
        sounds = tr("、").join(
            tr(
                "{sound}（{before} 到 {after}）",
                sound=isolate(sound_word(each.sound)),
                before=isolate(f"{each.before:.0%}"),
                after=isolate(f"{each.after:.0%}"),
            )
            for each in report.better
        )
        lines.append(tr("说得更准的音：{sounds}", sounds=sounds))
    paper.line(tr("变化"), 15, bold=True)
    for each in lines or [tr("练习的时间还短，看不出变化。")]:
        paper.line(f"· {each}", 13)
    paper.gap(0.6)


def _weak(paper: Paper, report: PersonReport) -> None:
    paper.line(tr("薄弱的音"), 15, bold=True)
    weak = report.figures.weak
    if not weak:
        words = tr("没有发现老是说不准的音。")
        if not report.figures.scored:
            words = tr("还没有评过分的录音，说不出哪些音薄弱。")
        paper.line(words, 13)
    for each in weak:
        high = paper.short(isolate(sound_word(each.sound)), 13, 0.0, 0.14, bold=True)
        paper.bar(each.share, 0.14, 0.55)
        paper.short(
            trn(
                "{share} 说准，判断过 {number} 次",
                "{share} 说准，判断过 {number} 次",
                each.judged,
                share=isolate(f"{each.share:.0%}"),
            ),
            12,
            0.58,
            1.0,
        )
        paper.y += high + 2 * paper.scale
    paper.gap(0.6)


def _plan(paper: Paper, report: PersonReport) -> None:
    paper.line(tr("学习计划"), 15, bold=True)
    if not report.plan:
        paper.line(tr("还没有布置过计划。"), 13)
        return
    counts = [(state, report.count(state)) for state in DueState]
    paper.line(tr("，").join(f"{state_word(state)} {isolate(str(number))}" for state, number in counts), 13)
    order = (DueState.OVERDUE, DueState.OPEN, DueState.DONE)
    shown = sorted(report.plan, key=lambda each: order.index(each.item.state))[:MOST_LESSONS]
    columns = 2 if len(shown) > _TWO_COLUMNS else 1
    half = -(-len(shown) // columns)
    for place in range(half):
        high = 0.0
        for column in range(columns):
            number = place + column * half
            if number < len(shown):
                high = max(high, _lesson(paper, shown[number], column / columns, 1 / columns))
        paper.y += high + 2 * paper.scale
    if len(report.plan) > len(shown):
        left = len(report.plan) - len(shown)
        paper.line(trn("还有 {number} 课没有写在这里。", "还有 {number} 课没有写在这里。", left), 12)


def _lesson(paper: Paper, each: PlanLine, left: float, wide: float) -> float:
    item = each.item
    best = "" if item.best is None else tr("{score} 分", score=f"{item.best:.0f}")
    bold = item.state is DueState.OVERDUE
    paper.short(isolate(each.title), 12, left, left + 0.42 * wide, bold=bold)
    paper.short(isolate(day_text(item.due)), 11, left + 0.44 * wide, left + 0.62 * wide)
    paper.short(isolate(best), 11, left + 0.63 * wide, left + 0.75 * wide)
    return paper.short(state_word(item.state), 11, left + 0.76 * wide, left + 0.98 * wide, bold=bold)


def _trust(paper: Paper, report: PersonReport) -> None:
    paper.rule()
    words = tr(
        "分数和判断由练习程序“开播”给出，会有错判；几遍之间相差几分属于正常，一个音判断不到 {fewest} 次"
        "不算薄弱。这一页不是普通话水平的正式成绩。",
        fewest=FEWEST_JUDGED,
    )
    if report.assessed is not None:
        between = "" if i18n.language() == SOURCE_LANGUAGE else " "  # Chinese sentences stand without a space
        words += between + tr("程序能判断其中 {share} 的音。", share=isolate(f"{report.assessed:.0%}"))
    paper.line(words, 10 / paper.scale, colour=GREY)
