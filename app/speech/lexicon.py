"""Readings that a dictionary gets wrong or leaves open, and the neutral tones of everyday speech.

`assets/scorer/readings.txt` holds them word by word and says how; this module reads it.
"""

from __future__ import annotations

from functools import lru_cache

from app.paths import assets_dir


@lru_cache(maxsize=1)
def readings() -> dict[str, tuple[str, ...]]:
    """Words with their citation pinyin, syllable by syllable; `tao25` is tone 2 that may be said neutral."""
    rows: dict[str, tuple[str, ...]] = {}
    for line in (assets_dir() / "scorer" / "readings.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, *syllables = line.split()
            rows[word] = tuple(syllables)
    return rows


SUFFIXES_NEUTRAL = frozenset("们子头")
"""Word-final characters that are neutral in words of two or more characters when they are a suffix."""

NOT_SUFFIX = frozenset(
    [
        "原子",
        "电子",
        "分子",
        "离子",
        "粒子",
        "男子",
        "女子",
        "弟子",
        "君子",
        "孔子",
        "老子",
        "孟子",
        "庄子",
        "孙子",
        "王子",
        "太子",
        "天子",
        "才子",
        "父子",
        "母子",
        "公子",
        "亲子",
        "核子",
        "量子",
        "中子",
        "质子",
        "种子选手",
        "学子",
        "游子",
        "孝子",
        "墨子",
        "荀子",
        "臣子",
        "西子",
        "浪子",
        "赤子",
        "次子",
        "长子",
        "之子",
        "其子",
        "义子",
        "养子",
        "妻子儿女",
        "龙头",
        "巨头",
        "带头",
        "点头",
        "回头",
        "摇头",
        "低头",
        "抬头",
        "街头",
        "镜头",
        "源头",
        "码头堡",
        "山头",
        "船头",
        "桥头",
        "心头",
        "口头",
        "眉头",
        "额头",
        "人头",
        "两头",
        "笔头",
        "分头",
        "出头",
        "到头",
        "开头",
        "尽头",
        "年头",
        "床头",
        "车头",
        "埋头",
        "剃头",
        "洗头",
        "白头",
        "光头",
        "零头",
        "彩头",
        "派头",
        "排头",
        "头头",
        "寸头",
        "磕头",
        "回头",
        "我头",
    ]
)
"""Words in which 子 or 头 is a full morpheme and keeps its tone."""

PARTICLES_NEUTRAL = frozenset("的了吗呢吧嘛啦呀哇么们着呗嘞咯")
"""Characters that are neutral on their own."""
