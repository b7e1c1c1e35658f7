"""Contours, waveform, meters and trend: what is computed before anything is painted, and that it paints."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.audio.values import Level, SignalWarning
from app.settings import Settings
from app.speech.values import Contour, Verdict
from app.ui.theme import Theme
from app.ui.widgets.contour_view import ContourScale, ContourView, contour_span, path_of, spread, voiced_runs
from app.ui.widgets.level_meter import LevelMeter, eased, level_fraction
from app.ui.widgets.record_button import RecordButton, RecordLook
from app.ui.widgets.syllable_marks import VerdictMark
from app.ui.widgets.trend_plot import TREND_FROM, TrendDots, TrendPlot, TrendPoint, axis_range, running_median
from app.ui.widgets.waveform import Waveform, WaveformSpan, column_peaks

NAN = float("nan")


def shades(widget: QWidget) -> bytes:
    image = widget.grab().toImage()
    return bytes(image.convertToFormat(image.Format.Format_Grayscale8).constBits())


# contours


@pytest.mark.parametrize(
    ("levels", "runs"),
    [
        ((), []),
        ((NAN, NAN), []),
        ((1.0, 2.0), [2]),
        ((NAN, 1.0, 2.0, NAN, NAN, 3.0, NAN), [2, 1]),
        ((math.inf, 1.0), [1]),
    ],
)
def test_unvoiced_points_split_a_contour(levels: tuple[float, ...], runs: list[int]) -> None:
    contour = Contour(tuple(0.1 * i for i in range(len(levels))), levels)
    assert [len(run) for run in voiced_runs(contour)] == runs


def test_no_contour_is_no_run() -> None:
    assert voiced_runs(None) == []
    assert contour_span(None, None) == (0.0, 0.3)
    assert contour_span(Contour((2.0,), (3.0,)), None) == (2.0, 2.3)


def test_both_contours_share_one_time_axis() -> None:
    assert contour_span(Contour((0.2, 0.5), (1, 1)), Contour((0.1, 0.4), (1, 1))) == (0.1, 0.5)


def test_five_is_on_top_and_time_runs_to_the_right() -> None:
    scale = ContourScale(QRectF(10, 20, 300, 100), 1.0, 2.0)
    assert scale.y(5) < scale.y(3) < scale.y(1)
    assert scale.y(9) == scale.y(5.5) == 20  # what leaves the register stays on the paper
    assert (scale.x(1.0), scale.x(2.0)) == (10, 310)


def test_a_single_voiced_point_is_still_drawn() -> None:
    path = path_of([[(0.0, 3.0)]], ContourScale(QRectF(0, 0, 100, 100), 0.0, 1.0))
    assert path.elementCount() == 2


@pytest.mark.parametrize(
    ("tops", "expected"),
    [([], []), ([30], [30]), ([10, 60], [10, 60]), ([20, 20], [13, 27]), ([0, 2], [0, 14])],
)
def test_labels_do_not_cover_each_other(tops: list[float], expected: list[float]) -> None:
    assert spread(tops, 14, 100) == expected


@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize(
    "hers",
    [
        None,
        Contour((), ()),
        Contour((0.1, 0.2, 0.3), (NAN, NAN, NAN)),
        Contour((0.1, 0.2, 0.3, 0.4), (2.0, NAN, 4.0, 9.0)),
        Contour((0.1, 0.1), (3.0, 3.0)),
    ],
)
def test_any_contour_can_be_drawn(qtbot: QtBot, theme: Theme, hers: Contour | None, look: str) -> None:
    theme.apply(Settings(theme=look))
    view = ContourView(theme)
    qtbot.addWidget(view)
    view.resize(400, 220)
    view.show_contours(hers, Contour((0.1, 0.4), (5.0, 1.0)), 4, message="没有听到")
    view.set_cursor(0.2)
    with_target = shades(view)
    view.show_contours(hers, None, 4, message="没有听到")
    assert shades(view) != with_target


def test_hers_and_the_target_differ_in_stroke_not_only_in_colour(qtbot: QtBot, theme: Theme) -> None:
    view = ContourView(theme)
    qtbot.addWidget(view)
    view.resize(400, 220)
    contour = Contour((0.0, 0.1, 0.2), (4.0, 4.0, 4.0))
    view.show_contours(contour, None, 1)
    hers = shades(view)
    view.show_contours(None, contour, 1)
    assert bytes(v >> 6 for v in shades(view)) != bytes(v >> 6 for v in hers)


# the waveform


def test_peaks_are_the_largest_magnitudes() -> None:
    samples = np.array([0.1, -0.9, 0.2, 0.3, -0.4, 0.0], np.float32)
    np.testing.assert_allclose(column_peaks(samples, 3), [0.9, 0.3, 0.4])
    assert column_peaks(samples, 0).shape == (0,)
    assert column_peaks(np.zeros(0, np.float32), 4).tolist() == [0, 0, 0, 0]
    assert column_peaks(np.ones(2, np.float32), 50).shape == (50,)


def test_a_click_seeks(qtbot: QtBot, theme: Theme) -> None:
    wave = Waveform(theme)
    qtbot.addWidget(wave)
    wave.resize(416, 72)
    wave.show_take(4.0, [WaveformSpan(0, "枣", 1.0, 2.0)])
    assert wave.time_at(-50) == 0.0
    assert wave.time_at(9999) == 4.0
    with qtbot.waitSignal(wave.seek) as clicked:
        qtbot.mouseClick(wave, Qt.MouseButton.LeftButton, pos=QPoint(208, 30))
    assert clicked.args[0] == pytest.approx(2.0, abs=0.02)


def test_the_waveform_shows_selection_and_cursor(qtbot: QtBot, theme: Theme) -> None:
    wave = Waveform(theme)
    qtbot.addWidget(wave)
    wave.resize(600, 72)
    wave.show_take(2.0, [WaveformSpan(0, "枣", 0.5, 1.0)])
    pictures = [shades(wave)]
    wave.set_samples(np.sin(np.arange(32_000) / 20).astype(np.float32), 16_000)
    pictures.append(shades(wave))
    wave.select(0)
    pictures.append(shades(wave))
    wave.set_cursor(1.5)
    pictures.append(shades(wave))
    assert len(set(pictures)) == 4
    assert wave.duration == 2.0


def test_an_empty_take_has_nothing_to_seek(qtbot: QtBot, theme: Theme) -> None:
    wave = Waveform(theme)
    qtbot.addWidget(wave)
    wave.show_take(0.0, [])
    with qtbot.assertNotEmitted(wave.seek):
        qtbot.mouseClick(wave, Qt.MouseButton.LeftButton)
    shades(wave)


# meters and the record button


def test_a_curve_hides_nothing_beside_it(qtbot: QtBot, theme: Theme) -> None:
    view = ContourView(theme)
    qtbot.addWidget(view)
    view.resize(400, 300)
    columns = []
    for lowest in (5.0, 1.0):
        view.show_contours(Contour((0.0, 0.1, 0.2), (5.0, lowest, 5.0)), None, 3)
        picture = view.grab().toImage()
        middle = picture.width() // 2
        columns.append([picture.pixel(middle, y) for y in range(40, picture.height() // 2)])
    assert columns[0] == columns[1]  # between the arms of the second curve the staff is as without it


@pytest.mark.parametrize(
    ("db", "fraction"),
    [(0, 1), (6, 1), (-60, 0), (-90, 0), (-30, 0.5), (NAN, 0), (-math.inf, 0), (math.inf, 1)],
)
def test_decibels_fill_the_meter(db: float, fraction: float) -> None:
    assert level_fraction(db) == pytest.approx(fraction)


def test_the_meter_rises_at_once_and_falls_slowly() -> None:
    assert eased(0.2, 0.9) == 0.9
    assert 0.2 < eased(0.9, 0.2) < 0.9


def test_too_loud_looks_different_without_colour(qtbot: QtBot, theme: Theme) -> None:
    fine, loud = Level(-10, -20, -60, None), Level(-10, -20, -60, SignalWarning.CLIPPING)
    for widget in (RecordButton(theme), LevelMeter(theme)):
        qtbot.addWidget(widget)
        widget.set_level(fine)
        quiet = shades(widget)
        widget.set_level(loud)
        assert shades(widget) != quiet
        widget.set_level(None)
        assert shades(widget) != quiet


def test_the_record_button_looks_different_in_every_state(qtbot: QtBot, theme: Theme) -> None:
    made = RecordButton(theme)
    qtbot.addWidget(made)
    pictures = set()
    for look in RecordLook:
        made.set_look(look, 3)
        pictures.add(shades(made))
    made.set_look(RecordLook.COUNTDOWN, 2)
    pictures.add(shades(made))
    made.setEnabled(False)
    made.set_look(RecordLook.RECORD)
    pictures.add(shades(made))
    assert len(pictures) == len(RecordLook) + 2


def test_only_the_disc_is_pressed(qtbot: QtBot, theme: Theme) -> None:
    made = RecordButton(theme)
    qtbot.addWidget(made)
    made.resize(made.sizeHint())
    with qtbot.assertNotEmitted(made.clicked):
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    with qtbot.waitSignal(made.clicked):
        qtbot.mouseClick(made, Qt.MouseButton.LeftButton)


def test_the_waiting_sign_turns_only_when_motion_is_wanted(qtbot: QtBot, theme: Theme) -> None:
    made = RecordButton(theme)
    qtbot.addWidget(made)
    made.set_look(RecordLook.BUSY)
    assert not made.turning
    theme.apply(Settings(theme="light", reduced_motion=False))
    made.set_look(RecordLook.BUSY)
    assert made.turning
    made.set_look(RecordLook.RECORD)
    assert not made.turning


def test_marks_of_every_verdict_differ_without_colour(qtbot: QtBot, theme: Theme) -> None:
    pictures = set()
    for verdict in (*Verdict, None):
        mark = VerdictMark(theme, verdict, 18)
        qtbot.addWidget(mark)
        pictures.add(bytes(value >> 6 for value in shades(mark)))
    assert len(pictures) == 5


# the trend


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], (60, 100)),
        ([78.0], (60, 100)),
        ([3.0, 12.0], (0, 40)),
        ([0.0, 100.0], (0, 100)),
        ([99.0], (60, 100)),
    ],
)
def test_the_axis_does_not_blow_small_changes_up(values: list[float], expected: tuple[int, int]) -> None:
    low, high = axis_range(values)
    assert high - low >= 40
    assert (low, high) == expected


def test_one_bad_take_does_not_bend_the_trend() -> None:
    values = [80.0, 81.0, 20.0, 82.0, 83.0]
    assert running_median(values)[2] == 81.0
    assert running_median([]) == []


def points(count: int) -> list[TrendPoint]:
    return [TrendPoint(60 + i, f"3/{i + 1}", f"第 {i}", f"a{i}") for i in range(count)]


def test_few_points_get_no_line(qtbot: QtBot, theme: Theme) -> None:
    plot = TrendPlot(theme)
    qtbot.addWidget(plot)
    plot.resize(640, 190)

    def line_pixels() -> int:
        accent = theme.colour("accent_text").rgb()
        image = plot.grab().toImage()
        return sum(image.pixel(x, y) == accent for x in range(image.width()) for y in range(image.height()))

    plot.show_points(points(TREND_FROM - 1))
    assert line_pixels() == 0
    plot.show_points(points(TREND_FROM))
    assert line_pixels() > 0


def test_a_click_on_a_dot_tells_its_attempt(qtbot: QtBot, theme: Theme) -> None:
    plot = TrendPlot(theme)
    qtbot.addWidget(plot)
    plot.resize(640, 190)
    plot.show_points([*points(3), TrendPoint(NAN, "", "")])
    assert len(plot.points) == 3
    with qtbot.waitSignal(plot.point_clicked) as clicked:
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=plot.position(1).toPoint())
    assert clicked.args == ["a1"]
    with qtbot.assertNotEmitted(plot.point_clicked):
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))


def test_earlier_takes_are_at_most_ten_dots(qtbot: QtBot, theme: Theme) -> None:
    dots = TrendDots(theme)
    qtbot.addWidget(dots)
    for few in ([], [70.0]):
        dots.show_values(few, "")
        assert dots.isHidden()  # one dot compares with nothing
    dots.show_values([float(60 + i) for i in range(14)], "以前的成绩")
    assert len(dots.values) == 10
    assert dots.accessibleName() == "以前的成绩"
    shades(dots)
