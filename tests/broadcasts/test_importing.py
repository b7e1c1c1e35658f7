"""Tables from elsewhere: what is understood, what is in the log already, what is refused and why."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest

from app.broadcasts.columns import FIELDS, guess_columns, remap
from app.broadcasts.importing import Preview, preview_table
from app.broadcasts.table_file import MAX_ROWS, Table, read_table
from app.broadcasts.table_writing import write_table
from app.broadcasts.values import Broadcast
from app.errors import ExpectedError
from app.i18n import LANGUAGES, SOURCE_LANGUAGE, set_language
from tests.broadcasts.broadcast_samples import TODAY, broadcast

PRODUCTS = {"新疆红枣": "product-hongzao"}


def read(path: Path, kept: Sequence[Broadcast] = ()) -> Preview:
    table = read_table(path)
    return previewed(table, kept)


def previewed(table: Table, kept: Sequence[Broadcast] = ()) -> Preview:
    ids = iter(f"new{number}" for number in range(10_000))
    columns = guess_columns(table.headings)
    return preview_table(table, columns, kept, PRODUCTS, "p-1", TODAY, lambda: next(ids))


def csv_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "t.csv"
    path.write_bytes(text.encode(encoding))
    return path


def workbook(folder: Path, rows: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    path = folder / "t.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_platforms_table_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text = (
        "开播时间,商品名称,直播时长,累计观看人数,成交订单数,成交金额（万元）,退款率,备注\n"
        '2026-11-22 12:00:00,新疆红枣,2小时,"1,234",12人,0.24,8%,好\n'
    )
    preview = read(csv_file(tmp_path, text, encoding))
    assert not preview.refused and not preview.updates
    [line] = preview.new
    assert line.line == 2
    assert line.broadcast == Broadcast(
        "new0", "p-1", date(2026, 11, 22), time(12), "新疆红枣", "product-hongzao", 120, 1234, None, 12,
        2400_00, None, "好",
    )  # fmt: skip


def test_excels_own_dates_times_and_numbers(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        [
            ["十一月的直播"],
            ["Date", "Start", "End", "Product", "Viewers", "Orders", "Turnover", "Returns"],
            [datetime(2026, 11, 22), time(19, 0), time(22, 0), "核桃", 356, 12, 238.8, 0],
            [],
            [datetime(2026, 11, 21), time(23, 0), time(1, 0), "核桃", None, 3, 60, None],
        ],
    )
    preview = read(path)
    first, second = (each.broadcast for each in preview.new)
    assert [each.line for each in preview.new] == [3, 5]
    assert (first.day, first.start, first.minutes, first.turnover) == (
        date(2026, 11, 22),
        time(19),
        180,
        23880,
    )
    assert (first.returns, second.returns, second.viewers, second.minutes) == (0, None, None, 120)


@pytest.mark.parametrize(
    "headings",
    [
        ("چېسلا", "باشلانغان ۋاقتى", "مەھسۇلات", "زاكاز سانى"),
        ("Күні", "Басталуы", "Тауар", "Тапсырыс саны"),
        ("date", "start time", "item", "orders"),
        ("日期", "开始时间", "产品名称", "成交单数"),
    ],
)
def test_headings_in_four_languages(headings: tuple[str, ...]) -> None:
    assert [each.field for each in guess_columns(headings)] == ["day", "start", "product", "orders"]


def test_reckoned_columns_are_left_alone_and_no_field_is_taken_twice() -> None:
    headings = ["直播日期", "商品", "转化率", "退货率", "成交金额", "退款金额占比", "时长（小时）", "成交额"]
    fields = [each.field for each in guess_columns(headings)]
    assert fields == ["day", "product", "", "", "turnover", "", "hours", ""]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_what_is_written_comes_back_whole_in_every_language(tmp_path: Path, language: str) -> None:
    log = [
        broadcast("b1", note="=1+1\n第二行，有逗号"),
        broadcast(
            "b2", day=date(2026, 11, 21), start=None, minutes=None, turnover=0, note="", product="+手串"
        ),
        broadcast(
            "b3", day=date(2026, 11, 20), start=time(0, 0), orders=None, turnover=1_234_567_89, note="'"
        ),
    ]
    set_language(language)
    try:
        for name in ("log.csv", "log.xlsx"):
            write_table(log, tmp_path / name)
            table = read_table(tmp_path / name)
            again = preview_table(table, guess_columns(table.headings), log, PRODUCTS, "p-1", TODAY)
            assert (again.same, again.new, again.updates, again.refused) == (3, (), (), ())
            fresh = preview_table(table, guess_columns(table.headings), [], PRODUCTS, "p-1", TODAY)
            for one, other in zip(
                sorted(log, key=lambda e: e.order), (e.broadcast for e in fresh.new), strict=True
            ):
                for field in ("day", "start", "product", "minutes", "viewers", "orders", "turnover", "note"):
                    assert getattr(one, field) == getattr(other, field), (name, field)
    finally:
        set_language(SOURCE_LANGUAGE)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_program_gives_it_back_unchanged(tmp_path: Path) -> None:
    log = [broadcast("b1"), broadcast("b2", day=date(2026, 11, 21), start=None, minutes=None, note="=1+1")]
    write_table(log, tmp_path / "log.xlsx")
    there = tmp_path / "there"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    call = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(there)]
    subprocess.run([*call, str(tmp_path / "log.xlsx")], check=True, capture_output=True, timeout=120)
    again = read(there / "log.xlsx", log)
    assert (again.same, again.new, again.updates, again.refused) == (2, (), (), ())


def test_written_numbers_are_numbers(tmp_path: Path) -> None:
    write_table([broadcast(note="=SUM(A1)")], tmp_path / "log.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "log.xlsx").active
    kinds = [each.data_type for each in sheet[2]]
    assert kinds == ["d", "d", "s", "n", "n", "n", "n", "n", "n", "s"]
    assert [each.value for each in sheet[1]][:3] == [str(FIELDS[n]) for n in ("day", "start", "product")]


def test_a_row_about_a_known_broadcast_is_an_update(tmp_path: Path) -> None:
    kept = [broadcast("b1"), broadcast("b2", start=time(19, 0), note="")]
    text = (
        "日期,开播时间,产品,订单数,退货数\n2026-11-22,12:00,新疆 红枣,14,\n2026-11-22,19:00,新疆红枣,12,1\n"
    )
    preview = read(csv_file(tmp_path, text), kept)
    [update] = preview.updates
    assert (update.kept.id, update.changed, update.broadcast.orders) == ("b1", ("orders",), 14)
    assert update.broadcast.returns == 1  # an empty cell takes nothing away
    assert update.broadcast.note == kept[0].note
    assert preview.same == 1 and not preview.new


def test_without_a_time_a_row_is_about_the_only_broadcast_of_that_day(tmp_path: Path) -> None:
    text = "日期,产品,订单数\n2026-11-22,新疆红枣,14\n"
    path = csv_file(tmp_path, text)
    assert [each.kept.id for each in read(path, [broadcast("b1")]).updates] == ["b1"]
    two = [broadcast("b1"), broadcast("b2", start=time(19, 0))]
    assert len(read(path, two).new) == 1  # of which of the two it tells nobody knows


def test_what_is_wrong_is_told_line_by_line(tmp_path: Path) -> None:
    text = (
        "日期,产品,时长,订单数,成交额\n"
        "2026-11-22,核桃,120,-3,100\n"
        "2027-01-01,核桃,120,3,100\n"
        "2026-11-22,,120,3,100\n"
        "2026-11-21,核桃,120,3,一百\n"
        ",核桃,120,3,100\n"
        "2026-11-20,核桃,120,3,100\n"
        "2026-11-20,核桃,90,3,100\n"
    )
    preview = read(csv_file(tmp_path, text))
    assert [each.broadcast.day for each in preview.new] == [date(2026, 11, 20)]
    told = {each.line: str(each.reason) for each in preview.refused}
    assert set(told) == {2, 3, 4, 5, 6, 8}
    assert "订单数" in told[2] and "负数" in told[2]
    assert "还没有到" in told[3]
    assert "一百" in told[5] and "成交额" in told[5]
    assert "没有日期" in told[6]
    assert "第 7 行" in told[8]


def test_odd_rows_are_kept_with_a_question(tmp_path: Path) -> None:
    preview = read(csv_file(tmp_path, "日期,产品,观看人数,订单数\n2026-11-22,核桃,10,12\n"))
    [line] = preview.new
    assert "比观看的人还多" in str(line.doubts[0])


def test_columns_can_be_corrected(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, "哪天,卖啥,卖了多少（万）\n2026-11-22,核桃,1.2\n"))
    before = previewed(table)
    assert [str(each) for each in before.missing] == ["日期", "产品"] and not before.new
    columns = remap(table.headings, {0: "day", 1: "product", 2: "turnover"})
    after = preview_table(table, columns, [], {}, "p-1", TODAY)
    assert [each.broadcast.turnover for each in after.new] == [12_000_00]


# what is no table, or a hostile one


def test_formulas_without_a_result_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["日期", "产品", "订单数"], [date(2026, 11, 22), "核桃", "=1+1"]])
    [refused] = read(path).refused
    assert "公式" in str(refused.reason) and "订单数" in str(refused.reason)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("t.xlsx", b"PK\x03\x04 not really", "不是 Excel"),
        ("t.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧式"),
        ("t.csv", b"", "是空的"),
        ("t.csv", b" , \n,,\n", "是空的"),
        ("t.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF", "认不出"),
        ("t.csv", b"a,b\n\x00\x00", "不是表格"),
        ("t.csv", b'a,b\n"' + b"x" * 200_000, "读不懂"),
        ("t.csv", b"x" * 5_000_001, "5 MB"),
    ],
)
def test_what_is_no_table_gets_a_sentence(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ExpectedError, match=said):
        read_table(path)


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["日期", "产品"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings2.xml", b"0" * 80_000_000)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(ExpectedError, match="展开以后太大"):
        read_table(path)


def test_entities_that_grow_are_not_followed(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["日期", "产品"], ["2026-11-22", "核桃"]])
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    hostile = tmp_path / "hostile.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(hostile, "w") as new:
        for entry in old.infolist():
            sheet = entry.filename == "xl/worksheets/sheet1.xml"
            new.writestr(entry.filename, bomb if sheet else old.read(entry))
    with pytest.raises(ExpectedError, match="不是 Excel"):
        read_table(hostile)


def test_too_many_rows_are_refused_and_not_cut_off(tmp_path: Path) -> None:
    text = "日期,产品,订单数\n" + "2026-11-22,核桃,1\n" * (MAX_ROWS + 1)
    with pytest.raises(ExpectedError, match="超过"):
        read_table(csv_file(tmp_path, text))


def test_a_missing_file_and_a_folder_get_a_sentence(tmp_path: Path) -> None:
    for path in (tmp_path / "no.csv", tmp_path):
        with pytest.raises(ExpectedError):
            read_table(path)
