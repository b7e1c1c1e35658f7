"""`kaibo rescore`: takes that an older scorer or another strictness has scored, scored again."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from app.cli.model import progress_line
from app.cli.people import choose_named
from app.i18n import tr

if TYPE_CHECKING:
    from app.cli.running import Commands


def add_parser(commands: Any) -> None:
    """Add `rescore` to the command line."""
    each = commands.add_parser("rescore", help=tr("把旧版评分程序评过的录音重新评分，原来的分数会留着"))
    each.add_argument("--profile", help=tr("学员姓名；不写则是上次练习的学员"))
    each.set_defaults(command=_rescore)


def _rescore(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        if not choose_named(studio, arguments.profile):
            return 1
        if studio.profile is None:
            print(tr("请用 --profile 写明学员姓名。"), file=sys.stderr)
            return 1
        show = progress_line()
        result = studio.rescoring.rescore_outdated(lambda done, count: show(done / max(1, count)))
        print(
            tr(
                "重新评了 {count} 条练习：{higher} 条高了，{lower} 条低了（评分版本 {scorer}）。",
                count=result.done,
                higher=result.higher,
                lower=result.lower,
                scorer=studio.rescoring.scorer,
            )
        )
        if result.failed:
            print(
                tr("其中 {count} 条的录音读不出来，保留原来的分数。", count=len(result.failed)),
                file=sys.stderr,
            )
    finally:
        studio.close()
    return 0
