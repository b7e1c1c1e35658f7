"""How what was said departs from the prompt: left out, too much, said again, said for another word.

Everything rests on the alignment and the acoustic likelihoods; the recogniser, where there is one, only names
what was said. A sound that stands between the prompt's syllables is a restart when it fits the beginning of
what follows or of what was just said, hesitation when it fits a filler (嗯, 那个), else an insertion.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.speech import phones
from app.speech.aligned import OtherSound
from app.speech.evidence import Evidence
from app.speech.free_loop import free_syllables
from app.speech.tolerance import allowing_confusions
from app.speech.values import Miscue, MiscueKind, SyllableScore, Verdict

FloatArray = NDArray[np.float32]

INSERTION_SECONDS = 0.12
SHORT, SHORT_INSERTION_SECONDS = 4, 0.3  # single words are drawn out, and what is over is no insertion
ANOTHER_NEAR, ANOTHER_FIT = -2.3, -3.0  # nats per frame: another syllable, not one full of confusions
BESIDE_NEAR = -2.6  # a syllable beside which another sound stands: less than that, and it was said instead
ANOTHER_MARGIN = 1.5  # nats per frame by which some other syllable must fit better
REPLACED_FRAMES = 8  # a syllable squeezed into less was swallowed, as native speakers do
AGAIN_NEAR, AGAIN_FIT = -0.9, -1.8  # nats per frame of a stretch that begins a reading again
AGAIN_FRAMES = 6
AGAIN_BACK = 4  # syllables before the place at which a restart may begin
FILLER_FIT = -1.3  # nats per frame of a filler

FILLERS = {
    "嗯": (("en",), ("n", "en"), ("m", "en")),
    "啊": (("a",),),
    "呃": (("e",),),
    "哦": (("o",), ("ou",)),
    "那个": (("n", "a", "g", "e"), ("n", "ei", "g", "e")),
    "这个": (("zh", "e", "g", "e"), ("zh", "ei", "g", "e")),
    "就是": (("j", "iou", "sh", "iii"),),
    "然后": (("r", "an", "h", "ou"),),
}


def find_miscues(
    evidence: Evidence, syllables: Sequence[SyllableScore], loudness: float | None
) -> tuple[Miscue, ...]:
    """The miscues in the prompt's order; `loudness` (dB re full scale) is that of the speech."""
    sounds = [
        other
        for other in evidence.alignment.others
        if _lasts(evidence, other) and evidence.is_voice(*evidence.seconds(other.start, other.end), loudness)
    ]
    found = [
        Miscue(
            MiscueKind.REPETITION,
            repeat.first,
            "".join(s.hanzi for s in evidence.spoken.syllables[repeat.first : repeat.last + 1]),
            *evidence.seconds(repeat.start, repeat.end),
            last=repeat.last,
        )
        for repeat in evidence.alignment.repeats
    ]
    index = 0
    while index < len(syllables):
        run = index + 1
        if syllables[index].omitted:
            while run < len(syllables) and syllables[run].omitted:
                run += 1
        beside = next((o for o in sounds if index <= o.index <= run), None)
        aligned = evidence.alignment.syllables[index]
        if beside is not None and (aligned.omitted or aligned.near < BESIDE_NEAR):
            # a sound of its own stands where the syllables should be: one word said for another
            sounds.remove(beside)
            found += [_replacement(evidence, i, beside.start, beside.end) for i in range(index, run)]
        elif aligned.omitted:
            found += [Miscue(MiscueKind.OMISSION, i) for i in range(index, run)]
        elif _another(evidence, index, syllables[index]):
            found.append(_replacement(evidence, index, aligned.start, aligned.end))
        index = run
    found += [_too_much(evidence, sound) for sound in sounds]
    return tuple(sorted(found, key=lambda m: (m.index, m.kind is not MiscueKind.INSERTION)))


def _lasts(evidence: Evidence, other: OtherSound) -> bool:
    least = SHORT_INSERTION_SECONDS if len(evidence.spans) < SHORT else INSERTION_SECONDS
    return (other.end - other.start) * evidence.frame_seconds >= least


def _another(evidence: Evidence, index: int, syllable: SyllableScore) -> bool:
    """Another syllable altogether: neither the prompt's nor a confusion of it fits, but some other does."""
    aligned = evidence.alignment.syllables[index]
    if aligned.near > ANOTHER_NEAR or aligned.fit > ANOTHER_FIT or aligned.frames < REPLACED_FRAMES:
        return False
    if syllable.syllable.foreign or Verdict.GOOD in (syllable.final.verdict, syllable.initial.verdict):
        return False
    seconds = evidence.seconds(aligned.start, aligned.end)
    if evidence.expected is not None and syllable.syllable.hanzi[0] in evidence.expected.between(*seconds):
        return False
    free = free_syllables(evidence.scores[aligned.start : aligned.end])
    return bool(free) and max(each.fit for each in free) > aligned.near + ANOTHER_MARGIN


def _replacement(evidence: Evidence, index: int, start: int, end: int) -> Miscue:
    seconds = evidence.seconds(start, end)
    return Miscue(
        MiscueKind.REPLACEMENT,
        index,
        evidence.heard.between(*seconds),
        *seconds,
        pinyin=_sounds(evidence, start, end),
    )


def _too_much(evidence: Evidence, sound: OtherSound) -> Miscue:
    """What a sound between the prompt's syllables was: begun again, a filler, or something else."""
    seconds = evidence.seconds(sound.start, sound.end)
    stretch = evidence.scores[sound.start : sound.end]
    again = _begun_again(stretch, evidence.pronunciations, sound.index)
    filler, filler_fit = _filler(stretch)
    if again is not None and again[0] >= filler_fit:
        _, first, last = again
        said = "".join(s.hanzi for s in evidence.spoken.syllables[first : last + 1])
        return Miscue(MiscueKind.REPETITION, first, said, *seconds, last=last)
    said = evidence.heard.between(*seconds)
    if said in FILLERS:
        filler = said
    return Miscue(
        MiscueKind.INSERTION,
        sound.index,
        said or filler,
        *seconds,
        filler=bool(filler),
        pinyin=_sounds(evidence, sound.start, sound.end),
    )


def _begun_again(
    stretch: FloatArray, pronunciations: Sequence[tuple[str, ...]], index: int
) -> tuple[float, int, int] | None:
    """(fit, first, last syllable) of whose beginning this is: a word broken off and read again."""
    if len(stretch) < AGAIN_FRAMES:
        return None
    best: tuple[float, int, int] | None = None
    for first in range(max(0, index - AGAIN_BACK), min(index + 1, len(pronunciations))):
        states: list[int] = []
        owner: list[int] = []
        for number in range(first, min(index + 1, len(pronunciations))):
            for phone in pronunciations[number]:
                states += phones.phone_states(phone)
                owner += [number] * len(phones.phone_states(phone))
        where = np.array(states, np.int32)
        near, end = _prefix(allowing_confusions(stretch, where))
        fit, _ = _prefix(stretch[:, where])
        if near > AGAIN_NEAR and fit > AGAIN_FIT and end >= 1 and (best is None or near >= best[0]):
            best = near, first, owner[end]
    return best


def _prefix(local: FloatArray) -> tuple[float, int]:
    """Mean score of the best path from the first state to any other, and that state; (frames, states) in."""
    best = np.full(local.shape[1], -np.inf, np.float32)
    best[0] = local[0, 0]
    for row in local[1:]:
        best = np.maximum(best, np.concatenate([[-np.inf], best[:-1]])).astype(np.float32) + row
    return float(best.max()) / len(local), int(best.argmax())


def _filler(stretch: FloatArray) -> tuple[str, float]:
    """The filler that fits a stretch from end to end, and how well; "" if none does."""
    best, name = FILLER_FIT, ""
    for word, ways in FILLERS.items():
        for way in ways:
            states = np.array([s for phone in way for s in phones.phone_states(phone)], np.int32)
            if len(stretch) < len(states):
                continue
            local = stretch[:, states]
            path = np.full(len(states), -np.inf, np.float32)
            path[0] = local[0, 0]
            for row in local[1:]:
                path = np.maximum(path, np.concatenate([[-np.inf], path[:-1]])).astype(np.float32) + row
            if path[-1] / len(stretch) > best:
                best, name = float(path[-1]) / len(stretch), word
    return name, best


def _sounds(evidence: Evidence, start: int, end: int) -> str:
    """Pinyin of a stretch, without tones: `na ge`."""
    return " ".join(each.pinyin for each in free_syllables(evidence.scores[start:end]))
