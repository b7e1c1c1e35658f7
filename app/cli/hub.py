"""`kaibo hub`: setting the centre's database up, its logins, exchanging with it."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from app.cli import hub_upkeep
from app.cli.hub_recordings import add_parsers, exchange_recordings
from app.cli.people import choose_named
from app.errors import ExpectedError
from app.i18n import Message, msg, tr
from app.practice.hub_logins import Centre, HubAddress, HubRefusedError, Logins, set_up
from app.practice.hub_values import HubStatus
from app.practice.hub_words import KIND_WORDS, LOGIN_WORDS, clock_warning, sync_words, who_is_waited_for

if TYPE_CHECKING:
    from app.cli.running import Commands

T = TypeVar("T")


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    hub = commands.add_parser("hub", help=tr("中心的数据库（PostgreSQL）：建立、登录名、同步"))
    what = hub.add_subparsers(metavar=tr("命令"), required=True)

    each = what.add_parser("init", help=tr("在数据库里建立中心；可以重复运行，升级后也运行一次"))
    _owner_options(each)
    each.add_argument("--centre", default="", help=tr("中心名称；只升级时不写"))
    each.add_argument(
        "--restored",
        action="store_true",
        help=tr("数据库是用服务器自己的办法从备份恢复的；各台电脑会重新上传缺的"),
    )
    each.set_defaults(command=_init)

    login = what.add_parser("login", help=tr("登录名：添加、列出、换密码、删除"))
    which = login.add_subparsers(metavar=tr("命令"), required=True)
    each = which.add_parser("add", help=tr("添加登录名，并给出密码"))
    each.add_argument("kind", choices=tuple(LOGIN_WORDS), help=tr("哪一种登录名"))
    each.add_argument("name", help=tr("登录名：小写英文字母、数字和下划线"))
    each.add_argument("--person", default="", help=tr("教师或管理员的姓名（这台电脑的名单里要有）"))
    each.add_argument("--person-id", default="", help=tr("或者写编号"))
    each.add_argument("--centre", default="", help=tr("数据库里有几个中心时写明"))
    _owner_options(each)
    _password_to(each)
    each.set_defaults(command=_add_login)
    each = which.add_parser("list", help=tr("列出登录名"))
    _owner_options(each)
    each.set_defaults(command=_list_logins)
    each = which.add_parser("password", help=tr("给登录名换一个密码"))
    each.add_argument("name")
    _owner_options(each)
    _password_to(each)
    each.set_defaults(command=_new_password)
    each = which.add_parser("remove", help=tr("删除登录名；它上传的内容留着"))
    each.add_argument("name")
    _owner_options(each)
    each.set_defaults(command=_remove_login)

    hub_upkeep.add_parsers(what, _owner_options, _as_owner)
    each = what.add_parser("status", help=tr("中心的数据库通不通、还有多少没有上传"))
    each.set_defaults(command=_status)

    each = what.add_parser("sync", help=tr("和中心的数据库同步"))
    each.add_argument("--recordings", action="store_true", help=tr("也发送录音；有私钥的电脑还取回缺的录音"))
    each.add_argument("--as", dest="login", default="", help=tr("用管理员的登录名只上传，不收取；会询问密码"))
    each.set_defaults(command=_sync)

    add_parsers(what)

    each = what.add_parser("publish", help=tr("把课包发布到每一台电脑"))
    each.add_argument("file", type=Path)
    each.add_argument("--as", dest="who", help=tr("谁来做；不写则是上次登录的人"))
    each.set_defaults(command=_publish)


def _owner_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--address", default="", help=tr("postgresql://主机:端口/数据库；不写则用这台电脑设置文件里的")
    )
    parser.add_argument("--as", dest="owner", default="", help=tr("数据库的管理员，例如 postgres"))
    parser.add_argument("--password-file", type=Path, help=tr("写着数据库管理员密码的文件；不写会询问"))


def _password_to(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--password-to", type=Path, help=tr("把新密码写进这个新文件，不显示在屏幕上"))


# -- whoever runs the database


def _as_owner(arguments: argparse.Namespace, commands: Commands, work: Callable[[HubAddress], T]) -> T:
    """Do `work` as the database's administrator; asks for a password when the server wants one."""
    if commands.policy.network is False:
        raise ExpectedError(msg("中心规定这台电脑不使用网络，所以没有连接中心的数据库。"))
    address = arguments.address or (commands.policy.hub.address if commands.policy.hub else "")
    if not address:
        raise ExpectedError(msg("请用 --address 写明数据库的地址，例如 postgresql://192.168.1.10:5432/kaibo"))
    where = HubAddress(address, arguments.owner, arguments.password_file)
    try:
        return work(where)
    except HubRefusedError as error:
        wants_password = "no password supplied" in error.detail
        if not wants_password or where.password_file or not sys.stdin.isatty():
            raise
    typed = getpass.getpass(tr("数据库管理员的密码："))
    return work(HubAddress(address, arguments.owner, password=typed))


def _init(arguments: argparse.Namespace, commands: Commands) -> int:
    centre = _as_owner(arguments, commands, lambda where: set_up(where, arguments.centre, arguments.restored))
    if centre:
        print(tr("中心“{centre}”建立好了，编号 {id}。", centre=arguments.centre, id=centre))
        print(tr("下一步：kaibo hub login add administrator 登录名"))
    else:
        print(tr("数据库里的表和权限已经是这一版的了。"))
    if arguments.restored:
        print(tr("各台电脑下次同步时会从头读一遍，并把这里缺的重新上传。"))
    return 0


def _add_login(arguments: argparse.Namespace, commands: Commands) -> int:
    person = arguments.person_id or _person(arguments.person, commands)
    _check_new(arguments.password_to)

    def add(where: HubAddress) -> str:
        with Logins(where) as logins:
            centre = _centre(arguments.centre, logins.centres())
            return logins.add(arguments.kind, arguments.name, centre.id, person)

    password = _as_owner(arguments, commands, add)
    if not password:
        print(tr("{name} 现在也能看这个中心了，密码不变。", name=arguments.name))
        return 0
    print(tr("登录名 {name} 添加好了。", name=arguments.name))
    _hand_over(password, arguments.password_to)
    return 0


def _list_logins(arguments: argparse.Namespace, commands: Commands) -> int:
    def read(where: HubAddress) -> int:
        with Logins(where) as logins:
            found = logins.all()
        for each in found:
            print(f"{each.centre_name}  {each.login}  {LOGIN_WORDS[each.kind]}  {each.created:%Y-%m-%d}")
        if not found:
            print(tr("还没有登录名。"))
        return 0

    return _as_owner(arguments, commands, read)


def _new_password(arguments: argparse.Namespace, commands: Commands) -> int:
    _check_new(arguments.password_to)

    def change(where: HubAddress) -> str:
        with Logins(where) as logins:
            return logins.new_password(arguments.name)

    password = _as_owner(arguments, commands, change)
    print(tr("{name} 换了密码，旧密码不能再用。", name=arguments.name))
    _hand_over(password, arguments.password_to)
    return 0


def _remove_login(arguments: argparse.Namespace, commands: Commands) -> int:
    def remove(where: HubAddress) -> int:
        with Logins(where) as logins:
            logins.remove(arguments.name)
        print(tr("登录名 {name} 删除了；它上传的内容都还在。", name=arguments.name))
        return 0

    return _as_owner(arguments, commands, remove)


def _centre(name: str, centres: list[Centre]) -> Centre:
    found = [each for each in centres if not name or each.name == name]
    if len(found) == 1:
        return found[0]
    names = "、".join(each.name for each in centres) or "—"
    if not found:
        raise ExpectedError(msg("数据库里没有这个中心。现有：{names}", names=names))
    raise ExpectedError(msg("数据库里有几个中心（{names}），请用 --centre 写明是哪一个。", names=names))


def _person(name: str, commands: Commands) -> str:
    """The id of the one trainer or administrator of this name on this machine; "" when none is asked for."""
    if not name:
        return ""
    studio = commands.build_studio()
    try:
        found = [each for each in studio.people.faces() if each.name == name and each.role != "trainee"]
    finally:
        studio.close()
    if len(found) == 1:
        return found[0].id
    if found:
        raise ExpectedError(
            msg("有 {count} 位教师叫 {name}，请用 --person-id 写明编号。", count=len(found), name=name)
        )
    raise ExpectedError(msg("这台电脑的名单里没有叫 {name} 的教师或管理员。", name=name))


def _check_new(path: Path | None) -> None:
    if path is not None and path.exists():
        raise ExpectedError(msg("已经有文件 {path} 了，什么也没有改变。请换一个文件名。", path=path))


def _hand_over(password: str, path: Path | None) -> None:
    """Show a new password once, or write it into a file that only its owner can read."""
    if path is None:
        print(tr("密码（只显示这一次）：{password}", password=password))
        return
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(password + "\n")
    except OSError as error:
        print(
            tr("密码没能写进 {path}，只显示这一次：{password}", path=path, password=password), file=sys.stderr
        )
        raise ExpectedError(msg("密码文件没有写成，登录名已经改好。"), repr(error)) from error
    print(tr("密码写进了 {path}。请妥善保管。", path=path))


# -- a machine that exchanges


def _status(_arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        status = studio.hub.status()
        for line in status_lines(status):
            print(line)
    finally:
        studio.close()
    return 1 if status.fault else 0


def status_lines(status: HubStatus) -> list[Message | str]:
    """The page that `kaibo hub status` prints."""
    lines: list[Message | str] = [msg("地址：{address}", address=status.address)]
    if status.me is not None:
        me = status.me
        lines += [
            msg(
                "通了：中心“{centre}”，登录名 {login}（{kind}）",
                centre=me.centre_name,
                login=me.login,
                kind=LOGIN_WORDS[me.kind],
            ),
            msg("还没有收的：最多 {behind} 条（自己上传的也算在内）", behind=status.behind),
        ]
    if status.fault is not None:
        lines.append(status.fault.message)
    total = sum(status.outbox.values())
    lines.append(msg("还没有上传的：{count} 条", count=total))
    lines += [f"    {KIND_WORDS[kind]}  {count}" for kind, count in sorted(status.outbox.items())]
    if status.waiting:
        lines.append(
            msg(
                "有 {count} 条收到的内容暂时用不上（所属的资料还没到，或者在别的电脑上），先留着。",
                count=status.waiting,
            )
        )
    if status.last is None:
        lines.append(msg("这台电脑还没有同步过。"))
    else:
        finished = status.last.finished
        when = finished.astimezone().strftime("%Y-%m-%d %H:%M") if finished else "—"
        lines.append(
            msg(
                "上次同步：{when}，上传 {pushed} 条，收到 {pulled} 条",
                when=when,
                pushed=status.last.pushed,
                pulled=status.last.pulled,
            )
        )
        lines += who_is_waited_for(status.last.left)
    if status.me is not None:
        lines.append(msg("时钟和中心相差 {seconds} 秒", seconds=round(status.clock_offset)))
        warning = clock_warning(status.clock_offset)
        lines += [warning] if warning else []
    now = datetime.now(UTC)
    for each in status.stations:
        days = (now - each.last_seen).days
        lines.append(
            msg(
                "    {name}（{login}，{version}）：{days} 天前来过，留着 {outbox} 条，时钟差 {seconds} 秒",
                name=each.name,
                login=each.login,
                version=each.version,
                days=days,
                outbox=each.outbox,
                seconds=round(each.clock_offset),
            )
        )
    return lines


def _sync(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        if arguments.login:
            password = getpass.getpass(tr("{name} 的密码：", name=arguments.login))
            result = studio.hub.bring_as(arguments.login, password)
        else:
            result = studio.hub.sync()
        for line in sync_words(result):
            print(line)
        return exchange_recordings(studio) if arguments.recordings else 0
    finally:
        studio.close()


def _publish(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        if not choose_named(studio, arguments.who):
            return 1
        pack = studio.hub.publish(arguments.file)
        print(tr("课包“{name}”发布了。其他电脑下次同步时会装上它。", name=pack.name))
        for line in sync_words(studio.hub.sync()):
            print(line)
    finally:
        studio.close()
    return 0
