"""`kaibo people`: who there is, rosters, setting up a centre; and signing in for the other commands."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.i18n import tr
from app.people.pins import PinToChooseError
from app.people.roster import RosterPlan
from app.people.roster_words import COLUMNS, ROLE_NAMES
from app.people.values import Face, Profile
from app.practice.studio import Studio

if TYPE_CHECKING:
    from app.cli.running import Commands

Someone = TypeVar("Someone", Face, Profile)


def choose_named(studio: Studio, name: str | None) -> bool:
    """Go on as the person of this name, or without one as whoever practised last; asks for a PIN she has.

    False when there is none, which is then said. Raises ExpectedError for a wrong PIN.
    """
    if not name:
        last = studio.settings.profile_id
        if studio.profile is None and last and studio.people.has_pin(last):
            _sign_in(studio, last)
        if studio.profile is None and studio.people.centre() is not None:
            print(
                tr("请写明是谁来做，例如 --as 王老师（有的命令是 --profile，见 --help）。"), file=sys.stderr
            )
            return False
        return True
    found = _named(studio, name)
    if found is None:
        return False
    _sign_in(studio, found.id)
    return True


def _sign_in(studio: Studio, profile_id: str) -> None:
    pin = ""
    if studio.people.has_pin(profile_id):
        names = {each.id: each.name for each in studio.people.faces()}
        pin = getpass.getpass(tr("{name} 的密码：", name=names.get(profile_id, "")))
    try:
        studio.people.sign_in(profile_id, pin)
    except PinToChooseError as error:
        print(error)
        studio.people.sign_in(profile_id, pin, _new_pin())


def _new_pin() -> str:
    """A PIN typed twice alike; "" when it was not, which no PIN is."""
    first = getpass.getpass(tr("新密码（4 到 12 位数字）："))
    if getpass.getpass(tr("再输入一次：")) == first:
        return first
    print(tr("两次输入的不一样。"), file=sys.stderr)
    return ""


def _named(studio: Studio, name: str, cohort: str = "") -> Face | None:
    return one_of(studio.people.faces(), studio, name, cohort)


def one_of(people: Sequence[Someone], studio: Studio, name: str, cohort: str = "") -> Someone | None:
    """The one of this name among these people; None when there is none or several, which is then said."""
    classes = {each.id: each.name for each in studio.people.cohorts(archived=True)}
    found = [
        each for each in people if each.name == name and (not cohort or classes.get(each.cohort_id) == cohort)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        print(
            tr("有 {count} 位叫 {name}。请用 --class 写明班级。", count=len(found), name=name),
            file=sys.stderr,
        )
    else:
        print(tr("没有叫 {name} 的人。请核对姓名（kaibo people list）。", name=name), file=sys.stderr)
    return None


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    people = commands.add_parser("people", help=tr("学员和教师：名单、班级、密码"))
    what = people.add_subparsers(metavar=tr("命令"), required=True)

    each = what.add_parser("list", help=tr("列出所有人"))
    each.set_defaults(command=_list)

    each = what.add_parser("set-up", help=tr("建立培训中心，并成为管理员"))
    each.add_argument("--centre", required=True, help=tr("中心名称"))
    each.add_argument("--class", dest="cohort", required=True, help=tr("第一个班级的名称"))
    each.add_argument("--name", required=True, help=tr("管理员姓名"))
    each.set_defaults(command=_set_up)

    each = what.add_parser("import", help=tr("导入名单（.xlsx、.csv）"))
    each.add_argument("file", type=Path)
    each.add_argument("--as", dest="who", help=tr("谁来做；不写则是上次登录的人"))
    each.add_argument("--dry-run", action="store_true", help=tr("只看会改什么，不改动任何内容"))
    each.add_argument("--skip-faults", action="store_true", help=tr("跳过有错的行，导入其余的"))
    each.set_defaults(command=_import)

    each = what.add_parser("export", help=tr("导出名单（.xlsx、.csv）"))
    each.add_argument("file", type=Path)
    each.add_argument("--as", dest="who", help=tr("谁来做；不写则是上次登录的人"))
    each.add_argument("--class", dest="cohort", default="", help=tr("只导出一个班"))
    each.set_defaults(command=_export)

    each = what.add_parser("reset-pin", help=tr("给忘了密码的人一个初始密码；不用登录"))
    each.add_argument("name")
    each.add_argument("--class", dest="cohort", default="", help=tr("有几位同名时写明班级"))
    each.set_defaults(command=_reset_pin)


def _list(_arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        classes = {each.id: each.name for each in studio.people.cohorts(archived=True)}
        for each in studio.people.faces():
            marks = [str(ROLE_NAMES[each.role]), classes.get(each.cohort_id, "")]
            marks += [tr("有密码")] if each.has_pin else []
            print(each.name + "  " + "  ".join(filter(None, marks)))
        if not studio.people.faces():
            print(tr("还没有人。"))
    finally:
        studio.close()
    return 0


def _set_up(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        known = next((each for each in studio.people.faces() if each.name == arguments.name), None)
        if known is not None and known.has_pin:
            pin = getpass.getpass(tr("{name} 的密码：", name=known.name))
            new_pin = ""
        else:
            pin, new_pin = "", _new_pin()
        studio.people.set_up(
            arguments.centre,
            arguments.cohort,
            new_pin,
            profile_id=known.id if known else "",
            pin=pin,
            name=arguments.name,
        )
        print(tr("已建立“{centre}”，{name} 是管理员。", centre=arguments.centre, name=arguments.name))
    finally:
        studio.close()
    return 0


def _import(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        if not choose_named(studio, arguments.who):
            return 1
        plan = studio.people.rosters.read(arguments.file)
        print(plan_text(plan))
        if arguments.dry_run:
            print(tr("只是看看，没有改动任何内容。"))
            return 0
        if plan.faults and not arguments.skip_faults:
            print(tr("没有导入。改好这些行再来，或用 --skip-faults 跳过它们。"), file=sys.stderr)
            return 1
        studio.people.rosters.apply(plan)
        print(tr("已导入。"))
    finally:
        studio.close()
    return 0


def plan_text(plan: RosterPlan) -> str:
    """What a roster would do, a line for each person."""
    lines = [tr("新班级：{name}", name=each.name) for each in plan.cohorts]
    lines += [tr("第 {line} 行：新增 {name}", line=line, name=each.name) for line, each in plan.added]
    for change in plan.changed:
        what = "，".join(
            f"{COLUMNS[each.field]}：{each.old or '—'} → {each.new or '—'}" for each in change.changes
        )
        lines.append(tr("第 {line} 行：{name} {what}", line=change.line, name=change.profile.name, what=what))
    for fault in plan.faults:
        where = f"{COLUMNS[fault.column]}：" if fault.column else ""
        lines.append(tr("第 {line} 行有错：{what}", line=fault.line, what=f"{where}{fault.message}"))
    lines += [tr("名单里没有：{name}（保留）", name=each.name) for each in plan.missing]
    lines.append(
        tr(
            "新增 {added}，修改 {changed}，不变 {same}，有错 {faults}。",
            added=len(plan.added),
            changed=len(plan.changed),
            same=len(plan.unchanged),
            faults=len(plan.faults),
        )
    )
    return "\n".join(lines)


def _export(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        if not choose_named(studio, arguments.who):
            return 1
        cohort_id = None
        if arguments.cohort:
            classes = {each.name: each.id for each in studio.people.cohorts(archived=True)}
            cohort_id = classes.get(arguments.cohort)
            if cohort_id is None:
                print(tr("没有叫 {name} 的班级。", name=arguments.cohort), file=sys.stderr)
                return 1
        count = studio.people.rosters.write(arguments.file, cohort_id)
        print(tr("导出了 {count} 个人：{path}", count=count, path=arguments.file))
    finally:
        studio.close()
    return 0


def _reset_pin(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        found = _named(studio, arguments.name, arguments.cohort)
        if found is None:
            return 1
        pin = studio.people.reset_pin_from_outside(found.id)
        print(tr("{name} 的初始密码：{pin}。用它登录一次，再选自己的密码。", name=found.name, pin=pin))
    finally:
        studio.close()
    return 0
