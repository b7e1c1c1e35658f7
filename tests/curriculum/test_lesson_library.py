"""The library: folders of lessons, what overrides what, and requirements among lessons."""

from __future__ import annotations

from pathlib import Path

from app.curriculum.check import check_lessons
from app.curriculum.library import load_library
from tests.curriculum.lesson_text import STEP, WriteLesson


def text(lesson_id: str, more: str = "", title: str = "课") -> str:
    return f"编号: {lesson_id}\n标题: {title}\n分钟: 5\n{more}{STEP}"


def test_lessons_come_in_order_and_a_broken_one_leaves_the_rest(
    write_lesson: WriteLesson, tmp_path: Path
) -> None:
    write_lesson(text("late", "顺序: 9\n"), "lessons/a")
    write_lesson(text("early", "顺序: 2\n"), "lessons/track/b")
    broken = write_lesson("编号: broken\n", "lessons/c")
    write_lesson(text("unordered"), "lessons/d", "lesson.md.txt")
    library = load_library([tmp_path / "lessons"])
    assert [lesson.id for lesson in library.lessons] == ["early", "late", "unordered"]
    assert {problem.path for problem in library.problems} == {broken}
    assert library.lesson("late") is library.lessons[1]
    assert library.lesson("broken") is None
    prompt = library.lessons[0].prompts[0]
    assert library.prompt(prompt.id) == (library.lessons[0], prompt)
    assert library.prompt("nobody") is None


def test_a_later_folder_replaces_and_says_so(write_lesson: WriteLesson, tmp_path: Path) -> None:
    write_lesson(text("a", title="自带"), "bundled/a")
    own = write_lesson(text("a", title="自己的"), "user/mine")
    library = load_library([tmp_path / "bundled", tmp_path / "missing", tmp_path / "user"])
    assert [lesson.title for lesson in library.lessons] == ["自己的"]
    [note] = library.problems
    assert (note.path, note.line, note.fatal) == (own, 1, False)
    assert "《自带》" in note.reason


def test_the_same_id_twice_in_one_folder_keeps_the_first(write_lesson: WriteLesson, tmp_path: Path) -> None:
    write_lesson(text("a", title="第一"), "lessons/one")
    second = write_lesson(text("a", title="第二"), "lessons/two")
    library = load_library([tmp_path / "lessons"])
    assert [lesson.title for lesson in library.lessons] == ["第一"]
    [problem] = library.problems
    assert (problem.path, problem.line, problem.fatal) == (second, 1, True)
    assert "one/lesson.md" in problem.reason


def test_a_requirement_that_does_not_exist_is_dropped(write_lesson: WriteLesson, tmp_path: Path) -> None:
    write_lesson(text("tones"), "lessons/a")
    path = write_lesson(text("next", "先修: tomes, tones\n"), "lessons/b")
    library = load_library([tmp_path / "lessons"])
    lesson = library.lesson("next")
    assert lesson is not None and lesson.requires == ("tones",)
    [problem] = library.problems
    assert (problem.path, problem.line, problem.fatal) == (path, 4, False)
    assert "“tomes”没有这一课。是不是想写“tones”？" in problem.reason


def test_a_circle_of_requirements_is_opened(write_lesson: WriteLesson, tmp_path: Path) -> None:
    write_lesson(text("a", "先修: c\n"), "lessons/a")
    write_lesson(text("b", "先修: a\n"), "lessons/b")
    write_lesson(text("c", "先修: b, d\n"), "lessons/c")
    write_lesson(text("d"), "lessons/d")
    write_lesson(text("e", "先修: a\n"), "lessons/e")
    library = load_library([tmp_path / "lessons"])
    requires = {lesson.id: lesson.requires for lesson in library.lessons}
    assert requires == {"a": (), "b": (), "c": ("d",), "d": (), "e": ("a",)}
    assert [problem.path.parent.name for problem in library.problems] == ["a", "b", "c"]
    assert all("又回到这一课" in problem.reason and problem.line == 4 for problem in library.problems)


def test_folders_without_a_lesson_and_spare_files_are_noted(
    write_lesson: WriteLesson, tmp_path: Path
) -> None:
    (tmp_path / "lessons" / "空").mkdir(parents=True)
    (tmp_path / "lessons" / ".git").mkdir()
    (tmp_path / "lessons" / "README.md").write_text("x", "utf-8")
    write_lesson(text("a"), "lessons/a")
    write_lesson(text("b"), "lessons/a", "lesson.txt")
    library = load_library([tmp_path / "lessons"])
    assert [lesson.id for lesson in library.lessons] == ["a"]
    assert [(problem.path.name, problem.fatal) for problem in library.problems] == [
        ("lesson.txt", False),
        ("空", False),
    ]


def test_links_in_a_circle_come_to_an_end(write_lesson: WriteLesson, tmp_path: Path) -> None:
    write_lesson(text("a"), "lessons/deep/a")
    try:
        (tmp_path / "lessons" / "deep" / "again").symlink_to(tmp_path / "lessons", target_is_directory=True)
    except OSError:
        return  # no right to make links here
    library = load_library([tmp_path / "lessons"])
    assert [lesson.id for lesson in library.lessons] == ["a"]


def test_checking_a_file_a_folder_and_nothing(write_lesson: WriteLesson, tmp_path: Path) -> None:
    good = write_lesson(text("mine", "先修: tones-first\n"), "good/mine")
    assert check_lessons(good) == ()
    assert check_lessons(good.parent) == ()
    assert check_lessons(tmp_path / "good") == ()
    bad = write_lesson(text("mine", "先修: nowhere\n") + "## 跟读\n", "bad/mine")
    assert [problem.line for problem in check_lessons(bad)] == [6]
    assert [problem.line for problem in check_lessons(tmp_path / "bad")] == [6]
    [missing] = check_lessons(tmp_path / "nothing")
    assert "找不到" in missing.reason
    (tmp_path / "void").mkdir()
    [void] = check_lessons(tmp_path / "void")
    assert "没有课文" in void.reason
    odd = write_lesson(text("odd"), "odd", "课文.md")
    assert ["要叫 lesson.md" in problem.reason for problem in check_lessons(odd)] == [True]
