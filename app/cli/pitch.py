"""`kaibo pitch`: what a coach would say of a recorded talk about a product."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.model import progress_line
from app.coaching.advice import advice_text
from app.coaching.facts import CLEAR_ENOUGH
from app.coaching.values import FactKind, FactState, PitchReport, SaidWord, Stage
from app.i18n import tr
from app.speech.values import Part, Verdict

if TYPE_CHECKING:
    from app.cli.running import Commands


def add_parser(commands: Any) -> None:
    """Add `pitch FILE --product ID [--json]` to the command line."""
    each = commands.add_parser("pitch", help=tr("听一段介绍产品的录音，给出试讲报告"))
    each.add_argument("file", type=Path, help=tr("录音文件（WAV、MP3、OGG、FLAC）"))
    each.add_argument("--product", required=True, metavar="LESSON", help=tr("产品卡所在的课程编号"))
    each.add_argument("--json", action="store_true", help=tr("输出 JSON"))
    each.set_defaults(command=_pitch)


def _pitch(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        show = progress_line()
        report = studio.pitch_reports.make_of_file(arguments.file, arguments.product, show)
    finally:
        studio.close()
    if report is None:  # only where somebody cancels
        return 1
    if arguments.json:
        json.dump(report.to_json(), sys.stdout, ensure_ascii=False, indent=2, allow_nan=False)
        print()
    else:
        print(report_text(report))
    return 0


def report_text(report: PitchReport) -> str:
    """A report as lines for a terminal."""
    lines = [
        tr("语音模型：{name}", name=report.transcript.model),
        tr("听清楚的部分：约 {share}", share=f"{report.clarity:.0%}"),
    ]
    if report.clarity < CLEAR_ENOUGH:
        lines.append(tr("这一遍有不少地方没听清，没听清的不算漏说。"))
    lines += ["", tr("产品卡上的内容")]
    for fact in report.facts:
        at = "" if fact.second is None else f"  {_clock(fact.second)}  “{fact.heard}”"
        lines.append(f"  {_STATES[fact.state]()}  {_KINDS[fact.kind]()}：{fact.fact}{at}")
    if report.words:
        lines += ["", tr("关键词的发音")]
        lines += [f"  {_clock(word.start)}  {_pronounced(word)}" for word in report.words]
    lines += ["", tr("各个阶段")]
    lines += [f"  {_clock(s.start)}–{_clock(s.end)}  {_STAGES[s.stage]()}" for s in report.stages]
    rates = [window.rate for window in report.pace if window.rate is not None]
    lines += [
        "",
        tr("说出产品名字：{count} 次", count=len(report.named)),
        tr("请客人下单：{count} 次", count=len(report.calls)),
        tr("口头语：{count} 次，重复：{again} 次", count=len(report.fillers), again=len(report.repetitions)),
        tr("停顿：{count} 次", count=len(report.pauses)),
    ]
    if rates:
        lines.append(
            tr("语速：约每分钟 {low} 到 {high} 个音节", low=f"{min(rates):.0f}", high=f"{max(rates):.0f}")
        )
    lines += ["", tr("三条建议")]
    lines += [f"  {_clock(each.second)}  {advice_text(each)}" for each in report.advice]
    return "\n".join(lines)


def _pronounced(word: SaidWord) -> str:
    """`红枣 hóngzǎo  枣 声调 不对`."""
    written = f"{word.word} {''.join(each.pinyin for each in word.syllables)}"
    faults = [
        f"{each.hanzi} {_PARTS[part]()} {_VERDICTS[verdict]()}"
        for each in word.syllables
        for part in Part
        if (verdict := each.part(part)) in (Verdict.WRONG, Verdict.OFF)
    ]
    return f"{written}  {'; '.join(faults) or _VERDICTS[word.worst]()}"


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


_VERDICTS = {
    Verdict.GOOD: lambda: tr("准确"),
    Verdict.OFF: lambda: tr("有偏差"),
    Verdict.WRONG: lambda: tr("不对"),
    Verdict.NOT_ASSESSABLE: lambda: tr("无法判断"),
}
_PARTS = {
    Part.INITIAL: lambda: tr("声母"),
    Part.FINAL: lambda: tr("韵母"),
    Part.TONE: lambda: tr("声调"),
}
_STATES = {
    FactState.COVERED: lambda: tr("说到了"),
    FactState.MISSING: lambda: tr("没说到"),
    FactState.CONTRADICTED: lambda: tr("不一样"),
    FactState.UNCLEAR: lambda: tr("没听清"),
}
_KINDS = {
    FactKind.WHAT: lambda: tr("是什么"),
    FactKind.ORIGIN: lambda: tr("产地"),
    FactKind.GRADE: lambda: tr("等级"),
    FactKind.STORAGE: lambda: tr("存放"),
    FactKind.USE: lambda: tr("用法"),
    FactKind.SIZE: lambda: tr("规格"),
    FactKind.PRICE: lambda: tr("价格"),
    FactKind.DELIVERY: lambda: tr("发货"),
    FactKind.AFTER_SALES: lambda: tr("售后"),
}
_STAGES = {
    Stage.OPENING: lambda: tr("开场"),
    Stage.HOLDING: lambda: tr("留人"),
    Stage.INTRODUCTION: lambda: tr("商品介绍"),
    Stage.INTERACTION: lambda: tr("互动"),
    Stage.CLOSING: lambda: tr("促单"),
    Stage.CHANGE_OVER: lambda: tr("转款"),
    Stage.ENDING: lambda: tr("收尾"),
}
