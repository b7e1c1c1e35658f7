"""Whatever lies in a lesson's folder, reading it never raises, and what it says has a line of the file."""

from __future__ import annotations

import json
import random
import string

import pytest

from app.curriculum.lesson_file import parse_lesson, read_lesson
from app.curriculum.lesson_json import lesson_json
from app.curriculum.lesson_text import lesson_to_text
from app.curriculum.library import load_library
from app.curriculum.steps import STEP_TYPES_BY_NAME
from app.paths import lessons_dir
from tests.curriculum.lesson_text import EVERY_KIND, HEAD, STEPS_BY_KIND, WriteLesson

SOURCE = EVERY_KIND + "\n".join(path.read_text("utf-8") for path in sorted(lessons_dir().glob("*/lesson.md")))
PIECES = [
    *("## ", "##", "###", "卡片", "跟读", "拼音: ", "词: ", "|", "｜", ":", "：", "en: ", "**", "---", "//"),
    *("\n", "\r", "\x00", "\ufeff", "\u2028", "\u202e", "录音: ", "../", "/dev/zero", "C:\\", "儿", "〇"),
    *(
        "¥1",
        "%",
        "hǎo",
        "hao3",
        "3",
        "!",
        "！",
        "'",
        "ü",
        "ǖ",
        "\u0301",
        "\u0308",
        "u:",
        "zh",
        "𠀀",
        "²",
        "٣",
    ),
    *(
        "先修: ",
        "分钟: ",
        "顺序: ",
        "编号: ",
        "9" * 30,
        "{",
        "}",
        "{name}",
        "{0}",
        "%s",
        "😀",
        "ئا",
        " ",
        "\t",
    ),
    *("a" * 300, "一" * 300, ".", "con", "nul", "lesson.md"),
    *(
        "- ",
        "- [x] ",
        "- [ ]",
        "- [×]",
        "1. ",
        "9" * 400 + ". ",
        "１、",
        " = ",
        "＝",
        "____",
        "＿＿",
        "_" * 300,
    ),
    *(
        "对: ",
        "对: 是 | ",
        "是 shì | 四 sì",
        "答案: ",
        "选项: ",
        "解释: ",
        "要点: ",
        "时间: ",
        "产品: ",
        "问: ",
        "答: ",
    ),
    *("不能说: ", "水平: ", "\n\n\n", "| | |", "儿儿儿"),
    *(f"\n## {name} " for name in STEP_TYPES_BY_NAME),
]


def mutated(chance: random.Random) -> str:
    lines = SOURCE.split("\n")
    start = chance.randrange(len(lines))
    kept = lines[start : start + chance.randrange(1, 40)]
    text = (HEAD if chance.random() < 0.7 else "") + "\n".join(kept)
    for _ in range(chance.randrange(0, 12)):
        at = chance.randrange(len(text) + 1)
        cut = at + chance.choice([0, 0, 1, 5])
        text = text[:at] + chance.choice(PIECES) + text[cut:]
    return text


@pytest.mark.parametrize("seed", range(8))
def test_mutated_lessons_never_raise(write_lesson: WriteLesson, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        text = mutated(chance)
        path = write_lesson(text)
        read = read_lesson(path)
        lines = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
        assert (read.lesson is None) == any(problem.fatal for problem in read.problems), text
        for problem in read.problems:
            assert 0 <= problem.line <= lines, text
            assert problem.reason.strip()


@pytest.mark.parametrize("kind", STEPS_BY_KIND)
def test_steps_with_lines_cut_doubled_and_mixed_never_raise(write_lesson: WriteLesson, kind: str) -> None:
    chance = random.Random(kind)
    lines = STEPS_BY_KIND[kind].split("\n")
    for _ in range(40):
        kept = [line[: chance.choice([99, 99, len(line) // 2, 3])] for line in lines if chance.random() < 0.8]
        kept += chance.choices(lines, k=chance.randrange(3))
        chance.shuffle(kept)
        kept.insert(0, lines[0][: chance.choice([99, 99, 99, 6])])
        read = read_lesson(write_lesson(HEAD + "\n".join(kept)))
        assert (read.lesson is None) == any(problem.fatal for problem in read.problems), kept


@pytest.mark.parametrize("kind", STEPS_BY_KIND)
def test_what_can_be_read_of_a_mutated_lesson_can_be_written(write_lesson: WriteLesson, kind: str) -> None:
    chance = random.Random(f"write {kind}")
    written = 0
    for _ in range(60):
        text = STEPS_BY_KIND[kind]
        at = chance.randrange(len(text) + 1)
        path = write_lesson(HEAD + text[:at] + chance.choice(PIECES) + text[at:])
        lesson = read_lesson(path).lesson
        if lesson is None:
            continue
        written += 1
        again = parse_lesson(lesson_to_text(lesson), path)
        assert again.lesson == lesson, path.read_text("utf-8")
        json.dumps(lesson_json(lesson))
    assert written > 5


@pytest.mark.parametrize("seed", range(4))
def test_random_bytes_and_characters_never_raise(write_lesson: WriteLesson, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        size = chance.randrange(200)
        data = chance.choice(
            [
                chance.randbytes(size),
                "".join(chance.choice(PIECES) for _ in range(size)).encode("utf-8", "surrogatepass"),
                "".join(chance.choice(string.printable + "：，。好") for _ in range(size)).encode("gb18030"),
                HEAD.encode() + b"## \xe8\xb7\x9f\xe8\xaf\xbb " + chance.randbytes(size),
            ]
        )
        path = write_lesson(data)
        library = load_library([path.parent.parent])
        assert bool(library.lessons) != any(problem.fatal for problem in library.problems)


def test_long_lines_are_read_in_reasonable_time(write_lesson: WriteLesson) -> None:
    # a pinyin line that could be split in very many ways must not be tried in all of them
    text = HEAD + "## 跟读 " + "先" * 400 + "\n拼音: " + "xian" * 5000 + "x\n"
    assert read_lesson(write_lesson(text)).lesson is None


def test_long_lists_and_gaps_are_read_in_reasonable_time(write_lesson: WriteLesson) -> None:
    many = 20_000
    text = HEAD + "## 配对 甲" + "\n- a" + " =" * many + "\n- " * 3 + "= " * many + "\n## 填空 " + "_ " * many
    text += "\n## 排序 " + "".join(f"\n{number}. {number}" for number in range(many))
    text += (
        "\n## 选择 甲"
        + "\n- ["
        + " " * many
        + "x"
        + "\n## 听辨 甲\n对: "
        + "是" * 400
        + " "
        + "shì" * many
        + " | 四"
    )
    assert read_lesson(write_lesson(text)).lesson is None


def test_a_folder_in_place_of_the_file(write_lesson: WriteLesson) -> None:
    path = write_lesson("x", folder="lessons/probe/lesson.md", name="inside")
    library = load_library([path.parent.parent.parent])
    assert library.lessons == ()
    [problem] = library.problems
    assert "打不开" in problem.reason
