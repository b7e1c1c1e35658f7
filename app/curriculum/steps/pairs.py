"""`## 听辨 title`: words that differ in one syllable; one of two is played, she says which."""

from __future__ import annotations

from itertools import pairwise

from app.curriculum.blocks import Block, Field
from app.curriculum.fields import read_parts, shorten, split_bars
from app.curriculum.readings import check_pinyin, derived_reading, is_hanzi, split_word
from app.curriculum.report import Report
from app.curriculum.steps.lines import COMMON, HINT, all_different, has_title
from app.curriculum.steps.step_type import LessonContext, StepType, holds
from app.curriculum.steps.writing import field_lines, heading, meaning_lines, written_pinyin
from app.curriculum.syllables import with_mark
from app.curriculum.values import HeardWord, PairListening
from app.i18n import Message, msg

_NAMES = {"对": "pair", "pair": "pair", **HINT, **COMMON}
_EXAMPLE = "对: 是 shì | 四 sì"
LEAST, MOST = 2, 12
MOST_SYLLABLES = 3

Pair = tuple[HeardWord, HeardWord]


def read_pairs(block: Block, context: LessonContext) -> PairListening | None:
    """Minimal pairs from their block; every pair that does not fit is reported."""
    report = context.report
    parts = read_parts(block.lines, _NAMES, report, repeated=frozenset({"pair"}))
    titled = has_title(block, "听辨", "平舌还是翘舌", report)
    fields = [field for _, field in parts.repeated]
    pairs = [pair for field in fields if (pair := _pair(field, report)) is not None]
    different = all_different([(field.line, field.value) for field in fields], report)
    if not LEAST <= len(fields) <= MOST:
        report.error(
            block.line,
            msg(
                "“听辨”要有 {least} 到 {most} 对，这里有 {count} 对。每对写一行，例如：{example}",
                least=LEAST,
                most=MOST,
                count=len(fields),
                example=_EXAMPLE,
            ),
        )
        return None
    if not titled or not different or len(pairs) < len(fields):
        return None
    return PairListening(
        id=context.step_id(parts.fields.get("id"), _words(block.title), block.line),
        title=block.title,
        pairs=tuple(pairs),
        hint=parts.value("hint"),
        meanings=parts.meanings,
    )


def _pair(field: Field, report: Report) -> Pair | None:
    halves = split_bars(field.value)
    if len(halves) != 2:
        report.error(field.line, msg("一对是两个词，中间用一条竖线隔开，例如：{example}", example=_EXAMPLE))
        return None
    words = [_word(half, field.line, report) for half in halves]
    first, second = words
    if first is None or second is None:
        return None
    if len(first.pinyin or ()) != len(second.pinyin or ()):
        report.error(
            field.line,
            msg("“{first}”和“{second}”的音节数不一样，听一听就知道，不用辨。", **_shown(first, second)),
        )
        return None
    differing = sum(a != b for a, b in zip(first.pinyin or (), second.pinyin or (), strict=True))
    if differing == 0:
        report.error(
            field.line,
            msg("“{first}”和“{second}”读音一样，听不出是哪一个。", **_shown(first, second)),
        )
        return None
    if _spoken(first) == _spoken(second):
        report.error(
            field.line,
            msg(
                "“{first}”和“{second}”说出来一样：两个第三声连着，前面那个变成第二声。",
                **_shown(first, second),
            ),
        )
        return None
    if differing > 1:
        report.error(
            field.line,
            msg(
                "“{first}”和“{second}”有 {count} 个音节不一样，只能有一个不一样。",
                count=differing,
                **_shown(first, second),
            ),
        )
        return None
    return first, second


def _spoken(word: HeardWord) -> list[str]:
    """The reading with third tones raised before another: 油米 and 有米 sound alike."""
    pinyin = word.pinyin or ()
    raised = [each.endswith("3") and after.endswith("3") for each, after in pairwise(pinyin)]
    return [f"{each[:-1]}2" if up else each for each, up in zip(pinyin, [*raised, False], strict=True)]


def _shown(first: HeardWord, second: HeardWord) -> dict[str, str]:
    def show(word: HeardWord) -> str:
        return f"{word.text} {' '.join(with_mark(each) for each in word.pinyin or ())}"

    return {"first": show(first), "second": show(second)}


def _word(half: str, line: int, report: Report) -> HeardWord | None:
    """A word with its reading. It must be written: how the word sounds is what the step is about."""
    text, written = split_word(half)
    if not text or not all(map(is_hanzi, text)):
        report.error(line, msg("“{half}”看不懂：先写汉字，再写拼音，例如：是 shì", half=shorten(half)))
        return None
    if not written:
        report.error(
            line,
            msg("“{word}”后面还没有拼音，写成：{word} {pinyin}", word=text, pinyin=derived_reading(text)),
        )
        return None
    reading = check_pinyin(text, written)
    if isinstance(reading, Message):
        report.error(line, msg("“{word}”：{reason}", word=shorten(text), reason=reading))
        return None
    if len(reading) > MOST_SYLLABLES:
        report.error(
            line,
            msg("“{word}”太长：听辨的词最多 {most} 个音节。", word=shorten(text), most=MOST_SYLLABLES),
        )
        return None
    return HeardWord(text, reading)


def _written(word: HeardWord) -> str:
    return f"{word.text} {written_pinyin(word.text, word.pinyin or ())}"


def _words(title: str) -> str:
    return f"pairs:{title}"


def write_pairs(step: PairListening) -> list[str]:
    """Minimal pairs as lines of a lesson file."""
    return [
        heading("听辨", step.title),
        *(f"对: {_written(first)} | {_written(second)}" for first, second in step.pairs),
        *field_lines(("提示", step.hint)),
        *meaning_lines(step.meanings),
    ]


STEP_TYPE = StepType(
    ("听辨", "pairs"), read_pairs, write_pairs, lambda step: _words(step.title), holds(PairListening)
)
