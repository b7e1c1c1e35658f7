"""One lesson file: what is read, and what is said of a broken one, line by line."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.curriculum.lesson_file import read_lesson
from app.curriculum.steps import STEP_TYPES, STEP_TYPES_BY_NAME
from app.curriculum.values import Card, Prompt
from tests.curriculum.lesson_text import HEAD, STEP, WriteLesson

WHOLE = """\
---
id: probe
Title：试一试
简介: 一句话。
系列: 产品
minutes: 7
顺序: 12
先修: tones-first、other-1
---
// a remark for other authors

## 卡片 认识**红枣**
第一段，
接着写。

- 一项
- **两**项
词: 红枣 hong2zao3 | en: jujube | ug: چىلان | kk: шылан
词：葡萄干 | 英语：raisin
## prompt 和我一起说：红枣！
拼音: hé wǒ yì qǐ shuō hóng zǎo
提示: 慢一点
en: Say it with me: jujube!
维吾尔语: چىلان
"""


def test_a_whole_lesson(write_lesson: WriteLesson) -> None:
    path = write_lesson(WHOLE)
    read = read_lesson(path)
    assert read.problems == ()
    lesson = read.lesson
    assert lesson is not None
    assert (lesson.id, lesson.title, lesson.summary) == ("probe", "试一试", "一句话。")
    assert (lesson.track, lesson.minutes, lesson.order) == ("product", 7, 12)
    assert lesson.requires == ("tones-first", "other-1")
    assert lesson.folder == path.parent
    card, prompt = lesson.steps
    assert isinstance(card, Card) and isinstance(prompt, Prompt)
    assert card.title == "认识**红枣**"
    assert card.text == "第一段，接着写。\n\n- 一项\n- **两**项"
    assert card.glosses[0].pinyin == "hóngzǎo"
    assert card.glosses[0].meanings == {"en": "jujube", "ug": "چىلان", "kk": "шылан"}
    assert card.glosses[1].pinyin == "pútáogān"
    assert prompt.text == "和我一起说：红枣！"
    assert prompt.pinyin == ("he2", "wo3", "yi1", "qi3", "shuo1", "hong2", "zao3")
    assert prompt.hint == "慢一点"
    assert prompt.meanings == {"en": "Say it with me: jujube!", "ug": "چىلان"}
    assert lesson.prompts == (prompt,)


@pytest.mark.parametrize(
    "encoded", ["﻿".encode() + (HEAD + STEP).encode(), (HEAD + STEP).replace("\n", "\r\n").encode()]
)
def test_what_notepad_writes_is_read(write_lesson: WriteLesson, encoded: bytes) -> None:
    read = read_lesson(write_lesson(encoded))
    assert read.problems == ()
    assert read.lesson is not None and read.lesson.title == "试一试"


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ((HEAD + STEP).encode("gbk"), "像是 GBK"),
        ((HEAD + STEP).encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04" + bytes(100), "Word"),
        (b"\xff\x00\xfa\xfb\x80\x81\xff\xff", "不是 UTF-8 文本"),
        (b"a\x00b", "不是纯文本文件"),
        (b"x" * 1_000_001, "文件太大"),
    ],
)
def test_files_that_are_no_text_get_a_sentence(write_lesson: WriteLesson, data: bytes, part: str) -> None:
    read = read_lesson(write_lesson(data))
    assert read.lesson is None
    [problem] = read.problems
    assert problem.line == 0 and part in problem.reason


# (text, line, part of the reason, whether the lesson is kept from use)
BROKEN = {
    "no id": ("标题: 试\n分钟: 5\n" + STEP, 1, "开头缺少“编号”", True),
    "no title": ("编号: a\n分钟: 5\n" + STEP, 1, "开头缺少“标题”", True),
    "no minutes": ("编号: a\n标题: 试\n" + STEP, 1, "开头缺少“分钟”", True),
    "empty value": ("编号: a\n标题:\n分钟: 5\n" + STEP, 2, "“标题”后面没有内容", True),
    "bad id": ("编号: a b\n标题: 试\n分钟: 5\n" + STEP, 1, "编号“a b”不行", True),
    "path as id": ("编号: ../a\n标题: 试\n分钟: 5\n" + STEP, 1, "编号“../a”不行", True),
    "minutes in words": ("编号: a\n标题: 试\n分钟: 五\n" + STEP, 3, "1 到 60 之间的整数，这里是“五”", True),
    "minutes too many": ("编号: a\n标题: 试\n分钟: 90\n" + STEP, 3, "1 到 60 之间的整数，这里是“90”", True),
    "minutes zero": ("编号: a\n标题: 试\n分钟: 0\n" + STEP, 3, "1 到 60 之间", True),
    "minutes long": ("编号: a\n标题: 试\n分钟: 30\n" + STEP, 3, "30 分钟有点长", False),
    "order": (HEAD + "顺序: -1\n" + STEP, 4, "“顺序”要写 0 到 9999", True),
    "mistyped key": (HEAD + "简价: 好\n" + STEP, 4, "不认识“简价”。是不是想写“简介”？", True),
    "mistyped english key": (HEAD + "summery: x\n" + STEP, 4, "是不是想写“summary”？", True),
    "foreign key": (HEAD + "qqqq: x\n" + STEP, 4, "不认识“qqqq”。这里可以用：编号、", True),
    "key twice": (HEAD + "标题: 又\n" + STEP, 4, "“标题”写了两次，第 2 行已经有了", True),
    "no key": (HEAD + "随便写的一行\n" + STEP, 4, "这一行看不懂：随便写的一行", True),
    "track mistyped": (HEAD + "系列: 产品只是\n" + STEP, 4, "是不是想写“产品”？", False),
    "requires itself": (HEAD + "先修: probe\n" + STEP, 4, "写了这一课自己", True),
    "requires nonsense": (HEAD + "先修: a/b\n" + STEP, 4, "“先修”里的“a/b”不是编号", True),
    "no steps": (HEAD, 0, "这一课还没有内容", True),
    "empty file": ("", 0, "这一课还没有内容", True),
    "unknown step": (HEAD + "## 跟渎 好\n", 4, "没有“跟渎”这种步骤。是不是想写“跟读”？", True),
    "strange step": (
        HEAD + "## xyzw 好\n",
        4,
        "没有“xyzw”这种步骤。可以用：卡片、跟读、朗读、听、听辨、描调、选择、",
        True,
    ),
    "glued step": (HEAD + "## 跟读大家好\n", 4, "“跟读”后面要空一格", True),
    "nameless step": (HEAD + "##\n", 4, "“##”后面要写步骤的种类", True),
    "three signs": (HEAD + "### 卡片 好\n文\n", 4, "正好用两个井号", True),
    "empty prompt": (HEAD + "## 跟读\n", 4, "没有要读的话", True),
    "unsayable prompt": (HEAD + "## 跟读 ……！\n", 4, "没有要读的话", True),
    "prompt too long": (HEAD + "## 跟读 " + "好" * 401 + "\n", 4, "有 401 个字，最多 400 个", True),
    "letters": (HEAD + "## 跟读 下载APP吧\n", 4, "不知道字母“APP”怎么读", False),
    "pinyin short": (
        HEAD + "## 跟读 红枣\n提示: 好\n拼音: hóng\n",
        6,
        "文字约有 2 个音节，拼音有 1 个",
        True,
    ),
    "pinyin wrong": (HEAD + "## 跟读 红枣\n拼音: hóng zhǎo\n", 5, "第 2 个音节：“枣”的字典读音是 zǎo", True),
    "prompt key": (HEAD + "## 跟读 红枣\n拼印: hóng zǎo\n", 5, "是不是想写“拼音”？", True),
    "stray line": (HEAD + "## 跟读 红枣\n\n很甜\n", 6, "这一行看不懂：很甜", True),
    "step id": (HEAD + "## 跟读 红枣\n编号: a b\n", 5, "编号“a b”不行", True),
    "step id twice": (
        HEAD + "## 跟读 红枣\n编号: a\n## 跟读 枣\n编号: a\n",
        7,
        "编号“a”在第 4 行已经用过",
        True,
    ),
    "no recording": (HEAD + "## 跟读 红枣\n录音: a.wav\n", 5, "找不到录音“a.wav”", False),
    "recording above": (HEAD + "## 跟读 红枣\n录音: ../a.wav\n", 5, "必须放在这一课的文件夹里", True),
    "recording absolute": (HEAD + "## 跟读 红枣\n录音: /etc/passwd\n", 5, "必须放在这一课的文件夹里", True),
    "recording on a drive": (HEAD + "## 跟读 红枣\n录音: C:\\a.wav\n", 5, "必须放在这一课的文件夹里", True),
    "recording is the lesson": (HEAD + "## 跟读 红枣\n录音: lesson.md\n", 5, "“lesson.md”不是录音", False),
    "card untitled": (HEAD + "## 卡片\n文\n", 4, "卡片没有标题", True),
    "card empty": (HEAD + "## 卡片 好\n\n", 4, "卡片是空的", True),
    "emphasis": (HEAD + "## 卡片 好\n一**二\n", 5, "** 不成对", True),
    "gloss unmarked": (HEAD + "## 卡片 好\n红枣 | en: jujube\n", 5, "像是生词", True),
    "gloss wordless": (HEAD + "## 卡片 好\n词: zao | en: jujube\n", 5, "生词要先写汉字", True),
    "gloss alone": (HEAD + "## 卡片 好\n词: 红枣\n", 5, "生词“红枣”没有解释", True),
    "gloss language": (HEAD + "## 卡片 好\n词: 红枣 | eng: x\n", 5, "不认识“eng”。是不是想写“en”？", True),
    "gloss twice": (HEAD + "## 卡片 好\n词: 红枣 | en: x | en: y\n", 5, "“en”的意思写了两次", True),
    "gloss colonless": (HEAD + "## 卡片 好\n词: 红枣 | jujube\n", 5, "“jujube”看不懂", True),
    "gloss pinyin": (
        HEAD + "## 卡片 好\n词: 红枣 hóng | en: x\n",
        5,
        "生词“红枣”：拼音和文字的音节数不一样",
        True,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_by_line_and_reason(write_lesson: WriteLesson, name: str) -> None:
    text, line, part, fatal = BROKEN[name]
    read = read_lesson(write_lesson(text))
    found = [problem for problem in read.problems if part in problem.reason]
    assert [(problem.line, problem.fatal) for problem in found] == [(line, fatal)], read.problems
    assert (read.lesson is None) == fatal


def test_all_faults_are_told_at_once_in_order(write_lesson: WriteLesson) -> None:
    read = read_lesson(write_lesson("编号: a\n分钟: x\n## 跟读 枣\n拼音: x\n## 卡\n"))
    assert read.lesson is None
    assert [problem.line for problem in read.problems] == [1, 2, 4, 5]


def test_a_recording_in_the_folder_is_found(write_lesson: WriteLesson) -> None:
    path = write_lesson(HEAD + "## 跟读 红枣\n录音: 示范.flac\n")
    soundfile.write(path.parent / "示范.flac", np.zeros(800), 16000)
    read = read_lesson(path)
    assert read.problems == ()
    assert read.lesson is not None and read.lesson.prompts[0].reference == path.parent / "示范.flac"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_out_of_the_folder_is_refused(write_lesson: WriteLesson, tmp_path: Path) -> None:
    outside = tmp_path / "outside.wav"
    soundfile.write(outside, np.zeros(800), 16000)
    path = write_lesson(HEAD + "## 跟读 红枣\n录音: a.wav\n")
    (path.parent / "a.wav").symlink_to(outside)
    [problem] = read_lesson(path).problems
    assert "必须放在这一课的文件夹里" in problem.reason


def test_ids_follow_the_words_not_the_place(write_lesson: WriteLesson) -> None:
    def ids(text: str) -> list[str]:
        lesson = read_lesson(write_lesson(HEAD + text)).lesson
        assert lesson is not None
        return [step.id for step in lesson.steps]

    one, two = ids("## 跟读 红枣\n## 跟读 核桃\n")
    assert ids("## 跟读 核桃\n## 卡片 新\n文\n## 跟读 红枣\n提示: 好\n")[::2] == [two, one]
    assert ids("## 跟读 红枣！\n") != [one]
    again = ids("## 跟读 红枣\n## 跟读 红枣\n")
    assert again[0] == one and again[1] != one
    assert ids("## 跟读 红枣\n编号: first\n") == ["probe.first"]


def test_every_kind_of_step_has_names_of_its_own() -> None:
    assert len(STEP_TYPES_BY_NAME) == sum(len(each.names) for each in STEP_TYPES)
    assert all(name == name.casefold() and " " not in name for name in STEP_TYPES_BY_NAME)


@pytest.mark.parametrize(
    ("line", "style"),
    [("", ""), ("读法: 数字\n", "numbers"), ("style: call\n", "call"), ("读法：逐词\n", "drill")],
)
def test_how_a_prompt_is_read(write_lesson: WriteLesson, line: str, style: str) -> None:
    read = read_lesson(write_lesson(HEAD + "## 跟读 一袋五百克\n" + line))
    assert read.problems == ()
    assert read.lesson is not None and read.lesson.prompts[0].style == style


def test_an_unknown_way_of_reading_is_reported(write_lesson: WriteLesson) -> None:
    read = read_lesson(write_lesson(HEAD + "## 跟读 一袋五百克\n读法: 数字儿\n"))
    (problem,) = read.problems
    assert "数字" in problem.reason and problem.line == len(HEAD.splitlines()) + 2
