"""Questions from Excel workbooks and CSV files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.curriculum.quiz_table import read_table
from app.curriculum.values import Choice, FillIn, Matching, Ordering, TrueFalse
from app.errors import ExpectedError

ROWS: list[list[object]] = [
    ["种类", "题目", "答案", "选项1", "选项2", "选项3", "解释", "ug"],
    ["选择", "红枣放在哪里？", "B", "阳台", "阴凉处", "车里", "怕潮", "چىلان"],
    ["选择", "哪些可以说？", "A、C", "果肉厚", "补血", "核小", "有依据的才说", None],
    ["判断", "价格要标明。", True, None, None, None, "价格法", None],
    ["填空", "一斤是____克。", 500, None, None, None, None, None],
    ["配对", "哪里的？", "看选项", "红枣 = 和田", "葡萄干＝吐鲁番", "小白杏=库车", None, None],
    ["排序", "先后？", "看选项", "开场", "介绍", "收尾", None, None],
    [None] * 8,
    ["猜谜", "什么？", "一", None, None, None, None, None],
    ["判断", "什么？", "也许", None, None, None, None, None],
    ["选择", "哪个？", "丁", "甲", "乙", None, None, None],
    ["选择", "哪个？", "F", "甲", "乙", None, None, None],
]
QUESTIONS = (
    Choice(
        "", "红枣放在哪里？", (("阳台", False), ("阴凉处", True), ("车里", False)), "怕潮", {"ug": "چىلان"}
    ),
    Choice("", "哪些可以说？", (("果肉厚", True), ("补血", False), ("核小", True)), "有依据的才说"),
    TrueFalse("", "价格要标明。", True, "价格法"),
    FillIn("", "一斤是____克。", ("500",)),
    Matching("", "哪里的？", (("红枣", "和田"), ("葡萄干", "吐鲁番"), ("小白杏", "库车"))),
    Ordering("", "先后？", ("开场", "介绍", "收尾")),
)


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_workbook(tmp_path: Path) -> None:
    quiz = read_table(workbook(tmp_path / "题.xlsx", ROWS))
    assert quiz.questions == QUESTIONS
    assert [refusal.line for refusal in quiz.refusals] == [9, 10, 11, 12]
    for refusal, word in zip(quiz.refusals, ("猜谜", "“对”或“错”", "不在选项里", "没有那么多"), strict=True):
        assert word in refusal.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_as_excel_writes_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "quiz.csv"
    lines = [
        ["题目", "答案", "选项"],
        ["红枣放在哪里？", "阴凉处", "阳台|阴凉处"],
        ["价格要标明。", "对", ""],
    ]
    path.write_text("\r\n".join(delimiter.join(line) for line in lines), encoding)
    quiz = read_table(path)
    assert quiz.refusals == ()
    assert quiz.questions == (
        Choice("", "红枣放在哪里？", (("阳台", False), ("阴凉处", True)), ""),
        TrueFalse("", "价格要标明。", True, ""),
    )


def test_english_names_lettered_columns_and_a_gap_in_brackets(tmp_path: Path) -> None:
    path = tmp_path / "quiz.csv"
    path.write_text(
        'type,question,answer,A,B,feedback\n"choice","Which?",b,"A. one","B. two","because"\n'
        '"fill","一斤是（ ）克。","500|五百",,,\n',
        "utf-8",
    )
    assert read_table(path).questions == (
        Choice("", "Which?", (("one", False), ("two", True)), "because"),
        FillIn("", "一斤是____克。", ("500", "五百")),
    )


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.xlsx", b"", "不是 Excel"),
        ("a.xlsx", b"hello", "不是 Excel"),
        ("a.csv", b"", "空的"),
        ("a.csv", b"\xff\xff\xff\xff", "编码"),
        ("a.csv", b"\x00\x01", "不是文字"),
        ("a.csv", "名字,分数\n古丽,9".encode(), "列名"),
        ("a.csv", "题目\n什么？".encode(), "答案"),
    ],
)
def test_files_that_are_no_table(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ExpectedError, match=reason):
        read_table(path)


def test_a_zip_that_is_no_workbook_and_one_that_is_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    with pytest.raises(ExpectedError, match="不是 Excel"):
        read_table(path)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"xl/{number}.xml", bytes(50_000_000))
    with pytest.raises(ExpectedError, match="不是 Excel"):
        read_table(path)


def test_entities_in_a_workbook_are_not_expanded(tmp_path: Path) -> None:
    """The billion laughs: an XML that grows when it is read."""
    path = workbook(tmp_path / "a.xlsx", [["题目", "答案"], ["什么？", "对"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">'
        for before, after in zip("abcdefghi", "bcdefghij", strict=True)
    )
    sheet = parts["xl/worksheets/sheet1.xml"].decode().replace("<worksheet", laughs + "]><worksheet", 1)
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("什么？", "&j;").encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(ExpectedError, match="不是 Excel"):
        read_table(path)


def test_missing_and_too_large(tmp_path: Path) -> None:
    with pytest.raises(ExpectedError, match="找不到"):
        read_table(tmp_path / "none.xlsx")
    (tmp_path / "large.csv").write_bytes(b"a" * 5_000_001)
    with pytest.raises(ExpectedError, match="5 MB"):
        read_table(tmp_path / "large.csv")
