"""What docs/lessons.md promises: its example is a lesson without faults, and every message is explained."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import app.curriculum
from app.curriculum.check import check_lessons
from app.curriculum.fields import LANGUAGE_NAMES
from app.curriculum.lesson_file import _HEAD_NAMES, read_lesson
from app.curriculum.steps import STEP_TYPES, STEP_TYPES_BY_NAME
from app.paths import project_dir
from tests.curriculum.lesson_text import HEAD, WriteLesson

OTHER_MATTERS = {
    *("tracks.py", "levels.py"),  # names, not complaints
    *("template.py", "gift.py", "quiz_table.py", "imported_quiz.py", "anki.py"),  # not about lesson files
}
DOCS = (project_dir() / "docs" / "lessons.md").read_text("utf-8")


def test_the_example_is_a_whole_lesson(write_lesson: WriteLesson) -> None:
    example = re.search(r"```text\n(编号.*?)```", DOCS, re.DOTALL)
    assert example is not None
    path = write_lesson(example[1], "lessons/hetao-1")
    assert check_lessons(path) == ()
    lesson = read_lesson(path).lesson
    assert lesson is not None and len(lesson.steps) == 6


def test_every_kind_has_an_example_without_faults(write_lesson: WriteLesson) -> None:
    examples = re.findall(r"```text\n(## .*?)```", DOCS, re.DOTALL)
    kinds = {step_type.names[0] for step_type in STEP_TYPES}
    # the two oldest stand in the whole lesson at the top
    assert {example.split()[1] for example in examples} == kinds - {"卡片", "跟读"}
    for example in examples:
        assert check_lessons(write_lesson(HEAD + example)) == (), example


def test_every_message_is_explained() -> None:
    for sentence in messages():
        assert f"`{sentence}`" in DOCS, sentence


def messages() -> list[str]:
    found = []
    for path in Path(app.curriculum.__file__).parent.rglob("*.py"):
        if path.name in OTHER_MATTERS or path.parent.name == "packs":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "msg":
                text = ast.literal_eval(node.args[0])
                found.append(re.sub(r"\{\w+\}", "…", text))
    assert len(found) > 50
    return found


def test_every_name_and_kind_is_described() -> None:
    for name in _HEAD_NAMES:
        if name not in LANGUAGE_NAMES:
            assert re.search(rf"\| `?{name}`? \|", DOCS), name
    for kind in STEP_TYPES_BY_NAME:
        assert f"## {kind} " in DOCS or f"`{kind}`" in DOCS, kind
