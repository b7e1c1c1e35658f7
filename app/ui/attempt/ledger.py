"""The deductions of a score as they are shown: which syllable, which part, why, how many points.

The lines are worked out anew from the stored score, so attempts of every age have them. Points are shown in
tenths and sum exactly to 100 less the total: each line is rounded down, and the tenths that are then missing
go to the lines that lost most by it. Where the rules have changed since the score was made, or the total
would be below 0, one more line holds the difference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.i18n import msg, tr
from app.speech.ledger import Deduction, deductions, was_assessed
from app.speech.strictness import RULES
from app.speech.values import Part, PronunciationScore, Strictness, TakeStatus
from app.ui.attempt.words import heard_sentence, part_word, spoken_pinyin
from app.ui.i18n import isolate

BIGGEST = 4
"""Lines shown before all are asked for."""

_REASONS = {
    "omission": msg("没有读出来"),
    "replacement": msg("读成了别的字"),
    "insertion": msg("这里多读了音"),
    "repetition": msg("这里重复读了"),
    "hesitation": msg("犹豫太多"),
    "pauses": msg("句子中间停顿太多"),
    "pace": msg("语速不合适"),
    "rules": msg("评分规则改过，和当时的差额"),
    "floor": msg("总分不会低于 0"),
}
_DEFECT_COSTS = {0.5: msg("四分之一"), 1.0: msg("一半"), 1.5: msg("四分之三")}
STRICTNESS_NAMES = {
    Strictness.LENIENT: msg("宽松"),
    Strictness.NORMAL: msg("标准"),
    Strictness.STRICT: msg("严格"),
}


@dataclass(frozen=True)
class LedgerLine:
    """One deduction. `syllable` None: it is about the whole take. `tenths` below 0 gives points back."""

    where: str
    why: str
    tenths: int
    syllable: int | None

    @property
    def points(self) -> str:
        """`−8.3`, or `+0.4` for points given back."""
        return isolate(f"{'−' if self.tenths >= 0 else '+'}{abs(self.tenths) / 10:.1f}")


@dataclass(frozen=True)
class LedgerView:
    """All deductions in the prompt's order, and the total they lead to."""

    lines: tuple[LedgerLine, ...]
    tenths: int  # of the total

    @property
    def biggest(self) -> tuple[LedgerLine, ...]:
        """The few that cost most, the costliest first."""
        return tuple(sorted(self.lines, key=lambda line: -line.tenths)[:BIGGEST])

    @property
    def sum_sentence(self) -> str:
        """`100 − 21.7 = 78.3`."""
        return isolate(f"100 − {(1000 - self.tenths) / 10:.1f} = {self.tenths / 10:.1f}")


def derive_ledger(score: PronunciationScore) -> LedgerView | None:
    """The ledger of a score; None where there is no total."""
    if score.total is None or score.status is not TakeStatus.SCORED:
        return None
    found = deductions(score.syllables, score.miscues, score.fluency, score.strictness)
    tenths = round(10 * score.total)
    taken = sum(line.points for line in found)
    shares = rounded([line.points for line in found], round(10 * taken))
    # the stored total is rounded to a tenth too: half a tenth either way is no difference
    if abs(10 * taken - (1000 - tenths)) < 1:
        shares = rounded([line.points for line in found], 1000 - tenths)
    lines = [_line(line, share, score) for line, share in zip(found, shares, strict=True)]
    difference = 1000 - tenths - sum(shares)
    if difference:
        code = "floor" if tenths == 0 and difference < 0 else "rules"
        lines.append(LedgerLine(tr("整句"), str(_REASONS[code]), difference, None))
    return LedgerView(tuple(line for line in lines if line.tenths), tenths)


def rounded(points: Sequence[float], tenths: int) -> list[int]:
    """Points in whole tenths that sum to `tenths`, by the largest remainders."""
    down = [int(10 * each) for each in points]
    order = sorted(range(len(points)), key=lambda i: down[i] - 10 * points[i])
    for place in order[: max(0, tenths - sum(down))]:
        down[place] += 1
    return down


def _line(deduction: Deduction, tenths: int, score: PronunciationScore) -> LedgerLine:
    index = deduction.index
    if index is None:
        return LedgerLine(tr("整句"), reason_words(deduction, score), tenths, None)
    index = min(index, len(score.syllables) - 1)  # what is inserted behind the last one counts there
    syllable = score.syllables[index].syllable
    where = tr("{hanzi} {pinyin}", hanzi=syllable.hanzi, pinyin=isolate(spoken_pinyin(syllable)))
    return LedgerLine(where, reason_words(deduction, score), tenths, index)


def reason_words(deduction: Deduction, score: PronunciationScore) -> str:
    """Why something was taken off, in a few words; a code this version does not know is about fluency."""
    if deduction.code in ("wrong", "off") and deduction.part is not None and deduction.index is not None:
        return _part_reason(deduction.code, deduction.part, score, deduction.index)
    return str(_REASONS.get(deduction.code, msg("流畅度")))


def _part_reason(code: str, part: Part, score: PronunciationScore, index: int) -> str:
    name = part_word(part)
    what = tr("{part}不对", part=name) if code == "wrong" else tr("{part}有偏差", part=name)
    heard = heard_sentence(part, score.syllables[index].part(part))
    return tr("{verdict}，{remark}", verdict=what, remark=heard) if heard else what


def rule_sentences(score: PronunciationScore) -> tuple[str, ...]:
    """How the total comes about, in plain words, with this take's own numbers."""
    count = sum(was_assessed(each) for each in score.syllables)
    cost = _DEFECT_COSTS[RULES[score.strictness].defect_cost]
    return (
        tr(
            "满分 100 分，能判断的 {count} 个字平分，每个字 {share} 分。",
            count=isolate(str(count)),
            share=isolate(f"{100 / max(1, count):.1f}"),
        ),
        tr(
            "读错、漏读或读成别的字，扣一个字的分；有偏差，扣{part}；多读了音，扣一半。"
            "一个字只扣一次，按最差的一项算。",
            part=cost,
        ),
        tr("无法判断的不扣分：没听清是评分程序的事，不是您的错。"),
        tr("停顿、犹豫和语速扣的分写在“整句”那几行，重复读的写在那个字后面；和句子长短无关。"),
        tr("每行取到 0.1 分。为了加起来正好等于 100 减得分，有的行会多或少 0.1 分。"),
    )


def strictness_name(strictness: Strictness) -> str:
    """`宽松`, `标准` or `严格`."""
    return str(STRICTNESS_NAMES[strictness])


def strictness_sentence(strictness: Strictness) -> str:
    """`严格程度：标准`."""
    return tr("严格程度：{name}", name=strictness_name(strictness))
