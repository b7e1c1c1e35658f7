"""Training beside results on the progress page: what is drawn, and what is said of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.broadcasts.weeks import TrainingDay, Week, by_week
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.screens.history.results_card import ResultsCard
from app.ui.screens.history.results_plot import ResultsPlot
from app.ui.screens.history.results_view import derive_results
from app.ui.theme import Theme
from tests.broadcasts.broadcast_samples import broadcast
from tests.ui.fake_studio import FakeStudio

MONDAY = date(2026, 10, 5)


def weeks(count: int, per_week: int = 2) -> tuple[Week, ...]:
    days = [MONDAY + timedelta(weeks=week, days=day) for week in range(count) for day in range(per_week)]
    training = [TrainingDay(day, 600.0, 3, 70.0) for day in days]
    return by_week(training, [broadcast(f"b{i}", day=day) for i, day in enumerate(days)])


def test_panels_are_of_the_same_weeks_training_first() -> None:
    view = derive_results(weeks(5))
    assert view.weeks == ("10/5", "10/12", "10/19", "10/26", "11/2")
    assert all(len(each.values) == 5 for each in view.panels)
    names = [each.name for each in view.panels]
    assert names == ["练习（分钟）", "平均分", "直播（场）", "每小时成交（元）", "每百人下单", "退货率（%）"]
    assert [each.result for each in view.panels] == [False, False, True, True, True, True]
    turnover = view.panels[3]
    assert turnover.texts[0] == "119" and "每小时成交" in view.told[0]


def test_few_broadcasts_say_so_and_many_claim_no_cause() -> None:
    assert "2 场直播还看不出趋势" in derive_results(weeks(1)).remark
    many = derive_results(weeks(5)).remark
    assert "看不出" not in many and "不等于" in many


def test_unknown_results_have_no_panel() -> None:
    bare = by_week([], [broadcast(viewers=None, peak=None, returns=None, turnover=None)])
    assert [each.name for each in derive_results(bare).panels] == ["直播（场）"]


def test_the_card_is_one_line_before_the_first_broadcast(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    card = ResultsCard(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(card)
    card.load()
    assert card.plot.isHidden() and card.open_log.text() == "记一场直播"
    assert studio.profile is not None
    studio.broadcasts.keep(broadcast(profile_id=studio.profile.id))
    card.load()
    assert not card.plot.isHidden() and card.open_log.text() == "直播记录"
    assert "看不出趋势" in card.plot.accessibleDescription()
    studio.broadcasts.delete("b1")
    card.load()
    assert card.plot.isHidden()


@pytest.mark.parametrize("language", ["zh_CN", "ug"])
@pytest.mark.parametrize("count", [1, 5, 26])
def test_time_runs_to_the_right_and_stays_inside(
    application: QApplication, qtbot: QtBot, theme: Theme, language: str, count: int
) -> None:
    apply_language(application, language)
    plot = ResultsPlot(theme)
    qtbot.addWidget(plot)
    plot.show_view(derive_results(weeks(count)))
    plot.resize(600, plot.sizeHint().height())
    plot.show()
    QApplication.processEvents()
    places = [plot.x_of(week) for week in range(count)]
    assert places == sorted(places) and places[0] > 0 and places[-1] < 600
    assert plot.layoutDirection() == Qt.LayoutDirection.LeftToRight
    drawn = plot.grab().toImage()
    colours = {drawn.pixelColor(x, y).name() for x in range(0, 600, 2) for y in range(0, drawn.height(), 2)}
    assert theme.colours.accent_text.lower() in colours  # results are drawn, in another form than training


def test_a_week_tells_all_its_numbers(qtbot: QtBot, theme: Theme) -> None:
    plot = ResultsPlot(theme)
    qtbot.addWidget(plot)
    plot.show_view(derive_results(weeks(5)))
    plot.resize(800, plot.sizeHint().height())
    plot.show()
    assert plot.week_at(plot.x_of(2) + 3) == 2 and plot.week_at(2) is None
    told = plot.view.told[2]
    assert "10/19" in told and "退货率" in told and "平均分" in told
