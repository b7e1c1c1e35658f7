"""Find two-syllable words that were said well: score recordings and list the goodness of all parts.

    python packaging/pairs/scan.py ../shared/speech/train ../shared/speech/dev --out words.jsonl

Only the CC0 sets (`commonvoice*`) are read, since what is cut from them is shipped. One JSON object a line;
already scanned clips are skipped, so that a scan may be interrupted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from app.paths import assets_dir
from app.speech.assessor import Assessor
from app.speech.evaluation.sets import Clip, read_sets
from app.speech.values import Part, PronunciationScore, SpokenText, TakeStatus, TokenKind
from app.speech.words import split_words

FREE_SETS = ("commonvoice", "commonvoice_more")


def words_of(spoken: SpokenText) -> Iterator[tuple[int, str]]:
    """(index of the first syllable, word) of every two-syllable word."""
    run: list[int] = []
    for token in (*spoken.tokens, None):
        if token is not None and token.kind is TokenKind.SYLLABLE and token.syllable is not None:
            run.append(token.syllable)
            continue
        if run and all(len(spoken.syllables[i].hanzi) == 1 for i in run):  # 花儿 is one syllable
            at = run[0]
            for word in split_words("".join(spoken.syllables[i].hanzi for i in run)):
                if len(word) == 2 and not any(spoken.syllables[at + k].erhua for k in range(2)):
                    yield at, word
                at += len(word)
        run = []


def scanned(clip: Clip, spoken: SpokenText, score: PronunciationScore) -> list[dict[str, object]]:
    """The clip's two-syllable words, each with what the scorer found."""
    found: list[dict[str, object]] = []
    level = score.fluency
    for at, word in words_of(spoken):
        pair = score.syllables[at : at + 2]
        if len(pair) < 2 or any(s.omitted or s.start is None for s in pair):
            continue
        goodness = [s.part(part).goodness for s in pair for part in Part]
        before = score.syllables[at - 1].end if at else 0.0
        after = score.syllables[at + 2].start if at + 2 < len(score.syllables) else score.duration
        found.append(
            {
                "set": clip.set_name,
                "clip": clip.name,
                "speaker": clip.speaker,
                "gender": clip.gender,
                "word": word,
                "syllables": [
                    [s.syllable.initial, s.syllable.final, s.syllable.tone, s.syllable.spoken_tone]
                    for s in pair
                ],
                "start": pair[0].start,
                "end": pair[1].end,
                "before": before,
                "after": after,
                "goodness": [-1.0 if g is None else round(g, 4) for g in goodness],
                "snr": None
                if level.loudness_db is None or level.noise_db is None
                else round(level.loudness_db - level.noise_db, 1),
                "rate": level.articulation_rate,
            }
        )
    return found


def main() -> None:
    """Scan."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--most", type=int, default=0, help="clips to scan, 0 for all")
    arguments = parser.parse_args()
    done = set()
    if arguments.out.exists():
        lines = arguments.out.read_text(encoding="utf-8").splitlines()
        done = {(row["set"], row["clip"]) for row in map(json.loads, lines)}
    assessor = Assessor(None, assets_dir() / "scorer")
    with arguments.out.open("a", encoding="utf-8") as out:
        clips = [c for folder in arguments.folders for c in read_sets(folder) if c.set_name in FREE_SETS]
        for number, clip in enumerate(clips[: arguments.most or None]):
            spoken = clip.spoken()
            if spoken is None or (clip.set_name, clip.name) in done:
                continue
            score = assessor.assess(clip.samples(), spoken)
            if score.status is TakeStatus.SCORED:
                for row in scanned(clip, spoken, score):
                    out.write(json.dumps(row, ensure_ascii=False) + "\n")
                out.flush()
            if number % 50 == 0:
                print(f"{number}/{len(clips)}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
