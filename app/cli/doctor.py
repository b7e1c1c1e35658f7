"""`kaibo doctor`: this station from end to end, on one page.

Exit codes: 0 all is well, 1 something does not work, 3 there are only warnings, 2 a wrong call.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from app.errors import ExpectedError
from app.i18n import Message, tr
from app.practice.doctor import Doctor
from app.practice.doctor_words import as_json, as_text

if TYPE_CHECKING:
    from app.cli.running import Commands
    from app.practice.studio import Studio


def add_parser(commands: Any) -> None:
    """Add `doctor` to the command line."""
    each = commands.add_parser("doctor", help=tr("检查这台电脑：声音、语音模型、磁盘、权限、中心数据库"))
    each.add_argument("--json", action="store_true", help=tr("输出 JSON"))
    each.add_argument("--sound", action="store_true", help=tr("放一声试音，用麦克风听"))
    each.set_defaults(command=_examine, without_policy=True)


def _examine(arguments: argparse.Namespace, commands: Commands) -> int:
    studio: Studio | None = None
    trouble: ExpectedError | None = None
    try:
        studio = commands.build_studio()
    except ExpectedError as error:
        trouble = error
    doctor = Doctor(commands.home, commands.policy, studio, trouble=trouble, fault=commands.policy_fault)
    try:
        checkup = doctor.examine(_show_progress, play=arguments.sound)
    finally:
        if studio is not None:
            studio.close()
    if arguments.json:
        print(json.dumps(as_json(checkup), ensure_ascii=False, indent=2))
    else:
        print(as_text(checkup))
    return checkup.exit_code


def _show_progress(share: float, doing: Message) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{'' if share >= 1 else doing}", end="", file=sys.stderr, flush=True)
