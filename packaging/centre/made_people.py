"""Made-up people of a centre: names as they are in Xinjiang, classes, and how each of them learns."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

UG_FIRST = (
    "阿依古丽", "古丽娜尔", "热依罕", "祖丽皮亚", "帕提古丽", "迪丽努尔", "米热古丽", "努尔比亚",
    "古扎丽努尔", "阿孜古丽", "麦麦提", "艾尔肯", "吐尔逊", "阿卜杜拉", "玉素甫", "艾合买提", "伊力亚尔",
    "凯赛尔", "库尔班", "木合塔尔",
)  # fmt: skip
UG_LAST = ("麦麦提", "吐尔逊", "艾力", "卡德尔", "依明", "司马义", "玉素普", "热合曼", "买买提明", "阿布都拉")
KK_FIRST = (
    "阿依江", "古丽扎提", "加娜尔", "阿依达娜", "叶尔兰", "努尔兰", "巴合提", "叶尔波力", "马尔江", "阿勒泰",
    "哈丽娜", "库丽娜什", "别克波力", "赛里克",
)  # fmt: skip
KK_LAST = ("叶尔肯", "努尔别克", "巴合提别克", "哈力别克", "托列根", "马那提", "阿合买提")
ZH_LAST = ("王", "李", "张", "刘", "陈", "杨", "马", "赵", "周", "吴")
ZH_FIRST = ("婷", "雪", "丽娟", "建军", "志强", "晓燕", "春梅", "海龙", "佳", "文静")
TRAINERS = ("王秀英", "热依拉·吐尔逊", "李建华", "古丽江·努尔别克", "马晓梅", "艾力·卡德尔")
COURSES = ("早班", "午班", "晚班", "电商班", "助农班", "手工艺班", "特产班", "提高班")


@dataclass(frozen=True)
class Learner:
    """How somebody learns. Abilities run from 0 to 1; `pace` is how soon practice shows.

    `began` and `ended` are weeks from the start of the time that is made up; `share` is her share of all
    attempts; `evening` is how likely she is to come in the evening and not at noon.
    """

    ability: float
    gain: float
    pace: float
    began: int
    ended: int
    share: float
    evening: float
    voice: int


def made_names(source: random.Random, count: int, taken: Sequence[str]) -> list[tuple[str, str]]:
    """Names with their first languages: three of five Uyghur, one Kazakh, one Chinese; no name twice."""
    names: dict[str, str] = dict.fromkeys(taken, "")
    made: list[tuple[str, str]] = []
    while len(made) < count:
        language = source.choices(("ug", "kk", "zh"), (3, 1, 1))[0]
        if language == "zh":
            name = source.choice(ZH_LAST) + source.choice(ZH_FIRST)
        else:
            first, last = (UG_FIRST, UG_LAST) if language == "ug" else (KK_FIRST, KK_LAST)
            name = f"{source.choice(first)}·{source.choice(last)}"
        if name in names:
            if source.random() < 0.5:
                continue
            number = 2
            while f"{name}{number}" in names:
                number += 1
            name = f"{name}{number}"
        names[name] = language
        made.append((name, language))
    return made


def made_learner(source: random.Random, weeks: int, voices: int) -> Learner:
    """Some begin later, some stop coming, and a few learn nothing."""
    began = source.choice((0, 0, 0, 0, 1, 2, min(4, weeks // 2)))
    ended = weeks if source.random() < 0.8 else min(weeks, began + source.randrange(2, 8))
    return Learner(
        ability=min(0.8, max(0.02, source.gauss(0.25, 0.15))),
        gain=0.0 if source.random() < 0.1 else source.uniform(0.1, 0.65),
        pace=source.uniform(0.3, 1.2),
        began=began,
        ended=max(ended, began + 1),
        share=source.gammavariate(2.0, 1.0) + 0.05,
        evening=source.choice((0.2, 0.5, 0.8)),
        voice=source.randrange(voices),
    )
