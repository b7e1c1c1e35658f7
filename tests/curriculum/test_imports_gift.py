"""Questions from Moodle's GIFT files."""

from __future__ import annotations

import pytest

from app.curriculum.gift import read_gift
from app.curriculum.imported_quiz import ImportedQuiz
from app.curriculum.values import Choice, FillIn, Matching, Question, TrueFalse


def only(text: str) -> Question:
    quiz = read_gift(text)
    assert quiz.refusals == ()
    (question,) = quiz.questions
    return question


def test_multiple_choice_with_feedback() -> None:
    made = only("::红枣一:: 红枣放在哪里最合适？ {\n=干燥阴凉的地方#对，怕潮\n~阳台上#会晒坏\n~冰箱外面\n}")
    assert made == Choice(
        "",
        "红枣放在哪里最合适？",
        (("干燥阴凉的地方", True), ("阳台上", False), ("冰箱外面", False)),
        "对，怕潮",
    )


def test_several_right_answers_by_weight() -> None:
    made = only("哪些可以说？{~%50%果肉厚~%50%核小~%-100%补血####要有依据}")
    assert made == Choice("", "哪些可以说？", (("果肉厚", True), ("核小", True), ("补血", False)), "要有依据")


@pytest.mark.parametrize(("written", "right"), [("T", True), ("TRUE", True), ("f", False), ("False", False)])
def test_true_false(written: str, right: bool) -> None:
    assert only(f"价格要标明。{{{written}#不对#对####价格法}}") == TrueFalse(
        "", "价格要标明。", right, "价格法"
    )


def test_short_answer_becomes_a_gap() -> None:
    assert only("一公斤是几斤？{=两斤=2斤=二斤}") == FillIn("", "一公斤是几斤？____", ("两斤", "2斤", "二斤"))


def test_missing_word_keeps_its_place() -> None:
    made = only("打开以后要{=放进冰箱 ~放在太阳下 ~放在车里}保存。")
    assert made == FillIn("", "打开以后要____保存。", ("放进冰箱",), ("放进冰箱", "放在太阳下", "放在车里"))


def test_a_plain_number() -> None:
    assert only("一斤是多少克？{#500}") == FillIn("", "一斤是多少克？____", ("500",))
    assert only("一斤是多少克？{#=500}") == FillIn("", "一斤是多少克？____", ("500",))


def test_matching() -> None:
    made = only("哪里的？{\n=葡萄干 -> 吐鲁番\n=红枣 -> 和田\n=小白杏 -> 库车\n}")
    assert made == Matching("", "哪里的？", (("葡萄干", "吐鲁番"), ("红枣", "和田"), ("小白杏", "库车")))


def test_escapes_html_comments_categories_and_line_ends() -> None:
    text = (
        "\ufeff// 注释\r\n$CATEGORY: 产品/红枣\r\n\r\n"
        "::一\\: 标题::[html]<p>价格 \\= <b>29.9</b> &amp; 包邮\\?</p>{=对\\~的 ~错\\#的}\r\n"
    )
    assert only(text) == Choice("", "价格 = 29.9 & 包邮\\?", (("对~的", True), ("错#的", False)), "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("说说红枣的好处。{}", "问答题"),
        ("只是一段说明。", "说明文字"),
        ("没有关上{=一~二", "成对"),
        ("反了}=一{", "成对"),
        ("两个空{=一}和{=二}。", "只能有一个答案"),
        ("{=一~二}", "没有题目"),
        ("一斤多少克？{#500:5}", "确定的数"),
        ("多少？{#1..5}", "确定的数"),
        ("配对{=一 -> 甲 =二 -> 乙}", "3 到 6 对"),
        ("配对{=一 -> 甲 =二 -> 乙 =三 ->}", "左边和右边"),
        ("配对{=一 -> 甲 =二 -> 甲 =三 -> 丙}", "不止一种"),
        ("哪个？{~一~二~三}", "没有标出"),
        ("哪个？{~一}", "2 到 6 个选项"),
        ("哪个？{=一~一}", "一模一样"),
        ("哪个？{一 二}", "前面要写"),
        ("哪个？{~%5.5.5%一=二}", "前面要写"),
        ("一____二____{=三}", "正好有一个空"),
    ],
)
def test_what_cannot_be_used_is_named(text: str, reason: str) -> None:
    quiz = read_gift(f"// 一\n\n{text}\n\n好的？{{=一~二}}\n")
    (refusal,) = quiz.refusals
    assert refusal.line == 3
    assert reason in refusal.reason
    assert len(quiz.questions) == 1


@pytest.mark.parametrize("text", ["", "\n\n", "\x00", "{}" * 5000, "{" * 10_000, "~=" * 10_000, "\\" * 999])
def test_nothing_raises(text: str) -> None:
    assert isinstance(read_gift(text), ImportedQuiz)
