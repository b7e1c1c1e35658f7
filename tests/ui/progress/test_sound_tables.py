"""From the map of sounds to cells and words."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from app.practice.progress_statistics import Interval
from app.practice.progress_values import Share, SoundMap
from app.speech.values import Part
from app.ui.progress.changes_card import change_words, rest_words, sorted_changes, total_words
from app.ui.progress.sound_tables import (
    ALL,
    level,
    sound_table,
    sound_text,
    tone_table,
    tones_of_words,
    weak_words,
)
from app.ui.theme.contrast import contrast
from app.ui.theme.tokens import DARK, LIGHT, Colours
from app.ui.widgets.heat_map import fill_of
from tests.ui.fake_progress import BETTER, SOUNDS, UNCLEAR

pytestmark = pytest.mark.usefixtures("application")


def test_rows_are_initials_and_columns_are_finals_in_the_order_they_are_taught() -> None:
    table = sound_table(SOUNDS)
    assert table.rows == ("", "zh", "z", "Ø")
    assert table.columns == ("", "ao", "ang", "i")
    zhang = table.cells[1][2]
    assert zhang is not None
    assert (zhang.key, zhang.text, zhang.thin) == (("zh", "ang"), "20", False)
    assert "20 次里 4 次准确" in zhang.told
    assert table.cells[1][1] is None  # never said


def test_sums_stand_beside_their_sounds() -> None:
    table = sound_table(SOUNDS)
    of_ang, of_zh = table.cells[0][2], table.cells[1][0]
    assert of_ang is not None and of_zh is not None
    assert (of_ang.key, of_ang.text) == ((ALL, "ang"), "75")
    assert (of_zh.key, of_zh.text) == (("zh", ALL), "25")
    assert table.cells[0][0] is None
    assert table.cells[3][0] is None  # without an initial there is nothing to judge


def test_what_was_said_too_seldom_is_thin_and_says_so() -> None:
    cell = sound_table(SOUNDS).cells[3][3]
    assert cell is not None and cell.thin
    assert "说得还少" in cell.told


def test_tones_have_a_strip() -> None:
    table = tone_table(SOUNDS)
    assert table.columns == ("1 ˉ", "3 ˇ", "4 ˋ")
    assert [cell.text for cell in table.cells[0] if cell] == ["50", "75", "50"]
    assert tones_of_words(SOUNDS, "zh", "ang") == "\u2068第一声 \u206610/20\u2069\u2069"
    assert tones_of_words(SOUNDS, "zh", None) == ""


def test_the_weakest_are_named_and_good_is_said_too() -> None:
    assert weak_words(SOUNDS) == "最值得练的：\u2068zh\u2069、\u2068第一声\u2069、\u2068ang\u2069"
    assert weak_words(SoundMap()).startswith("说得还少")
    assert weak_words(SoundMap(initials={"b": Share(19, 20)})) == "说过的音都稳。"


def test_sounds_are_written_as_pinyin() -> None:
    assert sound_text(Part.FINAL, "van") == "üan"
    assert sound_text(Part.FINAL, "iii") == "-i"
    assert sound_text(Part.TONE, "2") == "第二声"
    assert sound_text(Part.INITIAL, "") == "零声母"


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_numbers_can_be_read_on_every_fill(colours: Colours) -> None:
    for step in range(101):
        fill = fill_of(colours, step / 100)
        inks = (colours.text, colours.surface, colours.on_accent)
        assert max(contrast(ink, fill) for ink in inks) >= 4.5, step


def test_weaker_is_fuller() -> None:
    levels = [level(Share(good, 100)) for good in (100, 90, 70, 40, 0)]
    assert levels == sorted(levels)
    assert (levels[0], levels[3], levels[4]) == (0.0, 1.0, 1.0)


def test_changes_are_told_with_their_numbers(application: QApplication) -> None:
    better, worse, unclear = sorted_changes((BETTER, UNCLEAR))
    assert (better, worse, unclear) == ([BETTER], [], 1)
    words = change_words(BETTER)
    for part in ("声母 zh", "20%", "73%", "30"):
        assert part in words
    assert rest_words(1, 0, 1) == "另外 1 个音还看不出变化。"
    assert "还看不出" in rest_words(0, 0, 2)


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        (None, "隔两周"),
        (Interval(5.0, 1.0, 9.0), "高了"),
        (Interval(-5.0, -9.0, -1.0), "低了"),
        (Interval(2.0, -1.0, 5.0), "还看不出来"),
    ],
)
def test_the_total_is_told_only_when_it_is_clear(interval: Interval | None, said: str) -> None:
    assert said in total_words(interval, 12)
