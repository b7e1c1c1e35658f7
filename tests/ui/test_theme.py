from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app.settings import Settings
from app.speech.values import Verdict
from app.ui.theme import DARK, LIGHT, Colours, Theme, TypeSize
from app.ui.theme.contrast import contrast
from app.ui.theme.icons import icon_names, icon_pixmap
from app.ui.theme.stylesheet import build_stylesheet
from app.ui.theme.tokens import TONE_MARKS, VERDICT_MARKS

TEXTS = (
    *("text", "text_soft", "accent_text", "good", "off", "wrong", "not_assessable"),
    *("tone_1", "tone_2", "tone_3", "tone_4", "tone_5"),
)
BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def test_contrast_agrees_with_the_recommendation_s_examples() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#123456", "#123456") == 1.0


@BOTH
@pytest.mark.parametrize("name", TEXTS)
def test_text_is_readable_on_ground_and_surface(colours: Colours, name: str) -> None:
    for background in (colours.ground, colours.surface):
        assert contrast(getattr(colours, name), background) >= 4.5


@BOTH
def test_text_is_readable_on_its_own_quiet_background(colours: Colours) -> None:
    for name in ("good", "off", "wrong", "not_assessable"):
        assert contrast(getattr(colours, name), getattr(colours, f"{name}_soft")) >= 4.5
        assert contrast(colours.text, getattr(colours, f"{name}_soft")) >= 4.5
    assert contrast(colours.accent_text, colours.accent_soft) >= 4.5
    assert contrast(colours.text_soft, colours.rail) >= 4.5


@BOTH
def test_buttons_and_borders_stand_out(colours: Colours) -> None:
    for fill in (colours.accent, colours.accent_hover):
        assert contrast(colours.on_accent, fill) >= 4.5
    for background in (colours.ground, colours.surface):
        assert contrast(colours.control_line, background) >= 3.0
        assert contrast("#857c74", background) >= 3.0  # assets/icons/style/arrow.svg


@BOTH
def test_wrong_is_not_the_accent(colours: Colours) -> None:
    hues = [QColor(each).hslHue() for each in (colours.wrong, colours.accent_text)]
    assert 20 <= abs(hues[0] - hues[1]) % 360 <= 340


def test_every_verdict_and_tone_has_a_mark_of_its_own() -> None:
    assert len(set(VERDICT_MARKS.values())) == len(Verdict)
    assert set(TONE_MARKS) == {1, 2, 3, 4, 5}
    assert len(set(TONE_MARKS.values())) == 5


@BOTH
def test_the_stylesheet_has_no_hole(colours: Colours) -> None:
    sheet = build_stylesheet(colours, lambda size: size)
    assert "$" not in sheet
    for size in (TypeSize.SMALL, TypeSize.BODY, TypeSize.LEAD, TypeSize.TITLE):
        assert f"font-size: {size.value}px" in sheet


def test_icons_take_the_colour_they_are_given(application: QApplication) -> None:
    names = [name for name in icon_names() if name != "kaibo"]
    assert len(names) > 20
    for name in names:
        image = icon_pixmap(name, "#ff0000", 24).toImage()
        painted = [
            image.pixelColor(x, y)
            for x in range(24)
            for y in range(24)
            if image.pixelColor(x, y).alpha() > 200
        ]
        assert painted, name
        assert all(c.red() > 200 and c.green() < 40 and c.blue() < 40 for c in painted), name


def test_a_directional_icon_is_mirrored(application: QApplication) -> None:
    def right_of_the_middle(mirrored: bool) -> float:
        image = icon_pixmap("forward", "#000000", 24, mirrored).toImage()
        alpha = [[image.pixelColor(x, y).alpha() for x in range(24)] for y in range(24)]
        return sum(sum(row[12:]) - sum(row[:12]) for row in alpha) / 255

    assert right_of_the_middle(False) > 5
    assert right_of_the_middle(True) < -5


def test_the_theme_changes_while_the_window_is_open(application: QApplication) -> None:
    theme = Theme(application, Settings(theme="light"))
    told: list[str] = []
    theme.changed.connect(lambda: told.append(theme.colours.ground))
    theme.apply(Settings(theme="dark"))
    assert told == [DARK.ground]
    assert application.palette().window().color().name() == DARK.ground
    theme.apply(Settings(theme="light", font_scale=1.3))
    assert application.palette().window().color().name() == LIGHT.ground
    assert application.font().pixelSize() == round(TypeSize.BODY * 1.3)


def test_the_theme_follows_the_system_when_it_is_told_to(application: QApplication) -> None:
    follower = Theme(application, Settings(theme="system"))
    application.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert follower.colours is DARK
    follower.apply(Settings(theme="light"))
    application.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    application.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert follower.colours is LIGHT
    follower.apply(Settings(theme="system"))
    assert follower.colours is DARK


def test_no_motion_when_the_user_wants_none(application: QApplication) -> None:
    assert Theme(application, Settings(reduced_motion=True)).motion_ms == 0
    assert 120 <= Theme(application, Settings()).motion_ms <= 200


def test_both_themes_fill_every_field() -> None:
    for field in dataclasses.fields(Colours):
        for colours in (LIGHT, DARK):
            value = getattr(colours, field.name)
            assert value in (True, False) or QColor(value).isValid()
