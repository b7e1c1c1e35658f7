"""`kaibo reports`: the gradebook, TextGrids and raw data without a window."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.people import choose_named
from app.i18n import LANGUAGES, tr, trn
from app.practice.reports_raw import RawFormat
from app.practice.reports_values import Scope
from app.practice.studio import Studio

if TYPE_CHECKING:
    from app.cli.running import Commands


def add_parser(commands: Any) -> None:
    """Add `reports` with what it can do."""
    reports = commands.add_parser("reports", help=tr("成绩册、原始数据和 TextGrid"))
    what = reports.add_subparsers(metavar=tr("命令"), required=True)

    each = what.add_parser("gradebook", help=tr("把成绩册存成表格（.xlsx）"))
    each.add_argument("file", type=Path)
    each.add_argument("--class", dest="cohort", default="", help=tr("只要这个班级的；不写则全部"))
    each.add_argument("--language", choices=sorted(LANGUAGES), default="", help=tr("表格的语言"))
    _add_viewer(each)
    each.set_defaults(command=_with_studio(_gradebook))

    each = what.add_parser("textgrid", help=tr("把录音和 Praat TextGrid 写到文件夹"))
    each.add_argument("attempt", nargs="?", default="", help=tr("一遍录音的编号；或者用 --profile"))
    each.add_argument("target", type=Path)
    each.add_argument("--profile", default="", help=tr("这位学员的每一遍"))
    _add_viewer(each)
    each.set_defaults(command=_with_studio(_text_grid))

    each = what.add_parser("raw", help=tr("把原始数据写到一个新文件夹"))
    each.add_argument("target", type=Path)
    each.add_argument("--class", dest="cohort", default="", help=tr("只要这个班级的；不写则全部"))
    each.add_argument("--profile", default="", help=tr("只要这位学员的"))
    each.add_argument("--json", action="store_true", help=tr("写 JSON，一行一条；不写则是 CSV"))
    each.add_argument("--codes", action="store_true", help=tr("用代号代替姓名；对照表另存一个文件"))
    _add_viewer(each)
    each.set_defaults(command=_with_studio(_raw))


def _add_viewer(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as", dest="who", default="", help=tr("以谁的身份；不写则是上次登录的人"))


def _with_studio(
    work: Callable[[argparse.Namespace, Studio], int],
) -> Callable[[argparse.Namespace, Commands], int]:
    def run(arguments: argparse.Namespace, commands: Commands) -> int:
        studio = commands.build_studio()
        try:
            return work(arguments, studio) if choose_named(studio, arguments.who) else 1
        finally:
            studio.close()

    return run


def _gradebook(arguments: argparse.Namespace, studio: Studio) -> int:
    cohort = class_named(studio, arguments.cohort)
    if cohort == "":
        return 1
    count = studio.reports.gradebook(arguments.file, cohort, arguments.language)
    print(
        trn(
            "成绩册写好了，{number} 个人：{path}",
            "成绩册写好了，{number} 个人：{path}",
            count or 0,
            path=arguments.file,
        )
    )
    return 0


def _text_grid(arguments: argparse.Namespace, studio: Studio) -> int:
    if bool(arguments.attempt) == bool(arguments.profile):
        print(tr("请写一遍录音的编号，或者 --profile 加学员姓名，只写一样。"), file=sys.stderr)
        return 2
    if arguments.attempt:
        found = [studio.reports.text_grid(arguments.attempt, arguments.target)]
    else:
        person = person_named(studio, arguments.profile)
        if not person:
            return 1
        found = studio.reports.text_grids(person, arguments.target)
    missing = sum(each.recording is None for each in found)
    words = trn(
        "写好了 {number} 个 TextGrid：{path}",
        "写好了 {number} 个 TextGrid：{path}",
        len(found),
        path=arguments.target,
    )
    print(words)
    if missing:
        print(tr("其中 {count} 条的录音文件已经不在了。", count=missing), file=sys.stderr)
    return 0


def _raw(arguments: argparse.Namespace, studio: Studio) -> int:
    person = person_named(studio, arguments.profile) if arguments.profile else None
    cohort = class_named(studio, arguments.cohort)
    if person == "" or cohort == "":
        return 1
    scope = Scope(cohort_id=cohort, profile_id=person)
    form = RawFormat.JSON if arguments.json else RawFormat.CSV
    result = studio.reports.raw(arguments.target, form, scope, codes=arguments.codes)
    assert result is not None  # nobody cancels here
    print(tr("导出了 {count} 条练习：{path}", count=result.attempts, path=result.folder))
    if result.key is not None:
        print(tr("对照表在 {name}，请和数据分开放。", name=result.key))
    return 0


def class_named(studio: Studio, name: str) -> str | None:
    """The id of a class; None when none was asked for, "" when there is none of this name, which is said."""
    if not name:
        return None
    found = next((each.id for each in studio.people.cohorts(archived=True) if each.name == name), "")
    if not found:
        print(tr("没有叫 {name} 的班级。", name=name), file=sys.stderr)
    return found


def person_named(studio: Studio, name: str) -> str:
    """The id of somebody the viewer may see, "" when there is nobody or not just one, which is said."""
    found = [each.id for each in studio.people.profiles() if each.name == name]
    if len(found) == 1:
        return found[0]
    if found:
        print(tr("有几位叫 {name}，分不清是哪一位。", name=name), file=sys.stderr)
    else:
        print(tr("没有叫 {name} 的人。请核对姓名（kaibo people list）。", name=name), file=sys.stderr)
    return ""
