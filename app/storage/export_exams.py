"""What is exported of mock tests: a line for each part, and everything for a program."""

from __future__ import annotations

from typing import Any

from app.i18n import msg, tr
from app.people.values import Profile
from app.speech.psc.paper import PartOfPaper
from app.storage.exam_json import given_to_data, marks_to_data, paper_to_data
from app.storage.exam_values import KeptExam, KeptPart
from app.storage.export_tables import Cell, text_cell
from app.storage.rows import moment_to_text

_PARTS = {
    PartOfPaper.SYLLABLES: msg("读单音节字词"),
    PartOfPaper.WORDS: msg("读多音节词语"),
    PartOfPaper.CHOOSING: msg("选择判断"),
    PartOfPaper.PASSAGE: msg("朗读短文"),
    PartOfPaper.TALK: msg("命题说话"),
}


def exam_header() -> list[str]:
    """The headings over `exam_lines`."""
    return [
        tr("学员"),
        tr("时间"),
        tr("卷号"),
        tr("题目数"),
        tr("题"),
        tr("得分"),
        tr("满分"),
        tr("用时（秒）"),
        tr("扣分"),
        tr("谁评的"),
        tr("录音编号"),
    ]


def exam_lines(profile: Profile, exam: KeptExam) -> list[list[Cell]]:
    """One line for each part that was done."""
    return [
        [
            text_cell(profile.name),
            f"{exam.created.astimezone():%Y-%m-%d %H:%M:%S}",
            exam.paper.seed,
            len(exam.paper.parts),
            str(_PARTS[part.part]),
            part.marks.points if part.marks else None,
            part.marks.most if part.marks else None,
            round(part.marks.seconds, 1) if part.marks else None,
            " | ".join(f"{each.code} {each.count} −{each.points:g}" for each in part.marks.lines)
            if part.marks
            else "",
            _judge(part),
            part.attempt_id or "",
        ]
        for part in exam.parts
    ]


def _judge(part: KeptPart) -> str:
    if part.given is not None:
        return text_cell(part.given.by) or tr("自评")
    return tr("程序") if part.marks is not None and part.marks.points is not None else ""


def exam_data(exam: KeptExam) -> dict[str, Any]:
    """A test for a program: the paper, the parts, the marks line by line."""
    return {
        "id": exam.id,
        "profile_id": exam.profile_id,
        "created": moment_to_text(exam.created),
        "paper": paper_to_data(exam.paper),
        "parts": [
            {
                "part": part.part.value,
                "done": moment_to_text(part.done),
                "attempt_id": part.attempt_id,
                "topic": part.topic,
                "answers": list(part.answers),
                "marks": None if part.marks is None else marks_to_data(part.marks),
                "given": None if part.given is None else given_to_data(part.given),
            }
            for part in exam.parts
        ],
    }
