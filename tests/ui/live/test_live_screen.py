"""The live room through its window: choosing, talking, comments, the result, and leaving in the middle."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from app.audio.values import Level, SignalWarning
from app.errors import ExpectedError
from app.i18n import msg
from app.live_room.values import Crowd, Kind, Ordered, Outcome, Said
from app.practice.take import TakeState
from app.settings import Settings
from app.storage.rehearsal_values import KeptRehearsal
from app.ui.activities.free_pitch_take import PitchPhase
from app.ui.i18n import apply_language
from app.ui.main_window import MainWindow
from app.ui.pitch_report import PitchReportDialog
from app.ui.screens.live.room_page import RoomPage
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.live_room.room_samples import JUJUBES
from tests.ui.fake_studio import FakeStudio

QUIET = Level(-70.0, -80.0, -82.0, None)
LOUD = Level(-10.0, -20.0, -60.0, None)


@pytest.fixture
def studio() -> FakeStudio:
    made = FakeStudio()
    made.library.products = ((SimpleNamespace(id="product-hongzao"), JUJUBES),)
    made.library.product = lambda lesson_id: JUJUBES if lesson_id == "product-hongzao" else None
    made.current_level = QUIET
    return made


@pytest.fixture
def window(application, studio: FakeStudio, jobs, theme, qtbot) -> MainWindow:
    made = MainWindow(studio, jobs, theme)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.rail.buttons[Place.LIVE].click()
    return made


def enter_room(window: MainWindow) -> RoomPage:
    window.live.start.begin.click()
    room = window.live.room
    assert room is not None and window.live.page is room
    return room


def pass_time(room: RoomPage, studio: FakeStudio, until: float, says: dict[float, str] | None = None) -> None:
    """Time runs to `until` seconds, looked at twice a second; the words come at their time."""
    now = studio.elapsed()
    while now < until:
        now += 0.5
        for at, words in (says or {}).items():
            if now - 0.5 < at <= now:
                studio.rehearsals.text += words
        studio.elapsed = lambda now=now: now
        room.session.take.tick()
        room.session.look()


def end(room: RoomPage, studio: FakeStudio) -> None:
    room.session.take.press()
    studio.free_takes.finish()


def texts(widget: QObject) -> str:
    found = [each.text() for each in widget.findChildren(QLabel) if not each.isHidden()]
    return "\n".join(found).replace("\u2068", "").replace("\u2069", "")


def calls(studio: FakeStudio, name: str) -> list[tuple]:
    return [each for each in studio.calls if each[0] == name]


def test_the_start_page_offers_what_there_is(window: MainWindow, studio: FakeStudio) -> None:
    start = window.live.start
    titles = [each.words for each in start.scripts.buttons]
    assert len(titles) >= 5 and titles[0] == "第一次开播"
    assert [start.product.itemText(i) for i in range(start.product.count())] == ["新疆红枣"]
    assert [start.minutes.itemData(i) for i in range(3)] == [3, 5, 10]
    assert start.seed.text() == "42" and start.level.currentData() == 1
    start.choose_script(len(titles) - 1)
    assert start.level.currentData() == 3  # the hardest evening is hard unless she says otherwise
    assert start.begin.hasFocus()


def test_without_products_it_says_where_they_are(studio: FakeStudio, application, jobs, theme, qtbot) -> None:
    studio.library.products = ()
    made = MainWindow(studio, jobs, theme)
    qtbot.addWidget(made)
    made.show()
    made.go(Where(Place.LIVE))
    assert "还没有产品卡" in texts(made.live.start)


def test_an_evening_from_space_to_the_result(window: MainWindow, studio: FakeStudio, qtbot) -> None:
    room = enter_room(window)
    assert room.record.hasFocus() and studio.microphone_open
    qtbot.keyClick(room.record, Qt.Key.Key_Space)
    assert calls(studio, "start_rehearsal") == [("start_rehearsal", "新疆红枣", 180)]
    assert "十九块九" in studio.rehearsals.likely.phrases and studio.rehearsals.likely.numbers
    said: list[Said] = []
    room.session.happened.connect(lambda event: said.append(event) if isinstance(event, Said) else None)
    pass_time(room, studio, 40.0, {2.0: "大家好欢迎您", 20.0: "一袋十九块九", 30.0: "谢谢"})
    assert said and room.stream.texts() == [each.text for each in said]
    assert room.viewers.number.text() != "0" and "还有" in room.clock.text()
    qtbot.keyClick(room.record, Qt.Key.Key_Space)
    studio.free_takes.finish()
    assert window.live.page is window.live.result and window.live.room is None
    [kept] = studio.rehearsals.kept
    assert kept.session.duration == 40.0 and kept.session.heard and kept.product_lesson == "product-hongzao"
    shown = texts(window.live.result)
    for exchange in kept.session.exchanges:
        assert exchange.said.text in shown
    assert str(len(kept.session.exchanges)) and "每一条弹幕" in shown
    assert all(each.isEnabled() for each in window.live.result.listens)
    window.live.result.listens[-1].click()
    assert studio.playing


def test_silence_is_answered_by_the_audience(window: MainWindow, studio: FakeStudio) -> None:
    room = enter_room(window)
    room.session.take.press()
    before = room.viewers.number.text()
    pass_time(room, studio, 30.0)
    assert any(
        line.said.kind in (Kind.SMALL_TALK, Kind.HOSTILE) and line.said.at == 8.0
        for line in room.stream.lines
    )
    assert room.viewers.number.text() != before


def test_a_voice_that_is_not_recognised_is_no_silence(window: MainWindow, studio: FakeStudio) -> None:
    studio.current_level = LOUD
    room = enter_room(window)
    room.session.take.press()
    pass_time(room, studio, 60.0)
    end(room, studio)
    [kept] = studio.rehearsals.kept
    assert not kept.session.silences and not kept.session.heard
    assert "没有听清您说的话" in texts(window.live.result)
    asked = [each for each in kept.session.exchanges if each.said.kind.asks]
    assert asked and {each.outcome for each in asked} <= {Outcome.NOT_CLEAR, Outcome.LET_GO}


def test_an_answer_is_ticked_in_the_stream(window: MainWindow, studio: FakeStudio) -> None:
    room = enter_room(window)
    room.session.take.press()
    pass_time(room, studio, 6.0)
    [line] = [each for each in room.stream.lines if each.said.kind.asks]
    everything = "十九块九今天下单明天发货包装密封冰箱红枣煮粥拍照客服一号链接邮政快递"
    pass_time(room, studio, 9.0, {6.5: everything})
    assert line.answered


def test_the_same_number_gives_the_same_comments(window: MainWindow, studio: FakeStudio) -> None:
    seen = []
    for _ in range(2):
        room = window.live.room or enter_room(window)
        studio.elapsed = lambda: 0.0
        room.session.take.press()
        pass_time(room, studio, 45.0)
        seen.append(room.stream.texts())
        end(room, studio)
        window.live.result.again.click()
    assert seen[0] == seen[1] and len(seen[0]) >= 3


def test_leaving_in_the_middle_keeps_everything(window: MainWindow, studio: FakeStudio) -> None:
    room = enter_room(window)
    room.session.take.press()
    pass_time(room, studio, 12.0)
    window.go(Where(Place.TODAY))
    assert studio.take_state is TakeState.SCORING and len(studio.rehearsals.kept) == 1
    assert "都保存好了" in texts(window.notices)
    studio.free_takes.finish()
    window.go(Where(Place.LIVE))
    assert "以前的场次" in texts(window.live.start)
    window.live.start.past_wanted.emit(studio.rehearsals.kept[0])
    shown = window.live.result.shown
    assert shown is not None and shown.attempt is not None and shown.session.duration == 12.0


def test_escape_ends_the_talk_then_goes_up(window: MainWindow, studio: FakeStudio, qtbot) -> None:
    room = enter_room(window)
    room.session.take.press()
    pass_time(room, studio, 10.0)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    studio.free_takes.finish()
    assert window.live.page is window.live.result
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.live.page is window.live.start
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.where.place is Place.TODAY


def test_a_pause_stops_the_room(window: MainWindow, studio: FakeStudio, qtbot) -> None:
    room = enter_room(window)
    room.session.take.press()
    pass_time(room, studio, 6.0)
    count = len(room.stream.lines)
    qtbot.keyClick(room, Qt.Key.Key_P)
    pass_time(room, studio, 30.0)
    assert len(room.stream.lines) == count and "歇一下" in room.headline.text()


def test_a_microphone_that_is_gone_or_muted_is_told(window: MainWindow, studio: FakeStudio) -> None:
    room = enter_room(window)
    studio.current_level = Level(-90.0, -96.0, -96.0, SignalWarning.SILENT)
    room.session.take.press()
    pass_time(room, studio, 2.0)
    assert "静音" in room.warning.text()
    room.session.take.press()
    studio.free_takes.finish()
    studio.failing["open_microphone"] = ExpectedError(msg("没有找到麦克风。"))
    window.live.result.again.click()
    room = window.live.room
    assert room is not None
    assert "没有找到麦克风" in room.warning.text() and room.retry.isVisible()
    assert "没有可用的麦克风" in room.headline.text()


def test_a_take_that_cannot_be_stored_still_shows_what_the_room_saw(
    window: MainWindow, studio: FakeStudio
) -> None:
    room = enter_room(window)
    room.session.take.press()
    pass_time(room, studio, 20.0)
    room.session.take.press()
    studio.take_state = TakeState.IDLE
    assert studio._listener is not None
    studio._listener.take_failed(ExpectedError(msg("这一遍没能存好。")))
    shown = texts(window.live.result)
    assert "这一遍没能存好" in shown and "没有存好" in shown and len(studio.rehearsals.kept) == 1


def test_a_recogniser_that_fails_is_told_and_nobody_is_blamed(window: MainWindow, studio: FakeStudio) -> None:
    studio.rehearsals.deaf = True
    room = enter_room(window)
    room.session.take.press()
    pass_time(room, studio, 30.0)
    assert "录音在录" in room.warning.text()
    end(room, studio)
    shown = texts(window.live.result)
    assert "电脑没能听您说话" in shown and "检查麦克风" not in shown and "没有答" not in shown
    assert window.live.result.listens and "录音在录" not in texts(window.notices)


def test_a_button_pauses_as_the_key_does(window: MainWindow, studio: FakeStudio) -> None:
    room = enter_room(window)
    assert room.pause.isHidden()
    room.session.take.press()
    pass_time(room, studio, 3.0)
    assert room.pause.isVisible()
    room.pause.click()
    assert room.session.take.state.phase is PitchPhase.PAUSED and room.pause.text() == "继续"
    room.pause.click()
    assert room.session.take.state.phase is PitchPhase.RECORDING and room.pause.text() == "暂停"


class PretendedCamera(QObject):
    """Gives what the test says."""

    pictured = Signal(QImage)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.on = False

    def start(self) -> None:
        self.on = True

    def stop(self) -> None:
        self.on = False


def test_the_camera_is_shown_and_let_go(window: MainWindow, studio: FakeStudio, jobs, theme, qtbot) -> None:
    first = enter_room(window)
    camera = PretendedCamera()
    room = RoomPage(studio, jobs, theme, first.session.evening, lambda *_: None, camera)  # type: ignore[arg-type]
    qtbot.addWidget(room)
    room.show()
    image = QImage(8, 6, QImage.Format.Format_RGB32)
    camera.pictured.emit(image)
    assert room.picture.picture.isNull()  # nothing is shown that she did not ask for
    room.camera_button.click()
    camera.pictured.emit(image)
    assert camera.on and not room.picture.picture.isNull() and room.camera_button.text() == "关掉摄像头"
    camera.failed.emit("没有找到摄像头。")
    assert room.picture.picture.isNull() and room.camera_button.text() == "打开摄像头"
    room.camera_button.click()
    room.leave()
    assert not camera.on


def test_facts_and_meanings_can_be_hidden(studio: FakeStudio, application, jobs, theme, qtbot) -> None:
    apply_language(application, "ug")
    made = MainWindow(studio, jobs, theme)
    qtbot.addWidget(made)
    made.show()
    made.go(Where(Place.LIVE))
    room = enter_room(made)
    assert JUJUBES.price in texts(room.crib) and room.crib.isVisible()
    room.crib_button.click()
    assert room.crib.isHidden()
    room.session.take.press()
    pass_time(room, studio, 12.0)
    line = next(each for each in room.stream.lines if each.said.meanings)
    assert line.meaning.text() == line.said.meanings["ug"] and not line.meaning.isHidden()
    assert line.text.layoutDirection() is Qt.LayoutDirection.LeftToRight
    room.meaning_button.click()
    assert line.meaning.isHidden()
    pass_time(room, studio, 40.0)
    assert all(each.meaning.isHidden() for each in room.stream.lines)


def test_a_broken_script_of_the_trainers_is_told(window: MainWindow, studio: FakeStudio, monkeypatch) -> None:
    from pathlib import Path

    from app.live_room.values import ScriptProblem

    read = studio.rehearsals.scripts()
    problem = ScriptProblem(Path("mine.toml"), 7, msg("缺少“{name}”。", name="zh"))
    monkeypatch.setattr(studio.rehearsals, "scripts", lambda: replace(read, problems=(problem,)))
    window.live.open_start()
    shown = texts(window.live.start)
    assert "mine.toml:7" in shown and "缺少“zh”" in shown


def kept_evening(window: MainWindow, studio: FakeStudio) -> KeptRehearsal:
    """An evening of twenty seconds; its result is on the page."""
    room = enter_room(window)
    room.session.take.press()
    pass_time(room, studio, 20.0)
    end(room, studio)
    return studio.rehearsals.kept[0]


def test_the_result_leads_to_the_report(window: MainWindow, studio: FakeStudio) -> None:
    kept = kept_evening(window, studio)
    assert not window.live.result.report.isHidden()
    window.live.result.report.click()
    [dialog] = window.live.findChildren(PitchReportDialog)
    dialog.close()
    window.live.open_start()
    start = window.live.start
    [button] = [each for each in start.findChildren(QPushButton) if each.text() == "看讲评"]
    button.click()
    assert any(each is not dialog for each in window.live.findChildren(PitchReportDialog))
    attempt = studio.rehearsals.attempt(kept)
    assert attempt is not None
    studio.delete_attempt(attempt.id)
    told: list[str] = []
    window.live.failed.connect(told.append)
    button.click()
    assert len(told) == 1 and "录音已经删掉了" in told[0]


def test_an_evening_whose_recording_was_deleted_still_has_its_result(
    window: MainWindow, studio: FakeStudio
) -> None:
    kept = kept_evening(window, studio)
    attempt = studio.rehearsals.attempt(kept)
    assert attempt is not None
    studio.delete_attempt(attempt.id)
    window.live.open_past(kept)
    result = window.live.result
    assert "录音已经删掉" in texts(result) and result.report.isHidden()
    assert not any(each.isEnabled() for each in result.listens)
    assert kept.session.exchanges[0].said.text in texts(result)


def test_an_evening_can_be_deleted(window: MainWindow, studio: FakeStudio) -> None:
    kept = kept_evening(window, studio)
    attempt = studio.rehearsals.attempt(kept)
    window.live.result.delete.click()
    [box] = window.live.result.findChildren(QMessageBox)
    [keep] = [each for each in box.buttons() if each.text() == "留着"]
    keep.click()
    assert studio.rehearsals.kept == [kept]
    window.live.result.delete.click()
    box = window.live.result.findChildren(QMessageBox)[-1]
    [delete] = [each for each in box.buttons() if each.text() == "删除"]
    delete.click()
    assert studio.rehearsals.kept == [] and window.live.page is window.live.start
    assert attempt is not None and calls(studio, "delete_attempt") == [("delete_attempt", attempt.id)]


def test_what_floats_over_the_picture(application, studio: FakeStudio, jobs, qtbot) -> None:
    moving = Theme(application, Settings(theme="light", reduced_motion=False))
    made = MainWindow(studio, jobs, moving)
    qtbot.addWidget(made)
    made.show()
    made.go(Where(Place.LIVE))
    room = enter_room(made)
    room.session.take.press()
    pass_time(room, studio, 2.0)
    room.show_counts(Crowd(2.0, 30, 5, 0))
    assert 0 < room.floating.hearts <= 4
    room.session.happened.emit(Ordered(2.0, "李姐"))
    assert "李姐" in room.floating.told
    assert room.floating.size() == room.picture.size()
    assert not room.floating.grab().isNull()


def test_hearts_stay_away_where_motion_is_not_wanted(window: MainWindow, studio: FakeStudio) -> None:
    room = enter_room(window)
    room.session.take.press()
    room.show_counts(Crowd(2.0, 30, 50, 0))
    assert room.floating.hearts == 0


def test_lines_are_never_squeezed(window: MainWindow, studio: FakeStudio, application) -> None:
    room = enter_room(window)
    room.session.take.press()
    for number in range(30):
        room.stream.say(Said(1.0, number, "李姐", Kind.PRAISE, f"真好看{number}"))
    application.sendPostedEvents()
    assert "弹幕会在这里" not in texts(room.stream)
    assert len({line.height() for line in room.stream.lines}) == 1
    assert room.stream.lines[-1].height() >= room.stream.lines[-1].sizeHint().height()
