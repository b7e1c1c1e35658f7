"""The beginning of a new lesson: a file that is right already and shows what to write where."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.curriculum.steps.step_type import ID_PATTERN
from app.curriculum.tracks import OTHER, TRACK_NAMES
from app.errors import ExpectedError
from app.i18n import msg

# The content of lessons is Chinese whatever language the window speaks, so this is not translated.
_TEXT = """编号: {id}
标题: {title}
简介: 学完这一课，能用三句话介绍它。
系列: {track}
水平: 入门
分钟: 8

// 以 // 开头的行学员看不到。怎样写一课，看 docs/lessons.md；写完用 kaibo lessons check 检查。

## 卡片 先认识它
一两句话，说最要紧的事。**重要的词**前后写两个星号。

- 看什么
- 听什么

词: 红枣 hóngzǎo | en: jujube | ug: چىلان | kk: шылан

## 跟读 大家好，今天看红枣。
提示: “好”压到最低。先笑，再出声。
en: Hello everyone, today we look at jujubes.

## 选择 红枣放在哪里？
- [x] 阴凉干燥的地方
- [ ] 太阳下面
解释: 晒着会变干，潮了会发霉。

## 试讲 用三句话介绍它
- 是什么
- 多少钱
- 怎么放
时间: 60
"""


def new_lesson_text(lesson_id: str, title: str, track: str) -> str:
    """The text of a new lesson. Raises ExpectedError when the id cannot be one."""
    if not ID_PATTERN.fullmatch(lesson_id):
        raise ExpectedError(
            msg("编号“{id}”不行：只能用文字、数字和连字符，中间没有空格，例如 hongzao-1。", id=lesson_id)
        )
    key = TRACK_NAMES.get(track.casefold(), track) if track else OTHER
    name = next((name for name, each in TRACK_NAMES.items() if each == key and not name.isascii()), key)
    return _TEXT.format(id=lesson_id, title=" ".join(title.split()) or lesson_id, track=name)


def write_new_lesson(folder: Path, lesson_id: str, title: str, track: str) -> Path:
    """Begin a lesson in a folder of its own under `folder`; its file. Raises ExpectedError."""
    text = new_lesson_text(lesson_id, title, track)
    place = folder / lesson_id
    try:
        place.mkdir(parents=True)
        path = place / "lesson.md"
        try:
            path.write_text(text, encoding="utf-8")
        except OSError:
            shutil.rmtree(place, ignore_errors=True)  # so that the next try finds its place free
            raise
    except FileExistsError as error:
        raise ExpectedError(msg("文件夹 {path} 已经有了，没有改动。请换一个编号。", path=place)) from error
    except OSError as error:
        raise ExpectedError(
            msg("课文写不到 {path}。请检查磁盘空间和权限。", path=place), str(error)
        ) from error
    return path
