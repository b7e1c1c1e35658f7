"""A score comes back as it was, from any version."""

from __future__ import annotations

import dataclasses
import json
import math
import zlib

import numpy as np
import pytest

from app.speech.values import Contour, Fluency, FluencyAspect, PronunciationScore, TakeStatus, Verdict
from app.storage.errors import ScoreUnreadableError
from app.storage.score_json import FORMAT, pack_score, score_from_data, score_to_data, unpack_score
from tests.storage.storage_samples import make_score, same


def with_level(score: PronunciationScore, levels: tuple[float, ...]) -> PronunciationScore:
    contour = Contour(tuple(0.01 * i for i in range(len(levels))), levels)
    first = dataclasses.replace(score.syllables[0], contour=contour)
    return dataclasses.replace(score, syllables=(first, *score.syllables[1:]))


@pytest.mark.parametrize("seed", range(20))
def test_whole_score_comes_back(seed: int) -> None:
    score = make_score(seed, syllables=seed)
    assert same(unpack_score(pack_score(score), FORMAT), score)


def test_every_float_comes_back_to_the_last_bit() -> None:
    levels = (math.nan, 1.0, 0.1 + 0.2, 5e-324, 1.7976931348623157e308, -0.0, math.inf, -math.inf)
    score = with_level(make_score(), levels)
    back = unpack_score(pack_score(score), FORMAT)
    assert same(back, score)
    assert back.syllables[0].contour is not None
    assert math.copysign(1, back.syllables[0].contour.levels[5]) == -1


def test_nan_and_none_stay_apart_where_both_are_possible() -> None:
    score = dataclasses.replace(make_score(), total=math.nan, register_low=None)
    back = unpack_score(pack_score(score), FORMAT)
    assert back.total is not None
    assert math.isnan(back.total)
    assert back.register_low is None


def test_unscored_take_comes_back() -> None:
    score = PronunciationScore(
        TakeStatus.SILENT, None, (), (), Fluency(None, None, (), None, None), (), "", "m", "1", 0.0
    )
    assert same(unpack_score(pack_score(score), FORMAT), score)


def test_numbers_of_numpy_become_plain_ones() -> None:
    score = with_level(make_score(), tuple(np.float32([0.1, np.nan, 4.2])))  # type: ignore[arg-type]
    back = unpack_score(pack_score(score), FORMAT).syllables[0].contour
    assert back is not None
    assert type(back.levels[0]) is float
    assert back.levels[0] == np.float32(0.1)


def test_json_is_strict() -> None:
    text = json.dumps(score_to_data(make_score()), allow_nan=False)
    assert same(score_from_data(json.loads(text)), make_score())


def test_fields_of_a_later_version_are_passed_over() -> None:
    data = score_to_data(make_score())
    data["charisma"] = 11
    data["syllables"][0]["tone"]["breath"] = {"deep": True}
    assert same(score_from_data(data), make_score())


def test_fields_that_an_earlier_version_did_not_have_get_their_default() -> None:
    data = score_to_data(make_score())
    for name in ("register_median", "register_low", "register_high"):
        del data[name]
    for syllable in data["syllables"]:
        del syllable["omitted"]
    back = score_from_data(data)
    assert back.register_median is None
    assert not any(each.omitted for each in back.syllables)


def test_a_score_from_before_fluency_was_judged_loads() -> None:
    data = score_to_data(make_score())
    for name in ("snr_db", "kind", "aspects", "hesitations", "npvi"):
        del data["fluency"][name]
    for miscue in data["miscues"]:
        for name in ("last", "pinyin", "filler"):
            del miscue[name]
    back = score_from_data(data)
    assert back.fluency.kind is None and back.fluency.aspects == ()
    assert back.fluency.aspect(FluencyAspect.PACE).verdict is Verdict.NOT_ASSESSABLE
    assert all(miscue.last is None and not miscue.filler for miscue in back.miscues)


@pytest.mark.parametrize("data", [None, [], {}, {"status": "scored"}, {"status": 1}, "score"])
def test_other_data_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"not a"):
        score_from_data(data)


def test_unknown_verdict_is_refused_not_guessed() -> None:
    data = score_to_data(make_score())
    data["syllables"][0]["tone"]["verdict"] = "splendid"
    with pytest.raises(ValueError, match="splendid"):
        score_from_data(data)


def test_scores_of_earlier_versions_are_read() -> None:
    score = make_score(7)
    packed = zlib.compress(json.dumps(score_to_data(score), ensure_ascii=False).encode())
    assert same(unpack_score(packed, FORMAT), score)


def test_any_flipped_bit_is_noticed() -> None:
    packed = pack_score(make_score(syllables=1))
    for position in range(len(packed)):
        broken = bytearray(packed)
        broken[position] ^= 0x10
        try:
            back = unpack_score(bytes(broken), FORMAT)
        except ScoreUnreadableError as error:
            assert "录音还在" in str(error)
        else:  # the flipped bit was one that says nothing (gzip's time and system)
            assert same(back, make_score(syllables=1))


def test_later_format_is_named() -> None:
    with pytest.raises(ScoreUnreadableError, match="更新版本"):
        unpack_score(pack_score(make_score()), FORMAT + 1)


def test_verdicts_are_stored_by_name() -> None:
    verdicts = {s["tone"]["verdict"] for s in score_to_data(make_score(syllables=40))["syllables"]}
    assert verdicts == {v.value for v in Verdict}
