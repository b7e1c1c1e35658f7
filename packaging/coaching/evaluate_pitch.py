"""How often pitch reports are right about facts, and whether a recogniser told what is likely hears more.

    python packaging/coaching/evaluate_pitch.py channel            texts through errors like the recogniser's
    python packaging/coaching/evaluate_pitch.py spoken             texts said by joined syllables, recognised
    python packaging/coaching/evaluate_pitch.py bias [--clips N]   words of read sentences among distractors

`--speech` is a folder of recordings (see packaging/acoustic_model/README.md); only its `dev` is read. Run
from the root of the repository with PYTHONPATH=.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import soundfile
import soxr
from channel import Channel, measure_channel, read_list
from labelled import Pitch, read_pitches

from app.coaching.card_facts import card_bias, card_facts
from app.coaching.heard_text import spoken_characters
from app.coaching.report import make_report
from app.coaching.values import FactState, PitchReport
from app.curriculum.library import load_library
from app.curriculum.values import ProductCard
from app.paths import assets_dir, lessons_dir
from app.speech.delivery import Delivery, measure_delivery
from app.speech.pinyin import spell
from app.speech.recogniser import SAMPLE_RATE, RecogniserModel
from app.speech.sound_distance import sounds_of
from app.speech.text import to_spoken
from app.speech.transcription import Bias, Transcript, in_chunks, transcribe
from app.speech.values import FloatArray, Syllable
from app.speech.words import split_words

PITCHES = Path(__file__).with_name("pitches.txt")
RATES = (0.0, 0.2, 0.4)
DRAWS = 5
_DISTRACTORS = 80
_SYLLABLE, _FADE = 0.6, 0.02  # seconds: the longest joined syllable, and how much of its end is faded


class Tally:
    """Counts of (true state, reported state) over facts."""

    def __init__(self) -> None:
        self.pairs: dict[tuple[FactState, FactState], int] = {}

    def add(self, pitch: Pitch, card: ProductCard, report: PitchReport) -> None:
        """Count every fact of one report."""
        truth = pitch.truth([fact.fact for fact in card_facts(card)])
        for said, finding in zip(truth, report.facts, strict=True):
            self.pairs[said, finding.state] = self.pairs.get((said, finding.state), 0) + 1

    def share(self, state: FactState) -> tuple[str, str, int]:
        """Precision and recall of a reported state, and how many there truly are."""
        right = self.pairs.get((state, state), 0)
        reported = sum(n for (_, told), n in self.pairs.items() if told is state)
        true = sum(n for (said, _), n in self.pairs.items() if said is state)
        return _percent(right, reported), _percent(right, true), true

    def row(self, name: str) -> str:
        """One row of the table."""
        cells = [name]
        for state in (FactState.COVERED, FactState.CONTRADICTED, FactState.MISSING):
            precision, recall, true = self.share(state)
            cells.append(f"{precision} / {recall} of {true}")
        unclear = sum(n for (_, told), n in self.pairs.items() if told is FactState.UNCLEAR)
        cells.append(_percent(unclear, sum(self.pairs.values())))
        return "| " + " | ".join(cells) + " |"


HEAD = """| talks | covered P / R | contradicted P / R | missing P / R | not heard clearly |
|---|---|---|---|---|"""


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def _silent(transcript: Transcript) -> Delivery:
    speaking = sum(word.end - word.start for word in transcript.words)
    return Delivery(transcript.duration, speaking, 0.0, transcript.pauses, None, None, None)


def through_channel(channel: Channel, pitches: Sequence[Pitch], cards: dict[str, ProductCard]) -> None:
    """Facts found in texts after errors at several rates."""
    print(channel.summary(), "\n")
    print(HEAD)
    for use in ("tune", "held"):
        for rate in RATES:
            tally = Tally()
            for seed in range(1 if rate == 0.0 else DRAWS):
                draw = random.Random(seed)
                for pitch in (p for p in pitches if p.use == use):
                    transcript = channel.heard(spoken_characters(pitch.text), rate, draw)
                    report = make_report(pitch.product, cards[pitch.product], transcript, _silent(transcript))
                    tally.add(pitch, cards[pitch.product], report)
            print(tally.row(f"{use}, {rate:.0%} of syllables wrong"), flush=True)


def as_spoken(
    pitches: Sequence[Pitch], cards: dict[str, ProductCard], model: RecogniserModel, speech: Path, show: bool
) -> None:
    """Facts found in joined syllables of one speaker, with and without being told what is likely."""
    voice = Voice(speech / "dev")
    print(HEAD)
    for use in ("tune", "held"):
        for name, biased in (("heard freely", False), ("told what is likely", True)):
            tally = Tally()
            wrong = count = 0
            for pitch in (p for p in pitches if p.use == use):
                samples = voice.say(pitch.text)
                card = cards[pitch.product]
                bias = card_bias(card) if biased else Bias()
                transcript = transcribe(in_chunks(samples), model, bias)
                report = make_report(pitch.product, card, transcript, measure_delivery(samples))
                tally.add(pitch, card, report)
                edits, length = _errors(pitch.text, transcript.text)
                wrong, count = wrong + edits, count + length
                if show:
                    print(f"{report.clarity:.2f}", transcript.text)
            print(tally.row(f"{use}, {name} ({wrong / count:.0%} of syllables wrong)"), flush=True)


def _errors(text: str, heard: str) -> tuple[int, int]:
    wanted, got = sounds_of(spoken_characters(text)), sounds_of(spoken_characters(heard))
    row = list(range(len(got) + 1))
    for i, want in enumerate(wanted):
        before, row[0] = row[0], i + 1
        for j, each in enumerate(got):
            here = min(before + (want != each), row[j] + 1, row[j + 1] + 1)
            before, row[j + 1] = row[j + 1], here
    return row[-1], len(wanted)


class Voice:
    """Says texts by joining one speaker's recorded syllables; a pause where punctuation stands."""

    def __init__(self, dev: Path) -> None:
        """Read the list of syllables in `dev`; recordings are loaded when they are first said."""
        self._folder = dev / "syllables_wang"
        self._known = {row["pinyin"]: row["clip"] for row in read_list(dev / "syllables_wang.tsv")}
        self._cache: dict[str, FloatArray] = {}

    def say(self, text: str) -> FloatArray:
        """The text as 16 kHz mono."""
        return self.say_with_times(text)[0]

    def say_with_times(
        self, text: str, instead: Mapping[int, Syllable] | None = None
    ) -> tuple[FloatArray, list[tuple[float, float]]]:
        """The text, and the seconds of each of its characters; punctuation takes none of its own.

        `instead` are syllables to say in the place of the text's, by their index.
        """
        parts = [np.zeros(SAMPLE_RATE // 2, np.float32)]
        at = len(parts[0])
        spoken = to_spoken(text)
        times = [(0.0, 0.0)] * len(text)
        for token in spoken.tokens:
            if token.syllable is None:
                part = np.zeros(round(0.45 * SAMPLE_RATE), np.float32)
            else:
                syllable = spoken.syllables[token.syllable]
                said = (instead or {}).get(token.syllable, syllable)
                part = self._syllable(said.initial, said.final, said.spoken_tone)
                for i in range(syllable.start, syllable.end):
                    times[i] = (at / SAMPLE_RATE, (at + len(part)) / SAMPLE_RATE)
            parts.append(part)
            at += len(part)
        parts.append(np.zeros(SAMPLE_RATE // 2, np.float32))
        samples = np.concatenate(parts)
        return (samples + np.random.default_rng(0).normal(0, 3e-4, len(samples))).astype(np.float32), times

    def has(self, syllable: Syllable) -> bool:
        """Whether this very syllable was recorded."""
        return f"{_written(syllable.initial, syllable.final)}{syllable.spoken_tone}" in self._known

    def _syllable(self, initial: str, final: str, tone: int) -> FloatArray:
        base = _written(initial, final)
        for number in (tone, 1, 4, 3, 2, 5):
            if clip := self._known.get(f"{base}{number}"):
                break
        else:
            return np.zeros(0, np.float32)
        if clip not in self._cache:
            self._cache[clip] = _tight(load(self._folder / f"{clip}.opus"))
        return self._cache[clip]


def _written(initial: str, final: str) -> str:
    return spell(initial, final).replace("ü", "v")


def _tight(samples: FloatArray) -> FloatArray:
    """A syllable without the silence around it, its end faded."""
    power = np.convolve(np.square(samples), np.ones(160) / 160, "same")
    loud = np.flatnonzero(power > power.max() * 1e-3)
    part = samples[loud[0] : loud[-1] + 1][: round(_SYLLABLE * SAMPLE_RATE)].copy()
    fade = min(round(_FADE * SAMPLE_RATE), len(part) // 2)
    part[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return part * np.float32(0.1 / max(1e-6, float(np.sqrt(np.mean(np.square(part))))))


def load(path: Path) -> FloatArray:
    """A clip as 16 kHz mono."""
    samples, rate = soundfile.read(path, dtype="float32")
    samples = samples if samples.ndim == 1 else samples.mean(axis=1)
    return samples if rate == SAMPLE_RATE else soxr.resample(samples, rate, SAMPLE_RATE).astype(np.float32)


def bias_helps(model: RecogniserModel, speech: Path, clips: int, skip: int) -> None:
    """Words of sentences heard among distractors: recall, and distractors that nobody said."""
    rows = read_list(speech / "dev" / "commonvoice.tsv")
    draw = random.Random(1)
    draw.shuffle(rows)
    every = sorted({word for row in rows for word in _words(row["text"], model)})
    said = free = biased = false_free = false_biased = 0
    for row in rows[skip : skip + clips]:
        samples = load(speech / "dev" / "commonvoice" / f"{row['clip']}.opus")
        own = _words(row["text"], model)
        others = draw.sample([word for word in every if word not in row["text"]], _DISTRACTORS)
        plain = transcribe(in_chunks(samples), model).text
        told = transcribe(in_chunks(samples), model, Bias((*own, *others))).text
        said += len(own)
        free += sum(word in plain for word in own)
        biased += sum(word in told for word in own)
        false_free += sum(word in plain for word in others)
        false_biased += sum(word in told for word in others)
    print(f"{clips} sentences, {said} words of theirs, {clips * _DISTRACTORS} distractors")
    print(f"heard freely: {_percent(free, said)} of the words, {false_free} distractors")
    print(f"told what is likely: {_percent(biased, said)} of the words, {false_biased} distractors")


def _words(text: str, model: RecogniserModel) -> list[str]:
    run = "".join(c if "\u4e00" <= c <= "\u9fff" else " " for c in text).split()
    return list(dict.fromkeys(w for r in run for w in split_words(r) if len(w) > 1 and model.knows(w)))


def main() -> None:
    """Run one of the evaluations."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("channel", "spoken", "bias"))
    parser.add_argument("--speech", type=Path, default=Path("../shared/speech"))
    parser.add_argument("--clips", type=int, default=100, help="sentences of Common Voice")
    parser.add_argument("--skip", type=int, default=60, help="sentences that settings were chosen with")
    parser.add_argument("--show", action="store_true", help="print what was heard")
    arguments = parser.parse_args()
    model = RecogniserModel(assets_dir() / "model", "kaibo")
    library = load_library([lessons_dir()])
    cards = {lesson.id: card for lesson, card in library.products}
    pitches = read_pitches(PITCHES)
    if arguments.what == "bias":
        bias_helps(model, arguments.speech, arguments.clips, arguments.skip)
    elif arguments.what == "spoken":
        as_spoken(pitches, cards, model, arguments.speech, arguments.show)
    else:
        characters = "".join(step.what + step.use for _, step in library.products) + "".join(
            pitch.text for pitch in pitches
        )
        channel = measure_channel(model, arguments.speech, arguments.clips, arguments.skip, load, characters)
        through_channel(channel, pitches, cards)


if __name__ == "__main__":
    main()
