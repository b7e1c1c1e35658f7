"""Every kind of activity: a right one read in full, and each fault told by line and reason."""

from __future__ import annotations

import pytest

from app.curriculum.lesson_file import parse_lesson
from app.curriculum.levels import LEVEL_NAMES, LEVELS, level_name
from app.curriculum.library import load_library
from app.curriculum.steps import STEP_TYPES
from app.curriculum.steps.product import write_product
from app.curriculum.values import (
    Choice,
    FillIn,
    FreePitch,
    HeardWord,
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
from app.i18n import set_language
from tests.curriculum.lesson_text import EVERY_KIND, HEAD, HERE, STEPS_BY_KIND, WriteLesson

AT = HEAD.count("\n")
"""Lines before the step in the tests below."""


def step(text: str) -> Step:
    read = parse_lesson(HEAD + text, HERE)
    assert read.problems == ()
    assert read.lesson is not None
    [only] = read.lesson.steps
    return only


def test_the_head_states_level_and_meanings() -> None:
    lesson = parse_lesson(EVERY_KIND, HERE).lesson
    assert lesson is not None
    assert lesson.level == "starter"
    assert lesson.meanings == {"en": "A try", "ug": "سىناق", "kk": "Сынақ"}
    plain = parse_lesson(HEAD + "## 跟读 枣\n", HERE).lesson
    assert plain is not None and plain.level == "" and plain.meanings == {}


@pytest.mark.parametrize("written", LEVEL_NAMES)
def test_every_name_of_a_level_is_known(written: str) -> None:
    lesson = parse_lesson(HEAD + f"水平: {written}\n## 跟读 枣\n", HERE).lesson
    assert lesson is not None and lesson.level in LEVELS
    assert level_name(lesson.level) in LEVEL_NAMES and level_name("") == ""


def test_reading_aloud_is_a_prompt_that_is_not_heard_first() -> None:
    aloud, shadowed = step("## 朗读 一袋500克。\n读法: 数字\n"), step("## shadow 一袋500克。\n读法: 数字\n")
    assert isinstance(aloud, Prompt) and isinstance(shadowed, Prompt)
    assert aloud.aloud and not shadowed.aloud
    # attempts at the same words belong together, whichever way they were asked for
    assert aloud.id == shadowed.id and aloud.style == "numbers"


def test_listening() -> None:
    found = step("## 听 明天发货。\n拼音: míng tiān fā huò\n提示: 哪天？\nen: It ships tomorrow.\n")
    assert isinstance(found, Listen)
    assert (found.text, found.hint) == ("明天发货。", "哪天？")
    assert found.pinyin == ("ming2", "tian1", "fa1", "huo4")
    assert found.meanings == {"en": "It ships tomorrow."}


def test_minimal_pairs() -> None:
    found = step(
        "## 听辨 哪一个\n对: 是 shì | 四 sì\n对：买 mai3 ｜ 卖 mài\n对: 多少 duōshǎo | 都少 dōu shǎo\n"
    )
    assert isinstance(found, PairListening)
    assert found.title == "哪一个"
    assert found.pairs[:2] == (
        (HeardWord("是", ("shi4",)), HeardWord("四", ("si4",))),
        (HeardWord("买", ("mai3",)), HeardWord("卖", ("mai4",))),
    )


def test_tracing() -> None:
    found = step("## 描调 妈麻\n提示: 先平，后升。\n")
    assert isinstance(found, ToneTracing)
    assert (found.text, found.hint, found.pinyin) == ("妈麻", "先平，后升。", None)


def test_choice() -> None:
    found = step(
        "## 选择 怎么放？\n- [x] 阴凉：密封\n-[ ] 晒\n* 【X】冰箱\n· [√] 柜子\n解释: 怕潮。\nug: چىلان\n"
    )
    assert isinstance(found, Choice)
    assert found.options == (("阴凉：密封", True), ("晒", False), ("冰箱", True), ("柜子", True))
    assert (found.question, found.why, found.meanings) == ("怎么放？", "怕潮。", {"ug": "چىلان"})


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("对", True),
        ("错", False),
        ("正确", True),
        ("错误。", False),
        ("True", True),
        ("×", False),
        ("√", True),
    ],
)
def test_true_and_false(written: str, right: bool) -> None:
    found = step(f"## 判断 枣是药。\n答案: {written}\n解释: 是食品。\n")
    assert found == TrueFalse(found.id, "枣是药。", right, "是食品。")


def test_matching() -> None:
    found = step("## 配对 词和意思\n- 甲 = 乙\n- 丙＝丁\n- 1+1=2 = 二\n解释: 好。\n")
    assert isinstance(found, Matching)
    assert found.pairs == (("甲", "乙"), ("丙", "丁"), ("1+1=2", "二"))
    assert (found.question, found.why) == ("词和意思", "好。")


def test_ordering() -> None:
    found = step("## 排序 先后\n1. 问好：大家好\n2、介绍\n3）报价\n４．收尾\n")
    assert isinstance(found, Ordering)
    assert found.items == ("问好：大家好", "介绍", "报价", "收尾")


def test_filling_in() -> None:
    typed = step("## 填空 一袋500＿＿＿。\n答案: 克 | 公克\n")
    assert typed == FillIn(typed.id, "一袋500____。", ("克", "公克"))
    chosen = step("## 填空 一袋__克。\n答案: 500\n选项: 500 | 5 | 50\n解释: 半公斤。\n")
    assert chosen == FillIn(chosen.id, "一袋____克。", ("500",), ("500", "5", "50"), "半公斤。")


def test_a_talk_of_her_own() -> None:
    listed = step("## 试讲 介绍红枣\n要点:\n- 产地\n要点: 价格\n• 发货\n时间: 90\n")
    assert listed == FreePitch(listed.id, "介绍红枣", ("产地", "价格", "发货"), 90)


def test_self_check_and_mirror() -> None:
    check = step("## 自查 问自己\n- 我笑了：真的\n- 我报了价。\n")
    assert check == SelfCheck(check.id, "问自己", ("我笑了：真的", "我报了价。"))
    mirror = step("## 照镜子 看镜头\n时间: 30\n- 嘴角\nkk: айна\n")
    assert mirror == Mirror(mirror.id, "看镜头", ("嘴角",), 30, {"kk": "айна"})


def test_a_product_card() -> None:
    found = step(STEPS_BY_KIND["product"])
    assert isinstance(found, ProductCard)
    assert (found.name, found.what, found.after_sales) == ("红枣", "枣树的果子。", "照规定。")
    assert found.forbidden == ("“补血”：食品不能说治病。", "“最甜”：绝对化用语。")
    assert len(found.questions) == 5 and found.questions[1] == ("多少钱？", "十九块九。")
    assert [gloss.word for gloss in found.glosses] == ["红枣"]


def test_english_names_do_as_well() -> None:
    for kind, text in STEPS_BY_KIND.items():
        chinese = text.split(" ", 2)[1]
        assert step(text.replace(f"## {chinese}", f"## {kind}", 1)) == step(text)
    product = STEPS_BY_KIND["product"].replace("售后:", "after-sales:").replace("问:", "question:")
    assert step(product) == step(STEPS_BY_KIND["product"])


def test_ids_of_activities_come_from_their_words_and_keep_apart() -> None:
    one = parse_lesson(HEAD + "## 跟读 红枣\n## 听 红枣\n## 描调 红枣\n", HERE).lesson
    two = parse_lesson(HEAD + "## 描调 红枣\n## 听 红枣\n## 跟读 红枣\n", HERE).lesson
    assert one is not None and two is not None
    assert [each.id for each in one.steps] == [each.id for each in reversed(two.steps)]
    assert len({each.id for each in one.steps}) == 3


def changed(kind: str, old: str, new: str) -> str:
    text = STEPS_BY_KIND[kind]
    assert old in text
    return text.replace(old, new, 1)


CHOICE = "## 选择 几？\n"
FILL = "## 填空 一袋____。\n"
# (steps, line counted from the step's heading, part of the reason)
BROKEN = {
    "untitled pairs": ("## 听辨\n对: 是 shì | 四 sì\n对: 买 mǎi | 卖 mài\n", 1, "“## 听辨”后面还没有内容"),
    "one pair": ("## 听辨 听\n对: 是 shì | 四 sì\n", 1, "“听辨”要有 2 到 12 对，这里有 1 对"),
    "a pair of three": (changed("pairs", "四 sì", "四 sì | 市 shì"), 2, "一对是两个词"),
    "a pair of one": (changed("pairs", " | 四 sì", ""), 2, "一对是两个词"),
    "no pinyin": (changed("pairs", "四 sì", "四"), 2, "“四”后面还没有拼音，写成：四 sì"),
    "no word": (changed("pairs", "四 sì", "sì"), 2, "“sì”看不懂：先写汉字，再写拼音"),
    "wrong pinyin": (changed("pairs", "四 sì", "四 shì"), 2, "“四”：第 1 个音节：“四”的字典读音是 sì"),
    "pinyin too long": (changed("pairs", "四 sì", "四 sì sì"), 2, "“四”：拼音和文字的音节数不一样"),
    "different lengths": (changed("pairs", "四 sì", "四十 sìshí"), 2, "音节数不一样，听一听就知道"),
    "sounding alike": (changed("pairs", "四 sì", "事 shì"), 2, "读音一样，听不出是哪一个"),
    "sounding alike when said": (
        changed("pairs", "是 shì | 四 sì", "有米 yǒumǐ | 油米 yóumǐ"),
        2,
        "说出来一样：两个第三声连着",
    ),
    "two differences": (changed("pairs", "红找 hóng zhǎo", "核桃 hé tao"), 3, "有 2 个音节不一样"),
    "long words": (
        changed("pairs", "是 shì | 四 sì", "是是是是 shì shì shì shì | 是是是四 shì shì shì sì"),
        2,
        "“是是是是”太长：听辨的词最多 3 个音节",
    ),
    "the same pair": ("## 听辨 听\n" + "对: 是 shì | 四 sì\n" * 2, 3, "写了两次。每一条都要不一样"),
    "pair mistyped": (changed("pairs", "对:", "队:"), 2, "不认识“队”"),
    "tracing too much": ("## 描调 红枣真甜啊\n", 1, "只能写 1 到 4 个汉字，没有标点，这里是“红枣真甜啊”"),
    "tracing a stop": ("## 描调 红枣。\n", 1, "没有标点"),
    "tracing nothing": ("## 描调\n", 1, "没有要读的话。请写在“## 描调”后面的同一行，例如：## 描调 红枣"),
    "hearing nothing": ("## 听\n", 1, "请写在“## 听”后面的同一行"),
    "reading nothing": ("## 朗读 ……\n", 1, "请写在“## 朗读”后面的同一行"),
    "heard letters": ("## 听 点APP\n", 1, "不知道字母“APP”怎么读"),
    "heard pinyin": ("## 听 红枣\n拼音: hóng\n", 2, "音节数不一样"),
    "heard style": ("## 听 红枣\n读法: 数字\n", 2, "不认识“读法”"),
    "no question": (
        "## 选择\n- [x] 一\n- [ ] 二\n",
        1,
        "“## 选择”后面还没有内容。请写在同一行，例如：## 选择",
    ),
    "one answer": (CHOICE + "- [x] 一\n", 1, "“选择”要有 2 到 6 条，这里有 1 条"),
    "seven answers": (
        CHOICE + "- [x] 零\n" + "".join(f"- [ ] {each}\n" for each in "一二三四五六"),
        1,
        "这里有 7 条",
    ),
    "none right": (CHOICE + "- [ ] 一\n- [ ] 二\n", 1, "没有对的答案。请在对的答案前面写 [x]"),
    "all right": (CHOICE + "- [x] 一\n- [x] 二\n", 1, "所有的答案都是对的"),
    "no box": (CHOICE + "- [x] 一\n- 二\n", 3, "“二”看不懂：对的答案写成“- [x] 答案”"),
    "a cross": (CHOICE + "- [x] 一\n- [×] 二\n", 3, "“[×] 二”看不懂"),
    "an empty box": (CHOICE + "- [x] 一\n- [ ]\n", 3, "看不懂：对的答案写成"),
    "an empty item": (CHOICE + "- [x] 一\n- [ ] 二\n-\n", 4, "这一条是空的"),
    "the same answer": (CHOICE + "- [x] 一\n- [ ]  一 \n", 3, "“一”写了两次。每一条都要不一样"),
    "a loose line": (CHOICE + "- [x] 一\n- [ ] 二\n三\n", 4, "这一行看不懂：三。这里每行要写成“- [x] …”"),
    "why mistyped": (CHOICE + "- [x] 一\n- [ ] 二\n解是: 因为\n", 4, "不认识“解是”。是不是想写“解释”？"),
    "an endless answer": (CHOICE + "- [x] 一\n- [ ] " + "二" * 401 + "\n", 3, "有 401 个字，最多 400 个"),
    "an endless question": ("## 选择 " + "几" * 401 + "\n- [x] 一\n- [ ] 二\n", 1, "这一行太长，有 401 个字"),
    "no verdict": ("## 判断 枣是药。\n解释: 不是。\n", 1, "“判断”还缺少：答案。每样写一行，例如：答案: 错"),
    "a strange verdict": ("## 判断 枣是药。\n答案: 也许\n", 2, "“答案”要写“对”或者“错”，这里是“也许”"),
    "no statement": ("## 判断\n答案: 错\n", 1, "“## 判断”后面还没有内容"),
    "two pairs to match": ("## 配对 配\n- 甲 = 乙\n- 丙 = 丁\n", 1, "“配对”要有 3 到 6 条，这里有 2 条"),
    "no sign": (changed("match", "产地 = ", "产地 "), 3, "左右两边用等号连起来"),
    "no left": (changed("match", "- 产地 = ", "- = "), 3, "左右两边用等号连起来"),
    "left twice": (changed("match", "产地", "保质期"), 3, "“保质期”写了两次"),
    "right twice": (changed("match", "从哪里来", "能放多久"), 3, "“能放多久”写了两次"),
    "numbers jump": (changed("order", "2. ", "4. "), 3, "这里应该是 2，写的是 4"),
    "numbers from zero": (changed("order", "1. ", "0. "), 2, "这里应该是 1，写的是 0"),
    "two to order": ("## 排序 先后\n1. 一\n2. 二\n", 1, "“排序”要有 3 到 7 条"),
    "bullets to order": (changed("order", "3. ", "- "), 4, "这里每行要写成“1. …”或者"),
    "the same item": (changed("order", "报价", "介绍"), 4, "“介绍”写了两次"),
    "no gap": ("## 填空 一袋_克。\n答案: 500\n", 1, "要有一个空，这里有 0 个"),
    "two gaps": ("## 填空 __袋____。\n答案: 克\n", 1, "要有一个空，这里有 2 个"),
    "nothing to fill": ("## 填空\n答案: 克\n", 1, "“## 填空”后面还没有内容"),
    "no answer": (FILL, 1, "“填空”还缺少：答案"),
    "an empty answer": (FILL + "答案: 克 | \n", 2, "竖线的一边是空的"),
    "the same option": (FILL + "答案: 克\n选项: 克 | 斤 | 斤\n", 3, "“斤”写了两次"),
    "one option": (FILL + "答案: 克\n选项: 克\n", 3, "“选项”要有 2 到 6 个，这里有 1 个"),
    "only wrong options": (FILL + "答案: 克\n选项: 斤 | 两\n", 3, "“选项”里没有对的答案"),
    "only right options": (FILL + "答案: 克 | 公克\n选项: 克 | 公克\n", 3, "“选项”全都是对的"),
    "no time": ("## 试讲 讲\n要点: 一\n要点: 二\n", 1, "“试讲”还缺少：时间。每样写一行，例如：时间: 60"),
    "time in words": ("## 试讲 讲\n要点: 一\n要点: 二\n时间: 一分钟\n", 4, "20 到 1200 之间的整数"),
    "time too short": ("## 试讲 讲\n要点: 一\n要点: 二\n时间: 5\n", 4, "20 到 1200 之间的整数，这里是“5”"),
    "one point": ("## 试讲 讲\n要点: 一\n时间: 60\n", 1, "“试讲”要有 2 到 8 条，这里有 1 条"),
    "the same point": ("## 试讲 讲\n要点: 一\n- 一\n时间: 60\n", 3, "“一”写了两次"),
    "no task": ("## 试讲\n要点: 一\n要点: 二\n时间: 60\n", 1, "“## 试讲”后面还没有内容"),
    "product as a path": (changed("pitch", "产品: probe", "产品: a/b"), 2, "“产品”要写那一课的编号"),
    "one thing to check": ("## 自查 问\n- 一\n", 1, "“自查”要有 2 到 8 条"),
    "a mirror of nothing": ("## 照镜子 看\n时间: 30\n", 1, "“照镜子”要有 1 到 6 条，这里有 0 条"),
    "a mirror without time": ("## 照镜子 看\n- 一\n", 1, "“照镜子”还缺少：时间"),
    "a mirror for long": (changed("mirror", "30", "301"), 4, "10 到 300 之间的整数"),
    "an unknown sort": (
        changed("product", "规格:", "类别: 时品\n规格:"),
        7,
        "不认识“时品”。是不是想写“食品”？",
    ),
    "facts missing": (
        changed("product", "产地: 包装上写什么就说什么。\n等级: 一级，印在袋子上。\n", ""),
        1,
        "“产品卡”还缺少：产地、等级。每样写一行",
    ),
    "a fact twice": (changed("product", "等级:", "产地:"), 4, "“产地”写了两次，第 6 行已经有了"),
    "an empty fact": (changed("product", "规格: 一袋500克。", "规格:"), 7, "“规格”后面没有内容"),
    "one claim": (changed("product", "不能说: “最甜”：绝对化用语。\n", ""), 1, "“不能说”要有 2 到 8 条"),
    "four questions": (
        changed("product", "问: 多重？\n答: 一斤。\n", ""),
        1,
        "至少要有 5 个客人会问的问题，这里有 4 个",
    ),
    "unanswered": (changed("product", "答: 一斤。\n", ""), 17, "这个“问”没有“答”"),
    "unanswered at the end": (changed("product", "答: 五天左右。\n", ""), 21, "这个“问”没有“答”"),
    "unasked": (changed("product", "问: 多重？\n", ""), 17, "“答”的前面没有“问”"),
    "asked twice": (changed("product", "问: 多重？", "问: 多少钱？"), 17, "“多少钱？”写了两次"),
    "a product in Uyghur": (STEPS_BY_KIND["product"] + "ug: چىلان\n", 24, "不认识“ug”"),
    "a broken gloss": (changed("product", " | en: jujube", ""), 23, "生词“红枣”没有解释"),
    "no name": (changed("product", "产品卡 红枣", "产品卡"), 1, "“## 产品卡”后面还没有内容"),
    "an id twice": (changed("mirror", "时间", "编号: a b\n时间"), 4, "编号“a b”不行"),
    "emphasis": (changed("choice", "红枣怕潮", "**红枣**怕潮"), 5, "** 只能用在卡片里"),
    "glued": ("## 听辨声调\n", 1, "“听辨”后面要空一格"),
    "glued to one": ("## 听红枣甜\n", 1, "“听”后面要空一格"),
    "a slip of the pen": ("## 听辩 声调\n", 1, "没有“听辩”这种步骤。是不是想写“听辨”？"),
    "mistyped": ("## 判段 好\n", 1, "没有“判段”这种步骤。是不是想写“判断”？"),
}
ONLY_REMARKS = {"heard letters", "emphasis"}


@pytest.mark.parametrize("name", BROKEN)
def test_a_fault_is_told_by_line_and_reason(name: str) -> None:
    text, line, part = BROKEN[name]
    read = parse_lesson(HEAD + text, HERE)
    found = [problem for problem in read.problems if part in problem.reason]
    assert [(problem.line, problem.fatal) for problem in found] == [(AT + line, name not in ONLY_REMARKS)], (
        read.problems
    )
    assert (read.lesson is not None) == (name in ONLY_REMARKS)


@pytest.mark.parametrize(
    ("line", "sort"), [("", ""), ("类别: 玉石\n", "jade"), ("sort: TEXTILE\n", "textile")]
)
def test_a_product_says_what_sort_it_is_or_nothing(line: str, sort: str) -> None:
    card = step(changed("product", "规格:", line + "规格:"))
    assert isinstance(card, ProductCard) and card.sort == sort
    assert ("类别" in "\n".join(write_product(card))) == bool(sort)


def test_an_unknown_level_is_told() -> None:
    [problem] = parse_lesson(HEAD + "水平: 初及\n## 跟读 枣\n", HERE).problems
    assert (problem.line, problem.fatal) == (AT + 1, True)
    assert "不认识“初及”。是不是想写“初级”？" in problem.reason


def test_all_faults_of_all_steps_are_told_in_one_reading() -> None:
    steps = [text for text, _, _ in BROKEN.values()]
    read = parse_lesson(HEAD + "\n".join(steps), HERE)
    assert len(read.problems) >= len(steps)
    assert [problem.line for problem in read.problems] == sorted(problem.line for problem in read.problems)
    for _, _, part in BROKEN.values():
        if "第 6 行" not in part:  # a place in the file of its own
            assert any(part in problem.reason for problem in read.problems), part


def test_every_kind_says_in_every_language_what_is_wrong() -> None:
    set_language("en")
    try:
        for text, _, _ in BROKEN.values():
            assert all("{" not in each.reason for each in parse_lesson(HEAD + text, HERE).problems)
    finally:
        set_language("zh_CN")


def test_every_kind_has_an_example_here() -> None:
    assert set(STEPS_BY_KIND) == {step_type.names[1] for step_type in STEP_TYPES}


def test_the_library_finds_product_cards(write_lesson: WriteLesson) -> None:
    path = write_lesson(HEAD + STEPS_BY_KIND["product"] + STEPS_BY_KIND["pitch"])
    library = load_library([path.parent.parent])
    assert library.problems == ()
    card = library.product("probe")
    assert card is not None and card.name == "红枣"
    assert library.products == ((library.lessons[0], card),)
    assert library.product("nowhere") is None


def test_a_talk_about_a_product_that_has_no_card_is_remarked(write_lesson: WriteLesson) -> None:
    pitch = STEPS_BY_KIND["pitch"]
    write_lesson(HEAD + STEPS_BY_KIND["product"])
    near = write_lesson(HEAD.replace("probe", "two") + pitch.replace("probe", "prode"), "lessons/two")
    far = write_lesson(HEAD.replace("probe", "three") + pitch.replace("probe", "xyz"), "lessons/zzz")
    library = load_library([near.parent.parent])
    assert [(each.path, each.line, each.fatal) for each in library.problems] == [
        (near, AT + 2, False),
        (far, AT + 2, False),
    ]
    assert "“prode”没有产品卡。是不是想写“probe”？" in library.problems[0].reason
    assert "“xyz”没有产品卡，试讲的时候" in library.problems[1].reason
