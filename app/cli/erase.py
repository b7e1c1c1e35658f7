"""`kaibo erase`: all of one person, everywhere on this machine, after being asked twice."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from app.cli.model import progress_line
from app.cli.people import choose_named, one_of
from app.errors import ExpectedError
from app.i18n import tr

if TYPE_CHECKING:
    from app.cli.running import Commands
    from app.practice.studio import Studio
    from app.practice.upkeep import ErasureAsked


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    each = commands.add_parser(
        "erase", help=tr("删除一个人的全部数据：成绩、录音、录像、备份里的也删；不能找回")
    )
    each.add_argument("name", help=tr("要删除的人的姓名"))
    each.add_argument("--class", dest="cohort", default="", help=tr("有同名的人时写明班级"))
    each.add_argument("--as", dest="who", help=tr("谁来做（管理员）；不写则是上次登录的人"))
    each.add_argument("--yes-really", action="store_true", help=tr("不再询问，直接删除"))
    each.set_defaults(command=_erase)


def _erase(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        if not choose_named(studio, arguments.who):
            return 1
        her = one_of(studio.people.profiles(archived=True), studio, arguments.name, arguments.cohort)
        if her is None:
            return 1
        _tell(studio.upkeep.preview_erasure(her.id))
        if not arguments.yes_really and input(tr("确定要删除，请再输入一次姓名：")).strip() != her.name:
            print(tr("输入的姓名不一样，没有删除任何内容。"), file=sys.stderr)
            return 1
        show = progress_line()
        cleaned = studio.upkeep.erase(her.id, her.name, lambda done, whole: show(done / max(whole, 1)))
        print(tr("已删除。{count} 个备份已经重写，里面也没有她了。", count=cleaned.rewritten))
        for path in cleaned.unreadable:
            print(tr("这个备份打不开，里面可能还有她，请自己删除：{path}", path=path), file=sys.stderr)
        if cleaned.trouble is not None:
            print(str(cleaned.trouble), file=sys.stderr)
        told = _tell_hub(studio)
        return 1 if cleaned.unreadable or cleaned.trouble or not told else 0
    finally:
        studio.close()


def _tell_hub(studio: Studio) -> bool:
    """Have the centre's database erase her, too, if this machine may; whether nothing is left to do."""
    if not studio.hub.configured:
        return True
    try:
        done = studio.upkeep.tidy_hub()
    except ExpectedError as error:
        print(str(error), file=sys.stderr)
        print(tr("中心数据库里还有她。同步以后，请管理员运行 kaibo hub tidy。"), file=sys.stderr)
        return False
    print(tr("中心数据库里也删除了 {count} 条。别的电脑下次同步时删除。", count=done.erased))
    return True


def _tell(asked: ErasureAsked) -> None:
    rows = asked.what.rows
    print(tr("{name} 的这些数据会被删除，不能找回：", name=asked.name))
    for table, words in (
        ("attempts", tr("练习和录音")),
        ("exams", tr("模拟测试")),
        ("rehearsals", tr("直播演练")),
        ("broadcasts", tr("真实直播")),
        ("review_comments", tr("教师的评语")),
        ("memory_cards", tr("复习卡片")),
    ):
        if rows.get(table):
            print(f"  {words}: {rows[table]}")
    print(f"  {tr('数据库里的记录，一共')}: {sum(rows.values())}")
    if asked.backups:
        print(tr("这台电脑上的 {count} 个备份会重写。", count=asked.backups))
    if asked.place is not None:
        print(tr("{folder} 里的整机备份也会重写。", folder=asked.place))
    if asked.what.mentions:
        print(
            tr(
                "别人写的文字里有 {count} 处提到这个姓名，那些不会改。",
                count=sum(asked.what.mentions.values()),
            )
        )
    for sentence in asked.others:
        print(str(sentence))
