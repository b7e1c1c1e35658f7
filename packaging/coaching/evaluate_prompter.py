"""How well the teleprompter follows: lesson texts through errors, and read sentences through the recogniser.

    python packaging/coaching/evaluate_prompter.py simulated [--draws N]
    python packaging/coaching/evaluate_prompter.py spoken --speech FOLDER [--model FOLDER] [--speakers N]

`--speech` is a folder of recordings (see packaging/acoustic_model/README.md); only its `dev` is read. Run
from the root of the repository with PYTHONPATH=.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile
from channel import read_list

from app.coaching.prompter import Prompter, passages
from app.coaching.script import Script, parse_script
from app.curriculum.library import load_library
from app.curriculum.values import Prompt
from app.paths import assets_dir, lessons_dir
from app.speech.numerals import PieceKind, read_out
from app.speech.recogniser import SAMPLE_RATE, RecogniserModel

RATES = (0.0, 0.2, 0.4)
RATE = 4.0
"""Syllables a second of the simulated voice."""

NEAR = 3
"""Syllables by which the shown place may be off."""

LOST = 2.0
"""Seconds off by more than that which make a case of being lost."""

LATE = 0.8
"""Seconds that the recogniser's partial results need, about: what was read then is compared as well."""

OWN_WORDS = (
    "哎新来的宝宝你们好啊刚才有人问我几点下播我跟你们讲不着急慢慢看",
    "稍等一下我喝口水今天嗓子有点不舒服大家听得清楚吗听得清楚的扣个一",
    "刚刚谁说太远了我们家就在南疆你们有机会一定要过来玩我请你吃抓饭",
)
FILLERS = ("嗯", "呃", "那个", "就是说", "然后呢", "对吧")


@dataclass
class Tally:
    """Moments watched, and the stretches in which the shown place was off."""

    step: float  # seconds a moment
    good: int = 0
    moments: int = 0
    ahead: int = 0
    behind: int = 0
    stretches: list[int] = field(default_factory=list)
    _off: int = 0

    def watch(self, shown: int, true: int) -> None:
        """One moment."""
        self.moments += 1
        near = abs(shown - true) <= NEAR
        self.good += near
        self.ahead += shown > true + NEAR
        self.behind += shown < true - NEAR
        self._off = 0 if near else self._off + 1
        if self._off == 1:
            self.stretches.append(0)
        if not near:
            self.stretches[-1] += 1

    def end_take(self) -> None:
        """The next moment belongs to another take."""
        self._off = 0

    def row(self) -> str:
        """Share within reach, off ahead and behind, cases lost, seconds until found: median and longest."""
        lost = [each * self.step for each in self.stretches if each * self.step >= LOST]
        hours = self.moments * self.step / 60
        return (
            f"{self.good / self.moments:6.1%}  ahead {self.ahead / self.moments:5.1%}  behind "
            f"{self.behind / self.moments:5.1%}  lost {len(lost):4d} in {hours:5.1f} min  found after "
            f"{float(np.median(lost)) if lost else 0:4.1f} s (longest {max(lost, default=0):4.1f} s)"
        )


def lesson_scripts(count: int = 12, size: int = 14) -> list[Script]:
    """Prompts of the bundled lessons joined to scripts of five sections."""
    texts = [
        each.text
        for lesson in load_library([lessons_dir()]).lessons
        for each in lesson.steps
        if isinstance(each, Prompt) and len(each.text) >= 12
    ]
    draw = random.Random(11)
    draw.shuffle(texts)
    made = []
    for number in range(count):
        part = texts[number * size : (number + 1) * size]
        cuts = [i * len(part) // 5 for i in range(6)]
        sections = ["\n".join(part[a:b]) for a, b in pairwise(cuts)]
        made.append(parse_script("".join(f"# {i} | 60\n{each}\n" for i, each in enumerate(sections))))
    return [each for each in made if each.syllables]


def characters(script: Script) -> list[str]:
    """A character for each syllable, numbers as they are read."""
    pieces = (each for line in script.text.split("\n") for each in read_out(line))
    return [p.text for p in pieces if p.kind is PieceKind.CHARACTER and "\u4e00" <= p.text <= "\u9fff"]


def walk(script: Script, kind: str, draw: random.Random) -> Iterator[tuple[str, int]]:
    """What she says, a character at a time, and how much of the script lies behind her then."""
    said, skips = characters(script), 0
    stretches, at = script.sentences, 0
    while at < len(stretches):
        first, last = stretches[at]
        for place in range(first, last):
            if kind == "fillers" and draw.random() < 0.08:
                yield from ((each, place) for each in draw.choice(FILLERS))
            yield said[place], place + 1
        if kind == "repeats" and draw.random() < 0.25:
            yield from ((said[place], last) for place in range(first, last))
        if kind == "own words" and draw.random() < 0.2:
            yield from ((each, last) for each in draw.choice(OWN_WORDS))
        at += 1
        if kind == "skips" and draw.random() < 0.15:
            at += 1
        if kind == "section left out" and not skips and at > len(stretches) // 4:
            section = script.section_at(last)
            at = next((i for i, (a, _) in enumerate(stretches) if script.section_at(a) > section), at)
            skips += 1


KINDS = ("as written", "fillers", "repeats", "own words", "skips", "section left out")


def simulated(draws: int) -> None:
    """Scripts said in six ways through three rates of errors."""
    scripts = lesson_scripts()
    pool = sorted({each for script in scripts for each in characters(script)})
    print(f"{len(scripts)} scripts, {np.mean([len(s.syllables) for s in scripts]):.0f} syllables each")
    for rate in RATES:
        whole = Tally(1 / RATE)
        for kind in KINDS:
            tally = Tally(1 / RATE)
            for number, script in enumerate(scripts * draws):
                draw = random.Random(f"{kind} {rate} {number}")
                prompter, heard = Prompter(script), ""
                for character, true in walk(script, kind, draw):
                    heard += garbled(character, rate, pool, draw)
                    shown = prompter.hear(heard).position
                    tally.watch(shown, true)
                    whole.watch(shown, true)
                tally.end_take()
                whole.end_take()
            print(f"{rate:4.0%} {kind:17} {tally.row()}", flush=True)
        print(f"{rate:4.0%} {'all':17} {whole.row()}")


def garbled(character: str, rate: float, pool: Sequence[str], draw: random.Random) -> str:
    """A character through a recogniser that is wrong at this rate: another, none, or one too many."""
    if draw.random() >= rate:
        return character
    fate = draw.random()
    if fate < 0.7:
        return draw.choice(pool)
    return "" if fate < 0.85 else character + draw.choice(pool)


def spoken(speech: Path, model: Path, speakers: int, sentences: int) -> None:
    """Sentences of one reader joined, heard through the recogniser's partial results every 0.1 s.

    The true place is reckoned as if each sentence were said evenly from its first to its last loud moment.
    """
    recogniser = RecogniserModel(model)
    clips: dict[str, list[tuple[Path, str]]] = {}
    for clip, speaker, text in common_voice(speech):
        clips.setdefault(speaker, []).append((clip, text))
    chosen = [each[:sentences] for _, each in sorted(clips.items()) if len(each) >= sentences][:speakers]
    for left_out in (False, True):
        tally, ago, right, judged = Tally(0.1), Tally(0.1), 0, 0
        lags: list[int] = []
        for take in chosen:
            script = parse_script("\n".join(text for _, text in take))
            firsts = [a for a, _ in script.sentences]
            prompter, listening = Prompter(script), recogniser.listen()
            lines = [script.text[: script.syllables[a].start].count("\n") for a in firsts]
            for number, (clip, _) in enumerate(take):
                if left_out and number % 4 == 3:
                    continue
                samples, _ = soundfile.read(clip, dtype="float32")
                places = [
                    i for i, s in enumerate(script.syllables) if script.text[: s.start].count("\n") == number
                ]
                loud = np.flatnonzero(np.abs(samples) > 0.1 * np.abs(samples).max())
                for at in range(0, len(samples), SAMPLE_RATE // 10):
                    listening.feed(samples[at : at + SAMPLE_RATE // 10])
                    shown = prompter.hear(listening.partial()).position
                    share = (at - loud[0]) / max(1, loud[-1] - loud[0])
                    true = places[0] + round(min(1.0, max(0.0, share)) * len(places))
                    if loud[0] <= at <= loud[-1]:
                        tally.watch(shown, true)
                        share -= LATE * SAMPLE_RATE / max(1, loud[-1] - loud[0])
                        ago.watch(shown, places[0] + round(max(0.0, share) * len(places)))
                        lags.append(true - shown)
            tally.end_take()
            ago.end_take()
            listening.finish()
            for passage in passages(script, listening.partial()):
                for a, line in zip(firsts, lines, strict=True):
                    if passage.first <= a < passage.last:
                        judged += 1
                        right += passage.said != (left_out and line % 4 == 3)
        print(f"{'every fourth left out' if left_out else 'as written':22} {tally.row()}")
        print(
            f"{'where she was 0.8 s ago':22} {ago.row()}; half the time {np.median(lags):.0f} syllables late"
        )
        print(f"{'':22} said or left out told rightly: {right} of {judged}", flush=True)


def common_voice(speech: Path) -> Iterator[tuple[Path, str, str]]:
    """Clip, speaker and text of every read sentence of `dev`."""
    for row in read_list(speech / "dev" / "commonvoice.tsv"):
        yield speech / "dev" / "commonvoice" / f"{row['clip']}.opus", row["speaker"], row["text"]


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("what", choices=("simulated", "spoken"))
    parser.add_argument("--draws", type=int, default=1)
    parser.add_argument("--speech", type=Path, default=Path("../shared/speech"))
    parser.add_argument("--model", type=Path, default=assets_dir() / "model")
    parser.add_argument("--speakers", type=int, default=12)
    parser.add_argument("--sentences", type=int, default=8)
    given = parser.parse_args()
    if given.what == "simulated":
        simulated(given.draws)
    else:
        spoken(given.speech, given.model, given.speakers, given.sentences)


if __name__ == "__main__":
    main()
