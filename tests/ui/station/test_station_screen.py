"""The page about the machine and the centre, over pretended parts: what it says, and to whom."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import ADMINISTRATOR, TRAINER
from app.policy import HubPolicy, Policy
from app.practice.hub_values import StationSeen
from app.practice.kit_values import (
    Collected,
    CollectedFile,
    KitCancelledError,
    KitUntrustedError,
    Merged,
    StationBrought,
)
from app.practice.station_values import Due
from app.practice.take import TakeState
from app.ui.exchange import LOOK_AGAIN_MS, Exchange
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.screens.station import StationScreen
from app.ui.screens.station.hub_card import stations_text
from app.ui.screens.station.kit_dialog import Choices, KitDialog
from app.ui.screens.station.sticks import KIT_FOLDER, Stick, is_plugged_in, kit_on, new_kit_folder
from app.ui.screens.station.words import counts_text, megabytes
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import FakeStudio

HUB = HubPolicy("postgresql://hub/kaibo", "pc07")
UNREACHABLE = ExpectedError(msg("连不上中心的数据库。数据都在这台电脑上，下次再送。"))


OPENED: list[QWidget] = []
"""Pages whose cards are looked at; pytest-qt holds widgets weakly."""


@pytest.fixture(autouse=True)
def _keep_pages() -> Iterator[None]:
    yield
    OPENED.clear()


def shown(widget: QWidget) -> str:
    QApplication.processEvents()  # what was put into a layout just now
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def sign_in_as(studio: FakeStudio, role: str) -> None:
    assert studio.profile is not None
    studio.profile = dataclasses.replace(studio.profile, role=role)


@pytest.fixture
def studio() -> FakeStudio:
    made = FakeStudio(profiles=3)
    sign_in_as(made, ADMINISTRATOR)
    return made


@pytest.fixture
def hub_studio(studio: FakeStudio) -> FakeStudio:
    studio.policy = Policy(hub=HUB)
    studio.hub.configured = True
    return studio


@pytest.fixture
def threads(application: object) -> Iterator[Jobs]:
    """Jobs on threads, as in the program."""
    made = Jobs()
    yield made
    made.wait()


def open_screen(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme, exchange: Exchange | None = None
) -> StationScreen:
    made = StationScreen(studio, jobs, theme, exchange or Exchange(studio, jobs))  # type: ignore[arg-type]
    qtbot.addWidget(made)
    OPENED.append(made)
    made.resize(1240, 760)
    made.enter()
    made.show()
    return made


# -- the hub


def test_without_a_hub_it_says_what_one_is_for_and_has_no_button(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    card = open_screen(qtbot, studio, jobs, theme).hub
    assert "docs/hub.md" in shown(card)
    assert not card.now.isVisible()


def test_a_centre_without_a_network_is_sent_to_sticks(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    studio.policy = Policy(hub=HUB, network=False)
    assert "U 盘" in shown(open_screen(qtbot, studio, jobs, theme).hub)


def test_what_waits_is_said_in_words_and_goes(
    qtbot: QtBot, hub_studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    card = open_screen(qtbot, hub_studio, jobs, theme).hub
    assert "12 次练习 · 3 条点评" in shown(card)
    assert "还没有交换过" in shown(card) and "喀什培训中心" in shown(card)
    card.now.click()
    assert hub_studio.hub.syncs == 1
    text = shown(card)
    assert "上传了 15 条，收到 4 条，其中 3 条是新的。" in text and "都送出去了" in text
    assert "还没有交换过" not in text


def test_a_hub_that_does_not_answer_is_a_sentence_and_freezes_nothing(
    qtbot: QtBot, hub_studio: FakeStudio, application: object, theme: Theme, hand: HandExecutor
) -> None:
    hub_studio.hub.fault = UNREACHABLE
    card = open_screen(qtbot, hub_studio, Jobs(hand), theme).hub
    assert "正在连接…" in shown(card), "the page is there before the hub has answered"
    hand.wait()
    qtbot.waitUntil(lambda: "连不上中心的数据库" in shown(card))
    card.now.click()
    assert not card.now.isEnabled() and card.stop.isVisible()
    hand.wait()
    qtbot.waitUntil(card.now.isEnabled)
    hand.wait()
    qtbot.waitUntil(lambda: "现在连不上" in shown(card))
    assert shown(card).count("连不上中心的数据库") == 1, "the reason is told once"


def test_an_exchange_is_stopped(
    qtbot: QtBot, hub_studio: FakeStudio, application: object, theme: Theme, hand: HandExecutor
) -> None:
    stopped: list[bool] = []
    hub_studio.hub.during = lambda progress, stop: (progress(0.5), stopped.append(stop()))[0]  # type: ignore[func-returns-value]
    screen = open_screen(qtbot, hub_studio, Jobs(hand), theme)
    hand.wait()
    screen.hub.now.click()
    screen.hub.stop.click()
    assert not screen.hub.stop.isEnabled()
    hand.wait()
    assert stopped == [True]


def test_recordings_go_too_and_their_trouble_is_told_beside_the_result(
    qtbot: QtBot, hub_studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    share = hub_studio.share
    share.configured = share.has_key = True
    card = open_screen(qtbot, hub_studio, jobs, theme).hub
    card.now.click()
    assert share.rounds == ["send", "fetch"]
    assert "发送了 5 段录音。" in shown(card) and "取回了 1 段录音。" in shown(card)
    share.fault = ExpectedError(msg("共享文件夹现在用不了。"))
    card.now.click()
    text = shown(card)
    assert "录音没有：共享文件夹现在用不了。" in text and "上传了 15 条" in text


def test_a_clock_that_is_off_and_machines_that_stay_away_are_named() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)

    def seen(name: str, days: int) -> StationSeen:
        return StationSeen(name, name, name, "0.5.0", 0.0, 0, now - timedelta(days=days))

    assert stations_text((), now) == ""
    assert stations_text((seen("A-01", 0), seen("A-02", 1)), now) == "2 台 · 三天内都来过"
    text = stations_text((seen("A-01", 0), seen("A-02", 9)), now)
    assert "1 台三天没来了" in text and "A-02" in text and "A-01" not in text


def test_counts_are_said_in_words() -> None:
    assert counts_text({}) == ""
    words = counts_text({"attempt": 1, "membership": 2, "pin": 1, "given": 1, "use": 3, "exam": 0})
    assert words == "1 次练习 · 3 处名单改动 · 1 处计划改动 · 3 条其他记录"
    assert "3.5 MB" in megabytes(3_500_000) and "2.0 GB" in megabytes(2_000_000_000)


# -- by itself


def test_it_exchanges_by_itself_but_not_while_a_take_is_running(
    qtbot: QtBot, hub_studio: FakeStudio, jobs: Jobs
) -> None:
    exchange = Exchange(hub_studio, jobs)  # type: ignore[arg-type]
    exchange.plan()
    assert not exchange.planned, "the centre wants none"
    hub_studio.hub.seconds = 0.01
    hub_studio.take_state = TakeState.RECORDING
    exchange.plan()
    qtbot.wait(60)
    assert hub_studio.hub.syncs == 0
    assert exchange.planned and LOOK_AGAIN_MS < 60_000, "it looks again soon"
    hub_studio.take_state = TakeState.IDLE
    hub_studio.hub.seconds = 600.0
    exchange._due()
    assert hub_studio.hub.syncs == 1
    assert exchange.planned, "and the next one is planned"
    exchange.end()
    assert not exchange.planned


def test_a_failure_by_itself_is_quiet_but_on_its_page(
    qtbot: QtBot, hub_studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    hub_studio.hub.fault = UNREACHABLE
    window = MainWindow(hub_studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.exchange = Exchange(hub_studio, jobs, window)  # type: ignore[arg-type]
    window.go(Where(Place.TEACH))
    window.exchange.start()
    assert not window.notices.sentences
    window.go(Where(Place.STATION))
    assert "的交换没有成功" in shown(window.station.hub)


# -- who sees what


def test_a_trainer_sees_what_she_may_use(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> None:
    sign_in_as(studio, TRAINER)
    screen = open_screen(qtbot, studio, jobs, theme)
    assert [each.text() for each in screen.stick.buttons] == ["拷到 U 盘"]
    assert screen.erase is None and screen.retention is None
    assert not screen.backup.now.isVisible(), "a place of her own choosing is for administrators"


def test_a_trainee_does_not_get_there(qtbot: QtBot, jobs: Jobs, theme: Theme) -> None:
    window = MainWindow(FakeStudio(), jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.go(Where(Place.STATION))
    assert window.where.place is Place.TODAY


def test_the_desk_leads_there_and_back_and_to_the_checkup(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    window = MainWindow(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    window.go(Where(Place.TEACH))
    window.teach.links[Place.STATION].click()
    assert window.where.place is Place.STATION
    window.station.back_wanted.emit()
    assert window.where.place is Place.TEACH
    window.go(Where(Place.STATION))
    window.station.check_button.click()
    qtbot.waitUntil(lambda: not window.settings.check.visibleRegion().isEmpty())
    assert window.where.place is Place.SETTINGS


# -- sticks


def test_sticks_are_those_that_people_plug_in() -> None:
    assert is_plugged_in("/media/lab/KAIBO") and is_plugged_in("/run/media/lab/KAIBO")
    assert not is_plugged_in("/") and not is_plugged_in("/mnt/server") and not is_plugged_in("/home")


def test_a_kit_is_found_on_the_stick_or_in_a_folder_of_it(tmp_path: Path) -> None:
    assert kit_on(tmp_path) is None and kit_on(tmp_path / "pulled out") is None
    assert new_kit_folder(tmp_path) == tmp_path / KIT_FOLDER
    (tmp_path / "photos").mkdir()
    kit = tmp_path / "our kit"
    (kit / "results").mkdir(parents=True)
    assert kit_on(tmp_path) == kit and kit_on(kit) == kit
    assert new_kit_folder(tmp_path) == tmp_path / KIT_FOLDER, "results alone are no kit"
    (kit / "kit.json").write_text("{}")
    assert new_kit_folder(tmp_path) == kit
    assert new_kit_folder(tmp_path / KIT_FOLDER) == tmp_path / KIT_FOLDER


def test_a_stick_appears_and_goes(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme, tmp_path: Path
) -> None:
    card = open_screen(qtbot, studio, jobs, theme).stick
    card.leave()
    card._show_sticks([])
    assert "没有看到 U 盘" in card.sticks.currentText() and card.folder is None
    card._show_sticks([Stick(tmp_path, "KAIBO", 3_000_000_000)])
    assert "KAIBO" in card.sticks.currentText() and "3.0 GB" in card.sticks.currentText()
    assert card.folder == tmp_path
    card.use(tmp_path / "other")
    assert card.folder == tmp_path / "other"
    card._show_sticks([])
    assert card.folder == tmp_path / "other", "what was chosen by hand stays"


def test_results_are_taken_in_station_by_station(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme, tmp_path: Path
) -> None:
    studio.kit.merged = Merged(
        (
            StationBrought("a", "A-01", 2, 12, 0, 1, 0, 9),
            StationBrought("b", "A-02", 1, 0, 30, 0, 2, 0),
        ),
        (msg("“A-03.kaibo-results”读不出来，跳过了它。请再取一次。", name="A-03"),),
        (("A-09", ""),),
        2,
    )
    card = open_screen(qtbot, studio, jobs, theme).stick
    card.clear_stick.setChecked(True)
    card.merge(tmp_path)
    assert studio.kit.calls == [("merge", tmp_path, True)]
    text = shown(card)
    for each in ("新收到 12 条，9 段录音", "没有新的", "2 条没有收下", "A-03", "A-09", "删掉了"):
        assert each in text, each


def test_an_empty_stick_says_what_to_do(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme, tmp_path: Path
) -> None:
    card = open_screen(qtbot, studio, jobs, theme).stick
    card.merge(tmp_path)
    assert "这里没有结果文件" in shown(card)


def test_a_full_stick_and_a_stop_are_sentences(
    qtbot: QtBot, studio: FakeStudio, threads: Jobs, theme: Theme, tmp_path: Path
) -> None:
    card = open_screen(qtbot, studio, threads, theme).stick
    for fault in (ExpectedError(msg("U 盘满了。")), KitCancelledError(msg("停下了。"))):
        studio.kit.fault = fault
        card.collect(tmp_path)
        qtbot.waitUntil(lambda: not card.panel.running)
        assert str(fault) in shown(card)
        assert all(each.isEnabled() for each in card.buttons)


def test_a_strange_centre_is_asked_about_before_anything_is_copied(
    qtbot: QtBot, studio: FakeStudio, threads: Jobs, theme: Theme, tmp_path: Path
) -> None:
    shown_fingerprint = "3F2A-91C0-77D4-08EB-5A16"
    studio.kit.fault = KitUntrustedError(msg("不认识。"), shown_fingerprint)
    card = open_screen(qtbot, studio, threads, theme).stick
    card.collect(tmp_path)
    qtbot.waitUntil(lambda: card.question is not None)
    box = card.question
    assert box is not None
    assert shown_fingerprint in box.text()
    assert box.defaultButton().text() == "不拷"
    studio.kit.fault = None
    studio.kit.collected = Collected("A-07", (CollectedFile(tmp_path, 40, 12, 9_000_000),), 1, 0, True)
    yes = next(each for each in box.buttons() if each.text() == "一样，拷成绩")
    yes.click()
    qtbot.waitUntil(lambda: len(studio.kit.calls) == 2 and not card.panel.running)
    assert studio.kit.calls[-1] == ("collect", tmp_path, shown_fingerprint)
    assert "40 条记录，12 段录音" in shown(card) and "1 段录音的文件不在" in shown(card)


def test_a_kit_is_made_with_sensible_choices_and_its_key_is_kept(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme, tmp_path: Path
) -> None:
    card = open_screen(qtbot, studio, jobs, theme).stick
    dialog = KitDialog(
        Choices((("small", tmp_path / "small"), ("big", tmp_path)), "small"), tmp_path, theme, card
    )
    qtbot.addWidget(dialog)
    assert dialog.contents.records and dialog.contents.pins and dialog.contents.reviews
    assert dialog.contents.models == (tmp_path / "small",)
    dialog.names.setText("A-{40..1}")
    dialog.make.click()
    assert "看不懂" in dialog.sentence and dialog.result() != QDialog.DialogCode.Accepted
    dialog.names.setText("A-{01..40}")
    dialog.make.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    card.make(tmp_path, dialog.contents)
    assert studio.kit.calls == [("make", tmp_path / KIT_FOLDER, dialog.contents)]
    assert "3F2A-91C0" in shown(card)
    card.keep_key(tmp_path)
    assert studio.kit.calls[-1] == ("keep_key", tmp_path)
    assert "密钥存好了" in shown(card)


def test_an_empty_kit_is_refused(qtbot: QtBot, studio: FakeStudio, theme: Theme, tmp_path: Path) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = KitDialog(Choices((), ""), tmp_path, theme, parent)
    dialog.records.setChecked(False)
    dialog.make.click()
    assert dialog.sentence == "还没有选要带什么。"
    assert not dialog.pins.isEnabled(), "PINs go with the roster"


# -- how long recordings stay


def test_a_rule_is_told_with_what_stays_all_the_same(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    studio.policy = Policy(recordings_days=180)
    studio.upkeep.due = Due(kept={"asked": 2})
    studio.upkeep.state = dataclasses.replace(studio.upkeep.state, removed=7)
    card = open_screen(qtbot, studio, jobs, theme).retention
    assert card is not None
    text = shown(card)
    assert "180 天" in text and "没有" in text and "7 段" in text
    assert "学员请教师听，还没有听：2 段" in text
