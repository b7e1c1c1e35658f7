"""Experience API statements (xAPI 1.0.3) of what people did: pure functions from what is kept.

https://github.com/adlnet/xAPI-Spec, part two. Verbs and types are ADL's and the TinCan registry's; what those
have no word for stands under `BASE`, which by RFC 2606 is nobody's site.

A statement's id is a UUID (version 5) of what it is about and of `mark`, which changes when what is said of
it changes: so the same thing sent twice is one statement, and a take that was scored again is another.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from app.curriculum.library import Library
from app.live_room.score import score_session
from app.people.values import Profile
from app.speech.values import Part, PronunciationScore, Verdict
from app.storage.exam_values import KeptExam
from app.storage.learning_values import KeptOutcome
from app.storage.orders_values import Certificate
from app.storage.rehearsal_values import KeptRehearsal
from app.storage.reviews_values import ReviewedAttempt
from app.storage.values import Attempt, StepSeen

Statement = dict[str, Any]

BASE = "https://kaibo.invalid/xapi"
_IDS = uuid.uuid5(uuid.NAMESPACE_URL, BASE)
_ADL = "http://adlnet.gov/expapi/verbs"
_TYPES = "http://adlnet.gov/expapi/activities"
VERBS = {
    "attempted": f"{_ADL}/attempted",
    "scored": f"{_ADL}/scored",
    "answered": f"{_ADL}/answered",
    "completed": f"{_ADL}/completed",
    "experienced": f"{_ADL}/experienced",
    "voided": f"{_ADL}/voided",
    "reviewed": "http://id.tincanapi.com/verb/reviewed",
    "earned": "http://id.tincanapi.com/verb/earned",
}
_CERTIFICATE = "https://www.opigno.org/en/tincan_registry/activity_type/certificate"


@dataclass(frozen=True)
class Draft:
    """A statement that can be made: `key` is what it is about, `mark` in which state, `when` its moment."""

    key: str
    mark: str
    when: datetime
    make: Callable[[], Statement]

    @property
    def id(self) -> str:
        """The statement's id."""
        return str(uuid.uuid5(_IDS, f"{self.key}\n{self.mark}"))

    def statement(self) -> Statement:
        """The whole statement."""
        moment = self.when.astimezone(UTC).isoformat(timespec="milliseconds")
        return {"id": self.id, **self.make(), "timestamp": moment, "version": "1.0.0"}


def voiding(statement_id: str, home_page: str, when: datetime) -> Draft:
    """That an earlier statement no longer holds."""

    def make() -> Statement:
        return {
            "actor": _account(home_page, "kaibo"),
            "verb": _verb("voided"),
            "object": {"objectType": "StatementRef", "id": statement_id},
        }

    return Draft(f"void/{statement_id}", "", when, make)


class Writer:
    """Makes statements of one centre. `home_page` stands for it; `names` writes people's names, too."""

    def __init__(self, home_page: str, library: Library, *, names: bool = False) -> None:
        self._home_page = home_page
        self._library = library
        self._names = names

    def attempt(self, attempt: Attempt, profile: Profile) -> Statement:
        """A take: scored, or attempted where there is no total."""
        score = attempt.score
        verb = "scored" if score is not None and score.total is not None else "attempted"
        result: dict[str, Any] = {"duration": _duration(attempt.recording.duration)}
        if score is not None:
            result["extensions"] = _counts(score)
            if score.total is not None:
                result["score"] = _score(score.total, 100.0)
        step = attempt.prompt_id or "text"
        place = _place(attempt.lesson_id, step) if attempt.lesson_id else f"{BASE}/texts/{_path(attempt.id)}"
        return {
            "actor": self._person(profile),
            "verb": _verb(verb),
            "object": _activity(place, "performance", attempt.text, zh=True),
            "result": result,
            "context": self._context(attempt.lesson_id, {"take": self._take(attempt.id)}),
        }

    def outcome(self, kept: KeptOutcome, profile: Profile) -> Statement:
        """An activity: answered where something was asked, else completed."""
        outcome = kept.outcome
        result: dict[str, Any] = {"completion": True, "duration": _duration(outcome.seconds)}
        if outcome.asked:
            result["success"] = outcome.right == outcome.asked
            result["score"] = _score(outcome.right, outcome.asked)
        return {
            "actor": self._person(profile),
            "verb": _verb("answered" if outcome.asked else "completed"),
            "object": _activity(_place(kept.lesson_id, kept.step_id), "question", ""),
            "result": result,
            "context": self._context(kept.lesson_id),
        }

    def step(self, seen: StepSeen, profile: Profile) -> Statement:
        """A step of a lesson that she opened."""
        step = seen.step_id or str(seen.step_index)
        return {
            "actor": self._person(profile),
            "verb": _verb("experienced"),
            "object": _activity(_place(seen.lesson_id, step), "module", ""),
            "context": self._context(seen.lesson_id),
        }

    def exam(self, exam: KeptExam, profile: Profile) -> Statement:
        """A mock Putonghua test: completed when all parts are done, with a score when all are marked."""
        points = exam_points(exam)
        result: dict[str, Any] = {"completion": exam.finished}
        if points is not None:
            result["score"] = _score(points, 100.0)
        return {
            "actor": self._person(profile),
            "verb": _verb("completed" if exam.finished else "attempted"),
            "object": _activity(
                f"{BASE}/exams/{5 if exam.five_parts else 4}", "assessment", "普通话水平测试模拟", zh=True
            ),
            "result": result,
            "context": self._context("", {"exam": f"{self._home_page}/exams/{_path(exam.id)}"}),
        }

    def rehearsal(self, kept: KeptRehearsal, profile: Profile) -> Statement:
        """A rehearsal in the live room; its score is the share of comments that were answered well."""
        room = score_session(kept.session)
        result: dict[str, Any] = {"completion": True, "duration": _duration(kept.session.duration)}
        if room.asked:
            result["score"] = _score(room.answered, room.asked)
        return {
            "actor": self._person(profile),
            "verb": _verb("completed"),
            "object": _activity(
                f"{BASE}/rehearsals/{_path(kept.session.script_id)}",
                "simulation",
                kept.session.script,
                zh=True,
            ),
            "result": result,
            "context": self._context(kept.product_lesson, {"level": kept.session.level}),
        }

    def review(self, review: ReviewedAttempt) -> Statement:
        """What a trainer said of a take; her words stay at home."""
        result = {
            "duration": _duration(review.seconds),
            "extensions": {
                f"{BASE}/extensions/state": review.state.value,
                f"{BASE}/extensions/comments": len(review.comments),
                f"{BASE}/extensions/changed-verdicts": len(review.changes),
            },
        }
        return {
            "actor": _account(self._home_page, review.by, review.by_name if self._names else ""),
            "verb": _verb("reviewed"),
            "object": _activity(self._take(review.attempt_id), "performance", ""),
            "result": result,
            "context": self._context(""),
        }

    def certificate(self, certificate: Certificate, profile: Profile) -> Statement:
        """A certificate that she was given."""
        context = self._context("")
        if certificate.issued_by:
            context["instructor"] = _account(self._home_page, certificate.issued_by)
        place = f"{self._home_page}/certificates/{_path(certificate.serial)}"
        thing = _activity(place, "", certificate.facts.plan, zh=True)
        thing["definition"]["type"] = _CERTIFICATE
        return {
            "actor": self._person(profile),
            "verb": _verb("earned"),
            "object": thing,
            "context": context,
        }

    def _person(self, profile: Profile) -> Statement:
        return _account(self._home_page, profile.id, profile.name if self._names else "")

    def _take(self, attempt_id: str) -> str:
        return f"{self._home_page}/takes/{_path(attempt_id)}"

    def _context(self, lesson_id: str, extensions: dict[str, Any] | None = None) -> Statement:
        context: Statement = {"platform": "Kaibo", "language": "zh-CN"}
        if lesson_id:
            lesson = self._library.lesson(lesson_id)
            parent = _activity(
                f"{BASE}/lessons/{_path(lesson_id)}", "lesson", lesson.title if lesson else "", zh=True
            )
            context["contextActivities"] = {"parent": [parent]}
        if extensions:
            context["extensions"] = {f"{BASE}/extensions/{key}": each for key, each in extensions.items()}
        return context


def exam_points(exam: KeptExam) -> float | None:
    """The points of a whole test; None while a part has none."""
    points = [
        part.given.total if part.given else part.marks.points if part.marks else None for part in exam.parts
    ]
    if not exam.finished or any(each is None for each in points):
        return None
    return float(sum(each for each in points if each is not None))


def _account(home_page: str, name: str, person: str = "") -> Statement:
    who: Statement = {"objectType": "Agent", "account": {"homePage": home_page, "name": name}}
    return {**who, "name": person} if person else who


def _verb(name: str) -> Statement:
    return {"id": VERBS[name], "display": {"en": name}}


def _activity(place: str, kind: str, name: str, *, zh: bool = False) -> Statement:
    definition: Statement = {"type": f"{_TYPES}/{kind}"}
    if name:
        definition["name"] = {"zh-CN" if zh else "en": name}
    return {"objectType": "Activity", "id": place, "definition": definition}


def _place(lesson_id: str, step: str) -> str:
    return f"{BASE}/lessons/{_path(lesson_id)}/{_path(step)}"


def _path(text: str) -> str:
    return quote(text, safe="")


def _duration(seconds: float) -> str:
    """ISO 8601, to a hundredth of a second as the specification asks for."""
    return f"PT{max(0.0, seconds):.2f}S"


def _score(points: float, most: float) -> Statement:
    held = min(max(points, 0.0), most)
    return {"scaled": round(held / most, 4), "raw": round(held, 2), "min": 0, "max": most}


def _counts(score: PronunciationScore) -> Statement:
    """How many initials, finals and tones got which verdict, and what scored them."""
    found: Statement = {
        f"{BASE}/extensions/status": score.status.value,
        f"{BASE}/extensions/scorer": score.scorer,
        f"{BASE}/extensions/strictness": score.strictness.value,
    }
    for part in Part:
        verdicts: Sequence[Verdict] = [each.part(part).verdict for each in score.syllables]
        counts = Counter(verdicts)
        found[f"{BASE}/extensions/{part.value}"] = {each.value: counts[each] for each in Verdict}
    return found
