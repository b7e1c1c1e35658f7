"""`kaibo evaluate`: how often the verdicts are right, on recordings of other people."""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.table import aligned, verdict_word
from app.errors import ExpectedError
from app.i18n import msg, tr
from app.paths import assets_dir
from app.speech.assessor import Assessor
from app.speech.evaluation.figures import figures
from app.speech.evaluation.noise import mix_babble
from app.speech.evaluation.plots import gender_label, length_label, part_label, write_plots
from app.speech.evaluation.report import (
    GENDERS,
    LENGTHS,
    Report,
    counts,
    errors,
    evaluation_report,
    length_name,
    plain,
    scored,
)
from app.speech.evaluation.running import Progress, cores, run_trials
from app.speech.evaluation.sets import TRAINING, Clip, Skip, chosen, read_sets
from app.speech.evaluation.trials import NEUTRAL, ClipTrials, Conditions, Outcome
from app.speech.values import Part, TakeStatus, Verdict

if TYPE_CHECKING:
    from app.cli.running import Commands

_USUAL_SNR = 10.0
_FEWEST = 20  # right parts, before a line of its own says anything
_HARDEST = 5

Row = tuple[str, ...]


class EvaluationError(ExpectedError):
    """What was asked for cannot be evaluated."""


def add_parser(commands: Any) -> None:
    """Add `evaluate` to the command line."""
    each = commands.add_parser("evaluate", help=tr("用录音集检验评分准不准：准确率、误报、不能判断的比例"))
    each.add_argument("folder", type=Path, help=tr("录音集所在的文件夹：SET.tsv 和旁边的录音文件夹 SET"))
    each.add_argument("--json", type=Path, metavar="FILE", help=tr("把所有数字写进这个 JSON 文件"))
    each.add_argument("--plots", type=Path, metavar="DIR", help=tr("把曲线图（SVG）写进这个文件夹"))
    each.add_argument("--set", action="append", default=[], metavar="NAME", help=tr("只用这个录音集，可重复"))
    each.add_argument("--clips", type=_count, metavar="N", help=tr("每个录音集最多用多少条，随机抽取"))
    each.add_argument("--noise", choices=("white", "babble"), help=tr("加噪声：白噪声或旁人的说话声"))
    each.add_argument("--snr", type=float, metavar="DB", help=tr("噪声比说话声低多少分贝，不写则 10"))
    each.add_argument("--seed", type=int, default=1, help=tr("随机数种子；同样的种子得到同样的结果"))
    each.add_argument("--jobs", type=_count, default=cores(), metavar="N", help=tr("同时用几个进程"))
    each.set_defaults(command=_evaluate)


def _count(text: str) -> int:
    value = int(text) if text.isdecimal() else 0
    if value < 1:
        raise argparse.ArgumentTypeError(tr("要写大于 0 的整数"))
    return value


def _evaluate(arguments: argparse.Namespace, commands: Commands) -> int:
    started = time.perf_counter()
    everything = list(read_sets(arguments.folder))
    _check(arguments, everything)
    clips = chosen(everything, arguments.set, arguments.clips, arguments.seed)
    scorer_dir = assets_dir() / "scorer"
    version = Assessor(None, scorer_dir).version
    trials = run_trials(
        scorer_dir, clips, _conditions(arguments, everything), jobs=arguments.jobs, progress=_progress_line()
    )
    report = evaluation_report(trials, version, arguments.seed)
    print("\n".join(tables(report, trials, arguments.seed)))
    print(tr("评分器 {scorer}，用时 {seconds:.0f} 秒", scorer=version, seconds=time.perf_counter() - started))
    if arguments.json:
        text = json.dumps(plain(report), ensure_ascii=False, indent=1, allow_nan=False)
        arguments.json.write_text(text + "\n", encoding="utf-8")
    if arguments.plots:
        for path in write_plots(trials, arguments.plots, version):
            print(path)
    if all(each.skipped for each in trials):
        raise EvaluationError(msg("这些录音一条也不能检验，原因见上面。"))
    return 0


def _check(arguments: argparse.Namespace, clips: Sequence[Clip]) -> None:
    """Find out what will not work before minutes of work, not after."""
    names = list(dict.fromkeys(clip.set_name for clip in clips))
    unknown = [name for name in arguments.set if name not in names]
    if unknown:
        raise EvaluationError(
            msg("没有录音集 {name}。这里有：{names}。", name=unknown[0], names="、".join(names))
        )
    if not clips:
        raise EvaluationError(
            msg("{folder} 里的列表是空的，没有可检验的录音。", folder=str(arguments.folder))
        )
    try:
        if arguments.json:
            arguments.json.parent.mkdir(parents=True, exist_ok=True)
            arguments.json.open("a").close()
        if arguments.plots:
            arguments.plots.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(
            msg("不能写到 {path}。请换一个地方。", path=str(error.filename)), str(error)
        ) from error
    if TRAINING in arguments.folder.absolute().parts:
        print(tr("注意：这是训练用的录音，评分器听过这些人，结果会偏高。"), file=sys.stderr)


def _conditions(arguments: argparse.Namespace, clips: Sequence[Clip]) -> Conditions:
    if arguments.noise is None and arguments.snr is None:
        return Conditions(arguments.seed)
    snr = _USUAL_SNR if arguments.snr is None else arguments.snr
    babble = mix_babble(clips, arguments.seed) if arguments.noise == "babble" else None
    return Conditions(arguments.seed, snr, babble)


def _progress_line() -> Progress:
    """Rewrites one line on standard error; where nobody watches, a line every tenth."""
    started = time.perf_counter()
    shown = 0

    def show(done: int, total: int) -> None:
        nonlocal shown
        left = (time.perf_counter() - started) * (total - done) / max(done, 1)
        line = tr("{done}/{total} 条，还要约 {seconds:.0f} 秒", done=done, total=total, seconds=left)
        if sys.stderr.isatty():
            print(f"\r{line}\x1b[K", end="" if done < total else "\n", file=sys.stderr, flush=True)
        elif done * 10 // total > shown:
            shown = done * 10 // total
            print(line, file=sys.stderr, flush=True)

    return show


def tables(report: Report, trials: Sequence[ClipTrials], seed: int) -> list[str]:
    """The report for people: sets, men and women, kinds of error, speakers, what was left out."""
    pooled = {
        part: [
            o
            for each in trials
            for o in each.outcomes
            if o.part is part and not (part is Part.TONE and o.asked == str(NEUTRAL))
        ]
        for part in Part
    }
    return [
        *_set_table(report),
        *_gender_table(pooled, seed),
        *_error_table(tr("错误的类型"), pooled, lambda o: o.family, seed, family_label),
        *_error_table(tr("最难发现的错误（该说的→说成的）"), pooled, lambda o: o.kind, seed, str, _HARDEST),
        *_speaker_table(report),
        *_counts(trials),
    ]


def _head(*names: str) -> Row:
    return (
        *names,
        "AUC",
        tr("95% 区间"),
        "EER",
        tr("误报 5% 时找出"),
        tr("误报"),
        tr("不能判断"),
        tr("说对的"),
        tr("改错的"),
    )


def _cells(row: dict[str, Any]) -> Row:
    return (
        _number(row["auc"]),
        _interval(row["auc_interval"]),
        _percent(row["eer"]),
        _percent(row["detection_at_5fa"]),
        _percent(row["false_alarm"]),
        _percent(row["not_assessable"]),
        str(row["n"]),
        str(row["n_changed"]),
    )


def _set_table(report: Report) -> list[str]:
    rows = [_head(tr("录音集"), tr("部分"), tr("提示"))]
    for name, parts in report.items():
        for part in Part:
            row = parts[part.value]
            lengths = [n for n in LENGTHS if n in row["by_length"]]
            label = length_label(lengths[0]) if len(lengths) == 1 else tr("全部")
            rows.append((name, part_label(part), label, *_cells(row)))
            if len(lengths) > 1:
                rows += [
                    (name, part_label(part), length_label(n), *_cells(row["by_length"][n])) for n in lengths
                ]
    return [*aligned(rows, 3), ""]


def _gender_table(pooled: dict[Part, list[Outcome]], seed: int) -> list[str]:
    rows = [_head(tr("男女"), tr("部分"), tr("提示"))]
    for part, outcomes in pooled.items():
        for length in LENGTHS:
            for code, gender in GENDERS.items():
                group = [o for o in outcomes if o.gender == code and length_name(o.syllables) == length]
                if sum(o.right for o in group) >= _FEWEST:
                    cells = _cells(figures(scored(group), seed))
                    rows.append((gender_label(gender), part_label(part), length_label(length), *cells))
    return [*aligned(rows, 3), ""] if len(rows) > 1 else []


def _error_table(
    title: str,
    pooled: dict[Part, list[Outcome]],
    name: Callable[[Outcome], str],
    seed: int,
    label: Callable[[str], str],
    most: int | None = None,
) -> list[str]:
    rows = [
        (
            title,
            tr("部分"),
            "AUC",
            tr("95% 区间"),
            tr("误报 5% 时找出"),
            tr("判为错"),
            tr("不能判断"),
            tr("改错的"),
        )
    ]
    for part, outcomes in pooled.items():
        found = [
            (kind, row)
            for kind, row in errors(outcomes, name, seed).items()
            if row["n_changed"] >= _FEWEST // 2
        ]
        rows += [
            (
                label(kind), part_label(part), _number(row["auc"]), _interval(row["auc_interval"]),
                _percent(row["detection_at_5fa"]), _percent(row["called_wrong_on_changed"]),
                _percent(row["not_assessable_changed"]), str(row["n_changed"]),
            )
            for kind, row in found[:most]
        ]  # fmt: skip
    return [*aligned(rows, 2), ""] if len(rows) > 1 else []


def _speaker_table(report: Report) -> list[str]:
    """Of sets with several speakers, those who are judged worst."""
    rows = [_head(tr("最难判断的人"), tr("部分"), tr("录音集"))]
    for name, parts in report.items():
        for part in Part:
            speakers = [
                (speaker, row)
                for speaker, row in parts[part.value]["speakers"].items()
                if row["n"] >= _FEWEST and math.isfinite(row["auc"])
            ]
            if len(speakers) > 2:
                worst = sorted(speakers, key=lambda item: item[1]["auc"])[:2]
                rows += [(speaker, part_label(part), name, *_cells(row)) for speaker, row in worst]
    return [*aligned(rows, 3), ""] if len(rows) > 1 else []


def _counts(trials: Sequence[ClipTrials]) -> list[str]:
    found = counts(trials)
    lines = [tr("录音 {number} 条", number=found["recordings"])]
    lines += [f"  {status_label(TakeStatus(key))}: {number}" for key, number in found["status"].items()]
    lines += [
        f"  {tr('没有检验')}（{skip_label(Skip(key))}）: {number}" for key, number in found["skipped"].items()
    ]
    reasons = Counter(o.reason or "?" for each in trials for o in each.outcomes if o.goodness is None)
    if reasons:
        listed = "，".join(f"{reason} {number}" for reason, number in reasons.most_common())
        lines.append(f"  {verdict_word(Verdict.NOT_ASSESSABLE)}: {listed}")
    return lines


def status_label(status: TakeStatus) -> str:
    """A few words for a take's status."""
    return {
        TakeStatus.SCORED: tr("有评分"),
        TakeStatus.SILENT: tr("没有声音，不评分"),
        TakeStatus.TOO_NOISY: tr("太吵，不评分"),
        TakeStatus.OFF_TASK: tr("听着不是这段话，不评分"),
    }[status]


def skip_label(reason: Skip) -> str:
    """A few words for why a recording was not judged."""
    return {
        Skip.NO_AUDIO: tr("列表里有，文件没有"),
        Skip.UNREADABLE: tr("不是能读的录音"),
        Skip.TOO_SHORT: tr("录音太短"),
        Skip.NO_TEXT: tr("没写说了什么"),
        Skip.LETTERS: tr("有拉丁字母，不知怎么读"),
        Skip.BAD_PINYIN: tr("拼音写得不对"),
    }[reason]


def family_label(name: str) -> str:
    """The words for a family of errors."""
    labels = {
        "retroflex_flat": tr("平舌、翘舌（zh–z）"),
        "retroflex_palatal": tr("翘舌、舌面（zh–j）"),
        "flat_palatal": tr("平舌、舌面（z–j）"),
        "aspiration": tr("送气、不送气（b–p）"),
        "affricate_fricative": tr("塞擦、擦（ch–sh）"),
        "nasal_lateral": tr("鼻音、边音（n–l）"),
        "lip_teeth": tr("唇齿、双唇（f–p）"),
        "throat": tr("舌根（g–h）"),
        "retroflex_r": tr("r 和 zh、sh"),
        "nasal_ending": tr("前后鼻音（an–ang）"),
        "rounding": tr("圆唇（ü–i）"),
        "medial": tr("介音（ian–an）"),
        "ending": tr("韵尾（an–a）"),
        "vowel": tr("主要元音（an–en）"),
        "apical": tr("zi、zhi 的韵母"),
        "other": tr("其他"),
    }
    return labels.get(name, name)


def _number(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "–"


def _percent(value: float) -> str:
    return f"{value:.1%}" if math.isfinite(value) else "–"


def _interval(values: Sequence[float]) -> str:
    return f"{values[0]:.3f}–{values[1]:.3f}" if math.isfinite(values[0]) else "–"
