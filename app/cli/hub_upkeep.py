"""`kaibo hub backup|restore|tidy`: the hub's upkeep."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.model import progress_line
from app.cli.people import choose_named
from app.i18n import tr
from app.practice.hub_upkeep import KEPT_DAYS, back_up_hub, restore_hub

if TYPE_CHECKING:
    from app.cli.running import Commands

AsOwner = Callable[[argparse.Namespace, "Commands", Callable[[Any], Any]], Any]
"""Does some work with the address of whoever runs the database."""


def add_parsers(
    what: Any, owner_options: Callable[[argparse.ArgumentParser], None], as_owner: AsOwner
) -> None:
    """Add the commands below `kaibo hub`."""
    each = what.add_parser("backup", help=tr("把中心数据库的全部内容写进一个文件"))
    each.add_argument("file", type=Path)
    owner_options(each)
    each.set_defaults(command=lambda arguments, commands: _backup(arguments, commands, as_owner))

    each = what.add_parser("restore", help=tr("从文件恢复到一个新建的、空的中心数据库"))
    each.add_argument("file", type=Path)
    owner_options(each)
    each.set_defaults(command=lambda arguments, commands: _restore(arguments, commands, as_owner))

    each = what.add_parser("tidy", help=tr("清理中心数据库：旧的改动、删除了的内容、已删除的人（管理员）"))
    each.add_argument("--days", type=int, default=KEPT_DAYS, help=tr("被替换的内容保留多少天"))
    each.add_argument("--as", dest="who", help=tr("谁来做；不写则是上次登录的人"))
    each.set_defaults(command=_tidy)


def _backup(arguments: argparse.Namespace, commands: Commands, as_owner: AsOwner) -> int:
    made = as_owner(arguments, commands, lambda where: back_up_hub(where, arguments.file, _progress()))
    print(tr("备份已写好：{path}", path=made.path))
    print(
        tr("里面有 {records} 条记录，中心：{centres}", records=made.records, centres="、".join(made.centres))
    )
    return 0


def _restore(arguments: argparse.Namespace, commands: Commands, as_owner: AsOwner) -> int:
    restored = as_owner(arguments, commands, lambda where: restore_hub(where, arguments.file, _progress()))
    print(
        tr(
            "恢复了 {records} 条记录，中心：{centres}。各台电脑下次同步时会自动补上备份以后的内容。",
            records=restored.records,
            centres="、".join(restored.centres),
        )
    )
    for login in restored.logins:
        print(tr("服务器上没有登录名 {login}，请用 kaibo hub login add 重新添加。", login=login))
    return 0


def _tidy(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        if not choose_named(studio, arguments.who):
            return 1
        done = studio.upkeep.tidy_hub(arguments.days)
    finally:
        studio.close()
    print(tr("清理了 {old} 条旧记录；已删除的人 {erased} 条。", old=done.old, erased=done.erased))
    if done.recordings:
        print(tr("中心录音文件夹里删除了 {count} 段录音。", count=len(done.recordings)))
    if done.naming:
        print(tr("她为别人做的 {count} 条记录留着，里面只有她的编号，没有姓名。", count=done.naming))
    return 0


def _progress() -> Callable[[int, int], None]:
    show = progress_line()
    return lambda done, whole: show(done / max(whole, 1))
