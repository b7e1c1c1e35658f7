"""`kaibo worker`: this computer scores for another one's `kaibo rescore`, or brings the two together."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.errors import ExpectedError
from app.i18n import msg, tr

if TYPE_CHECKING:
    from app.cli.running import Commands
    from app.practice.rescore_all_keys import Keys


def add_parser(commands: Any) -> None:
    """Add `worker` to the command line."""
    each = commands.add_parser("worker", help=tr("用这台电脑帮忙重新评分（见 docs/rescoring.md）"))
    each.add_argument("address", nargs="?", default="", help=tr("调度程序的地址，例如 tls://主机:8786"))
    each.add_argument("--scheduler", action="store_true", help=tr("在这台电脑上启动调度程序"))
    each.add_argument("--host", default="", help=tr("调度程序在哪个地址上等；没有密钥时不写则只在本机"))
    each.add_argument("--port", type=int, default=0, help=tr("端口；调度程序不写则是 8786"))
    each.add_argument("--processes", type=int, default=1, help=tr("开几个工作进程"))
    each.add_argument("--make-keys", type=Path, metavar=tr("文件夹"), help=tr("做一套新的密钥"))
    add_keys(each)
    each.set_defaults(command=_worker)


def add_keys(parser: argparse.ArgumentParser) -> None:
    """Add the options that name TLS keys."""
    parser.add_argument("--tls-ca", type=Path, help=tr("信任谁（PEM 文件）"))
    parser.add_argument("--tls-cert", type=Path, help=tr("自己的证书（PEM 文件）"))
    parser.add_argument("--tls-key", type=Path, help=tr("自己的密钥（PEM 文件）"))


def keys_from(arguments: argparse.Namespace) -> Keys | None:
    """The keys that the options name, None without any. Raises ExpectedError when one is lacking."""
    from app.practice.rescore_all_keys import Keys

    given = (arguments.tls_ca, arguments.tls_cert, arguments.tls_key)
    if not any(given):
        return None
    if not all(given):
        raise ExpectedError(msg("--tls-ca、--tls-cert 和 --tls-key 要一起写。没有连接。"))
    return Keys(*given)


def check_network(commands: Commands, address: str) -> None:
    """Raises ExpectedError when the centre forbids the network and `address` is not this machine."""
    from app.practice.rescore_all_machines import is_this_machine

    if commands.policy.network is False and not is_this_machine(address):
        raise ExpectedError(msg("中心规定这台电脑不使用网络。没有连接任何地方。"))
    if address.startswith("tcp://") and not is_this_machine(address):
        print(
            tr("没有加密：同一个网络里的人能听到录音，也能在工作机上运行程序。只在封闭的机房里这样用。"),
            file=sys.stderr,
        )


def _worker(arguments: argparse.Namespace, commands: Commands) -> int:
    from app.practice import rescore_all_machines as machines
    from app.practice.rescore_all_crew import Crew
    from app.practice.rescore_all_keys import make_keys

    if arguments.make_keys:
        made = make_keys(arguments.make_keys)
        print(tr("密钥做好了，一年内有效：{path}。谁有它，谁就能用这些电脑。", path=made.key.parent))
        return 0
    if bool(arguments.address) == arguments.scheduler:
        print(tr("请写调度程序的地址，或者 --scheduler，只写一样。"), file=sys.stderr)
        return 2
    keys = keys_from(arguments)
    signal.signal(signal.SIGTERM, _end)
    if arguments.scheduler:
        host = arguments.host or ("0.0.0.0" if keys else "127.0.0.1")
        port = arguments.port or machines.PORT
        check_network(commands, f"{'tls' if keys else 'tcp'}://{host}:{port}")
        machines.run_scheduler(
            host, port, keys, lambda at: print(tr("调度程序在 {address}", address=at), flush=True)
        )
        return 0
    machines.check_address(arguments.address, keys)
    check_network(commands, arguments.address)
    if arguments.processes > 1:
        crew = Crew(arguments.address, keys, arguments.processes, arguments.port, quiet=False)
        try:
            crew.wait()
        finally:
            crew.close()
        return 0
    return _work(arguments, commands, keys)


def _work(arguments: argparse.Namespace, commands: Commands, keys: Keys | None) -> int:
    from app.practice.engine import SpeechEngine
    from app.practice.rescore_all_machines import run_worker
    from app.practice.rescore_all_task import serve

    identity = serve(SpeechEngine(commands.settings.model))
    print(tr("模型和评分程序已就绪：{identity}", identity=identity), flush=True)
    run_worker(
        arguments.address,
        keys,
        identity,
        arguments.port,
        lambda at: print(tr("开始干活：{address}", address=at), flush=True),
    )
    print(tr("调度程序关了，这里也结束。"))
    return 0


def _end(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
