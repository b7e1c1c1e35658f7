"""`kaibo model`: speech models on this machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.i18n import tr
from app.paths import user_dir
from app.speech.model_download import download_model, offered_models

if TYPE_CHECKING:
    from app.cli.running import Commands


def add_parser(commands: Any) -> None:
    """Add `model list|use|import|download` to the command line."""
    model = commands.add_parser("model", help=tr("语音模型：列出、选用、导入、下载"))
    what = model.add_subparsers(metavar=tr("命令"), required=True)
    each = what.add_parser("list", help=tr("列出这台电脑上的模型"))
    each.add_argument("--online", action="store_true", help=tr("也列出可以下载的模型（需要网络）"))
    each.set_defaults(command=_list)
    each = what.add_parser("use", help=tr("选用一个模型；auto 表示自动选择"))
    each.add_argument("name")
    each.set_defaults(command=_use)
    each = what.add_parser("import", help=tr("导入模型的 zip 文件，检查通过才安装"))
    each.add_argument("file", type=Path)
    each.set_defaults(command=_import)
    each = what.add_parser("download", help=tr("从 Vosk 网站下载一个模型（需要网络）"))
    each.add_argument("name")
    each.set_defaults(command=_download)


def progress_line() -> Callable[[float], None]:
    """A progress reporter that rewrites one line, and stays quiet when nobody watches."""

    def show(share: float) -> None:
        if sys.stderr.isatty():
            print(f"\r{share:4.0%}", end="" if share < 1 else "\n", file=sys.stderr, flush=True)

    return show


def _list(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        used = studio.models.would_use()
        for each in studio.models.installed():
            mark = "*" if each.path == used.path else " "
            print(f"{mark} {each.name}  {each.origin.value}  {each.path}")
        for problem in used.problems:
            print(problem, file=sys.stderr)
    finally:
        studio.close()
    if arguments.online:
        commands.check_network()
        print(tr("可以下载："))
        for remote in offered_models():
            print(f"{remote.name}  {remote.size / 1e6:.0f} MB")
    return 0


def _use(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        studio.models.use("" if arguments.name == "auto" else arguments.name)
        print(tr("现在用的模型：{name}", name=studio.model_name))
    finally:
        studio.close()
    return 0


def _import(arguments: argparse.Namespace, commands: Commands) -> int:
    studio = commands.build_studio()
    try:
        name = studio.models.install(arguments.file, progress_line(), lambda: False)
        print(tr("模型 {name} 已安装。选用它：kaibo model use {name}", name=name))
    finally:
        studio.close()
    return 0


def _download(arguments: argparse.Namespace, commands: Commands) -> int:
    commands.check_network()
    folder = download_model(arguments.name, user_dir() / "models", progress_line())
    print(tr("模型 {name} 已安装。选用它：kaibo model use {name}", name=folder.name))
    return 0
