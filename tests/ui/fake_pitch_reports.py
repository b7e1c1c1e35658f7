"""Pitch reports of the pretended studio: one talk about jujubes, heard at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.audio.values import Recording
from app.coaching.advice import give_advice
from app.coaching.values import (
    FactFinding,
    FactKind,
    FactState,
    Occurrence,
    PaceWindow,
    PitchReport,
    SaidSyllable,
    SaidWord,
    Stage,
    StageSpan,
)
from app.practice.engine import Cancelled, Progress
from app.practice.pitch_reports import PitchReports
from app.speech.pinyin import syllable_pinyin
from app.speech.text import to_spoken
from app.speech.transcription import TranscribedWord, Transcript
from app.speech.values import Verdict

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio


def _defaults(method: Any) -> tuple[Any, Any]:
    """The very defaults of the real method, for signatures are compared."""
    progress, cancelled = method.__defaults__
    return progress, cancelled


_SILENT, _NEVER = _defaults(PitchReports.make)
_SILENT_FILE, _NEVER_FILE = _defaults(PitchReports.make_of_file)
_SAID = (
    "大家好 欢迎 来到 我的 直播间|今天 带来 的 是 新疆 红枣|产地 是 若羌|这是 全网 最低价|"
    "一袋 五百克 三十九块九|嗯 这个 枣 能 降 血压|喜欢 的 点 下面 链接"
)


def said() -> Transcript:
    """The words, with a second of quiet between sentences."""
    words, now = [], 1.0
    for sentence in _SAID.split("|"):
        for text in sentence.split():
            words.append(TranscribedWord(text, round(now, 2), round(now + 0.25 * len(text), 2), 0.9))
            now += 0.25 * len(text)
        now += 3.0
    return Transcript(tuple(words), 52.0, "kaibo-small", biased=True)


def _syllables(word: str, last: Verdict) -> tuple[SaidSyllable, ...]:
    """A word all of whose parts are as its last tone, or good where that is wrong."""
    usual = Verdict.GOOD if last is Verdict.WRONG else last
    made = [
        SaidSyllable(
            each.hanzi,
            syllable_pinyin(each, spoken=True),
            each.spoken_tone,
            usual if each.initial else None,
            usual,
            usual,
        )
        for each in to_spoken(word).syllables
    ]
    return (*made[:-1], replace(made[-1], melody=last))


REPORT = give_advice(
    PitchReport(
        product="product-hongzao",
        transcript=said(),
        facts=(
            FactFinding(FactKind.ORIGIN, "产地若羌", FactState.COVERED, 12.0, 0.9, "产地是若羌"),
            FactFinding(FactKind.PRICE, "一袋29.9元", FactState.CONTRADICTED, 24.0, 0.8, "三十九块九"),
            FactFinding(FactKind.SIZE, "一袋500克", FactState.COVERED, 22.5, 0.9, "五百克"),
            FactFinding(FactKind.DELIVERY, "48小时内发货", FactState.MISSING),
            FactFinding(FactKind.STORAGE, "放在阴凉干燥的地方", FactState.UNCLEAR),
        ),
        stages=(
            StageSpan(Stage.OPENING, 1.0, 6.0),
            StageSpan(Stage.INTRODUCTION, 6.0, 40.0),
            StageSpan(Stage.CLOSING, 40.0, 50.0),
        ),
        named=(Occurrence("红枣", 8.0, 8.5),),
        calls=(Occurrence("点下面链接", 41.0, 42.0),),
        fillers=(Occurrence("嗯", 30.0, 30.2),),
        repetitions=(),
        pace=(PaceWindow(0.0, 30.0, 212.0), PaceWindow(30.0, 52.0, 188.0)),
        pauses=((25.4, 28.6),),
        speaking=41.0,
        clarity=0.86,
        spread_db=2.1,
        drift_db=-1.0,
        range_st=9.5,
        advice=(),
        words=(
            SaidWord("若羌", FactKind.ORIGIN, 12.0, 12.5, 1, 1, _syllables("若羌", Verdict.GOOD)),
            SaidWord("红枣", None, 8.0, 8.5, 2, 2, _syllables("红枣", Verdict.WRONG)),
            SaidWord("五百克", FactKind.SIZE, 22.5, 23.2, 1, 0, _syllables("五百克", Verdict.NOT_ASSESSABLE)),
        ),
    )
)


class FakePitchReports:
    """`report` is what every talk gets; None is what a stopped one does."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.report: PitchReport | None = REPORT

    def make(
        self,
        take: str | Recording,
        product: str,
        progress: Progress = _SILENT,
        cancelled: Cancelled = _NEVER,
    ) -> PitchReport | None:
        self._studio._note("make_report", take, product)
        progress(0.5)
        if cancelled() or self.report is None:
            return None
        return replace(self.report, product=product)

    def make_of_file(
        self,
        path: Path,
        product: str,
        progress: Progress = _SILENT_FILE,
        cancelled: Cancelled = _NEVER_FILE,
    ) -> PitchReport | None:
        return self.make(str(path), product, progress, cancelled)
