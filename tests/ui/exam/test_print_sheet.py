"""The printed result is one page, in every language and however much there is to say."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.errors import ExpectedError
from app.i18n import LANGUAGES
from app.practice.exam_values import ExamResult, GivenPoints
from app.speech.psc.marks import SoundOff
from app.speech.psc.paper import PartOfPaper
from app.speech.values import Part
from app.ui.i18n import apply_language
from app.ui.screens.exam.print_sheet import PAGE, paint_sheet, sheet_text
from app.ui.screens.exam.printing import file_name, write_pdf
from tests.ui.fake_studio import FakeStudio


@pytest.fixture
def result(studio: FakeStudio) -> ExamResult:
    """A whole test of five parts, marked by a person as well."""
    exams = studio.exams
    exam = exams.begin(five_parts=True, seed=6)
    for part in (PartOfPaper.SYLLABLES, PartOfPaper.WORDS, PartOfPaper.PASSAGE):
        prompt = exams.prompt(exam, part)
        exams.finish(exam.id, part, prompt.id)
        exams.keep_take(exam.id, part, studio._keep(prompt, "psc", exam.created))
    exams.keep_choices(exam.id, [0] * 25, 190.0)
    talk = exams.talk(exam, exam.paper.topics[0])
    exams.finish(exam.id, PartOfPaper.TALK, talk.id, topic=talk.task)
    studio.free_takes.start(talk, "psc", _Nobody())
    kept = studio.free_takes.finish()
    exams.keep_take(exam.id, PartOfPaper.TALK, kept)
    exams.give(exam.id, GivenPoints(15, 4, 4, by="王老师"))
    return exams.result(exam.id)


class _Nobody:
    def take_scored(self, attempt: object) -> None:
        return


def pages(path: Path) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_the_pdf_has_one_page(application, result: ExamResult, tmp_path: Path, language: str) -> None:
    apply_language(application, language)
    path = tmp_path / "sheet.pdf"
    write_pdf(path, result)
    assert path.read_bytes().startswith(b"%PDF")
    assert pages(path) == 1


def test_the_sheet_says_who_when_what_and_how_much(application, result: ExamResult) -> None:
    text = sheet_text(result)
    assert [value.strip("\u2066\u2067\u2068\u2069") for name, value in text.facts if name != "日期"] == [
        "阿依古丽",
        "五题的测试",
        "6",
    ]
    assert len(text.view.rows) == 5
    assert text.worst.count("、") == len(result.worst) - 1
    assert any("机器会多扣一点" in each for each in text.view.cautions)


def test_however_much_there_is_it_stays_on_the_page(application, result: ExamResult) -> None:
    """The type gets smaller, nothing reaches the line to sign on."""
    long = replace(
        result,
        name="一个特别特别长的名字" * 4,
        sounds=tuple(SoundOff(Part.INITIAL, "zh", 40, 90) for _ in range(60)),
    )
    image = QImage(PAGE.toSize(), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    usual = paint_sheet(painter, QRectF(image.rect()), sheet_text(result))
    smaller = paint_sheet(painter, QRectF(image.rect()), sheet_text(long))
    painter.end()
    assert 0.5 < smaller < usual <= 1.0


def test_the_margins_stay_white(application, result: ExamResult) -> None:
    image = QImage(PAGE.toSize(), QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    paint_sheet(painter, QRectF(image.rect()), sheet_text(result))
    painter.end()
    width, height = image.width(), image.height()
    white = 0xFFFFFFFF
    assert all(image.pixel(x, y) == white for x in (10, width - 10) for y in range(height))
    assert all(image.pixel(x, y) == white for y in (10, height - 10) for x in range(width))
    inside = sum(image.pixel(x, y) != white for x in range(60, width - 60, 2) for y in range(60, 500, 2))
    assert inside > 500  # there is something on it


def test_a_pdf_that_cannot_be_written_says_so(application, result: ExamResult, tmp_path: Path) -> None:
    with pytest.raises(ExpectedError):
        write_pdf(tmp_path / "no such folder" / "sheet.pdf", result)


def test_the_file_is_named_after_who_and_when(application, result: ExamResult) -> None:
    assert re.fullmatch(r"psc_阿依古丽_\d{8}-\d{4}\.pdf", file_name(result))
    strange = replace(result, name='a/b:"c')
    assert re.fullmatch(r"psc_a-b--c_\d{8}-\d{4}\.pdf", file_name(strange))
