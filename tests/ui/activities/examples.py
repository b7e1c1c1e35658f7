"""A lesson with every kind of activity that a question or a list makes, for the tests of the window."""

from __future__ import annotations

from app.curriculum.values import (
    Card,
    Choice,
    FillIn,
    Gloss,
    Lesson,
    Listen,
    Matching,
    Ordering,
    Prompt,
    SelfCheck,
    TrueFalse,
)

CARD = Card(
    "facts",
    "先讲什么，后讲什么",
    "观众先想知道这是什么，再想知道哪里来。\n\n- 先讲产地\n- 再讲**口感**\n- 最后讲吃法",
    (Gloss("产地", "chǎn dì", {"en": "place of origin", "ug": "ئىشلەپچىقىرىلغان جاي", "kk": "шыққан жері"}),),
)
PROMPT = Prompt(
    "origin",
    "这是和田的大红枣。",
    meanings={"en": "These are big red jujubes from Hotan.", "ug": "بۇ خوتەننىڭ چوڭ قىزىل چىلىنى."},
)
ALOUD = Prompt("aloud", "掰开来看，肉厚核小。", aloud=True)
LISTEN = Listen(
    "price",
    "一袋五百克，今天十九块九。",
    hint="留心几克、多少钱。",
    meanings={
        "en": "One bag is 500 grams; today it is 19.90.",
        "ug": "بىر خالتا بەش يۈز گرام، بۈگۈن ئون توققۇز يۈەن توققۇز مو.",
    },
)
CHOICE = Choice(
    "allowed",
    "介绍红枣，哪一句可以说？",
    (
        ("这枣补血养颜，吃了气色好。", False),
        ("这枣皮薄肉厚，吃起来又甜又糯。", True),
        ("全网最低价，只有今天。", False),
        ("纯天然无农药。", False),
    ),
    "普通食品不能说有治病、保健的作用。",
    {
        "en": "Which sentence may you say about jujubes?",
        "ug": "چىلاننى تونۇشتۇرغاندا قايسى جۈملىنى دېيىشكە بولىدۇ؟",
    },
)
SEVERAL = Choice(
    "several",
    "讲产地的时候，可以讲哪些？",
    (("哪个县种的", True), ("昼夜温差大", True), ("能治失眠", False)),
    "地方和气候可以讲，治病不能讲。",
)
TRUE_FALSE = TrueFalse(
    "weight",
    "“一公斤”和“两斤”一样重。",
    right=True,
    why="一公斤等于两市斤。",
    meanings={
        "en": "One kilogram and two jin weigh the same.",
        "ug": "«بىر كىلوگرام» بىلەن «ئىككى جىڭ» ئوخشاش ئېغىرلىقتا.",
    },
)
MATCHING = Matching(
    "words",
    "这些词是什么意思？",
    (
        ("皮薄", "皮不厚"),
        ("核小", "里面的核不大"),
        ("肉厚", "能吃的部分多"),
        ("口感", "吃起来的感觉，比如糯、脆、软"),
    ),
    "讲口感的时候，这四个词最好用。",
    {"en": "What do these words mean?", "ug": "بۇ سۆزلەر قانداق مەنىدە؟"},
)
ORDERING = Ordering(
    "talk",
    "把这几句排成一段介绍。",
    (
        "大家好，我是阿依古丽。",
        "今天带来和田的大红枣。",
        "掰开来看，皮薄肉厚核又小，放在手里沉甸甸的，一口下去满嘴枣香。",
        "一袋五百克，十九块九。",
    ),
    "先说自己，再说货，再说好在哪里，最后说价钱。",
    {"en": "Put these sentences into the order of a talk.", "ug": "بۇ جۈملىلەرنى تەرتىپلەڭ."},
)
FILL_PICK = FillIn(
    "measure",
    "今天这一____红枣只要十九块九。",
    ("袋", "包"),
    ("袋", "条", "只", "双"),
    "袋装的东西用“袋”。",
    {"en": "Today this ____ of jujubes is only 19.90.", "ug": "بۈگۈن بۇ بىر ____ چىلان پەقەت 19.9 يۈەن."},
)
FILL_TYPE = FillIn("unit", "五百克就是一____。", ("斤", "市斤"), why="一斤是五百克。")
SELF_CHECK = SelfCheck(
    "check",
    "开播以前，看看自己",
    ("我说了产地。", "我看着镜头。", "我说话的时候没有一直看手机，也没有一直低着头。"),
    {"en": "Before you go live", "ug": "باشلاشتىن بۇرۇن ئۆزىڭىزنى تەكشۈرۈڭ"},
)

STEPS = (
    CARD,
    PROMPT,
    ALOUD,
    LISTEN,
    CHOICE,
    SEVERAL,
    TRUE_FALSE,
    MATCHING,
    ORDERING,
    FILL_PICK,
    FILL_TYPE,
    SELF_CHECK,
)
LESSON = Lesson(
    "talking",
    "把红枣讲清楚",
    "产地、口感、吃法，一样一样讲。",
    "产品",
    10,
    50,
    STEPS,
    level="elementary",
    meanings={"en": "Explaining jujubes", "ug": "چىلاننى ئېنىق تونۇشتۇرۇش"},
)
