"""Make `assets/scorer/words.txt`: frequent Chinese words, which third-tone sandhi needs to group syllables.

The words and their frequencies come from the dictionary of jieba 0.42.1 (Sun Junyi, MIT licence):

    pip download --no-deps --no-binary :all: jieba==0.42.1 && tar xzf jieba-0.42.1.tar.gz
    python packaging/scorer/word_list.py jieba-0.42.1/jieba/dict.txt
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

MIN_FREQUENCY = 30
_WORD = re.compile(r"[\u4e00-\u9fff]{2,4}")


def word_list(dictionary: Path) -> list[tuple[str, int]]:
    """Words of two to four characters with their frequency, sorted by their bytes."""
    rows = []
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        word, frequency = line.split(" ")[:2]
        if _WORD.fullmatch(word) and int(frequency) >= MIN_FREQUENCY:
            rows.append((word, int(frequency)))
    return sorted(rows, key=lambda row: row[0].encode())


def main() -> None:
    """Write the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dictionary", type=Path)
    parser.add_argument("--out", type=Path, default=Path("assets/scorer/words.txt"))
    arguments = parser.parse_args()
    rows = word_list(arguments.dictionary)
    lines = [
        "# words and frequencies from the dictionary of jieba 0.42.1, Copyright 2013 Sun Junyi, MIT licence",
        f"#total {sum(frequency for _, frequency in rows)}",
    ]
    lines += [f"{word} {frequency}" for word, frequency in rows]
    arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(rows)} words")


if __name__ == "__main__":
    main()
