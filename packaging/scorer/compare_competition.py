"""Two ways to let a sound compete with its neighbours, on the same trials: Vosk grammars, or posteriors.

    python packaging/scorer/compare_competition.py ../shared/speech/dev [--clips 100] [--json FILE]

Every recording is judged against its own text and against a text with one initial or final changed, as in
`kaibo evaluate`. The competitors of the sound the text asks for are its confusable neighbours.

* grammar, word confidence: one run-time grammar of the text, the texts with each neighbour in its place, and
  `[unk]`; Vosk's confidence in the word in that place, negative when another one won
* grammar, alternatives: the same with `SetMaxAlternatives`; by how much the text's reading is better than the
  best other one, at most `UNHEARD` where either was not among the alternatives
* grammar each: one recogniser for each text, each with a grammar of that text alone; by how much its result
  is better than the best of the others
* likelihoods: the same network in numpy, every competitor aligned in the syllable's span; the text's sound
  against the best of the same neighbours, without any calibration
* as shipped: the goodness the program gives

Only Vosk's public interface is used. Texts are written with characters that have one reading only.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import app  # noqa: F401  # before numpy: it sets the number of BLAS threads

# isort: split
import numpy as np
import vosk

from app.hanzi import character_readings
from app.paths import assets_dir
from app.speech import phones
from app.speech.alignment import AlignmentStream
from app.speech.assessor import Assessor, TakenIn
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS
from app.speech.evaluation.changes import changed
from app.speech.evaluation.figures import Scored, figures
from app.speech.evaluation.report import plain
from app.speech.evaluation.sets import SAMPLE_RATE, Clip, SkippedError, chosen, read_sets
from app.speech.pinyin import read_pinyin
from app.speech.segments import compete
from app.speech.values import Part, SpokenText, Syllable, Verdict

SETS = ("syllables_wang", "words_gao", "words_students")
PARTS = (Part.INITIAL, Part.FINAL)
UNHEARD = 10.0  # more than the bundled model's lattice beam, on Vosk's scale of alternatives
UNKNOWN = "[unk]"
TAKING_IN = "taking a recording in"
METHODS = (
    "grammar, word confidence",
    "grammar, alternatives",
    "grammar each",
    "likelihoods",
    "as shipped",
)


@lru_cache(maxsize=1)
def characters() -> dict[tuple[str, str], list[tuple[int, str]]]:
    """Characters with one reading, and their tone, by initial and final phone."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for code in range(0x4E00, 0x9FA6):
        readings = character_readings(chr(code))
        if len(readings) != 1:
            continue
        try:
            reading = read_pinyin(readings[0])
        except ValueError:
            continue
        key = reading.initial, phones.final_phone(reading.initial, reading.final)
        found[key].append((reading.tone, chr(code)))
    return found


class Grammars:
    """Asks Vosk, and counts what it costs."""

    def __init__(self, folder: Path) -> None:
        vosk.SetLogLevel(-1)
        self._model = vosk.Model(str(folder))
        self._written: dict[tuple[str, str, int], str | None] = {}
        self.seconds: dict[str, float] = defaultdict(float)

    def character(self, initial: str, final: str, tone: int) -> str | None:
        """A character the model knows that is read so, of the same tone where there is one."""
        key = initial, final, tone
        if key not in self._written:
            known = [
                (other != tone, each)
                for other, each in characters().get((initial, final), ())
                if self._model.vosk_model_find_word(each) >= 0
            ]
            self._written[key] = min(known)[1] if known else None
        return self._written[key]

    def decode(self, pcm: bytes, phrases: Sequence[str], alternatives: int = 0) -> dict[str, Any]:
        """Vosk's result with a grammar of these phrases."""
        recogniser = vosk.KaldiRecognizer(self._model, SAMPLE_RATE, json.dumps(phrases, ensure_ascii=False))
        recogniser.SetMaxAlternatives(alternatives)
        recogniser.SetWords(True)
        recogniser.AcceptWaveform(pcm)
        found: dict[str, Any] = json.loads(recogniser.FinalResult())
        return found

    def word_confidence(self, pcm: bytes, texts: Sequence[str], place: int) -> float:
        """Confidence in the first text's word at `place`, negative where another word won."""
        words = self.decode(pcm, [*texts, UNKNOWN]).get("result", [])
        said = [w for w in words if w["word"] != UNKNOWN]
        if place >= len(said):
            return -1.0
        won = said[place]["word"] == texts[0].split()[place]
        return float(said[place]["conf"]) * (1 if won else -1)

    def alternatives(self, pcm: bytes, texts: Sequence[str]) -> float:
        """How much better the first text is than the best other, from Vosk's alternatives."""
        best: dict[str, float] = {}
        for each in self.decode(pcm, [*texts, UNKNOWN], 20).get("alternatives", []):
            words = " ".join(w for w in each["text"].split() if w != UNKNOWN)
            best[words] = max(best.get(words, -np.inf), float(each["confidence"]))
        others = [value for words, value in best.items() if words != texts[0]]
        if texts[0] not in best:
            return -UNHEARD
        return min(UNHEARD, best[texts[0]] - max(others)) if others else UNHEARD

    def each(self, pcm: bytes, texts: Sequence[str]) -> float:
        """How much better the first text does alone than the best other one alone."""
        totals = []
        for text in texts:
            found = self.decode(pcm, [text], 1).get("alternatives", [])
            right = found and found[0]["text"].strip() == text
            totals.append(float(found[0]["confidence"]) if right else -np.inf)
        others = max(totals[1:])
        if not np.isfinite(totals[0]):
            return -1000.0
        return 1000.0 if not np.isfinite(others) else totals[0] - others


def rivals(grammars: Grammars, spoken: SpokenText, place: int, part: Part) -> dict[str, str]:
    """The prompt as characters, by the sound at `place`: its own first, then every neighbour there is."""
    syllable = spoken.syllables[place]
    initial, final = syllable.initial, phones.final_phone(syllable.initial, syllable.final)
    written = [_written(grammars, s) for s in spoken.syllables]
    if None in written:
        return {}
    own = initial if part is Part.INITIAL else final
    table = INITIAL_NEIGHBOURS if part is Part.INITIAL else FINAL_NEIGHBOURS
    found = {}
    for name in (own, *table.get(own, {})):
        if part is Part.INITIAL:
            candidates = [(name, final), (name, _respelled(name, syllable.final))]
        else:
            candidates = [(initial, name)]
        for candidate in candidates:
            character = grammars.character(*candidate, syllable.tone)
            if character is not None:
                found[name] = " ".join([*written[:place], character, *written[place + 1 :]])  # type: ignore[list-item]
                break
    return found if own in found else {}


def _respelled(initial: str, final: str) -> str:
    try:
        return phones.final_phone(initial, final)
    except ValueError:
        return ""


def _written(grammars: Grammars, syllable: Syllable) -> str | None:
    final = phones.final_phone(syllable.initial, syllable.final)
    return None if syllable.erhua else grammars.character(syllable.initial, final, syllable.tone)


def trials(clip: Clip, seed: int) -> Iterator[tuple[SpokenText, int, Part, bool]]:
    """The recording's text and texts with one change: which syllable and part is judged, and the truth."""
    spoken = clip.transcript()
    rng = np.random.default_rng([seed, *clip.name.encode()])
    for place in range(len(spoken.syllables)):
        for part in PARTS:
            if part is Part.INITIAL and not spoken.syllables[place].initial:
                continue
            change = changed(spoken, place, part, rng)
            if change is not None:
                yield spoken, place, part, True
                yield change.spoken, place, part, False


def judge(
    assessor: Assessor,
    grammars: Grammars,
    taken: TakenIn,
    pcm: bytes,
    spoken: SpokenText,
    place: int,
    part: Part,
) -> dict[str, float | None] | None:
    """All methods' scores of one part; None where the model has no characters to write it with."""
    texts = rivals(grammars, spoken, place, part)
    if len(texts) < 2:
        return None
    lines = list(texts.values())
    out: dict[str, float | None] = {}
    for method, ask in (
        (METHODS[0], lambda: grammars.word_confidence(pcm, lines, place)),
        (METHODS[1], lambda: grammars.alternatives(pcm, lines)),
        (METHODS[2], lambda: grammars.each(pcm, lines)),
        (METHODS[3], lambda: likelihood_ratio(assessor, taken, spoken, place, part, list(texts))),
        (METHODS[4], lambda: goodness(assessor, taken, spoken, place, part)),
    ):
        started = time.process_time()
        out[method] = ask()
        grammars.seconds[method] += time.process_time() - started
    return out


def likelihood_ratio(
    assessor: Assessor, taken: TakenIn, spoken: SpokenText, place: int, part: Part, names: Sequence[str]
) -> float | None:
    """The first name's log-likelihood less the best other's."""
    pronunciations = [phones.syllable_phones(s.initial, s.final, erhua=s.erhua) for s in spoken.syllables]
    stream = AlignmentStream(pronunciations)
    stream.push(taken.scores)
    found = compete(taken.scores, stream.finish(), pronunciations)[place]
    if found is None:
        return -1000.0
    scores = found.initials if part is Part.INITIAL else found.finals
    return scores[names[0]] - max(scores[name] for name in names[1:])


def goodness(assessor: Assessor, taken: TakenIn, spoken: SpokenText, place: int, part: Part) -> float | None:
    """What the program says; None where it says that it can't."""
    found = assessor.rescore(taken, spoken).syllables[place]
    verdict = found.part(part)
    if found.omitted:
        return 0.0
    return None if verdict.verdict is Verdict.NOT_ASSESSABLE else verdict.goodness


def compare(
    clips: Sequence[Clip], assessor: Assessor, grammars: Grammars, seed: int
) -> tuple[dict[str, Any], int, int]:
    """Figures by set, part and method; how many trials there were and how many could not be written."""
    rows: dict[tuple[str, Part, str], list[Scored]] = defaultdict(list)
    made = left_out = 0
    for clip in clips:
        try:
            samples = clip.samples()
            asked = list(trials(clip, seed))
        except SkippedError:
            continue
        started = time.process_time()
        running = assessor.start(clip.transcript())
        running.feed(samples)
        running.finish()
        grammars.seconds[TAKING_IN] += time.process_time() - started
        pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
        assert running.taken is not None
        # alike for all methods: what stays after the recogniser has been asked is judged without it
        taken = replace(running.taken, expected=None)
        for spoken, place, part, right in asked:
            scores = judge(assessor, grammars, taken, pcm, spoken, place, part)
            if scores is None:
                left_out += 1
                continue
            made += 1
            for method, score in scores.items():
                rows[clip.set_name, part, method].append(
                    Scored(score, right, False, clip.speaker, f"{clip.set_name}/{clip.name}")
                )
    out: dict[str, Any] = {}
    for (name, part, method), each in rows.items():
        kept = ("auc", "auc_interval", "eer", "eer_interval", "detection_at_5fa",
                "detection_at_5fa_interval", "not_assessable", "n", "n_changed")  # fmt: skip
        found = figures(each, seed)
        out.setdefault(name, {}).setdefault(part.value, {})[method] = {key: found[key] for key in kept}
    return out, made, left_out


def main() -> None:
    """Print the comparison as a table in Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", action="append", default=[], help=f"by default {', '.join(SETS)}")
    parser.add_argument("--clips", type=int, default=100, help="of each set")
    parser.add_argument("--model", type=Path, default=assets_dir() / "model", help="a Vosk model")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    clips = chosen(read_sets(arguments.folder), arguments.set or list(SETS), arguments.clips, arguments.seed)
    assessor, grammars = Assessor(None, assets_dir() / "scorer"), Grammars(arguments.model)
    found, made, left_out = compare(clips, assessor, grammars, arguments.seed)
    print("| set | part | how | AUC (95 %) | EER | found at 5 % | no verdict | parts |")
    print("|---|---|---|---|---|---|---|---|")
    for name, parts in found.items():
        for part, methods in parts.items():
            for method, row in methods.items():
                low, high = row["auc_interval"]
                print(
                    f"| {name} | {part} | {method} | {row['auc']:.3f} ({low:.3f}–{high:.3f})"
                    f" | {row['eer']:.1%} | {row['detection_at_5fa']:.0%} | {row['not_assessable']:.1%}"
                    f" | {row['n']} + {row['n_changed']} |"
                )
    costs = [f"{method} {1000 * grammars.seconds[method] / max(1, made):.1f} ms" for method in METHODS]
    print(f"\n{made} trials, {left_out} that no character could write")
    print("processor time of a trial: " + ", ".join(costs))
    print(f"{TAKING_IN}, once for all its trials: {1000 * grammars.seconds[TAKING_IN] / len(clips):.1f} ms")
    print(f"model {arguments.model.name}, scorer {assessor.version}")
    if arguments.json:
        arguments.json.write_text(json.dumps(plain(found), ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
