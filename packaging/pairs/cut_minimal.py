"""Cut true minimal pairs for telling apart by ear: words that differ in one tone, initial or final only.

    python packaging/pairs/scan.py ../shared/speech/train ../shared/speech/dev --out words.jsonl
    python packaging/pairs/cut_minimal.py words.jsonl ../shared/speech/train ../shared/speech/dev

Adds the list `minimal` to `assets/pairs/index.json`. Each contrast gets several pairs of words by several
voices where there are some, one speaker for both words first. Every cut word is scored again by itself: it is
kept only when each of its initials, finals and tones is judged good. Only CC0 clips are used.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np
import soundfile
from cut_pairs import LEAST_SNR, LICENCE, SOURCE, UNSUITABLE, Word, common, cut, value

from app.paths import assets_dir
from app.speech import phones
from app.speech.assessor import Assessor
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS
from app.speech.evaluation.sets import Clip, read_sets
from app.speech.pinyin import spell, with_tone_mark
from app.speech.text import spoken_from_pinyin
from app.speech.values import Part, TakeStatus, Verdict
from app.speech.words import is_word

MOST = {"tone": 9, "initial": 4, "final": 4}
"""Pairs of a contrast: each tone pair is drilled again and again, and there are six of them only."""

OF_ONE_WORD_PAIR = 3  # recordings of the same two words, by different voices
OF_ONE_SPEAKER = 24  # words by one speaker
LEAST_COMMON = 2.0  # orders of magnitude in the word list: no names, no terms
SHORTEST, LONGEST = 0.30, 1.0  # seconds of a word
SAME_SPEAKER = 0.5  # what one voice for both is worth, in units of the weakest part's goodness
NOT_TAUGHT = UNSUITABLE | frozenset(
    each
    for line in (
        "侵蚀 色情 逝世 墓室 墓道 罢工 工党 投降 叛乱 骑兵 起兵 攻陷 攻入 攻击 战士 政变 奴隶 舰只 进驻 建制",
        "哈里 巴特 巴克 哈克 巴赫 马赫 克拉 志军 襄州 江州 吴县 五县 吴越 故城 石室 直隶 京畿 天监 万历 顺治",
        "通明 官制 乡试 举人 社稷 世袭 部将 程式 名士 宗室 皇城 航程 京沪 关羽 统称 同治 东路 金城 居士 正色",
    )
    for each in line.split()
)  # death, war and parties; names, places and terms that nobody learns first
_RATE = 16_000

Sounds = tuple[tuple[str, str, int], ...]


def sounds_of(word: Word) -> Sounds:
    """Initial, final phone and tone of each syllable."""
    return tuple((i, phones.final_phone(i, f), tone) for i, f, tone, _spoken in word["syllables"])


def usable(word: Word) -> bool:
    """Whether a word may be cut: free of its neighbours as far as is known, quiet, plain, without sandhi."""
    goodness = [g for g, s in zip(word["goodness"][::3], word["syllables"], strict=True) if s[0]]
    rest = word["goodness"][1::3] + word["goodness"][2::3]
    return (
        word["before"] is not None
        and word["after"] is not None
        and min(goodness + rest) >= 0.45
        and (word["snr"] or 0.0) >= LEAST_SNR
        and SHORTEST <= word["end"] - word["start"] <= LONGEST
        and is_word(word["word"])
        and word["word"] not in NOT_TAUGHT
        and common(word["word"]) >= LEAST_COMMON
        and all(syllable[2] == syllable[3] and syllable[2] != 5 for syllable in word["syllables"])
    )


def contrast(one: Sounds, other: Sounds) -> tuple[str, int, str, str] | None:
    """(part, place, one sound, the other) when the words differ in one sound and in nothing else."""
    found = []
    for place, (a, b) in enumerate(zip(one, other, strict=True)):
        for part, x, y in zip(("initial", "final", "tone"), a, b, strict=True):
            if x != y:
                found.append((part, place, str(x), str(y)))
    if len(found) == 2 and found[0][:2] == ("initial", found[1][1]) and {*found[1][2:]} <= {"i", "ii", "iii"}:
        found.pop()  # 四 and 是: the vowel is written the same and follows the initial
    return found[0] if len(found) == 1 else None


def wanted(part: str, one: str, other: str) -> bool:
    """Whether learners confuse the two: every pair of tones, and the neighbours of the confusion tables."""
    if part == "tone":
        return True
    table = INITIAL_NEIGHBOURS if part == "initial" else FINAL_NEIGHBOURS
    return max(table.get(one, {}).get(other, 0.0), table.get(other, {}).get(one, 0.0)) > 0.0


def contrasts(words: list[Word]) -> dict[tuple[str, str, str], list[tuple[float, int, Word, Word]]]:
    """Candidates by (part, one sound, the other), the best first: worth, place of the syllable, the words."""
    by_sounds = defaultdict(list)
    for word in words:
        by_sounds[sounds_of(word)].append(word)
    found = defaultdict(list)
    for one, other in combinations(sorted(by_sounds), 2):
        kind = contrast(one, other)
        if kind is None or not wanted(kind[0], kind[2], kind[3]):
            continue
        part, place, x, y = kind
        first, second = (one, other) if x < y else (other, one)
        for a in by_sounds[first]:
            for b in by_sounds[second]:
                worth = min(value(a), value(b)) + (SAME_SPEAKER if a["speaker"] == b["speaker"] else 0.0)
                found[part, min(x, y), max(x, y)].append((worth, place, a, b))
    for candidates in found.values():
        candidates.sort(key=lambda each: -each[0])
    return found


class Checker:
    """Cuts words and hears whether the cut is still good."""

    def __init__(self, clips: dict[tuple[str, str], Clip]) -> None:
        self._clips = clips
        self._assessor = Assessor(None, assets_dir() / "scorer")
        self._good: dict[tuple[str, str, float], np.ndarray | None] = {}
        self.asked = 0

    def good_cut(self, word: Word) -> np.ndarray | None:
        """The cut word, None when one of its parts is not judged good by itself."""
        key = (word["set"], word["clip"], word["start"])
        if key not in self._good:
            self._good[key] = self._checked(word)
        return self._good[key]

    def _checked(self, word: Word) -> np.ndarray | None:
        self.asked += 1
        samples = cut(_samples(self._clips[word["set"], word["clip"]]), word)
        pinyin = [spell(i, f).replace("ü", "v") + str(tone) for i, f, tone, _ in word["syllables"]]
        score = self._assessor.assess(samples, spoken_from_pinyin(pinyin, word["word"]))
        if score.status is not TakeStatus.SCORED:
            return None
        for each in score.syllables:
            for part in Part:
                if part is Part.INITIAL and not each.syllable.initial:
                    continue
                if each.part(part).verdict is not Verdict.GOOD:
                    return None
        return samples


@lru_cache(maxsize=64)
def _samples(clip: Clip) -> np.ndarray:
    return clip.samples()


def chosen(
    candidates: list[tuple[float, int, Word, Word]], most: int, used: Counter[str], checker: Checker
) -> Iterator[tuple[int, Word, Word]]:
    """The best pairs whose cuts are good: other words first, then other voices for the same words."""
    of_words: Counter[frozenset[str]] = Counter()
    voices: set[tuple[frozenset[str], str, str]] = set()
    given = 0
    for round_number in range(1, OF_ONE_WORD_PAIR + 1):
        for _worth, place, a, b in candidates:
            words = frozenset((a["word"], b["word"]))
            key = (words, a["speaker"], b["speaker"])
            if given >= most:
                return
            if of_words[words] >= round_number or key in voices or len(words) < 2:
                continue
            if max(used[a["speaker"]], used[b["speaker"]]) >= OF_ONE_SPEAKER:
                continue
            if checker.good_cut(a) is None or checker.good_cut(b) is None:
                continue
            of_words[words] += 1
            voices.add(key)
            used.update((a["speaker"], b["speaker"]))
            given += 1
            yield place, a, b


def main() -> None:
    """Choose, cut, check and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("words", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--to", type=Path, default=assets_dir() / "pairs")
    arguments = parser.parse_args()
    words = [json.loads(line) for line in arguments.words.read_text(encoding="utf-8").splitlines()]
    words = [word for word in words if usable(word)]
    clips = {(c.set_name, c.name): c for folder in arguments.folders for c in read_sets(folder)}
    print(f"{len(words)} words to choose from")
    checker = Checker(clips)
    for old in arguments.to.glob("minimal_*.ogg"):
        old.unlink()
    rows, files, used = [], {}, Counter()
    order = {"tone": 0, "initial": 1, "final": 2}
    found = contrasts(words)
    for part, one, other in sorted(found, key=lambda each: (order[each[0]], each)):
        for place, *pair in chosen(found[part, one, other], MOST[part], used, checker):
            entries = []
            for sound, word in zip((one, other), pair, strict=True):
                key = (word["set"], word["clip"], word["start"])
                if key not in files:
                    files[key] = f"minimal_{len(files):03d}.ogg"
                    samples = checker.good_cut(word)
                    soundfile.write(arguments.to / files[key], samples, _RATE, format="OGG", subtype="OPUS")
                entries.append(
                    {
                        "sound": sound,
                        "hanzi": word["word"],
                        "pinyin": " ".join(with_tone_mark(i, f, tone) for i, f, tone, _ in word["syllables"]),
                        "syllable": place,
                        "file": files[key],
                        "set": word["set"],
                        "clip": word["clip"],
                        "start": round(word["start"], 2),
                        "end": round(word["end"], 2),
                        "speaker": word["speaker"],
                    }
                )
            same = pair[0]["speaker"] == pair[1]["speaker"]
            rows.append({"part": part, "same_speaker": same, "words": entries})
            print(part, one, other, *(f"{e['hanzi']} {e['pinyin']} {e['speaker']}" for e in entries), same)
    index = json.loads((arguments.to / "index.json").read_text(encoding="utf-8"))
    index["licence"], index["source"] = LICENCE, SOURCE
    index["minimal"] = rows
    (arguments.to / "index.json").write_text(
        json.dumps(index, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    size = sum(each.stat().st_size for each in arguments.to.glob("minimal_*.ogg"))
    print(f"{len(rows)} pairs of {len(files)} cuts, {size / 1024:.0f} KiB; {checker.asked} cuts checked")


if __name__ == "__main__":
    main()
