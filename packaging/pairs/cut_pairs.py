"""Cut recordings of word pairs for `assets/pairs`: the best word for each side of each confusion.

    python packaging/pairs/scan.py ../shared/speech/train --out words.jsonl
    python packaging/pairs/cut_pairs.py words.jsonl ../shared/speech/train

For every confusion of `app.speech.confusions` that weighs 1 or more, two two-syllable words are looked for
whose syllables in the same place have the same tone and differ in the one sound only, both said well in every
part, in quiet recordings, by one speaker where possible. The rest of the two words may differ: 知道 and 资料.
Only CC0 clips are used; `index.json` names clip, speaker and licence of each.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np
import soundfile

from app.paths import assets_dir
from app.speech import phones
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS
from app.speech.evaluation.sets import read_sets
from app.speech.pinyin import with_tone_mark
from app.speech.words import is_word

LICENCE, SOURCE = "CC0-1.0", "Common Voice"
LEAST_WEIGHT = 1.0
LEAST_GOODNESS = 0.6  # of every part of both syllables
LEAST_SNR = 18.0
SHORTEST, LONGEST = 0.35, 0.95  # seconds of a word
MOST_OF_ONE = 10  # words by one speaker: several voices teach better than one
SAME_SPEAKER = 0.35  # what one voice for both is worth, in units of the weakest part's goodness
UNSUITABLE = frozenset(
    ("抗日", "该党", "袭击", "反击", "战争", "号召", "都城", "伤亡", "死亡")
)  # no war, no parties
MARGIN, FADE = 0.03, 0.02  # seconds
LEVEL = 0.08  # RMS
_RATE = 16_000

Word = dict[str, Any]


def usable(word: Word) -> bool:
    """Whether a word is said well enough, clearly enough and is one to show a beginner."""
    length = word["end"] - word["start"]
    return (
        word["before"] is not None
        and word["after"] is not None
        and min(word["goodness"]) >= LEAST_GOODNESS
        and (word["snr"] or 0.0) >= LEAST_SNR
        and SHORTEST <= length <= LONGEST
        and is_word(word["word"])
        and word["word"] not in UNSUITABLE
        and all(syllable[2] == syllable[3] for syllable in word["syllables"])  # no sandhi to explain
    )


@lru_cache(maxsize=1)
def frequencies() -> dict[str, int]:
    """The word list's frequencies."""
    lines = (assets_dir() / "scorer" / "words.txt").read_text(encoding="utf-8").splitlines()
    return {line.split()[0]: int(line.split()[1]) for line in lines if not line.startswith("#")}


def common(word: str) -> float:
    """Orders of magnitude of a word's frequency in the list, at most 4."""
    return min(math.log10(max(frequencies().get(word, 1), 1)), 4.0)


def value(word: Word) -> float:
    """How good an example: its weakest part, a little for standing free, quiet, and being common."""
    free = float(word["start"] - word["before"] > 0.05) + float(word["after"] - word["end"] > 0.05)
    return float(
        min(word["goodness"]) + 0.1 * free + 0.005 * min(word["snr"], 40.0) + 0.06 * common(word["word"])
    )


def confusions() -> Iterator[tuple[str, str, str, float]]:
    """(part, one sound, the other, weight), each once, the weightiest first."""
    found = []
    for part, table in (("initial", INITIAL_NEIGHBOURS), ("final", FINAL_NEIGHBOURS)):
        for one, others in table.items():
            found += [
                (part, one, other, w) for other, w in others.items() if w >= LEAST_WEIGHT and one < other
            ]
    yield from sorted(found, key=lambda each: -each[3])


def keyed(words: list[Word]) -> dict[tuple[int, str, str, int], list[Word]]:
    """Words by (place of the syllable, initial, final phone, tone)."""
    table = defaultdict(list)
    for word in words:
        for place, (initial, final, tone, _spoken) in enumerate(word["syllables"]):
            table[place, initial, phones.final_phone(initial, final), tone].append(word)
    return table


def candidates(
    table: dict[tuple[int, str, str, int], list[Word]], part: str, one: str, other: str
) -> Iterator[tuple[float, Word, Word]]:
    """All pairs for one confusion with what they are worth."""
    for (place, initial, final, tone), words in table.items():
        if (initial if part == "initial" else final) != one:
            continue
        finals = {final, _buzz(other, final)} if part == "initial" else {other}
        wanted_initial = other if part == "initial" else initial
        for wanted in finals:
            for partner in table.get((place, wanted_initial, wanted, tone), ()):
                for word in words:
                    worth = min(value(word), value(partner))
                    yield (
                        worth + (SAME_SPEAKER if word["speaker"] == partner["speaker"] else 0.0),
                        {**word, "place": place},
                        {**partner, "place": place},
                    )


def _buzz(initial: str, final: str) -> str:
    """The final phone that is written `i` after another initial."""
    return phones.final_phone(initial, "i") if final in ("i", "ii", "iii") else final


def chosen(words: list[Word]) -> Iterator[tuple[str, tuple[str, str], Word, Word]]:
    """One pair for each confusion that has one."""
    table = keyed(words)
    used: Counter[str] = Counter()
    for part, one, other, _weight in confusions():
        best = max(
            (
                (worth - 0.02 * (used[a["speaker"]] + used[b["speaker"]]), a, b)
                for worth, a, b in candidates(table, part, one, other)
                if max(used[a["speaker"]], used[b["speaker"]]) < MOST_OF_ONE
            ),
            key=lambda each: each[0],
            default=None,
        )
        if best is not None:
            used.update((best[1]["speaker"], best[2]["speaker"]))
            yield part, (one, other), best[1], best[2]


def cut(samples: np.ndarray, word: Word) -> np.ndarray:
    """The word with a little of what is around it, faded, at one level."""
    first = max(word["start"] - MARGIN, (word["before"] + word["start"]) / 2, 0.0)
    last = min(word["end"] + MARGIN, (word["end"] + word["after"]) / 2)
    piece = samples[int(first * _RATE) : int(last * _RATE)].astype(np.float64)
    fade = int(FADE * _RATE)
    ramp = 0.5 - 0.5 * np.cos(np.linspace(0.0, np.pi, fade))
    piece[:fade] *= ramp
    piece[-fade:] *= ramp[::-1]
    piece *= LEVEL / max(float(np.sqrt(np.mean(piece**2))), 1e-6)
    piece *= min(1.0, 0.97 / max(float(np.abs(piece).max()), 1e-6))
    quiet = np.zeros(int(0.05 * _RATE))
    return np.concatenate([quiet, piece, quiet]).astype(np.float32)


def main() -> None:
    """Choose, cut and write the index."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("words", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--to", type=Path, default=assets_dir() / "pairs")
    arguments = parser.parse_args()
    words = [json.loads(line) for line in arguments.words.read_text(encoding="utf-8").splitlines()]
    words = [word for word in words if usable(word)]
    print(f"{len(words)} words said well")
    clips = {(c.set_name, c.name): c for folder in arguments.folders for c in read_sets(folder)}
    for old in arguments.to.glob("*.ogg"):
        if not old.name.startswith(("minimal_", "syllable_")):
            old.unlink()
    index = []
    for part, sounds, *pair in chosen(words):
        rows = []
        for sound, word in zip(sounds, pair, strict=True):
            place = word["place"]
            name = f"{part}_{sounds[0]}_{sounds[1]}_{sound}.ogg"
            samples = cut(clips[word["set"], word["clip"]].samples(), word)
            soundfile.write(arguments.to / name, samples, _RATE, format="OGG", subtype="OPUS")
            rows.append(
                {
                    "sound": sound,
                    "hanzi": word["word"],
                    "pinyin": " ".join(
                        with_tone_mark(initial, final, tone) for initial, final, tone, _ in word["syllables"]
                    ),
                    "syllable": place,
                    "file": name,
                    "set": word["set"],
                    "clip": word["clip"],
                    "start": round(word["start"], 2),
                    "end": round(word["end"], 2),
                    "speaker": word["speaker"],
                    "weakest_part": min(word["goodness"]),
                }
            )
        same = rows[0]["speaker"] == rows[1]["speaker"]
        index.append({"part": part, "same_speaker": same, "words": rows})
        print(part, sounds, *(f"{r['hanzi']} {r['pinyin']} {r['weakest_part']}" for r in rows), same)
    document = {"licence": LICENCE, "source": SOURCE, "pairs": index}
    path = arguments.to / "index.json"
    if path.exists():  # what `cut_minimal.py` and `cut_syllables.py` put there
        known = json.loads(path.read_text(encoding="utf-8"))
        document.update({name: known.get(name, []) for name in ("minimal", "syllables")})
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    size = sum(each.stat().st_size for each in arguments.to.glob("*.ogg"))
    print(f"{len(index)} pairs, {size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
