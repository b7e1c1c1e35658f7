"""`kaibo lessons`: check, begin, pack and unpack lessons, take in quizzes, write cards for Anki."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.model import progress_line
from app.curriculum.check import check_lessons
from app.curriculum.lesson_text import steps_to_text
from app.curriculum.packs.values import SUFFIX
from app.curriculum.template import write_new_lesson
from app.i18n import tr
from app.paths import lessons_dir, machine_dir

if TYPE_CHECKING:
    from app.cli.running import Commands


def add_parser(commands: Any) -> None:
    """Add `lessons` to the command line."""
    lessons = commands.add_parser("lessons", help=tr("课程文件：检查、新建、打包、导入")).add_subparsers(
        metavar=tr("命令"), required=True
    )
    each = lessons.add_parser("check", help=tr("检查课程文件，列出文件、行号和原因"))
    each.add_argument(
        "folder", type=Path, nargs="?", help=tr("课程文件夹；不写则检查自带的、本机的和自己的课程")
    )
    each.set_defaults(command=_check)

    each = lessons.add_parser("new", help=tr("新建一课，里面写好了例子"))
    each.add_argument("id", help=tr("编号：文字、数字和连字符，例如 hetao-1"))
    each.add_argument("--title", default="", help=tr("标题"))
    each.add_argument("--track", default="", help=tr("系列，例如 产品"))
    each.add_argument("--to", type=Path, help=tr("放在哪个文件夹；不写则放在自己的课程里"))
    each.set_defaults(command=_new)

    each = lessons.add_parser("pack", help=tr("把几课打成一个签过名的课包，可以放在 U 盘上"))
    each.add_argument("ids", nargs="+", metavar="ID", help=tr("课的编号"))
    each.add_argument(
        "--to", type=Path, required=True, help=tr("课包文件，例如 hetao{suffix}", suffix=SUFFIX)
    )
    each.add_argument("--title", default="", help=tr("课包的名字"))
    each.add_argument("--author", default="", help=tr("署名；不写则用上次练习的人的名字"))
    each.set_defaults(command=_pack)

    each = lessons.add_parser("unpack", help=tr("检查一个课包，再装到自己的课程里"))
    each.add_argument("file", type=Path)
    each.add_argument("--trust", action="store_true", help=tr("信任这位签名人（先核对指纹）"))
    each.add_argument("--replace", action="store_true", help=tr("代替编号相同的课；原来的移到 .replaced"))
    each.set_defaults(command=_unpack)

    each = lessons.add_parser("quiz", help=tr("把 Moodle GIFT、Excel 或 CSV 里的题变成课文里的步骤"))
    each.add_argument("file", type=Path)
    each.set_defaults(command=_quiz)

    each = lessons.add_parser("anki", help=tr("把几课做成 Anki 卡片（.apkg）"))
    each.add_argument("ids", nargs="+", metavar="ID", help=tr("课的编号"))
    each.add_argument("--to", type=Path, required=True, help=tr("写到哪个文件"))
    each.add_argument("--language", choices=["en", "ug", "kk"], help=tr("用哪种语言的意思；不写则三种都写"))
    each.set_defaults(command=_anki)


def _check(arguments: argparse.Namespace, commands: Commands) -> int:
    own = (lessons_dir(), machine_dir() / "lessons", commands.home / "lessons")
    folders = [arguments.folder] if arguments.folder else [each for each in own if each.is_dir()]
    problems = [problem for folder in folders for problem in check_lessons(folder)]
    for problem in problems:
        place = f"{problem.path}:{problem.line}" if problem.line else str(problem.path)
        print(f"{place}: {problem.reason}")
    if not problems:
        print(tr("课程文件没有问题。"))
    return 1 if any(problem.fatal for problem in problems) else 0


def _new(arguments: argparse.Namespace, commands: Commands) -> int:
    folder = arguments.to or commands.home / "lessons"
    path = write_new_lesson(folder, arguments.id, arguments.title, arguments.track)
    print(tr("新的一课写好了，改成您的内容吧：{path}", path=path))
    return 0


def _pack(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        author = arguments.author or (studio.profile.name if studio.profile else "")
        written = studio.packs.write(
            arguments.ids, arguments.title, author, datetime.now().astimezone(), arguments.to
        )
        pack = studio.packs.inspect(written)
        print(tr("课包写好了：{path}（{count} 课）", path=written, count=len(pack.info.lessons)))
        print(tr("签名的指纹：{fingerprint}。别人第一次打开时要和您核对。", fingerprint=pack.fingerprint))
    finally:
        studio.close()
    return 0


def _unpack(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        show = progress_line()
        info = studio.packs.install(
            arguments.file, trust_signer=arguments.trust, replace=arguments.replace, progress=show
        )
        print(tr("《{title}》装好了，{count} 课：", title=info.title, count=len(info.lessons)))
        for each in info.lessons:
            print(f"  {each.id}  {each.title}")
    finally:
        studio.close()
    return 0


def _quiz(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        quiz = studio.packs.read_quiz(arguments.file)
    finally:
        studio.close()
    print(steps_to_text(quiz.questions), end="")
    for refusal in quiz.refusals:
        print(f"{arguments.file}:{refusal.line}: {refusal.reason}", file=sys.stderr)
    return 1 if quiz.refusals and not quiz.questions else 0


def _anki(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        count = studio.packs.write_cards(
            arguments.ids, arguments.language or "", datetime.now().astimezone(), arguments.to
        )
        print(tr("写好了 {count} 张卡片：{path}", count=count, path=arguments.to))
    finally:
        studio.close()
    return 0
