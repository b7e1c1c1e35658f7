"""What is said after a take, and in what order."""

import itertools
from dataclasses import replace

import pytest

from app.speech import phones
from app.speech.advice import LIMIT, choose_advice
from app.speech.advice_text import advice_sentence, final_help, initial_help
from app.speech.confusions import FINAL_NEIGHBOURS, INITIAL_NEIGHBOURS
from app.speech.ledger import deductions, total
from app.speech.text import to_spoken
from app.speech.tone_values import ToneFault
from app.speech.values import (
    AdviceItem,
    AspectScore,
    Fluency,
    FluencyAspect,
    Hesitation,
    HesitationKind,
    Measured,
    Miscue,
    MiscueKind,
    Part,
    PartScore,
    Pause,
    PromptKind,
    Strictness,
    SyllableScore,
    TakeStatus,
    Verdict,
)

TEXT = to_spoken("是红枣，是核桃，真好吃")
GOOD = PartScore(Verdict.GOOD, 0.95)
FLUENT = Fluency(240, 260, (), -22, -60)


def wrong(heard: str = "", reason: str = "") -> PartScore:
    return PartScore(Verdict.WRONG, 0.05, heard, reason)


def off(heard: str = "", reason: str = "") -> PartScore:
    return PartScore(Verdict.OFF, 0.3, heard, reason)


def scored(faults: dict[tuple[int, Part], PartScore], omitted: tuple[int, ...] = ()) -> list[SyllableScore]:
    out = []
    for i, syllable in enumerate(TEXT.syllables):
        parts = [faults.get((i, part), GOOD) for part in Part]
        out.append(SyllableScore(syllable, 0.2 * i, 0.2 * i + 0.2, *parts, omitted=i in omitted))
    return out


def advice(
    faults: dict[tuple[int, Part], PartScore],
    miscues: tuple[Miscue, ...] = (),
    fluency: Fluency = FLUENT,
    status: TakeStatus = TakeStatus.SCORED,
) -> list[str]:
    items = choose_advice(status, TEXT, scored(faults), miscues, fluency)
    assert 1 <= len(items) <= LIMIT
    return [advice_sentence(item, TEXT) for item in items]


def test_a_good_take_is_praised() -> None:
    (sentence,) = advice({})
    assert "很好" in sentence


def test_a_confused_initial_says_what_the_tongue_should_do() -> None:
    (sentence,) = advice({(0, Part.INITIAL): wrong("s")})
    assert sentence == "“是”的声母 sh 听起来像 s：舌尖再往后卷一点。"


def test_a_third_tone_that_is_not_low() -> None:
    (sentence,) = advice({(2, Part.TONE): wrong("2", "third_not_low")})
    assert sentence == "“枣”的第三声没有压低：先降到最低，再放开。"


def measured(fault: str, *findings: Measured) -> PartScore:
    return replace(wrong(reason=fault), findings=findings)


def test_a_fall_that_begins_well_is_told_with_its_numbers() -> None:
    fall = Measured("falls_too_little", 2.04, 6.1, "semitones")
    (sentence,) = advice({(0, Part.TONE): measured("falls_too_little", fall)})
    assert "起得够高" in sentence
    assert "2.0 个半音" in sentence and "6.1 个" in sentence
    low = Measured("starts_too_low", 2.8, 4.6, "levels")
    (sentence,) = advice({(0, Part.TONE): measured("falls_too_little", fall, low)})
    assert "起得够高" not in sentence


def test_numbers_of_one_syllable_do_not_speak_for_others() -> None:
    faults = {
        (i, Part.TONE): measured("falls_too_little", Measured("falls_too_little", 1.0 + i, 6.0, "semitones"))
        for i in (0, 3)
    }
    (sentence,) = advice(faults)
    assert "“是”的第四声降得不够" in sentence
    assert "半音" not in sentence


def test_a_narrow_voice_is_told_once() -> None:
    narrow = Measured("range_too_narrow", 4.2, 9.0, "semitones")
    third = Measured("third_not_low", 2.6, 1.2, "levels")
    first, second = advice({(2, Part.TONE): measured("third_not_low", third, narrow)})
    assert "2.6 度" in first
    assert "4 个半音" in second and "9 个" in second


def test_wrong_comes_before_off() -> None:
    sentences = advice({(0, Part.INITIAL): off("s"), (2, Part.TONE): wrong("2", "third_not_low")})
    assert "枣" in sentences[0] and "sh" in sentences[1]


def test_what_recurs_is_said_once_and_first() -> None:
    faults = {(0, Part.INITIAL): wrong("s"), (3, Part.INITIAL): wrong("s"), (2, Part.TONE): wrong("2")}
    sentences = advice(faults)
    assert len(sentences) == 2
    assert sentences[0].startswith("“是”的声母 sh")


def test_an_omitted_syllable_is_named() -> None:
    (sentence,) = advice({}, (Miscue(MiscueKind.OMISSION, 4),))
    assert sentence.startswith("漏读了“核”")


def test_an_insertion_behind_the_last_syllable_has_words() -> None:
    (sentence,) = advice({}, (Miscue(MiscueKind.INSERTION, len(TEXT.syllables), "啊"),))
    assert "吃" in sentence


def judged(aspect: FluencyAspect, value: float, low: float | None, high: float | None) -> Fluency:
    """A fluent take but for one aspect."""
    score = AspectScore(aspect, Verdict.OFF, value, low, high)
    pauses = (Pause(1, 2, False),) * 3
    hesitations = tuple(Hesitation(HesitationKind.FILLER, 1, i, i + 0.3) for i in range(3))
    return replace(FLUENT, aspects=(score,), pauses=pauses, hesitations=hesitations, kind=PromptKind.TALK)


@pytest.mark.parametrize(
    ("fluency", "word"),
    [
        (judged(FluencyAspect.PACE, 400, 130, 330), "快"),
        (judged(FluencyAspect.PACE, 90, 130, 330), "慢"),
        (judged(FluencyAspect.PAUSES, 30, None, 10), "停顿"),
        (judged(FluencyAspect.HESITATION, 30, None, 7), "嗯"),
        (judged(FluencyAspect.RHYTHM, 5, 11, 60), "一样长"),
        (judged(FluencyAspect.RHYTHM, 80, 11, 60), "差得太多"),
        (Fluency(240, 260, (), -45, -70), "小"),
        (Fluency(240, 260, (), -22, -30), "吵"),
        (Fluency(240, 260, (), -22, -30, snr_db=6.0), "吵"),
    ],
)
def test_pace_and_level(fluency: Fluency, word: str) -> None:
    (sentence,) = advice({}, fluency=fluency)
    assert word in sentence and "{" not in sentence


@pytest.mark.parametrize("aspect", FluencyAspect)
@pytest.mark.parametrize("verdict", [Verdict.GOOD, Verdict.NOT_ASSESSABLE])
def test_what_was_right_or_unknown_is_not_mentioned(aspect: FluencyAspect, verdict: Verdict) -> None:
    fluency = replace(FLUENT, aspects=(AspectScore(aspect, verdict, 500.0, 1.0, 2.0),))
    (sentence,) = advice({}, fluency=fluency)
    assert "很好" in sentence


def test_what_was_read_again_is_named_and_fillers_are_not() -> None:
    again = Miscue(MiscueKind.REPETITION, 1, "红枣", 0.2, 0.6, last=2)
    filler = Miscue(MiscueKind.INSERTION, 3, "嗯", 0.8, 1.0, filler=True)
    (sentence,) = advice({}, (again, filler))
    assert sentence.startswith("“红枣”读了不止一遍")
    other = Miscue(MiscueKind.REPETITION, 4, "核", 1.2, 1.4, last=4)
    (sentence,) = advice({}, (again, other, again))
    assert sentence.startswith("“红枣、核”读了不止一遍")


@pytest.mark.parametrize("status", [s for s in TakeStatus if s is not TakeStatus.SCORED])
def test_a_take_without_a_score_says_why_and_nothing_else(status: TakeStatus) -> None:
    assert len(advice({(0, Part.INITIAL): wrong("s")}, status=status)) == 1


@pytest.mark.parametrize("fault", ToneFault)
@pytest.mark.parametrize("tone", ["1", "2", "3", "4", "5"])
def test_every_fault_of_a_tone_has_a_sentence(fault: ToneFault, tone: str) -> None:
    for heard in ("", "1", "4"):
        values = (("tone", tone), ("fault", fault.value), ("heard", heard), ("syllables", "枣"))
        sentence = advice_sentence(AdviceItem("tone", 2, Part.TONE, values), TEXT)
        assert sentence and "{" not in sentence


@pytest.mark.parametrize(
    ("target", "heard"),
    [(t, h) for t in phones.INITIALS for h in ("", *phones.INITIALS) if t != h],
)
def test_every_confusion_of_initials_has_help(target: str, heard: str) -> None:
    assert len(str(initial_help(target, heard))) > 5


def test_every_confusion_of_finals_has_help() -> None:
    for target, heard in itertools.permutations(phones.FINALS, 2):
        sentence = str(final_help(target, heard))
        assert len(sentence) > 5 and "{" not in sentence


def test_known_confusions_of_finals_have_help_of_their_own() -> None:
    general = str(final_help("ii", "van"))
    vague = [
        (target, heard)
        for target, others in FINAL_NEIGHBOURS.items()
        for heard in others
        if str(final_help(target, heard)) == general
    ]
    assert len(vague) <= 16, vague


def test_neighbours_are_mutual() -> None:
    for table in (INITIAL_NEIGHBOURS, FINAL_NEIGHBOURS):
        assert all(one in table[other] for one, others in table.items() for other in others)


# --- the ledger


def points(
    faults: dict[tuple[int, Part], PartScore], miscues: tuple[Miscue, ...] = (), omitted: tuple[int, ...] = ()
) -> float:
    return total(deductions(scored(faults, omitted), miscues, FLUENT))


def test_a_clean_take_has_a_hundred_points() -> None:
    assert points({}) == 100


def test_a_wrong_syllable_costs_its_share_once() -> None:
    share = 100 / len(TEXT.syllables)
    once = points({(0, Part.INITIAL): wrong("s")})
    assert once == pytest.approx(100 - share)
    assert points({(0, Part.INITIAL): wrong("s"), (0, Part.TONE): wrong("2")}) == once
    assert points({(0, Part.INITIAL): off("s")}) == pytest.approx(100 - share / 2)
    assert points({}, omitted=(0,)) == pytest.approx(100 - share)


def test_points_never_fall_below_zero() -> None:
    faults = {(i, Part.FINAL): wrong() for i in range(len(TEXT.syllables))}
    assert points(faults, tuple(Miscue(MiscueKind.INSERTION, 0) for _ in range(9))) == 0


def costs(fluency: Fluency = FLUENT, miscues: tuple[Miscue, ...] = ()) -> dict[str, float]:
    """Points by code of a take whose syllables are all right."""
    found: dict[str, float] = {}
    for line in deductions(scored({}), miscues, fluency):
        found[line.code] = found.get(line.code, 0.0) + line.points
    return found


def test_reading_again_costs_half_a_point_and_two_at_most() -> None:
    again = Miscue(MiscueKind.REPETITION, 1, "", 0.2, 0.6, last=2)
    assert costs(miscues=(again,)) == {"repetition": 0.5}
    assert costs(miscues=(again,) * 9) == {"repetition": 2.0}


def test_a_filler_is_no_insertion() -> None:
    assert costs(miscues=(Miscue(MiscueKind.INSERTION, 1, "嗯", 0.1, 0.3, filler=True),)) == {}


def test_a_pace_out_of_its_band_costs_little() -> None:
    def pace(rate: float) -> dict[str, float]:
        return costs(replace(FLUENT, aspects=(AspectScore(FluencyAspect.PACE, Verdict.OFF, rate, 130, 330),)))

    assert pace(350) == pace(120) == {"pace": 1.0}
    assert pace(420) == pace(100) == {"pace": 2.0}


def test_hesitation_costs_what_is_not_counted_already() -> None:
    def hesitant(*kinds: HesitationKind) -> dict[str, float]:
        aspects = (AspectScore(FluencyAspect.HESITATION, Verdict.OFF, 30, None, 7),)
        found = tuple(Hesitation(kind, 0, 0.0, 0.3) for kind in kinds)
        return costs(replace(FLUENT, aspects=aspects, hesitations=found))

    assert hesitant(HesitationKind.RESTART, HesitationKind.MID_WORD) == {}
    assert hesitant(HesitationKind.FILLER, HesitationKind.LENGTHENED) == {"hesitation": 1.0}
    assert hesitant(*[HesitationKind.FILLER] * 9) == {"hesitation": 2.0}


def test_pauses_cost_two_points_at_most_and_nothing_in_a_drill() -> None:
    stray = replace(FLUENT, pauses=(Pause(1.0, 1.8, False),) * 9, kind=PromptKind.TALK)
    assert costs(stray) == {"pauses": 2.0}
    assert costs(replace(stray, pauses=stray.pauses[:1])) == {"pauses": 0.5}
    assert costs(replace(stray, kind=PromptKind.DRILL)) == {}


def test_strictness_weighs_defects() -> None:
    syllables = scored({(0, Part.FINAL): off("e")})
    lenient, normal, strict = (total(deductions(syllables, (), FLUENT, each)) for each in Strictness)
    assert 100 > lenient > normal > strict > 100 - 100 / len(TEXT.syllables)
