"""How fairly the key words of a talk are judged when nobody gave the text.

    python packaging/coaching/evaluate_key_words.py judge --out FILE   judge talks, write every verdict
    python packaging/coaching/evaluate_key_words.py figures FILE       tables, also for other limits

The talks are made of the sentences that unseen speakers read (`dev/commonvoice`), joined with pauses, speaker
by speaker. Up to three words of each sentence serve as key words, as those of a card would, among distractors
that nobody said. Everything else is the program's: the transcript, the stretches, the verdicts. A right
syllable is one of a key word that was read there; a changed one asks for another sound or tone than the one
in the recording (app/speech/evaluation/changes.py). A key word heard where nobody said it counts as right:
whatever is called wrong there is a false accusation. Speakers are halved by a hash: *tune* to choose limits,
*held* to report. Run from the root of the repository with PYTHONPATH=.
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from channel import read_list
from evaluate_pitch import load

from app.coaching.heard_text import heard_text, spoken_characters
from app.coaching.key_words import KeyWord, Place, find_places
from app.paths import assets_dir
from app.speech.assessor import Assessor
from app.speech.evaluation.changes import changed
from app.speech.recogniser import SAMPLE_RATE, RecogniserModel
from app.speech.register import SpeakerRegister
from app.speech.sound_distance import sounds_of
from app.speech.transcription import Bias, in_chunks, transcribe
from app.speech.values import FloatArray, Part, SyllableScore
from app.speech.words import split_words

_MOST_CLIPS, _WORDS, _DISTRACTORS = 12, 3, 60
_GAP = 0.6  # seconds between two sentences


@dataclass(frozen=True)
class Talk:
    """A speaker's sentences in one recording, each with its place (seconds)."""

    speaker: str
    samples: FloatArray
    sentences: tuple[tuple[float, float, str], ...]

    def said(self, place: Place) -> bool:
        """Whether the word was really read about there."""
        middle = sum(place.heard) / 2
        for start, end, text in self.sentences:
            if start - 0.2 <= middle <= end + 0.2:
                wanted, read = sounds_of(place.word.text), sounds_of(spoken_characters(text))
                return any(read[i : i + len(wanted)] == wanted for i in range(len(read)))
        return False


def talks(speech: Path, most: int) -> Iterator[Talk]:
    """A talk of each speaker."""
    by_speaker: dict[str, list[dict[str, str]]] = {}
    for row in read_list(speech / "dev" / "commonvoice.tsv"):
        by_speaker.setdefault(row["speaker"], []).append(row)
    quiet = np.random.default_rng(0).normal(0, 3e-4, round(_GAP * SAMPLE_RATE)).astype(np.float32)
    for speaker, rows in sorted(by_speaker.items())[:most]:
        parts, sentences, at = [quiet], [], len(quiet)
        for row in rows[:_MOST_CLIPS]:
            clip = load(speech / "dev" / "commonvoice" / f"{row['clip']}.opus")
            sentences.append((at / SAMPLE_RATE, (at + len(clip)) / SAMPLE_RATE, row["text"]))
            parts += [clip, quiet]
            at += len(clip) + len(quiet)
        yield Talk(speaker, np.concatenate(parts), tuple(sentences))


def _words(text: str, model: RecogniserModel) -> list[str]:
    runs = "".join(c if "\u4e00" <= c <= "\u9fff" else " " for c in text).split()
    return list(dict.fromkeys(w for r in runs for w in split_words(r) if len(w) > 1 and model.knows(w)))


def judge(assessor: Assessor, model: RecogniserModel, speech: Path, most: int, out: Path) -> None:
    """Write one line of JSON for every part of every key word that was heard."""
    vocabulary = sorted(
        {w for row in read_list(speech / "dev" / "commonvoice.tsv") for w in _words(row["text"], model)}
    )
    with out.open("w", encoding="utf-8") as file:
        for talk in talks(speech, most):
            draw = random.Random(zlib.crc32(talk.speaker.encode()))
            wanted: list[str] = []
            for _start, _end, text in talk.sentences:
                known = _words(text, model)
                wanted += draw.sample(known, min(_WORDS, len(known)))
            every = "".join(text for _start, _end, text in talk.sentences)
            others = draw.sample([w for w in vocabulary if w not in every], _DISTRACTORS)
            transcript = transcribe(in_chunks(talk.samples), model, Bias((*wanted, *others), numbers=True))
            places = find_places(heard_text(transcript), [KeyWord(w, None) for w in (*wanted, *others)])
            file.write(json.dumps({"speaker": talk.speaker, "wanted": len(wanted), "heard": len(places)}))
            file.write("\n")
            register: SpeakerRegister | None = None
            for place in places:
                rows, register = _judged(assessor, talk, place, register)
                for row in rows:
                    file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()


def _judged(
    assessor: Assessor, talk: Talk, place: Place, register: SpeakerRegister | None
) -> tuple[list[dict[str, Any]], SpeakerRegister | None]:
    spoken = place.spoken
    samples = talk.samples[round(place.start * SAMPLE_RATE) : round(place.stop * SAMPLE_RATE)]
    running = assessor.start(spoken, register)
    running.feed(samples)
    score = running.finish()
    rows: list[dict[str, Any]] = []
    said = talk.said(place)
    about = {
        "speaker": talk.speaker,
        "word": place.word.text,
        "text": place.text,
        "said": said,
        "trust": place.trust,
        "around": place.around,
        "status": score.status.value,
        "length": len(spoken.syllables),
    }
    own = place.own(spoken)
    if not own or not score.syllables:
        return [about], register
    rng = np.random.default_rng([1, zlib.crc32(f"{talk.speaker}{place.heard}".encode())])
    first, last = score.syllables[own[0]], score.syllables[own[-1]]
    about["off"] = _off(place, first, last)
    for index in own:
        for part in Part:
            if part is Part.INITIAL and not spoken.syllables[index].initial:
                continue
            rows.append({**about, **_row(score.syllables[index], index, part), "changed": False})
            change = changed(spoken, index, part, rng) if said else None
            if change is None:
                continue
            assert running.taken is not None
            again = assessor.rescore(running.taken, change.spoken, register)
            if again.syllables:
                other = _off(place, again.syllables[own[0]], again.syllables[own[-1]])
                row = _row(again.syllables[index], index, part)
                rows.append({**about, **row, "off": other, "changed": True, "family": change.family})
    return rows, running.register


def _off(place: Place, first: SyllableScore, last: SyllableScore) -> float:
    """Seconds by which alignment and recogniser differ about where the word is."""
    if first.start is None or last.end is None:
        return 9.0
    return max(abs(first.start + place.start - place.heard[0]), abs(last.end + place.start - place.heard[1]))


def _row(scored: SyllableScore, index: int, part: Part) -> dict[str, Any]:
    found = scored.part(part)
    return {
        "index": index,
        "part": part.value,
        "verdict": found.verdict.value,
        "goodness": found.goodness,
        "reason": found.reason,
        "omitted": scored.omitted,
    }


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("judge", "figures"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--speech", type=Path, default=Path("../shared/speech"))
    parser.add_argument("--speakers", type=int, default=1000)
    arguments = parser.parse_args()
    if arguments.what == "judge":
        model = RecogniserModel(assets_dir() / "model", "kaibo")
        assessor = Assessor(None, assets_dir() / "scorer")
        judge(assessor, model, arguments.speech, arguments.speakers, arguments.file)


if __name__ == "__main__":
    main()
