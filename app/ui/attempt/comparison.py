"""Two scores of one take side by side: totals, counts, versions, and which syllables changed and how."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app.i18n import tr
from app.speech.values import Part, PronunciationScore, Syllable, SyllableScore, Verdict
from app.ui.attempt.ledger import strictness_name
from app.ui.attempt.words import part_word, spoken_pinyin, status_words, verdict_word
from app.ui.i18n import isolate


@dataclass(frozen=True)
class ComparedRow:
    """One line of the table: what, before, after."""

    name: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.before != self.after


@dataclass(frozen=True)
class ChangedPart:
    """One part whose verdict is another one now."""

    syllable: int
    where: str
    part: str
    before: Verdict
    after: Verdict

    @property
    def sentence(self) -> str:
        """`麦 mài 声调：不对 → 准确`; the arrow points in the direction of reading."""
        return tr(
            "{where} {part}：原来{before}，现在{after}",
            where=self.where,
            part=self.part,
            before=verdict_word(self.before),
            after=verdict_word(self.after),
        )


@dataclass(frozen=True)
class Comparison:
    """Everything that is shown of two scores."""

    headline: str
    rows: tuple[ComparedRow, ...]
    changes: tuple[ChangedPart, ...]
    remark: str


def compare(before: PronunciationScore, after: PronunciationScore) -> Comparison:
    """`before` is the older score of the same recording."""
    rows = [ComparedRow(tr("得分"), _total(before), _total(after))]
    for part in Part:
        rows.append(ComparedRow(part_word(part), _counts(before, part), _counts(after, part)))
    rows += [
        ComparedRow(tr("严格程度"), strictness_name(before.strictness), strictness_name(after.strictness)),
        ComparedRow(tr("评分版本"), isolate(before.scorer), isolate(after.scorer)),
        ComparedRow(tr("语音模型"), isolate(before.model), isolate(after.model)),
    ]
    changes, remark = _changes(before, after)
    return Comparison(_headline(before, after), tuple(rows), changes, remark)


def _headline(before: PronunciationScore, after: PronunciationScore) -> str:
    if before.total is None or after.total is None:
        return tr("两次评分的结果不一样") if before.status is not after.status else ""
    change = round(after.total - before.total, 1)
    if change == 0:
        return tr("两次评分一样")
    points = isolate(f"{abs(change):.1f}")
    if change > 0:
        return tr("新的评分高 {points} 分", points=points)
    return tr("新的评分低 {points} 分", points=points)


def _total(score: PronunciationScore) -> str:
    if score.total is None:
        return status_words(score.status)[0] if score.status.value != "scored" else tr("没有评分")
    return isolate(f"{score.total:.1f}")


def _counts(score: PronunciationScore, part: Part) -> str:
    """`准确 9 · 不对 1`."""
    parts = [each for each in score.syllables if part is not Part.INITIAL or each.syllable.initial]
    found = Counter(each.part(part).verdict for each in parts)
    return " · ".join(
        tr("{verdict} {count}", verdict=verdict_word(verdict), count=isolate(str(found[verdict])))
        for verdict in Verdict
        if found[verdict]
    )


def _changes(before: PronunciationScore, after: PronunciationScore) -> tuple[tuple[ChangedPart, ...], str]:
    if len(before.syllables) != len(after.syllables):
        return (), tr("文字的读法也改了，没法逐字比较。")
    found = []
    different_text = False
    for index, (old, new) in enumerate(zip(before.syllables, after.syllables, strict=True)):
        different_text |= _reading(old.syllable) != _reading(new.syllable)
        for part in Part:
            was, is_ = _verdict(old, part), _verdict(new, part)
            if was is not is_ and (part is not Part.INITIAL or new.syllable.initial):
                found.append(ChangedPart(index, _where(new.syllable), part_word(part), was, is_))
    if different_text:
        return tuple(found), tr("有的字换了读法，这些字按新的读法评。")
    if not found:
        return (), tr("每个字的判断都没有变。")
    if any(change.part == part_word(Part.TONE) for change in found):
        return tuple(found), tr("声调按现在了解的音高范围判断，所以也可能因此变化。")
    return tuple(found), ""


def _verdict(score: SyllableScore, part: Part) -> Verdict:
    return Verdict.WRONG if score.omitted else score.part(part).verdict


def _reading(syllable: Syllable) -> tuple[str, str, int]:
    return syllable.initial, syllable.final, syllable.spoken_tone


def _where(syllable: Syllable) -> str:
    return tr("{hanzi} {pinyin}", hanzi=syllable.hanzi, pinyin=isolate(spoken_pinyin(syllable)))
