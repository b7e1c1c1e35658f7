"""What strictness does to false alarms and to what is found.

    python packaging/scorer/reliability.py ../shared/speech/dev [--clips 60] [--outcomes FILE]

Recordings of native speakers are judged at every strictness against what was said, and against texts with
one changed part. Of the right parts some are called wrong or off (false alarms); of the changed ones some are
found. `--outcomes` keeps every part's goodness and verdicts, for `grade_coverage.py`.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np

from app.paths import assets_dir
from app.speech.assessor import Assessor
from app.speech.evaluation.changes import changed
from app.speech.evaluation.sets import SAMPLE_RATE, Clip, SkippedError, chosen, read_sets
from app.speech.evaluation.trials import CHANGES_PER_PART, has_part
from app.speech.values import Part, PronunciationScore, Strictness, TakeStatus


@dataclass(frozen=True)
class PartOutcome:
    """What became of one part. `verdicts` by strictness, in the order of `Strictness`."""

    set_name: str
    speaker: str
    part: str
    right: bool
    goodness: float | None
    verdicts: tuple[str, ...]


def outcomes(assessor: Assessor, clips: Iterable[Clip], seed: int) -> Iterator[PartOutcome]:
    """Every right part of every clip, and up to four changed ones of each kind."""
    for number, clip in enumerate(clips):
        rng = np.random.default_rng([seed, number])
        try:
            spoken, samples = clip.transcript(), clip.samples()
        except SkippedError:
            continue
        running = assessor.start(spoken)
        for start in range(0, len(samples), SAMPLE_RATE):
            running.feed(samples[start : start + SAMPLE_RATE])
        running.finish()
        taken = running.taken
        assert taken is not None
        scores = [assessor.rescore(taken, spoken, strictness=each) for each in Strictness]
        for index in range(len(spoken.syllables)):
            for part in Part:
                if has_part(scores[0].syllables[index], part):
                    yield _outcome(clip, scores, index, part, right=True)
        for part in Part:
            places = [i for i, s in enumerate(scores[0].syllables) if has_part(s, part)]
            for index in rng.permutation(places)[:CHANGES_PER_PART]:
                change = changed(spoken, int(index), part, rng)
                if change is not None:
                    again = [assessor.rescore(taken, change.spoken, strictness=each) for each in Strictness]
                    yield _outcome(clip, again, change.index, part, right=False)


def _outcome(
    clip: Clip, scores: list[PronunciationScore], index: int, part: Part, *, right: bool
) -> PartOutcome:
    found = [score.syllables[index] for score in scores]
    said = scores[0].status is TakeStatus.SCORED
    verdicts = tuple(
        "wrong" if each.omitted and said else each.part(part).verdict.value for each in found
    )  # an omitted syllable counts as found wrong
    return PartOutcome(clip.set_name, clip.speaker, part.value, right, found[0].part(part).goodness, verdicts)


def print_table(found: Iterable[PartOutcome]) -> None:
    """Shares of the parts that were judged, by kind of speech, part and strictness."""
    groups: dict[tuple[str, str], list[PartOutcome]] = defaultdict(list)
    for each in found:
        speech = "sentences" if each.set_name == "commonvoice" else "words"
        groups[speech, each.part].append(each)
    print(f"{'speech':10} {'part':8} {'strictness':10} right: wrong    off   changed: wrong    off      n")
    for (speech, part), those in sorted(groups.items()):
        for place, strictness in enumerate(Strictness):
            shares = []
            for right in (True, False):
                verdicts = [o.verdicts[place] for o in those if o.right == right]
                judged = [v for v in verdicts if v != "not_assessable"]
                shares += [judged.count(v) / max(1, len(judged)) for v in ("wrong", "off")]
            print(
                f"{speech:10} {part:8} {strictness.value:10}"
                f" {shares[0]:12.1%} {shares[1]:6.1%} {shares[2]:16.1%} {shares[3]:6.1%} {len(those):6d}"
            )


def main() -> None:
    """Judge a sample of every set at every strictness."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clips", type=int, default=60, help="at most so many clips of each set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--outcomes", type=Path, help="write every part's outcome here (JSON lines)")
    arguments = parser.parse_args()
    assessor = Assessor(None, assets_dir() / "scorer")
    native = [c for c in read_sets(arguments.folder) if not c.pinyin.startswith("[")]
    found = list(outcomes(assessor, chosen(native, [], arguments.clips, arguments.seed), arguments.seed))
    print_table(found)
    print(f"scorer {assessor.version}")
    if arguments.outcomes:
        lines = (json.dumps(asdict(each)) for each in found)
        arguments.outcomes.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
