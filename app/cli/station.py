"""`kaibo station`: a whole station backed up and put back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.model import progress_line
from app.cli.people import choose_named
from app.i18n import tr
from app.practice.upkeep import StationBackup, holds_data, restore_here

if TYPE_CHECKING:
    from app.cli.running import Commands


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    station = commands.add_parser("station", help=tr("整机备份：成绩、录音、录像、课程、设置"))
    what = station.add_subparsers(metavar=tr("命令"), required=True)

    each = what.add_parser("backup", help=tr("备份这台电脑；已经备份过的录音不再复制"))
    each.add_argument("folder", type=Path, nargs="?", help=tr("备份到哪里；不写则是中心定的地方"))
    each.add_argument("--no-recordings", action="store_true", help=tr("不备份录音和录像"))
    each.add_argument("--as", dest="who", help=tr("谁来做；不写则是上次登录的人"))
    each.set_defaults(command=_backup)

    each = what.add_parser("list", help=tr("列出整机备份"))
    each.add_argument("folder", type=Path, nargs="?", help=tr("备份放在哪里；不写则是中心定的地方"))
    each.set_defaults(command=_list)

    each = what.add_parser("verify", help=tr("把一个整机备份读一遍，看是不是完好"))
    each.add_argument("file", type=Path, help=tr("备份的清单（.json），或者放备份的文件夹"))
    each.set_defaults(command=_verify)

    each = what.add_parser("restore", help=tr("恢复整机备份；现有数据库先移到一边。请先关闭开播窗口"))
    each.add_argument("file", type=Path, help=tr("备份的清单（.json），或者放备份的文件夹"))
    each.add_argument("--as", dest="who", help=tr("谁来做；不写则是上次登录的人"))
    each.set_defaults(command=_restore)


def _backup(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        if arguments.folder is not None and not choose_named(studio, arguments.who):
            return 1
        made = studio.upkeep.back_up(
            arguments.folder, recordings=not arguments.no_recordings, progress=_progress()
        )
        print(tr("备份已写好：{path}", path=made.backup.path))
        print(
            tr(
                "一共 {size} MB，这次复制了 {copied} MB。",
                size=made.backup.size >> 20,
                copied=made.copied >> 20,
            )
        )
        if made.left_out:
            print(tr("{count} 个文件正在改动，下次再备份。", count=len(made.left_out)), file=sys.stderr)
    finally:
        studio.close()
    return 0


def _list(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        found = studio.upkeep.backups(arguments.folder)
    finally:
        studio.close()
    for each in found:
        print(_line(each))
    if not found:
        print(tr("还没有备份。"))
    return 0


def _verify(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        backup = studio.upkeep.find(arguments.file)
        bad = studio.upkeep.verify(backup, _progress())
    finally:
        studio.close()
    print(_line(backup))
    for name in bad:
        print(tr("不在了或损坏了：{name}", name=name), file=sys.stderr)
    if not bad:
        print(tr("备份完好。"))
    return 1 if bad else 0


def _restore(arguments: argparse.Namespace, commands: Commands) -> int:
    if holds_data(commands.home):  # what is there has people, who decide; a fresh machine has nobody
        studio = commands.build_studio()
        try:
            if not choose_named(studio, arguments.who):
                return 1
            studio.upkeep.check_restore()
        finally:
            studio.close()
    backup = restore_here(commands.home, arguments.file, _progress())
    print(tr("已恢复：{backup}", backup=_line(backup)))
    return 0


def _line(backup: StationBackup) -> str:
    return tr(
        "{path}  {when}  {station}  {attempts} 次练习，{size} MB",
        path=backup.path,
        when=f"{backup.created.astimezone():%Y-%m-%d %H:%M}",
        station=backup.station,
        attempts=backup.attempts,
        size=backup.size >> 20,
    )


def _progress() -> Callable[[int, int], None]:
    show = progress_line()
    return lambda done, whole: show(done / max(whole, 1))
