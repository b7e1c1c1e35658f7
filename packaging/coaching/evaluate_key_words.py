"""How fairly the key words of a talk are judged when nobody gave the text.

    python packaging/coaching/evaluate_key_words.py judge FILE         judge talks, write every verdict
    python packaging/coaching/evaluate_key_words.py figures FILE       the table of what it wrote
    python packaging/coaching/evaluate_key_words.py swapped -          joined syllables with one exchanged

The talks are made of the sentences that unseen speakers read (`dev/commonvoice`), joined with pauses, speaker
by speaker. Up to three words of each sentence serve as key words, as those of a card would, among distractors
that nobody said. Everything else is the program's: the transcript, the stretches, the verdicts. A right
syllable is one of a key word that was read there; a changed one asks for another sound or tone than the one
in the recording (app/speech/evaluation/changes.py). A key word heard where nobody said it counts as right:
whatever is called wrong there is a false accusation. Speakers are halved by a hash: *tune* to choose limits,
*held* to report.

`swapped` says the talks of pitches.txt by joined syllables (see evaluate_pitch.py), once as they are and once
with one syllable of every key word replaced as a learner would: the recogniser may then hear another word.
Run from the root of the repository with PYTHONPATH=.
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from channel import read_list
from evaluate_pitch import PITCHES, Voice, load
from labelled import read_pitches

from app.coaching.card_facts import card_bias
from app.coaching.heard_text import heard_text, spoken_characters
from app.coaching.key_words import (
    BESIDE,
    TRUST,
    Judge,
    KeyWord,
    Place,
    Scored,
    fair_verdict,
    find_places,
    judged_at,
    key_words,
)
from app.coaching.values import SaidSyllable
from app.curriculum.library import load_library
from app.paths import assets_dir, lessons_dir
from app.speech import phones
from app.speech.assessor import Assessor
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS, TONE_CONFUSIONS
from app.speech.evaluation.changes import changed
from app.speech.recogniser import SAMPLE_RATE, RecogniserModel
from app.speech.register import SpeakerRegister
from app.speech.sound_distance import sounds_of
from app.speech.text import to_spoken
from app.speech.transcription import Bias, in_chunks, transcribe
from app.speech.values import (
    FloatArray,
    Part,
    PartScore,
    SpokenText,
    Syllable,
    SyllableScore,
    Verdict,
)
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


def figures(file: Path) -> None:
    """The table: what is said of right and of changed parts of words heard with trust."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    asked = sum(row["wanted"] for row in rows if "wanted" in row)
    print(f"{sum('wanted' in row for row in rows)} speakers, {asked} key words read")
    parts = [row for row in rows if "part" in row]
    for name, half in (("tune", 0), ("held", 1)):
        here = [row for row in parts if zlib.crc32(row["speaker"].encode()) % 2 == half]
        heard = {_word(row) for row in here if not row["changed"]}
        fair = [row for row in here if row["trust"] >= TRUST and row["off"] <= BESIDE]
        right: dict[tuple[Any, ...], list[Verdict]] = {}
        for row in fair:
            if not row["changed"]:
                right.setdefault((*_word(row), row["index"]), []).append(_shown(row))
        judged = [said for said in right.values() if set(said) != {Verdict.NOT_ASSESSABLE}]
        words = {key[:-1] for key, said in right.items() if set(said) != {Verdict.NOT_ASSESSABLE}}
        print(
            f"{name}: {len(heard)} words heard, {len(words)} judged ({_share(len(words), len(heard))}), "
            f"{len(judged)} syllables; right ones called wrong "
            f"{_share(sum(Verdict.WRONG in said for said in judged), len(judged))}, called wrong or off "
            f"{_share(sum(bool({Verdict.WRONG, Verdict.OFF} & set(said)) for said in judged), len(judged))}"
        )
        for part in Part:
            cells = [f"  {part.value}:"]
            for changed_ones in (False, True):
                said = [
                    _shown(row)
                    for row in fair
                    if row["part"] == part.value and row["changed"] is changed_ones
                ]
                shares = [_share(said.count(verdict), len(said)) for verdict in Verdict]
                cells.append(f"{'changed' if changed_ones else 'right'} {len(said)}: " + " / ".join(shares))
            print("  ".join(cells), "(good / off / wrong / not assessable)")


def _word(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["speaker"], row["word"], row["text"]


def _shown(row: dict[str, Any]) -> Verdict:
    return fair_verdict(Part(row["part"]), PartScore(Verdict(row["verdict"]), row["goodness"]))


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "–"


def swapped(assessor: Assessor, model: RecogniserModel, speech: Path) -> None:
    """Key words of joined syllables, right and with one syllable exchanged."""
    library = load_library([lessons_dir()])
    cards = {lesson.id: card for lesson, card in library.products}
    voice = Voice(speech / "dev")
    counts: Counter[tuple[str, str]] = Counter()

    def judge(samples: FloatArray, spoken: SpokenText, register: SpeakerRegister | None) -> Scored:
        running = assessor.start(spoken, register)
        running.feed(samples)
        return running.finish(), running.register

    for number, pitch in enumerate(read_pitches(PITCHES)):
        card = cards[pitch.product]
        words = key_words(card)
        spoken = to_spoken(pitch.text)
        for part in (None, *Part):
            instead = _exchanged(spoken, [w.text for w in words], part, voice, np.random.default_rng(number))
            samples, times = voice.say_with_times(pitch.text, instead)
            heard = heard_text(transcribe(in_chunks(samples), model, card_bias(card)))
            places = find_places(heard, words)
            verdicts = _verdicts(places, samples, judge)
            for index in instead:
                at = sum(times[spoken.syllables[index].start]) / 2
                name = part.value if part else "as they are"
                counts[name, "syllables"] += 1
                place = next((p for p in places if p.heard[0] - 0.1 <= at <= p.heard[1] + 0.1), None)
                said = verdicts.get(place) if place else None
                if place is None:
                    counts[name, "the word not heard"] += 1
                elif not said:
                    counts[name, "not assessable"] += 1
                else:
                    nearest = min(said, key=lambda each: abs((each[0] + each[1]) / 2 - at))
                    own = {v for v in nearest[2].verdicts if v is not None}
                    for verdict in (Verdict.WRONG, Verdict.OFF, Verdict.GOOD, Verdict.NOT_ASSESSABLE):
                        if verdict in own:
                            counts[name, verdict.value] += 1
                            break
    for key, count in counts.items():
        print(*key, count, _share(count, counts[key[0], "syllables"]))


def _exchanged(
    spoken: SpokenText, words: list[str], part: Part | None, voice: Voice, rng: np.random.Generator
) -> dict[int, Syllable]:
    """One syllable of every key word in the text, with what is said instead; itself where `part` is None."""
    found: dict[int, Syllable] = {}
    for word in sorted(words, key=len, reverse=True):
        text = "".join(each.hanzi for each in spoken.syllables)
        if len(text) != len(spoken.syllables):
            return found
        at = text.find(word)
        while at >= 0:
            inside = range(at, at + len(word))
            if not any(i in found for i in inside):
                for i in rng.permutation(list(inside)):
                    new = _said_instead(spoken.syllables[int(i)], part, rng)
                    if new is not None and voice.has(new):
                        found[int(i)] = new
                        break
            at = text.find(word, at + 1)
    return found


def _said_instead(syllable: Syllable, part: Part | None, rng: np.random.Generator) -> Syllable | None:
    """What a learner says for a syllable, as often as learners do."""
    if part is None:
        return syllable
    final = phones.final_phone(syllable.initial, syllable.final)
    options: Mapping[Any, float] = {
        Part.INITIAL: INITIAL_NEIGHBOURS.get(syllable.initial, {}),
        Part.FINAL: FINAL_NEIGHBOURS.get(final, {}),
        Part.TONE: TONE_CONFUSIONS.get(syllable.spoken_tone, {}),
    }[part]
    if not options:
        return None
    names = list(options)
    weights = np.array([options[name] for name in names])
    name = names[rng.choice(len(names), p=weights / weights.sum())]
    if part is Part.TONE:
        return replace(syllable, spoken_tone=int(name))
    if part is Part.INITIAL:
        return replace(syllable, initial=name)
    short = {"iou": "iu", "uei": "ui", "uen": "un", "ii": "i", "iii": "i"}
    return replace(syllable, final=short.get(name, name) if syllable.initial else name)


def _verdicts(
    places: Sequence[Place], samples: FloatArray, judge: Judge
) -> dict[Place, list[tuple[float, float, SaidSyllable]]]:
    """The syllables of every place that can be judged, each with its share of the word's time."""
    found = {}
    register: SpeakerRegister | None = None
    for place in places:
        spoken = place.spoken
        if not place.sure or not place.own(spoken):
            continue
        stretch = samples[round(place.start * SAMPLE_RATE) : round(place.stop * SAMPLE_RATE)]
        score, register = judge(stretch, spoken, register)
        said = judged_at(place, score)
        own = [each for each in score.syllables if place.holds(each.syllable)]
        found[place] = [
            (scored.start + place.start, scored.end + place.start, each)
            for scored, each in zip(own, said, strict=False)
            if scored.start is not None and scored.end is not None
        ]
    return found


def main() -> None:
    """Run one of the two."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("judge", "figures", "swapped"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--speech", type=Path, default=Path("../shared/speech"))
    parser.add_argument("--speakers", type=int, default=1000)
    arguments = parser.parse_args()
    if arguments.what == "figures":
        figures(arguments.file)
        return
    model = RecogniserModel(assets_dir() / "model", "kaibo")
    assessor = Assessor(None, assets_dir() / "scorer")
    if arguments.what == "judge":
        judge(assessor, model, arguments.speech, arguments.speakers, arguments.file)
    else:
        swapped(assessor, model, arguments.speech)


if __name__ == "__main__":
    main()
