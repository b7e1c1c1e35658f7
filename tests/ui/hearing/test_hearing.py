"""Hearing: which voice it is, how fast, and that only one thing sounds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QLocale, QObject, Signal
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import msg
from app.practice.reference import Reference, ReferenceSource
from app.ui.attempt.sound_box import Sound, SoundBox
from app.ui.hearing import HearBar, Hearing, ReferencePlayer, SystemVoice, VoiceKind, voice_of, voice_words
from app.ui.hearing.system_voice import engine_rate, mandarin_of
from app.ui.hearing.voice import voice_explained
from app.ui.jobs import Jobs
from app.ui.theme import Theme
from tests.ui.conftest import HandExecutor
from tests.ui.fake_studio import FakeStudio, tone_samples

PACK = Reference(tone_samples(0.5), ReferenceSource.PACK, "Yue Tan", "CC BY-SA 3.0", "audio-cmn")
COMPOSED = Reference(tone_samples(0.9), ReferenceSource.COMPOSED, "Chen Wang", "CC BY-SA 3.0")
CLIP = Reference(tone_samples(0.4), ReferenceSource.CLIP, "Common Voice", "CC0-1.0")


class Pretended(QObject):
    """The computer's Chinese voice, without a sound."""

    ready = Signal()
    finished = Signal()
    failed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.available = False
        self.name = "Tingting"
        self.said: list[tuple[str, float]] = []
        self.stopped = 0
        self.looked = 0

    def look(self) -> None:
        self.looked += 1

    def say(self, text: str, speed: float = 1.0) -> None:
        self.said.append((text, speed))

    def stop(self) -> None:
        self.stopped += 1

    def appear(self) -> None:
        self.available = True
        self.ready.emit()


@pytest.fixture
def system(application: object) -> Pretended:
    return Pretended()


@pytest.fixture
def player(studio: FakeStudio, jobs: Jobs, system: Pretended) -> ReferencePlayer:
    return ReferencePlayer(studio, jobs, system=system)  # type: ignore[arg-type]


@pytest.fixture
def bar(studio: FakeStudio, jobs: Jobs, theme: Theme, player: ReferencePlayer, qtbot: QtBot) -> HearBar:
    made = HearBar(studio, jobs, theme, player)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    return made


def plain(text: str) -> str:
    """Without the marks that keep names apart from right-to-left text around them."""
    return text.translate(dict.fromkeys(range(0x2066, 0x206A)))


def kinds(player: ReferencePlayer) -> list[VoiceKind]:
    return [each.kind for each in player.voices]


# which voice


def test_voices_come_in_the_order_of_how_good_they_are(
    player: ReferencePlayer, studio: FakeStudio, system: Pretended
) -> None:
    studio.voices.more = [COMPOSED, PACK]
    player.open("红枣")
    system.appear()
    assert kinds(player) == [VoiceKind.PACK, VoiceKind.SYSTEM, VoiceKind.COMPOSED, VoiceKind.HUMMED]
    player.open("")
    assert kinds(player) == []


def test_the_computers_voice_is_not_asked_for_a_reading_it_will_not_guess(
    player: ReferencePlayer, system: Pretended
) -> None:
    system.appear()
    player.open("长", ("zhang3",))
    assert kinds(player) == [VoiceKind.HUMMED]
    player.open("长", ("chang2",))
    assert kinds(player) == [VoiceKind.SYSTEM, VoiceKind.HUMMED]
    player.open("朋友", ("peng2", "you3"))
    assert kinds(player) == [VoiceKind.SYSTEM, VoiceKind.HUMMED]


def test_a_voice_chosen_by_hand_stays_while_it_can_say_it(
    player: ReferencePlayer, studio: FakeStudio, system: Pretended
) -> None:
    studio.voices.more = [PACK]
    system.appear()
    player.open("红枣")
    player.choose(player.voices[1])
    player.open("核桃")
    player.listen()
    assert system.said == [("核桃", 1.0)]


def test_a_broken_recording_is_told_and_the_others_are_heard(
    player: ReferencePlayer, studio: FakeStudio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = studio.voices.references

    def broken(text: str, pinyin: object = None, recording: Path | None = None) -> list[Reference]:
        if recording is not None:
            raise ExpectedError(msg("示范录音坏了。"))
        return real(text)

    monkeypatch.setattr(studio.voices, "references", broken)
    with qtbot.waitSignal(player.failed) as told:
        player.open("红枣", None, Path("red.wav"))
    assert told.args == ["示范录音坏了。"]
    assert kinds(player) == [VoiceKind.HUMMED]


def test_a_late_answer_for_an_earlier_text_is_not_shown(
    studio: FakeStudio, hand: HandExecutor, system: Pretended
) -> None:
    player = ReferencePlayer(studio, Jobs(hand), system=system)  # type: ignore[arg-type]
    studio.voices.more = [PACK]
    player.open("红枣")
    first = hand.waiting.pop()
    studio.voices.more = []
    player.open("核桃")
    hand.run_next()
    first()
    assert kinds(player) == [VoiceKind.HUMMED]


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        (PACK, "真人录音 · Yue Tan · CC BY-SA 3.0"),
        (COMPOSED, "逐字拼成 · Chen Wang · CC BY-SA 3.0"),
        (CLIP, "真人录音片段 · Common Voice · CC0-1.0"),
        (Reference(tone_samples(), ReferenceSource.RECORDING), "真人录音"),
        (Reference(tone_samples(), ReferenceSource.HUMMED), "哼出的声调"),
    ],
)
def test_whose_voice_it_is_is_said_with_its_licence(
    application: object, reference: Reference, words: str
) -> None:
    assert plain(voice_words(voice_of(reference))) == words
    if reference.licence:
        assert reference.licence in voice_explained(voice_of(reference))
        assert reference.origin in voice_explained(voice_of(reference))


def test_a_long_licence_is_cut_beside_the_button_and_whole_in_the_tooltip(application: object) -> None:
    licence = "Creative Commons Attribution-NonCommercial-ShareAlike 4.0 International"
    voice = voice_of(Reference(tone_samples(), ReferenceSource.PACK, "Yue Tan", licence))
    assert len(plain(voice_words(voice))) < 50
    assert licence in voice_explained(voice)


def test_a_licence_nobody_stated_is_said_to_be_unknown(application: object) -> None:
    unknown = voice_of(Reference(tone_samples(), ReferenceSource.PACK, "某某", ""))
    assert "未写明" in voice_explained(unknown)


# how fast


def test_the_speed_is_kept_and_changes_the_length(
    player: ReferencePlayer, studio: FakeStudio, system: Pretended
) -> None:
    studio.voices.more = [PACK]
    player.open("红枣")
    for speed in (0.6, 0.8, 1.0, 1.2):
        player.hearing.set_speed(speed)
        assert studio.settings.listening_speed == speed
        player.listen()
        played = [call for call in studio.calls if call[0] == "play"][-1]
        assert played[1] == round(len(PACK.samples) / speed)
        player.stop()
    assert Hearing(studio, player._jobs, system=system).speed == 1.2  # type: ignore[arg-type]


def test_a_speed_from_elsewhere_is_brought_to_a_known_one(
    player: ReferencePlayer, studio: FakeStudio
) -> None:
    studio.change_settings(listening_speed=0.77)
    assert player.hearing.speed == 0.8
    studio.change_settings(listening_speed=-40.0)
    assert player.hearing.speed == 0.6


def test_a_speed_that_cannot_be_saved_is_told_and_holds(
    player: ReferencePlayer, studio: FakeStudio, qtbot: QtBot
) -> None:
    studio.failing["change_settings"] = ExpectedError(msg("设置没能保存。"))
    with qtbot.waitSignal(player.failed):
        player.hearing.set_speed(0.6)
    assert player.hearing.speed == 0.6


@pytest.mark.parametrize("engine", ["winrt", "sapi", "speechd", "macos", "darwin", "android", "flite"])
def test_rates_of_speech_engines(engine: str) -> None:
    rates = [engine_rate(engine, speed) for speed in (0.6, 0.8, 0.9, 1.0, 1.2)]
    assert rates == sorted(rates)
    assert rates[3] == 0.0
    assert all(-1.0 <= each <= 1.0 for each in rates)
    assert rates[0] < 0 < rates[4]


def test_winrt_speaks_exactly_as_fast_as_asked() -> None:
    """Its plugin turns −1 … 0 into 0.5 … 1 and 0 … 1 into 1 … 6 times."""
    assert 0.5 * engine_rate("winrt", 0.6) + 1.0 == pytest.approx(0.6)
    assert 5.0 * engine_rate("winrt", 1.2) + 1.0 == pytest.approx(1.2)


# one sound at a time


def test_the_end_is_told_but_not_a_stop(player: ReferencePlayer, studio: FakeStudio, qtbot: QtBot) -> None:
    player.open("红枣")
    ended: list[bool] = []
    player.hearing.ended.connect(lambda: ended.append(True))
    player.listen()
    player.listen()
    assert (ended, studio.playing) == ([], False)
    player.listen()
    studio.on_finished()
    qtbot.waitUntil(lambda: ended == [True])
    assert not player.playing


def test_something_else_on_the_page_silences_it(studio: FakeStudio, jobs: Jobs, system: Pretended) -> None:
    sounds = SoundBox(studio)  # type: ignore[arg-type]
    player = ReferencePlayer(studio, jobs, sounds, system)  # type: ignore[arg-type]
    ended: list[bool] = []
    player.hearing.ended.connect(lambda: ended.append(True))
    system.appear()
    player.open("红枣")
    player.listen()
    assert sounds.sound is Sound.REFERENCE
    sounds.play(Sound.TAKE, tone_samples())
    assert (system.stopped, player.playing, ended) == (1, False, [])


def test_what_is_not_stretched_yet_can_be_stopped(
    studio: FakeStudio, hand: HandExecutor, system: Pretended
) -> None:
    hearing = Hearing(studio, Jobs(hand), system=system)  # type: ignore[arg-type]
    hearing.play(PACK)
    hearing.stop()
    hand.wait()
    assert not studio.playing
    hearing.play(PACK)
    hearing.play(CLIP)
    hand.wait()
    assert [call[1] for call in studio.calls if call[0] == "play"] == [len(CLIP.samples)]


def test_without_a_voice_of_the_computer_nothing_is_said(
    studio: FakeStudio, jobs: Jobs, system: Pretended
) -> None:
    hearing = Hearing(studio, jobs, system=system)  # type: ignore[arg-type]
    hearing.say("红枣")
    assert (system.said, hearing.playing, hearing.system_voice) == ([], False, None)
    system.appear()
    assert hearing.system_voice is not None
    assert plain(voice_words(hearing.system_voice)) == "系统语音 · Tingting"


def test_a_voice_that_fails_is_told_by_the_page_that_asked(
    player: ReferencePlayer, studio: FakeStudio, jobs: Jobs, system: Pretended
) -> None:
    other = Hearing(studio, jobs, system=system)  # type: ignore[arg-type]
    told: list[str] = []
    player.failed.connect(lambda sentence: told.append(f"asked: {sentence}"))
    other.failed.connect(lambda sentence: told.append(f"other: {sentence}"))
    system.appear()
    player.open("红枣")
    player.listen()
    system.failed.emit()
    system.finished.emit()
    assert len(told) == 1
    assert told[0].startswith("asked: 系统语音没有读出来")
    assert not player.playing


def test_a_cantonese_voice_is_not_taken_for_mandarin() -> None:
    def of(*names: str) -> str:
        found = mandarin_of([QLocale(name) for name in names])
        return found.name() if found is not None else ""

    assert of("en_US", "zh_HK", "zh_TW", "zh_CN") == "zh_CN"
    assert of("zh_HK", "zh_TW") == "zh_TW"
    assert of("zh_HK", "yue_CN", "ug_CN") == ""


def test_where_nobody_listens_no_speech_service_is_started(application: object) -> None:
    voice = SystemVoice()
    voice.look()
    voice.say("红枣")
    voice.stop()
    assert not voice.available
    assert SystemVoice.shared() is SystemVoice.shared()


# the bar


def test_the_bar_shows_one_voice_as_text_and_several_as_a_choice(
    bar: HearBar, studio: FakeStudio, system: Pretended
) -> None:
    bar.open("红枣")
    assert bar._voice.isVisible() and not bar._voices.isVisible()
    assert bar._voice.text() == "哼出的声调"
    system.appear()
    assert bar._voices.isVisible() and not bar._voice.isVisible()
    assert plain(bar._voices.text()) == "系统语音 · Tingting ▾"
    actions = bar.voice_menu().actions()
    assert [plain(each.text()) for each in actions] == ["系统语音 · Tingting", "哼出的声调"]
    assert [each.isChecked() for each in actions] == [True, False]
    actions[1].trigger()
    assert bar.player.chosen is not None and bar.player.chosen.kind is VoiceKind.HUMMED
    assert studio.playing and bar.listen.text() == "停止"


def test_the_bar_plays_stops_and_tells_the_end(bar: HearBar, studio: FakeStudio, qtbot: QtBot) -> None:
    bar.open("红枣")
    bar.listen.click()
    assert studio.playing
    bar.listen.click()
    assert not studio.playing
    with qtbot.waitSignal(bar.heard):
        bar.listen.click()
        studio.on_finished()
    assert bar.listen.text() == "听示范"


def test_the_bar_sets_the_speed(bar: HearBar, studio: FakeStudio) -> None:
    bar.open("红枣")
    assert bar._speed.text() == "原速 ▾"
    actions = bar.speed_menu().actions()
    assert [each.text() for each in actions] == ["很慢　0.6", "慢　0.8", "稍慢　0.9", "原速　1.0", "快　1.2"]
    actions[1].trigger()
    assert bar._speed.text() == "慢 ▾"
    assert studio.settings.listening_speed == 0.8


def test_what_is_held_back_is_not_played(bar: HearBar, studio: FakeStudio) -> None:
    bar.open("红枣")
    bar.play()
    bar.hold_back("先自己读一遍。")
    assert not studio.playing
    assert bar._reason.text() == "先自己读一遍。"
    assert not any(each.isVisible() for each in (bar.listen, bar._voice, bar._voices, bar._speed))
    bar.play()
    assert not studio.playing
    bar.hold_back("")
    assert bar.listen.isVisible() and not bar._reason.isVisible()
    bar.set_allowed(False)
    bar.play()
    assert not studio.playing


def test_the_bar_makes_itself_a_player(studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot: QtBot) -> None:
    made = HearBar(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    assert not made.listen.isEnabled()
    studio.failing["references"] = ExpectedError(msg("声音打不开。"))
    with qtbot.waitSignal(made.failed) as told:
        made.open("红枣")
    assert told.args == ["声音打不开。"]
    del studio.failing["references"]
    made.open("红枣")
    made.play()
    assert np.isclose([call for call in studio.calls if call[0] == "play"][-1][1], 1.2 * 16_000, atol=2)
