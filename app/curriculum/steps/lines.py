"""Lines that several kinds of step share: their names, what a step must have, and how many items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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


def good_items(
    items: Sequence[Item], least: int, most: int, block: Block, kind: str, example: str, report: Report
) -> bool:
    """Whether there are as many items as the kind needs, none too long, none twice; else it is reported."""
    counted = _is_counted(len(items), least, most, block, kind, example, report)
    short = [_is_short(item.line, item.text, report) for item in items]
    single = all_different([(item.line, item.text) for item in items], report)
    return counted and all(short) and single


def _is_counted(
    count: int, least: int, most: int, block: Block, kind: str, example: str, report: Report
) -> bool:
    if least <= count <= most:
        return True
    report.error(
        block.line,
        msg(
            "“{kind}”要有 {least} 到 {most} 条，这里有 {count} 条。每条写一行，例如：{example}",
            kind=kind,
            least=least,
            most=most,
            count=count,
            example=example,
        ),
    )
    return False


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
