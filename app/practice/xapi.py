"""What people did, told as Experience API statements: into a file, or to a learning record store.

Who may read whom is as everywhere: statements are about those whose data the viewer may see. People are
called by the ids they have here and not by name, unless asked for. `docs/xapi.md` says what is told.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from app.curriculum.library import Library
from app.errors import ExpectedError
from app.i18n import msg
from app.people.values import Profile
from app.practice.engine import Cancelled
from app.practice.keeper import Keeper
from app.practice.xapi_sending import RecordStore, SentLog, SentResult, send
from app.practice.xapi_statements import BASE, Draft, Statement, Writer, exam_points
from app.storage.errors import AttemptMissingError, ScoreUnreadableError
from app.storage.reports import Scope
from app.storage.values import Attempt

_ALL = 1_000_000_000


class Xapi:
    """Statements of what is kept here. All calls block."""

    def __init__(self, keeper: Keeper, library: Callable[[], Library], home: Path) -> None:
        self._keeper = keeper
        self._library = library
        self._home = home

    def home_page(self) -> str:
        """What stands for this centre in statements: nobody's site, and the same at all its stations."""
        centre = self._keeper.store.people.centre()
        if centre is None:
            return f"{BASE}/home"
        return f"{BASE}/centres/{uuid.uuid5(uuid.NAMESPACE_URL, centre.created.isoformat())}"

    def write(
        self,
        target: Path,
        scope: Scope,
        *,
        since: datetime | None = None,
        home_page: str = "",
        names: bool = False,
        cancelled: Cancelled | None = None,
    ) -> int:
        """Write all statements to `target`, one a line; returns how many. Whole or not at all.

        Raises ExpectedError when it cannot be written, or is cancelled.
        """
        part = target.with_name(f".{target.name}.part")
        count = 0
        try:
            with part.open("w", encoding="utf-8", newline="\n") as file:
                for draft in self.drafts(scope, since=since, home_page=home_page, names=names):
                    if cancelled is not None and cancelled():
                        raise ExpectedError(msg("导出已取消，没有留下不完整的文件。"))
                    statement = _made(draft)
                    if statement is not None:
                        file.write(json.dumps(statement, ensure_ascii=False, allow_nan=False) + "\n")
                        count += 1
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            raise ExpectedError(
                msg("{path} 写不进去，磁盘可能满了，或者那里写不了。没有留下不完整的文件。", path=target),
                repr(error),
            ) from error
        finally:
            part.unlink(missing_ok=True)
        return count

    def send(
        self,
        record_store: RecordStore,
        scope: Scope,
        *,
        since: datetime | None = None,
        home_page: str = "",
        names: bool = False,
        progress: Callable[[SentResult], None] | None = None,
        cancelled: Cancelled | None = None,
    ) -> SentResult:
        """Send what this record store has not had yet; what it took is remembered, so a next call goes on.

        A take that was scored again since is sent again, and what was said of it before is voided.
        Raises ExpectedError when the record store does not answer or turns us away.
        """
        page = home_page or self.home_page()
        drafts = self.drafts(scope, since=since, home_page=page, names=names)
        with SentLog(self._home / "xapi", record_store.address) as log:
            return send(record_store, drafts, _made, log, page, progress, cancelled)

    def drafts(
        self, scope: Scope, *, since: datetime | None = None, home_page: str = "", names: bool = False
    ) -> Iterator[Draft]:
        """What can be told of those in `scope` whom the viewer may read, person by person."""
        writer = Writer(home_page or self.home_page(), self._library(), names=names)
        for profile in self._profiles(scope):
            for draft in self._of(profile, writer):
                if since is None or draft.when >= since:
                    yield draft

    def _profiles(self, scope: Scope) -> list[Profile]:
        people = self._keeper.store.people
        if scope.profile_id is not None:
            return [people.profile(scope.profile_id)]
        return people.profiles(scope.cohort_id, archived=True)

    def _of(self, profile: Profile, writer: Writer) -> Iterator[Draft]:
        store = self._keeper.store
        yield from self._takes(profile, writer)
        for kept in store.learning.outcomes(profile.id):
            key = f"outcome/{profile.id}/{kept.lesson_id}/{kept.step_id}/{kept.done.isoformat()}"
            yield Draft(key, "", kept.done, partial(writer.outcome, kept, profile))
        for seen in store.steps_seen.of(profile.id):
            key = f"step/{profile.id}/{seen.lesson_id}/{seen.step_id or seen.step_index}"
            yield Draft(key, "", seen.first_seen, partial(writer.step, seen, profile))
        for exam in reversed(store.exams.exams(profile.id)):
            mark = f"{len(exam.parts)}/{exam_points(exam)}"
            when = exam.parts[-1].done if exam.parts else exam.created
            yield Draft(f"exam/{exam.id}", mark, when, partial(writer.exam, exam, profile))
        for rehearsal in reversed(store.rehearsals.rehearsals(profile.id, limit=None)):
            key = f"rehearsal/{rehearsal.id}"
            yield Draft(key, "", rehearsal.created, partial(writer.rehearsal, rehearsal, profile))
        for certificate in reversed(store.certificates.of(profile.id)):
            key = f"certificate/{certificate.serial}"
            yield Draft(key, "", certificate.issued, partial(writer.certificate, certificate, profile))

    def _takes(self, profile: Profile, writer: Writer) -> Iterator[Draft]:
        store = self._keeper.store
        for summary in reversed(store.attempts(profile.id, limit=_ALL)):
            mark = f"{summary.scorer}/{summary.strictness}" if summary.scorer else summary.status
            make = partial(self._take, summary.id, profile, writer)
            yield Draft(f"attempt/{summary.id}", mark, summary.created, make)
        for heard in reversed(store.reviews.heard(profile.id, limit=_ALL)):
            review = store.reviews.review(heard.attempt_id)
            if not review.by:  # whoever reviewed it is gone, and a statement needs somebody
                continue
            mark = heard.reviewed.isoformat()
            make = partial(writer.review, review)
            yield Draft(f"review/{heard.attempt_id}", mark, heard.reviewed, make)

    def _take(self, attempt_id: str, profile: Profile, writer: Writer) -> Statement:
        store = self._keeper.store
        try:
            attempt: Attempt = store.attempt(attempt_id)
        except ScoreUnreadableError:
            attempt = store.attempt(attempt_id, with_score=False)
        return writer.attempt(attempt, profile)


def _made(draft: Draft) -> Statement | None:
    """The statement; None when what it is about was deleted meanwhile."""
    try:
        return draft.statement()
    except AttemptMissingError:
        return None
