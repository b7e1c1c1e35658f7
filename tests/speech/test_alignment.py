"""The alignment finds spans, omissions and other sounds in likelihoods made from a known state sequence."""

import numpy as np
import pytest

from app.speech import phones
from app.speech.alignment import AlignmentStream
from app.speech.segments import compete

NI, HAO, MA = ("n", "i"), ("h", "ao"), ("m", "a")
HUAR = ("h", "ua", "er")
FRAMES_PER_STATE = 4
BEST, WORSE = 0.0, -6.0


def said(*sounds: tuple[str, ...]) -> np.ndarray:
    """Likelihoods of a take in which these phones were said, four frames a state."""
    states = [s for sound in sounds for phone in sound for s in phones.phone_states(phone)]
    scores = np.full((len(states) * FRAMES_PER_STATE, phones.STATE_COUNT), WORSE, np.float32)
    for i, state in enumerate(states):
        scores[i * FRAMES_PER_STATE : (i + 1) * FRAMES_PER_STATE, state] = BEST
    return scores


def align(scores: np.ndarray, *prompt: tuple[str, ...], step: int = 1000):
    stream = AlignmentStream(prompt)
    for start in range(0, len(scores), step):
        stream.push(scores[start : start + step])
    return stream.finish()


SIL = ("SIL",)


def test_spans_are_where_the_syllables_were_said() -> None:
    found = align(said(SIL, NI, HAO, SIL, MA, SIL), NI, HAO, MA)
    assert [(s.start, s.end) for s in found.syllables] == [(4, 24), (24, 44), (48, 68)]
    assert [(p.phone, p.start, p.end) for p in found.syllables[0].phones] == [("n", 4, 12), ("i", 12, 24)]
    assert found.silences == ((0, 4), (44, 48), (68, 72))
    assert not found.others
    assert all(s.fit == 0 for s in found.syllables)


@pytest.mark.parametrize("step", [1, 7, 30])
def test_pieces_give_the_same_alignment_as_the_whole(step: int) -> None:
    scores = said(SIL, NI, HAO, SIL, MA, SIL)
    assert align(scores, NI, HAO, MA, step=step) == align(scores, NI, HAO, MA)


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_a_syllable_left_out_is_found(missing: int) -> None:
    prompt = [NI, HAO, MA]
    heard = [s for i, s in enumerate(prompt) if i != missing]
    found = align(said(SIL, *heard, SIL), *prompt)
    assert [s.omitted for s in found.syllables] == [i == missing for i in range(3)]


def test_an_inserted_syllable_is_another_sound() -> None:
    found = align(said(SIL, NI, ("sh", "uang"), HAO, SIL), NI, HAO)
    assert not any(s.omitted for s in found.syllables)
    assert [(o.index, o.start, o.end) for o in found.others] == [(1, 24, 44)]


def test_nothing_said_omits_everything() -> None:
    found = align(said(SIL, SIL, SIL), NI, HAO, MA)
    assert all(s.omitted for s in found.syllables)


def test_no_audio_at_all() -> None:
    assert all(s.omitted for s in align(said(), NI).syllables)


def test_erhua_may_lack_its_r_colour() -> None:
    with_r = align(said(SIL, HUAR, SIL), HUAR).syllables[0]
    without = align(said(SIL, ("h", "ua"), SIL), HUAR).syllables[0]
    assert [p.phone for p in with_r.phones] == ["h", "ua", "er"]
    assert [p.phone for p in without.phones] == ["h", "ua"]


def test_the_competition_names_what_was_said() -> None:
    scores = said(SIL, ("z", "ang"), HAO, SIL)
    prompt = [("zh", "ang"), HAO]
    stream = AlignmentStream(prompt)
    stream.push(scores)
    alignment = stream.finish()
    first, second = compete(scores, alignment, prompt)
    assert max(first.initials, key=first.initials.get) == "z"
    assert first.initials["zh"] < first.initials["z"]
    assert max(first.finals, key=first.finals.get) == "ang"
    assert max(second.initials, key=second.initials.get) == "h"
    assert max(second.finals, key=second.finals.get) == "ao"


def test_a_palatal_brings_its_glide() -> None:
    scores = said(SIL, ("q", "iang"), SIL)
    scores[4:-4, list(phones.phone_states("ch")) + list(phones.phone_states("ang"))] = -1.0  # they are alike
    prompt = [("ch", "ang")]
    stream = AlignmentStream(prompt)
    stream.push(scores)
    (result,) = compete(scores, stream.finish(), prompt)
    assert max(result.initials, key=result.initials.get) == "q"


def test_an_omitted_syllable_has_no_competition() -> None:
    scores = said(SIL, NI, SIL)
    stream = AlignmentStream([NI, HAO])
    stream.push(scores)
    results = compete(scores, stream.finish(), [NI, HAO])
    assert results[0] is not None and results[1] is None
