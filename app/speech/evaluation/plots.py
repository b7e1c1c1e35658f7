"""Curves of an evaluation: one SVG a part, with ROC by set and by sex, DET by length, and goodness."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import NormalDist

import numpy as np

from app.i18n import tr
from app.speech.evaluation.figures import RocCurve, roc
from app.speech.evaluation.report import length_name
from app.speech.evaluation.svg import Panel, page
from app.speech.evaluation.trials import NEUTRAL, ClipTrials, Outcome
from app.speech.values import Part

_PERCENT = [(x / 5, f"{20 * x}") for x in range(6)]
_DET = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6)
_DET_LOW, _DET_HIGH = 0.004, 0.7
_BINS = 25
_MOST_POINTS = 400


def length_label(name: str) -> str:
    """The words for a length of prompt."""
    return {"syllables": tr("单音节"), "words": tr("双音节词"), "sentences": tr("三个音节以上")}[name]


def gender_label(name: str) -> str:
    """The words for a gender as reports name it."""
    return {"female": tr("女"), "male": tr("男"), "not_given": tr("性别未注明")}[name]


def part_label(part: Part) -> str:
    """The word for a part."""
    return {Part.INITIAL: tr("声母"), Part.FINAL: tr("韵母"), Part.TONE: tr("声调")}[part]


def write_plots(trials: Sequence[ClipTrials], folder: Path, scorer: str) -> list[Path]:
    """Write `initial.svg`, `final.svg` and `tone.svg`; returns their paths. Raises OSError if it cannot."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for part in Part:
        outcomes = [
            (each.set_name, o)
            for each in trials
            for o in each.outcomes
            if o.part is part and o.goodness is not None and o.asked != str(NEUTRAL)
        ]
        path = folder / f"{part.value}.svg"
        path.write_text(part_page(part, outcomes, scorer), encoding="utf-8")
        written.append(path)
    return written


def part_page(part: Part, outcomes: Sequence[tuple[str, Outcome]], scorer: str) -> str:
    """The SVG of one part, from its judged outcomes with the names of their sets."""
    plain = [o for _, o in outcomes]
    by_set = {
        name: [o for each, o in outcomes if each == name] for name in dict.fromkeys(n for n, _ in outcomes)
    }
    panels = [
        _roc_panel(tr("ROC 曲线：各录音集"), by_set),
        _roc_panel(
            tr("ROC 曲线：男女"),
            {gender_label(g): [o for o in plain if o.gender == k]
             for k, g in (("female", "female"), ("male", "male"), ("?", "not_given"))},
        ),
        _det_panel(
            {length_label(n): [o for o in plain if length_name(o.syllables) == n]
             for n in ("syllables", "words", "sentences")}
        ),
        _goodness_panel(plain),
    ]  # fmt: skip
    note = tr(
        "圆点：程序现用的“错”的界限。正确 {right} 个，改错 {changed} 个；不能判断的不计入。评分器 {scorer}",
        right=sum(o.right for o in plain),
        changed=sum(not o.right for o in plain),
        scorer=scorer,
    )
    return page(tr("{part}：判断得准不准", part=part_label(part)), note, panels)


def _curve(outcomes: Sequence[Outcome]) -> RocCurve | None:
    return roc(
        np.array([o.goodness for o in outcomes if o.right], float),
        np.array([o.goodness for o in outcomes if not o.right], float),
    )


def _operating_point(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    right = [o.called_wrong for o in outcomes if o.right]
    wrong = [o.called_wrong for o in outcomes if not o.right]
    return sum(right) / len(right), sum(wrong) / len(wrong)


def _thinned(curve: RocCurve) -> tuple[list[float], list[float]]:
    keep = np.unique(np.linspace(0, len(curve.found) - 1, _MOST_POINTS).astype(int))
    return curve.false_alarm[keep].tolist(), curve.found[keep].tolist()


def _draw(
    panel: Panel, groups: dict[str, list[Outcome]], height: Callable[[float], float], figure: str
) -> None:
    for number, (label, outcomes) in enumerate(groups.items()):
        curve = _curve(outcomes)
        if curve is None:
            continue
        x, y = _thinned(curve)
        value = f"AUC {curve.auc:.3f}" if figure == "auc" else f"EER {curve.eer:.1%}"
        panel.line(x, [height(each) for each in y], f"{label}  {value}", number)
        called, found = _operating_point(outcomes)
        panel.point(called, height(found), number)


def _roc_panel(title: str, groups: dict[str, list[Outcome]]) -> Panel:
    panel = Panel(title, tr("把对的判成错（%）"), tr("找出的错（%）"), _PERCENT, _PERCENT)
    panel.guide((0, 1), (0, 1))
    _draw(panel, groups, lambda found: found, "auc")
    return panel


def _det_panel(groups: dict[str, list[Outcome]]) -> Panel:
    """Detection error trade-off (Martin et al., 1997): both errors on axes of normal deviates."""
    normal = NormalDist()
    low, high = normal.inv_cdf(_DET_LOW), normal.inv_cdf(_DET_HIGH)

    def deviate(share: float) -> float:
        return (normal.inv_cdf(min(_DET_HIGH, max(_DET_LOW, share))) - low) / (high - low)

    ticks = [(share, f"{100 * share:g}") for share in _DET]
    panel = Panel(
        tr("DET 曲线：单音节、双音节词、更长的"),
        tr("把对的判成错（%）"),
        tr("没有找出的错（%）"),
        ticks,
        ticks,
        deviate,
        deviate,
        legend_at=(0.45, 0.78),
    )
    panel.guide((_DET_LOW, _DET_HIGH), (_DET_LOW, _DET_HIGH))
    _draw(panel, groups, lambda found: 1.0 - found, "eer")
    return panel


def _goodness_panel(outcomes: Sequence[Outcome]) -> Panel:
    edges = np.linspace(0.0, 1.0, _BINS + 1)
    shares = []
    for right in (True, False):
        values = [o.goodness for o in outcomes if o.right is right and o.goodness is not None]
        counted = np.histogram(values, edges)[0].astype(float)
        shares.append(counted / max(1.0, counted.sum()))
    top = max(0.05, float(np.max(shares)) * 1.1)
    ticks = [(top * i / 5, f"{100 * top * i / 5:.0f}") for i in range(6)]
    panel = Panel(
        tr("好坏的分数（0 差，1 好）"),
        tr("分数"),
        tr("占比（%）"),
        [(x / 5, f"{x / 5:g}") for x in range(6)],
        ticks,
        y_scale=lambda value: value / top,
        legend_at=(0.32, 0.84),
    )
    for number, (share, label) in enumerate(zip(shares, (tr("说对的"), tr("改错的")), strict=True)):
        panel.bars(edges.tolist(), share.tolist(), label, number)
    return panel
