"""What the bundled lessons let an anchor say: no claim that the law forbids, no law without its article."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest

from app.coaching.compliance import Product, RuleBook, check_text, load_rules
from app.curriculum.card_text import paragraphs
from app.curriculum.values import (
    Card,
    Choice,
    FillIn,
    FreePitch,
    Lesson,
    Listen,
    Matching,
    Ordering,
    ProductCard,
    Prompt,
    Step,
    TrueFalse,
)
from tests.curriculum.bundled import LESSONS, facts_of, shown_in, steps_of

# Words that praise beyond proof (Advertising Law, article 9 item 3), and their everyday exemptions.
SUPERLATIVES = ("第一品牌", "销量第一", "全网", "顶级", "国家级", "极品", "百分之百", "独一无二")
MOST_OF_ALL = "最"
EVERYDAY = ("后", "近", "多", "少", "早", "晚", "先", "终", "初")
"""What may follow 最: times and amounts, no praise."""

# Health: ordinary food must not be said to prevent or cure (Food Safety Law, article 73).
HEALTH = (
    *("补血", "补气", "补肾", "补脑", "养颜", "养生", "养胃", "安神", "助眠", "调理", "治疗", "治病", "防病"),
    *("排毒", "降压", "降糖", "降脂", "降血压", "降血糖", "降血脂", "抗癌", "防癌", "抗衰老", "美白", "明目"),
    *("润肺", "活血", "消炎", "祛湿", "驱寒", "壮阳", "延年益寿", "增强免疫", "提高免疫", "减肥"),
)

# Nobody in front of a camera can prove these.
UNPROVABLE = ("无农药", "零农药", "没打过农药", "纯天然", "纯绿色", "无公害", "零添加", "无任何添加")

FORBIDDEN = re.compile(
    "|".join((*SUPERLATIVES, *HEALTH, *UNPROVABLE)) + f"|{MOST_OF_ALL}(?!{'|'.join(EVERYDAY)})"
)
QUOTED = re.compile("|".join((*HEALTH, *UNPROVABLE, *SUPERLATIVES, "最甜", "最好的", "最低价")))
"""What a card may only quote. A bare 最 may explain: 压到最低, 最容易混."""

FORBIDDING = re.compile("✗|违法|不得|不能说|不说|不许")
"""What shows that a paragraph quotes a claim in order to forbid it."""

RULES = load_rules()

WRONG_SENTENCE = re.compile("✗([^✓✗]*)")
"""Where a card shows what must not be said."""

LAW = re.compile(r"《[^》]*(?:法|规范|办法|指南|规定|条例)(?:（[^）]*）)?》")
ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条")


@pytest.fixture(params=LESSONS, ids=lambda lesson: lesson.id)
def lesson(request: pytest.FixtureRequest) -> Lesson:
    return request.param


def to_be_said(step: Step) -> Iterator[str]:
    """What the step teaches her to say."""
    match step:
        case Prompt() | Listen():
            yield step.text
        case FreePitch():
            yield from (step.task, *step.points)
        case ProductCard():
            yield from (*facts_of(step), *(answer for _, answer in step.questions))


def right_answers(step: Step) -> Iterator[str]:
    """What a quiz calls right."""
    match step:
        case Choice():
            yield from (text for text, right in step.options if right)
        case TrueFalse():
            if step.right:
                yield step.statement
        case FillIn():
            yield from (step.sentence.replace("____", answer) for answer in step.answers)
        case Ordering():
            yield from step.items
        case Matching():
            yield from (right for _, right in step.pairs)


def test_nothing_to_be_said_breaks_the_advertising_rules(lesson: Lesson) -> None:
    assert [text for step in lesson.steps for text in to_be_said(step) if FORBIDDEN.search(text)] == []


def test_no_right_answer_breaks_the_advertising_rules(lesson: Lesson) -> None:
    found = [
        (about(step), text)
        for step in lesson.steps
        for text in right_answers(step)
        if FORBIDDEN.search(without_quotes(text)) and not asks_for_the_wrong_one(step)
    ]
    assert found == []


def test_the_compliance_check_finds_nothing_in_what_is_taught(lesson: Lesson) -> None:
    found = [
        (text, *rules)
        for step in lesson.steps
        for text in (*to_be_said(step), *right_answers(step))
        if not asks_for_the_wrong_one(step) and not said_by_viewers(text, step, lesson)
        if (rules := broken_rules(text))
        # the second opinion knows talk that sells, not tasks and answers in brief
        if isinstance(step, Prompt) or rules != {"second-opinion"}
    ]
    assert found == []


def test_the_compliance_check_finds_what_the_rules_lessons_forbid() -> None:
    wrong = [
        sentence
        for lesson in LESSONS
        if lesson.id.startswith("rules-")
        for card in steps_of(lesson, Card)
        for paragraph in paragraphs(card.text)
        for part in WRONG_SENTENCE.findall(paragraph.plain)
        for sentence in re.findall("“([^”]+)”", part)
    ]
    assert len(wrong) > 60
    # the others are wrong only where they are said: “第①”, “降”, “前一百名送一袋！”
    alone = dataclasses.replace(RULES, opinion=None)
    assert sum(bool(broken_rules(each, alone)) for each in wrong) / len(wrong) > 0.85
    # out of a card's context the second opinion passes over a few more: “我觉得是特级”
    assert sum(bool(broken_rules(each)) for each in wrong) / len(wrong) > 0.75


def broken_rules(text: str, rules: RuleBook = RULES) -> set[str]:
    """The rules of the compliance check that a text breaks for any product."""
    return {finding.rule for product in Product for finding in check_text(text, rules, product)}


def said_by_viewers(text: str, step: Step, lesson: Lesson) -> bool:
    """Whether it is what a viewer says, or what the trainee is to imagine: 有人说隔壁卖假货."""
    return (isinstance(step, Listen) and lesson.id.startswith("rules-")) or text.startswith("有人")


def about(step: Step) -> str:
    return next(iter(shown_in(step)), "")


def without_quotes(text: str) -> str:
    """The text without what it only quotes."""
    return re.sub(r"“[^”]*”", "", text)


def asks_for_the_wrong_one(step: Step) -> bool:
    """Whether the right answer to a question is the sentence that must not be said."""
    return bool(re.search(r"不能|违法|不可以|不许|不该|不对|违规|有问题|踩|错在|删", about(step)))


def test_cards_quote_forbidden_claims_only_as_such(lesson: Lesson) -> None:
    for card in steps_of(lesson, Card):
        for paragraph in paragraphs(card.text):
            if QUOTED.search(paragraph.plain):
                assert FORBIDDING.search(paragraph.plain), paragraph.plain


def test_every_rule_of_law_names_its_article(lesson: Lesson) -> None:
    for step in lesson.steps:
        for text in shown_in(step):
            for law in LAW.finditer(text):
                assert ARTICLE.match(text, law.end()), text


@pytest.mark.parametrize(
    ("text", "forbidden"),
    [
        ("全网低价", True),
        ("这是最甜的枣", True),
        ("吃了补血", True),
        ("最后三袋", False),
        ("最多买两袋", False),
        ("最近刚到的货", False),
        ("最晚明天发", False),
        ("您尝一颗就知道", False),
    ],
)
def test_the_list_of_words(text: str, forbidden: bool) -> None:
    assert bool(FORBIDDEN.search(text)) == forbidden
