"""Reviews in memory: what a window sees of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.people.values import Face
from app.practice.reviews import Undone
from app.practice.reviews_values import (
    Comment,
    HeardRow,
    Queue,
    QueueRow,
    ReviewedAttempt,
    ReviewState,
    VerdictChange,
)
from app.speech.values import FloatArray, Part, Verdict

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio

MADE = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)


class FakeVoiceComments:
    """Speaks whatever `said` is."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.said: FloatArray | None = None
        self.about: tuple[str, float | None] = ("", None)
        self.over = False
        self.running = False

    def start(self, attempt_id: str, at: float | None) -> None:
        self._studio._note("start_voice", attempt_id, at)
        self.running, self.about = True, (attempt_id, at)

    def stop(self) -> tuple[str, Comment]:
        self.running = False
        return self.about[0], Comment("v1", self.about[1], "", MADE, voice=self._studio.home / "v1.flac")

    def cancel(self) -> None:
        self._studio._note("cancel_voice")
        self.running = False

    def rescue(self) -> list[tuple[str, Comment]]:
        return []

    def samples(self, comment: Comment) -> FloatArray:
        self._studio._note("voice_samples", comment.id)
        assert self.said is not None
        return self.said


class FakeReviews:
    """`waiting` is the queue, `kept` what was said by attempt, `told` and `faces` what a trainee sees."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.voice = FakeVoiceComments(studio)
        self.waiting: list[QueueRow] = []
        self.kept: dict[str, ReviewedAttempt] = {}
        self.told: list[HeardRow] = []
        self.faces: list[Face] = []
        self.can_undo = False

    def queue(self, *, cohort_id: str = "", profile_id: str = "", limit: int = 50, offset: int = 0) -> Queue:
        self._studio._note("queue", cohort_id, profile_id, limit, offset)
        rows = [
            row
            for row in sorted(self.waiting, key=lambda row: row.need)
            if cohort_id in ("", row.cohort_id) and profile_id in ("", row.profile_id)
        ]
        return Queue(tuple(rows[offset : offset + limit]), Counter(row.need for row in rows))

    def rescue(self) -> list[tuple[str, Comment]]:
        return self.voice.rescue()

    def review(self, attempt_id: str) -> ReviewedAttempt:
        return self.kept.get(attempt_id, ReviewedAttempt(attempt_id, ReviewState.OPEN))

    def change_verdict(
        self, attempt_id: str, position: int, part: Part, verdict: Verdict | None
    ) -> ReviewedAttempt:
        self._studio._note("change_verdict", attempt_id, position, part, verdict)
        review = self.review(attempt_id)
        changes = [e for e in review.changes if (e.position, e.part) != (position, part)]
        if verdict is not None:
            changes.append(VerdictChange(position, part, Verdict.GOOD, verdict))
        self.kept[attempt_id] = replace(review, changes=tuple(changes))
        return self.kept[attempt_id]

    def comment(self, attempt_id: str, text: str, at: float | None = None) -> Comment:
        self._studio._note("comment", attempt_id, text, at)
        review = self.review(attempt_id)
        comment = Comment(f"c{len(review.comments)}", at, text, MADE, by_name="王老师")
        self.kept[attempt_id] = replace(review, comments=(*review.comments, comment))
        return comment

    def stop_voice(self) -> Comment:
        attempt_id, comment = self.voice.stop()
        review = self.review(attempt_id)
        self.kept[attempt_id] = replace(review, comments=(*review.comments, comment))
        return comment

    def remove_comment(self, attempt_id: str, comment: Comment) -> None:
        self._studio._note("remove_comment", attempt_id, comment.id)
        review = self.review(attempt_id)
        left = tuple(each for each in review.comments if each.id != comment.id)
        self.kept[attempt_id] = replace(review, comments=left)

    def accept(self, attempt_id: str) -> ReviewState:
        self._studio._note("accept", attempt_id)
        self.waiting = [row for row in self.waiting if row.attempt_id != attempt_id]
        return ReviewState.ACCEPTED

    def spend(self, attempt_id: str, seconds: float) -> None:
        self._studio._note("spend", attempt_id)

    def undo(self) -> Undone | None:
        self._studio._note("undo")
        return None

    def trainers(self) -> list[Face]:
        return self.faces

    def ask(self, attempt_id: str, question: str = "") -> None:
        self._studio._note("ask", attempt_id, question)
        self.kept[attempt_id] = replace(self.review(attempt_id), asked=MADE, question=question)

    def take_back(self, attempt_id: str) -> None:
        self._studio._note("take_back", attempt_id)
        self.kept[attempt_id] = replace(self.review(attempt_id), asked=None, question="")

    def heard(self, limit: int = 50) -> list[HeardRow]:
        return self.told[:limit]

    def see(self, attempt_id: str) -> None:
        self._studio._note("see", attempt_id)
