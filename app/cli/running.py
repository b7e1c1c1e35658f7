"""Running a command line, or opening the window when there is none.

Exit codes: 0 is success, 1 an expected failure (one sentence on standard error), 2 a wrong call.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.curriculum.packs.values import SUFFIX
from app.errors import ExpectedError
from app.i18n import msg, tr
from app.people.rights import NotAllowedError
from app.policy import NO_POLICY, Policy, PolicyError

if TYPE_CHECKING:
    from app.practice.studio import Studio
    from app.settings import Settings
    from app.storage.values import Attempt

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Commands:
    """What the commands are made of; the bootstrap fills it in."""

    home: Path
    settings: Settings
    build_studio: Callable[[], Studio]
    open_window: Callable[[Callable[[], Studio], Path | None], int]  # with a lesson pack to bring in
    draw_practice: Callable[[Studio, Attempt, Path], None]
    policy: Policy = NO_POLICY
    policy_fault: PolicyError | None = None  # then only commands with `without_policy` run

    def check_network(self) -> None:
        """Raises ExpectedError where the centre wants no connection to be opened."""
        if self.policy.network is False:
            raise ExpectedError(msg("中心设定这台电脑不用网络，没有连接。要改动，请找管理这台电脑的人。"))


def run(argv: Sequence[str], commands: Commands, has_display: bool) -> int:
    """Run one command line. A lesson pack alone is one, too: the window opens and offers to bring it in."""
    pack = Path(argv[0]) if len(argv) == 1 and argv[0].lower().endswith(SUFFIX) else None
    if (not argv or pack is not None) and has_display:
        return _guarded(lambda: commands.open_window(commands.build_studio, pack))
    if pack is not None:
        print(tr("这里没有显示器。请用 kaibo lessons unpack {file} 导入课包。", file=pack), file=sys.stderr)
        return 1
    if not argv:
        print(tr("这里没有显示器，不能打开窗口，改为运行演示（kaibo demo）。"))
        argv = ["demo"]
    from app.cli.commands import build_parser  # the window need not wait for what the commands import

    arguments = build_parser().parse_args(list(argv))
    fault = commands.policy_fault
    if fault is not None and not getattr(arguments, "without_policy", False):
        print(str(fault), file=sys.stderr)
        return 1
    return _guarded(lambda: int(arguments.command(arguments, commands)), by_name=hasattr(arguments, "who"))


def _guarded(command: Callable[[], int], by_name: bool = False) -> int:
    """Expected failures become one sentence; bugs go to the log with a sentence that says where.

    `by_name`: the command takes --as, which is said to whoever may not do this.
    """
    try:
        return command()
    except ExpectedError as error:
        log.warning("%s (%s)", error, error.detail)
        print(str(error), file=sys.stderr)
        if by_name and isinstance(error, NotAllowedError):
            print(tr("有权限的人可以用 --as 写上姓名，再运行一次。"), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(tr("已取消。"), file=sys.stderr)
        return 1
    except EOFError:  # a question at the end of what a script gave, or without a terminal
        log.warning("nobody answered a question", exc_info=True)
        print("\n" + tr("没有人回答上面的问题，没有往下做。请在终端里运行，再输入答案。"), file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1
    except Exception:
        log.exception("a command failed")
        print(tr("程序出了问题，已记入日志（log/kaibo.log）。已有的录音没有丢失。"), file=sys.stderr)
        return 1
