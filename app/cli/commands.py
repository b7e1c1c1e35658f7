"""The parser, and those commands that need no module of their own; each returns an exit code."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.cli import broadcasts as broadcasts_command
from app.cli import comply as comply_command
from app.cli import counts as counts_command
from app.cli import demo as demo_command
from app.cli import doctor as doctor_command
from app.cli import erase as erase_command
from app.cli import evaluate as evaluate_command
from app.cli import exam as exam_command
from app.cli import hub as hub_command
from app.cli import keep as keep_command
from app.cli import kit as kit_command
from app.cli import lessons as lessons_command
from app.cli import model as model_command
from app.cli import people as people_command
from app.cli import pitch as pitch_command
from app.cli import policy as policy_command
from app.cli import reports as reports_command
from app.cli import rescore as rescore_command
from app.cli import station as station_command
from app.cli import voices as voices_command
from app.cli import worker as worker_command
from app.cli import xapi as xapi_command
from app.cli.people import choose_named
from app.cli.table import score_json, score_table
from app.curriculum.values import Prompt
from app.i18n import tr

if TYPE_CHECKING:
    from app.cli.running import Commands


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="kaibo", description=tr("开播：离线的带货主播练习室。不带参数时打开窗口。")
    )
    parser.add_argument("--version", action="version", version=f"kaibo {__version__}")
    commands = parser.add_subparsers(metavar=tr("命令"), required=True)

    each = commands.add_parser("demo", help=tr("不用话筒和显示器，走一遍练习：评分、保存、截图"))
    each.add_argument("--picture", type=Path, help=tr("练习画面的图片写到哪里（PNG）"))
    each.set_defaults(command=_demo)

    each = commands.add_parser("score", help=tr("给一段录音评分"))
    each.add_argument("file", type=Path, help=tr("录音文件（WAV、MP3、OGG、FLAC）"))
    each.add_argument("--text", required=True, help=tr("录音里应该说的话"))
    each.add_argument("--pinyin", help=tr("逐字拼音，用空格隔开，例如 hong2 zao3"))
    each.add_argument("--json", action="store_true", help=tr("输出 JSON"))
    each.set_defaults(command=_score)

    each = commands.add_parser("devices", help=tr("列出话筒和扬声器"))
    each.set_defaults(command=_devices)

    evaluate_command.add_parser(commands)
    comply_command.add_parser(commands)
    model_command.add_parser(commands)
    voices_command.add_parser(commands)

    lessons_command.add_parser(commands)
    exam_command.add_parser(commands)
    pitch_command.add_parser(commands)
    broadcasts_command.add_parser(commands)
    people_command.add_parser(commands)
    reports_command.add_parser(commands)
    counts_command.add_parser(commands)
    kit_command.add_parser(commands)

    backup = commands.add_parser("backup", help=tr("成绩数据库的备份"))
    what = backup.add_subparsers(metavar=tr("命令"))
    backup.set_defaults(command=_make_backup)
    what.add_parser("list", help=tr("列出备份")).set_defaults(command=_list_backups)
    each = what.add_parser("restore", help=tr("恢复一个备份；现有数据库先移到一边"))
    each.add_argument("name", help=tr("备份的文件名，见 kaibo backup list"))
    each.set_defaults(command=_restore_backup)

    each = commands.add_parser("export", help=tr("把一个学员的成绩和录音导出到文件夹或 zip"))
    each.add_argument("target", type=Path)
    each.add_argument("--profile", help=tr("学员姓名；不写则是上次练习的学员"))
    each.set_defaults(command=_export)

    rescore_command.add_parser(commands)
    station_command.add_parser(commands)
    keep_command.add_parser(commands)
    erase_command.add_parser(commands)
    doctor_command.add_parser(commands)
    policy_command.add_parser(commands)
    hub_command.add_parser(commands)
    worker_command.add_parser(commands)
    xapi_command.add_parser(commands)
    return parser


def _demo(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        return demo_command.run(studio, commands.draw_practice, arguments.picture)
    finally:
        studio.close()


def _score(arguments: argparse.Namespace, commands: Commands) -> int:
    pinyin = tuple(arguments.pinyin.split()) if arguments.pinyin else None
    studio = commands.build_studio()
    try:
        score = studio.assess_file(arguments.file, Prompt("", arguments.text, pinyin))
    finally:
        studio.close()
    if arguments.json:
        print(json.dumps(score_json(score), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        print(score_table(score, studio.spoken(Prompt("", arguments.text, pinyin))))
    return 0


def _devices(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        for title, found in ((tr("话筒"), studio.inputs()), (tr("扬声器"), studio.outputs())):
            print(title)
            for each in found:
                mark = "*" if each.is_default else " "
                print(f"  {mark} {each.id}  {each.default_rate:.0f} Hz")
            if not found:
                print("    " + tr("没有找到"))
    finally:
        studio.close()
    return 0


def _make_backup(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        print(tr("备份已写好：{path}", path=studio.database.make_backup().path))
    finally:
        studio.close()
    return 0


def _list_backups(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        found = studio.database.backups()
        for each in found:
            print(each.path.name)
        if not found:
            print(tr("还没有备份。"))
    finally:
        studio.close()
    return 0


def _restore_backup(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        chosen = next((each for each in studio.database.backups() if each.path.name == arguments.name), None)
        if chosen is None:
            print(
                tr("没有叫 {name} 的备份；kaibo backup list 列出有哪些。", name=arguments.name),
                file=sys.stderr,
            )
            return 1
        choose_named(studio, None)
        studio.database.restore(chosen)
        print(tr("已恢复 {name}。", name=arguments.name))
    finally:
        studio.close()
    return 0


def _export(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        if not choose_named(studio, arguments.profile):
            return 1
        result = studio.database.export(arguments.target)
        print(tr("导出了 {count} 条练习：{path}", count=result.attempts, path=result.path))
        if result.missing:
            print(tr("其中 {count} 条的录音文件已经不在了。", count=len(result.missing)), file=sys.stderr)
    finally:
        studio.close()
    return 0
