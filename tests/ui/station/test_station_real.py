"""The page over a real studio: results carried on a stick, a hub of PostgreSQL, a backup, somebody erased."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.policy import HubPolicy, Policy
from app.practice.kit import Kit
from app.practice.kit_machine import Machine
from app.practice.kit_values import InstallOptions
from app.practice.studio import Studio
from app.settings import Settings
from app.storage.opening import open_store
from app.ui.exchange import Exchange
from app.ui.jobs import Jobs
from app.ui.screens.station import StationScreen
from app.ui.screens.station.kit_dialog import KitDialog, read_choices
from app.ui.theme import Theme
from tests.hub_server import HubServer, hub_server
from tests.storage.hub.hub_samples import SampleHub
from tests.storage.storage_samples import NOON, attempt_of

__all__ = ["hub_server"]

WAIT = 30_000
MakeStudio = Callable[..., Studio]


def shown(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


@pytest.fixture
def jobs(application: object) -> Iterator[Jobs]:
    """On threads, as in the program."""
    made = Jobs()
    yield made
    made.wait()


@pytest.fixture
def make_studio(tmp_path: Path) -> Iterator[MakeStudio]:
    opened: list[Studio] = []

    def make(name: str, policy: Policy | None = None) -> Studio:
        home = tmp_path / name / "home"
        store = open_store(home, automatic_backup=False)
        made = Studio(home, Settings(welcome_done=True), store, (), policy=policy or Policy(station=name))
        machine = Machine(tmp_path / name / "machine", home, False, False, "", "9.0.0", host=name)
        made.kit = Kit(made._keeper, home, machine)
        opened.append(made)
        return made

    yield make
    for each in opened:
        each.close()


def found_centre(studio: Studio) -> str:
    """A centre with a class; who set it up is signed in as its administrator. The id of a trainee."""
    studio.people.set_up("喀什中心", "一班", "4071", name="王老师")
    cohort = studio.people.cohorts()[0].id
    return studio.people.add("努尔", "ug", cohort_id=cohort).id


def practise(studio: Studio, profile_id: str, count: int) -> None:
    store = studio._keeper.store
    with store.access.acting_for(profile_id):
        for at in range(count):
            attempt = attempt_of(
                studio.home, f"take-{at}", profile_id=profile_id, created=NOON + timedelta(minutes=at)
            )
            store.add_attempt(attempt)


@pytest.fixture
def open_screen(qtbot: QtBot, jobs: Jobs, theme: Theme) -> Iterator[Callable[[Studio], StationScreen]]:
    kept: list[StationScreen] = []

    def make(studio: Studio) -> StationScreen:
        screen = StationScreen(studio, jobs, theme, Exchange(studio, jobs))
        qtbot.addWidget(screen)
        kept.append(screen)
        screen.resize(1240, 760)
        screen.enter()
        screen.show()
        screen.stick.leave()
        return screen

    yield make
    jobs.wait()
    kept.clear()


OpenScreen = Callable[[Studio], StationScreen]


def test_a_kit_goes_out_and_results_come_back_once(
    qtbot: QtBot, make_studio: MakeStudio, open_screen: OpenScreen, theme: Theme, tmp_path: Path
) -> None:
    desk, lab = make_studio("desk"), make_studio("A-07")
    nu = found_centre(desk)
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "holiday.txt").write_text("not ours")
    card = open_screen(desk).stick
    dialog = KitDialog(read_choices(desk), stick, theme, card)
    for box, _path in dialog.models:
        box.setChecked(False)  # a small kit for a test
    dialog.names.setText("A-{01..40}")
    card.make(stick, dialog.contents)
    qtbot.waitUntil(lambda: not card.panel.running, timeout=WAIT)
    assert "安装盘做好了" in shown(card) and desk.kit.fingerprint in shown(card)
    assert (stick / "holiday.txt").exists(), "a stick holds other things, too"

    lab.kit.install(stick / "kaibo-kit", InstallOptions(desk.kit.fingerprint, "A-07"))
    lab.kit.take_in()
    practise(lab, nu, 3)
    taking = open_screen(lab).stick
    taking.collect(stick)
    qtbot.waitUntil(lambda: not taking.panel.running, timeout=WAIT)
    assert "3 段录音" in shown(taking) and "已加密" in shown(taking)

    for expected in ("新收到", "没有新的"):
        card.merge(stick)
        qtbot.waitUntil(lambda: not card.panel.running, timeout=WAIT)
        assert expected in shown(card)
    assert len(desk._keeper.store.attempt_ids()) == 3


@pytest.mark.xdist_group("hub")
def test_an_exchange_with_a_real_hub(
    qtbot: QtBot, make_studio: MakeStudio, open_screen: OpenScreen, hub_server: HubServer, tmp_path: Path
) -> None:
    hub = SampleHub(hub_server)
    try:
        where = hub.login("administrator", hub.centre("喀什中心"))
        password = tmp_path / "password"
        password.write_text(where.password)
        password.chmod(0o600)
        studio = make_studio("desk", Policy(hub=HubPolicy(where.address, where.login, password)))
        practise(studio, found_centre(studio), 2)
        card = open_screen(studio).hub
        qtbot.waitUntil(lambda: "2 次练习" in shown(card), timeout=WAIT)
        assert "连上了：" in shown(card)
        card.now.click()
        qtbot.waitUntil(lambda: card.now.isEnabled() and "都送出去了" in shown(card), timeout=WAIT)
        with hub.sql() as sql:
            found = sql.execute("SELECT count(*) FROM kaibo.latest WHERE kind = 'attempt'")
            assert found.fetchone() == (2,)
    finally:
        hub.close()


def test_a_hub_that_is_not_there_is_a_sentence(
    qtbot: QtBot, make_studio: MakeStudio, open_screen: OpenScreen
) -> None:
    studio = make_studio("desk", Policy(hub=HubPolicy("postgresql://127.0.0.1:1/kaibo", "pc07")))
    found_centre(studio)
    card = open_screen(studio).hub
    card.now.click()
    qtbot.waitUntil(lambda: card.now.isEnabled() and "的交换没有成功" in shown(card), timeout=WAIT)
    assert any(each.property("role") == "error" and each.text() for each in card.findChildren(QLabel))


def test_a_backup_is_made_and_shown(
    qtbot: QtBot, make_studio: MakeStudio, open_screen: OpenScreen, tmp_path: Path
) -> None:
    place = tmp_path / "backups of all"
    place.mkdir()
    studio = make_studio("desk", Policy(backup_folder=place))
    practise(studio, found_centre(studio), 2)
    card = open_screen(studio).backup
    qtbot.waitUntil(lambda: "还没有备份" in shown(card), timeout=WAIT)
    card.now.click()
    qtbot.waitUntil(lambda: "备份好了" in shown(card) and "2 次练习" in shown(card), timeout=WAIT)
    assert studio.upkeep.backups()


def test_a_backup_is_stopped_and_one_to_a_place_that_is_gone_is_a_sentence(
    qtbot: QtBot, make_studio: MakeStudio, open_screen: OpenScreen, tmp_path: Path
) -> None:
    studio = make_studio("desk")
    practise(studio, found_centre(studio), 2)
    card = open_screen(studio).backup
    card.back_up(tmp_path / "gone" / "deeper")
    qtbot.waitUntil(lambda: not card.panel.running, timeout=WAIT)
    assert any(each.property("role") == "error" for each in card.findChildren(QLabel))
    folder = tmp_path / "disk"
    folder.mkdir()
    card.back_up(folder)
    card.panel.stop()
    qtbot.waitUntil(lambda: not card.panel.running, timeout=WAIT)
    assert card.now.isEnabled()
    assert "备份停下了" in shown(card) or "备份好了" in shown(card)


def test_somebody_is_erased_after_her_name_was_typed(
    qtbot: QtBot, make_studio: MakeStudio, open_screen: OpenScreen
) -> None:
    studio = make_studio("desk")
    nu = found_centre(studio)
    practise(studio, nu, 2)
    screen = open_screen(studio)
    card = screen.erase
    assert card is not None
    screen.about(nu)
    screen.enter()
    qtbot.waitUntil(lambda: card.chosen == nu, timeout=WAIT)
    card.look.click()
    qtbot.waitUntil(lambda: card.dialog is not None, timeout=WAIT)
    dialog = card.dialog
    assert dialog is not None
    assert "练习和录音" in shown(dialog) and "请自己删除" in shown(dialog)
    dialog.typed.setText("努")
    assert not dialog.erase.isEnabled(), "half a name is none"
    dialog.typed.setText("努尔")
    dialog.erase.click()
    qtbot.waitUntil(
        lambda: "努尔 的数据删除了" in shown(card).replace("\u2068", "").replace("\u2069", ""), timeout=WAIT
    )
    assert not studio._keeper.store.attempt_ids()
    assert nu not in {each.id for each in studio.people.faces()}


def test_a_take_that_is_running_keeps_everybody(
    qtbot: QtBot, make_studio: MakeStudio, open_screen: OpenScreen, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio = make_studio("desk")
    nu = found_centre(studio)
    card = open_screen(studio).erase
    assert card is not None
    monkeypatch.setattr(studio.upkeep, "_idle", lambda: False)
    asked = dataclasses.replace(studio.upkeep.preview_erasure(nu))
    card.erase(asked, "努尔")
    qtbot.waitUntil(lambda: not card.panel.running, timeout=WAIT)
    assert "正在录音或评分" in shown(card)
    assert nu in {each.id for each in studio.people.faces()}
