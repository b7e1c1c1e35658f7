"""`kaibo voices`: voice packs on this machine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.model import progress_line
from app.i18n import tr

if TYPE_CHECKING:
    from app.cli.running import Commands


def add_parser(commands: Any) -> None:
    """Add `voices list|import|remove` to the command line."""
    voices = commands.add_parser("voices", help=tr("声音包：列出、导入、删除"))
    what = voices.add_subparsers(metavar=tr("命令"), required=True)
    each = what.add_parser("list", help=tr("列出已导入的声音包和它们的许可"))
    each.set_defaults(command=_list)
    each = what.add_parser("import", help=tr("导入一个文件夹或 zip 文件，检查通过才导入"))
    each.add_argument("path", type=Path)
    each.set_defaults(command=_import)
    each = what.add_parser("remove", help=tr("删除一个声音包和它的录音"))
    each.add_argument("id")
    each.set_defaults(command=_remove)


def _list(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        for each in studio.voices.packs():
            licence = each.licence or tr("许可没有写明")
            print(f"{each.id}  {each.name}  {len(each.entries)}  {licence}  {each.origin}")
    finally:
        studio.close()
    return 0


def _import(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        for voice in studio.voices.look_at(arguments.path):
            print(
                f"{voice.name}  {len(voice.entries)}  {voice.licence or tr('许可没有写明')}  {voice.origin}"
            )
        for each in studio.voices.import_pack(arguments.path, progress_line(), lambda: False):
            print(
                tr("声音包 {id} 已导入，共 {count} 个录音。", id=each.pack.id, count=len(each.pack.entries))
            )
            if each.skipped:
                print(tr("其中 {count} 个录音读不出来，没有导入。", count=each.skipped), file=sys.stderr)
    finally:
        studio.close()
    return 0


def _remove(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        studio.voices.remove_pack(arguments.id)
        print(tr("声音包 {id} 已删除。", id=arguments.id))
    finally:
        studio.close()
    return 0
