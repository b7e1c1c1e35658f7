"""How often is the verdict right? Scores recordings against what was said and against texts with one change.

    python packaging/scorer/evaluate.py ../shared/speech/dev [--set words_gao] [--clips 100] [--json FILE]

Every recording is scored as a take would be. Then one syllable's initial, final or tone is changed in the
text, the way learners confuse them, and the same recording is scored again: that part is now wrong. The
goodness of right and of wrong parts gives AUC, EER and detection; the verdicts on right parts give the
false alarms.
"""

from __future__ import annotations

import argparse
import json
import pickle
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from app.paths import assets_dir
from app.speech.assessor import Assessor, TakenIn
from app.speech.evaluation.changes import changed
from app.speech.evaluation.figures import Outcome, summary
from app.speech.evaluation.sets import SAMPLE_RATE, Clip, chosen, read_sets
from app.speech.values import Part, PronunciationScore, SyllableScore, TakeStatus, Verdict

CHANGES_PER_PART = 4  # of one recording; a longer text is sampled

Table = dict[str, dict[str, list[Outcome]]]


def evaluate(
    assessor: Assessor,
    clips: Iterable[Clip],
    *,
    seed: int = 1,
    snr_db: float | None = None,
    cache: Path | None = None,
) -> tuple[Table, dict[str, dict[str, int]]]:
    """Outcomes by set and part, and how many takes of each set had which status."""
    table: Table = defaultdict(lambda: defaultdict(list))
    statuses: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for number, clip in enumerate(clips):
        rng = np.random.default_rng([seed, number])
        spoken = clip.spoken()
        if spoken is None:
            continue
        taken = take_in(assessor, clip, snr_db=snr_db, rng=rng, cache=cache)
        score = assessor.rescore(taken, spoken)
        statuses[clip.set_name][score.status.value] += 1
        parts = table[clip.set_name]
        for syllable in score.syllables:
            for part in Part:
                if has_part(syllable, part):
                    parts[part.value].append(outcome(score, syllable, part, clip, right=True))
        for part in Part:
            places = [i for i, s in enumerate(score.syllables) if has_part(s, part)]
            for index in rng.permutation(places)[:CHANGES_PER_PART]:
                change = changed(spoken, int(index), part, rng)
                if change is None:
                    continue
                other = assessor.rescore(taken, change.spoken)
                parts[part.value].append(
                    outcome(other, other.syllables[change.index], part, clip, right=False, kind=change.kind)
                )
    return table, statuses


def has_part(syllable: SyllableScore, part: Part) -> bool:
    """Whether the part counts: zero initials and neutral tones have nothing to confuse."""
    if part is Part.INITIAL:
        return bool(syllable.syllable.initial)
    return part is Part.FINAL or syllable.syllable.spoken_tone != 5


def outcome(
    score: PronunciationScore, syllable: SyllableScore, part: Part, clip: Clip, *, right: bool, kind: str = ""
) -> Outcome:
    """What was said of one part; an omitted syllable counts as found wrong."""
    found = syllable.part(part)
    goodness = 0.0 if syllable.omitted and score.status is TakeStatus.SCORED else found.goodness
    return Outcome(
        goodness,
        right,
        found.verdict is Verdict.WRONG or (syllable.omitted and score.status is TakeStatus.SCORED),
        found.verdict is Verdict.OFF,
        clip.speaker,
        clip.gender,
        kind,
    )


def take_in(
    assessor: Assessor,
    clip: Clip,
    *,
    snr_db: float | None = None,
    rng: np.random.Generator | None = None,
    cache: Path | None = None,
) -> TakenIn:
    """Measure a recording, with white noise at `snr_db` when given; from the cache if it is there."""
    stored = cache / f"{clip.set_name}-{clip.name}-{snr_db}.pickle" if cache else None
    if stored is not None and stored.exists():
        found: TakenIn = pickle.loads(stored.read_bytes())
        return found
    samples = clip.samples()
    if snr_db is not None and rng is not None:
        power = float(np.mean(samples**2))
        samples = samples + rng.normal(0, np.sqrt(power / 10 ** (snr_db / 10)), len(samples)).astype(
            np.float32
        )
    running = assessor.start(clip.spoken())  # type: ignore[arg-type]
    for start in range(0, len(samples), SAMPLE_RATE):
        running.feed(samples[start : start + SAMPLE_RATE])
    running.finish()
    assert running.taken is not None
    if stored is not None:
        stored.parent.mkdir(parents=True, exist_ok=True)
        stored.write_bytes(pickle.dumps(running.taken))
    return running.taken


def report(table: Table, statuses: dict[str, dict[str, int]]) -> dict[str, dict[str, object]]:
    """`{set: {part: figures}}`, with figures by gender and the ten worst kinds of error."""
    out: dict[str, dict[str, object]] = {}
    for name, parts in table.items():
        rows: dict[str, object] = {"status": dict(statuses[name])}
        for part, outcomes in parts.items():
            row: dict[str, object] = dict(summary(outcomes))
            row["by_gender"] = {
                gender: summary([o for o in outcomes if o.gender == gender])["auc"]
                for gender in sorted({o.gender for o in outcomes})
            }
            row["kinds"] = _kinds(outcomes)
            rows[part] = row
        out[name] = rows
    return out


def _kinds(outcomes: list[Outcome]) -> dict[str, list[float]]:
    """[AUC against all right parts, count] of each kind of error with at least five changes, worst first."""
    right = [o for o in outcomes if o.right]
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        if not each.right:
            kinds[each.kind].append(each)
    rows = {k: [float(summary(right + v)["auc"]), len(v)] for k, v in kinds.items() if len(v) >= 5}  # type: ignore[arg-type]
    return dict(sorted(rows.items(), key=lambda item: item[1][0])[:10])


def print_table(figures: dict[str, dict[str, object]]) -> None:
    """The table for people."""
    heads = ("EER", "det@5", "FA", "off", "n/a", "n")
    print(f"{'set':20} {'part':8} {'AUC':>6} {'95 %':>15} " + " ".join(f"{head:>6}" for head in heads))
    for name, parts in figures.items():
        for part, row in parts.items():
            if part == "status" or not isinstance(row, dict):
                continue
            low, high = row["auc_interval"]
            print(
                f"{name:20} {part:8} {row['auc']:6.3f} {low:7.3f}–{high:5.3f}  {row['eer']:6.3f}"
                f" {row['detection_at_5fa']:6.3f} {row['false_alarm']:6.3f} {row['off_on_right']:6.3f}"
                f" {row['not_assessable']:6.3f} {row['n']:6d}"
            )
        print(f"{name:20} status   {parts['status']}")


def main() -> None:
    """Evaluate the scorer on a folder of sets."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", action="append", default=[], help="only this set (may be repeated)")
    parser.add_argument("--clips", type=int, help="at most so many clips of each set")
    parser.add_argument("--snr", type=float, help="add white noise at this signal-to-noise ratio (dB)")
    parser.add_argument("--json", type=Path)
    parser.add_argument(
        "--cache", type=Path, help="keep measurements here; empty it when the networks change"
    )
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    started = time.perf_counter()
    assessor = Assessor(None, assets_dir() / "scorer")
    clips = chosen(read_sets(arguments.folder), arguments.set, arguments.clips, arguments.seed)
    table, statuses = evaluate(
        assessor, clips, seed=arguments.seed, snr_db=arguments.snr, cache=arguments.cache
    )
    figures = report(table, statuses)
    print_table(figures)
    print(f"{len(clips)} clips, scorer {assessor.version}, {time.perf_counter() - started:.0f} s")
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
