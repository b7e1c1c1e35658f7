"""Pages that are handed out: exactly one sheet each, in every language, with the longest names."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

from app import i18n
from app.errors import ExpectedError
from app.i18n import LANGUAGES
from app.practice.orders_values import Needs
from app.practice.plans_values import DueState
from app.practice.studio import Studio
from app.ui.sheets.certificate_page import paint_certificate
from app.ui.sheets.paper import PORTRAIT
from app.ui.sheets.person_page import FOOT, MARGIN, paint_person
from app.ui.sheets.readiness_page import paint_readiness
from app.ui.sheets.writing import write_pdf
from tests.storage.storage_samples import NOON
from tests.ui.reports.made_centre import LONG, small_centre


@pytest.fixture
def centre(own_home: Path, application: object) -> Iterator[Studio]:
    studio = small_centre(own_home)
    yield studio
    studio.close()


def drawn(paint: object, *values: object) -> tuple[float, QImage]:
    image = QImage(794, 1123, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    scale = paint(painter, QRectF(0, 0, 794, 1123), *values)  # type: ignore[operator]
    painter.end()
    return scale, image


def empty(image: QImage, top: float, bottom: float) -> bool:
    """Whether nothing is drawn between two heights."""
    return all(
        image.pixelColor(x, y).lightness() > 250
        for y in range(round(top), round(bottom))
        for x in range(0, image.width(), 2)
    )


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_page_holds_forty_lessons_and_the_longest_name(centre: Studio, language: str) -> None:
    report = centre.reports.person("nu", comment="声母 zh 和 z 分得清楚了，价格数字还要慢一点说。" * 8)
    assert len(report.plan) == 40
    many = dataclasses.replace(report, plan=report.plan * 3)
    with i18n.using(language):
        for each in (report, many, dataclasses.replace(report, cohort=LONG, centre=LONG * 2)):
            scale, image = drawn(paint_person, each)
            assert scale >= 0.55
            assert empty(image, PORTRAIT.height() - FOOT - 1, PORTRAIT.height() - FOOT + 4)
            assert empty(image, 0, MARGIN - 8)
            assert not empty(image, PORTRAIT.height() - FOOT + 4, PORTRAIT.height())


def test_what_is_open_is_named_before_what_is_done(centre: Studio) -> None:
    report = centre.reports.person("ai")
    assert report.count(DueState.OVERDUE) + report.count(DueState.OPEN) == 40
    scale, _image = drawn(paint_person, report)
    assert scale > 0.6


def test_one_pdf_holds_everybody_and_stops_when_told(centre: Studio, tmp_path: Path) -> None:
    people = [centre.reports.person(each.id) for each in centre.reports.people()]
    assert len(people) == 3
    sheets = [lambda painter, area, each=each: paint_person(painter, area, each) for each in people]
    shares: list[float] = []
    path = tmp_path / "a.pdf"
    assert write_pdf(path, "报告", sheets, progress=shares.append) == 3
    assert shares[-1] == 1.0
    document = QPdfDocument()
    document.load(str(path))
    assert document.pageCount() == 3
    assert document.pagePointSize(0).width() == pytest.approx(595, abs=1)
    said = "".join(document.getAllText(page).text() for page in range(3))
    assert LONG[:4] in unicodedata.normalize("NFKC", said)  # Qt names some characters by their radicals
    document.close()
    before = path.read_bytes()
    assert write_pdf(path, "报告", sheets, cancelled=lambda: True) is None
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["a.pdf"]
    with pytest.raises(ExpectedError):
        write_pdf(tmp_path / "no such folder" / "a.pdf", "报告", sheets)


def test_certificate_stands_in_two_languages_and_claims_no_grade(centre: Studio, tmp_path: Path) -> None:
    [certificate] = centre.reports.certify(["nu"])
    path = tmp_path / "c.pdf"
    with i18n.using("en"):
        write_pdf(
            path,
            "c",
            [lambda painter, area: paint_certificate(painter, area, certificate)],
            landscape=True,
        )
    document = QPdfDocument()
    document.load(str(path))
    assert document.pageCount() == 1
    assert document.pagePointSize(0).width() == pytest.approx(842, abs=1)
    text = re.sub(r"\s", "", document.getAllText(0).text())
    document.close()
    assert certificate.serial in text
    assert "直播带货练习证明" in text and "不是普通话等级证书" in text
    assert centre.reports.find_certificate(certificate.serial) == certificate


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_readiness_fits_with_everything_asked(centre: Studio, language: str) -> None:
    products = tuple(lesson.id for lesson, _card in centre.library.products)
    needs = Needs(products, ("rules", "camera"), ("initial:zh", "tone:3"), 80.0, 0.6, 0, 2, 20.0)
    order = centre.orders.make("绿洲优选电商有限公司" * 5, 9, NOON.date() + timedelta(days=400), needs)
    centre.orders.put_forward(order.id, ["nu"])
    [readiness] = centre.orders.readiness(order.id)
    assert len(readiness.answers) == 3 * len(products) + 7
    with i18n.using(language):
        scale, image = drawn(paint_readiness, readiness, centre.library)
    assert scale >= 0.25
    assert empty(image, 1123 - 151, 1123 - 146)
