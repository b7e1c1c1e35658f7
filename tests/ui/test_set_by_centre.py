"""What the centre set is shown as such and cannot be changed; pages skip what is settled."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.policy import LISTED, Policy
from app.ui.jobs import Jobs
from app.ui.screens.profile import ProfileScreen
from app.ui.screens.settings import SettingsScreen, check_card
from app.ui.screens.settings.centre_card import CentreCard
from app.ui.screens.settings.check_card import CheckCard
from app.ui.screens.welcome import WelcomeScreen
from app.ui.screens.welcome.screen import LANGUAGE, MICROPHONE, NAME
from app.ui.theme import Theme
from app.ui.widgets.states import StatePanel
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import FakeStudio


def texts(page: QWidget) -> str:
    return "\n".join(each.text() for each in page.findChildren(QLabel))


def settings(studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot: QtBot) -> SettingsScreen:
    screen = SettingsScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(screen)
    screen.enter()
    screen.show()
    return screen


def test_the_centres_model_is_shown_and_not_to_be_chosen(
    studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot: QtBot
) -> None:
    free = settings(studio, jobs, theme, qtbot)
    assert free.model.choice.isEnabled() and "由中心设定" not in texts(free)
    studio.policy = Policy(path=Path("/x"), model="kaibo", data_folder=Path("/srv/kaibo"))
    studio.change_settings(model="kaibo")
    screen = settings(studio, jobs, theme, qtbot)
    assert screen.model.choice.currentData() == "kaibo" and not screen.model.choice.isEnabled()
    assert screen.model.choice.accessibleDescription() == "由中心设定"
    assert not screen.model._import.isVisible()
    assert "由中心设定" in screen.data.folder.accessibleDescription()


def test_the_language_is_still_her_own_once_she_is_here(
    studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot: QtBot
) -> None:
    studio.policy = Policy(language="ug")
    screen = settings(studio, jobs, theme, qtbot)
    assert screen.look.language.isEnabled()
    assert "别人不受影响" in screen.look.language.accessibleDescription()
    studio.profile = None
    screen = settings(studio, jobs, theme, qtbot)
    assert not screen.look.language.isEnabled()
    assert screen.look.language.accessibleDescription() == "由中心设定"


@pytest.mark.parametrize(
    ("policy", "steps"),
    [
        (Policy(), [LANGUAGE, NAME, MICROPHONE]),
        (Policy(language="ug"), [NAME, MICROPHONE]),
        (Policy(self_registration=False), [LANGUAGE, MICROPHONE]),
        (Policy(language="ug", sign_in=LISTED), [MICROPHONE]),
    ],
)
def test_the_welcome_skips_what_is_settled(
    policy: Policy, steps: list[int], jobs: Jobs, theme: Theme, qtbot: QtBot
) -> None:
    studio = FakeStudio(profiles=0, attempts=0)
    studio.policy = policy
    screen = WelcomeScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(screen)
    shown = []
    screen.enter()
    for each in range(3):
        screen.show_step(each)
        shown.append(screen.step)
    assert list(dict.fromkeys(shown)) == steps
    told = f"第 {len(steps)} 步，共 {len(steps)} 步。"
    assert (told in texts(screen)) is (len(steps) > 1)
    screen.leave()


def test_the_sign_in_page_shows_only_who_may_come_in(
    studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot: QtBot
) -> None:
    shown = [each.id for each in studio.people.faces()]
    studio.profile = None
    studio.people.admission.newcomers = False
    screen = ProfileScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(screen)
    screen.enter()
    assert screen.faces is not None and "我是新来的" not in texts(screen)
    studio.people.admission.closed = set(shown)
    screen.enter()
    assert screen.faces is None
    panel = screen.findChild(StatePanel)
    assert panel is not None and "请找教师" in texts(panel)


def test_what_the_centre_set_is_listed(studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot: QtBot) -> None:
    free = settings(studio, jobs, theme, qtbot)
    assert free.findChild(CentreCard) is None
    studio.policy = Policy(
        path=Path("/x/policy.toml"),
        station="3-07",
        sign_in=LISTED,
        sign_in_classes=("一班",),
        idle_minutes=15,
    )
    screen = settings(studio, jobs, theme, qtbot)
    card = screen.findChild(CentreCard)
    told = texts(card)
    assert card.isVisible() and all(each in told for each in ("3-07", "一班", "15 分钟以后"))


def test_the_machine_is_examined(studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot: QtBot) -> None:
    screen = settings(studio, jobs, theme, qtbot)
    card = screen.check
    assert not card._save.isVisible()
    card.play.setChecked(True)
    card.start()
    assert studio.doctor.played == [True]
    told = texts(card)
    assert "1 项不行 · 1 项要注意" in told and "静音" in told
    assert told.index("静音") < told.index("磁盘只剩") < told.index("Python"), "what is wrong comes first"
    assert card._save.isVisible() and card.start_button.text() == "再检查一次"
    card.start()
    assert texts(card).count("静音") == 2, "the finding and its advice, once each"


def test_the_examination_can_be_stopped(
    studio: FakeStudio, hand: HandExecutor, theme: Theme, qtbot: QtBot
) -> None:
    card = CheckCard(studio, Jobs(hand), theme)  # type: ignore[arg-type]
    qtbot.addWidget(card)
    card.show()
    card.start()
    assert card.panel.running and not card.start_button.isEnabled()
    card.panel.stop()
    hand.run_next()
    assert card.start_button.isEnabled() and "检查停下了" in texts(card)


def test_the_checkups_page_is_saved(
    studio: FakeStudio,
    jobs: Jobs,
    theme: Theme,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen = settings(studio, jobs, theme, qtbot)
    card = screen.check
    card.start()
    target = tmp_path / "page.pdf"
    monkeypatch.setattr(check_card, "ask_where", lambda _parent, name: target if "3-07" in name else None)
    said: list[str] = []
    card.told.connect(said.append)
    card._ask_save()
    assert target.read_bytes().startswith(b"%PDF") and said == ["存好了。"]
