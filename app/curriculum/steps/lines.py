"""Lines that several kinds of step share: their names, what a step must have, and how many items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.curriculum.blocks import Block, too_long
from app.curriculum.fields import LANGUAGE_NAMES, Item, shorten
from app.curriculum.report import Report
from app.i18n import msg

COMMON: Mapping[str, str] = {"编号": "id", "id": "id", **LANGUAGE_NAMES}
"""Every kind of step may say its id and the meaning of its words."""

HINT: Mapping[str, str] = {"提示": "hint", "hint": "hint"}
WHY: Mapping[str, str] = {"解释": "why", "why": "why"}
SECONDS: Mapping[str, str] = {"时间": "seconds", "秒": "seconds", "seconds": "seconds"}

LONGEST = 400
"""Characters of a heading or an item; the passage of the national Mandarin test has 400 syllables."""


def has_title(block: Block, kind: str, example: str, report: Report) -> bool:
    """Whether something of a bearable length stands behind the kind; else the reason is reported."""
    if not block.title:
        report.error(
            block.line,
            msg(
                "“## {kind}”后面还没有内容。请写在同一行，例如：## {kind} {example}",
                kind=kind,
                example=example,
            ),
        )
        return False
    return _is_short(block.line, block.title, report)


@dataclass(frozen=True)
class ListRule:
    """How many items the list of a kind has, and an example of one for the sentence about too few."""

    kind: str
    example: str
    least: int
    most: int

    def fits(self, items: Sequence[Item], block: Block, report: Report) -> bool:
        """Whether the items are as many as they must be, none too long, none twice; else it is reported."""
        counted = self.least <= len(items) <= self.most
        if not counted:
            report.error(
                block.line,
                msg(
                    "“{kind}”要有 {least} 到 {most} 条，这里有 {count} 条。每条写一行，例如：{example}",
                    kind=self.kind,
                    least=self.least,
                    most=self.most,
                    count=len(items),
                    example=self.example,
                ),
            )
        short = [_is_short(item.line, item.text, report) for item in items]
        single = all_different([(item.line, item.text) for item in items], report)
        return counted and all(short) and single


def _is_short(line: int, text: str, report: Report) -> bool:
    if len(text) <= LONGEST:
        return True
    report.error(line, too_long(text, LONGEST))
    return False


def all_different(texts: Iterable[tuple[int, str]], report: Report) -> bool:
    """Whether no (line, text) has the text of another; one that has is reported."""
    seen: dict[str, int] = {}
    fine = True
    for line, text in texts:
        # What looks the same to a reader cannot be told apart by her.
        key = " ".join(text.split()).casefold()
        if key in seen:
            report.error(line, msg("“{text}”写了两次。每一条都要不一样。", text=shorten(text)))
            fine = False
        seen.setdefault(key, line)
    return fine


def lacks(names: Sequence[str], block: Block, kind: str, example: str, report: Report) -> bool:
    """Whether any line that the kind must have is missing: the `names` as an author writes them."""
    if names:
        report.error(
            block.line,
            msg(
                "“{kind}”还缺少：{names}。每样写一行，例如：{example}",
                kind=kind,
                names="、".join(names),
                example=example,
            ),
        )
    return bool(names)
