"""A result of which only a part is looked at, because the plan that the lesson is practised under says so.

What is left out is only not shown: the score is kept whole, and whoever teaches her sees all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.i18n import tr
from app.practice.plans_values import Feedback
from app.speech.advice import choose_advice, part_advice
from app.speech.advice_text import advice_sentence
from app.speech.values import (
    AdviceItem,
    Fluency,
    FluencyAspect,
    Part,
    PartScore,
    PronunciationScore,
    SpokenText,
    SyllableScore,
    Verdict,
)
from app.ui.attempt.result import AdviceLine, ResultView, SyllableView, first_by, plain_advice
from app.ui.attempt.words import doubt_sentence, fluency_words
from app.ui.widgets.ruby_cells import RubyVerdict

_GOOD = PartScore(Verdict.GOOD, 1.0)
_NO_PACE = Fluency(None, None, (), None, None)
_PRAISE = "well_done"  # of everything, which is more than was looked at


def focused(
    view: ResultView, score: PronunciationScore | None, spoken: SpokenText, feedback: Feedback
) -> ResultView:
    """`view` of `score` with what `feedback` asks for; a take that was not assessed is left as it is."""
    if feedback is Feedback.ALL or score is None or not view.assessable:
        return view
    return _tones(view, score, spoken) if feedback is Feedback.TONES else _pace(view, score, spoken)


def _lines(advice: Sequence[AdviceItem], spoken: SpokenText) -> tuple[AdviceLine, ...]:
    return tuple(
        AdviceLine(advice_sentence(item, spoken), item.index) for item in advice if item.code != _PRAISE
    )


def _tones(view: ResultView, score: PronunciationScore, spoken: SpokenText) -> ResultView:
    syllables = tuple(
        _tone_of(each, one, score, spoken) for each, one in zip(view.syllables, score.syllables, strict=True)
    )
    tones = [replace(each, initial=_GOOD, final=_GOOD) for each in score.syllables]
    advice = choose_advice(score.status, spoken, tones, (), _NO_PACE)
    return replace(
        view,
        focus=tr("老师布置：这次只看声调"),
        title=_tones_title(syllables),
        fluency="",
        advice=_lines(advice, spoken),
        verdicts={
            each.index: RubyVerdict(
                (None, None, each.parts[-1].verdict), each.worst, each.omitted, each.description
            )
            for each in syllables
        },
        syllables=syllables,
        opened=first_by(score, Part.TONE, advice),
        ledger=None,
        rules=(),
        grade=None,
    )


def _tone_of(
    view: SyllableView, score: SyllableScore, whole: PronunciationScore, spoken: SpokenText
) -> SyllableView:
    initial, final, tone = view.parts
    verdict = Verdict.WRONG if view.omitted else score.tone.verdict
    remark = f"，{tone.remark}" if tone.remark else ""
    return replace(
        view,
        parts=(replace(initial, shown=False), replace(final, shown=False), tone),
        worst=verdict,
        advice=_tone_advice(view, score, whole, spoken),
        description=f"{view.hanzi} {view.pinyin}：{tone.name} {tone.word}{remark}",
    )


def _tone_advice(
    view: SyllableView, score: SyllableScore, whole: PronunciationScore, spoken: SpokenText
) -> str:
    if view.omitted:
        return plain_advice(view.index, score, spoken)
    for item in whole.advice:
        if item.index == view.index and item.part is Part.TONE:
            return advice_sentence(item, spoken)
    if score.tone.verdict is Verdict.GOOD:
        return tr("这个字的声调说得准，就这样说。")
    if score.tone.verdict is Verdict.NOT_ASSESSABLE:
        return doubt_sentence(Part.TONE, score.tone)
    return advice_sentence(part_advice(Part.TONE, view.index, score), spoken)


def _tones_title(syllables: Sequence[SyllableView]) -> str:
    known = sum(each.worst is not Verdict.NOT_ASSESSABLE for each in syllables)
    good = sum(each.worst is Verdict.GOOD for each in syllables)
    if not known:
        return tr("这一遍的声调没法判断")
    if good == known:
        return tr("每个字的声调都说准了")
    return tr("{known} 个字里，声调说准了 {good} 个", known=known, good=good)


def _pace(view: ResultView, score: PronunciationScore, spoken: SpokenText) -> ResultView:
    advice = choose_advice(score.status, spoken, (), (), score.fluency)
    fluency = score.fluency
    well = fluency.aspect(FluencyAspect.PACE).verdict is Verdict.GOOD and all(
        pause.expected for pause in fluency.pauses
    )
    good = tr("快慢和停顿都合适，就这样说。") if well and not advice else ""
    return replace(
        view,
        focus=tr("老师布置：这次只看语速"),
        title=fluency_words(score) or tr("说得太短，看不出快慢"),
        explanation=good,
        fluency="",
        advice=_lines(advice, spoken),
        verdicts={},
        syllables=(),
        opened=None,
        spans=(),
        ledger=None,
        rules=(),
        grade=None,
    )
