"""Makes the small static graph beside it, as large official models have one instead of a look-ahead graph.

    PYTHONPATH=.:packaging python tests/data/static_graph/make_graph.py

Needs pynini (`packaging/acoustic_model/requirements.txt`). The words are those of two of the bundled clips
and a few more, all equally likely; it fits every model of the same phones.
"""

from __future__ import annotations

from pathlib import Path

import pywrapfst as fst
from acoustic_model.kaldi_file import positioned_phones
from acoustic_model.recogniser_graph import UNKNOWN, build_hcl, build_lexicon

from app.hanzi import read_hanzi
from app.speech.phones import pinyin_phones

SENTENCES = (
    "一次 他 的 瓦罐 掉 在 了 地上 头 也 不 回 往 前 行 去",
    "这种 考试 制度 必须 彻底 改革 你们 苹果 天气 好",
)
WORDS = [word for sentence in SENTENCES for word in sentence.split()]


def main() -> None:
    """Write `HCLG.fst` and `words.txt`."""
    symbols = ["<eps>", *WORDS, UNKNOWN]
    positioned = positioned_phones()
    pronunciations = [
        (number, tuple(p for syllable in read_hanzi(word) for p in pinyin_phones(syllable)))
        for number, word in enumerate(WORDS, start=1)
    ]
    lexicon = build_lexicon(pronunciations, symbols.index(UNKNOWN), positioned, 0.7, 8.0)
    graph, disambiguation = build_hcl(lexicon, positioned)
    graph.relabel_pairs(ipairs=[(label, 0) for label in disambiguation])
    for state in graph.states():
        arcs = graph.mutable_arcs(state)
        while not arcs.done():
            arc = arcs.value()
            if arc.olabel:
                arc.weight = fst.Weight("tropical", float(arc.weight) + 3.0)
                arcs.set_value(arc)
            arcs.next()
    folder = Path(__file__).parent
    fst.convert(graph, "const").write(str(folder / "HCLG.fst"))
    (folder / "words.txt").write_text(
        "".join(f"{word} {number}\n" for number, word in enumerate(symbols)), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
