"""What each kind of step asks for, in plain words: for its form and for the menu of new steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.curriculum.imported_quiz import ITEMS, OPTIONS, PAIRS
from app.curriculum.steps.fill import MOST_OPTIONS
from app.curriculum.values import (
    Card,
    Choice,
    FillIn,
    FreePitch,
    Listen,
    Matching,
    Mirror,
    Ordering,
    PairListening,
    ProductCard,
    Prompt,
    SelfCheck,
    Step,
    ToneTracing,
    TrueFalse,
)
from app.i18n import Message, msg, tr
from app.ui.screens.editor.forms.desk import Desk
from app.ui.screens.editor.forms.field import Field
from app.ui.screens.editor.forms.fields import Meanings, Number, Select, YesNo
from app.ui.screens.editor.forms.pinyin import PinyinLine
from app.ui.screens.editor.forms.rows import OptionRow, Rows, TwoTexts
from app.ui.screens.editor.forms.texts import CardText, Gapped, Text
from app.ui.screens.editor.forms.word_rows import GlossRow, HeardPairRow


@dataclass(frozen=True)
class Part:
    """One field of a form: the step's own field, what it is called, how it helps, and its widget."""

    name: str
    label: Message
    make: Callable[[Desk], Field]
    help: Message | None = None


@dataclass(frozen=True)
class NewStep:
    """A kind in the menu: an empty step of it, and what the trainee does there."""

    step: Step
    does: Message


KINDS_BY_GROUP: tuple[tuple[NewStep, ...], ...] = (
    (
        NewStep(Card("", "", ""), msg("读一页：几句话和生词")),
        NewStep(
            ProductCard("", "", "", "", "", "", "", "", "", "", "", (), ()),
            msg("一样货该知道什么，什么不能说"),
        ),
    ),
    (
        NewStep(Prompt("", ""), msg("先听，再跟着说")),
        NewStep(Prompt("", "", aloud=True), msg("先自己说，再听")),
        NewStep(FreePitch("", "", (), 60), msg("用自己的话讲一段")),
    ),
    (
        NewStep(Listen("", ""), msg("听一句话，听懂了再看字")),
        NewStep(PairListening("", "", ()), msg("听出是两个词里的哪一个")),
        NewStep(ToneTracing("", ""), msg("用手画出声调")),
    ),
    (
        NewStep(Choice("", "", ()), msg("几个答案，选对的")),
        NewStep(TrueFalse("", "", right=True), msg("一句话，对还是错")),
        NewStep(Matching("", "", ()), msg("左边和右边连起来")),
        NewStep(Ordering("", "", ()), msg("排出先后")),
        NewStep(FillIn("", "", ()), msg("句子里填一个词")),
    ),
    (
        NewStep(SelfCheck("", "", ()), msg("自己打勾")),
        NewStep(Mirror("", "", (), 30), msg("用摄像头照一照")),
    ),
)
"""The menu of new steps: to read, to say, to hear, to think about, to look at oneself."""


def _text(desk: Desk) -> Field:
    return Text(desk.theme)


def _meanings(desk: Desk) -> Field:
    return Meanings(desk.theme)


def _pinyin(desk: Desk) -> Field:
    return PinyinLine(desk.studio.authoring, desk.theme)


def _glosses(desk: Desk) -> Field:
    return Rows(lambda: GlossRow(desk.studio.authoring, desk.theme), tr("加一个生词"), desk.theme, least=0)


def _texts(least: int, most: int, *, numbered: bool = False) -> Callable[[Desk], Field]:
    return lambda desk: Rows(
        lambda: Text(desk.theme), tr("加一条"), desk.theme, least=least, most=most, numbered=numbered
    )


def _seconds(least: int, most: int) -> Callable[[Desk], Field]:
    return lambda _desk: Number(least, most, " " + tr("秒"))


def _recording(desk: Desk) -> Field:
    from app.ui.screens.editor.forms.recording import RecordingField

    return RecordingField(desk)


def _products(desk: Desk) -> Field:
    found = [
        (lesson.id, step.name)
        for lesson in desk.studio.library.lessons
        for step in lesson.steps
        if isinstance(step, ProductCard)
    ]
    return Select([("", tr("不看产品卡")), *found])


def _sorts(_desk: Desk) -> Field:
    return Select(
        [
            ("", tr("程序看名称猜")),
            ("food", tr("食品")),
            ("jade", tr("玉石")),
            ("textile", tr("纺织品")),
            ("other", tr("其他")),
        ]
    )


def _styles(_desk: Desk) -> Field:
    return Select(
        [
            ("", tr("程序看着办")),
            ("word", tr("一个词")),
            ("drill", tr("一个词一个词地念")),
            ("numbers", tr("报数字、报价")),
            ("talk", tr("平常说话")),
            ("call", tr("催下单")),
            ("passage", tr("读文章")),
        ]
    )


_MEANING = Part("meanings", msg("意思"), _meanings, msg("学员看自己的语言。不写也可以。"))
_HINT = Part("hint", msg("提示"), _text, msg("身体怎么做，例如“好”压到最低。不写也可以。"))
_WHY = Part("why", msg("为什么"), _text, msg("答完以后给她看的一句话。"))
_PINYIN = Part("pinyin", msg("拼音"), _pinyin)
_RECORDING = Part("reference", msg("示范录音"), _recording)
_GLOSSES = Part("glosses", msg("生词"), _glosses)
_TITLE = Part("title", msg("标题"), _text)
_QUESTION = Part("question", msg("标题"), _text, msg("一句话说清楚要做什么。"))

_FACTS = (
    ("what", msg("是什么"), msg("一句话说清楚。")),
    ("origin", msg("产地"), msg("产地能怎么说，凭什么说。")),
    ("grades", msg("等级"), msg("有哪些等级，怎么认。")),
    ("storage", msg("存放"), msg("怎么放，怕什么。")),
    ("use", msg("用法"), msg("怎么吃，怎么用。")),
    ("size", msg("规格"), msg("一袋、一箱多重，多大。")),
    ("price", msg("价格"), msg("价钱怎么算，举一个例子。")),
    ("delivery", msg("发货"), msg("什么时候发，几天到。")),
    ("after_sales", msg("售后"), msg("坏了、不喜欢，怎么办。")),
)

PARTS: dict[type, tuple[Part, ...]] = {
    Card: (
        _TITLE,
        Part(
            "text",
            msg("内容"),
            lambda desk: CardText(desk.theme),
            msg("一行一段。选中几个字，按“强调”，就会变粗。"),
        ),
        _GLOSSES,
    ),
    ProductCard: (
        Part("name", msg("产品名称"), _text),
        Part("sort", msg("类别"), _sorts, msg("食品、玉石、纺织品不能说的话不一样。")),
        *(Part(name, label, _text, help_text) for name, label, help_text in _FACTS),
        Part(
            "forbidden",
            msg("不能说的话"),
            _texts(2, 8),
            msg("哪句话、为什么；是法律就写第几条。"),
        ),
        Part(
            "questions",
            msg("客人会问的"),
            lambda desk: Rows(
                lambda: TwoTexts(desk.theme, names=(tr("问"), tr("答"))), tr("加一问"), desk.theme, least=5
            ),
            msg("想一想客人昨天问了什么。至少五个。"),
        ),
        _GLOSSES,
    ),
    Prompt: (
        Part("text", msg("要说的话"), _text, msg("一句话，数字和价钱照平常写。")),
        _PINYIN,
        _RECORDING,
        _HINT,
        _MEANING,
        Part("style", msg("怎么算快慢"), _styles),
    ),
    Listen: (
        Part("text", msg("她听到的话"), _text),
        _PINYIN,
        _RECORDING,
        Part("hint", msg("听的时候留心什么"), _text, msg("问一个听完能回答的问题。不写也可以。")),
        _MEANING,
    ),
    ToneTracing: (
        Part("text", msg("要描的词"), _text, msg("一到四个字。")),
        _PINYIN,
        _RECORDING,
        _HINT,
        _MEANING,
    ),
    PairListening: (
        _TITLE,
        Part(
            "pairs",
            msg("一对一对的词"),
            lambda desk: Rows(
                lambda: HeardPairRow(desk.studio.authoring, desk.theme),
                tr("加一对"),
                desk.theme,
                least=2,
                most=12,
            ),
            msg("两个词一样长，只有一个音节不一样，例如“是”和“四”。"),
        ),
        _HINT,
        _MEANING,
    ),
    Choice: (
        Part("question", msg("问题"), _text),
        Part(
            "options",
            msg("答案"),
            lambda desk: Rows(
                lambda: OptionRow(desk.theme), tr("加一个答案"), desk.theme, least=3, most=OPTIONS[1]
            ),
            msg("按左边的“错”，它就变成“对”。对的可以不止一个。"),
        ),
        _WHY,
        _MEANING,
    ),
    TrueFalse: (
        Part("statement", msg("一句话"), _text),
        Part("right", msg("这句话"), lambda desk: YesNo(desk.theme, tr("对"), tr("错"))),
        _WHY,
        _MEANING,
    ),
    Matching: (
        _QUESTION,
        Part(
            "pairs",
            msg("左边和右边"),
            lambda desk: Rows(
                lambda: TwoTexts(desk.theme, sign="="),
                tr("加一对"),
                desk.theme,
                least=PAIRS[0],
                most=PAIRS[1],
            ),
            msg("每一行是一对，学员看到的是打乱的。"),
        ),
        _WHY,
        _MEANING,
    ),
    Ordering: (
        _QUESTION,
        Part(
            "items",
            msg("对的先后"),
            _texts(*ITEMS, numbered=True),
            msg("照对的先后写，学员看到的是打乱的。"),
        ),
        _WHY,
        _MEANING,
    ),
    FillIn: (
        Part(
            "sentence",
            msg("句子"),
            lambda desk: Gapped(desk.theme),
            msg("把光标放到要空出来的地方，按“插入空”。"),
        ),
        Part("answers", msg("空里填什么"), _texts(1, 6), msg("几种说法都对，就一种写一行。")),
        Part(
            "options",
            msg("给她选的词"),
            lambda desk: Rows(
                lambda: Text(desk.theme), tr("加一个词"), desk.theme, least=0, most=MOST_OPTIONS
            ),
            msg("对的和错的都写上，让她选。不写，就让她自己打字。"),
        ),
        _WHY,
        _MEANING,
    ),
    FreePitch: (
        Part("task", msg("讲什么"), _text, msg("例如：用一分钟介绍红枣。")),
        Part("points", msg("要讲到的"), _texts(2, 8)),
        Part("seconds", msg("讲多久"), _seconds(20, 1200)),
        Part("product", msg("她可以看的产品卡"), _products),
        _HINT,
        _MEANING,
    ),
    SelfCheck: (
        _TITLE,
        Part("items", msg("要打勾的"), _texts(2, 8), msg("每条一句“我……”，例如：我看着镜头。")),
        _MEANING,
    ),
    Mirror: (
        _TITLE,
        Part("items", msg("看哪里"), _texts(1, 6), msg("例如：嘴角往上。")),
        Part("seconds", msg("照多久"), _seconds(10, 300)),
        _MEANING,
    ),
}
"""The fields of each kind, in the order of the form."""
