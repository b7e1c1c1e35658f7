"""What is said after a take, and in what order."""

import itertools

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
    Fluency,
    Miscue,
    MiscueKind,
    Part,
    PartScore,
    Pause,
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


@pytest.mark.parametrize(
    ("fluency", "word"),
    [
        (Fluency(380, 400, (), -22, -60), "快"),
        (Fluency(80, 90, (), -22, -60), "慢"),
        (Fluency(240, 260, (), -45, -70), "小"),
        (Fluency(240, 260, (), -22, -30), "吵"),
        (Fluency(240, 260, (Pause(1, 2, False),) * 3, -22, -60), "停顿"),
    ],
)
def test_pace_and_level(fluency: Fluency, word: str) -> None:
    (sentence,) = advice({}, fluency=fluency)
    assert word in sentence


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


def test_strictness_weighs_defects() -> None:
    syllables = scored({(0, Part.FINAL): off("e")})
    lenient, normal, strict = (total(deductions(syllables, (), FLUENT, each)) for each in Strictness)
    assert 100 > lenient > normal > strict > 100 - 100 / len(TEXT.syllables)
