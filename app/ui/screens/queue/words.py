"""Why a take waits, in words."""

from __future__ import annotations

from app.i18n import msg, tr
from app.practice.reviews_values import DOUBT, Need, QueueRow
from app.storage.values import UNSCORED
from app.ui.i18n import isolate

_HEADINGS = {
    Need.ASKED: msg("请您听的"),
    Need.UNSURE: msg("电脑拿不准的"),
    Need.DROP: msg("比平时差很多的"),
    Need.DUE: msg("计划里的，还没人听过"),
    Need.FREE: msg("自由试讲"),
    Need.NEWEST: msg("新录的"),
    Need.REPEATED: msg("后来又录过的"),
}
_STATUS = {
    "silent": msg("没有打分：没有听到声音"),
    "too_noisy": msg("没有打分：周围太吵"),
    "off_task": msg("没有打分：听到的不是这一句"),
    UNSCORED: msg("还没有评分"),
}


def need_heading(need: Need) -> str:
    """The heading over the takes of one need."""
    return str(_HEADINGS[need])


def reason_text(row: QueueRow) -> str:
    """Why this take waits, as concretely as it is known."""
    if row.need is Need.ASKED:
        question = isolate(row.question)
        return tr("问：{question}", question=question) if row.question else tr("想请老师听听")
    if row.need is Need.UNSURE:
        return _unsure(row)
    if row.need is Need.DROP and row.total is not None and row.usual is not None:
        return tr(
            "{score} 分，平时 {usual} 分左右",
            score=isolate(f"{row.total:.0f}"),
            usual=isolate(f"{row.usual:.0f}"),
        )
    if row.need is Need.DUE:
        return tr("布置的课，还没有老师听过")
    if row.need is Need.FREE:
        return tr("自己的话，电脑不打分")
    return tr("还没有老师听过")


def _unsure(row: QueueRow) -> str:
    if row.status in _STATUS:
        return str(_STATUS[row.status])
    if row.interrupted:
        return tr("录音中途断了")
    if row.doubt > DOUBT:
        return tr("电脑对 {share} 的音没有把握", share=isolate(f"{100 * row.doubt:.0f}%"))
    return tr("读的和原文差得多")
