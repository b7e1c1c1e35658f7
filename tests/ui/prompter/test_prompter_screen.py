"""The teleprompter's page: following and rolling, editing meanwhile, the other view, what was left out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from app.audio.values import SignalWarning
from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import Profile
from app.practice.take import TakeState
from app.settings import Settings
from app.ui.jobs import Jobs
from app.ui.screens.prompter import PrompterScreen
from app.ui.screens.prompter.section_list import total_words
from app.ui.screens.prompter.session import PromptPhase
from app.ui.theme import Theme
from tests.ui.fake_studio import NOW, FakeStudio

WRITTEN = """# 开场 | 20
欢迎来到我的直播间，我是阿依古丽。今天给大家带来和田的大红枣，又甜又糯。
# 产品 | 40
这个枣子长在沙漠边上，白天热晚上凉，糖分特别高。掰开来看，肉厚核小，一口下去全是枣香。
# 结尾
喜欢的朋友点一下下面的小黄车，库存只有两百箱。谢谢大家的支持。
"""
OPENING = "欢迎来到我的直播间我是阿依古丽今天给大家带来和田的大红枣又甜又糯"
PRODUCT = "这个枣子长在沙漠边上白天热晚上凉糖分特别高"


def open_screen(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> PrompterScreen:
    made = PrompterScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1200, 720)
    made.show()
    made.enter()
    return made


@pytest.fixture
def screen(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> PrompterScreen:
    studio.change_settings(countdown_seconds=0)
    made = open_screen(qtbot, studio, jobs, theme)
    made.box.show_text(WRITTEN)
    return made


def hear(studio: FakeStudio, screen: PrompterScreen, text: str) -> None:
    studio.prompting.text = text
    screen.session.tick(0.1)


def finish(studio: FakeStudio) -> None:
    studio.free_takes.finish()


def test_space_begins_and_ends(qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio) -> None:
    qtbot.keyClick(screen.view, Qt.Key.Key_Space)
    assert screen.session.state.phase is PromptPhase.RUNNING
    assert studio.take_state is TakeState.RECORDING
    qtbot.keyClick(screen.view, Qt.Key.Key_Space)
    assert ("stop_take",) in studio.calls
    finish(studio)
    assert screen.session.state.phase is PromptPhase.DONE
    assert screen.session.state.kept
    assert not studio.microphone_open


def test_a_countdown_comes_first_and_can_be_stopped(
    qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio
) -> None:
    studio.change_settings(countdown_seconds=2)
    qtbot.keyClick(screen.view, Qt.Key.Key_Space)
    screen.session.count_down()
    assert (screen.session.state.phase, screen.session.state.countdown) == (PromptPhase.COUNTDOWN, 1)
    qtbot.keyClick(screen.view, Qt.Key.Key_Space)
    assert screen.session.state.phase is PromptPhase.READY
    qtbot.keyClick(screen.view, Qt.Key.Key_Space)
    for _ in range(2):
        screen.session.count_down()
    assert screen.session.state.phase is PromptPhase.RUNNING


def test_the_text_follows_her_and_never_goes_back(screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.press()
    places, offsets = [], []
    said = OPENING + OPENING[-12:] + PRODUCT + OPENING[:9]
    for end in range(1, len(said) + 1):
        hear(studio, screen, said[:end])
        places.append(screen.view.place)
        offsets.append(screen.view.offset)
    assert places == sorted(places)
    assert offsets == sorted(offsets)
    assert places[len(OPENING) - 1] == len(OPENING)
    assert places[-1] == len(OPENING + PRODUCT)
    assert offsets[-1] > 0
    assert screen.session.section == 1


def test_motion_is_smooth_unless_it_is_reduced(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    theme.apply(Settings(theme="light", reduced_motion=False))
    studio.change_settings(countdown_seconds=0)
    screen = open_screen(qtbot, studio, jobs, theme)
    screen.box.show_text(WRITTEN)
    screen.press()
    hear(studio, screen, OPENING)
    offsets = [screen.view.offset]
    for _ in range(90):
        screen.session.tick(0.033)
        offsets.append(screen.view.offset)
    steps = [b - a for a, b in pairwise(offsets)]
    assert min(steps) >= 0
    assert 0 < max(steps) < (offsets[-1] - offsets[0]) / 4


def test_what_is_said_beside_the_script_is_told(screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.press()
    hear(studio, screen, OPENING)
    place = screen.view.place
    hear(studio, screen, OPENING + "哎新来的宝宝你们好啊刚才有人问我几点下播")
    assert "稿子以外" not in screen.explanation.text()
    screen.session.tick(1.5)
    assert screen.view.place == place
    assert "稿子以外" in screen.explanation.text()


def test_afterwards_it_shows_what_was_left_out(screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.press()
    hear(studio, screen, OPENING + PRODUCT)
    screen.press()
    finish(studio)
    left_out = [each for each in screen.session.state.marks if not each.said]
    assert [each.first for each in left_out] == [len(OPENING + PRODUCT)]
    assert screen.legend.isVisible()
    assert "跳过了 1 处" in screen.legend.words.text()


def test_manual_needs_no_microphone(screen: PrompterScreen, studio: FakeStudio) -> None:
    studio.failing["open_microphone"] = ExpectedError(msg("找不到麦克风。"))
    screen.press()
    assert screen.session.state.phase is PromptPhase.READY
    assert "找不到麦克风" in screen.explanation.text()
    screen.mode.setCurrentIndex(1)
    screen.records.setChecked(False)
    screen.speed.setValue(120)
    screen.press()
    assert screen.session.state.phase is PromptPhase.RUNNING
    screen.session.tick(10.0)
    assert screen.view.place == pytest.approx(20.0)
    screen.session.pause()
    screen.session.tick(10.0)
    assert screen.view.place == pytest.approx(20.0)
    screen.session.pause()
    screen.session.tick(600.0)
    assert screen.view.place == len(screen.session.prompter.script.syllables)
    screen.press()
    assert screen.session.state.phase is PromptPhase.DONE
    assert not [each for each in studio.calls if each[0] == "start_prompting"]


def test_manual_can_record_as_well(screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.mode.setCurrentIndex(1)
    screen.records.setChecked(True)
    screen.press()
    hear(studio, screen, OPENING + PRODUCT)
    assert screen.view.place < 2
    screen.press()
    finish(studio)
    assert any(not each.said for each in screen.session.state.marks)


def test_when_nothing_can_be_recognised_it_rolls_on(screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.press()
    hear(studio, screen, OPENING)
    studio.prompting.deaf = True
    screen.session.tick(0.1)
    screen.session.tick(3.0)
    assert screen.view.place > len(OPENING)
    assert "匀速" in screen.explanation.text()
    assert studio.take_state is TakeState.RECORDING
    screen.press()
    finish(studio)
    studio.prompting.deaf = False
    screen.press()
    assert screen.session.by_voice


def test_time_is_counted_by_section(screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.press()
    screen.session.tick(25.0)
    hear(studio, screen, OPENING + PRODUCT)
    screen.session.tick(8.0)
    assert screen.session.state.spent == pytest.approx((25.1, 8.0, 0.0))
    assert "超了" in total_words(30, 33.0)
    assert "还有" in total_words(60, 33.0)
    assert "讲了" in total_words(0, 33.0)


def test_pausing_stops_recording_and_clock(qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.press()
    qtbot.keyClick(screen.view, Qt.Key.Key_P)
    assert studio.take_state is TakeState.PAUSED
    screen.session.tick(9.0)
    assert screen.session.state.elapsed == 0.0
    qtbot.keyClick(screen.view, Qt.Key.Key_P)
    assert studio.take_state is TakeState.RECORDING


def test_editing_meanwhile_keeps_the_place(screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.press()
    hear(studio, screen, OPENING + PRODUCT[:8])
    place = screen.view.place
    screen.box.text.setPlainText(WRITTEN.replace("糖分特别高", "糖分高").replace("# 结尾", "# 收尾 | 10"))
    screen.box.settle()
    assert screen.view.place == place
    screen.box.text.setPlainText(WRITTEN.replace("又甜又糯", "又甜又糯又香"))
    screen.box.settle()
    assert screen.view.place == place + 2
    hear(studio, screen, OPENING + PRODUCT[:14])
    assert screen.view.place == place + 8


def test_arrows_and_clicks_move_the_script(qtbot: QtBot, screen: PrompterScreen) -> None:
    qtbot.keyClick(screen.view, Qt.Key.Key_Down)
    first = screen.view.place
    assert first == len("欢迎来到我的直播间我是阿依古丽")
    qtbot.keyClick(screen.view, Qt.Key.Key_Up)
    assert screen.view.place == 0
    below = QPoint(screen.view.width() // 2, int(screen.view.height() * 0.7))
    qtbot.mouseClick(screen.view, Qt.MouseButton.LeftButton, pos=below)
    assert screen.view.place > 0


def test_it_begins_where_she_put_it(qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio) -> None:
    qtbot.keyClick(screen.view, Qt.Key.Key_Down)
    place = screen.view.place
    screen.press()
    assert screen.view.place == place
    hear(studio, screen, "今天给大家带来")
    assert screen.view.place == place + 7
    screen.press()
    finish(studio)
    screen.press()
    assert screen.view.place == 0


def test_a_bad_sound_is_told(screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.press()
    studio.warn(SignalWarning.TOO_QUIET)
    screen.session.tick(0.1)
    assert "声音太小" in screen.explanation.text()


def test_mirrored_is_the_same_picture_turned_round(screen: PrompterScreen) -> None:
    plain = screen.view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    screen.look.mirrored.setChecked(True)
    turned = screen.view.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    assert plain != turned
    back = turned.flipped(Qt.Orientation.Horizontal)
    different = sum(
        plain.pixel(x, y) != back.pixel(x, y)
        for x in range(0, plain.width(), 5)
        for y in range(0, plain.height(), 5)
    )
    assert different < plain.width() * plain.height() / 25 * 0.1


def test_size_and_line_height_change_the_text(screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.press()
    hear(studio, screen, OPENING)
    small = screen.view.offset
    screen.look.size_slider.setValue(72)
    larger = screen.view.offset
    screen.look.line_slider.setValue(220)
    assert small < larger < screen.view.offset
    assert screen.view.place == len(OPENING)


def test_the_whole_screen_shows_the_same(qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.toggle_large()
    assert screen.other is not None
    screen.other.setFocus()
    qtbot.keyClick(screen.other, Qt.Key.Key_Space)
    hear(studio, screen, OPENING)
    assert screen.other.place == screen.view.place == len(OPENING)
    qtbot.keyClick(screen.other, Qt.Key.Key_Escape)
    assert screen.other is None
    assert screen.session.state.phase is PromptPhase.RUNNING


def test_the_system_may_close_the_other_window(screen: PrompterScreen) -> None:
    screen.look.mirrored.setChecked(True)
    screen.toggle_large()
    assert screen.large.text() == "收回来"
    assert screen.other is not None
    screen.other.close()
    assert screen.other is None
    assert screen.large.text() == "全屏"
    screen.large.click()
    assert screen.other is not None
    screen.large.click()
    assert screen.other is None


def test_a_screen_pulled_out_gives_the_page_back(screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.toggle_large()
    screen.press()
    hear(studio, screen, OPENING)
    assert screen.other is not None
    QGuiApplication.instance().screenRemoved.emit(screen.other.screen())  # type: ignore[union-attr]
    assert screen.other is None
    assert screen.view.place == len(OPENING)
    assert studio.take_state is TakeState.RECORDING


TWO_SCREENS = """
import sys
from PySide6.QtGui import QGuiApplication
from tests.ui.fake_studio import FakeStudio
from app.ui.application import make_application
from app.ui.jobs import Jobs
from app.ui.screens.prompter import PrompterScreen
from app.ui.theme import Theme

studio = FakeStudio()
application = make_application(studio.settings)
first, second = QGuiApplication.screens()
page = PrompterScreen(studio, Jobs(), Theme(application, studio.settings))
page.setGeometry(first.geometry())
page.show()
page.look.mirrored.setChecked(True)
print(page.large.text())
page.large.click()
application.processEvents()
print(page.other.screen() is second, page.other.isFullScreen(), page.other.geometry() == second.geometry())
print(page.other._mirrored, page.view._mirrored)
"""


def test_on_two_screens_the_script_stands_on_the_other(tmp_path: Path) -> None:
    one = {"dpr": 1, "logicalDpi": 96, "logicalBaseDpi": 96, "x": 0, "y": 0, "width": 1366, "height": 768}
    screens = [one | {"name": "laptop"}, one | {"name": "tv", "x": 1366, "width": 1920, "height": 1080}]
    layout = tmp_path / "screens.json"
    layout.write_text(json.dumps({"screens": screens}), encoding="utf-8")
    told = subprocess.run(
        [sys.executable, "-c", TWO_SCREENS],
        env={
            **os.environ,
            "QT_QPA_PLATFORM": f"offscreen:configfile={layout}",
            "PYTHONPATH": str(Path.cwd()),
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert told.stdout.splitlines() == ["在第二块屏幕上显示", "True True True", "True False"]


def test_leaving_ends_and_keeps(screen: PrompterScreen, studio: FakeStudio) -> None:
    screen.press()
    screen.leave()
    assert ("stop_take",) in studio.calls
    finish(studio)
    assert screen.session.state.kept


def test_the_script_is_there_the_next_time(
    qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    screen.look.size_slider.setValue(60)
    screen.leave()
    again = open_screen(qtbot, studio, jobs, theme)
    assert again.box.written == WRITTEN
    assert again.look.size_slider.value() == 60
    assert not again.box.isVisible()


def test_each_person_has_her_own_script(qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio) -> None:
    first = studio.profile
    screen.leave()
    studio.profile = Profile("other", "努尔", "ug", NOW)
    screen.enter()
    assert screen.box.written == ""
    assert screen.session.prompter.script.syllables == ()
    screen.box.show_text("大家好。")
    screen.leave()
    studio.profile = first
    screen.enter()
    assert screen.box.written == WRITTEN


def test_an_empty_script_says_what_to_do(qtbot: QtBot, screen: PrompterScreen) -> None:
    screen.box.show_text("")
    screen.press()
    assert screen.session.state.phase is PromptPhase.READY
    assert "先写一段" in screen.explanation.text()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_files_open(screen: PrompterScreen, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "稿子.txt"
    path.write_bytes("# 开场 | 10\n大家好\n".encode(encoding))
    screen.box.open_file(path)
    assert screen.session.prompter.script.text == "大家好"


def test_what_is_no_text_is_refused(qtbot: QtBot, screen: PrompterScreen, tmp_path: Path) -> None:
    before = screen.box.written
    picture = tmp_path / "a.txt"
    picture.write_bytes(b"\xff\xd8\xff\xe0\x00\x10")
    for path in (picture, tmp_path / "gone.txt"):
        with qtbot.waitSignal(screen.failed):
            screen.box.open_file(path)
    assert screen.box.written == before


def test_sentences_come_from_a_lesson(screen: PrompterScreen, studio: FakeStudio) -> None:
    titles = [screen.box.lessons.itemText(i) for i in range(screen.box.lessons.count())]
    screen.box.lessons.activated.emit(titles.index("讲红枣"))
    (section,) = screen.session.prompter.script.sections
    assert section.title == "讲红枣"
    assert "又甜又糯" in screen.session.prompter.script.text


def test_a_take_that_is_not_kept_says_so(qtbot: QtBot, screen: PrompterScreen, studio: FakeStudio) -> None:
    studio.failing["start_prompting"] = ExpectedError(msg("磁盘满了。"))
    screen.press()
    assert screen.session.state.phase is PromptPhase.READY
    assert screen.explanation.text() == "磁盘满了。"
