"""What is shown of an attempt, derived from its score and from nothing else: no widgets, no playing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.i18n import tr
from app.speech.advice import part_advice
from app.speech.advice_text import advice_sentence
from app.speech.grade import estimate_grade
from app.speech.values import (
    AdviceItem,
    Contour,
    MiscueKind,
    Part,
    PartScore,
    PronunciationScore,
    SpokenText,
    SyllableScore,
    TakeStatus,
    Verdict,
)
from app.storage.values import Attempt
from app.ui.attempt.cells import prompt_cells, spoken_of
from app.ui.attempt.grade_words import GradeView, derive_grade
from app.ui.attempt.ledger import LedgerView, derive_ledger, rule_sentences, strictness_sentence
from app.ui.attempt.words import (
    doubt_sentence,
    doubt_word,
    extra_marks,
    fluency_words,
    heard_sentence,
    part_target,
    part_word,
    sandhi_sentence,
    spoken_pinyin,
    status_words,
    tone_name,
    verdict_word,
)
from app.ui.i18n import isolate
from app.ui.widgets.ruby_cells import RubyCell, RubyVerdict
from app.ui.widgets.waveform import WaveformExtra, WaveformSpan

MARGIN = 0.06
"""Seconds of her recording played before and after a syllable, so that it does not sound cut off."""

NEUTRAL = 5
_FAR = 1.0  # levels
_SEVERITY = (Verdict.WRONG, Verdict.OFF, Verdict.GOOD, Verdict.NOT_ASSESSABLE)


@dataclass(frozen=True)
class PartView:
    """One line about one part: `声调 第四声`, `有偏差`, `听起来像第三声`; `verdict` None: no such part."""

    part: Part
    name: str
    target: str
    verdict: Verdict | None
    word: str
    remark: str
    shown: bool = True


@dataclass(frozen=True)
class SyllableView:
    """What the panel shows of one syllable. `start`/`end` None: it was not said."""

    index: int
    hanzi: str
    pinyin: str
    tone: int
    tone_name: str
    sandhi: str
    parts: tuple[PartView, PartView, PartView]
    worst: Verdict
    omitted: bool
    advice: str
    start: float | None
    end: float | None
    contour: Contour | None
    target: Contour | None
    contour_message: str
    description: str  # everything in one sentence, for screen readers and tooltips


@dataclass(frozen=True)
class AdviceLine:
    """A sentence of advice on the take, and the syllable it is about (None: the whole take)."""

    sentence: str
    syllable: int | None


@dataclass(frozen=True)
class ResultView:
    """An attempt as it is shown. `opened` is the syllable to open first, None when there is none."""

    assessable: bool
    unscored: bool  # there is a recording, and nobody has scored it
    title: str
    explanation: str
    score: str
    fluency: str
    advice: tuple[AdviceLine, ...]
    remarks: tuple[str, ...]
    cells: tuple[RubyCell, ...]
    verdicts: dict[int, RubyVerdict]
    syllables: tuple[SyllableView, ...]
    opened: int | None
    spans: tuple[WaveformSpan, ...]
    extras: tuple[WaveformExtra, ...]  # what was said beyond the prompt
    duration: float
    ledger: LedgerView | None = None
    rules: tuple[str, ...] = ()  # how the total comes about
    grade: GradeView | None = None
    strictness: str = ""
    versions: str = ""  # what scored it
    focus: str = ""  # why only a part of it is shown
    free: bool = False  # a talk in her own words: there is nothing to score it by


def derive_result(attempt: Attempt, spoken: SpokenText) -> ResultView:
    """The view of `attempt`, whose prompt reads as `spoken`."""
    score = attempt.score
    if score is not None and score.syllables and len(score.syllables) != len(spoken.syllables):
        spoken = spoken_of([each.syllable for each in score.syllables], attempt.text)
    remarks = (tr("录音中途断了，这里是断开之前的部分。"),) if attempt.recording.interrupted else ()
    blank = ResultView(
        assessable=False,
        unscored=score is None and not attempt.free,
        title="",
        explanation="",
        score="",
        fluency="",
        advice=(),
        remarks=remarks,
        cells=prompt_cells(spoken),
        verdicts={},
        syllables=(),
        opened=None,
        spans=(),
        extras=(),
        duration=attempt.recording.duration,
        free=attempt.free,
    )
    if attempt.free:
        kept = tr("自由试讲。录音留着，随时可以再听；自己的话不逐字打分。")
        return replace(blank, title=isolate(attempt.text), explanation=kept, cells=())
    if score is None:
        return replace(
            blank, title=tr("录音还没有评分"), explanation=tr("录音已保存，可以听，也可以再说一遍。")
        )
    if score.status is not TakeStatus.SCORED:
        title, explanation = status_words(score.status)
        return replace(blank, title=title, explanation=explanation)
    syllables = tuple(_syllable(i, each, score, spoken) for i, each in enumerate(score.syllables))
    return replace(
        blank,
        assessable=True,
        title=_title(syllables),
        score="" if score.total is None else tr("{score} 分", score=isolate(f"{score.total:.0f}")),
        fluency=fluency_words(score),
        advice=tuple(AdviceLine(advice_sentence(item, spoken), item.index) for item in score.advice[:3]),
        cells=prompt_cells(spoken, extra_marks(score)),
        extras=tuple(
            WaveformExtra(mark.text, mark.start, mark.end)
            for mark in extra_marks(score)
            if mark.start is not None and mark.end is not None
        ),
        verdicts={each.index: _verdict(each) for each in syllables},
        syllables=syllables,
        opened=first_to_open(score),
        spans=tuple(
            WaveformSpan(each.index, each.hanzi, each.start, each.end)
            for each in syllables
            if each.start is not None and each.end is not None
        ),
        ledger=derive_ledger(score),
        rules=rule_sentences(score),
        grade=derive_grade(estimate_grade([score])),
        strictness=strictness_sentence(score.strictness),
        versions=tr(
            "评分版本 {scorer}，语音模型 {model}",
            scorer=isolate(score.scorer),
            model=isolate(score.model),
        ),
    )


def further_advice(view: ResultView, opened: int | None) -> tuple[str, ...]:
    """The take's advice without the sentence that the opened syllable's panel already shows."""
    lines = list(view.advice)
    for line in view.advice:
        if opened is not None and line.syllable == opened:
            lines.remove(line)
            break
    return tuple(line.sentence for line in lines)


def first_to_open(score: PronunciationScore) -> int | None:
    """The syllable the first advice is about, else the worst one; None when nothing was scored."""
    for item in score.advice:
        if item.index is not None and 0 <= item.index < len(score.syllables):
            return item.index
    if not score.syllables:
        return None
    return min(range(len(score.syllables)), key=lambda i: _badness(score.syllables[i]))


def first_by(score: PronunciationScore, part: Part, advice: Sequence[AdviceItem]) -> int | None:
    """The syllable to open when only one part is looked at: the first advice on it, else the worst."""
    for item in advice:
        if item.part is part and item.index is not None and 0 <= item.index < len(score.syllables):
            return item.index

    def badness(each: SyllableScore) -> tuple[int, float]:
        one = each.part(part)
        return (0, -1.0) if each.omitted else (_SEVERITY.index(one.verdict), one.goodness or 0.0)

    places = range(len(score.syllables))
    return min(places, key=lambda i: badness(score.syllables[i]), default=None)


def _badness(score: SyllableScore) -> tuple[int, float]:
    if score.omitted:
        return _SEVERITY.index(Verdict.WRONG), -1.0
    worst = score.part(score.worst)
    return _SEVERITY.index(worst.verdict), worst.goodness or 0.0


def _title(syllables: Sequence[SyllableView]) -> str:
    good = sum(1 for each in syllables if each.worst is Verdict.GOOD)
    known = sum(1 for each in syllables if each.worst is not Verdict.NOT_ASSESSABLE)
    if not known:
        return tr("这一遍没法逐字判断")
    if good == known:
        parts = [part.verdict for each in syllables for part in each.parts]
        if 2 * parts.count(Verdict.NOT_ASSESSABLE) > len(parts):
            return tr("听得出来的都说准了")
        return tr("每个字都说准了")
    return tr("{known} 个字里说准了 {good} 个", known=known, good=good)


def _verdict(view: SyllableView) -> RubyVerdict:
    initial, final, tone = (part.verdict for part in view.parts)
    return RubyVerdict((initial, final, tone), view.worst, view.omitted, view.description)


def _syllable(
    index: int, score: SyllableScore, whole: PronunciationScore, spoken: SpokenText
) -> SyllableView:
    syllable = score.syllable
    parts = tuple(_part(part, score) for part in Part)
    replaced = any(each.kind is MiscueKind.REPLACEMENT and each.index == index for each in whole.miscues)
    advice = _syllable_advice(index, score, whole, spoken, replaced=replaced)
    name = syllable.hanzi
    pinyin = spoken_pinyin(syllable)
    said = tr("没有听到") if score.omitted else "；".join(_part_sentence(part) for part in parts)
    return SyllableView(
        index=index,
        hanzi=name,
        pinyin=pinyin,
        tone=syllable.spoken_tone,
        tone_name=tone_name(syllable.spoken_tone),
        sandhi=sandhi_sentence(syllable),
        parts=(parts[0], parts[1], parts[2]),
        worst=worst_verdict(score, replaced=replaced),
        omitted=score.omitted,
        advice=advice,
        start=None if score.omitted else score.start,
        end=None if score.omitted else score.end,
        contour=score.contour,
        target=score.target,
        contour_message=_contour_message(score),
        description=tr("{hanzi} {pinyin}：{parts}", hanzi=name, pinyin=isolate(pinyin), parts=said),
    )


def worst_verdict(score: SyllableScore, *, replaced: bool = False) -> Verdict:
    """The verdict that colours the whole syllable: omitted is wrong, what cannot be assessed counts last.

    A syllable in whose place another was heard is off at least, however good its parts.
    """
    worst = Verdict.WRONG if score.omitted else score.part(score.worst).verdict
    return Verdict.OFF if replaced and worst is not Verdict.WRONG else worst


def _part(part: Part, score: SyllableScore) -> PartView:
    value: PartScore = score.part(part)
    target = part_target(part, score.syllable)
    if not target and value.verdict is Verdict.NOT_ASSESSABLE:
        return PartView(part, part_word(part), "", None, tr("没有声母"), "")
    target = target or tr("零声母")
    if score.omitted:  # that is no doubt about what was said, and it costs points
        return PartView(part, part_word(part), target, value.verdict, tr("没有听到"), "")
    remark = heard_sentence(part, value) or doubt_word(value)
    return PartView(part, part_word(part), target, value.verdict, verdict_word(value.verdict), remark)


def _part_sentence(part: PartView) -> str:
    if part.verdict is None:
        return part.word
    words = tr("{part} {target} {verdict}", part=part.name, target=isolate(part.target), verdict=part.word)
    return tr("{verdict}，{remark}", verdict=words, remark=part.remark) if part.remark else words


def _contour_message(score: SyllableScore) -> str:
    if score.omitted:
        return tr("没有听到这个字")
    if score.contour is None or not any(math.isfinite(level) for level in score.contour.levels):
        return tr("这个字里嗓音太少，画不出你的曲线")
    return ""


def _syllable_advice(
    index: int, score: SyllableScore, whole: PronunciationScore, spoken: SpokenText, *, replaced: bool
) -> str:
    for item in whole.advice:
        if item.index == index:
            return advice_sentence(item, spoken)
    if replaced:
        return advice_sentence(
            AdviceItem("replaced", index, None, (("syllables", score.syllable.hanzi),)), spoken
        )
    return plain_advice(index, score, spoken)


def plain_advice(index: int, score: SyllableScore, spoken: SpokenText) -> str:
    """One sentence about a syllable that none of the take's advice is about."""
    if score.omitted:
        return tr("这个字没有听到。再说一遍时，把它说出来。")
    worst = score.worst
    verdict = score.part(worst).verdict
    doubts = [doubt_sentence(part, score.part(part)) for part in Part]
    doubt = next((each for each in reversed(doubts) if each), "")
    if verdict is Verdict.NOT_ASSESSABLE:
        return doubt or tr("这个字这一遍没法判断，再说一遍看看。")
    if verdict is Verdict.GOOD and doubt:
        return tr("听得出来的都说准了。{doubt}", doubt=doubt)
    if verdict is Verdict.GOOD:
        if score.syllable.spoken_tone == NEUTRAL and _far_from_target(score):
            return tr("这个字说得准。轻声看的是短、轻，高低随前面的字走，所以曲线不必贴着目标。")
        return tr("这个字说得准，就这样说。")
    if not part_target(worst, score.syllable):
        return tr("这个字没有声母，开头不要加音。")
    return advice_sentence(part_advice(worst, index, score), spoken)


def _far_from_target(score: SyllableScore) -> bool:
    """Whether the contour lies off its target by more than a level on the whole."""
    if score.contour is None or score.target is None:
        return False
    hers = [level for level in score.contour.levels if math.isfinite(level)]
    wanted = [level for level in score.target.levels if math.isfinite(level)]
    return bool(hers and wanted) and abs(sum(hers) / len(hers) - sum(wanted) / len(wanted)) > _FAR


def syllable_slice(view: SyllableView, duration: float) -> tuple[float, float] | None:
    """Seconds of a recording to play for a syllable, a small margin around it; None when it was not said."""
    if view.start is None or view.end is None:
        return None
    return max(0.0, view.start - MARGIN), min(duration, view.end + MARGIN)


def compared(total: float | None, earlier: Sequence[float]) -> str:
    """How a take compares with the one before (`earlier` in order of time): `比上次高 6 分`."""
    if total is None:
        return ""
    if not earlier:
        return tr("这一句的第一次成绩")
    change = round(total) - round(earlier[-1])
    if change > 0:
        return tr("比上次高 {points} 分", points=isolate(str(change)))
    if change < 0:
        return tr("比上次低 {points} 分", points=isolate(str(-change)))
    return tr("和上次一样")
