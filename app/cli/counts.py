"""`kaibo counts`: whether the counts that pages about progress read are right; counts them anew if asked."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.cli.people import choose_named
from app.i18n import tr

if TYPE_CHECKING:
    from app.cli.running import Commands


def add_parser(commands: Any) -> None:
    """Add `counts` to the command line."""
    each = commands.add_parser("counts", help=tr("核对进步页用的统计；有出入时返回 1"))
    each.add_argument("--rebuild", action="store_true", help=tr("重新统计一遍"))
    each.add_argument("--as", dest="who", help=tr("谁来做；不写则是上次登录的人"))
    each.set_defaults(command=_counts)


def _counts(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        if not choose_named(studio, arguments.who):
            return 1
        if arguments.rebuild:
            studio.progress.rebuild_counts()
        wrong = studio.progress.wrong_counts()
        if wrong:
            print(tr("统计有出入：{tables}。加上 --rebuild 重新统计。", tables=", ".join(wrong)))
            return 1
        print(tr("统计都对得上。"))
    finally:
        studio.close()
    return 0
