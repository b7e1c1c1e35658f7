"""What is exported of what trainers said of takes: a line for each word of theirs, and all for a program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from app.i18n import msg, tr
from app.people.values import Profile
from app.storage.export_tables import PARTS, VERDICTS, Cell, text_cell
from app.storage.reviews_values import Comment, ReviewedAttempt, ReviewState, VerdictChange
from app.storage.rows import moment_to_text
from app.storage.values import Attempt

_STATES = {
    ReviewState.OPEN: msg("还没听完"),
    ReviewState.ACCEPTED: msg("没有改动"),
    ReviewState.CHANGED: msg("有改动"),
}
_NO_CHANGE: list[Cell] = [None, "", "", "", ""]
_NO_COMMENT: list[Cell] = [None, "", "", "", ""]


def review_header() -> list[str]:
    """The headings over `review_lines`."""
    return [
        tr("学员"),
        tr("编号"),
        tr("文本"),
        tr("状态"),
        tr("教师"),
        tr("听完的时间"),
        tr("第几个音节"),
        tr("汉字"),
        tr("部分"),
        tr("程序的评价"),
        tr("教师的评价"),
        tr("第几秒"),
        tr("评语"),
        tr("谁的评语"),
        tr("评语的时间"),
        tr("语音文件"),
    ]


def review_lines(
    profile: Profile | None, attempt: Attempt, review: ReviewedAttempt, voices: Mapping[str, str]
) -> list[list[Cell]]:
    """One line for each changed verdict and each comment; one without either.

    Syllables count from 1. `voices` are the names of spoken comments in the export by the comment's id.
    """
    head: list[Cell] = [
        text_cell(profile.name if profile else attempt.profile_id),
        attempt.id,
        text_cell(attempt.text),
        str(_STATES[review.state]),
        text_cell(review.by_name),
        _local(review.reviewed),
    ]
    lines = [
        *([*head, *_change_cells(attempt, each), *_NO_COMMENT] for each in review.changes),
        *([*head, *_NO_CHANGE, *_comment_cells(each, voices)] for each in review.comments),
    ]
    return lines or [[*head, *_NO_CHANGE, *_NO_COMMENT]]


def _change_cells(attempt: Attempt, change: VerdictChange) -> list[Cell]:
    syllables = attempt.score.syllables if attempt.score else ()
    # a damaged score has none, and one that was made anew may have fewer
    there = change.position < len(syllables)
    return [
        change.position + 1,
        syllables[change.position].syllable.hanzi if there else "",
        str(PARTS[change.part]),
        str(VERDICTS[change.machine]),
        str(VERDICTS[change.trainer]),
    ]


def _comment_cells(comment: Comment, voices: Mapping[str, str]) -> list[Cell]:
    return [
        None if comment.at is None else round(comment.at, 1),
        text_cell(comment.text),
        text_cell(comment.by_name),
        _local(comment.created),
        voices.get(comment.id, ""),
    ]


def voice_name(voice: Path) -> str:
    """A spoken comment's name in the export: the one that it has at home, which no other has."""
    return str(PurePosixPath("comments", voice.name))


def review_data(attempt: Attempt, review: ReviewedAttempt, voices: Mapping[str, str]) -> dict[str, Any]:
    """A review for a program: moments in UTC, positions as in the score's syllables, from 0.

    A spoken comment's `file` is "" when it was not copied or is gone.
    """
    return {
        "attempt_id": attempt.id,
        "profile_id": attempt.profile_id,
        "state": review.state.value,
        "trainer": review.by_name,
        "reviewed": _utc(review.reviewed),
        "seen": _utc(review.seen),
        "asked": _utc(review.asked),
        "question": review.question,
        "changes": [
            {
                "position": each.position,
                "part": each.part.value,
                "machine": each.machine.value,
                "trainer": each.trainer.value,
            }
            for each in review.changes
        ],
        "comments": [
            {
                "at": each.at,
                "text": each.text,
                "trainer": each.by_name,
                "created": moment_to_text(each.created),
                "voice": None
                if each.voice is None
                else {
                    "file": voices.get(each.id, ""),
                    "sha256": each.voice_sha256,
                    "duration": each.voice_seconds,
                },
            }
            for each in review.comments
        ],
    }


def _local(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else moment_to_text(moment)
