"""A roster held against who is there: added, changed, unchanged, missing, and what is wrong in which line."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from app.errors import ExpectedError
from app.i18n import set_language
from app.people.roster import FORMULA, FieldChange, Present, RosterPlan, plan_roster, shown_cells
from app.people.roster_words import COLUMNS, column_of, first_language_of, language_of, role_of
from app.people.values import ADMINISTRATOR, TRAINEE, TRAINER, Cohort, Profile

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
ONE, TWO = Cohort("k1", "一班", NOW), Cohort("k2", "二班", NOW)
AYGUL = Profile("p1", "阿依古丽·آيگۈل", "ug", NOW, '{"median": 200}', cohort_id="k1", number="001")
NURLAN = Profile("p2", "Нұрлан", "kk", NOW, cohort_id="k1", number="002", language="kk")
WANG = Profile("p3", "王芳", "zh", NOW, cohort_id="k2")
TEACHER = Profile("t1", "李老师", "zh", NOW, role=TRAINER)
PEOPLE = (AYGUL, NURLAN, WANG, TEACHER)
HEADINGS = ("编号", "姓名", "母语", "界面语言", "班级", "角色")


def plan(*rows: Sequence[Any], headings: Sequence[str] = HEADINGS, **changes: Any) -> RosterPlan:
    present = Present(PEOPLE, (ONE, TWO), None, may_give_roles=True)
    lines = [(number, row) for number, row in enumerate(rows, start=2)]
    return plan_roster(headings, lines, dataclasses.replace(present, **changes), NOW)


def faults(made: RosterPlan) -> list[tuple[int, str]]:
    return [(each.line, each.column) for each in made.faults]


def test_somebody_new_is_added() -> None:
    made = plan(("010", " 古丽 ", "维语", "ug", "二班", ""))
    [(line, profile)] = made.added
    assert line == 2
    assert (profile.name, profile.number, profile.first_language) == ("古丽", "010", "ug")
    assert (profile.language, profile.cohort_id, profile.role) == ("ug", "k2", TRAINEE)
    assert made.cohorts == () and made.faults == ()


def test_what_differs_is_told_old_and_new() -> None:
    [change] = plan(("001", "阿依古丽", "维吾尔语", "English", "二班", "学员")).changed
    assert change.changes == (
        FieldChange("name", "阿依古丽·آيگۈل", "阿依古丽"),
        FieldChange("language", "", "English"),
        FieldChange("cohort", "一班", "二班"),
    )
    assert change.wanted == dataclasses.replace(AYGUL, name="阿依古丽", language="en", cohort_id="k2")


def test_an_empty_cell_says_nothing() -> None:
    made = plan(("002", "Нұрлан", "", "", "", ""))
    assert (made.unchanged, made.changed, made.empty) == ((NURLAN,), (), True)


def test_her_own_roster_brings_nothing() -> None:
    names = {"k1": "一班", "k2": "二班"}
    for language in ("zh_CN", "en", "ug", "kk"):
        set_language(language)
        try:
            rows = [tuple(shown_cells(each, names).values()) for each in PEOPLE]
            made = plan(*rows, headings=[str(each) for each in COLUMNS.values()])
        finally:
            set_language("zh_CN")
        assert (made.unchanged, made.faults, made.missing, made.empty) == (PEOPLE, (), (), True), language


def test_numbers_are_the_same_without_their_zeros() -> None:
    """Excel makes 001 a 1; that is no change, and no other person."""
    assert plan((1, "阿依古丽·آيگۈل", "", "", "", ""), (2.0, "Нұрлан", "", "", "", "")).unchanged == (
        AYGUL,
        NURLAN,
    )


def test_without_a_number_the_name_in_the_class_counts() -> None:
    assert plan(("", "王芳", "", "", "二班", "")).unchanged == (WANG,)
    assert len(plan(("", "王芳", "", "", "一班", "")).added) == 1  # another one of this name
    [numbered] = plan(("77", "王芳", "", "", "二班", "")).changed  # now she has a number
    assert numbered.changes == (FieldChange("number", "", "77"),)
    assert len(plan(("88", "Нұрлан", "", "", "一班", "")).added) == 1  # the other one has 002


def test_two_of_the_same_name_must_be_told_apart() -> None:
    again = dataclasses.replace(WANG, id="p9", cohort_id="k1")
    made = plan(("", "王芳", "", "", "", ""), people=(*PEOPLE, again))
    assert faults(made) == [(2, "name")]


def test_who_is_missing_is_kept_and_told() -> None:
    made = plan(("001", "阿依古丽·آيگۈل", "", "", "一班", ""))
    assert made.missing == (NURLAN,)  # of her class; the other class is not spoken of, trainers never
    assert plan(("阿依古丽·آيگۈل",), headings=("姓名",)).missing == (NURLAN, WANG)


def test_a_class_that_is_not_there_is_made_once() -> None:
    made = plan(("", "甲", "", "", "三班", ""), ("", "乙", "", "", " 三班", ""))
    [cohort] = made.cohorts
    assert cohort.name == "三班"
    assert {profile.cohort_id for _, profile in made.added} == {cohort.id}


def test_a_class_that_only_faulty_lines_name_is_not_made() -> None:
    assert plan(("", "甲", "火星语", "", "三班", "")).cohorts == ()


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("5", "", "", "", "", ""), "name"),
        (("5", "……", "", "", "", ""), "name"),
        (("5", "很" * 41, "", "", "", ""), "name"),
        (("5" * 33, "甲", "", "", "", ""), "number"),
        (("5", "甲", "火星语", "", "", ""), "first_language"),
        (("5", "甲", "", "fr", "", ""), "language"),
        (("5", "甲", "", "", "班" * 41, ""), "cohort"),
        (("5", "甲", "", "", "", "校长"), "role"),
        (("5", FORMULA, "", "", "", ""), "name"),
    ],
)
def test_a_fault_names_its_line_and_column(row: Sequence[str], column: str) -> None:
    made = plan(("", "", "", "", "", ""), row, ("6", "好的", "", "", "一班", ""))
    assert faults(made) == [(3, column)]
    assert [profile.name for _, profile in made.added] == ["好的"]  # the others can go on


def test_what_stands_twice_is_told_with_the_first_line() -> None:
    made = plan(
        ("5", "甲", "", "", "一班", ""),
        ("05", "乙", "", "", "一班", ""),
        ("", "丙", "", "", "一班", ""),
        ("", "丙", "", "", "一班", ""),
        ("001", "阿依古丽·آيگۈل", "", "", "", ""),
        ("", "阿依古丽·آيگۈل", "", "", "", ""),
    )
    assert faults(made) == [(3, "number"), (5, "name"), (7, "name")]
    assert [str(each.message) for each in made.faults] == [f"和第 {line} 行重复了。" for line in (2, 4, 6)]


def test_a_trainer_brings_her_own_class_only() -> None:
    hers = {"people": (AYGUL, NURLAN), "led": frozenset({"k1"}), "may_give_roles": False}
    made = plan(
        ("5", "甲", "", "", "二班", ""),
        ("6", "乙", "", "", "一班", "教师"),
        ("7", "丙", "", "", "", ""),
        ("8", "丁", "", "", "新班", ""),
        ("9", "戊", "", "", "一班", ""),
        ("001", "阿依古丽·آيگۈل", "", "", "二班", ""),
        **hers,
        number_taken=lambda number: number == "9",
    )
    assert faults(made) == [(2, "cohort"), (3, "role"), (4, "cohort"), (6, "number"), (7, "cohort")]
    assert [profile.name for _, profile in made.added] == ["丁"]


def test_a_class_put_away_must_come_back_first() -> None:
    away = dataclasses.replace(TWO, archived=True)
    assert faults(plan(("5", "甲", "", "", "二班", ""), cohorts=(ONE, away))) == [(2, "cohort")]


def test_who_was_put_away_comes_back() -> None:
    away = dataclasses.replace(AYGUL, archived=True)
    [change] = plan(("001", "阿依古丽·آيگۈل", "", "", "", ""), people=(away,)).changed
    assert change.wanted.archived is False
    assert "已收起" in change.changes[0].old


def test_a_table_without_names_is_none() -> None:
    with pytest.raises(ExpectedError, match="姓名"):
        plan(("1", "2"), headings=("编号", "班级"))


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("姓名", "name"), ("Name", "name"), ("ئىسىم", "name"), ("Аты-жөні", "name"), (" 姓 名：", "name"),
        ("学号", "number"), ("No", "number"), ("نومۇر", "number"), ("Нөмірі", "number"),
        ("First language", "first_language"), ("ئانا تىلى", "first_language"), ("Ана тілі", "first_language"),
        ("界面语言", "language"), ("UI language", "language"), ("كۆرۈنمە تىلى", "language"),
        ("班级", "cohort"), ("Class", "cohort"), ("سىنىپ", "cohort"), ("Сынып", "cohort"),
        ("角色", "role"), ("Role", "role"), ("رولى", "role"), ("Рөлі", "role"), ("电话", ""), ("", ""),
    ],
)  # fmt: skip
def test_headings_in_four_languages(heading: str, column: str) -> None:
    assert column_of(heading) == column


def test_words_in_four_languages() -> None:
    assert [first_language_of(each) for each in ("Uyghur", "қазақ тілі", "خەنزۇ تىلى", "其他", "法语")] == [
        "ug",
        "kk",
        "zh",
        "other",
        "",
    ]
    assert [language_of(each) for each in ("中文", "ئۇيغۇرچە", "Қазақша", "en", "x")] == [
        "zh_CN",
        "ug",
        "kk",
        "en",
        "",
    ]
    assert [role_of(each) for each in ("学生", "Trainer", "әкімші", "经理")] == [
        TRAINEE,
        TRAINER,
        ADMINISTRATOR,
        "",
    ]
