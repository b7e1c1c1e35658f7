"""Settings: voice packs are shown with their licence before and after they are brought in."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from app.audio.pack_layouts import OfferedVoice
from app.errors import ExpectedError
from app.i18n import msg
from app.ui.jobs import Jobs
from app.ui.screens.settings.voices_card import VoicesCard, offer_words
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import FakeStudio


@pytest.fixture
def card(studio: FakeStudio, jobs: Jobs, theme, qtbot) -> VoicesCard:
    made = VoicesCard(studio, jobs, theme)
    qtbot.addWidget(made)
    made.load()
    made.show()
    return made


def shown(card: VoicesCard) -> str:
    QApplication.processEvents()
    texts = "\n".join(each.text() for each in card.findChildren(QLabel) if each.isVisible())
    return texts.translate(dict.fromkeys(range(0x2066, 0x206A)))


def answer(monkeypatch: pytest.MonkeyPatch, yes: bool) -> list[str]:
    asked: list[str] = []

    def question(_parent: object, _title: str, text: str) -> QMessageBox.StandardButton:
        asked.append(text.translate(dict.fromkeys(range(0x2066, 0x206A))))
        return QMessageBox.StandardButton.Yes if yes else QMessageBox.StandardButton.No

    monkeypatch.setattr(QMessageBox, "question", question)
    return asked


def test_whose_voice_and_licence_are_said_before_and_after(
    card: VoicesCard, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "还没有声音包" in shown(card)
    told: list[str] = []
    card.told.connect(told.append)
    asked = answer(monkeypatch, yes=True)
    card.look_at(Path("audio-cmn.zip"))
    assert len(asked) == 1
    for words in ("Chen Wang", "许可：CC BY-SA 3.0", "来源：audio-cmn", "1 个词，1 个音节"):
        assert words in asked[0]
    assert ("import_pack", Path("audio-cmn.zip")) in studio.calls
    assert told == ["导入了 2 个录音。"]
    for words in ("Chen Wang", "许可：CC BY-SA 3.0", "来源：audio-cmn", "2 个录音"):
        assert words in shown(card)


def test_saying_no_changes_nothing(
    card: VoicesCard, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, yes=False)
    card.look_at(Path("audio-cmn.zip"))
    assert not any(call[0] == "import_pack" for call in studio.calls)
    assert card._import.isEnabled()


def test_a_licence_nobody_stated_is_warned_about(application: object) -> None:
    words = offer_words((OfferedVoice("某某", "", "words.zip", ()),))
    assert "没有写明" in words


def test_a_refused_pack_is_said(
    card: VoicesCard, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[str] = []
    card.failed.connect(failed.append)
    studio.failing["look_at"] = ExpectedError(msg("“a.zip”里有不安全的内容，没有导入。"))
    card.look_at(Path("a.zip"))
    assert failed == ["“a.zip”里有不安全的内容，没有导入。"]
    assert card._import.isEnabled()


def test_an_import_can_be_stopped(studio: FakeStudio, hand: HandExecutor, theme, qtbot) -> None:
    card = VoicesCard(studio, Jobs(hand), theme)
    qtbot.addWidget(card)
    failed: list[str] = []
    card.failed.connect(failed.append)
    card.import_path(Path("audio-cmn.zip"))
    card.panel.stop()
    hand.wait()
    assert failed == ["已停止。"]
    assert studio.voices.packs() == []


def test_a_pack_is_removed_after_asking(
    card: VoicesCard, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    card.import_path(Path("audio-cmn.zip"))
    (pack,) = studio.voices.packs()
    asked = answer(monkeypatch, yes=False)
    card._ask_remove(pack)
    assert studio.voices.packs() == [pack]
    answer(monkeypatch, yes=True)
    card._ask_remove(pack)
    assert "Chen Wang" in asked[0]
    assert studio.voices.packs() == []
    assert "还没有声音包" in shown(card)
