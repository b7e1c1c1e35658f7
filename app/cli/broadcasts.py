"""`kaibo broadcasts`: the log of real broadcasts printed, brought in from a table and written to one."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.broadcasts.columns import FIELDS
from app.broadcasts.table_writing import yuan
from app.broadcasts.values import Broadcast
from app.cli.people import choose_named
from app.cli.table import aligned
from app.i18n import tr
from app.practice.broadcasts import OpenedTable
from app.practice.studio import Studio

if TYPE_CHECKING:
    from app.cli.commands import Commands

_COLUMNS = ("day", "start", "product", "minutes", "viewers", "peak", "orders", "turnover", "returns")


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    broadcasts = commands.add_parser("broadcasts", help=tr("直播记录：播了什么，卖了多少"))
    what = broadcasts.add_subparsers(metavar=tr("命令"), required=True)
    each = what.add_parser("list", help=tr("列出直播记录，最近的在前"))
    each.set_defaults(command=_for(_list))
    _who(each)
    each = what.add_parser("import", help=tr("从 CSV 或 Excel 表格导入直播记录"))
    each.add_argument("file", type=Path, help=tr("表格（.csv、.xlsx）"))
    each.add_argument("--dry-run", action="store_true", help=tr("只看会导入什么，不写入"))
    each.add_argument("--update", action="store_true", help=tr("已有的直播也按表格更新"))
    each.set_defaults(command=_for(_import))
    _who(each)
    each = what.add_parser("export", help=tr("把直播记录写成 CSV 或 Excel 表格"))
    each.add_argument("file", type=Path, help=tr("表格（.csv、.xlsx）"))
    each.set_defaults(command=_for(_export))
    _who(each)


def _who(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", help=tr("学员姓名；不写则是上次练习的学员"))


def _for(act: Callable[[argparse.Namespace, Studio], int]) -> Callable[[argparse.Namespace, Commands], int]:
    """`act` with a studio in which the person asked for practises."""

    def command(arguments: argparse.Namespace, commands: Commands) -> int:
        studio = commands.build_studio()
        try:
            return act(arguments, studio) if choose_named(studio, arguments.profile) else 1
        finally:
            studio.close()

    return command


def _list(_arguments: argparse.Namespace, studio: Studio) -> int:
    found = studio.broadcasts.all()
    if not found:
        print(tr("还没有直播记录。"))
        return 0
    head = [str(FIELDS[name]) for name in _COLUMNS]
    for line in aligned(
        [head, *([_cell(each, name) for name in _COLUMNS] for each in found)], numbers_from=3
    ):
        print(line.rstrip())
    return 0


def _import(arguments: argparse.Namespace, studio: Studio) -> int:
    opened = studio.broadcasts.open_table(arguments.file)
    preview = opened.preview
    for line in _told(opened):
        print(line)
    if preview.missing:
        return 1
    chosen = [each.broadcast for each in preview.new]
    if arguments.update:
        chosen += [each.broadcast for each in preview.updates]
    if arguments.dry_run:
        print(tr("只是看看，没有写入。"))
    else:
        print(tr("导入了 {count} 场。", count=studio.broadcasts.take_over(chosen)))
    return 1 if preview.refused else 0


def _told(opened: OpenedTable) -> list[str]:
    """What would become of the table, line by line."""
    preview, headings = opened.preview, opened.table.headings
    lines = [
        f"{heading} → {FIELDS[mapped.field] if mapped.field else tr('不导入')}"
        for heading, mapped in zip(headings, opened.columns, strict=True)
        if heading
    ]
    if preview.missing:
        missing = tr("、").join(map(str, preview.missing))
        return [*lines, tr("表格里没有找到这些列：{missing}。请改一下列名。", missing=missing)]
    lines.append("")
    for new in preview.new:
        lines.append(tr("第 {line} 行：新的一场 {what}", line=new.line, what=_named(new.broadcast)))
        lines += [f"    {doubt}" for doubt in new.doubts]
    for update in preview.updates:
        fields = tr("、").join(str(FIELDS[name]) for name in update.changed)
        what = _named(update.kept)
        lines.append(
            tr("第 {line} 行：已有 {what}，不同的是{fields}", line=update.line, what=what, fields=fields)
        )
        lines += [f"    {doubt}" for doubt in update.doubts]
    lines += [tr("第 {line} 行：{reason}", line=each.line, reason=each.reason) for each in preview.refused]
    lines.append(
        tr(
            "新的 {new} 场，已有但数不同的 {updates} 场，一样的 {same} 场，有问题的 {refused} 行。",
            new=len(preview.new),
            updates=len(preview.updates),
            same=preview.same,
            refused=len(preview.refused),
        )
    )
    return lines


def _export(arguments: argparse.Namespace, studio: Studio) -> int:
    count = studio.broadcasts.write_table(arguments.file)
    print(tr("写好了 {count} 场：{path}", count=count, path=arguments.file))
    return 0


def _named(broadcast: Broadcast) -> str:
    start = f" {broadcast.start:%H:%M}" if broadcast.start else ""
    return f"{broadcast.day}{start} {broadcast.product}"


def _cell(broadcast: Broadcast, name: str) -> str:
    value = getattr(broadcast, name)
    if value is None:
        return "—"
    if name == "turnover":
        return yuan(value)
    return f"{value:%H:%M}" if name == "start" else str(value)
