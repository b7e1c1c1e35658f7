"""How ready somebody is for an order, from what is kept: lessons, talks, takes, tests, rehearsals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from app.coaching.card_kind import kind_of
from app.coaching.compliance import RuleBook, check_transcript
from app.coaching.facts import CLEAR_ENOUGH
from app.coaching.values import FactState, PitchReport
from app.curriculum.library import Library
from app.live_room.score import score_session
from app.practice.kept_reports import kept_reports
from app.practice.learning_cards import local_day
from app.practice.learning_values import Sound
from app.practice.lessons_seen import lesson_seen
from app.practice.orders_values import Answer, Ask, Requirement, State
from app.practice.reports_figures import FEWEST_JUDGED
from app.practice.reports_values import ExamLine
from app.storage.reports import Scope
from app.storage.store import Store
from app.storage.values import FREE, StepSeen

TALKS = 3
"""Of the newest clear talks about a product the best counts: everybody has a bad day."""

MOST_TAKES = 400
"""Of her newest takes, talks are looked for among so many."""

SURE = 0.75
"""From this certainty on a find against the rules counts."""

ANSWERED = 0.6
"""The share of viewers' questions that must be answered for an evening to count as held out."""

FEWEST_ASKED = 3

LATELY = timedelta(days=56)
"""How sounds went longer ago says little about now."""


@dataclass(frozen=True)
class Talk:
    """A talk that was reported on."""

    day: date
    report: PitchReport


@dataclass
class Evidence:
    """What is kept of one person; read once, asked for many requirements. Blocks when asked."""

    store: Store
    profile_id: str
    library: Library
    today: date
    rules: Callable[[], RuleBook]
    exam: Callable[[], ExamLine | None]
    _talks: dict[str, list[Talk]] | None = field(default=None, init=False)
    _steps: dict[str, list[StepSeen]] | None = field(default=None, init=False)

    def answer(self, requirement: Requirement) -> Answer:
        """How she stands with one requirement."""
        find = {
            Ask.PRODUCT: self._lesson,
            Ask.TRACK: self._track,
            Ask.COVERAGE: self._coverage,
            Ask.FINDINGS: self._findings,
            Ask.SOUND: self._sound,
            Ask.POINTS: self._points,
            Ask.ROOM: self._room,
            Ask.HOURS: self._hours,
        }[requirement.ask]
        return find(requirement)

    # -- lessons

    def _lesson(self, requirement: Requirement) -> Answer:
        lesson = self.library.lesson(requirement.about)
        if lesson is None:
            return Answer(requirement, State.NOT_ASSESSABLE)
        share = self._seen(requirement.about)
        return Answer(requirement, _state(share >= 1.0), share, basis=len(lesson.steps))

    def _track(self, requirement: Requirement) -> Answer:
        lessons = [each.id for each in self.library.lessons if each.track == requirement.about]
        if not lessons:
            return Answer(requirement, State.NOT_ASSESSABLE)
        done = sum(self._seen(each) >= 1.0 for each in lessons)
        return Answer(requirement, _state(done == len(lessons)), done / len(lessons), basis=len(lessons))

    def _seen(self, lesson_id: str) -> float:
        """The share of a lesson's steps that she has seen."""
        if self._steps is None:
            self._steps = {}
            for each in self.store.steps_seen.of(self.profile_id):
                self._steps.setdefault(each.lesson_id, []).append(each)
        lesson = self.library.lesson(lesson_id)
        found = lesson_seen(self._steps.get(lesson_id, ()), lesson)
        if lesson is None or found is None or not lesson.steps:
            return 0.0
        return min(1.0, len(found.steps) / len(lesson.steps))

    # -- talks

    def _coverage(self, requirement: Requirement) -> Answer:
        talks = self._about(requirement.about)
        shares = [(share, each.day) for each in talks if (share := covered(each.report)) is not None]
        if not shares:
            return Answer(requirement, State.NOT_ASSESSABLE, basis=len(talks))
        best, day = max(shares)
        return Answer(requirement, _state(best >= requirement.wanted), best, len(shares), day)

    def _findings(self, requirement: Requirement) -> Answer:
        """The newest clear talk counts: an earlier one without a breach excuses no breach of today."""
        card = self.library.product(requirement.about)
        talk = next(iter(self._about(requirement.about)), None)
        if card is None or talk is None:
            return Answer(requirement, State.NOT_ASSESSABLE)
        found = check_transcript(talk.report.transcript, self.rules(), kind_of(card))
        count = sum(each.certainty >= SURE for each in found)
        return Answer(requirement, _state(count <= requirement.wanted), count, 1, talk.day)

    def _about(self, product: str) -> list[Talk]:
        """The newest clear talks about a product, the newest first."""
        if self._talks is None:
            self._talks = self._read_talks()
        return self._talks.get(product, [])[:TALKS]

    def _read_talks(self) -> dict[str, list[Talk]]:
        talks: dict[str, list[Talk]] = {}
        for each in self.store.attempts(self.profile_id, limit=MOST_TAKES):
            if each.status != FREE:
                continue
            recording: Path = self.store.attempt(each.id, with_score=False).recording.path
            for report in kept_reports(recording):
                if not report.says_little and report.clarity >= CLEAR_ENOUGH:
                    talks.setdefault(report.product, []).append(Talk(local_day(each.created), report))
        return talks

    # -- takes, tests, rehearsals, time

    def _sound(self, requirement: Requirement) -> Answer:
        sound = Sound.from_key(requirement.about)
        shares = self.store.reports.sounds(Scope(profile_id=self.profile_id), self.today - LATELY)
        found = next((each for each in shares if (each.part, each.sound) == (sound.part, sound.name)), None)
        if found is None or found.judged < FEWEST_JUDGED:
            return Answer(requirement, State.NOT_ASSESSABLE, basis=found.judged if found else 0)
        share = found.good / found.judged
        return Answer(requirement, _state(share >= requirement.wanted), share, found.judged)

    def _points(self, requirement: Requirement) -> Answer:
        exam = self.exam()
        if exam is None:
            return Answer(requirement, State.NOT_ASSESSABLE)
        told = exam.estimate
        met = _state(told.points >= requirement.wanted)
        return Answer(requirement, met, told.points, told.syllables, exam.day, told.low, told.high)

    def _room(self, requirement: Requirement) -> Answer:
        """The hardest difficulty at which she answered most questions and promised nothing unlawful."""
        best, day, judged = 0, None, 0
        for each in self.store.rehearsals.rehearsals(self.profile_id):
            told = score_session(each.session)
            if not told.heard or told.asked < FEWEST_ASKED:
                continue
            judged += 1
            held = told.answered >= ANSWERED * told.asked and not told.unlawful and not told.rude
            if held and each.session.level > best:
                best, day = each.session.level, local_day(each.created)
        if not judged:
            return Answer(requirement, State.NOT_ASSESSABLE)
        return Answer(requirement, _state(best >= requirement.wanted), best, judged, day)

    def _hours(self, requirement: Requirement) -> Answer:
        days = self.store.reports.days(Scope(profile_id=self.profile_id))
        hours = sum(each.seconds for each in days) / 3600
        last = days[-1].day if days else None
        return Answer(requirement, _state(hours >= requirement.wanted), hours, len(days), last)


def covered(report: PitchReport) -> float | None:
    """The share of the facts that could be judged which the talk holds; None when none could."""
    states: Sequence[FactState] = [each.state for each in report.facts]
    judged = [each for each in states if each is not FactState.UNCLEAR]
    return judged.count(FactState.COVERED) / len(judged) if judged else None


def _state(met: bool) -> State:
    return State.MET if met else State.NOT_YET
