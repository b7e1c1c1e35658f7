"""The log on screen: typed in, corrected, deleted and taken back; tables before they are kept; reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.errors import ExpectedError
from app.i18n import LANGUAGES, msg
from app.ui.i18n import apply_language
from app.ui.jobs import Jobs
from app.ui.main_window import MainWindow
from app.ui.screens.broadcasts.printing import file_name, write_pdf
from app.ui.screens.broadcasts.review_page import LONGEST
from app.ui.screens.broadcasts.review_sheet import PAGE, SheetText, paint_review
from app.ui.screens.broadcasts.screen import BroadcastsScreen
from app.ui.theme import Theme
from app.ui.where import Place, Where
from tests.broadcasts.broadcast_samples import broadcast, review
from tests.ui.fake_studio import FakeStudio


def shown(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> BroadcastsScreen:
    made = BroadcastsScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1262, 740)
    made.show()
    made.enter()
    return made


@pytest.fixture
def screen(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> Iterator[BroadcastsScreen]:
    made = shown(qtbot, studio, jobs, theme)
    yield made
    made.hide()


def hers(studio: FakeStudio) -> str:
    assert studio.profile is not None
    return studio.profile.id


def texts(widget: QWidget) -> str:
    QApplication.processEvents()
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisibleTo(widget))


def pressed(widget: QWidget, name: str) -> None:
    QApplication.processEvents()
    found = [b for b in widget.findChildren(QPushButton) if b.text() == name and b.isVisibleTo(widget)]
    found[0].click()


def fill(screen: BroadcastsScreen, **values: str) -> None:
    form = screen.log.form
    for name, text in values.items():
        if name == "product":
            form.product.setEditText(text)
        else:
            form.texts[name].clear()
            form.texts[name].insert(text)
            form.texts[name].textEdited.emit(text)


def test_nothing_yet_says_what_to_do(screen: BroadcastsScreen) -> None:
    assert "还没有记过直播" in texts(screen.log)
    assert not screen.log.exporting.isEnabled()


def test_enter_goes_from_field_to_field_and_keeps_on_the_last(
    qtbot: QtBot, screen: BroadcastsScreen, studio: FakeStudio
) -> None:
    form = screen.log.form
    assert form.texts["start"].text() == "12:00"  # at five past two she has been on air since noon
    assert form.product.hasFocus()
    typed = {
        form.product: "raisins", form.day: "", form.texts["start"]: "", form.texts["minutes"]: "120",
        form.texts["viewers"]: "1,234", form.texts["peak"]: "88", form.texts["orders"]: "20",
        form.texts["turnover"]: "1.2w", form.texts["returns"]: "", form.texts["note"]: "ok",
    }  # fmt: skip
    for field, text in typed.items():
        assert field.hasFocus(), field.accessibleName()
        if text:
            qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    [kept] = studio.broadcasts.all()
    assert (kept.product, kept.minutes, kept.viewers, kept.orders) == ("raisins", 120, 1234, 20)
    assert (kept.turnover, kept.returns, kept.note) == (12_000_00, None, "ok")
    assert (kept.day, kept.start) == (date(2026, 11, 23), time(12, 0))
    assert "raisins" in texts(screen.log)
    assert form.product.currentText() == "raisins" and form.texts["minutes"].text() == ""  # the next one


def test_both_times_typed_also_say_how_long(screen: BroadcastsScreen) -> None:
    fill(screen, start="19:00-22:00")
    screen.log.form.texts["start"].editingFinished.emit()
    assert screen.log.form.texts["minutes"].text() == "180"


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    screen: BroadcastsScreen, studio: FakeStudio
) -> None:
    fill(screen, product="核桃", minutes="120", orders="-5", turnover="两百")
    screen.log.form.submit()
    said = texts(screen.log)
    assert "“-5”是负数" in said and "“两百”不是数" in said
    assert screen.log.form.texts["orders"].hasFocus()
    fill(screen, orders="5", turnover="200", product="")
    screen.log.form.submit()
    assert "还没有写卖的是什么" in texts(screen.log)
    assert studio.broadcasts.all() == []


def test_what_is_odd_is_asked_once(screen: BroadcastsScreen, studio: FakeStudio) -> None:
    form = screen.log.form
    fill(screen, product="核桃", viewers="10", orders="12")
    form.submit()
    assert "比观看的人还多" in form.question.text() and studio.broadcasts.all() == []
    fill(screen, orders="13")  # changed after the question: asked again
    assert form.question.text() == ""
    form.submit()
    assert studio.broadcasts.all() == []
    pressed(form, "没错，就是这样")
    assert [each.orders for each in studio.broadcasts.all()] == [13]


def test_writing_down_the_same_twice_is_asked_about(screen: BroadcastsScreen, studio: FakeStudio) -> None:
    for _ in range(2):
        fill(screen, product="核桃", minutes="120")
        screen.log.form.submit()
    assert len(studio.broadcasts.all()) == 1
    assert "已经记过一场" in screen.log.form.question.text()


def test_changing_keeps_the_same_broadcast(screen: BroadcastsScreen, studio: FakeStudio) -> None:
    studio.broadcasts.keep(broadcast(profile_id=hers(studio), review=review()))
    screen.enter()
    pressed(screen.log, "改")
    form = screen.log.form
    assert form.texts["turnover"].text() == "238.80" and form.heading.text() == "改一场直播"
    fill(screen, orders="15")
    pressed(form, "改好了")
    [kept] = studio.broadcasts.all()
    assert (kept.id, kept.orders, kept.review) == ("b1", 15, review())
    assert form.heading.text() == "记一场直播"


def test_deleting_can_be_taken_back(screen: BroadcastsScreen, studio: FakeStudio) -> None:
    kept = studio.broadcasts.keep(broadcast(profile_id=hers(studio), review=review()))
    screen.enter()
    pressed(screen.log, "删除")
    assert studio.broadcasts.all() == [] and "删掉了" in texts(screen.log)
    pressed(screen.log, "撤销")
    assert studio.broadcasts.all() == [kept]
    assert "删掉了" not in texts(screen.log)


def test_a_full_disk_is_said_and_what_was_typed_stays(screen: BroadcastsScreen, studio: FakeStudio) -> None:
    said: list[str] = []
    screen.failed.connect(said.append)
    studio.failing["keep_broadcast"] = ExpectedError(msg("磁盘满了。"))
    fill(screen, product="核桃", minutes="90")
    screen.log.form.submit()
    assert said == ["磁盘满了。"] and screen.log.form.texts["minutes"].text() == "90"


# tables


def table(folder: Path, text: str) -> Path:
    path = folder / "t.csv"
    path.write_text(text, "utf-8")
    return path


ROWS = (
    "日期,开播时间,产品,订单数,退货率\n"
    "2026-11-22,12:00,新疆红枣,14,8%\n"
    "2026-11-21,12:00,核桃,3,8%\n"
    "2026-11-20,12:00,核桃,-3,8%\n"
)


def test_a_table_is_shown_and_only_what_is_ticked_is_kept(
    screen: BroadcastsScreen, studio: FakeStudio, tmp_path: Path
) -> None:
    studio.broadcasts.keep(broadcast(profile_id=hers(studio)))
    screen.open_table(table(tmp_path, ROWS))
    page = screen.importing
    said = texts(page)
    assert "新的 1 场，记过但数不同的 1 场。" in said and "有 1 行不会导入" in said
    assert [each.product for each in page.agreed] == ["核桃"]  # what is known is changed only if she says so
    assert len(studio.broadcasts.all()) == 1
    page.table.item(0, 0).setCheckState(Qt.CheckState.Checked)
    assert page.accept.text() == "导入 2 场"
    page.accept.click()
    assert [(each.day.day, each.orders) for each in studio.broadcasts.all()] == [(22, 14), (21, 3)]
    assert screen.currentWidget() is screen.log


def test_columns_are_corrected_by_hand(screen: BroadcastsScreen, studio: FakeStudio, tmp_path: Path) -> None:
    screen.open_table(table(tmp_path, "哪天,卖啥,单子\n2026-11-22,核桃,3\n"))
    page = screen.importing
    assert "请在上面选好哪一列是：日期、产品" in texts(page) and not page.accept.isEnabled()
    for column, field in enumerate(("day", "product", "orders")):
        choice = page._fields[column]
        choice.setCurrentIndex(choice.findData(field))
    assert page.accept.isEnabled()
    page.take_over()
    assert [each.orders for each in studio.broadcasts.all()] == [3]


def test_what_is_no_table_is_a_sentence_and_a_way_back(screen: BroadcastsScreen, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(b"PK nonsense")
    screen.open_table(path)
    assert "不是 Excel" in texts(screen.importing) and not screen.importing.accept.isEnabled()
    pressed(screen.importing, "回到直播记录")
    assert screen.currentWidget() is screen.log


def test_the_log_goes_out_and_is_known_again(
    screen: BroadcastsScreen, studio: FakeStudio, tmp_path: Path
) -> None:
    studio.broadcasts.keep(broadcast(profile_id=hers(studio)))
    done: list[str] = []
    screen.done.connect(done.append)
    screen.write_table(tmp_path / "out.xlsx")
    assert len(done) == 1
    screen.open_table(tmp_path / "out.xlsx")
    assert "记过而且一样的 1 场" in texts(screen.importing)


# the review


def test_a_review_is_kept_while_she_types(screen: BroadcastsScreen, studio: FakeStudio) -> None:
    kept = studio.broadcasts.keep(broadcast(profile_id=hers(studio)))
    screen.open_review(kept)
    page = screen.review
    assert "¥238.80" in texts(page) and page.fields["goal"].hasFocus()
    page.fields["next"].setPlainText("先报产地")
    assert studio.broadcasts.all()[0].review is None
    page._timer.timeout.emit()
    written = studio.broadcasts.all()[0].review
    assert written is not None and written.text("next") == "先报产地" and page.state.text() == "已保存"
    page.fields["good"].setPlainText("人多了")
    screen.escape()  # leaving keeps the rest
    assert studio.broadcasts.all()[0].review.text("good") == "人多了"
    QApplication.processEvents()
    assert "看复盘" in [b.text() for b in screen.log.findChildren(QPushButton) if b.isVisibleTo(screen.log)]


def test_looking_at_a_review_changes_nothing(screen: BroadcastsScreen, studio: FakeStudio) -> None:
    kept = studio.broadcasts.keep(broadcast(profile_id=hers(studio)))
    screen.open_review(kept)
    screen.escape()
    assert studio.broadcasts.all() == [kept]
    written = studio.broadcasts.keep_review(kept, review())
    screen.open_review(written)
    screen.escape()
    assert studio.broadcasts.all()[0].review.text("goal") == "20 单"


def test_headings_that_left_the_template_stay_with_what_was_written(
    screen: BroadcastsScreen, studio: FakeStudio
) -> None:
    old = review(answers=(*review().answers, type(review().answers[0])("gone", "旧的标题", "写过的")))
    kept = studio.broadcasts.keep(broadcast(profile_id=hers(studio), review=old))
    screen.open_review(kept)
    assert "旧的标题" in texts(screen.review)
    assert screen.review.fields["gone"].toPlainText() == "写过的"


@pytest.mark.parametrize("length", [0, 40, LONGEST])
def test_a_review_fits_one_page(
    screen: BroadcastsScreen, studio: FakeStudio, tmp_path: Path, length: int
) -> None:
    kept = studio.broadcasts.keep(broadcast(profile_id=hers(studio)))
    screen.open_review(kept)
    for field in screen.review.fields.values():
        field.setPlainText("说" * length)
    sheet = screen.review.sheet()
    write_pdf(tmp_path / file_name(sheet), sheet)
    document = QPdfDocument()
    document.load(str(tmp_path / file_name(sheet)))
    assert document.pageCount() == 1
    assert lowest_ink(sheet) < PAGE.height() - 20


def lowest_ink(sheet: SheetText) -> int:
    """The lowest row of the page in which something is drawn."""
    page = QImage(PAGE.toSize() * 1, QImage.Format.Format_Grayscale8)
    page.fill(Qt.GlobalColor.white)
    painter = QPainter(page)
    paint_review(painter, QRectF(0, 0, PAGE.width(), PAGE.height()), sheet)
    painter.end()
    rows = range(page.height() - 1, -1, -1)
    return next(
        y for y in rows if any(page.pixelColor(x, y).value() < 200 for x in range(0, page.width(), 3))
    )


def test_too_much_is_said_and_not_silently_cut(screen: BroadcastsScreen, studio: FakeStudio) -> None:
    screen.open_review(studio.broadcasts.keep(broadcast(profile_id=hers(studio))))
    field = screen.review.fields["why"]
    field.setPlainText("写" * (LONGEST + 5))
    assert len(field.toPlainText()) == LONGEST and "最多写 1000 个字" in screen.review.state.text()


def test_what_cannot_be_kept_stays_before_her_eyes(screen: BroadcastsScreen, studio: FakeStudio) -> None:
    screen.open_review(studio.broadcasts.keep(broadcast(profile_id=hers(studio))))
    studio.failing["keep_review"] = ExpectedError(msg("磁盘满了。"))
    screen.review.fields["why"].setPlainText("掉线了")
    screen.escape()
    assert screen.currentWidget() is screen.review and screen.review.state.text() == "没有存上"
    assert screen.review.fields["why"].toPlainText() == "掉线了"
    del studio.failing["keep_review"]
    screen.escape()
    assert screen.currentWidget() is screen.log


# in the window


def test_the_progress_page_leads_here_and_esc_leads_back(
    qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme
) -> None:
    window = MainWindow(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(window)
    window.show()
    window.go(Where(Place.PROGRESS))
    assert "播完了记一场" in texts(window.history.results)
    window.history.results.open_log.click()
    assert window.page() is window.broadcasts and window.where == Where(Place.BROADCASTS)
    kept = studio.broadcasts.keep(broadcast(profile_id=hers(studio)))
    window.broadcasts.open_review(kept)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.page() is window.broadcasts and window.broadcasts.currentWidget() is window.broadcasts.log
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.where == Where(Place.PROGRESS)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_page_opens_in_every_language(
    application: QApplication, qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme, language: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    apply_language(application, language)
    kept = studio.broadcasts.keep(broadcast(profile_id=hers(studio)))
    screen = shown(qtbot, studio, jobs, theme)
    screen.resize(856, 600)
    screen.open_table(table(tmp_path, ROWS))
    screen.open_review(kept)
    QApplication.processEvents()
    assert screen.review.fields
