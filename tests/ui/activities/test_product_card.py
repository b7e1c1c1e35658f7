"""The product card: every fact, what must not be said, and answers that wait to be asked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.curriculum.values import Gloss, Outcome, ProductCard
from app.ui.activities import activity_view
from app.ui.activities.option_button import Mark
from app.ui.activities.product_card import FIELDS, ProductCardView
from app.ui.jobs import Jobs
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio

CARD = ProductCard(
    id="card",
    name="和田红枣",
    what="枣树的果子。",
    origin="包装上写哪里就说哪里。",
    grades="照着包装念。",
    storage="阴凉干燥。",
    use="洗一洗就能吃。",
    size="一袋500克。",
    price="一袋十九块九。",
    delivery="明天发货。",
    after_sales="拍照找客服。",
    forbidden=("“补血”：普通食品。", "“最甜的枣”：绝对化用语。"),
    questions=(("要洗吗？", "冲一冲就能吃。"), ("多少钱？", "十九块九。"), ("几天到？", "五到七天。")),
    glosses=(Gloss("红枣", "hóngzǎo", {"en": "jujube", "ug": "چىلان", "kk": "шылан"}),),
)


@pytest.fixture
def view(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> ProductCardView:
    made = activity_view(CARD, "jujube", studio, jobs, theme)  # type: ignore[arg-type]
    assert isinstance(made, ProductCardView)
    qtbot.addWidget(made)
    made.resize(720, 1200)
    made.show()
    return made


def texts(view: ProductCardView) -> list[str]:
    return [each.text() for each in view.findChildren(QLabel) if each.isVisible() and each.text()]


def test_every_fact_stands_there_under_its_heading(view: ProductCardView) -> None:
    shown = texts(view)
    for name, heading in FIELDS:
        assert getattr(CARD, name) in shown
        assert str(heading) in shown
    for line in CARD.forbidden:
        assert line in shown
    assert "红枣" in shown


def test_answers_are_hidden_until_asked_for(view: ProductCardView, qtbot: QtBot) -> None:
    questions = view.questions
    assert not {answer for _question, answer in CARD.questions} & set(texts(view))
    qtbot.mouseClick(questions.buttons[1], Qt.MouseButton.LeftButton)
    assert "十九块九。" in texts(view)
    assert "冲一冲就能吃。" not in texts(view)
    assert questions.buttons[1].mark is Mark.CHOSEN
    assert questions.buttons[1].accessibleDescription() == "十九块九。"
    qtbot.mouseClick(questions.buttons[1], Qt.MouseButton.LeftButton)
    assert "十九块九。" not in texts(view)


def test_the_keyboard_is_enough(view: ProductCardView, qtbot: QtBot) -> None:
    view.focus()
    first = view.questions.buttons[0]
    assert view.focusWidget() is first
    qtbot.keyClick(first, Qt.Key.Key_Return)
    assert not view.questions.answers[0].isHidden()
    qtbot.keyClick(first, Qt.Key.Key_Space)
    assert view.questions.answers[0].isHidden()


def test_all_answers_at_once(view: ProductCardView) -> None:
    everything = view.questions.all
    assert everything.text() == "全部展开"
    everything.click()
    assert not any(each.isHidden() for each in view.questions.answers)
    assert everything.text() == "全部收起"
    everything.click()
    assert all(each.isHidden() for each in view.questions.answers)


def test_seeing_it_is_enough(view: ProductCardView) -> None:
    found: list[Outcome] = []
    view.finished.connect(found.append)
    view.focus()
    view.focus()
    assert [(each.right, each.asked) for each in found] == [(0, 0)]
