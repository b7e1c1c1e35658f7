"""Choose the characters for the first part of the mock Putonghua test: assets/psc/syllables.txt.

    python packaging/psc/syllable_pool.py

Frequent characters with one reading alone, at most four for a syllable; frequency is that of the words of
assets/scorer/words.txt that hold them. Finals that frequent characters lack (ueng, er) are added by hand.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT))

from app.hanzi import character_readings  # noqa: E402
from app.paths import assets_dir  # noqa: E402
from app.speech.phones import split_pinyin  # noqa: E402

FREQUENT = 3000
EACH = 4
RARE = "翁嗡瓮耳二而贰"
UNFIT = frozenset("屎尿奸淫妓娼屁尸嫖贼赌毒鬼")  # nothing to read aloud in an examination


def main() -> int:
    """Write the list."""
    frequency: Counter[str] = Counter()
    for line in (assets_dir() / "scorer" / "words.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            word, count = line.split()
            for character in word:
                frequency[character] += int(count)
    pool: dict[str, list[str]] = defaultdict(list)
    for character in [*RARE, *(each for each, _ in frequency.most_common(FREQUENT))]:
        readings = character_readings(character)
        alone = len(readings) == 1 or character in RARE
        if not alone or character in UNFIT or readings[0].endswith("5"):
            continue
        same = pool[readings[0]]
        if character not in same and len(same) < EACH:
            same.append(character)
    lines = [
        "# Characters with one reading alone, by syllable; made by packaging/psc/syllable_pool.py from",
        "# frequencies of jieba 0.42.1 and readings of pypinyin 0.55.0 (both MIT).",
    ]
    for syllable in sorted(pool):
        split_pinyin(syllable)  # all of them are syllables of Mandarin
        lines.append(f"{syllable} {''.join(pool[syllable])}")
    (assets_dir() / "psc" / "syllables.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
