"""Lessons written as files: reading gives the same lesson, and nothing an editor may hold breaks the file."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from app.curriculum.lesson_file import parse_lesson
from app.curriculum.lesson_text import lesson_to_text, steps_to_text
from app.curriculum.library import load_library
from app.curriculum.steps import STEP_TYPES, step_type_of
from app.curriculum.template import write_new_lesson
from app.curriculum.values import (
    Card,
    Choice,
    FillIn,
    Gloss,
    HeardWord,
    Lesson,
    Matching,
    PairListening,
    Prompt,
    SelfCheck,
    Step,
)
from app.errors import ExpectedError
from app.i18n import set_language
from app.paths import lessons_dir
from tests.curriculum.lesson_text import EVERY_KIND, HEAD, HERE, STEPS_BY_KIND

LESSONS = load_library([lessons_dir()]).lessons


def read(text: str, path: Path = HERE) -> Lesson:
    found = parse_lesson(text, path)
    assert found.lesson is not None, found.problems
    return found.lesson


def lesson_of(*steps: Step) -> Lesson:
    return dataclasses.replace(read(HEAD + STEPS_BY_KIND["card"]), steps=steps)


def read_again(*steps: Step) -> tuple[Step, ...]:
    return read(lesson_to_text(lesson_of(*steps))).steps


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_every_bundled_lesson_written_and_read_is_the_same(lesson: Lesson) -> None:
    assert lesson.folder is not None
    text = lesson_to_text(lesson)
    again = parse_lesson(text, lesson.folder / "lesson.md")
    assert again.problems == ()
    assert again.lesson == lesson
    assert again.lesson is not None and lesson_to_text(again.lesson) == text


def test_the_example_of_every_kind_is_written_as_it_stands() -> None:
    text = lesson_to_text(read(EVERY_KIND))
    assert read(text) == read(EVERY_KIND)
    for kind, step in STEPS_BY_KIND.items():
        # 产品 and 时间 may stand anywhere; the example has them where the writer puts them
        assert step.rstrip() in text, kind
    assert {step_type_of(step) for step in read(text).steps} == set(STEP_TYPES)


def test_the_file_is_chinese_in_every_language_of_the_screen() -> None:
    whole = read(EVERY_KIND.replace("分钟: 5", "分钟: 5\n系列: 规则"))
    in_chinese = lesson_to_text(whole)
    set_language("en")
    try:
        assert lesson_to_text(whole) == in_chinese
    finally:
        set_language("zh_CN")
    assert "系列: 规则\n" in in_chinese and "水平: 入门\n" in in_chinese


def test_ids_are_written_only_where_the_author_wrote_them() -> None:
    text = HEAD + (
        "## 跟读 枣\n## 跟读 枣\n## 跟读 红枣\n编号: mine\n## 选择 枣？\n- [x] 是\n- [ ] 不\n## 朗读 枣\n"
    )
    lesson = read(text)
    written = lesson_to_text(lesson)
    assert written.count("编号:") == 2  # the lesson's own, and `mine`
    assert read(written) == lesson
    # With the first of two equal steps gone the other keeps its id, no longer the one it would get.
    kept = dataclasses.replace(lesson, steps=lesson.steps[1:])
    assert read(lesson_to_text(kept)) == kept


def test_a_lesson_under_a_new_id_takes_its_steps_along() -> None:
    lesson = read(HEAD + "## 跟读 枣\n## 跟读 红枣\n编号: mine\n")
    copied = read(lesson_to_text(dataclasses.replace(lesson, id="copy")))
    assert [step.id.partition(".")[0] for step in copied.steps] == ["copy", "copy"]
    assert [step.id.partition(".")[2] for step in copied.steps] == [
        step.id.partition(".")[2] for step in lesson.steps
    ]


def test_a_reading_on_which_the_author_insists_stays_one() -> None:
    steps = read(HEAD + "## 跟读 噶了红枣\n拼音: za1! le hóng zǎo\n## 卡片 一\n词: 噶 za1! | en: x\n").steps
    text = lesson_to_text(lesson_of(*steps))
    assert "拼音: zā! le5 hóng zǎo" in text
    assert read(text).steps == steps


def test_recordings_are_named_as_seen_from_the_folder() -> None:
    step = Prompt("probe.x", "枣", reference=HERE.parent / "a" / "枣.flac")
    lesson = dataclasses.replace(lesson_of(step), folder=HERE.parent)
    assert "录音: a/枣.flac\n" in lesson_to_text(lesson)


def test_line_breaks_and_bars_do_not_break_the_file() -> None:
    card = Card(
        "probe.c", "一\n二", "## 不是步骤\n\n// 不是注释\n\n- 一", (Gloss("枣", "zǎo", {"en": "a|b\nc"}),)
    )
    choice = Choice("probe.q", "几\r\n个？", (("一\n个", True), ("[x] 两个", False)), why="因为\n一个")
    fill = FillIn("probe.f", "一____", ("甲|乙", "丙"))
    match = Matching("probe.m", "配", (("a = b", "c"), ("d", "e = f"), ("g", "h")))
    again = read_again(card, choice, fill, match)
    assert again == (
        Card(
            "probe.c",
            "一 二",
            "＃＃ 不是步骤\n\n／／ 不是注释\n\n- 一",
            (Gloss("枣", "zǎo", {"en": "a/b c"}),),
        ),
        Choice("probe.q", "几 个？", (("一 个", True), ("[x] 两个", False)), why="因为 一个"),
        FillIn("probe.f", "一____", ("甲/乙", "丙")),
        Matching("probe.m", "配", (("a=b", "c"), ("d", "e = f"), ("g", "h"))),
    )


def test_what_cannot_be_said_in_a_file_is_told_when_it_is_read() -> None:
    unfinished = lesson_of(
        Prompt("probe.a", ""),
        Choice("probe.b", "？", (("一", False), ("二", False))),
        SelfCheck("probe.c", "", ()),
        PairListening("probe.d", "听", ((HeardWord("枣", ("zao3",)), HeardWord("", ())),)),
    )
    problems = parse_lesson(lesson_to_text(unfinished), HERE).problems
    assert len(problems) >= 4 and all(problem.line for problem in problems)


def test_steps_alone_are_written_to_be_put_into_a_lesson() -> None:
    steps = read(EVERY_KIND).steps
    text = steps_to_text(steps)
    assert "编号" not in text
    assert read(HEAD + text).steps == steps


def test_a_new_lesson_that_the_disk_refuses_leaves_its_place_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        with pytest.raises(ExpectedError, match="磁盘"):
            write_new_lesson(tmp_path, "hetao-1", "核桃", "产品")
    assert list(tmp_path.iterdir()) == []
    assert write_new_lesson(tmp_path, "hetao-1", "核桃", "产品").is_file()
