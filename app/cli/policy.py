"""`kaibo policy`: what the centre set for this machine, whether a file of it is right, and making one."""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import ExpectedError
from app.i18n import msg, tr
from app.policy import PolicyError, policy_path, policy_text, read_policy
from app.policy.keys import KEYS, Key, WrongValueError, typed_value
from app.policy.reading import policy_of
from app.practice.policy_words import told

if TYPE_CHECKING:
    from app.cli.running import Commands
    from app.policy import Policy


def add_parser(commands: Any) -> None:
    """Add `policy show|check|write` to the command line."""
    policy = commands.add_parser("policy", help=tr("中心的设置文件：看、检查、生成"))
    what = policy.add_subparsers(metavar=tr("命令"), required=True)
    each = what.add_parser("show", help=tr("这台电脑上由中心设定的内容"))
    each.set_defaults(command=_show, without_policy=True)
    each = what.add_parser("check", help=tr("检查一个设置文件；不写文件就检查这台电脑的"))
    each.add_argument("file", type=Path, nargs="?")
    each.set_defaults(command=_check, without_policy=True)
    each = what.add_parser("write", help=tr("按选项生成一个设置文件"))
    each.add_argument("file", type=Path, help=tr("写到哪里；- 表示屏幕"))
    each.add_argument("--from", dest="base", type=Path, help=tr("以这个设置文件为底，再改选项写的几项"))
    each.add_argument("--force", action="store_true", help=tr("已有这个文件也覆盖"))
    for key in KEYS:
        each.add_argument(_option(key), dest=_place(key), metavar=tr("值"), help=key.full_name)
    each.set_defaults(command=_write, without_policy=True)


def _show(arguments: argparse.Namespace, commands: Commands) -> int:
    if commands.policy_fault is not None:
        print(commands.policy_fault, file=sys.stderr)
        return 1
    _print(commands.policy)
    return 0


def _print(policy: Policy) -> None:
    if policy.path is None:
        print(tr("没有中心的设置文件（{path}），一切由本机决定。", path=policy_path()))
        return
    print(policy.path)
    for name, value in told(policy):
        print(f"  {name}: {value}")


def _check(arguments: argparse.Namespace, commands: Commands) -> int:
    path = arguments.file or policy_path()
    if arguments.file is None and not path.exists():
        _print(commands.policy)
        return 0
    try:
        policy = read_policy(path)
    except PolicyError as error:
        if error.where is None:
            raise
        print(tr("{path} 有错。{where}请改好，再检查一次。", path=path, where=error.where), file=sys.stderr)
        return 1
    _print(policy)
    print(tr("没有错误。"))
    return 0


def _write(arguments: argparse.Namespace, commands: Commands) -> int:
    """Write what the options say, once it has been read as a station would read it."""
    target: Path = arguments.file
    data: dict[str, Any] = tomllib.loads(policy_text(read_policy(arguments.base))) if arguments.base else {}
    for key in KEYS:
        typed = getattr(arguments, _place(key))
        if typed is not None:
            table = data.setdefault(key.section, {}) if key.section else data
            table[key.name] = _meant(key, typed)
    text = policy_text(policy_of(data, target))
    if str(target) == "-":
        print(text, end="")
        return 0
    if target.exists() and not arguments.force:
        raise ExpectedError(msg("{path} 已经有了，没有改动。要覆盖请加 --force。", path=target))
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(text, encoding="utf-8")
        part.replace(target)
    except OSError as error:
        raise ExpectedError(msg("不能写到 {path}。请换一个地方。", path=target), repr(error)) from error
    print(tr("写好了：{path}", path=target))
    return 0


def _meant(key: Key, typed: str) -> Any:
    try:
        return typed_value(key, typed)
    except WrongValueError as error:
        sentence = msg("{option}：{what}。没有写文件。", option=_option(key), what=error.message)
        raise ExpectedError(sentence, typed) from error


def _option(key: Key) -> str:
    """`sign_in.idle_minutes` as an option: --sign-in-idle-minutes."""
    return "--" + key.full_name.replace(".", "-").replace("_", "-")


def _place(key: Key) -> str:
    return "key_" + key.full_name.replace(".", "_")
