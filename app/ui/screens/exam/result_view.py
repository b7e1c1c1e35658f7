"""What the result of a mock test says, for the page and for the printed sheet."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import tr
from app.practice.exam_values import ExamResult, KeptPart
from app.speech.psc.paper import PartOfPaper
from app.ui.attempt.grade_words import derive_grade
from app.ui.i18n import isolate
from app.ui.screens.exam.words import (
    caution_sentences,
    clock,
    grade_of_total,
    line_points,
    line_words,
    not_marked_words,
    part_name,
    points_text,
    sound_words,
    total_words,
    who_judged,
)


@dataclass(frozen=True)
class PartRow:
    """One part: `points` is `9.05 / 10`, or a dash; `lines` say what it lost, `remark` why it has none."""

    part: PartOfPaper
    name: str
    points: str
    time: str
    lines: tuple[str, ...]
    remark: str
    again: bool  # may be read again


@dataclass(frozen=True)
class ResultView:
    """The whole result in words."""

    headline: str
    grade: str  # the estimate from what was read
    grade_known: bool
    details: tuple[str, ...]
    total_grade: str  # what the whole total gives, "" until there is one
    rows: tuple[PartRow, ...]
    sounds: tuple[str, ...]
    compared: tuple[str, ...]  # with the test before
    cautions: tuple[str, ...]


def derive_result(result: ExamResult) -> ResultView:
    """The result in words."""
    exam = result.exam
    estimate = derive_grade(result.estimate)
    total = grade_of_total(exam)
    return ResultView(
        headline=total_words(exam),
        grade=estimate.headline,
        grade_known=estimate.known,
        details=estimate.details[:2] if estimate.known else estimate.details,
        total_grade=tr("按总分是{grade}", grade=total) if total else "",
        rows=tuple(_row(part, exam.part(part)) for part in exam.paper.parts),
        sounds=tuple(sound_words(each) for each in result.sounds),
        compared=_compared(result),
        cautions=caution_sentences(),
    )


def _row(part: PartOfPaper, kept: KeptPart | None) -> PartRow:
    name = part_name(part)
    if kept is None:
        return PartRow(part, name, "—", "", (), tr("没有考"), False)
    marks, remark = kept.marks, not_marked_words(kept)
    if marks is None:
        return PartRow(part, name, "—", "", (), remark, kept.attempt_id is not None)
    lines = [f"{line_words(each)}\u00a0{line_points(each)}" for each in marks.lines]
    if marks.points is not None and not lines:
        lines = [tr("没有扣分")] if part is not PartOfPaper.TALK else []
    if marks.points is not None and marks.unassessed:
        lines.append(tr("{count} 个字没能判断，不扣分", count=isolate(str(marks.unassessed))))
    if kept.given is not None:
        lines.append(_given_words(kept))
    points = "—" if marks.points is None else points_text(marks.points)
    return PartRow(
        part,
        name,
        isolate(f"{points} / {points_text(marks.most)}"),
        clock(marks.seconds),
        tuple(lines),
        remark,
        marks.points is None and part is not PartOfPaper.TALK,
    )


def _given_words(kept: KeptPart) -> str:
    given = kept.given
    assert given is not None
    return tr(
        "{who}：语音 {pronunciation}、词汇语法 {words}、自然流畅 {fluency}",
        who=who_judged(kept),
        pronunciation=points_text(given.pronunciation),
        words=points_text(given.words),
        fluency=points_text(given.fluency),
    )


def _compared(result: ExamResult) -> tuple[str, ...]:
    """Part by part against the test before, where both have points."""
    if result.earlier is None:
        return ()
    sentences = []
    for kept in result.exam.parts:
        before = result.earlier.part(kept.part)
        if before is None or before.marks is None or kept.marks is None:
            continue
        old, new = before.marks.points, kept.marks.points
        if old is None or new is None or before.marks.most != kept.marks.most:
            continue
        difference = round(new - old, 2)
        values = {
            "part": part_name(kept.part),
            "before": points_text(old),
            "after": points_text(new),
            "change": points_text(abs(difference)),
        }
        if difference > 0:
            sentences.append(tr("{part}：上次 {before} 分，这次 {after} 分，多了 {change} 分", **values))
        elif difference < 0:
            sentences.append(tr("{part}：上次 {before} 分，这次 {after} 分，少了 {change} 分", **values))
        else:
            sentences.append(tr("{part}：和上次一样，{after} 分", **values))
    return tuple(sentences)
