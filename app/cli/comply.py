"""`kaibo comply`: what in a text must not be said before a camera, and what to say instead."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.coaching.compliance import Finding, Product, RuleBook, check_text, load_rules
from app.coaching.compliance.meanings import meaning_of
from app.coaching.compliance.names import kind_name
from app.coaching.compliance.values import SUGGESTION
from app.errors import ExpectedError
from app.i18n import msg, tr

if TYPE_CHECKING:
    from app.cli.running import Commands


def add_parser(commands: Any) -> None:
    """Add `comply` to the command line."""
    each = commands.add_parser("comply", help=tr("检查一段话：哪些话不能说，为什么，可以怎么说"))
    what = each.add_mutually_exclusive_group(required=True)
    what.add_argument("text", nargs="?", help=tr("要检查的话"))
    what.add_argument("--file", type=Path, help=tr("要检查的文字文件（UTF-8）"))
    each.add_argument(
        "--product",
        choices=[product.value for product in Product],
        default=Product.OTHER.value,
        help=tr("卖的是什么：food 食品，jade 玉石，textile 纺织品，other 其他"),
    )
    each.add_argument("--recognised", action="store_true", help=tr("文字是语音识别出来的：也按读音查"))
    each.set_defaults(command=_comply)


def _comply(arguments: argparse.Namespace, commands: Commands) -> int:
    rules = load_rules(commands.home)
    for problem in rules.problems:
        print(problem, file=sys.stderr)
    lines = _lines(arguments.file) if arguments.file else [arguments.text]
    product = Product(arguments.product)
    count = 0
    for number, line in enumerate(lines, 1):
        for finding in check_text(line, rules, product, recognised=arguments.recognised):
            count += 1
            print(_shown(finding, f"{arguments.file}:{number}: " if arguments.file else ""))
    print(_summary(count, rules))
    return 1 if count else 0


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise ExpectedError(
            msg("{path} 打不开，请检查它是否还在、有没有读取权限。", path=path), str(error)
        ) from error
    except UnicodeDecodeError as error:
        raise ExpectedError(
            msg("{path} 不是 UTF-8 文本。请用记事本“另存为”，编码选 UTF-8，再试一次。", path=path), str(error)
        ) from error


def _shown(finding: Finding, where: str) -> str:
    doubt = "" if finding.certainty >= 0.75 else "  " + tr("（不太确定）")
    if finding.rule == SUGGESTION:
        doubt = "  " + tr("（可能有问题）")
    lines = [
        f"{where}“{finding.text}”  {kind_name(finding.kind)}  {finding.article}{doubt}",
        "  " + tr("为什么：{why}", why=meaning_of(finding.why) or finding.why),
        "  " + tr("可以说：{instead}", instead=finding.instead),
    ]
    if meaning := meaning_of(finding.instead):
        lines.append("  " + tr("意思是：{meaning}", meaning=meaning))
    return "\n".join(lines)


def _summary(count: int, rules: RuleBook) -> str:
    version = tr("规则 {version}，{date}", version=rules.version, date=rules.issued)
    if not count:
        return tr("没有找到不能说的话。") + f"  {version}"
    return tr("找到 {count} 处。这是培训，不是法律意见。", count=count) + f"  {version}"
