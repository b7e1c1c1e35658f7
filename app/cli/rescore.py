"""`kaibo rescore`: takes that an older scorer or another strictness has scored, scored again."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from app.cli.model import progress_line
from app.cli.people import choose_named
from app.cli.reports import class_named
from app.cli.worker import add_keys, check_network, keys_from
from app.i18n import tr

if TYPE_CHECKING:
    from app.cli.running import Commands
    from app.practice.rescore_all import ArchiveResult, Standing
    from app.practice.studio import Studio

_LOCAL = "local"
_NAMED = 20  # failures that are named on screen; the log has all


def add_parser(commands: Any) -> None:
    """Add `rescore` to the command line."""
    each = commands.add_parser("rescore", help=tr("把旧版评分程序评过的录音重新评分，原来的分数会留着"))
    each.add_argument("--profile", help=tr("学员姓名；不写则是上次练习的学员"))
    each.add_argument("--everyone", action="store_true", help=tr("管理员：所有人的；教师：自己班上所有人的"))
    each.add_argument("--class", dest="cohort", default="", help=tr("只要这个班级的（和 --everyone 一起用）"))
    each.add_argument("--as", dest="who", default="", help=tr("以谁的身份；不写则是上次登录的人"))
    each.add_argument(
        "--scheduler",
        default=_LOCAL,
        help=tr("Dask 调度程序的地址，例如 tls://主机:8786；不写则只用这台电脑"),
    )
    each.add_argument("--workers", type=int, default=0, help=tr("这台电脑上用几个进程；不写则是处理器的一半"))
    each.add_argument("--wait", type=float, default=120.0, help=tr("没有工作机时最多等几秒"))
    add_keys(each)
    each.set_defaults(command=_rescore)


def _rescore(arguments: argparse.Namespace, commands: Commands) -> int:
    if arguments.everyone and arguments.profile:
        print(tr("--profile 和 --everyone 只能写一个。"), file=sys.stderr)
        return 2
    if not arguments.everyone and (arguments.cohort or arguments.scheduler != _LOCAL or arguments.workers):
        print(tr("--class、--scheduler 和 --workers 要和 --everyone 一起用。"), file=sys.stderr)
        return 2
    studio = commands.build_studio()
    try:
        return _archive(arguments, commands, studio) if arguments.everyone else _one(arguments, studio)
    finally:
        studio.close()


def _one(arguments: argparse.Namespace, studio: Studio) -> int:
    if not choose_named(studio, arguments.profile):
        return 1
    if studio.profile is None:
        print(tr("请用 --profile 写明学员姓名。"), file=sys.stderr)
        return 1
    show = progress_line()
    result = studio.rescoring.rescore_outdated(lambda done, count: show(done / max(1, count)))
    _tell(result.done, result.higher, result.lower, studio)
    if result.failed:
        print(
            tr("其中 {count} 条的录音读不出来，保留原来的分数。", count=len(result.failed)),
            file=sys.stderr,
        )
    return 0


def _archive(arguments: argparse.Namespace, commands: Commands, studio: Studio) -> int:
    from app.practice.rescore_all_machines import Machines, check_address

    keys = keys_from(arguments)
    address = "" if arguments.scheduler == _LOCAL else arguments.scheduler
    if address:
        check_address(address, keys)
        check_network(commands, address)
    if not choose_named(studio, arguments.who):
        return 1
    cohort = class_named(studio, arguments.cohort)
    if cohort == "":
        return 1
    due = studio.archive.due(cohort)
    if not due:
        print(tr("所有录音都是现在的评分程序评的，没有要重评的。"))
        return 0
    workers = arguments.workers if arguments.workers > 0 else max(1, (os.cpu_count() or 2) // 2)
    with Machines(address, keys if address else None, workers) as machines:
        result = studio.archive.run(due, machines, _standing_line(), patience=arguments.wait)
    if result.cancelled and sys.stderr.isatty():
        print(file=sys.stderr)
    _tell(result.done, result.higher, result.lower, studio)
    _tell_rest(result)
    return 1 if result.cancelled else 0


def _tell(done: int, higher: int, lower: int, studio: Studio) -> None:
    print(
        tr(
            "重新评了 {count} 条练习：{higher} 条高了，{lower} 条低了（评分版本 {scorer}）。",
            count=done,
            higher=higher,
            lower=lower,
            scorer=studio.rescoring.scorer,
        )
    )


def _tell_rest(result: ArchiveResult) -> None:
    if result.gone:
        print(tr("{count} 条在这期间被删掉了，或者已由别人重评。", count=result.gone))
    if result.failures:
        print(tr("{count} 条没有评成，保留原来的分数：", count=len(result.failures)), file=sys.stderr)
        for each in result.failures[:_NAMED]:
            print(f"  {each.person}  {each.recording}  {each.why}", file=sys.stderr)
        if len(result.failures) > _NAMED:
            print(tr("其余的见日志（log/kaibo.log）。"), file=sys.stderr)
    if result.cancelled:
        print(tr("已取消。评好的都已保存；再运行一次，会从这里接着评。"), file=sys.stderr)


def _standing_line() -> Callable[[Standing], None]:
    """Rewrites one line where somebody watches; says once of each machine why it gets no work."""
    told: set[str] = set()
    watched = sys.stderr.isatty()

    def show(standing: Standing) -> None:
        for other in standing.others:
            if other not in told:
                told.add(other)
                print(
                    tr("不给这台工作机派活，它的程序、评分版本或模型和这里的不一样：{other}", other=other),
                    file=sys.stderr,
                )
        if not watched:
            return
        left = standing.seconds_left
        words = tr(
            "{done}/{count}，没评成 {failed}，工作进程 {workers}，每分钟 {rate:.0f} 条，还要约 {left}",
            done=standing.done,
            count=standing.count,
            failed=standing.failed,
            workers=standing.workers,
            rate=standing.per_minute,
            left="—"
            if left is None
            else f"{int(left // 3600)}:{int(left // 60 % 60):02}:{int(left % 60):02}",
        )
        end = "\n" if standing.done == standing.count else ""
        print(f"\r{words}    ", end=end, file=sys.stderr, flush=True)

    return show
