"""How often the live room matches an answer to its question.

    python packaging/coaching/evaluate_live.py text [--show]    as a perfect recogniser would write it
    python packaging/coaching/evaluate_live.py channel          through errors like the recogniser's
    python packaging/coaching/evaluate_live.py spoken [--show]  said by joined syllables, recognised

`--speech` is a folder of recordings (see packaging/acoustic_model/README.md); only its `dev` is read. Run
from the root of the repository with PYTHONPATH=.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from channel import measure_channel
from evaluate_live_set import (
    HALVES,
    HEAD,
    Audience,
    Labelled,
    Tally,
    beside_the_point,
    halves,
    read_answers,
)
from evaluate_pitch import Voice, load

from app.coaching.heard_text import spoken_characters
from app.curriculum.library import load_library
from app.curriculum.values import ProductCard
from app.live_room.likely import live_bias
from app.live_room.scripts import Scripts, load_scripts
from app.paths import assets_dir, lessons_dir
from app.speech.recogniser import SAMPLE_RATE, RecogniserModel, TakeRecogniser
from app.speech.transcription import in_chunks
from app.speech.twice import TwiceHeard
from app.speech.values import FloatArray

RATES = (0.2, 0.4)
DRAWS = 5
_CHUNK = 0.1  # seconds handed to the recogniser at once, as the microphone does


def as_text(audience: Audience, answers: Sequence[Labelled], show: bool) -> None:
    """What the matching makes of perfectly recognised answers."""
    print(HEAD)
    for half, part in halves(answers):
        tally = Tally()
        for each in part:
            outcome = audience.outcome(each, each.spoken)
            tally.add(each.truth, outcome)
            if show and outcome.value != each.truth:
                print(f"{each.product} {each.question} {each.truth} -> {outcome.value}: {each.answer}")
        print(tally.row(half))
    taken, count = beside_the_point(audience, answers)
    print(f"answers to other questions taken for one: {taken} of {count}")


def through_channel(
    audience: Audience, answers: Sequence[Labelled], model: RecogniserModel, speech: Path
) -> None:
    """The same after errors at several rates."""
    characters = "".join(each.spoken + each.question for each in answers)
    channel = measure_channel(model, speech, 100, 60, load, characters)
    print(channel.summary(), "\n")
    print(HEAD)
    for half, part in halves(answers):
        for rate in RATES:
            tally = Tally()
            for seed in range(DRAWS):
                draw = random.Random(seed)
                for each in part:
                    heard = channel.heard(spoken_characters(each.answer), rate, draw).text
                    tally.add(each.truth, audience.outcome(each, heard))
            print(tally.row(f"{half}, {rate:.0%} of syllables wrong"), flush=True)


def as_spoken(
    audience: Audience,
    answers: Sequence[Labelled],
    model: RecogniserModel,
    speech: Path,
    scripts: Scripts,
    cards: dict[str, ProductCard],
    show: bool,
) -> None:
    """The same through the recogniser as it runs in the room, with and without a second hearing."""
    voice = Voice(speech / "dev")
    print(HEAD)
    tallies = {(half, way): Tally() for half in HALVES for way in ("heard freely", "heard twice")}
    for each in answers:
        bias = live_bias(scripts.scripts[0], cards[each.product])
        samples = voice.say(each.answer)
        free, again = model.listen(), TwiceHeard(model, bias)
        _hear(free, samples)
        _hear(again, samples)
        once, twice = free.partial(), again.settled()
        for way, heard in (("heard freely", once), ("heard twice", twice)):
            outcome = audience.outcome(each, heard)
            tallies[each.half, way].add(each.truth, outcome)
            if show and way == "heard twice":
                print(f"{each.truth} -> {outcome.value}: {each.answer}\n    {once}\n    {heard}")
    for (half, way), tally in tallies.items():
        if tally.pairs:
            print(tally.row(f"{half}, {way}"))


def _hear(recogniser: TakeRecogniser | TwiceHeard, samples: FloatArray) -> None:
    """Feed a recogniser as the microphone does, the room's last seconds of quiet included."""
    quiet = np.zeros(2 * SAMPLE_RATE, np.float32)
    for chunk in in_chunks(np.concatenate([samples, quiet]), _CHUNK):
        recogniser.feed(chunk)


def main() -> None:
    """Run one of the evaluations."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("text", "channel", "spoken"))
    parser.add_argument("--speech", type=Path, default=Path("../shared/speech"))
    parser.add_argument("--show", action="store_true", help="print what came out otherwise, or was heard")
    parser.add_argument("--half", choices=HALVES, help="only this half")
    arguments = parser.parse_args()
    answers = [each for each in read_answers() if arguments.half in (None, each.half)]
    library = load_library([lessons_dir()])
    cards = {lesson.id: card for lesson, card in library.products}
    scripts = load_scripts([assets_dir() / "live_room"])
    audience = Audience(scripts.scripts, cards)
    if arguments.what == "text":
        as_text(audience, answers, arguments.show)
        return
    model = RecogniserModel(assets_dir() / "model", "kaibo")
    if arguments.what == "channel":
        through_channel(audience, answers, model, arguments.speech)
    else:
        as_spoken(audience, answers, model, arguments.speech, scripts, cards, arguments.show)


if __name__ == "__main__":
    main()
