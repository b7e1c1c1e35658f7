"""The predicted grade in words, with what it rests on and what it is not."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import msg, tr
from app.speech.grade import MIN_SYLLABLES, Grade, GradeEstimate, Missing
from app.ui.attempt.words import part_word
from app.ui.i18n import isolate

_GRADES = {
    Grade.FIRST_A: msg("一级甲等"),
    Grade.FIRST_B: msg("一级乙等"),
    Grade.SECOND_A: msg("二级甲等"),
    Grade.SECOND_B: msg("二级乙等"),
    Grade.THIRD_A: msg("三级甲等"),
    Grade.THIRD_B: msg("三级乙等"),
    Grade.BELOW: msg("不入级"),
}


@dataclass(frozen=True)
class GradeView:
    """`headline` is one line, `details` the sentences behind it. `known` is False where none can be given."""

    known: bool
    headline: str
    details: tuple[str, ...]


def grade_name(grade: Grade) -> str:
    """`二级乙等`."""
    return str(_GRADES[grade])


def derive_grade(estimate: GradeEstimate) -> GradeView:
    """A predicted grade, or what is missing for one."""
    if estimate.missing is not None:
        return GradeView(False, tr("还估不出等级"), (_missing_sentence(estimate),))
    grade, best, worst = (grade_name(each) for each in (estimate.grade, estimate.best, estimate.worst))
    if best == worst:
        headline = tr("大约{grade}", grade=grade)
    else:
        headline = tr("大约{grade}（{best}～{worst}）", grade=grade, best=best, worst=worst)
    return GradeView(
        True,
        headline,
        (
            tr(
                "按 {count} 个字估计，相当于 {points} 分；八成把握在 {low}～{high} 分之间。",
                count=isolate(str(estimate.syllables)),
                points=isolate(f"{estimate.points:.0f}"),
                low=isolate(f"{estimate.low:.0f}"),
                high=isolate(f"{estimate.high:.0f}"),
            ),
            tr("估计时除去了评分程序自己会判错的部分，所以可能和得分不同；严格程度对它没有影响。"),
            caveat(),
        ),
    )


def caveat() -> str:
    """What the estimate is not."""
    return tr(
        "这不是普通话水平测试：没有考官，没有说话题，读的也不是考试的词。"
        "评分程序只用母语者的录音检验过，对学习者的误差可能更大。"
    )


def _missing_sentence(estimate: GradeEstimate) -> str:
    if estimate.missing is Missing.UNASSESSED and estimate.part is not None:
        return tr("{part}无法判断的太多。请换个安静的地方，靠近麦克风再读。", part=part_word(estimate.part))
    return tr(
        "能判断的只有 {count} 个字，至少要 {needed} 个。读长一点的文字，或者多练几句再看“进步”页。",
        count=isolate(str(estimate.syllables)),
        needed=isolate(str(MIN_SYLLABLES)),
    )
