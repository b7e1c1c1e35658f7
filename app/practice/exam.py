"""Mock Putonghua tests (普通话水平测试): begun, gone on with, marked, looked back at.

What is read aloud and the talk are takes like any other; a part remembers under which prompt its take was
made, so that the two find each other again even when the program ended in between.
"""

from __future__ import annotations

import logging
import secrets
import threading
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from app.audio.recording import load_recording
from app.curriculum.values import FreePitch, Prompt
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.exam_values import ExamResult, GivenPoints, KeptExam, KeptPart, WorstSyllable, judged
from app.practice.keeper import Keeper
from app.speech.grade import estimate_grade
from app.speech.psc.marks import LIMITS, PartMarks, mark_choices, mark_reading, mark_talk, sounds_off
from app.speech.psc.paper import PASSAGE_SYLLABLES, PartOfPaper, make_paper
from app.speech.psc.reading import READING, reading_text
from app.speech.psc.talk import spoken_seconds
from app.speech.values import PromptKind, TakeStatus, Verdict
from app.storage.exams import ExamTables
from app.storage.values import Attempt

log = logging.getLogger(__name__)

LESSON = "psc"
"""The lesson id under which the takes of tests are kept; no lesson has it."""

OVERTIME = 120.0
"""Seconds after its limit at which a part is ended."""

WORST = 10

LAST_PAPER = 999_999
"""The highest number that a paper gets by itself or is asked for by."""

_STYLES = {
    PartOfPaper.SYLLABLES: PromptKind.DRILL,
    PartOfPaper.WORDS: PromptKind.DRILL,
    PartOfPaper.PASSAGE: PromptKind.PASSAGE,
}


def _now() -> datetime:
    return datetime.now(UTC)


class Exams:
    """The mock tests of whoever practises now.

    Calls block, except `prompt` and `talk`; any thread may call.
    """

    def __init__(self, keeper: Keeper, clock: Callable[[], datetime] = _now) -> None:
        self._keeper = keeper
        self._clock = clock
        self._lock = threading.RLock()  # a part is read, changed and written by one call at a time

    # taking a test

    def begin(self, *, five_parts: bool, seed: int | None = None) -> KeptExam:
        """A new test on a paper of its own, or on that of `seed`. Raises ExpectedError without a profile."""
        profile = self._keeper.profile
        if profile is None:
            raise ExpectedError(msg("请先选择是谁在练习，再开始模拟测试。"))
        paper = make_paper(secrets.randbelow(LAST_PAPER + 1) if seed is None else seed, five_parts=five_parts)
        exam = KeptExam(uuid.uuid4().hex, profile.id, self._clock(), paper)
        self._tables.add(exam)
        return exam

    def prompt(self, exam: KeptExam, part: PartOfPaper) -> Prompt:
        """What is read in a part, under an id of its own each time. Raises ValueError for other parts."""
        text, pinyin = reading_text(exam.paper, part)
        return Prompt(_new_id(part), text, pinyin, style=_STYLES[part].value)

    def talk(self, exam: KeptExam, topic: str) -> FreePitch:
        """The talk about one of the paper's topics."""
        return FreePitch(_new_id(PartOfPaper.TALK), topic, (), round(LIMITS[PartOfPaper.TALK]))

    def finish(self, exam_id: str, part: PartOfPaper, prompt_id: str, topic: str = "") -> KeptExam:
        """A part has been spoken to its end; its take is still being scored.

        What the part had before (a take that could not be assessed) is given up for it.
        """
        with self._lock:
            exam = self._exam(exam_id)
            old = exam.part(part)
            if old is None or old.prompt_id != prompt_id:
                self._tables.keep_part(exam_id, KeptPart(part, self._clock(), prompt_id, topic=topic))
            return self._exam(exam_id)

    def keep_take(self, exam_id: str, part: PartOfPaper, attempt: Attempt) -> KeptExam:
        """Mark a part that `finish` told of; a take of another try changes nothing."""
        with self._lock:
            exam = self._exam(exam_id)
            kept = exam.part(part)
            if kept is not None and kept.prompt_id == attempt.prompt_id:
                self._tables.keep_part(exam_id, self._marked(exam, kept, attempt))
            return self._exam(exam_id)

    def keep_choices(self, exam_id: str, answers: Sequence[int | None], seconds: float) -> KeptExam:
        """Keep and mark the choosing part; an answer is the index of an option, None for none."""
        with self._lock:
            exam = self._exam(exam_id)
            marks = mark_choices(exam.paper.choices, answers, seconds)
            part = KeptPart(PartOfPaper.CHOOSING, self._clock(), marks=marks, answers=tuple(answers))
            self._tables.keep_part(exam_id, part)
            return self._exam(exam_id)

    def give(self, exam_id: str, given: GivenPoints) -> KeptExam:
        """Keep what a person gave for the talk. Raises ExpectedError when there is no talk to mark."""
        with self._lock:
            exam = self._exam(exam_id)
            kept = exam.part(PartOfPaper.TALK)
            if kept is None or kept.marks is None:
                raise ExpectedError(msg("说话的录音还没有量好，稍等一下再打分。"))
            marks = mark_talk(kept.marks.seconds, exam.five_parts, given.total)
            self._tables.keep_part(exam_id, replace(kept, marks=marks, given=given))
            return self._exam(exam_id)

    # looking at tests

    def exam(self, exam_id: str) -> KeptExam:
        """One test as it stands; takes scored meanwhile are marked. Raises ExpectedError when it is gone."""
        with self._lock:
            return self._caught_up(self._exam(exam_id))

    def going_on(self) -> KeptExam | None:
        """The test that was broken off today and can be gone on with."""
        today = self._clock().astimezone().date()
        newest = next(iter(self._mine()), None)
        if newest is None or newest.finished or newest.created.astimezone().date() != today:
            return None
        return newest

    def past(self) -> list[KeptExam]:
        """Her tests in which at least one part was done, the newest first."""
        with self._lock:
            return [self._caught_up(each) for each in self._mine() if each.parts]

    def to_mark(self) -> list[tuple[str, KeptExam]]:
        """For a trainer: the tests of her trainees whose talk nobody has judged yet, with their names."""
        trainer = self._keeper.profile
        if trainer is None or not trainer.teaches:
            return []
        found = []
        for each in self._keeper.store.people.profiles():
            if each.id == trainer.id:
                continue
            for exam in self._tables.exams(each.id):
                talk = exam.part(PartOfPaper.TALK)
                if talk is not None and talk.given is None and (talk.marks is None or talk.marks.open_points):
                    found.append((each.name, self._caught_up(exam)))
        return sorted(found, key=lambda pair: pair[1].created, reverse=True)

    def result(self, exam_id: str) -> ExamResult:
        """A test with everything its result page shows."""
        exam = self.exam(exam_id)
        names = {each.id: each.name for each in self._keeper.store.profiles()}
        attempts = self._attempts(exam)
        scores = {part: attempts[part].score for part in READING if part in attempts}
        read = {part: score for part, score in scores.items() if score and score.status is TakeStatus.SCORED}
        marked = [
            WorstSyllable(part, index, each)
            for part, score in read.items()
            for index, each in enumerate(score.syllables[:PASSAGE_SYLLABLES])
        ]
        return ExamResult(
            exam=exam,
            name=names.get(exam.profile_id, ""),
            estimate=estimate_grade(list(read.values())),
            attempts=attempts,
            sounds=sounds_off(each.score for each in marked),
            worst=_worst(marked),
            earlier=self._before(exam),
            scoring=tuple(each.part for each in exam.parts if each.marks is None and each.attempt_id is None),
        )

    def delete(self, exam_id: str) -> None:
        """Forget a test; its takes stay in the history."""
        self._tables.delete(exam_id)

    # inside

    @property
    def _tables(self) -> ExamTables:
        return self._keeper.store.exams

    def _exam(self, exam_id: str) -> KeptExam:
        found = self._tables.exam(exam_id)
        if found is None:
            raise ExpectedError(msg("找不到这次模拟测试，可能已经删除。请回到模拟测试的首页。"))
        return found

    def _mine(self) -> list[KeptExam]:
        profile = self._keeper.profile
        return self._tables.exams(profile.id) if profile is not None else []

    def _caught_up(self, exam: KeptExam) -> KeptExam:
        """The test with the takes that were stored without anybody telling it."""
        for kept in exam.parts:
            if kept.marks is not None or not kept.prompt_id:
                continue
            attempt = self._attempt_of(exam, kept)
            if attempt is None:
                continue
            try:
                self._tables.keep_part(exam.id, self._marked(exam, kept, attempt))
            except ExpectedError as error:  # the talk's recording is gone; the rest can be shown
                log.warning("%s of a mock test not marked: %s", kept.part.value, error.detail)
        return self._exam(exam.id) if any(each.marks is None for each in exam.parts) else exam

    def _attempt_of(self, exam: KeptExam, kept: KeptPart) -> Attempt | None:
        store = self._keeper.store
        found = store.attempts(exam.profile_id, lesson_id=LESSON, prompt_id=kept.prompt_id, limit=1)
        return store.attempt(found[0].id) if found else None

    def _attempts(self, exam: KeptExam) -> dict[PartOfPaper, Attempt]:
        """The takes that are still there; the trash and the history may have taken some away."""
        found = ((kept.part, self._attempt_of(exam, kept)) for kept in exam.parts if kept.prompt_id)
        return {part: attempt for part, attempt in found if attempt is not None}

    def _marked(self, exam: KeptExam, kept: KeptPart, attempt: Attempt) -> KeptPart:
        """The part with its take's marks; without while the take has no score (the history can score it)."""
        marks: PartMarks | None = None
        if kept.part is PartOfPaper.TALK:
            marks = mark_talk(
                self._talked(attempt), exam.five_parts, kept.given.total if kept.given else None
            )
        elif attempt.score is not None:
            marks = mark_reading(kept.part, attempt.score, attempt.recording.duration)
        return replace(kept, attempt_id=attempt.id, marks=marks)

    def _talked(self, attempt: Attempt) -> float:
        """Seconds of talk in a take. Raises ExpectedError when its recording is missing or damaged."""
        return spoken_seconds(load_recording(attempt.recording))

    def _before(self, exam: KeptExam) -> KeptExam | None:
        earlier = (
            each
            for each in self._tables.exams(exam.profile_id)
            if each.created < exam.created and judged(each)
        )
        return next(earlier, None)


def _new_id(part: PartOfPaper) -> str:
    return f"{part.value}-{uuid.uuid4().hex[:12]}"


def _worst(syllables: Sequence[WorstSyllable]) -> tuple[WorstSyllable, ...]:
    """The worst ten that were said and went wrong; each sound of a character once."""
    order = (Verdict.WRONG, Verdict.OFF)

    def badness(each: WorstSyllable) -> tuple[int, float]:
        worst = each.score.part(each.score.worst)
        return order.index(worst.verdict), worst.goodness or 0.0

    bad = [
        each
        for each in syllables
        if not each.score.omitted and each.score.part(each.score.worst).verdict in order
    ]
    once: dict[tuple[str, str, int], WorstSyllable] = {}
    for each in sorted(bad, key=badness):
        said = each.score.syllable
        once.setdefault((said.hanzi, said.toneless, said.tone), each)
    return tuple(once.values())[:WORST]
