"""Reviews: a trainer hears the takes that need her ears and says what she hears; the trainee hears of it."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.errors import ExpectedError
from app.i18n import Message, msg
from app.people.values import Face
from app.practice.keeper import Keeper
from app.practice.reviews_values import Comment, HeardRow, Queue, ReviewedAttempt, ReviewState
from app.practice.reviews_voice import VoiceComments
from app.speech.values import Part, Verdict
from app.storage.reviews import ReviewTables

WAITS = timedelta(days=28)
"""How long a take waits in the queue; what was asked for waits until it is heard."""

LONGEST_QUESTION = 200
LONGEST_COMMENT = 1000


@dataclasses.dataclass(frozen=True)
class Undone:
    """What was taken back, and of which take."""

    attempt_id: str
    what: Message


@dataclasses.dataclass(frozen=True)
class _Step:
    by: str
    undone: Undone
    undo: Callable[[], object]


class Reviews:
    """What a studio knows of reviews. All calls block; rights are checked where the data lies.

    Everything is kept at once. What the present person did last can be taken back with `undo`.
    """

    def __init__(
        self, keeper: Keeper, voice: VoiceComments, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._keeper = keeper
        self.voice = voice
        self._clock = clock
        self._steps: list[_Step] = []

    # -- trainers: the queue

    def queue(self, *, cohort_id: str = "", profile_id: str = "", limit: int = 50, offset: int = 0) -> Queue:
        """Takes that wait for whoever is here, the most pressing first; of a class or a person if asked."""
        since = self._clock() - WAITS
        rows = self._tables.queue(
            since, cohort_id=cohort_id, profile_id=profile_id, limit=limit, offset=offset
        )
        counts = self._tables.counts(since, cohort_id=cohort_id, profile_id=profile_id)
        return Queue(tuple(rows), counts)

    def rescue(self) -> list[tuple[str, Comment]]:
        """Spoken comments that an earlier run left behind, kept now: (attempt id, comment)."""
        return self.voice.rescue()

    # -- trainers: one take

    def review(self, attempt_id: str) -> ReviewedAttempt:
        """All that was said of a take. Raises AttemptMissingError."""
        return self._tables.review(attempt_id)

    def change_verdict(
        self, attempt_id: str, position: int, part: Part, verdict: Verdict | None
    ) -> ReviewedAttempt:
        """Put the trainer's verdict beside the machine's; None lets the machine's stand again."""
        before = self._tables.change_verdict(attempt_id, position, part, verdict, self._clock())
        former = before.trainer if before else None
        self._remember(
            attempt_id,
            msg("这个字的判定改回去了。"),
            lambda: self._tables.change_verdict(attempt_id, position, part, former, self._clock()),
        )
        return self.review(attempt_id)

    def comment(self, attempt_id: str, text: str, at: float | None = None) -> Comment:
        """Say something in writing of a moment (seconds) or of the whole take. ExpectedError if empty."""
        text = " ".join(text.split())
        if not text:
            raise ExpectedError(msg("评语还是空的。请先写一句话，或者选一句常用的。"))
        comment = Comment(uuid.uuid4().hex, at, text[:LONGEST_COMMENT], self._clock())
        self._tables.add_comment(attempt_id, comment)
        self._remember_comment(attempt_id, comment)
        return comment

    def stop_voice(self) -> Comment:
        """End the spoken comment and keep it. Raises ExpectedError when nothing was said."""
        attempt_id, comment = self.voice.stop()
        self._remember_comment(attempt_id, comment)
        return comment

    def remove_comment(self, attempt_id: str, comment: Comment) -> None:
        """Take a comment back."""
        self._tables.remove_comment(comment.id)
        self._remember(
            attempt_id, msg("评语放回来了。"), lambda: self._tables.add_comment(attempt_id, comment)
        )

    def accept(self, attempt_id: str) -> ReviewState:
        """Whoever is here is done with the take: it leaves the queue and the trainee is told."""
        state = self._tables.finish(attempt_id, self._clock())
        self._remember(attempt_id, msg("这一遍放回了队列。"), lambda: self._tables.reopen(attempt_id))
        return state

    def spend(self, attempt_id: str, seconds: float) -> None:
        """Add to the time that was spent on this take."""
        self._tables.spend(attempt_id, seconds)

    @property
    def can_undo(self) -> bool:
        """Whether there is anything of the present person's to take back."""
        return bool(self._steps) and self._steps[-1].by == self._viewer_id

    def undo(self) -> Undone | None:
        """Take back what the present person did last; None when there is nothing."""
        if not self.can_undo:
            return None
        step = self._steps.pop()
        step.undo()
        return step.undone

    # -- the trainee

    def trainers(self) -> list[Face]:
        """Who could hear the present person's takes: those who lead her class."""
        profile = self._keeper.profile
        if profile is None or not profile.cohort_id:
            return []
        people = self._keeper.store.people
        ids = set(people.trainers(profile.cohort_id)) - {profile.id}
        return [face for face in people.faces() if face.id in ids]

    def ask(self, attempt_id: str, question: str = "") -> None:
        """Ask the trainers to hear a take of her own, with a sentence if she likes."""
        if not self.trainers():
            raise ExpectedError(msg("您还没有加入有教师的班级，请先加入班级，再请老师听。"))
        self._tables.ask(attempt_id, " ".join(question.split())[:LONGEST_QUESTION], self._clock())

    def take_back(self, attempt_id: str) -> None:
        """No longer ask for it."""
        self._tables.take_back(attempt_id)

    def heard(self, limit: int = 50) -> list[HeardRow]:
        """The present person's takes that trainers have heard, those not looked at since first."""
        return self._tables.heard(self._viewer_id, limit=limit) if self._viewer_id else []

    def see(self, attempt_id: str) -> None:
        """She has looked at what was said of a take of hers; nothing happens to anybody else's."""
        profile = self._keeper.profile
        if profile and self._keeper.store.access.owner_of("attempts", attempt_id) == profile.id:
            self._tables.see(attempt_id, self._clock())

    # -- inside

    @property
    def _tables(self) -> ReviewTables:
        return self._keeper.store.reviews

    @property
    def _viewer_id(self) -> str:
        return self._keeper.profile.id if self._keeper.profile else ""

    def _remember_comment(self, attempt_id: str, comment: Comment) -> None:
        self._remember(attempt_id, msg("评语收回了。"), lambda: self._tables.remove_comment(comment.id))

    def _remember(self, attempt_id: str, what: Message, undo: Callable[[], object]) -> None:
        self._steps = [step for step in self._steps if step.by == self._viewer_id]
        self._steps.append(_Step(self._viewer_id, Undone(attempt_id, what), undo))
