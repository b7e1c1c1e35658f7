"""The published JSON form: every lesson fits the schema, every kind is in it, and faults do not fit."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.curriculum.lesson_file import parse_lesson
from app.curriculum.lesson_json import lesson_json
from app.curriculum.library import load_library
from app.curriculum.steps import STEP_TYPES
from app.paths import lessons_dir, project_dir
from tests.curriculum.lesson_text import EVERY_KIND, HERE

SCHEMA = json.loads((project_dir() / "docs" / "lesson.schema.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
ALWAYS_OPTIONAL = {"meanings", "hint", "why", "pinyin", "glosses", "style"}
OPTIONAL = {("card", "text"), ("fill", "options"), ("pitch", "product")}
LESSONS = load_library([lessons_dir()]).lessons


def every_kind() -> dict[str, Any]:
    lesson = parse_lesson(EVERY_KIND, HERE).lesson
    assert lesson is not None
    return lesson_json(lesson)


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_every_bundled_lesson_fits(lesson: Any) -> None:
    # through text, because tuples or paths would be no JSON
    found = json.loads(json.dumps(lesson_json(lesson)))
    assert [error.message for error in VALIDATOR.iter_errors(found)] == []


def test_every_kind_is_in_the_schema_and_in_the_example() -> None:
    kinds = [step_type.names[1] for step_type in STEP_TYPES]
    offered = [each["$ref"].removeprefix("#/$defs/") for each in SCHEMA["$defs"]["step"]["oneOf"]]
    assert sorted(offered) == sorted(kinds)
    assert all(SCHEMA["$defs"][kind]["properties"]["kind"] == {"const": kind} for kind in kinds)
    assert {step["kind"] for step in every_kind()["steps"]} == set(kinds)
    assert VALIDATOR.is_valid(every_kind())


def test_what_the_form_looks_like() -> None:
    found = every_kind()
    assert found["level"] == "starter" and found["meanings"] == {"en": "A try", "ug": "سىناق", "kk": "Сынақ"}
    assert "folder" not in found and "requires" not in found
    steps = {step["kind"]: step for step in found["steps"]}
    assert steps["choice"]["options"][0] == {"text": "密封，放阴凉的地方", "right": True}
    assert steps["pairs"]["pairs"][0] == [
        {"text": "是", "pinyin": ["shi4"]},
        {"text": "四", "pinyin": ["si4"]},
    ]
    assert steps["match"]["pairs"][0] == {"left": "保质期", "right": "能放多久"}
    assert steps["product"]["questions"][0]["question"] == "甜不甜？"
    assert steps["read"]["text"] == "一袋500克。" and "aloud" not in steps["read"]


def test_what_does_not_fit_is_refused() -> None:
    whole = every_kind()
    for at, step in enumerate(whole["steps"]):
        for name in step:
            if name in ALWAYS_OPTIONAL or (step["kind"], name) in OPTIONAL:
                continue
            less = copy.deepcopy(whole)
            del less["steps"][at][name]
            assert not VALIDATOR.is_valid(less), (step["kind"], name)
        more = copy.deepcopy(whole)
        more["steps"][at]["unheard-of"] = 1
        assert not VALIDATOR.is_valid(more), step["kind"]
    for broken in (
        {"id": "../evil"},
        {"minutes": 0},
        {"steps": []},
        {"level": "hard"},
        {"steps": [{"kind": "nothing", "id": "a.b"}]},
    ):
        assert not VALIDATOR.is_valid({**whole, **broken}), broken


def test_a_choice_needs_a_right_and_a_wrong_answer() -> None:
    for right in (True, False):
        whole = every_kind()
        [choice] = [step for step in whole["steps"] if step["kind"] == "choice"]
        for option in choice["options"]:
            option["right"] = right
        assert not VALIDATOR.is_valid(whole)
