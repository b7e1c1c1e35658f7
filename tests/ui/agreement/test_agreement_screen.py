"""Blind marking by keyboard and mouse, the report and the thresholds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import ADMINISTRATOR
from app.practice.agreement_values import AgreementReport, PartReport
from app.speech.agreement import Estimate
from app.speech.values import Part, Verdict
from app.ui.jobs import Jobs
from app.ui.screens.agreement import AgreementScreen
from app.ui.screens.agreement.marking_page import MarkingPage
from app.ui.screens.agreement.printing import sheet_html, write_pdf
from app.ui.screens.agreement.words import cautions, part_sentence, people_sentence, trust_word
from app.ui.theme import Theme
from tests.ui.fake_agreement import NO_MARKS, part_report, report_of
from tests.ui.fake_studio import FakeStudio


@pytest.fixture
def studio() -> FakeStudio:
    made = FakeStudio()
    assert made.profile is not None
    made._profiles[0] = made.profile = replace(made.profile, role=ADMINISTRATOR)
    return made


@pytest.fixture
def screen(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> AgreementScreen:
    made = AgreementScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1280, 760)
    made.show()
    made.enter()
    return made


@pytest.fixture
def page(screen: AgreementScreen) -> MarkingPage:
    screen.report.marking_wanted.emit()
    return screen.marking


def texts(widget: QWidget) -> str:
    QApplication.processEvents()  # a layout shows what was added to it a moment later
    found = [each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget)]
    return "\n".join(found).replace("\u2068", "").replace("\u2069", "")


def press(qtbot: QtBot, page: MarkingPage, *keys: Qt.Key) -> None:
    page.activateWindow()
    for key in keys:
        qtbot.keyClick(page, key)


def test_nothing_is_chosen_before_she_has_heard(page: MarkingPage) -> None:
    assert page.panel.marks == {}
    assert not any(each.isChecked() for each in page.panel.buttons.values())
    assert "第 1 段，共 2 段" in texts(page)
    assert [cell.text() for cell in page.cells][:2] == ["新\nxīn", "疆\njiāng"]


def test_marking_with_keys(qtbot: QtBot, page: MarkingPage, studio: FakeStudio) -> None:
    press(qtbot, page, Qt.Key.Key_3, Qt.Key.Key_Q, Qt.Key.Key_F)
    heard = {Part.INITIAL: Verdict.WRONG, Part.FINAL: Verdict.GOOD, Part.TONE: Verdict.NOT_ASSESSABLE}
    assert studio.agreement.marked[-1] == ("t1", 0, heard)
    assert page.cells[1].isChecked(), "the next syllable came by itself"
    press(qtbot, page, Qt.Key.Key_W, Qt.Key.Key_Return)
    assert studio.agreement.marked[-1][2] == {
        Part.INITIAL: Verdict.GOOD,
        Part.FINAL: Verdict.OFF,
        Part.TONE: Verdict.GOOD,
    }
    press(qtbot, page, Qt.Key.Key_Left, Qt.Key.Key_2)
    assert studio.agreement.marked[-1][1] == 1
    assert studio.agreement.marked[-1][2][Part.INITIAL] is Verdict.OFF
    assert page.cells[1].isChecked(), "who corrects something stays there"


def test_a_zero_initial_has_nothing_to_mark(page: MarkingPage, studio: FakeStudio) -> None:
    studio.agreement.waiting.pop("t1")
    page.enter()
    places = [i for i, s in enumerate(studio.agreement.waiting["t2"].syllables) if not s.syllable.initial]
    assert places
    page.go_to(places[0])
    assert {part for part, _ in page.panel.buttons} == {Part.FINAL, Part.TONE}
    page.panel.mark(Part.INITIAL, Verdict.WRONG)
    assert Part.INITIAL not in page.panel.marks


def test_the_machine_is_shown_when_the_take_is_marked(
    qtbot: QtBot, page: MarkingPage, studio: FakeStudio
) -> None:
    press(qtbot, page, *[Qt.Key.Key_Return] * 5)
    assert not page.beside.isVisibleTo(page)
    assert studio.agreement.finished == []
    press(qtbot, page, Qt.Key.Key_Return)
    assert studio.agreement.finished == ["t1"]
    assert page.beside.isVisibleTo(page)
    shown = texts(page)
    assert "18 处里，您和机器有 17 处一样。" in shown
    assert "还要大约 11 段才算得准。" in shown
    assert "声调" in shown
    press(qtbot, page, Qt.Key.Key_Return)
    assert "第 2 段，共 2 段" in texts(page)
    assert page.panel.marks == {}


def test_by_mouse_and_back_later(qtbot: QtBot, screen: AgreementScreen, studio: FakeStudio) -> None:
    screen.report.begin.click()
    page = screen.marking
    for part in Part:
        page.panel.buttons[part, Verdict.GOOD].click()
    page.good_button.click()
    assert [each[1] for each in studio.agreement.marked] == [0, 0, 0, 1]
    screen.escape()
    assert screen.currentWidget() is screen.report
    screen.report.begin.click()
    assert page.cells[2].isChecked(), "it goes on where she broke off"


def test_a_mark_that_cannot_be_kept_is_said(
    qtbot: QtBot, page: MarkingPage, studio: FakeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    page.failed.connect(told.append)

    def full(*_: object) -> None:
        raise ExpectedError(msg("磁盘满了。"))

    with monkeypatch.context() as broken:
        broken.setattr(studio.agreement, "mark", full)
        page.accept()
    assert told == ["磁盘满了。"]
    page.accept()
    assert [each[1] for each in studio.agreement.marked] == [0, 1], "what failed is tried again"


def test_takes_that_are_gone_are_passed_over(page: MarkingPage, studio: FakeStudio) -> None:
    told: list[str] = []
    page.failed.connect(told.append)
    studio.agreement.failing = ExpectedError(msg("录音不见了。"))
    page.enter()
    assert told == ["录音不见了。"] * 2
    assert "没有要听的录音了。" in texts(page)


def test_nothing_left_to_mark(page: MarkingPage, studio: FakeStudio) -> None:
    studio.agreement.waiting.clear()
    page.enter()
    assert "没有要听的录音了。" in texts(page)


def test_the_report_in_sentences(screen: AgreementScreen) -> None:
    shown = texts(screen.report)
    assert "40 段录音，11 位学员，2 位教师，一共 240 处。" in shown
    assert "教师说准确的，每 100 处机器大约错判成不对 3 处。" in shown
    assert "还要大约 12 段才算得准。" in shown
    assert "大体可信" in shown
    assert "维吾尔语 28 段、哈萨克语 9 段、汉语 3 段" in shown
    assert "有 18 处是旧版评分器的判断" in shown
    assert "0.71 (0.62–0.79)" in shown


def test_before_anything_is_marked(screen: AgreementScreen, studio: FakeStudio) -> None:
    def nothing() -> AgreementReport:
        made = report_of(NO_MARKS, studio.agreement.standing())
        return replace(made, takes=0, speakers=0, trainers=0, languages={}, since=None, until=None)

    studio.agreement.report = nothing  # type: ignore[method-assign]
    screen.enter()
    assert "先用耳朵检查机器。" in texts(screen.report)
    assert not screen.report.save.isVisibleTo(screen)


@pytest.mark.parametrize(
    ("value", "low", "high", "word"),
    [
        (0.9, 0.85, 0.95, "很可信"),
        (0.65, 0.6, 0.7, "大体可信"),
        (0.5, 0.4, 0.6, "只作参考"),
        (0.1, 0.0, 0.2, "先别信，以教师为准"),
        (0.9, 0.4, 1.0, "标得还少，说不准"),
    ],
)
def test_how_far_to_trust(value: float, low: float, high: float, word: str) -> None:
    assert trust_word(replace(part_report(), kappa=Estimate(value, low, high))) == word


def test_small_numbers_say_nothing() -> None:
    few: PartReport = part_report(20)
    assert trust_word(few) == "标得还少，说不准"
    assert "只标了 20 处" in part_sentence(few)
    assert people_sentence(NO_MARKS) == ""
    assert "更一致" in people_sentence(part_report())


def test_what_to_keep_in_mind(studio: FakeStudio) -> None:
    report = replace(
        report_of(part_report(), studio.agreement.standing()), speakers=3, trainers=1, fitted_to=500
    )
    found = "\n".join(cautions(report))
    for words in ("换一批人", "只有一位教师", "汉语", "照这些标注定的", "旧版评分器"):
        assert words in found


def test_thresholds_are_offered_with_what_they_change(screen: AgreementScreen, studio: FakeStudio) -> None:
    screen.report.thresholds.click()
    page = screen.thresholds
    shown = texts(page)
    assert "也可能只是碰巧" in shown
    assert "还不能重新定" in shown
    assert "新门槛：“有偏差”更宽 0.55，“不对”更宽 0.40。" in shown
    assert "最近 400 段录音、8200 处判断里，有 31 处会变：31 处变宽，0 处变严。" in shown
    assert page.apply_button is not None
    page.apply_button.click()
    assert studio.agreement.applied == [studio.agreement.proposal.cuts]
    assert page.apply_button is None, "it holds already"
    assert "正在用" in texts(page)
    page.put_back_buttons[0].click()
    assert studio.agreement.applied[-1].bundled


def test_only_administrators_see_the_way_to_the_thresholds(
    screen: AgreementScreen, studio: FakeStudio
) -> None:
    assert screen.report.thresholds.isVisibleTo(screen)
    assert studio.profile is not None
    studio.profile = replace(studio.profile, role="trainer")
    screen.enter()
    assert not screen.report.thresholds.isVisibleTo(screen)


def test_the_sheet(tmp_path: Path, studio: FakeStudio, theme: Theme) -> None:
    report = studio.agreement.report()
    words = sheet_html(report)
    assert "大体可信" in words
    assert "0.71 (0.62–0.79)" in words.replace("\u2068", "")
    write_pdf(tmp_path / "sheet.pdf", report)
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(ExpectedError, match="没能保存"):
        write_pdf(tmp_path / "nowhere" / "sheet.pdf", report)
