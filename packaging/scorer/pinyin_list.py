"""Makes `assets/pinyin.txt`: what pypinyin knows of characters and phrases, sorted to be searched.

    python packaging/scorer/pinyin_list.py

Run it again after an update of pypinyin. The app reads this file and not pypinyin, whose dictionaries take
55 MB of memory and a third of a second.
"""

from __future__ import annotations

from importlib.metadata import version

from pypinyin import Style, pinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from app.paths import assets_dir

HEAD = """\
#: Characters with their readings, the usual one first, and phrases with theirs, syllable by syllable.
#: From pypinyin {version}, Copyright 2016 mozillazg, MIT licence.
"""


def line(text: str) -> str:
    """`text` and its readings; "" where there are none."""
    found = pinyin(
        [text], style=Style.TONE3, heteronym=len(text) == 1, neutral_tone_with_five=True, errors="ignore"
    )
    readings = found[0] if len(text) == 1 and found else [syllable[0] for syllable in found]
    return " ".join((text, *readings)) if readings else ""


def main() -> None:
    """Write the file."""
    lines = [line(text) for text in (*map(chr, PINYIN_DICT), *PHRASES_DICT)]
    body = b"\n".join(sorted(each.encode() for each in lines if each))
    (assets_dir() / "pinyin.txt").write_bytes(
        HEAD.format(version=version("pypinyin")).encode() + body + b"\n"
    )


if __name__ == "__main__":
    main()
