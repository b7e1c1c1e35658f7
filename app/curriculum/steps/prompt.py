"""`## 跟读 text`: something to say aloud, with its reading, hint, meanings and a recording to follow."""

from __future__ import annotations

from app.curriculum.blocks import Block, Field
from app.curriculum.fields import LANGUAGE_NAMES, read_fields, unknown_name
from app.curriculum.readings import check_pinyin, is_sayable, letters_in
from app.curriculum.recordings import find_recording
from app.curriculum.report import Report
from app.curriculum.steps.step_type import LessonContext, StepType
from app.curriculum.values import Prompt
from app.i18n import Message, msg

_NAMES = {
    "拼音": "pinyin",
    "pinyin": "pinyin",
    "提示": "hint",
    "hint": "hint",
    "录音": "recording",
    "recording": "recording",
    "编号": "id",
    "id": "id",
    "读法": "style",
    "style": "style",
    **LANGUAGE_NAMES,
}

STYLES = {
    "字词": "word",
    "逐词": "drill",
    "数字": "numbers",
    "说话": "talk",
    "促单": "call",
    "朗读": "passage",
}
"""How a prompt may be said to be read, and the name of that in `Prompt.style`; both may be written."""

LONGEST = 400
"""Characters; the passage of the national Mandarin test has 400 syllables."""


def read_prompt(block: Block, context: LessonContext) -> Prompt | None:
    """A prompt from its block; the words to say stand in the heading."""
    report = context.report
    fields = read_fields(block.lines, _NAMES, report)
    text = block.title
    if not is_sayable(text):
        report.error(block.line, msg("没有要读的话。请写在“## 跟读”后面的同一行，例如：## 跟读 大家好！"))
        return None
    if len(text) > LONGEST:
        report.error(
            block.line,
            msg("这一句太长，有 {length} 个字，最多 {most} 个。请分成几句。", length=len(text), most=LONGEST),
        )
        return None
    pinyin: tuple[str, ...] | None = None
    if "pinyin" in fields:
        checked = check_pinyin(text, fields["pinyin"].value)
        if isinstance(checked, Message):
            report.error(fields["pinyin"].line, checked)
        else:
            pinyin = checked
    elif letters_in(text):
        report.remark(
            block.line,
            msg(
                "程序不知道字母“{letters}”怎么读。请改成汉字，或者给整句加上拼音。",
                letters=letters_in(text)[0],
            ),
        )
    recording = fields.get("recording")
    reference = find_recording(recording, context.folder, report) if recording else None
    hint = fields.get("hint")
    style = fields.get("style")
    return Prompt(
        id=context.step_id(fields.get("id"), text, block.line),
        text=text,
        pinyin=pinyin,
        hint=hint.value if hint else "",
        meanings={name: fields[name].value for name in ("en", "ug", "kk") if name in fields},
        reference=reference,
        style=_style(style, report) if style else "",
    )


def _style(field: Field, report: Report) -> str:
    named = {**STYLES, **{name: name for name in STYLES.values()}}
    found = named.get(field.value.strip().lower())
    if found is None:
        report.error(field.line, unknown_name(field.value, named))
    return found or ""


STEP_TYPE = StepType(("跟读", "prompt"), read_prompt)
