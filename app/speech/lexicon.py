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


PARTICLES_NEUTRAL = frozenset("的了吗呢吧嘛啦呀哇么们着呗嘞咯")
"""Characters that are neutral on their own."""
