"""`kaibo exam`: papers of the mock Putonghua test as text, to be printed or read from another screen."""

from __future__ import annotations

import argparse
import secrets
from typing import Any

from app.i18n import tr
from app.speech.psc.paper import Paper, PartOfPaper, make_paper

_COLUMNS = {PartOfPaper.SYLLABLES: 10, PartOfPaper.WORDS: 5}


def add_parser(commands: Any) -> None:
    """Add the command to the command line."""
    exam = commands.add_parser("exam", help=tr("普通话水平模拟测试"))
    what = exam.add_subparsers(metavar=tr("命令"), required=True)
    each = what.add_parser("paper", help=tr("按题型出一份普通话水平模拟测试的卷子"))
    each.add_argument("--seed", type=int, metavar="N", help=tr("卷号；不写就随机出一份"))
    each.add_argument("--five", action="store_true", help=tr("五题的卷子，多一题选择判断"))
    each.set_defaults(command=_paper)


def _paper(arguments: argparse.Namespace, _commands: object) -> int:
    seed = secrets.randbelow(1_000_000) if arguments.seed is None else arguments.seed
    print(paper_text(make_paper(seed, five_parts=arguments.five)))
    return 0


def paper_text(paper: Paper) -> str:
    """A paper laid out in rows; the right answers of the choosing part stand at the end."""
    lines = [tr("卷号 {seed}", seed=paper.seed)]
    for number, part in enumerate(paper.parts, start=1):
        lines += ["", f"{number}. {_name(part)}", "", *_body(paper, part)]
    if paper.choices:
        right = (f"{number} {'ABC'[item.right]}" for number, item in enumerate(paper.choices, start=1))
        lines += ["", tr("答案：{answers}", answers="  ".join(right))]
    return "\n".join(lines)


def _body(paper: Paper, part: PartOfPaper) -> list[str]:
    if part is PartOfPaper.SYLLABLES:
        return _rows([each.text for each in paper.syllables], _COLUMNS[part])
    if part is PartOfPaper.WORDS:
        return _rows(list(paper.words), _COLUMNS[part])
    if part is PartOfPaper.PASSAGE:
        return [paper.passage.title, "", *paper.passage.text.splitlines()]
    if part is PartOfPaper.TALK:
        return [tr("选一个：{first} 或 {second}", first=paper.topics[0], second=paper.topics[1])]
    return [
        f"{number}. " + "   ".join(f"{'ABC'[i]} {option}" for i, option in enumerate(item.options))
        for number, item in enumerate(paper.choices, start=1)
    ]


def _rows(items: list[str], columns: int) -> list[str]:
    """Items in columns; a Chinese character is two places wide."""
    wide = max(len(each) for each in items)
    return [
        "　".join(each + "　" * (wide - len(each)) for each in items[at : at + columns]).rstrip("　")
        for at in range(0, len(items), columns)
    ]


def _name(part: PartOfPaper) -> str:
    return {
        PartOfPaper.SYLLABLES: tr("读单音节字词"),
        PartOfPaper.WORDS: tr("读多音节词语"),
        PartOfPaper.CHOOSING: tr("选择判断"),
        PartOfPaper.PASSAGE: tr("朗读短文"),
        PartOfPaper.TALK: tr("命题说话"),
    }[part]
