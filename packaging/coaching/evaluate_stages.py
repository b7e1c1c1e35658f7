"""How often stages, fillers, repetitions, calls to action and namings of the product are found.

    python packaging/coaching/evaluate_stages.py text       the texts as they are
    python packaging/coaching/evaluate_stages.py channel    through errors like the recogniser's, 20 %
    python packaging/coaching/evaluate_stages.py spoken     said by joined syllables, recognised

`--half tune` shows the half that settings may be chosen with, `--half held` the other one; `--list` shows the
mistakes of the tuning half. Run from the root of the repository with PYTHONPATH=.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from channel import measure_channel
from evaluate_pitch import Voice, load
from stage_talks import MARKS, StageTalk, chosen, read_talks

from app.coaching.card_facts import card_bias
from app.coaching.heard_text import spoken_characters
from app.coaching.report import make_report
from app.coaching.values import Occurrence, PitchReport, Stage
from app.curriculum.library import load_library
from app.curriculum.values import ProductCard
from app.paths import assets_dir, lessons_dir
from app.speech.delivery import Delivery
from app.speech.recogniser import RecogniserModel
from app.speech.transcription import TranscribedWord, Transcript, in_chunks, transcribe
from app.speech.words import split_words

SYLLABLE, PAUSE, BEGIN = 0.22, 0.6, 0.5
RATE, DRAWS = 0.2, 5
_BESIDE = 0.25  # seconds by which a find may miss what it finds

Times = Sequence[tuple[float, float]]
"""Start and end of every character of a talk's text; punctuation is an empty one."""


@dataclass
class Tally:
    """Counts over talks."""

    clauses: Counter[tuple[Stage, Stage | None]] = field(default_factory=Counter)
    seconds: Counter[tuple[Stage, Stage | None]] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)
    true: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def add(self, talk: StageTalk, times: Times, report: PitchReport) -> None:
        """Count one report."""
        for stretch, stage in talk.clauses:
            start, end = times[stretch.begin][0], times[stretch.end - 1][1]
            found = stage_at(report, (start + end) / 2)
            self.clauses[stage, found] += 1
            self.seconds[stage, found] += end - start
            if found is not stage:
                text = talk.text[stretch.begin : stretch.end]
                self.misses.append(f"{talk.name} {stage.value} as {found and found.value}: {text}")
        for kind in MARKS.values():
            true = [(times[s.begin][0], times[s.end - 1][1]) for s in talk.marks[kind]]
            told: tuple[Occurrence, ...] = getattr(report, kind)
            open_ones = list(true)
            for each in told:
                hit = next(
                    (t for t in open_ones if each.start < t[1] + _BESIDE and each.end > t[0] - _BESIDE), None
                )
                if hit is not None:
                    open_ones.remove(hit)
                    self.right[kind] += 1
                elif not any(each.start < t[1] and each.end > t[0] for t in true):
                    self.misses.append(f"{talk.name} {kind} not there: {each.text}")
                else:
                    self.told[kind] -= 1  # a second find within the same mark is the same one
            self.told[kind] += len(told)
            self.true[kind] += len(true)
            for start, end in open_ones:
                text = "".join(c for c, (a, b) in zip(talk.text, times, strict=True) if start <= a < b <= end)
                self.misses.append(f"{talk.name} {kind} missed: {text}")

    def stages(self) -> str:
        """Rows of the table of stages."""
        rows = []
        for stage in Stage:
            cells = [stage.value.replace("_", "-")]
            for counts in (self.clauses, self.seconds):
                right = counts[stage, stage]
                told = sum(n for (_, found), n in counts.items() if found is stage)
                true = sum(n for (said, _), n in counts.items() if said is stage)
                cells.append(f"{_percent(right, told)} / {_percent(right, true)}")
            cells.append(str(sum(n for (said, _), n in self.clauses.items() if said is stage)))
            rows.append("| " + " | ".join(cells) + " |")
        rows.append(f"| all | {self.share(self.clauses):.0%} right | {self.share(self.seconds):.0%} right |"
                    f" {sum(self.clauses.values())} |")  # fmt: skip
        return "\n".join(rows)

    def share(self, counts: Counter[tuple[Stage, Stage | None]]) -> float:
        """Which part is right."""
        return sum(n for (said, found), n in counts.items() if said is found) / sum(counts.values())

    def marks(self) -> list[str]:
        """Precision / recall of each kind of mark."""
        return [
            f"{_percent(self.right[k], self.told[k])} / {_percent(self.right[k], self.true[k])}"
            f" of {self.true[k]}"
            for k in MARKS.values()
        ]


def stage_at(report: PitchReport, second: float) -> Stage | None:
    """The stage at a second; between two stretches the nearer one."""
    nearest = min(
        report.stages,
        key=lambda s: 0.0 if s.start <= second <= s.end else min(abs(s.start - second), abs(s.end - second)),
        default=None,
    )
    return nearest.stage if nearest else None


def as_written(talk: StageTalk) -> tuple[Transcript, Times]:
    """The talk as a recogniser without mistakes hears it."""
    words: list[TranscribedWord] = []
    at = BEGIN
    for phrase in spoken_characters(talk.text).split(" "):
        for word in split_words(phrase) if phrase else ():
            end = at + SYLLABLE * len(word)
            words.append(TranscribedWord(word, at, end, 0.95))
            at = end
        at += PAUSE
    return Transcript(tuple(words), at, "text"), even_times(talk)


def even_times(talk: StageTalk) -> Times:
    """When each character is said where every syllable and every pause takes the same time."""
    times = []
    at = BEGIN
    for character in talk.text:
        here = SYLLABLE if "\u4e00" <= character <= "\u9fff" else 0.0
        times.append((at, at + here))
        at += here or PAUSE
    return times


def measure(
    talks: Sequence[StageTalk],
    cards: dict[str, ProductCard],
    hear: Callable[[StageTalk], tuple[Transcript, Times]],
    draws: int = 1,
) -> Tally:
    """All talks, heard in some way."""
    tally = Tally()
    for _ in range(draws):
        for talk in talks:
            transcript, times = hear(talk)
            speaking = sum(word.end - word.start for word in transcript.words)
            delivery = Delivery(transcript.duration, speaking, 0.0, transcript.pauses, None, None, None)
            tally.add(talk, times, make_report(talk.product, cards[talk.product], transcript, delivery))
    return tally


def _percent(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else "–"


def main() -> None:
    """Run one of the evaluations."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("text", "channel", "spoken"))
    parser.add_argument("--half", choices=("tune", "held"), default="tune")
    parser.add_argument("--speech", type=Path, default=Path("../shared/speech"))
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()
    library = load_library([lessons_dir()])
    cards = {lesson.id: card for lesson, card in library.products}
    talks = chosen(read_talks(), held_out=arguments.half == "held")
    hear, draws = as_written, 1
    if arguments.what != "text":
        model = RecogniserModel(assets_dir() / "model", "kaibo")
        if arguments.what == "channel":
            characters = "".join(talk.text for talk in talks)
            channel = measure_channel(model, arguments.speech, 100, 60, load, characters)
            draw, draws = random.Random(0), DRAWS

            def hear(talk: StageTalk) -> tuple[Transcript, Times]:
                return channel.heard(spoken_characters(talk.text), RATE, draw), even_times(talk)

        else:
            voice = Voice(arguments.speech / "dev")

            def hear(talk: StageTalk) -> tuple[Transcript, Times]:
                samples, times = voice.say_with_times(talk.text)
                return transcribe(in_chunks(samples), model, card_bias(cards[talk.product])), times

    tally = measure(talks, cards, hear, draws)
    print(f"{arguments.what}, {arguments.half}, {len(talks)} talks")
    print("| stage | clauses P / R | time P / R | clauses |\n|---|---|---|---|")
    print(tally.stages())
    print("| " + " | ".join(MARKS.values()) + " |")
    print("| " + " | ".join(tally.marks()) + " |")
    if arguments.list and arguments.half == "tune":
        print("\n".join(tally.misses))


if __name__ == "__main__":
    main()
