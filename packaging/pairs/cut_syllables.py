"""Cut single syllables that differ in one tone, initial or final, both by the same speaker.

    python packaging/pairs/scan.py ../shared/speech/train ../shared/speech/dev --out words.jsonl
    python packaging/pairs/cut_syllables.py words.jsonl ../shared/speech/train ../shared/speech/dev

Adds the list `syllables` to `assets/pairs/index.json`, after what `cut_minimal.py` wrote: whole words seldom
differ in one sound and have the same speaker, syllables do. They come out of connected speech, so those
beside a pause are preferred, and a cut is kept only when the scorer, hearing it alone but knowing the
speaker's register, judges its initial, final and tone good. Only CC0 clips are used.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np
import soundfile
from cut_minimal import NOT_TAUGHT, wanted
from cut_pairs import LEAST_SNR, common, cut

from app.paths import assets_dir
from app.speech import phones
from app.speech.assessor import Assessor
from app.speech.evaluation.sets import Clip, read_sets
from app.speech.pinyin import spell, with_tone_mark
from app.speech.register import SpeakerRegister
from app.speech.text import spoken_from_pinyin
from app.speech.values import Part, PronunciationScore, TakeStatus, Verdict

MOST_WITH_WORDS, MOST_WITHOUT, MOST_OF_TONES = 2, 3, 4
"""Pairs of a contrast that has words already, of one that has none, and of two tones: few words have one
speaker for both."""

TRIES = {"initial": 25, "final": 25, "tone": 100}
"""Pairs of a contrast that are cut and heard before it is given up."""

OF_ONE_SPEAKER = 40
SHORTEST = 0.14  # seconds of a syllable
LEAST_GOODNESS = 0.6
TOO = frozenset(
    ("initial", *each) for each in (("b", "f"), ("b", "p"), ("c", "q"), ("ch", "q"), ("f", "p"), ("q", "x"))
) | frozenset(
    ("final", *each)
    for each in (
        ("ong", "uen"), ("iong", "vn"), ("u", "uei"), ("iou", "v"), ("ua", "uo"), ("u", "uo"), ("o", "u"),
        ("iao", "iou"), ("ia", "ie"), ("uan", "van"), ("iou", "ou"), ("ai", "ei"), ("ao", "ou"), ("an", "en"),
        ("an", "ang"), ("e", "o"),
    )
)  # fmt: skip
"""Contrasts that lessons drill and the confusion tables do not have, or have few words for."""
_RATE = 16_000

Row = dict[str, Any]
Sound = tuple[str, str, int]
_PLACE = {"initial": 0, "final": 1, "tone": 2}


def syllables_of(words: list[Row]) -> Iterator[Row]:
    """The syllables of words that may be cut, each with what is known of it."""
    for word in words:
        if word["before"] is None or word["after"] is None or (word["snr"] or 0.0) < LEAST_SNR:
            continue
        if word["word"] in NOT_TAUGHT:
            continue
        for place, (initial, final, tone, spoken) in enumerate(word["syllables"]):
            initial_good, final_good, tone_good = word["goodness"][3 * place : 3 * place + 3]
            least = min(([initial_good] if initial else []) + [final_good, tone_good])
            if tone != spoken or tone == 5 or least < LEAST_GOODNESS:
                continue
            pause = word["start"] - word["before"] if place == 0 else word["after"] - word["end"]
            hanzi = word["word"][place]
            yield {
                **{key: word[key] for key in ("set", "clip", "speaker", "word", "start", "end")},
                "place": place,
                "sound": (initial, phones.final_phone(initial, final), tone),
                "written": (initial, final, tone),
                "hanzi": hanzi,
                "worth": least + 0.2 * (pause > 0.05) + 0.005 * min(word["snr"], 40.0) + 0.05 * common(hanzi),
            }


def contrasts(syllables: list[Row]) -> dict[tuple[str, str, str], list[tuple[float, Row, Row]]]:
    """Pairs by one speaker, by (part, one sound, the other), the best first."""
    best: dict[tuple[str, Sound], list[Row]] = defaultdict(list)
    for each in syllables:
        best[each["speaker"], each["sound"]].append(each)
    for alike in best.values():
        alike.sort(key=lambda each: -each["worth"])
        del alike[3:]
    found = defaultdict(list)
    by_speaker: dict[str, list[Sound]] = defaultdict(list)
    for speaker, sound in best:
        by_speaker[speaker].append(sound)
    for speaker, sounds in by_speaker.items():
        for number, a in enumerate(sounds):
            for b in sounds[:number]:
                kind = one_difference(a, b)
                if kind is None or not (wanted(*kind) or kind in TOO):
                    continue
                first, second = (a, b) if str(a[_PLACE[kind[0]]]) == kind[1] else (b, a)
                for one in best[speaker, first]:
                    for other in best[speaker, second]:
                        if one["hanzi"] != other["hanzi"]:
                            found[kind].append((min(one["worth"], other["worth"]), one, other))
    for pairs in found.values():
        pairs.sort(key=lambda each: -each[0])
    return found


def one_difference(a: Sound, b: Sound) -> tuple[str, str, str] | None:
    """(part, one sound, the other) in order, when nothing else differs."""
    found = [
        (part, *sorted((str(x), str(y))))
        for part, x, y in zip(("initial", "final", "tone"), a, b, strict=True)
        if x != y
    ]
    if len(found) == 2 and found[0][0] == "initial" and {*found[1][1:]} <= {"i", "ii", "iii"}:
        found.pop()
    return found[0] if len(found) == 1 else None


class Cutter:
    """Finds where a syllable lies in its clip, cuts it and hears whether it is still good."""

    def __init__(self, clips: dict[tuple[str, str], Clip]) -> None:
        self._clips = clips
        self._assessor = Assessor(None, assets_dir() / "scorer")
        self._scores: dict[tuple[str, str], tuple[PronunciationScore, SpeakerRegister]] = {}
        self._cuts: dict[tuple[str, str, float, int], np.ndarray | None] = {}

    @property
    def tried(self) -> int:
        """How many cuts were heard."""
        return len(self._cuts)

    def good_cut(self, syllable: Row) -> np.ndarray | None:
        """The syllable alone, None when it cannot be found or one of its parts is not judged good."""
        key = (syllable["set"], syllable["clip"], syllable["start"], syllable["place"])
        if key not in self._cuts:
            self._cuts[key] = self._checked(syllable)
        return self._cuts[key]

    def _checked(self, syllable: Row) -> np.ndarray | None:
        clip = self._clips[syllable["set"], syllable["clip"]]
        score, register = self._score(clip)
        edge = "start" if syllable["place"] == 0 else "end"
        at = next(
            (
                number
                for number, each in enumerate(score.syllables)
                if each.start is not None
                and abs((each.start if edge == "start" else each.end or 0.0) - syllable[edge]) < 0.03
                and each.syllable.hanzi == syllable["hanzi"]
            ),
            None,
        )
        if at is None:
            return None
        found = score.syllables[at]
        before = score.syllables[at - 1].end if at else 0.0
        after = score.syllables[at + 1].start if at + 1 < len(score.syllables) else score.duration
        if found.start is None or found.end is None or found.end - found.start < SHORTEST:
            return None
        span = {"start": found.start, "end": found.end, "before": before or 0.0, "after": after or found.end}
        samples = cut(clip.samples(), span)
        initial, final, tone = syllable["written"]
        spoken = spoken_from_pinyin([spell(initial, final).replace("ü", "v") + str(tone)], syllable["hanzi"])
        alone = self._assessor.assess(samples, spoken, register)
        if alone.status is not TakeStatus.SCORED:
            return None
        parts = [part for part in Part if part is not Part.INITIAL or initial]
        good = all(alone.syllables[0].part(part).verdict is Verdict.GOOD for part in parts)
        return samples if good else None

    def _score(self, clip: Clip) -> tuple[PronunciationScore, SpeakerRegister]:
        """The whole clip's score, and the register of its speaker: a syllable alone tells none."""
        key = (clip.set_name, clip.name)
        if key not in self._scores:
            spoken = clip.spoken()
            assert spoken is not None  # the scan scored it
            running = self._assessor.start(spoken)
            running.feed(clip.samples())
            self._scores[key] = (running.finish(), running.register)
        return self._scores[key]


def chosen(
    pairs: list[tuple[float, Row, Row]],
    most: int,
    tries_at_most: int,
    used: Counter[str],
    cutter: Cutter,
) -> Iterator[tuple[Row, Row]]:
    """The best pairs whose cuts are good, by different speakers and of different syllables."""
    speakers: set[str] = set()
    seen: set[frozenset[Sound]] = set()
    tries = 0
    for _worth, one, other in pairs:
        sounds = frozenset((one["sound"], other["sound"]))
        speaker = one["speaker"]
        if len(speakers) >= most or tries >= tries_at_most:
            return
        if speaker in speakers or sounds in seen or used[speaker] >= OF_ONE_SPEAKER:
            continue
        tries += 1
        if cutter.good_cut(one) is None or cutter.good_cut(other) is None:
            continue
        speakers.add(speaker)
        seen.add(sounds)
        used[speaker] += 2
        yield one, other


def main() -> None:
    """Choose, cut, check and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("words", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--to", type=Path, default=assets_dir() / "pairs")
    arguments = parser.parse_args()
    words = [json.loads(line) for line in arguments.words.read_text(encoding="utf-8").splitlines()]
    clips = {(c.set_name, c.name): c for folder in arguments.folders for c in read_sets(folder)}
    index_path = arguments.to / "index.json"
    index = json.loads(index_path.read_text(encoding="utf-8"))
    with_words = Counter(
        (row["part"], *sorted(word["sound"] for word in row["words"])) for row in index.get("minimal", ())
    )
    for old in arguments.to.glob("syllable_*.ogg"):
        old.unlink()
    cutter, used = Cutter(clips), Counter[str]()
    rows: list[Row] = []
    files: dict[tuple[str, str, float, int], str] = {}
    for kind, pairs in sorted(contrasts(list(syllables_of(words))).items()):
        part, *sounds = kind
        most = MOST_WITH_WORDS if with_words[kind] > 1 else MOST_WITHOUT
        if part == "tone":
            most = MOST_OF_TONES
        for pair in chosen(pairs, most, TRIES[part], used, cutter):
            entries = []
            for sound, each in zip(sounds, pair, strict=True):
                key = (each["set"], each["clip"], each["start"], each["place"])
                if key not in files:
                    files[key] = f"syllable_{len(files):03d}.ogg"
                    samples = cutter.good_cut(each)
                    soundfile.write(arguments.to / files[key], samples, _RATE, format="OGG", subtype="OPUS")
                entries.append(
                    {
                        "sound": sound,
                        "hanzi": each["hanzi"],
                        "pinyin": with_tone_mark(*each["written"]),
                        "syllable": 0,
                        "file": files[key],
                        "set": each["set"],
                        "clip": each["clip"],
                        "word": each["word"],
                        "start": round(each["start"], 2),
                        "speaker": each["speaker"],
                    }
                )
            rows.append({"part": part, "same_speaker": True, "words": entries})
            said = (f"{e['hanzi']} {e['pinyin']} ({e['word']})" for e in entries)
            print(part, *sounds, *said, pair[0]["speaker"], flush=True)
    index["syllables"] = rows
    index_path.write_text(json.dumps(index, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    size = sum(each.stat().st_size for each in arguments.to.glob("syllable_*.ogg"))
    print(f"{len(rows)} pairs of {len(files)} cuts, {size / 1024:.0f} KiB; {cutter.tried} cuts heard")


if __name__ == "__main__":
    main()
