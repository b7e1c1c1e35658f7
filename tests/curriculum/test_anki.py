"""Cards for Anki: what is in the file, and that a second export updates the first."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.curriculum.anki import write_anki
from app.curriculum.values import (
    Card,
    Choice,
    FillIn,
    Gloss,
    Lesson,
    Matching,
    Ordering,
    ProductCard,
    Prompt,
    Step,
    TrueFalse,
)
from app.errors import ExpectedError

MADE = datetime(2026, 11, 23, tzinfo=UTC)
WALNUT = Gloss("核桃", "hétao", {"en": "walnut", "ug": "ياڭاق", "kk": "жаңғақ"})


def lesson(*steps: Step, lesson_id: str = "hetao-1") -> Lesson:
    return Lesson(lesson_id, "核桃 <三句>", "", "product", 6, 1, steps)


def notes(path: Path) -> dict[str, list[str]]:
    """The notes of a package: fields by guid."""
    with zipfile.ZipFile(path) as archive:
        (path.parent / "collection.anki2").write_bytes(archive.read("collection.anki2"))
    connection = sqlite3.connect(path.parent / "collection.anki2")
    rows = connection.execute("SELECT guid, flds FROM notes").fetchall()
    connection.close()
    return {guid: fields.split("\x1f") for guid, fields in rows}


def test_every_kind_of_card(tmp_path: Path) -> None:
    sound = tmp_path / "a.flac"
    sound.write_bytes(b"fLaC")
    product = ProductCard(
        "h.p", "核桃", *["一"] * 9, forbidden=("补脑",), questions=(("怎么吃？", "开壳就吃。"),), glosses=()
    )
    made = lesson(
        Card("h.1", "先看", "壳薄。", (WALNUT,)),
        product,
        Prompt("h.2", "这是核桃。", meanings={"en": "This is a walnut.", "ug": "بۇ ياڭاق."}, reference=sound),
        Prompt("h.3", "没有意思"),
        Choice("h.4", "哪个？", (("甲<", True), ("乙", False)), "因为甲"),
        TrueFalse("h.5", "壳薄。", False),
        Matching("h.6", "配", (("一", "甲"), ("二", "乙"), ("三", "丙"))),
        Ordering("h.7", "排", ("先", "后", "再")),
        FillIn("h.8", "一斤____克", ("500", "五百")),
    )
    target = tmp_path / "out" / "cards.apkg"
    target.parent.mkdir()
    assert write_anki([made], "ug", MADE, target) == 8
    fields = list(notes(target).values())
    title = "核桃 &lt;三句&gt;"
    assert ["核桃", "hétao", '<span dir="rtl">ياڭاق</span>', title] in fields
    phrase = next(each for each in fields if each[0] == "这是核桃。")
    assert phrase[1] == "zhè shì hé táo" and phrase[2] == '<span dir="rtl">بۇ ياڭاق.</span>'
    assert ["怎么吃？", "开壳就吃。", title] in fields
    assert ["哪个？<br>甲&lt;<br>乙", "甲&lt;<br><br>因为甲", title] in fields
    assert ["壳薄。<br>对，还是错？", "错", title] in fields
    assert ["一斤____克", "500、五百", title] in fields
    with zipfile.ZipFile(target) as archive:
        (name,) = json.loads(archive.read("media")).values()
        assert phrase[3] == f"[sound:{name}]"
        assert archive.read("0") == b"fLaC"


def test_a_second_export_has_the_same_ids(tmp_path: Path) -> None:
    first = lesson(Card("h.1", "先看", "壳薄。", (WALNUT,)), TrueFalse("h.5", "壳薄。", True))
    more = lesson(
        TrueFalse("h.5", "壳薄。", True, "摸一摸"),
        Card("h.9", "再看", "壳厚。", (WALNUT,)),
        lesson_id="hetao-1",
    )
    write_anki([first], "en", MADE, tmp_path / "one.apkg")
    write_anki([more], "en", datetime(2027, 1, 1, tzinfo=UTC), tmp_path / "two.apkg")
    one, two = notes(tmp_path / "one.apkg"), notes(tmp_path / "two.apkg")
    assert set(one) == set(two)
    assert one != two


def test_all_meanings_when_no_language_is_chosen(tmp_path: Path) -> None:
    write_anki([lesson(Card("h.1", "先看", "", (WALNUT,)))], "zh_CN", MADE, tmp_path / "a.apkg")
    (fields,) = notes(tmp_path / "a.apkg").values()
    assert all(meaning in fields[2] for meaning in WALNUT.meanings.values())


def test_nothing_to_write_and_nowhere_to_write_it(tmp_path: Path) -> None:
    with pytest.raises(ExpectedError, match="没有能做成卡片"):
        write_anki([lesson(Card("h.1", "先看", "壳薄。"))], "en", MADE, tmp_path / "a.apkg")
    with pytest.raises(ExpectedError, match="写不到"):
        write_anki([lesson(TrueFalse("h.5", "对。", True))], "en", MADE, tmp_path / "none" / "a.apkg")
    gone = Prompt("h.2", "这是核桃。", meanings={"en": "x"}, reference=tmp_path / "gone.flac")
    with pytest.raises(ExpectedError, match="读不出来"):
        write_anki([lesson(gone)], "en", MADE, tmp_path / "a.apkg")
    assert list(tmp_path.iterdir()) == []


def test_a_temporary_folder_that_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("genanki.Package.write_to_file", full)
    with pytest.raises(ExpectedError, match="磁盘"):
        write_anki([lesson(TrueFalse("h.5", "对。", True))], "en", MADE, tmp_path / "a.apkg")
    assert list(tmp_path.iterdir()) == []
