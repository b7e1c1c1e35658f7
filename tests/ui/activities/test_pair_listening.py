"""Minimal pairs by ear: the order of the rounds, keys and mouse, what is said, and no voice at all."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.curriculum.values import HeardWord, Outcome, PairListening
from app.practice.reference import Reference, ReferenceSource
from app.practice.voices import ContrastPair
from app.ui.activities import activity_view
from app.ui.activities.option_button import Mark
from app.ui.activities.pair_listening import PairListeningView
from app.ui.activities.pair_listening_rounds import PairItem, Round, by_contrast, plan_rounds
from app.ui.activities.pair_listening_voices import contrast_words, find_items, pinyin_of
from app.ui.hearing import Hearing, SystemVoice
from app.ui.jobs import Jobs
from app.ui.theme import Theme
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import FakeStudio, tone_samples


def words(one: str, other: str) -> tuple[HeardWord, HeardWord]:
    return HeardWord(one), HeardWord(other)


STEP = PairListening("pairs", "翘还是平？", (words("是", "四"), words("山", "三"), words("买", "卖")))


def sound(name: str, seconds: float = 0.5) -> Reference:
    return Reference(tone_samples(seconds), ReferenceSource.PACK, name, "CC BY 4.0")


def make(
    studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot: QtBot, step: PairListening = STEP
) -> PairListeningView:
    made = PairListeningView(STEP, "lesson", studio, jobs, theme, seed=1)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(760, 600)
    made.show()
    return made


@pytest.fixture
def view(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> PairListeningView:
    studio.voices.pairs = [(sound("王晨"), sound("王晨", 0.7)), (sound("谭月"), sound("谭月", 0.7))]
    return make(studio, jobs, theme, qtbot)


def texts(view: PairListeningView) -> str:
    QApplication.processEvents()
    shown = [*view.findChildren(QLabel), *view.findChildren(QPushButton)]
    return "\n".join(each.text() for each in shown if each.isVisible())


def items(count: int, voices: int = 2) -> list[PairItem]:
    sounds = tuple((sound(str(i)), sound(str(i))) for i in range(voices))
    return [PairItem(words(f"甲{i}", f"乙{i}"), f"c{i % 2}", sounds) for i in range(count)]


@pytest.mark.parametrize("count", range(2, 13))
@pytest.mark.parametrize("seed", range(5))
def test_rounds_are_balanced_and_cannot_be_guessed(count: int, seed: int) -> None:
    rounds = plan_rounds(items(count), random.Random(seed))
    assert 8 <= len(rounds) <= 12
    asked = Counter(each.item for each in rounds)
    assert len(asked) == count
    assert max(asked.values()) - min(asked.values()) <= 1
    sides = Counter(each.side for each in rounds)
    assert abs(sides[0] - sides[1]) <= 1
    for item in asked:
        used = Counter(each.voice for each in rounds if each.item == item)
        assert max(used.values()) - min(used[voice] for voice in (0, 1)) <= 1
    runs = [each.side for each in rounds]
    assert all(len(set(runs[at : at + 4])) > 1 for at in range(len(runs) - 3))
    assert all(a.item != b.item for a, b in pairwise(rounds))


def test_the_same_seed_gives_the_same_order_and_another_one_another() -> None:
    made = [plan_rounds(items(6), random.Random(seed)) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]
    assert plan_rounds([], random.Random(1)) == ()
    assert {each.voice for each in plan_rounds(items(2, voices=0), random.Random(1))} == {0}


def test_the_result_is_told_contrast_by_contrast() -> None:
    rounds = (Round(0, 0, 0), Round(1, 1, 0), Round(2, 0, 0))
    found = by_contrast(items(3), rounds, (0, 0, 0))
    assert [(each.contrast, each.right, each.asked) for each in found] == [("c0", 2, 2), ("c1", 0, 1)]


@pytest.mark.parametrize(
    ("one", "other", "contrast"),
    [
        ("是", "四", "sh – s"),
        ("山", "商", "an – ang"),
        ("买", "卖", "第三声 – 第四声"),
        ("女", "努", "ü – u"),
        ("要", "有", "iao – iu"),
    ],
)
def test_a_contrast_is_named(one: str, other: str, contrast: str) -> None:
    named = contrast_words(words(one, other))
    assert named.replace("\u2068", "").replace("\u2069", "") == contrast


def test_the_reading_the_lesson_gives_is_shown() -> None:
    assert pinyin_of(HeardWord("长", ("zhang3",))) == "zhǎng"


def test_nothing_can_be_answered_before_it_was_heard(view: PairListeningView, qtbot: QtBot) -> None:
    view.focus()
    assert view.play is not None and view.focusWidget() is view.play
    qtbot.keyClick(view.play, Qt.Key.Key_1)
    assert view.chosen == []
    assert view.options is not None and not view.options.buttons[0].isEnabled()


def test_the_keyboard_goes_to_the_first_word_as_soon_as_a_voice_is_found(
    qtbot: QtBot, application: QApplication, studio: FakeStudio, theme: Theme, hand: HandExecutor
) -> None:
    studio.voices.pairs = [(sound("王晨"), sound("王晨"))]
    view = make(studio, Jobs(hand), theme, qtbot)
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.focus()
    assert "正在找能读这些词的声音" in texts(view)
    hand.run_next()
    assert view.play is not None and view.focusWidget() is view.play


def test_it_is_played_heard_again_answered_and_said_at_once(
    view: PairListeningView, studio: FakeStudio, qtbot: QtBot
) -> None:
    assert view.at is not None and view.options is not None and view.play is not None
    assert "王晨" in texts(view) or "谭月" in texts(view)
    qtbot.mouseClick(view.play, Qt.MouseButton.LeftButton)
    length = 8_000 if view.at.side == 0 else 11_200
    assert studio.calls[-1][:2] == ("play", length)
    qtbot.keyClick(view.options.buttons[0], Qt.Key.Key_L)  # stops
    assert not studio.playing
    qtbot.keyClick(view.options.buttons[0], Qt.Key.Key_L)
    assert studio.playing
    wrong = 1 - view.at.side
    qtbot.mouseClick(view.options.buttons[wrong], Qt.MouseButton.LeftButton)
    assert [each.mark for each in view.options.buttons][wrong] is Mark.WRONG
    assert [each.mark for each in view.options.buttons][1 - wrong] is Mark.RIGHT
    assert "不是，刚才是" in texts(view)
    assert view.next is not None and view.focusWidget() is view.next


def test_both_words_can_be_heard_after_the_answer_in_the_same_voice(
    view: PairListeningView, studio: FakeStudio, qtbot: QtBot
) -> None:
    view.play_round()
    assert view.at is not None
    view.choose(view.at.side)
    assert "对，是" in texts(view)
    assert view.next is not None
    qtbot.keyClick(view.next, Qt.Key.Key_2)
    assert studio.calls[-1][:2] == ("play", 11_200)
    qtbot.mouseClick(view.words[0], Qt.MouseButton.LeftButton)
    assert studio.calls[-1][:2] == ("play", 8_000)
    view.choose(0)  # no second answer
    assert len(view.chosen) == 1


def test_a_whole_run_by_keyboard(view: PairListeningView, qtbot: QtBot) -> None:
    outcomes: list[Outcome] = []
    view.finished.connect(outcomes.append)
    view.play_round()
    right = 0
    while view.at is not None:
        assert view.options is not None
        wrong = len(view.chosen) in (1, 4)
        side = 1 - view.at.side if wrong else view.at.side
        right += not wrong
        qtbot.keyClick(view.options.buttons[0], (Qt.Key.Key_1, Qt.Key.Key_2)[side])
        assert view.next is not None
        qtbot.keyClick(view.next, Qt.Key.Key_Return) if view.next.isDefault() else view.next.click()
    [outcome] = outcomes
    assert (outcome.right, outcome.asked) == (right, 8)
    assert len(outcome.answers) == 8
    played, chosen = zip(*(each.split("=") for each in outcome.answers), strict=True)
    assert sum(a == b for a, b in zip(played, chosen, strict=True)) == right
    shown = texts(view)
    assert f"8 个里听对了 {right} 个" in shown
    for contrast in ("sh", "第三声"):
        assert contrast in shown


def test_another_go_has_another_order_and_counts_no_more(view: PairListeningView) -> None:
    outcomes: list[Outcome] = []
    view.finished.connect(outcomes.append)
    orders = []
    for _ in range(2):
        orders.append(view.rounds)
        view.play_round()
        while view.at is not None:
            view.choose(view.at.side)
            view.go_on()
        view.again()
    assert len(outcomes) == 1
    assert orders[0] != orders[1]


def test_without_any_voice_it_says_so_and_counts_as_seen(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes: list[Outcome] = []
    monkeypatch.setattr(PairListeningView, "finish", lambda self, *a: outcomes.append(Outcome(*a)))
    view = make(studio, jobs, theme, qtbot)
    assert "还没有能读这些词的声音" in texts(view)
    assert "是　shì" in texts(view)
    assert [(each.right, each.asked) for each in outcomes] == [(0, 0)]
    view.focus()
    view.stop()


def test_other_recorded_words_of_the_same_contrast_stand_in(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    studio.voices.contrasts = [ContrastPair(words("时", "词"), (sound("a"), sound("b")), True)]
    view = make(studio, jobs, theme, qtbot)
    assert "换成了同样区别的两个词" in texts(view)
    assert view.options is not None
    assert view.options.buttons[0].words.startswith("时")


class ComputersVoice(SystemVoice):
    """The computer's voice, found late."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def look(self) -> None: ...

    def find(self) -> None:
        self._available = True
        self.ready.emit()

    @property
    def name(self) -> str:
        return "Huihui"

    def say(self, text: str, speed: float = 1.0) -> None:
        self.said.append(text)

    def stop(self) -> None: ...


def with_computer(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme, step: PairListening
) -> tuple[PairListeningView, ComputersVoice]:
    computer = ComputersVoice()
    hearing = Hearing(studio, jobs, system=computer)  # type: ignore[arg-type]
    view = PairListeningView(step, "lesson", studio, jobs, theme, hearing=hearing, seed=1)  # type: ignore[arg-type]
    hearing.setParent(view)
    qtbot.addWidget(view)
    view.show()
    return view, computer


def test_the_computers_voice_says_what_nobody_recorded_even_when_found_late(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    view, computer = with_computer(qtbot, studio, jobs, theme, STEP)
    assert "还没有能读这些词的声音" in texts(view)
    computer.find()
    assert "Huihui" in texts(view)
    view.play_round()
    assert view.at is not None
    assert computer.said == [view.items[view.at.item].words[view.at.side].text]
    view.choose(view.at.side)
    view.play_word(1 - view.at.side)
    assert len(computer.said) == 2


def test_the_computers_voice_is_not_asked_to_read_what_it_would_misread(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    odd = PairListening(
        "p", "长还是藏？", ((HeardWord("行", ("hang2",)), HeardWord("航", ("hang2",))), words("是", "四"))
    )
    view, computer = with_computer(qtbot, studio, jobs, theme, odd)
    computer.find()
    assert [each.words[0].text for each in view.items] == ["是"]


def test_words_that_stand_in_come_once_each_and_in_all_their_voices(
    studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = [
        ContrastPair(words("时", "词"), (sound("a"), sound("a")), True),
        ContrastPair(words("时", "词"), (sound("b"), sound("b")), True),
        ContrastPair(words("少", "扫"), (sound("c"), sound("c")), True),
    ]
    studio.voices.contrasts = recorded
    monkeypatch.setattr(studio.voices, "contrast_of", lambda _words: ("initial", "sh", "s"))
    pairs = [words("是", "四"), words("山", "三"), words("书", "苏"), words("收", "搜")]
    found = find_items(studio, pairs, system=False)  # type: ignore[arg-type]
    assert [item.words[0].text for item in found] == ["时", "少"]
    assert [len(item.sounds) for item in found] == [2, 1]
    studio.voices.pairs = [(sound("d"), sound("d"))]
    assert [item.words[0].text for item in find_items(studio, pairs, system=False)] == [
        "是",
        "山",
        "书",
        "收",
    ]  # type: ignore[arg-type]


def test_it_falls_silent_when_it_is_left(view: PairListeningView, studio: FakeStudio) -> None:
    view.play_round()
    assert studio.playing
    view.stop()
    assert not studio.playing


def test_it_is_the_view_of_its_kind(studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot: QtBot) -> None:
    made = activity_view(STEP, "lesson", studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    assert isinstance(made, PairListeningView)
