"""`kaibo xapi`: what people did as Experience API statements, into a file or to a learning record store."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.cli.people import choose_named
from app.cli.reports import class_named, person_named
from app.errors import ExpectedError
from app.i18n import msg, tr, trn
from app.practice.xapi_sending import RecordStore, SentResult, read_credentials
from app.storage.reports import Scope

if TYPE_CHECKING:
    from app.cli.running import Commands
    from app.practice.studio import Studio


def add_parser(commands: Any) -> None:
    """Add `xapi` to the command line."""
    each = commands.add_parser("xapi", help=tr("把学习记录写成 xAPI 语句，或发给学习记录库"))
    each.add_argument("file", type=Path, nargs="?", help=tr("写到哪个文件（.jsonl，一行一条）"))
    each.add_argument("--lrs", default="", metavar="URL", help=tr("发给这个学习记录库"))
    each.add_argument("--credentials", type=Path, help=tr("账号文件，第一行是“名字:密码”"))
    each.add_argument("--since", type=_day, help=tr("只要这一天（含）以后的，例如 2026-03-01"))
    each.add_argument("--class", dest="cohort", default="", help=tr("只要这个班级的；不写则全部"))
    each.add_argument("--person", default="", help=tr("只要这个人的"))
    each.add_argument("--home-page", default="", metavar="URL", help=tr("中心的网址，用来区分各中心的账号"))
    each.add_argument("--with-names", action="store_true", help=tr("写上姓名；不写则只有编号"))
    each.add_argument("--as", dest="who", default="", help=tr("以谁的身份；不写则是上次登录的人"))
    each.set_defaults(command=_xapi)


def _day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d").astimezone()  # a day on the wall


def _xapi(arguments: argparse.Namespace, commands: Commands) -> int:
    if bool(arguments.file) == bool(arguments.lrs):
        print(tr("请写一个文件，或者 --lrs 加网址，只写一样。"), file=sys.stderr)
        return 2
    _check_page(arguments.home_page)
    record_store = _record_store(arguments, commands) if arguments.lrs else None
    studio = commands.build_studio()
    try:
        if not choose_named(studio, arguments.who):
            return 1
        person = person_named(studio, arguments.person) if arguments.person else None
        cohort = class_named(studio, arguments.cohort)
        if person == "" or cohort == "":
            return 1
        scope = Scope(cohort_id=cohort, profile_id=person)
        if record_store is not None:
            return _send(arguments, studio, record_store, scope)
        count = studio.xapi.write(
            arguments.file,
            scope,
            since=arguments.since,
            home_page=arguments.home_page,
            names=arguments.with_names,
        )
    finally:
        studio.close()
    print(trn("写好了 {number} 条语句：{path}", "写好了 {number} 条语句：{path}", count, path=arguments.file))
    return 0


def _check_page(address: str) -> None:
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ExpectedError(msg("“{address}”不是网址。应该像 https://centre.example.cn。", address=address))


def _record_store(arguments: argparse.Namespace, commands: Commands) -> RecordStore:
    credentials = read_credentials(arguments.credentials) if arguments.credentials else ""
    record_store = RecordStore(arguments.lrs, credentials)
    parts = urlsplit(record_store.address)
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if commands.policy.network is False and not here:
        raise ExpectedError(msg("中心规定这台电脑不使用网络。没有连接任何地方。"))
    if parts.scheme == "http" and not here:
        print(tr("没有加密（http）：同一个网络里的人能看到账号和学习记录。"), file=sys.stderr)
    return record_store


def _send(arguments: argparse.Namespace, studio: Studio, record_store: RecordStore, scope: Scope) -> int:
    result = studio.xapi.send(
        record_store,
        scope,
        since=arguments.since,
        home_page=arguments.home_page,
        names=arguments.with_names,
        progress=_line(),
    )
    print(
        tr(
            "发了 {sent} 条语句，对方已有 {known} 条，作废旧的 {voided} 条。",
            sent=result.sent,
            known=result.known,
            voided=result.voided,
        )
    )
    if result.refused:
        print(tr("对方拒收 {count} 条，下次会再试：", count=result.refused), file=sys.stderr)
        for each in result.reasons:
            print(f"  {each}", file=sys.stderr)
    return 1 if result.refused else 0


def _line() -> Callable[[SentResult], None]:
    def show(result: SentResult) -> None:
        if sys.stderr.isatty():
            print(f"\r{result.sent + result.known}", end="", file=sys.stderr, flush=True)

    return show
