"""`kaibo hub keys` and `kaibo hub recordings`: the centre's keys for recordings, and where they gather."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.model import progress_line
from app.cli.people import choose_named
from app.i18n import tr, trn

if TYPE_CHECKING:
    from app.cli.running import Commands
    from app.practice.studio import Studio

_FETCH = 500


def add_parsers(hub: Any) -> None:
    """Add `keys` and `recordings` to the commands of `kaibo hub`."""
    keys = hub.add_parser("keys", help=tr("录音的钥匙：生成、公布、放进这台电脑"))
    which = keys.add_subparsers(metavar=tr("命令"), required=True)
    each = which.add_parser("make", help=tr("生成中心的一对钥匙，写进文件夹（例如 U 盘）"))
    each.add_argument("folder", type=Path)
    each.set_defaults(command=_make)
    each = which.add_parser("publish", help=tr("把公钥告诉中心的每一台电脑（下次同步时）"))
    each.add_argument("file", type=Path, help=tr("公钥文件"))
    each.add_argument("--as", dest="who", help=tr("谁来做；不写则是上次登录的人"))
    each.set_defaults(command=_publish)
    each = which.add_parser("use", help=tr("把私钥放进这台电脑，之后能听别处录的录音；只用在教师的电脑上"))
    each.add_argument("file", type=Path, help=tr("私钥文件"))
    each.set_defaults(command=_use)
    each = which.add_parser("show", help=tr("录音为哪把钥匙封存、这台电脑上有哪些私钥（指纹）"))
    each.set_defaults(command=_show)

    recordings = hub.add_parser("recordings", help=tr("录音的共享位置：准备、发送、取回"))
    which = recordings.add_subparsers(metavar=tr("命令"), required=True)
    each = which.add_parser("prepare", help=tr("准备好共享文件夹或存储桶；整个中心做一次"))
    each.set_defaults(command=_with_studio(_prepare))
    each = which.add_parser("send", help=tr("发送这台电脑上还没有发送的录音"))
    each.add_argument("--again", action="store_true", help=tr("以前发送过的也检查一遍，缺了就补上"))
    each.set_defaults(command=_with_studio(lambda studio, arguments: send(studio, arguments.again)))
    each = which.add_parser("fetch", help=tr("取回这台电脑上缺的录音，最新的在前；要有私钥"))
    each.add_argument(
        "--most", type=int, default=_FETCH, help=tr("最多取回几段（默认 {count}）", count=_FETCH)
    )
    each.set_defaults(command=_with_studio(lambda studio, arguments: fetch(studio, arguments.most)))


def exchange_recordings(studio: Studio) -> int:
    """Send what is left, and fetch what is missing where the key is: for `kaibo hub sync --recordings`."""
    return send(studio) | (fetch(studio, _FETCH) if studio.share.has_key else 0)


def send(studio: Studio, again: bool = False) -> int:
    """Send, and say what was done; 1 when something cannot be read here. Raises ExpectedError."""
    show = progress_line()
    sent = studio.share.send(lambda done, count: show(done / max(1, count)), again=again)
    print(trn("发送了 {number} 段录音。", "发送了 {number} 段录音。", sent.sent))
    if sent.known:
        print(trn("有 {number} 段已经在那里了。", "有 {number} 段已经在那里了。", sent.known))
    if sent.unreadable:
        print(
            trn(
                "有 {number} 段在这台电脑上已损坏，没有发送。",
                "有 {number} 段在这台电脑上已损坏，没有发送。",
                sent.unreadable,
            )
        )
    return int(sent.unreadable > 0)


def fetch(studio: Studio, most: int) -> int:
    """Fetch, and say what was done; 1 when something was refused or stays locked. Raises ExpectedError."""
    show = progress_line()
    found = studio.share.fetch_missing(most, lambda done, count: show(done / max(1, count)))
    print(trn("取回了 {number} 段录音。", "取回了 {number} 段录音。", found.fetched))
    if found.not_shared:
        print(
            trn(
                "有 {number} 段，录音的电脑还没有发送。",
                "有 {number} 段，录音的电脑还没有发送。",
                found.not_shared,
            )
        )
    if found.refused:
        print(
            trn(
                "有 {number} 段已损坏或被换过，没有采用，放到了一边。",
                "有 {number} 段已损坏或被换过，没有采用，放到了一边。",
                found.refused,
            )
        )
    if found.locked:
        print(
            trn(
                "有 {number} 段是用另一把钥匙封存的，这台电脑打不开。",
                "有 {number} 段是用另一把钥匙封存的，这台电脑打不开。",
                found.locked,
            )
        )
    return int(found.refused + found.locked > 0)


def _with_studio(
    work: Callable[[Studio, argparse.Namespace], int],
) -> Callable[[argparse.Namespace, Commands], int]:
    def command(arguments: argparse.Namespace, commands: Commands) -> int:
        studio = commands.build_studio()
        try:
            return work(studio, arguments)
        finally:
            studio.close()

    return command


def _prepare(studio: Studio, _arguments: argparse.Namespace) -> int:
    studio.share.prepare()
    print(tr("{address} 准备好了。", address=studio.share.address))
    return 0


def _make(arguments: argparse.Namespace, commands: Commands) -> int:
    def make(studio: Studio, _arguments: argparse.Namespace) -> int:
        public_key, secret, public = studio.share.make_keys(arguments.folder)
        print(tr("私钥：{path}。谁有它，谁就能听所有录音；丢了它，录音再也打不开。", path=secret))
        print(tr("请另存一份，锁在安全的地方，不要留在学员的电脑上。"))
        print(tr("公钥：{path}。用 kaibo hub keys publish 公布，或写进策略文件的 hub：", path=public))
        print(f'recordings_key = "{public_key}"')
        return 0

    return _with_studio(make)(arguments, commands)


def _publish(arguments: argparse.Namespace, commands: Commands) -> int:
    def publish(studio: Studio, _arguments: argparse.Namespace) -> int:
        if not choose_named(studio, arguments.who):
            return 1
        found = studio.share.publish_key(arguments.file)
        print(tr("公钥（指纹 {fingerprint}）记下了，下次同步时告诉每一台电脑。", fingerprint=found))
        return 0

    return _with_studio(publish)(arguments, commands)


def _use(arguments: argparse.Namespace, commands: Commands) -> int:
    def use(studio: Studio, _arguments: argparse.Namespace) -> int:
        found = studio.share.put_in_key(arguments.file)
        print(tr("私钥（指纹 {fingerprint}）放好了，这台电脑能听别处录的录音。", fingerprint=found))
        return 0

    return _with_studio(use)(arguments, commands)


def _show(arguments: argparse.Namespace, commands: Commands) -> int:
    def show(studio: Studio, _arguments: argparse.Namespace) -> int:
        sealed_for, here = studio.share.fingerprints()
        print(tr("录音为这把钥匙封存：{fingerprint}", fingerprint=sealed_for or "—"))
        print(tr("这台电脑上的私钥：{fingerprints}", fingerprints="、".join(here) or "—"))
        return 0

    return _with_studio(show)(arguments, commands)
