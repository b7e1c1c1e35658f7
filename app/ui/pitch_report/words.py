"""The words of the report: short and kind, and beside every figure how far it can be trusted.

The figures are those of docs/coaching.md.
"""

from __future__ import annotations

from collections.abc import Sequence

from app.coaching.advice import advice_text
from app.coaching.facts import CLEAR_ENOUGH
from app.coaching.values import (
    Advice,
    AdviceKind,
    FactFinding,
    FactKind,
    FactState,
    PitchReport,
    SaidWord,
    Stage,
)
from app.i18n import SOURCE_LANGUAGE, language, msg, tr, trn
from app.speech.delivery import Delivery
from app.speech.fluency import BANDS
from app.speech.values import Part, PromptKind, Verdict
from app.ui.activities.free_pitch_words import Finding, manner
from app.ui.attempt.words import part_word, verdict_word
from app.ui.i18n import isolate

_NEARLY_ALL = 0.9  # of the clarity

STATES = {
    FactState.CONTRADICTED: (msg("这里再听一听"), Verdict.OFF),
    FactState.COVERED: (msg("讲到了"), Verdict.GOOD),
    FactState.MISSING: (msg("没讲到，下一遍可以挑几条讲"), None),
    FactState.UNCLEAR: (msg("没听清，不算漏讲"), Verdict.NOT_ASSESSABLE),
}
"""The states in the order in which they are shown, with their words and marks."""

KINDS = {
    FactKind.WHAT: msg("是什么"),
    FactKind.ORIGIN: msg("产地"),
    FactKind.GRADE: msg("等级"),
    FactKind.STORAGE: msg("存放"),
    FactKind.USE: msg("用法"),
    FactKind.SIZE: msg("规格"),
    FactKind.PRICE: msg("价格"),
    FactKind.DELIVERY: msg("发货"),
    FactKind.AFTER_SALES: msg("售后"),
}

STAGES = {
    Stage.OPENING: msg("开场"),
    Stage.HOLDING: msg("留人"),
    Stage.INTRODUCTION: msg("商品介绍"),
    Stage.INTERACTION: msg("互动"),
    Stage.CLOSING: msg("促单"),
    Stage.CHANGE_OVER: msg("转款"),
    Stage.ENDING: msg("收尾"),
}


def advice_words(advice: Advice) -> str:
    """A piece of advice. What sounded otherwise than on the card is a question, for the ear may err."""
    if advice.kind is AdviceKind.CONTRADICTED:
        return tr(
            "这里再听一听：卡上写的是“{about}”。是讲得不一样，还是机器听错了？", about=isolate(advice.about)
        )
    return str(advice_text(advice))


def clarity_words(report: PitchReport) -> str:
    """How much was heard, and what follows from little."""
    if report.clarity >= _NEARLY_ALL:  # an estimate that knows no better must not say 100 %
        return tr("估计大部分都听清楚了。")
    said = tr("估计听清楚了大约 {share}，可能估高了。", share=isolate(f"{report.clarity:.0%}"))
    if report.clarity < CLEAR_ENOUGH:
        return _together(said, tr("这一遍有不少地方没听清，没听清的不算漏说。"))
    return said


def facts_honesty() -> str:
    """How often facts are right."""
    return tr(
        "用 40 段母语者声音拼成的试讲试过：标“讲到了”的，20 条里 19 条是对的；"
        "讲到了的，5 条里有 1 条没听出来。讲得和卡上不一样的只听得出一半，标出来的也可能是机器听错。"
    )


def stages_honesty() -> str:
    """How often stages are right."""
    return tr(
        "阶段是按常用的话、问句和价格猜的。用 15 段拼成的试讲量过：十句里大约有七句猜对，边上的几句最容易错。"
    )


def habits_honesty() -> str:
    """What is known of the figures of habits."""
    return tr(
        "次数和快慢都是大约数。在拼成的试讲里，产品名字十次听得出将近九次，请人下单的话只听得出四成，"
        "重复的话听得出三分之一，“嗯”“呃”几乎听不出来：没有听到，不等于没有说。"
    )


def in_order(said: Sequence[SaidWord]) -> tuple[SaidWord, ...]:
    """What needs practice first; what could not be judged last."""
    order = (Verdict.WRONG, Verdict.OFF, Verdict.GOOD, Verdict.NOT_ASSESSABLE)
    return tuple(sorted(said, key=lambda word: order.index(word.worst)))


def word_words(word: SaidWord) -> str:
    """What is to be said of a word's pronunciation, a line for each fault."""
    if word.worst is Verdict.NOT_ASSESSABLE:
        return tr("听得不够清楚，没有判断，不算错。")
    faults = [
        tr("“{syllable}”：{part}{verdict}", syllable=isolate(each.hanzi), part=part_word(part), verdict=said)
        for each in word.syllables
        for part in Part
        if (said := _fault(each.part(part)))
    ]
    if faults:
        return "\n".join(faults)
    return tr("听得出来的音都准确。")


def _fault(verdict: Verdict | None) -> str:
    return verdict_word(verdict) if verdict in (Verdict.WRONG, Verdict.OFF) else ""


def words_honesty() -> str:
    """How often the verdicts on key words are right."""
    return tr(
        "只看听得清楚的词，连着前后的话一起听，只判断有把握的音。用 79 位母语者读的句子试过："
        "读对的音节，100 个里大约有 2 个被标成不对；听出是这个词的，读错的音找得出一半左右。"
        "声母、韵母读错了，机器常常听成别的词，这里就没有它。"
    )


def rules_honesty() -> str:
    """How often unlawful phrases are found in what was heard."""
    return tr(
        "这是从听写的文字里找的：违规的话大约三句能找到两句，没有标出来不等于没有问题。"
        "这里只是提醒，不是法律意见。"
    )


def transcript_honesty(report: PitchReport) -> str:
    """Which model heard it, and how often it errs."""
    return tr(
        "由语音模型 {name} 听写，会听错：母语者的录音里，每五个音节会听错一两个，有口音或有噪声时更多。",
        name=isolate(report.transcript.model),
    )


def heard_words(fact: FactFinding) -> str:
    """What was heard of a fact, "" where nothing was."""
    return tr("听到的是：{heard}", heard=isolate(fact.heard)) if fact.heard else ""


def habits(report: PitchReport) -> tuple[Finding, ...]:
    """The lines about name, calls, fillers, pace, and what sound alone tells."""
    neutral = Verdict.NOT_ASSESSABLE
    good = Verdict.GOOD
    lines = [
        Finding(tr("产品名字"), _times(len(report.named)), good if report.named else neutral),
        Finding(tr("请人下单"), _times(len(report.calls)), good if report.calls else neutral),
        Finding(tr("口头语"), _listed(report), neutral),  # none heard does not mean none said
        Finding(tr("重复"), _times(len(report.repetitions)), neutral),
    ]
    rates = [window.rate for window in report.pace if window.rate is not None]
    if rates:
        band = BANDS[PromptKind.TALK]
        steady = band.slow <= min(rates) and max(rates) <= band.fast
        said = tr(
            "每分钟大约 {low} 到 {high} 个音节。",
            low=isolate(f"{min(rates):.0f}"),
            high=isolate(f"{max(rates):.0f}"),
        )
        lines.append(Finding(tr("语速"), said, good if steady else Verdict.OFF))
    if report.speaking > 0:
        lines += manner(delivery_of(report))
    return tuple(lines)


def delivery_of(report: PitchReport) -> Delivery:
    """What the report keeps of the talk's delivery."""
    return Delivery(
        duration=report.transcript.duration,
        speaking=report.speaking,
        first=report.transcript.words[0].start if report.transcript.words else 0.0,
        pauses=report.pauses,
        spread_db=report.spread_db,
        drift_db=report.drift_db,
        range_st=report.range_st,
    )


def _times(count: int) -> str:
    return trn("听到 {number} 次。", "听到 {number} 次。", count) if count else tr("没有听到。")


def _listed(report: PitchReport) -> str:
    """How many fillers, and the usual ones."""
    said = _times(len(report.fillers))
    if not report.fillers:
        return said
    texts = [each.text for each in report.fillers]
    usual = sorted(set(texts), key=lambda text: (-texts.count(text), text))[:3]
    return _together(said, tr("最多的是：{words}", words=isolate("、".join(usual))))


def _together(*sentences: str) -> str:
    """Sentences one after the other; Chinese ones need no space between."""
    return ("" if language() == SOURCE_LANGUAGE else " ").join(sentences)
