"""`## 卡片 title`: a page to read, with the key words explained in Uyghur, Kazakh and English."""

from __future__ import annotations

import re

from app.curriculum.blocks import Block, Field, Line, as_field
from app.curriculum.card_text import join_lines
from app.curriculum.fields import LANGUAGE_NAMES, shorten, split_bars, unknown_name
from app.curriculum.readings import check_pinyin, derived_reading, is_sayable, split_word
from app.curriculum.report import Report
from app.curriculum.steps.step_type import LessonContext, StepType, holds
from app.curriculum.steps.writing import gloss_line, heading
from app.curriculum.syllables import joined
from app.curriculum.values import Card, Gloss
from app.i18n import Message, msg

GLOSS_NAMES = {"词": "gloss", "词语": "gloss", "gloss": "gloss"}
_NAMES = {**GLOSS_NAMES, "编号": "id", "id": "id"}
_LOOKS_LIKE_GLOSS = re.compile(r"[|｜]\s*(en|ug|kk)\s*[:：]", re.IGNORECASE)


def read_card(block: Block, context: LessonContext) -> Card | None:
    """A card from its block: text lines are the text, `词:` lines the glosses."""
    report = context.report
    text: list[str] = []
    glosses: list[Gloss] = []
    explicit: Field | None = None
    for line in block.lines:
        field = as_field(line)
        name = _NAMES.get(field.name) if field else None
        if field is not None and name == "gloss":
            gloss = read_gloss(field, report)
            if gloss is not None:
                glosses.append(gloss)
        elif field is not None and name == "id":
            explicit = field
        else:
            _check_text(line, report)
            text.append(line.text)
    body = join_lines(text)
    if not block.title:
        report.error(block.line, msg("卡片没有标题。请在“## 卡片”后面写上标题。"))
    if not body and not glosses:
        report.error(block.line, msg("卡片是空的：标题下面还没有文字。"))
    if not block.title or (not body and not glosses):
        return None
    step_id = context.step_id(explicit, block.title, block.line)
    return Card(step_id, block.title, body, tuple(glosses))


def _check_text(line: Line, report: Report) -> None:
    if _LOOKS_LIKE_GLOSS.search(line.text):
        report.error(line.number, msg("这一行像是生词，开头却没有“词:”。例如：词: 红枣 hóngzǎo | en: jujube"))
    if line.text.count("**") % 2:
        report.error(line.number, msg("这一行的 ** 不成对：要强调的字前后都要写 **。"))


def read_gloss(field: Field, report: Report) -> Gloss | None:
    """A gloss from `word pinyin | en: … | ug: … | kk: …`; without pinyin the usual reading is taken."""
    head, *rest = split_bars(field.value)
    word, written = split_word(head)
    if not is_sayable(word):
        report.error(field.line, msg("生词要先写汉字，再写拼音，例如：词: 红枣 hóngzǎo | en: jujube"))
        return None
    meanings: dict[str, str] = {}
    for part in rest:
        meaning = as_field(Line(field.line, part))
        if meaning is None or not meaning.value:
            report.error(field.line, msg("“{part}”看不懂：要写成“en: 意思”。", part=shorten(part)))
            continue
        language = LANGUAGE_NAMES.get(meaning.name)
        if language is None:
            report.error(field.line, unknown_name(meaning.name, LANGUAGE_NAMES))
        elif language in meanings:
            report.error(field.line, msg("“{language}”的意思写了两次。", language=language))
        else:
            meanings[language] = meaning.value
    if not rest:
        report.error(
            field.line, msg("生词“{word}”没有解释。请加上 en、ug 或 kk 的意思。", word=shorten(word))
        )
    if not written:
        return Gloss(word, derived_reading(word), meanings)
    checked = check_pinyin(word, written)
    if isinstance(checked, Message):
        report.error(field.line, msg("生词“{word}”：{reason}", word=shorten(word), reason=checked))
        return None
    return Gloss(word, joined(list(checked)), meanings)


def write_card(card: Card) -> list[str]:
    """A card as lines of a lesson file."""
    text = [_text_line(line) for line in card.text.splitlines()]
    glosses = list(map(gloss_line, card.glosses))
    between = [""] if text and glosses else []
    return [heading("卡片", card.title), *text, *between, *glosses]


def _text_line(line: str) -> str:
    """A line of the text; what would begin a step or a comment is written with full-width signs."""
    line = line.strip()
    if line.startswith("##"):
        return line.replace("#", "＃", 2)
    return line.replace("/", "／", 2) if line.startswith("//") else line


STEP_TYPE = StepType(
    ("卡片", "card"), read_card, write_card, lambda card: card.title, holds(Card), emphasis=True
)
