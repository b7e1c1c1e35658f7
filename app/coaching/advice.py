"""Three pieces of advice: what would help this talk most, each with the second that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.coaching.facts import CLEAR_ENOUGH
from app.coaching.values import Advice, AdviceKind, FactKind, FactState, PitchReport, Stage
from app.i18n import Message, msg
from app.speech.delivery import FADING_DB, FLAT_ST, LONG_SILENCE
from app.speech.fluency import BANDS
from app.speech.values import PromptKind, Verdict

MOST = 3
"""Pieces of advice: more are not remembered."""

_NO_TALK, _ENOUGH_TALK = 1.0, 8.0  # seconds of speech
_LAST_WORDS = 4.0  # seconds
_LONG_TALK = 45.0  # seconds from which an opening and a call may be expected
_FILLERS_A_MINUTE = 4.0
_ASKED = (FactKind.ORIGIN, FactKind.SIZE, FactKind.DELIVERY, FactKind.STORAGE, FactKind.AFTER_SALES)


def give_advice(report: PitchReport) -> PitchReport:
    """The same report with its advice, the most useful first."""
    if report.speaking < _ENOUGH_TALK and len(report.transcript.words) < 10:
        silent = report.speaking < _NO_TALK and not report.transcript.words
        kind = AdviceKind.SILENT if silent else AdviceKind.TOO_LITTLE
        return replace(report, advice=(Advice(kind, 0.0),))
    missing, manner = _missing(report), _manner(report)
    found = [*_wrong(report), *missing[:2], *manner, *missing[2:]]
    if len(found) < MOST:
        answered = any(span.stage is Stage.INTERACTION for span in report.stages)
        kind = AdviceKind.KEEP_ON_ANSWERED if answered else AdviceKind.KEEP_ON
        found.append(Advice(kind, _start(report)))
    return replace(report, advice=tuple(found[:MOST]))


def breach_first(report: PitchReport, breaches: Sequence[tuple[float, str]]) -> PitchReport:
    """The same report with what must not be said before all other advice.

    `breaches` are seconds and phrases that were found with some certainty, the gravest first; one is enough,
    for all of them stand in the report.
    """
    if not breaches:
        return report
    first = Advice(AdviceKind.BREACH, *breaches[0])
    return replace(report, advice=(first, *report.advice)[:MOST])


def _start(report: PitchReport) -> float:
    return report.transcript.words[0].start if report.transcript.words else 0.0


def _end(report: PitchReport) -> float:
    """Where the last words begin: what is shown must be heard."""
    words = report.transcript.words
    return max(words[0].start, words[-1].end - _LAST_WORDS) if words else report.transcript.duration


def _wrong(report: PitchReport) -> list[Advice]:
    wrong = [f for f in report.facts if f.state is FactState.CONTRADICTED and f.second is not None]
    wrong.sort(key=lambda f: (f.kind is not FactKind.PRICE, f.second))
    return [Advice(AdviceKind.CONTRADICTED, f.second or 0.0, f.fact) for f in wrong[:2]]


def _missing(report: PitchReport) -> list[Advice]:
    """What a buyer asks first and was not told, shown where it would have fitted."""
    if report.clarity < CLEAR_ENOUGH:
        return []
    closing = next((s.start for s in report.stages if s.stage is Stage.CLOSING), _end(report))
    introduced = [s.end for s in report.stages if s.stage is Stage.INTRODUCTION]
    middle = min(introduced[-1], _end(report)) if introduced else _end(report)
    found = []
    if report.aspect(FactKind.PRICE) is FactState.MISSING:
        found.append(Advice(AdviceKind.PRICE_MISSING, closing))
    if not report.calls:
        found.append(Advice(AdviceKind.NO_CALL, _end(report)))
    missing = [kind for kind in _ASKED if report.aspect(kind) is FactState.MISSING]
    return found + [Advice(AdviceKind.FACT_MISSING, middle, kind.value) for kind in missing]


def _manner(report: PitchReport) -> list[Advice]:
    found = []
    silence = max(report.pauses, key=lambda p: p[1] - p[0], default=(0.0, 0.0))
    if silence[1] - silence[0] >= LONG_SILENCE:
        found.append(Advice(AdviceKind.LONG_SILENCE, silence[0], f"{silence[1] - silence[0]:.0f}"))
    badly = [word for word in report.words if word.worst is Verdict.WRONG]
    found += [Advice(AdviceKind.KEY_WORD, word.start, word.word) for word in badly[:1]]
    minutes = max(report.transcript.duration, 1.0) / 60.0
    if len(report.fillers) >= 3 and len(report.fillers) / minutes > _FILLERS_A_MINUTE:
        found.append(Advice(AdviceKind.FILLERS, report.fillers[0].start, report.fillers[0].text))
    if report.clarity >= CLEAR_ENOUGH and not report.named:
        found.append(Advice(AdviceKind.NAME_PRODUCT, _start(report)))
    band = BANDS[PromptKind.TALK]
    rates = [window for window in report.pace if window.rate is not None]
    if rates:
        quick = max(rates, key=lambda w: w.rate or 0.0)
        slow = min(rates, key=lambda w: w.rate or 0.0)
        if (quick.rate or 0.0) > band.fast:
            found.append(Advice(AdviceKind.TOO_FAST, quick.start))
        elif (slow.rate or 0.0) < band.slow and report.clarity >= CLEAR_ENOUGH:
            found.append(Advice(AdviceKind.TOO_SLOW, slow.start))
    if report.drift_db is not None and report.drift_db < -FADING_DB:
        found.append(Advice(AdviceKind.FADING, report.transcript.duration * 2 / 3))
    if report.range_st is not None and report.range_st < FLAT_ST:
        found.append(Advice(AdviceKind.FLAT, _start(report)))
    long = report.transcript.duration >= _LONG_TALK
    if long and report.stages and all(s.stage is not Stage.OPENING for s in report.stages):
        found.append(Advice(AdviceKind.NO_OPENING, _start(report)))
    return found


def advice_text(advice: Advice) -> Message:
    """The advice as a sentence for her."""
    if advice.kind is AdviceKind.FACT_MISSING:
        return _FIELDS[FactKind(advice.about)]
    return msg(_TEXTS[advice.kind].text, about=advice.about)


_TEXTS = {
    AdviceKind.BREACH: msg("听到“{about}”：直播里不能这样说。往下看为什么，再练一遍可以说的那一句。"),
    AdviceKind.CONTRADICTED: msg("这里说的和产品卡不一样，卡上写的是“{about}”。改过来，客人下单就放心了。"),
    AdviceKind.PRICE_MISSING: msg("客人最想知道多少钱。讲到这里，把一份多重、多少钱一起说出来。"),
    AdviceKind.NO_CALL: msg("讲得差不多了，就请大家点下面的链接，告诉客人下一步怎么做。"),
    AdviceKind.NO_OPENING: msg("开头先问个好，说说自己是谁、今天带来什么，客人更愿意留下。"),
    AdviceKind.NAME_PRODUCT: msg("多说几次产品的名字，刚进来的客人才知道您在卖什么。"),
    AdviceKind.LONG_SILENCE: msg(
        "这里停了大约 {about} 秒。想不起来的时候，可以把货拿近一点给大家看看，再接着说。"
    ),
    AdviceKind.FILLERS: msg("像“{about}”这样的口头语可以少一点：想词的时候停一下，比带一个音更稳。"),
    AdviceKind.TOO_FAST: msg("这一段说得快了一点。说到数字和产地，慢下来，客人才听得清。"),
    AdviceKind.TOO_SLOW: msg("这一段慢了一点。熟悉的句子可以连起来说，更有精神。"),
    AdviceKind.FLAT: msg("声音可以再多一点起伏：说到好处的时候抬高一点，说价格的时候放稳。"),
    AdviceKind.FADING: msg("越到后面声音越轻。喝口水，最后一段和开头一样响，就更好了。"),
    AdviceKind.TOO_LITTLE: msg("这一遍说得还不多，先听不出什么。看一眼产品卡，再说一遍试试。"),
    AdviceKind.SILENT: msg("没有听到说话的声音。看看麦克风是不是关着，离它近一点，再讲一遍。"),
    AdviceKind.KEY_WORD: msg("“{about}”这个词有的音听着不太准。先听一听这里，再把它单独读几遍。"),
    AdviceKind.KEEP_ON_ANSWERED: msg("这一遍说下来了，客人的话也接住了。下一遍可以换一种说法介绍它。"),
    AdviceKind.KEEP_ON: msg("这一遍说下来了，不容易。下一遍可以试着回答一个客人的问题。"),
}

_FIELDS = {
    FactKind.ORIGIN: msg("再说一句产地：货从哪里来，就说哪里，客人听了更信。"),
    FactKind.SIZE: msg("再说一句一份有多少、多重，客人好比较价钱。"),
    FactKind.DELIVERY: msg("再说一句什么时候发货、大约几天到，客人心里有数。"),
    FactKind.STORAGE: msg("再说一句买回去怎么放，客人会觉得您想得周到。"),
    FactKind.AFTER_SALES: msg("再说一句有问题找谁、怎么办，客人买得放心。"),
}
