"""Whole takes of real recordings (CC0, `tests/data/speech`): what is scored, what is not, what is found."""

from __future__ import annotations

import csv
import dataclasses
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.paths import assets_dir
from app.speech.assessor import Assessor, TakenIn
from app.speech.recogniser import RecogniserModel, prompt_grammar
from app.speech.register import SpeakerRegister
from app.speech.text import to_spoken
from app.speech.values import MiscueKind, Part, PronunciationScore, SpokenText, TakeStatus, Verdict

DATA = Path(__file__).parent.parent / "data" / "speech"
RATE = 16_000


def clips() -> dict[str, str]:
    with (DATA / "commonvoice.tsv").open(encoding="utf-8", newline="") as lines:
        return {row["clip"]: row["text"] for row in csv.DictReader(lines, delimiter="\t")}


CLIPS = clips()
MUFFLED = "18595321"  # as through a wall: what lies above 1 kHz is 25 dB weaker than below
CLEAR = "18803689"  # 一次他的瓦罐掉在了地上，他头也不回的往前行去。
OTHER = "18828795"  # 这种考试制度，必须彻底改革。


def sound(clip: str) -> np.ndarray:
    samples, rate = soundfile.read(DATA / "commonvoice" / f"{clip}.opus", dtype="float32")
    assert rate == RATE
    return samples


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(RecogniserModel(assets_dir() / "model"), assets_dir() / "scorer")


class Takes:
    """Every clip measured once; a clip is judged against its own text or another."""

    def __init__(self, assessor: Assessor) -> None:
        self._assessor = assessor
        self._known: dict[str, tuple[TakenIn, PronunciationScore]] = {}

    def own(self, clip: str) -> PronunciationScore:
        return self._measured(clip)[1]

    def against(self, clip: str, spoken: SpokenText) -> PronunciationScore:
        return self._assessor.rescore(self._measured(clip)[0], spoken)

    def _measured(self, clip: str) -> tuple[TakenIn, PronunciationScore]:
        if clip not in self._known:
            running = self._assessor.start(to_spoken(CLIPS[clip]))
            running.feed(sound(clip))
            score = running.finish()
            assert running.taken is not None
            self._known[clip] = running.taken, score
        return self._known[clip]


@pytest.fixture(scope="module")
def takes(assessor: Assessor) -> Takes:
    return Takes(assessor)


def test_a_muffled_recording_gets_no_low_score(takes: Takes) -> None:
    score = takes.own(MUFFLED)
    assert score.total is None or score.total >= 50


def verdicts(score: PronunciationScore, part: Part) -> list[Verdict]:
    return [s.part(part).verdict for s in score.syllables]


@pytest.mark.parametrize("clip", sorted(set(CLIPS) - {MUFFLED}))
def test_native_readings_are_scored_and_mostly_right(takes: Takes, clip: str) -> None:
    score = takes.own(clip)
    assert score.status is TakeStatus.SCORED
    assert score.total is not None and score.total >= 50
    assert 1 <= len(score.advice) <= 3
    spans = [(s.start, s.end) for s in score.syllables if s.start is not None and s.end is not None]
    assert all(a < b for a, b in spans)
    assert all(before[1] <= after[0] + 1e-6 for before, after in pairwise(spans))
    assert spans[-1][1] <= score.duration + 0.05


def test_few_right_parts_are_called_wrong(takes: Takes) -> None:
    found: dict[Part, list[Verdict]] = {part: [] for part in Part}
    for clip in CLIPS:
        score = takes.own(clip)
        for part in Part:
            found[part] += [v for v in verdicts(score, part) if v is not Verdict.NOT_ASSESSABLE]
    for part, each in found.items():
        assert len(each) > 100
        assert each.count(Verdict.WRONG) / len(each) <= 0.06, part


def test_another_text_is_off_task(takes: Takes) -> None:
    pairs = list(CLIPS)
    statuses = []
    for clip, other in zip(pairs, pairs[1:] + pairs[:1], strict=True):
        score = takes.against(clip, to_spoken(CLIPS[other]))
        statuses.append(score.status)
        if score.status is not TakeStatus.SCORED:
            assert score.total is None
    assert statuses.count(TakeStatus.OFF_TASK) >= len(statuses) - 1


@pytest.mark.parametrize("prompt", ["枣", "红枣", "大核桃"])
def test_a_long_talk_is_no_reading_of_a_short_prompt(takes: Takes, prompt: str) -> None:
    for clip in list(CLIPS)[:4]:
        assert takes.against(clip, to_spoken(prompt)).status is TakeStatus.OFF_TASK


def test_silence_is_silent(assessor: Assessor) -> None:
    quiet = np.random.default_rng(1).normal(0, 1e-4, 3 * RATE).astype(np.float32)
    for samples in (np.zeros(3 * RATE, np.float32), quiet):
        score = assessor.assess(samples, to_spoken(CLIPS[CLEAR]))
        assert (score.status, score.total) == (TakeStatus.SILENT, None)


@pytest.mark.parametrize("level", [0.003, 0.03, 0.3])
def test_noise_is_not_scored(assessor: Assessor, level: float) -> None:
    noise = np.random.default_rng(1).normal(0, level, 4 * RATE).astype(np.float32)
    score = assessor.assess(noise, to_spoken(CLIPS[CLEAR]))
    assert score.status is not TakeStatus.SCORED and score.total is None


def test_a_hummed_tune_is_not_scored(assessor: Assessor) -> None:
    t = np.arange(4 * RATE) / RATE
    f0 = 220 * 2 ** (np.floor(t * 3) % 5 / 6)
    phase = 2 * np.pi * np.cumsum(f0) / RATE
    tune = sum(np.sin(k * phase) / k for k in range(1, 12)) * 0.1
    score = assessor.assess(tune.astype(np.float32), to_spoken(CLIPS[CLEAR]))
    assert score.status is not TakeStatus.SCORED and score.total is None


def test_no_audio_at_all(assessor: Assessor) -> None:
    score = assessor.assess(np.zeros(0, np.float32), to_spoken("红枣"))
    assert (score.status, score.total, score.duration) == (TakeStatus.SILENT, None, 0.0)


def test_a_syllable_that_was_not_said_is_found(takes: Takes) -> None:
    score = takes.against(CLEAR, to_spoken(CLIPS[CLEAR].replace("瓦罐", "瓦罐头枕")))
    assert score.status is TakeStatus.SCORED
    gone = {m.index for m in score.miscues if m.kind is not MiscueKind.INSERTION}
    assert gone & {6, 7}


def test_a_syllable_said_too_many_is_found(takes: Takes) -> None:
    score = takes.against(CLEAR, to_spoken(CLIPS[CLEAR].replace("瓦罐", "")))
    assert score.status is TakeStatus.SCORED
    assert any(m.kind is MiscueKind.INSERTION and m.index in (3, 4, 5) for m in score.miscues)


def changed(spoken: SpokenText, index: int, **parts: object) -> SpokenText:
    syllables = list(spoken.syllables)
    syllables[index] = dataclasses.replace(syllables[index], **parts)
    return dataclasses.replace(spoken, syllables=tuple(syllables))


@pytest.mark.parametrize(
    ("index", "part", "parts"),
    [
        (9, Part.TONE, {"spoken_tone": 1, "also_tones": ()}),  # 地 asked for as dī
        (12, Part.INITIAL, {"initial": "d"}),  # 头 as dóu
        (15, Part.FINAL, {"final": "uai"}),  # 回 as huái
    ],
)
def test_one_wrong_part_scores_lower_than_the_right_one(
    takes: Takes, index: int, part: Part, parts: dict[str, object]
) -> None:
    right = takes.own(CLEAR).syllables[index].part(part)
    wrong = takes.against(CLEAR, changed(to_spoken(CLIPS[CLEAR]), index, **parts)).syllables[index].part(part)
    assert right.goodness is not None and wrong.goodness is not None
    assert right.goodness > wrong.goodness + 0.2


def test_pieces_and_the_whole_score_the_same(assessor: Assessor, takes: Takes) -> None:
    spoken = to_spoken(CLIPS[OTHER])
    whole = takes.own(OTHER)
    running = assessor.start(spoken)
    samples = sound(OTHER)
    for start in range(0, len(samples), 777):
        running.feed(samples[start : start + 777])
    pieces = running.finish()
    assert repr(pieces) == repr(whole)  # not ==: contours have NaN where there is no voice


def test_the_register_is_learned(assessor: Assessor) -> None:
    running = assessor.start(to_spoken(CLIPS[OTHER]), SpeakerRegister())
    running.feed(sound(OTHER))
    score = running.finish()
    assert running.register is not None and running.register.seconds > 1
    assert score.register_low is not None and score.register_high is not None
    assert score.register_median is not None
    assert 60 < score.register_low < score.register_median < score.register_high < 500


def test_a_take_can_be_given_up(assessor: Assessor) -> None:
    running = assessor.start(to_spoken(CLIPS[CLEAR]))
    running.feed(sound(CLEAR))
    running.cancel()


def test_a_fault_in_a_worker_reaches_the_caller(assessor: Assessor) -> None:
    running = assessor.start(to_spoken(CLIPS[CLEAR]))
    running.feed(np.zeros((5, 2), np.float32))
    with pytest.raises(ValueError, match="mono"):
        running.finish()


def test_the_scorer_names_its_weights(assessor: Assessor, takes: Takes) -> None:
    score = takes.own(OTHER)
    assert score.scorer == assessor.version and "-" in score.scorer
    assert score.model == "model"


def test_the_grammar_holds_the_prompt_in_words_the_model_knows(assessor: Assessor) -> None:
    assert assessor.model is not None
    grammar = prompt_grammar(assessor.model, to_spoken("红枣很甜，买一斤！"))
    assert all(assessor.model.knows(word) for phrase in grammar for word in phrase.split())
    characters = "".join(grammar)
    assert all(c in characters for c in "红枣很甜买一斤")


def test_the_grammar_is_heard(assessor: Assessor) -> None:
    assert assessor.model is not None
    text = CLIPS[CLEAR]
    recogniser = assessor.model.listen(prompt_grammar(assessor.model, to_spoken(text)))
    recogniser.feed(sound(CLEAR))
    heard = recogniser.finish().text
    spoken = "".join(c for c in text if c.isalpha())
    assert len(set(heard) & set(spoken)) >= 0.7 * len(set(spoken))


def test_a_prompt_without_syllables_is_not_scored(assessor: Assessor) -> None:
    score = assessor.assess(sound(OTHER), to_spoken("……"))
    assert (score.status, score.total, score.syllables) == (TakeStatus.OFF_TASK, None, ())


def test_letters_get_no_verdict(takes: Takes) -> None:
    score = takes.against(OTHER, to_spoken(CLIPS[OTHER] + "OK"))
    letters = [s for s in score.syllables if s.syllable.foreign]
    assert len(letters) == 2
    assert all(s.part(part).verdict is Verdict.NOT_ASSESSABLE for s in letters for part in Part)


def test_a_take_of_which_nothing_can_be_judged_has_no_total(takes: Takes) -> None:
    letters = to_spoken("KAIBO")
    assert all(each.foreign for each in letters.syllables)
    score = takes.against(OTHER, letters)
    assert score.total is None
    assert "well_done" not in [item.code for item in score.advice]
