"""The deductions as they are shown, and two scores beside each other."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.speech.grade import GradeEstimate, Missing
from app.speech.ledger import Deduction, deductions, total
from app.speech.text import to_spoken
from app.speech.values import (
    Miscue,
    MiscueKind,
    Part,
    PartScore,
    Pause,
    PronunciationScore,
    Strictness,
    TakeStatus,
    Verdict,
)
from app.storage.values import EarlierScore
from app.ui.attempt.compare_dialog import CompareDialog
from app.ui.attempt.comparison import compare
from app.ui.attempt.grade_words import derive_grade
from app.ui.attempt.ledger import BIGGEST, derive_ledger, reason_words, rounded, rule_sentences
from app.ui.attempt.legend import MarksLegend
from app.ui.attempt.result import derive_result
from app.ui.attempt.score_dialog import ScoreDialog
from app.ui.attempt.summary_panel import SummaryPanel
from app.ui.theme import Theme
from tests.ui.practice.examples import GOOD, NOON, OFF, UNKNOWN, WRONG, attempt_of, score_of

TEXT = "我买大枣给你吃"


def plain(text: str) -> str:
    """Without the marks that keep numbers and pinyin together in right-to-left languages."""
    return text.translate({0x2068: None, 0x2069: None})


def scored(score: PronunciationScore) -> PronunciationScore:
    """The score with the total that follows from it."""
    lines = deductions(score.syllables, score.miscues, score.fluency, score.strictness)
    return replace(score, total=round(total(lines), 1))


def example() -> PronunciationScore:
    heard = replace(WRONG, heard="2")
    return scored(
        score_of(
            TEXT,
            {1: (GOOD, GOOD, heard), 2: (replace(OFF, heard="t"), GOOD, GOOD), 4: (GOOD, UNKNOWN, GOOD)},
            omitted=(5,),
            miscues=(Miscue(MiscueKind.OMISSION, 5), Miscue(MiscueKind.INSERTION, 7)),
        )
    )


def test_lines_say_where_why_and_how_much() -> None:
    ledger = derive_ledger(example())
    assert ledger is not None
    assert [(plain(line.where), plain(line.why), line.syllable) for line in ledger.lines] == [
        ("买 mǎi", "声调不对，听起来像第二声", 1),
        ("大 dà", "声母有偏差，听起来像 t", 2),
        ("你 nǐ", "没有读出来", 5),
        ("吃 chī", "这里多读了音", 6),  # behind the last syllable
    ]
    assert [plain(line.points) for line in ledger.lines] == ["−14.3", "−7.2", "−14.3", "−7.1"]
    assert plain(ledger.sum_sentence) == "100 − 42.9 = 57.1"
    assert "这里多读了音" not in {line.why for line in ledger.biggest[:2]}


def test_lines_sum_exactly_to_what_is_missing() -> None:
    source = random.Random(1)
    kinds = [GOOD, OFF, WRONG, UNKNOWN]
    for _ in range(200):
        text = TEXT * source.randint(1, 9)
        count = len(text)
        parts = {i: tuple(source.choice(kinds) for _ in Part) for i in range(count) if source.random() < 0.4}
        pauses = tuple(Pause(i, i + 0.8, False) for i in range(source.randint(0, 9)))
        score = score_of(text, parts)  # type: ignore[arg-type]
        score = replace(
            score,
            fluency=replace(score.fluency, pauses=pauses),
            strictness=source.choice(list(Strictness)),
        )
        score = scored(score)
        ledger = derive_ledger(score)
        assert ledger is not None and score.total is not None
        assert sum(line.tenths for line in ledger.lines) == round(10 * (100 - score.total))
        assert all(line.tenths > 0 for line in ledger.lines)
        raw = deductions(score.syllables, score.miscues, score.fluency, score.strictness)
        assert len(raw) == len(ledger.lines)
        for line, deduction in zip(ledger.lines, raw, strict=True):
            assert abs(line.tenths / 10 - deduction.points) < 0.11


def test_tenths_go_to_those_who_lost_most() -> None:
    assert rounded([1.0, 2.0], 30) == [10, 20]
    assert rounded([1.04, 1.06], 21) == [10, 11]
    assert rounded([33.333] * 3, 1000) == [334, 333, 333]
    assert rounded([], 0) == []


def test_a_total_is_never_below_zero_and_the_lines_say_so() -> None:
    miscues = tuple(Miscue(MiscueKind.INSERTION, i % 7) for i in range(9))
    wrong = (WRONG, WRONG, WRONG)
    score = scored(score_of(TEXT, dict.fromkeys(range(7), wrong), miscues=miscues))
    ledger = derive_ledger(score)
    assert score.total == 0 and ledger is not None
    assert sum(line.tenths for line in ledger.lines) == 1000
    assert (ledger.lines[-1].why, plain(ledger.lines[-1].points)[0]) == ("总分不会低于 0", "+")


def test_a_score_made_by_other_rules_still_adds_up() -> None:
    assert example().total == 57.1
    old = replace(example(), total=64.0)
    ledger = derive_ledger(old)
    assert ledger is not None
    assert sum(line.tenths for line in ledger.lines) == 360
    assert ledger.lines[-1].why == "评分规则改过，和当时的差额"
    assert plain(ledger.lines[-1].points) == "+6.9"


def test_no_total_no_ledger() -> None:
    assert derive_ledger(score_of(TEXT, status=TakeStatus.SILENT)) is None
    assert derive_ledger(score_of(TEXT, total=None)) is None
    clean = derive_ledger(score_of(TEXT, total=100.0))
    assert clean is not None and clean.lines == ()


def test_a_code_that_is_not_known_has_words_all_the_same() -> None:
    assert reason_words(Deduction("something_new", 1.0), example()) == "流畅度"
    for code in ("repetition", "hesitation", "pauses", "pace"):
        assert reason_words(Deduction(code, 1.0), example()) not in ("", "流畅度")


def test_the_rules_are_told_with_this_takes_numbers() -> None:
    words = plain("".join(rule_sentences(example())))
    assert "7 个字平分，每个字 14.3 分" in words and "扣一半" in words
    assert "扣四分之三" in "".join(rule_sentences(replace(example(), strictness=Strictness.STRICT)))


# the summary and the window behind it


def test_the_summary_shows_the_biggest_and_all_on_demand(qtbot: QtBot, theme: Theme) -> None:
    many = scored(score_of(TEXT, dict.fromkeys(range(6), (GOOD, GOOD, OFF))))
    view = derive_result(attempt_of(TEXT, many), to_spoken(TEXT))
    panel = SummaryPanel(theme)
    qtbot.addWidget(panel)
    panel.show_result(view, None)
    assert len(panel.ledger.rows) == BIGGEST
    assert "扣得最多的" in panel.texts and plain(panel.details.text()) == "全部 6 条，怎么算的？"
    assert any("严格程度：标准" in text for text in panel.texts)
    chosen: list[int] = []
    panel.syllable_chosen.connect(chosen.append)
    panel.ledger.rows[0].click()
    assert chosen == [panel.ledger.rows[0].line.syllable]
    dialog = ScoreDialog(theme, view)
    qtbot.addWidget(dialog)
    assert len(dialog.ledger.rows) == 6
    dialog.syllable_chosen.connect(chosen.append)
    dialog.ledger.rows[5].click()
    assert chosen[-1] == 5


def test_nothing_taken_off_is_said(qtbot: QtBot, theme: Theme) -> None:
    panel = SummaryPanel(theme)
    qtbot.addWidget(panel)
    panel.show_result(derive_result(attempt_of(TEXT, score_of(TEXT, total=100.0)), to_spoken(TEXT)), None)
    assert panel.ledger.rows == [] and panel.details.text() == "怎么算的？"
    silent = score_of(TEXT, status=TakeStatus.SILENT)
    panel.show_result(derive_result(attempt_of(TEXT, silent), to_spoken(TEXT)), None)
    assert panel.details.isHidden()


def test_a_line_about_the_whole_take_opens_nothing(qtbot: QtBot, theme: Theme) -> None:
    paused = score_of(TEXT)
    pauses = tuple(Pause(i, i + 0.8, False) for i in range(3))
    paused = scored(replace(paused, fluency=replace(paused.fluency, pauses=pauses)))
    panel = SummaryPanel(theme)
    qtbot.addWidget(panel)
    panel.show_result(derive_result(attempt_of(TEXT, paused), to_spoken(TEXT)), None)
    [row] = panel.ledger.rows
    assert row.line.where == "整句" and not row.isEnabled()


# why something was not judged


@pytest.mark.parametrize(
    "reason",
    ["too_short", "too_little_voice", "too_noisy", "clipped", "octave_doubt", "uncertain", "unclear"],
)
def test_grey_is_explained_and_costs_nothing(reason: str) -> None:
    doubt = PartScore(Verdict.NOT_ASSESSABLE, None, reason=reason)
    score = scored(score_of(TEXT, {1: (GOOD, GOOD, doubt), 2: (doubt, doubt, doubt)}))
    assert score.total == 100
    view = derive_result(attempt_of(TEXT, score), to_spoken(TEXT))
    for index in (1, 2):
        assert "不扣分" in view.syllables[index].advice and "声调" in view.syllables[index].advice
    assert view.syllables[1].advice.startswith("听得出来的都说准了。")
    assert view.syllables[1].parts[2].remark != ""


def test_foreign_letters_are_not_judged() -> None:
    foreign = PartScore(Verdict.NOT_ASSESSABLE, None, reason="foreign")
    view = derive_result(attempt_of(TEXT, score_of(TEXT, {0: (foreign, foreign, foreign)})), to_spoken(TEXT))
    assert "外文字母" in view.syllables[0].advice


def test_a_neutral_tone_off_its_target_says_what_it_rests_on() -> None:
    text = "好吗"
    score = score_of(text)
    low = replace(score.syllables[1], target=replace(score.syllables[1].target, levels=(1.5, 1.0)))  # type: ignore[type-var]
    near, far = (
        derive_result(attempt_of(text, each), to_spoken(text)).syllables[1].advice
        for each in (score, replace(score, syllables=(score.syllables[0], low)))
    )
    assert "短、轻" in far and "短、轻" not in near


# the grade in words


def test_a_grade_is_a_range_with_its_caveat() -> None:
    view = derive_grade(GradeEstimate(120, 83.4, 78.0, 90.2))
    assert view.headline == "大约二级乙等（二级甲等～三级甲等）"
    words = plain("".join(view.details))
    assert "120 个字" in words and "78～90 分" in words
    assert "不是普通话水平测试" in words and "母语者" in words
    assert derive_grade(GradeEstimate(300, 83.4, 81.0, 86.2)).headline == "大约二级乙等"


def test_what_is_missing_for_a_grade_is_said() -> None:
    short = derive_grade(GradeEstimate(12, missing=Missing.TOO_FEW))
    assert not short.known and "只有 12 个字，至少要 40 个" in plain(short.details[0])
    deaf = derive_grade(GradeEstimate(90, missing=Missing.UNASSESSED, part=Part.TONE))
    assert deaf.details[0].startswith("声调无法判断的太多")


# two scores beside each other


def test_what_changed_between_two_scores() -> None:
    before = replace(example(), scorer="1-aa")
    after = replace(
        scored(score_of(TEXT, {2: (WRONG, GOOD, GOOD)})), scorer="2-bb", strictness=Strictness.STRICT
    )
    found = compare(before, after)
    assert plain(found.headline) == "新的评分高 28.6 分"
    assert [plain(c.sentence) for c in found.changes][:2] == [
        "买 mǎi 声调：原来不对，现在准确",
        "大 dà 声母：原来有偏差，现在不对",
    ]
    table = {row.name: (plain(row.before), plain(row.after)) for row in found.rows}
    assert table["得分"] == ("57.1", "85.7")
    assert table["评分版本"] == ("1-aa", "2-bb")
    assert table["严格程度"] == ("标准", "严格")
    assert table["声母"][1] == "准确 5 · 不对 1"


def test_nothing_changed() -> None:
    found = compare(example(), replace(example(), scorer="2"))
    assert (found.headline, found.changes, found.remark) == ("两次评分一样", (), "每个字的判断都没有变。")


def test_scores_of_other_readings_are_not_matched() -> None:
    assert compare(example(), score_of(TEXT[:3])).remark == "文字的读法也改了，没法逐字比较。"
    assert compare(example(), score_of(TEXT, status=TakeStatus.OFF_TASK)).headline == "两次评分的结果不一样"


def test_the_comparison_can_go_back_further(qtbot: QtBot, theme: Theme) -> None:
    first, second = replace(example(), total=10.0), replace(example(), total=20.0)
    attempt = replace(
        attempt_of(TEXT, example()), earlier=(EarlierScore(first, NOON), EarlierScore(second, NOON))
    )
    dialog = CompareDialog(theme, attempt)
    qtbot.addWidget(dialog)
    assert dialog.choice.count() == 2 and dialog.choice.currentIndex() == 1
    assert "高 37.1 分" in plain(dialog.headline)
    dialog.choice.setCurrentIndex(0)
    assert "高 47.1 分" in plain(dialog.headline)


def test_the_legend_says_as_much_as_there_is_room_for(qtbot: QtBot, theme: Theme) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(1200, 60)
    legend = MarksLegend(theme)
    legend.setParent(page)
    page.show()
    whole, least = legend.sizeHint().width(), legend.minimumSizeHint().width()
    assert least < whole
    for width, said, last in (
        (whole, "字下的记号依次是声母、韵母、声调：", "无法判断（不扣分）"),
        (whole - 1, "声母、韵母、声调：", "无法判断（不扣分）"),
        (least, "", "无法判断"),
    ):
        legend.resize(width, 20)
        texts = [each.text() for each in legend.findChildren(QLabel)]
        assert texts[0] == said and last in texts
        assert legend.childrenRect().right() <= width
