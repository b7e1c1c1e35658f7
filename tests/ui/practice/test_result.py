"""From a score to what is shown of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from app.speech.text import to_spoken
from app.speech.values import (
    AdviceItem,
    AspectScore,
    Contour,
    Fluency,
    FluencyAspect,
    Miscue,
    MiscueKind,
    Part,
    PartScore,
    SyllableScore,
    TakeStatus,
    Verdict,
)
from app.ui.attempt.cells import prompt_cells
from app.ui.attempt.result import (
    ResultView,
    compared,
    derive_result,
    first_to_open,
    further_advice,
    syllable_slice,
)
from app.ui.attempt.words import fluency_words
from app.ui.widgets.ruby_layout import NEVER
from tests.ui.practice.examples import GOOD, OFF, UNKNOWN, WRONG, attempt_of, score_of

TEXT = "我买大枣"


def shown(text: str = TEXT, **changes: object) -> ResultView:
    return derive_result(attempt_of(text, score_of(text, **changes)), to_spoken(text))  # type: ignore[arg-type]


# the prompt


def test_a_changed_tone_is_shown_as_spoken_and_hinted_at() -> None:
    # 我买: two third tones, of which the first is spoken as a second
    first = prompt_cells(to_spoken("我买"))[0]
    assert (first.pinyin, first.tone, first.hint) == ("wó", 2, "(wǒ)")
    assert first.tooltip == "字典里是第三声，在这里读第二声"


def test_the_neutral_tone_has_its_mark_too() -> None:
    cell = prompt_cells(to_spoken("好吗"))[1]
    assert (cell.pinyin, cell.tone) == ("·ma", 5)


def test_numbers_are_shown_as_they_are_said_with_what_is_written() -> None:
    cells = prompt_cells(to_spoken("58元"))
    assert [cell.text for cell in cells] == ["五", "十", "八", "元"]
    assert [cell.hint for cell in cells] == ["58", "", "", ""]
    assert "58" in cells[0].tooltip


def test_lines_break_between_words_and_never_before_a_sign() -> None:
    cells = prompt_cells(to_spoken("大家好，我来自新疆。"))
    cost = {cell.text: cell.break_cost for cell in cells}
    assert cost["，"] == cost["。"] == NEVER
    assert cost["我"] == 0  # after a comma
    assert cost["家"] > cost["好"] >= 0  # 大家 is one word
    assert cost["疆"] > cost["新"]


def test_a_line_does_not_end_with_an_opening_mark() -> None:
    cells = prompt_cells(to_spoken("我说“好”"))
    costs = [cell.break_cost for cell in cells]
    assert [cell.text for cell in cells] == ["我", "说", "“", "好", "”"]
    assert costs[3] == costs[4] == NEVER
    assert costs[2] < NEVER


def test_erhua_is_one_cell() -> None:
    cells = prompt_cells(to_spoken("花儿"))
    assert [(cell.text, cell.pinyin) for cell in cells] == [("花儿", "huār")]


# verdicts


@pytest.mark.parametrize("verdicts", list(product((GOOD, OFF, WRONG, UNKNOWN), repeat=3)))
def test_every_combination_of_verdicts_has_words_and_marks(verdicts: tuple[PartScore, ...]) -> None:
    view = shown(parts={1: verdicts})
    syllable = view.syllables[1]
    assert [part.verdict for part in syllable.parts] == [each.verdict for each in verdicts]
    assert all(part.word for part in syllable.parts)
    order = [Verdict.WRONG, Verdict.OFF, Verdict.GOOD, Verdict.NOT_ASSESSABLE]
    assert syllable.worst is min((each.verdict for each in verdicts), key=order.index)
    assert view.verdicts[1].marks == tuple(each.verdict for each in verdicts)
    assert syllable.advice.endswith("。")
    for part in syllable.parts:
        assert part.word in syllable.description


def test_a_zero_initial_gets_no_verdict() -> None:
    view = shown("爱", parts={0: (UNKNOWN, GOOD, GOOD)})
    assert view.syllables[0].parts[0].verdict is None
    assert view.verdicts[0].marks[0] is None
    assert "没有声母" in view.syllables[0].description


def test_an_initial_said_where_there_is_none_is_told() -> None:
    view = shown("爱", parts={0: (WRONG, GOOD, GOOD)})
    assert view.syllables[0].parts[0].target == "零声母"
    assert "不要加音" in view.syllables[0].advice


@pytest.mark.parametrize(
    ("part", "heard", "said"),
    [
        (Part.TONE, "2", "听起来像第二声"),
        (Part.TONE, "", ""),
        (Part.TONE, "x", ""),
        (Part.INITIAL, "zh", "zh"),
        (Part.FINAL, "v", "ü"),
        (Part.FINAL, "iii", "-i"),
    ],
)
def test_what_it_sounded_like(part: Part, heard: str, said: str) -> None:
    score = PartScore(Verdict.WRONG, 0.1, heard=heard)
    parts = tuple(score if each is part else GOOD for each in Part)
    remark = next(each for each in shown(parts={1: parts}).syllables[1].parts if each.part is part).remark
    assert said in remark
    assert bool(remark) == bool(said)


def test_why_a_part_was_not_assessed_is_said() -> None:
    noisy = PartScore(Verdict.NOT_ASSESSABLE, None, reason="too_noisy")
    view = shown(parts={1: (GOOD, GOOD, noisy)})
    assert view.syllables[1].parts[2].remark == "周围太吵"


def test_a_dropped_syllable_is_omitted_not_silently_missing() -> None:
    view = shown(omitted=(2,))
    syllable = view.syllables[2]
    assert syllable.omitted
    assert syllable.start is None
    assert view.verdicts[2].omitted
    assert "没有听到" in syllable.description
    assert syllable_slice(syllable, 2.0) is None
    assert [span.syllable for span in view.spans] == [0, 1, 3]
    assert view.title == "4 个字里说准了 3 个"


def test_not_everything_was_right_where_most_could_not_be_judged() -> None:
    assert shown().title == "每个字都说准了"
    unsure = dict.fromkeys(range(4), (UNKNOWN, UNKNOWN, GOOD))
    assert shown(parts=unsure).title == "听得出来的都说准了"


def test_insertions_stand_before_their_syllable_and_guessed_words_are_not_quoted() -> None:
    miscues = (
        Miscue(MiscueKind.INSERTION, 2, "那个"),
        Miscue(MiscueKind.INSERTION, 4, "啊"),
        Miscue(MiscueKind.REPLACEMENT, 1, "卖"),
    )
    view = shown(miscues=miscues)
    assert [cell.text for cell in view.cells] == ["我", "买", "+", "大", "枣", "+"]
    assert "卖" not in view.syllables[1].advice
    assert view.verdicts[1].worst is Verdict.OFF  # though each of its parts was good


def test_what_was_read_again_and_hesitation_are_marked() -> None:
    miscues = (
        Miscue(MiscueKind.REPETITION, 0, "我买", 0.2, 0.6, last=1),
        Miscue(MiscueKind.INSERTION, 3, "嗯", 1.0, 1.2, filler=True),
    )
    view = shown(miscues=miscues)
    assert [cell.text for cell in view.cells] == ["×2", "我", "买", "大", "…", "枣"]
    assert "我买" in view.cells[0].tooltip
    assert [(extra.text, extra.start, extra.end) for extra in view.extras] == [
        ("×2", 0.2, 0.6),
        ("…", 1.0, 1.2),
    ]
    assert "回读 1 处" in view.fluency


@pytest.mark.parametrize(
    ("rate", "verdict", "word"),
    [
        (220.0, Verdict.GOOD, "合适"),
        (400.0, Verdict.OFF, "偏快"),
        (90.0, Verdict.OFF, "偏慢"),
        (90.0, Verdict.NOT_ASSESSABLE, ""),
    ],
)
def test_the_pace_is_judged_where_it_can_be(rate: float, verdict: Verdict, word: str) -> None:
    pace = AspectScore(FluencyAspect.PACE, verdict, rate, 130.0, 330.0)
    score = replace(score_of("我买大枣"), fluency=Fluency(rate, rate, (), -20.0, -60.0, aspects=(pace,)))
    words = fluency_words(score)
    assert f"{rate:.0f}" in words
    assert word in words and ("（" in words) == bool(word)


def test_a_contour_without_voice_says_so() -> None:
    score = score_of("妈")
    silent = Contour((0.2, 0.3), (float("nan"), float("nan")))
    syllables = (SyllableScore(score.syllables[0].syllable, 0.2, 0.4, GOOD, GOOD, UNKNOWN, silent, None),)
    attempt = attempt_of("妈", type(score)(**{**vars(score), "syllables": syllables}))
    assert "嗓音太少" in derive_result(attempt, to_spoken("妈")).syllables[0].contour_message


# what is opened, and the advice


def test_the_first_advice_is_opened_else_the_worst() -> None:
    advice = (AdviceItem("too_fast", None, None, (("rate", "400"),)), AdviceItem("omitted", 3, None))
    parts = {1: (GOOD, GOOD, OFF), 2: (WRONG, GOOD, GOOD)}
    assert first_to_open(score_of(TEXT, parts, advice=advice)) == 3
    assert first_to_open(score_of(TEXT, parts)) == 2
    assert first_to_open(score_of(TEXT, parts, omitted=(0,))) == 0
    assert first_to_open(score_of(TEXT, advice=(AdviceItem("omitted", 99, None),))) == 0


def test_advice_is_said_once() -> None:
    items = (
        AdviceItem("tone", 1, Part.TONE, (("tone", "3"), ("fault", "flat_third"), ("heard", "1"))),
        AdviceItem("too_fast", None, None, (("rate", "400"),)),
    )
    view = shown(parts={1: (GOOD, GOOD, WRONG)}, advice=items)
    assert view.syllables[1].advice == view.advice[0].sentence
    assert further_advice(view, 1) == (view.advice[1].sentence,)
    assert len(further_advice(view, 0)) == 2


def test_a_syllable_without_advice_of_its_own_gets_some() -> None:
    heard = PartScore(Verdict.WRONG, 0.1, heard="z")
    view = shown("中", parts={0: (heard, GOOD, GOOD)})
    assert "声母 zh 听起来像 z" in view.syllables[0].advice


@pytest.mark.parametrize(
    ("total", "earlier", "words"),
    [
        (None, [], ""),
        (80.0, [], "第一次"),
        (80.0, [70.0, 74.0], "高"),
        (70.4, [73.0], "低"),
        (80.4, [79.9], "一样"),
    ],
)
def test_a_take_is_compared_with_the_one_before(
    total: float | None, earlier: list[float], words: str
) -> None:
    said = compared(total, earlier)
    assert words in said
    assert bool(said) == bool(words)


# takes that were not scored


@pytest.mark.parametrize("status", [TakeStatus.SILENT, TakeStatus.TOO_NOISY, TakeStatus.OFF_TASK])
def test_a_take_that_cannot_be_assessed_is_explained_and_not_scored(status: TakeStatus) -> None:
    view = shown(status=status)
    assert not view.assessable
    assert view.title
    assert "已保存" in view.explanation
    assert (view.score, view.syllables, view.opened) == ("", (), None)


def test_a_rescued_take_without_a_score_can_still_be_heard() -> None:
    view = derive_result(attempt_of("妈", None, interrupted=True), to_spoken("妈"))
    assert "还没有评分" in view.title
    assert view.remarks == ("录音中途断了，这里是断开之前的部分。",)  # whatever cut it off
    assert view.duration == 1.0


def test_a_score_by_an_older_version_is_shown_with_its_own_syllables() -> None:
    attempt = attempt_of("58元", score_of("五八元"))
    view = derive_result(attempt, to_spoken("58元"))
    assert [cell.text for cell in view.cells] == ["五", "八", "元"]
    assert len(view.syllables) == 3


def test_a_syllable_is_played_with_a_margin_inside_the_recording() -> None:
    view = shown("妈")
    assert syllable_slice(view.syllables[0], 10.0) == pytest.approx((0.14, 0.51))
    assert syllable_slice(view.syllables[0], 0.46) == pytest.approx((0.14, 0.46))
