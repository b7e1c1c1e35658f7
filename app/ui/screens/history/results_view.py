"""Training and results by week as panels of numbers: pure functions, and no claim what makes what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.broadcasts.weeks import Week, enough
from app.i18n import tr, trn
from app.ui.i18n import isolate


@dataclass(frozen=True)
class Panel:
    """One row of the plot: a value a week, None where it is not known. `bars` stand on a zero line."""

    name: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    bars: bool
    result: bool  # of real broadcasts, else of training


@dataclass(frozen=True)
class ResultsView:
    """What the card shows: panels over the same weeks, what each week says, and a remark."""

    weeks: tuple[str, ...]
    panels: tuple[Panel, ...]
    told: tuple[str, ...]
    remark: str


def derive_results(weeks: Sequence[Week]) -> ResultsView:
    """The panels of the weeks; those of which nothing is known in any week are left out."""
    panels = (
        _panel(tr("练习（分钟）"), weeks, lambda w: w.training_minutes, "{:.0f}", bars=True),
        _panel(tr("平均分"), weeks, lambda w: w.mean, "{:.0f}"),
        _panel(tr("直播排练（场）"), weeks, lambda w: w.rehearsals, "{:.0f}", bars=True),
        _panel(tr("产品要点讲到（%）"), weeks, lambda w: _percent(w.told_share), "{:.0f}"),
        _panel(tr("直播（场）"), weeks, lambda w: w.broadcasts, "{:.0f}", bars=True, result=True),
        _panel(tr("每小时成交（元）"), weeks, lambda w: _yuan(w.per_hour), "{:,.0f}", result=True),
        _panel(tr("每百人下单"), weeks, lambda w: w.conversion, "{:.1f}", result=True),
        _panel(tr("退货率（%）"), weeks, lambda w: _percent(w.returned), "{:.0f}", result=True),
    )
    labels = tuple(f"{week.monday.month}/{week.monday.day}" for week in weeks)
    shown = tuple(each for each in panels if any(value for value in each.values))
    told = tuple(
        "\n".join(
            [
                tr("{day} 开始的一周", day=isolate(label)),
                *(
                    f"{panel.name} {isolate(panel.texts[i])}"
                    for panel in shown
                    if panel.values[i] is not None
                ),
            ]
        )
        for i, label in enumerate(labels)
    )
    return ResultsView(labels, shown, told, results_remark(weeks))


def results_remark(weeks: Sequence[Week]) -> str:
    """What may be said of it, and no more."""
    held = sum(each.broadcasts for each in weeks)
    if not enough(weeks):
        few = trn("{number} 场直播还看不出趋势。", "{number} 场直播还看不出趋势。", held)
        return few + tr("接着记，大约一个月以后再来看。")
    return tr(
        "上面是练习，下面是直播，同一周上下对齐。两条线一起动，不等于一条带动另一条：货、价格、时段、节日都会影响成交。"
    )


def _panel(
    name: str,
    weeks: Sequence[Week],
    value: Callable[[Week], float | None],
    form: str,
    *,
    bars: bool = False,
    result: bool = False,
) -> Panel:
    values = tuple(value(each) for each in weeks)
    return Panel(name, values, tuple("" if v is None else form.format(v) for v in values), bars, result)


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _yuan(fen: int | None) -> float | None:
    return None if fen is None else fen / 100
