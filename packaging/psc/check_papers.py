"""How many points native readers whom the model never heard lose in the parts of the mock test read aloud.

    python packaging/psc/check_papers.py SET.tsv [--part words|passage] [--papers 4]

SET.tsv is the TSV file of a set of recordings, its clips in the folder of that name (see docs/scoring.md):
single syllables by one speaker for part 1, two-syllable words by one speaker for `words`, sentences for
`passage`. A part is put together from one speaker's clips with pauses between them and scored like a take:
what it loses are the mistakes of the scorer, apart from what the speaker said wrong.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace as changed
from pathlib import Path

import numpy as np

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT))

from app.audio.importing import import_audio  # noqa: E402
from app.practice.engine import SpeechEngine  # noqa: E402
from app.speech.psc.marks import mark_reading  # noqa: E402
from app.speech.psc.paper import PASSAGE_SYLLABLES, WORDS, PartOfPaper, make_paper  # noqa: E402
from app.speech.text import spoken_from_pinyin, to_spoken  # noqa: E402
from app.speech.values import PromptKind, SpokenText, Syllable, Token, TokenKind  # noqa: E402

RATE = 16_000
ITEM_PAUSE, SENTENCE_PAUSE = 0.6, 0.4  # seconds

Row = dict[str, str]


@dataclass(frozen=True)
class Reading:
    """A part as it was read: what was to be said, the clips in their order, seconds between them."""

    spoken: SpokenText
    clips: tuple[str, ...]
    pause: float


def syllable_papers(rows: list[Row], count: int) -> Iterator[Reading]:
    """Papers of part 1, less the syllables that the set does not have."""
    clips = {row["pinyin"]: row["clip"] for row in rows}
    for seed in range(1, count + 1):
        items = [item for item in make_paper(seed).syllables if item.pinyin[0] in clips]
        spoken = to_spoken("、".join(item.text for item in items), tuple(item.pinyin[0] for item in items))
        yield Reading(spoken, tuple(clips[item.pinyin[0]] for item in items), ITEM_PAUSE)


def word_papers(rows: list[Row], count: int) -> Iterator[Reading]:
    """Fifty of the set's two-syllable words; without characters, so they do not keep the paper's rules."""
    split = [(row["clip"], re.findall(r"[a-zv]+[1-5]", row["pinyin"])) for row in rows]
    words = [(clip, pinyin) for clip, pinyin in split if len(pinyin) == 2]
    for seed in range(1, count + 1):
        chosen = random.Random(seed).sample(words, WORDS)
        yield Reading(
            _joined([pinyin for _clip, pinyin in chosen]), tuple(clip for clip, _pinyin in chosen), ITEM_PAUSE
        )


def passages(rows: list[Row], count: int) -> Iterator[Reading]:
    """Sentences of one speaker up to the length of a passage; the speakers with the most sentences first."""
    by_speaker: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_speaker[row["speaker"]].append(row)
    for _speaker, own in sorted(by_speaker.items(), key=lambda each: -len(each[1]))[:count]:
        chosen: list[Row] = []
        length = 0
        while length < PASSAGE_SYLLABLES and len(chosen) < len(own):
            chosen.append(own[len(chosen)])
            length += len(to_spoken(chosen[-1]["text"]).syllables)
        spoken = to_spoken("\n".join(row["text"] for row in chosen))
        yield Reading(
            changed(spoken, kind=PromptKind.PASSAGE), tuple(row["clip"] for row in chosen), SENTENCE_PAUSE
        )


def _joined(words: list[list[str]]) -> SpokenText:
    """Words given as pinyin, with a pause after each."""
    syllables: list[Syllable] = []
    tokens: list[Token] = []
    for pinyin in words:
        for each in spoken_from_pinyin(pinyin).syllables:
            at = len(syllables)
            tokens.append(Token(TokenKind.SYLLABLE, each.hanzi, at))
            syllables.append(changed(each, start=at, end=at + 1))
        tokens.append(Token(TokenKind.PAUSE, "、"))
    return SpokenText(
        "、".join("".join(word) for word in words), tuple(syllables), tuple(tokens), PromptKind.DRILL
    )


PARTS = {
    "syllables": (PartOfPaper.SYLLABLES, syllable_papers),
    "words": (PartOfPaper.WORDS, word_papers),
    "passage": (PartOfPaper.PASSAGE, passages),
}


def main() -> int:
    """Print the marks of each paper and their mean."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("set", type=Path, help="the set's TSV file")
    parser.add_argument("--part", choices=list(PARTS), default="syllables")
    parser.add_argument("--papers", type=int, default=4)
    arguments = parser.parse_args()
    with arguments.set.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    files = {path.stem: path for path in arguments.set.with_suffix("").iterdir()}
    part, readings = PARTS[arguments.part]
    engine = SpeechEngine("")
    points = []
    for number, reading in enumerate(readings(rows, arguments.papers), start=1):
        pause = np.zeros(int(reading.pause * RATE), np.float32)
        sound = np.concatenate(
            [piece for clip in reading.clips for piece in (import_audio(files[clip]), pause)]
        )
        running = engine.begin(reading.spoken, None)
        for start in range(0, len(sound), RATE):
            running.feed(sound[start : start + RATE])
        marks = mark_reading(part, running.finish(), len(sound) / RATE)
        # the recordings are as slow as they are; what is asked is what the scorer takes off
        lines = [line for line in marks.lines if line.code != "overtime"]
        mark = None if marks.points is None else marks.most - sum(line.points for line in lines)
        lost = ", ".join(f"{line.code} {line.count} −{line.points:.2f}" for line in lines)
        count = len(reading.spoken.syllables)
        shown = "not marked" if mark is None else f"{mark:.2f} of {marks.most:.0f} points ({lost})"
        print(f"paper {number}: {count} syllables, {marks.unassessed} not assessed, {shown}", flush=True)
        if mark is not None:
            points.append(mark)
    print(f"mean {np.mean(points):.2f}" if points else "nothing marked")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
