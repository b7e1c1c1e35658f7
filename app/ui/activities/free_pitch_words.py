"""What is said of a free talk: only what was measured, each with what it means for viewers."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import SOURCE_LANGUAGE, language, tr, trn
from app.speech.delivery import (
    FADING_DB,
    FLAT_ST,
    LONG_SILENCE,
    UNSTEADY_DB,
    USUAL_RANGE_ST,
    Delivery,
)
from app.speech.values import Verdict
from app.ui.attempt.words import duration_words
from app.ui.i18n import isolate
from app.ui.widgets.waveform import WaveformExtra

_SHORT, _LONG = 0.6, 1.25  # of the plan
_PLAIN = Verdict.GOOD


@dataclass(frozen=True)
class Finding:
    """One line: what it is about, what was measured, and what to do; the verdict is good or off."""

    name: str
    sentence: str
    verdict: Verdict


def findings(delivery: Delivery, planned: int) -> tuple[Finding, ...]:
    """The lines about a talk; one alone when nobody was heard."""
    if delivery.speaking <= 0:
        silent = tr("录音里没有听到说话声。请看看麦克风是不是静音了，再讲一遍。")
        return (Finding(tr("声音"), silent, Verdict.OFF),)
    return (_length(delivery, planned), *manner(delivery))


def manner(delivery: Delivery) -> tuple[Finding, ...]:
    """The lines that need no plan: pauses, loudness, liveliness, as far as they could be measured."""
    made = (_pauses(delivery), _loudness(delivery), _liveliness(delivery))
    return tuple(each for each in made if each is not None)


def _length(delivery: Delivery, planned: int) -> Finding:
    said = tr(
        "讲了 {length}，计划 {planned}，其中说话 {speaking}。",
        length=duration_words(delivery.duration),
        planned=duration_words(planned),
        speaking=duration_words(delivery.speaking),
    )
    share = delivery.duration / planned
    if share < _SHORT:
        return Finding(tr("时长"), _together(said, tr("短了一些，还可以多说一点。")), Verdict.OFF)
    if share > _LONG:
        return Finding(tr("时长"), _together(said, tr("长了一些，先讲最要紧的。")), Verdict.OFF)
    return Finding(tr("时长"), said, _PLAIN)


def _pauses(delivery: Delivery) -> Finding:
    longest = delivery.longest
    if longest is None:
        return Finding(tr("停顿"), tr("没有半秒以上的停顿。句子之间可以停一停，让人听清楚。"), Verdict.OFF)
    seconds = longest[1] - longest[0]
    said = trn(
        "半秒以上的停顿有 {number} 次，最长 {seconds} 秒，在 {place}。",
        "半秒以上的停顿有 {number} 次，最长 {seconds} 秒，在 {place}。",
        len(delivery.pauses),
        seconds=isolate(f"{seconds:.1f}"),
        place=duration_words(longest[0]),
    )
    if seconds >= LONG_SILENCE:
        return Finding(
            tr("停顿"), _together(said, tr("想词的时候，把刚才那句再说一遍，就不会冷场。")), Verdict.OFF
        )
    return Finding(tr("停顿"), said, _PLAIN)


def _loudness(delivery: Delivery) -> Finding | None:
    spread, drift = delivery.spread_db, delivery.drift_db
    if spread is None or drift is None:
        return None
    if drift <= -FADING_DB:
        said = tr("越说越轻，后面比前面轻了约 {db} 分贝。", db=isolate(f"{-drift:.0f}"))
        return Finding(tr("音量"), _together(said, tr("后半段也要让最远的人听见。")), Verdict.OFF)
    if spread >= UNSTEADY_DB:
        said = tr("忽大忽小，上下差约 {db} 分贝。离麦克风远近不要变。", db=isolate(f"{spread:.0f}"))
        return Finding(tr("音量"), said, Verdict.OFF)
    return Finding(tr("音量"), tr("从头到尾一样稳。"), _PLAIN)


def _liveliness(delivery: Delivery) -> Finding | None:
    if delivery.range_st is None:
        return None
    said = tr("声音高低跨 {span} 个半音。", span=isolate(f"{delivery.range_st:.0f}"))
    usual = tr(
        "母语者朗读时一般 {low} 到 {high} 个。",
        low=isolate(str(USUAL_RANGE_ST[0])),
        high=isolate(str(USUAL_RANGE_ST[1])),
    )
    if delivery.range_st < FLAT_ST:
        return Finding(
            tr("起伏"), _together(said, usual, tr("听起来有点平，重要的词说高一点。")), Verdict.OFF
        )
    return Finding(tr("起伏"), _together(said, usual), _PLAIN)


def _together(*sentences: str) -> str:
    """Sentences one after the other; Chinese ones need no space between."""
    return ("" if language() == SOURCE_LANGUAGE else " ").join(sentences)


def pause_marks(delivery: Delivery) -> tuple[WaveformExtra, ...]:
    """The longer pauses, to be hatched in the waveform; short ones would only clutter it."""
    return tuple(
        WaveformExtra(isolate(f"{end - start:.0f}″"), start, end)
        for start, end in delivery.pauses
        if end - start >= LONG_SILENCE / 2
    )
