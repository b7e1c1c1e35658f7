"""What the steps share whose heading is Chinese to be said or heard: reading, hint, meanings, recording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.curriculum.blocks import Block
from app.curriculum.fields import Parts, read_parts
from app.curriculum.readings import check_pinyin, is_sayable, letters_in
from app.curriculum.recordings import find_recording
from app.curriculum.report import Report
from app.curriculum.steps.lines import COMMON, HINT, LONGEST
from app.curriculum.steps.step_type import LessonContext
from app.i18n import Message, msg

SPOKEN_NAMES: Mapping[str, str] = {
    "拼音": "pinyin",
    "pinyin": "pinyin",
    **HINT,
    "录音": "recording",
    "recording": "recording",
    **COMMON,
}


@dataclass(frozen=True)
class Spoken:
    """A heading that can be said, with what stands under it; `parts` holds all its fields."""

    text: str
    pinyin: tuple[str, ...] | None
    reference: Path | None
    parts: Parts


def read_spoken(
    block: Block, names: Mapping[str, str], kind: str, example: str, context: LessonContext
) -> Spoken | None:
    """The heading and the fields of such a step; None, with the reason reported, when nothing can be said."""
    report = context.report
    parts = read_parts(block.lines, names, report)
    text = block.title
    if not is_sayable(text):
        report.error(
            block.line,
            msg(
                "没有要读的话。请写在“## {kind}”后面的同一行，例如：## {kind} {example}",
                kind=kind,
                example=example,
            ),
        )
        return None
    if len(text) > LONGEST:
        report.error(
            block.line,
            msg("这一句太长，有 {length} 个字，最多 {most} 个。请分成几句。", length=len(text), most=LONGEST),
        )
        return None
    recording = parts.fields.get("recording")
    return Spoken(
        text,
        _pinyin(text, parts, block.line, report),
        find_recording(recording, context.folder, report) if recording else None,
        parts,
    )


def _pinyin(text: str, parts: Parts, line: int, report: Report) -> tuple[str, ...] | None:
    written = parts.fields.get("pinyin")
    if written is not None:
        checked = check_pinyin(text, written.value)
        if not isinstance(checked, Message):
            return checked
        report.error(written.line, checked)
    elif letters_in(text):
        report.remark(
            line,
            msg(
                "程序不知道字母“{letters}”怎么读。请改成汉字，或者给整句加上拼音。",
                letters=letters_in(text)[0],
            ),
        )
    return None
