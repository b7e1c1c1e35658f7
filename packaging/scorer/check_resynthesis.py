"""Does her own voice with another tone have that tone? Measured with the app's own scorer.

    python packaging/scorer/check_resynthesis.py ../shared/speech/dev [--clips 40] [--json FILE]

Every recording of one syllable, or of a two-syllable word, is resynthesised with each of the four tones; the
scorer then judges what came out against that tone, with the register it knows of the speaker. Printed: the
share judged to be the target tone by tone and by sex, from which tone to which, and the share of initials
and finals whose verdict is as good as it was in the recording.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np

from app.paths import assets_dir
from app.speech.assessor import Assessor
from app.speech.evaluation.sets import Clip, SkippedError, read_sets
from app.speech.f0 import track_f0
from app.speech.register import SpeakerRegister, register_of
from app.speech.resynthesis import NoOwnVoiceError, with_tone
from app.speech.tone_targets import target_contour
from app.speech.tone_values import ToneSpan
from app.speech.values import Part, PronunciationScore, SpokenText, SyllableScore, Verdict

SETS = ("syllables_wang", "words_gao", "words_students")
SEXES = {"syllables_wang": "female", "words_gao": "male"}
QUIET = 0.25  # seconds before and after


@dataclass(frozen=True)
class Row:
    """One resynthesis: from which tone to which, and what the scorer made of it."""

    clip: str
    sex: str
    was: int
    became: int
    heard: str
    tone: str
    kept: tuple[bool, ...]  # initial, final: as good as in the recording, where it was good there
    seconds: float


def sampled(clips: list[Clip], most: int, seed: int) -> list[Clip]:
    """At most so many clips of each set, drawn at random."""
    rng = np.random.default_rng(seed)
    by_set: dict[str, list[Clip]] = defaultdict(list)
    for clip in clips:
        by_set[clip.set_name].append(clip)
    return [
        each
        for group in by_set.values()
        for each in (group[i] for i in sorted(rng.permutation(len(group))[:most]))
    ]


def registers(clips: list[Clip]) -> dict[str, SpeakerRegister]:
    """What an app would know of each speaker after some takes."""
    tracks = defaultdict(list)
    for clip in clips:
        if len(tracks[clip.speaker]) < 40:
            tracks[clip.speaker].append(track_f0(clip.samples()))
    return {speaker: register_of(each) for speaker, each in tracks.items()}


def sex_of(clip: Clip, register: SpeakerRegister) -> str:
    """As listed; where it is not, by the median F0 (165 Hz)."""
    listed = SEXES.get(clip.set_name, clip.gender)
    return listed if listed in ("female", "male") else ("female" if register.median > 8.67 else "male")


def retarget(score: SyllableScore, tone: int) -> SyllableScore:
    """The score with the target contour of another tone, in isolation."""
    assert score.target is not None
    times = np.array(score.target.times)
    span = ToneSpan(float(times[0]), float(times[0]), float(times[-1]), tone, joined=False)
    return replace(score, target=target_contour([span], 0, times))


def judged(
    assessor: Assessor, sound: np.ndarray, spoken: SpokenText, register: SpeakerRegister, noise: float
) -> PronunciationScore:
    """The score of a sound between two stretches of the room's quiet."""
    rng = np.random.default_rng(1)
    quiet = (rng.standard_normal(int(QUIET * 16_000)) * noise).astype(np.float32)
    return assessor.assess(np.concatenate([quiet, sound, quiet]), spoken, register)


def single(spoken: SpokenText, index: int, tone: int) -> SpokenText:
    """One syllable of a text, alone, with another tone."""
    syllable = replace(spoken.syllables[index], tone=tone, spoken_tone=tone, also_tones=())
    token = next(t for t in spoken.tokens if t.syllable == index)
    return SpokenText(syllable.hanzi, (syllable,), (replace(token, syllable=0),))


def check(assessor: Assessor, clip: Clip, register: SpeakerRegister, tones: Sequence[int]) -> list[Row]:
    """These tones of the clip's last syllable (of an isolated syllable: the only one)."""
    try:
        spoken, samples = clip.transcript(), clip.samples()
    except SkippedError:
        return []
    score = assessor.assess(samples, spoken, register)
    index = len(spoken.syllables) - 1
    if len(score.syllables) != len(spoken.syllables) or score.syllables[index].target is None:
        return []
    here = score.syllables[index]
    was = here.syllable.spoken_tone
    if was == 5 or here.start is None or here.end is None or here.tone.verdict is Verdict.NOT_ASSESSABLE:
        return []
    noise = float(np.percentile(np.abs(samples), 10)) + 1e-5
    lo, hi = int((here.start - 0.04) * 16_000), int((here.end + 0.04) * 16_000)
    plain = judged(assessor, samples[max(0, lo) : hi], single(spoken, index, was), register, noise)
    rows = []
    for tone in tones:
        wanted = retarget(here, tone)
        assert wanted.target is not None
        try:
            sound = with_tone(samples, here.start, here.end, tone, wanted.target, register)
        except NoOwnVoiceError:
            rows.append(Row(clip.name, sex_of(clip, register), was, tone, "", "none", (), 0.0))
            continue
        again = judged(assessor, sound, single(spoken, index, tone), register, noise)
        found = again.syllables[0] if again.syllables else None
        kept = tuple(
            found is not None and found.part(part).verdict is Verdict.GOOD
            for part in (Part.INITIAL, Part.FINAL)
            if plain.syllables and plain.syllables[0].part(part).verdict is Verdict.GOOD
        )
        rows.append(
            Row(
                clip.name,
                sex_of(clip, register),
                was,
                tone,
                (found.tone.heard or str(tone)) if found else "",
                found.tone.verdict.value if found else again.status.value,
                kept,
                len(sound) / 16_000,
            )
        )
    return rows


def share(hits: list[bool]) -> str:
    """`97.5 % (40)`."""
    return f"{100 * np.mean(hits):5.1f} % ({len(hits)})" if hits else "   –"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clips", type=int, default=40, help="of each set")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--tones", default="1234")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--list", action="store_true", help="print what went wrong")
    arguments = parser.parse_args()
    clips = [each for each in read_sets(arguments.folder) if each.set_name in SETS]
    chosen = sampled(clips, arguments.clips, arguments.seed)
    known = registers(sampled(clips, 30, 1) + chosen)
    assessor = Assessor(None, assets_dir() / "scorer")
    tones = [int(each) for each in arguments.tones]
    rows = [row for clip in chosen for row in check(assessor, clip, known[clip.speaker], tones)]
    for sex in ("female", "male"):
        for tone in (1, 2, 3, 4):
            mine = [r for r in rows if r.sex == sex and r.became == tone]
            print(f"{sex:7} → T{tone}  good {share([r.tone == 'good' for r in mine])}", end="  ")
            print(f"not wrong {share([r.tone in ('good', 'off') for r in mine])}", end="   from ")
            print(
                *(f"T{t} {share([r.tone == 'good' for r in mine if r.was == t])}" for t in (1, 2, 3, 4)),
                sep="  ",
            )
    print(f"all: good {share([r.tone == 'good' for r in rows])}", end="  ")
    print(f"changed tone: good {share([r.tone == 'good' for r in rows if r.was != r.became])}")
    print(f"could not be made: {share([r.tone == 'none' for r in rows])}")
    print(f"initials and finals as good as before: {share([k for r in rows for k in r.kept])}")
    if arguments.list:
        for row in rows:
            if row.tone != "good" or not all(row.kept):
                print(row)
    if arguments.json:
        arguments.json.write_text(json.dumps([vars(r) for r in rows], ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
