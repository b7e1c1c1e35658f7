"""Pinyin proposed and corrected, and recordings made in place."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.audio.importing import import_audio
from app.curriculum.values import Card, Listen, PairListening, Prompt
from app.errors import ExpectedError
from app.i18n import msg
from app.ui.screens.editor.edit_page import EditPage
from app.ui.screens.editor.forms import StepForm
from app.ui.screens.editor.forms.pinyin import PinyinLine
from app.ui.screens.editor.forms.recording import Phase, RecordingField
from app.ui.screens.editor.forms.rows import Rows
from app.ui.screens.editor.forms.texts import Text
from app.ui.screens.editor.forms.word_rows import GlossRow, HeardPairRow
from tests.ui.fake_studio import FakeStudio


def open_step(page: EditPage, step: Prompt | Listen | PairListening | Card) -> StepForm:
    assert page.manuscript is not None
    page.steps.choose(page.manuscript.add(step, 0))
    assert isinstance(page.form, StepForm)
    return page.form


def pinyin_of(form: StepForm) -> PinyinLine:
    found = form.fields["pinyin"]
    assert isinstance(found, PinyinLine)
    return found


def type_over(line: PinyinLine, text: str) -> None:
    """What a keyboard does; the keys of a test know no tone marks."""
    line.line.selectAll()
    line.line.insert(text)


def step_of(form: StepForm) -> Prompt:
    assert isinstance(form.entry.step, Prompt)
    return form.entry.step


def test_the_programs_reading_is_shown_and_not_written(qtbot: QtBot, page: EditPage) -> None:
    form = open_step(page, Prompt("", "和田大枣"))
    line = pinyin_of(form)
    assert line.line.text() == "hé tián dà zǎo"
    assert step_of(form).pinyin is None
    assert line.back.isHidden()
    type_over(line, "he2 tian2 da4 zao3")  # the same, written otherwise
    assert step_of(form).pinyin is None


def test_a_reading_follows_the_text(qtbot: QtBot, page: EditPage) -> None:
    form = open_step(page, Prompt("", "红枣"))
    text = form.fields["text"]
    assert isinstance(text, Text)
    text.box.setPlainText("核桃")
    qtbot.waitUntil(lambda: pinyin_of(form).line.text().startswith("hé tao"))


def test_another_reading_is_written_and_can_be_taken_back(qtbot: QtBot, page: EditPage) -> None:
    form = open_step(page, Prompt("", "还钱"))
    line = pinyin_of(form)
    proposed = line.line.text()
    other = "hái qián" if proposed.startswith("huán") else "huán qián"
    type_over(line, other)
    expected = ("hai2", "qian2") if other.startswith("hái") else ("huan2", "qian2")
    assert step_of(form).pinyin == expected
    assert not line.faults()
    qtbot.mouseClick(line.back, Qt.MouseButton.LeftButton)
    assert step_of(form).pinyin is None
    assert line.line.text() == proposed


def test_a_wrong_reading_is_said_at_once_and_stops_saving(
    qtbot: QtBot, page: EditPage, studio: FakeStudio
) -> None:
    form = open_step(page, Prompt("", "红枣"))
    type_over(pinyin_of(form), "hóng zào")
    assert "zǎo" in pinyin_of(form).faults()[0]
    told: list[str] = []
    page.done.connect(told.append)
    page.save()
    assert "拼音" in told[0] and "zǎo" in told[0]
    assert len(studio.library.lesson("hetao-1").steps) == 3
    page.go_to(2)
    page.go_to(0)  # what was typed is still there
    assert pinyin_of(form).line.text() == "hóng zào"
    type_over(pinyin_of(form), "hóng zǎo")
    assert form.entry.unread == ()
    page.save()
    assert len(studio.library.lesson("hetao-1").steps) == 4


def test_pairs_and_key_words_get_their_readings(qtbot: QtBot, page: EditPage) -> None:
    form = open_step(page, PairListening("", "听", ()))
    rows = form.fields["pairs"]
    assert isinstance(rows, Rows)
    pair = rows.rows[0].field
    assert isinstance(pair, HeardPairRow)
    pair.words[0].box.insertPlainText("四")
    pair.words[1].box.insertPlainText("是")
    qtbot.waitUntil(
        lambda: [each.pinyin for each in form.entry.step.pairs[0]] == [("si4",), ("shi4",)]  # type: ignore[union-attr]
    )
    form = open_step(page, Card("", "题", "文"))
    rows = form.fields["glosses"]
    assert isinstance(rows, Rows)
    rows.add_row()
    gloss = rows.rows[0].field
    assert isinstance(gloss, GlossRow)
    gloss.word.box.insertPlainText("红枣")
    gloss.meanings.texts["en"].box.insertPlainText("jujube")
    qtbot.waitUntil(lambda: form.entry.step.glosses[0].pinyin == "hóngzǎo")  # type: ignore[union-attr]
    type_over(gloss.pinyin, "hong")
    assert "红枣" in form.entry.unread[0]


def test_saving_waits_for_no_reading(page: EditPage, studio: FakeStudio) -> None:
    form = open_step(page, PairListening("", "听", ()))
    rows = form.fields["pairs"]
    assert isinstance(rows, Rows)
    for row, words in zip(rows.rows, (("四", "是"), ("三", "山")), strict=True):
        assert isinstance(row.field, HeardPairRow)
        for text, word in zip(row.field.words, words, strict=True):
            text.box.insertPlainText(word)
    page.save()
    pairs = studio.library.lesson("hetao-1").steps[0].pairs
    assert [tuple(each.pinyin for each in pair) for pair in pairs] == [
        (("si4",), ("shi4",)),
        (("san1",), ("shan1",)),
    ]
    assert page.manuscript is not None and not page.manuscript.dirty


# recordings


@pytest.fixture
def recording(page: EditPage) -> RecordingField:
    page.go_to(1)
    assert isinstance(page.form, StepForm) and page.form.recording is not None
    return page.form.recording


def press(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_record_hear_keep(
    qtbot: QtBot, page: EditPage, recording: RecordingField, studio: FakeStudio
) -> None:
    press(qtbot, recording.record)
    assert recording.phase is Phase.RECORDING
    assert ("start_reference", "这是核桃。", "hetao-1") in studio.calls
    recording.tick()
    assert recording.meter.isVisible() and recording.meter.fraction > 0
    press(qtbot, recording.stop_button)
    assert recording.phase is Phase.HEARING and "0.5" in recording.sentence
    assert not studio.microphone_open
    press(qtbot, recording.hear)
    assert studio.playing
    press(qtbot, recording.keep)
    assert ("forget_reference",) in studio.calls
    page.save()
    kept = studio.library.lesson("hetao-1").prompts[0].reference
    assert kept is not None and kept.parent == studio.home / "lessons" / "hetao-1"
    assert np.allclose(import_audio(kept), studio.reference_takes.samples, atol=1e-3)
    assert recording.record.text() == "重新录"
    press(qtbot, recording.leave_out)
    page.save()
    assert studio.library.lesson("hetao-1").prompts[0].reference is None


def test_a_recording_that_cannot_be_saved_is_not_lost(
    qtbot: QtBot,
    page: EditPage,
    recording: RecordingField,
    studio: FakeStudio,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = studio.authoring.keep_recording

    def full(*_arguments: object) -> None:
        raise ExpectedError(msg("磁盘满了。"))

    press(qtbot, recording.record)
    press(qtbot, recording.stop_button)
    monkeypatch.setattr(studio.authoring, "keep_recording", full)
    press(qtbot, recording.keep)
    assert recording.phase is Phase.HEARING and "磁盘满了" in recording.sentence
    assert ("forget_reference",) not in studio.calls
    monkeypatch.setattr(studio.authoring, "keep_recording", real)
    press(qtbot, recording.keep)
    assert recording.phase is Phase.RESTING and isinstance(recording.value(), Path)


def test_no_microphone_is_said_and_looked_for(
    qtbot: QtBot, recording: RecordingField, studio: FakeStudio
) -> None:
    there, studio.devices = studio.devices, []
    press(qtbot, recording.record)
    assert recording.phase is Phase.RESTING and "没有找到麦克风" in recording.sentence
    assert recording.search.isVisible()
    studio.devices = there
    press(qtbot, recording.search)
    assert ("refresh_devices",) in studio.calls
    press(qtbot, recording.record)
    assert recording.phase is Phase.RECORDING


def test_silence_is_said(
    qtbot: QtBot, recording: RecordingField, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent() -> None:
        raise ExpectedError(msg("没有录到声音。"))

    press(qtbot, recording.record)
    monkeypatch.setattr(studio.reference_takes, "stop", silent)
    press(qtbot, recording.stop_button)
    assert recording.phase is Phase.RESTING and "没有录到声音" in recording.sentence
    assert recording.record.isVisible()


def test_the_microphone_pulled_out_ends_the_recording(
    qtbot: QtBot, recording: RecordingField, studio: FakeStudio
) -> None:
    press(qtbot, recording.record)
    studio.reference_takes.over = True
    studio.reference_takes.trouble = msg("麦克风断开了。")
    recording.tick()
    assert recording.phase is Phase.HEARING and "麦克风断开了" in recording.sentence


def test_another_step_ends_the_recording_and_it_waits(
    qtbot: QtBot, page: EditPage, recording: RecordingField, studio: FakeStudio
) -> None:
    press(qtbot, recording.record)
    page.go_to(2)
    assert not studio.reference_takes.running
    page.go_to(1)
    assert recording.phase is Phase.HEARING
    assert page.manuscript is not None
    page.manuscript.move(page.manuscript.entries[1], 0)
    press(qtbot, recording.keep)
    assert getattr(page.manuscript.entries[0].step, "reference", None) is not None


def test_a_recording_of_a_copied_lesson_goes_along(page: EditPage, studio: FakeStudio) -> None:
    samples = studio.reference_takes.samples
    lesson = studio.authoring.edit("hetao-1")
    lesson = studio.authoring.keep_recording(lesson, 1, samples, lesson_time())
    studio.authoring.save(lesson)
    copy = studio.authoring.duplicate("hetao-1", "hetao-2", "另一课")
    reference = dataclasses.replace(copy).steps[1].reference  # type: ignore[union-attr]
    assert reference is not None and reference.parent.name == "hetao-2" and reference.is_file()


def lesson_time():  # type: ignore[no-untyped-def]
    from datetime import UTC, datetime

    return datetime(2026, 11, 23, 9, tzinfo=UTC)
