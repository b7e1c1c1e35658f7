"""`kaibo keep`: recordings that are older than the centre keeps them, shown or destroyed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from app.i18n import tr
from app.practice.upkeep import KEPT_FOR

if TYPE_CHECKING:
    from app.cli.running import Commands


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    each = commands.add_parser("keep", help=tr("按中心规定删除过期的录音和录像，成绩留着"))
    each.add_argument("--dry-run", action="store_true", help=tr("只看会删什么，不删"))
    each.set_defaults(command=_keep)


def _keep(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        days = studio.policy.recordings_days
        if days is None:
            print(tr("中心没有规定录音保留多久，什么都不会删。"))
            return 0
        due = studio.upkeep.due_recordings()
        said = tr(
            "录音保留 {days} 天。过期的录音 {count} 段，录像 {films} 段，{size} MB。",
            days=days,
            count=len(due.going),
            films=due.films,
            size=due.size >> 20,
        )
        print(said)
        for why, count in sorted(due.kept.items()):
            print(f"  {tr('暂时不删')}: {count}  {KEPT_FOR[why]}")
        if arguments.dry_run:
            for each in due.going:
                print(f"  {each.path}")
        else:
            print(tr("删除了 {count} 段录音，成绩都在。", count=studio.upkeep.remove_due()))
    finally:
        studio.close()
    return 0
