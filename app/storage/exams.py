"""The tables of mock tests: the papers, and what came of each part."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from app.people.rights import only_own
from app.speech.psc.paper import PartOfPaper
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.exam_json import (
    given_from_data,
    given_to_data,
    marks_from_data,
    marks_to_data,
    paper_from_text,
    paper_to_text,
)
from app.storage.exam_values import KeptExam, KeptPart
from app.storage.rows import Row, moment_to_text
from app.storage.worker import StorageThread

_ORDER = tuple(PartOfPaper)


class ExamTables:
    """What the store keeps of mock tests. As in the store, any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access) -> None:
        self._thread = thread
        self._access = access

    def add(self, exam: KeptExam) -> None:
        """Keep a new test of her own, with the parts it has."""
        self._access.check_own(exam.profile_id)
        row = {
            "id": exam.id,
            "profile_id": exam.profile_id,
            "created": moment_to_text(exam.created),
            "five_parts": int(exam.five_parts),
            "seed": exam.paper.seed,
            "paper": paper_to_text(exam.paper),
        }

        def work(db: Database) -> None:
            with writing(db):
                db.table("exams").insert(row)
                for part in exam.parts:
                    db.table("exam_parts").insert(_part_row(exam.id, part))

        self._thread.call(work)

    def keep_part(self, exam_id: str, part: KeptPart) -> None:
        """Keep what came of a part, in the place of what was kept of it before.

        Her own, or that of somebody she teaches, in which she may change the marks and nothing else.
        """
        owner = self._access.owner_of("exams", exam_id)
        if owner:
            self._access.check_read(owner)
            if not self._access.is_own(owner) and not self._only_marked(exam_id, part):
                raise only_own()

        def work(db: Database) -> None:
            with writing(db):
                db.table("exam_parts").insert(_part_row(exam_id, part), replace=True)

        self._thread.call(work)

    def exam(self, exam_id: str) -> KeptExam | None:
        """One test; None when there is none of this id."""
        found = next(iter(self._exams("id = ?", exam_id)), None)
        if found is not None:
            self._access.check_read(found.profile_id)
        return found

    def exams(self, profile_id: str) -> list[KeptExam]:
        """All tests of somebody, the newest first."""
        self._access.check_read(profile_id)
        return self._exams("profile_id = ?", profile_id)

    def delete(self, exam_id: str) -> None:
        """Forget a test of her own; its takes stay among the attempts."""
        owner = self._access.owner_of("exams", exam_id)
        if owner:
            self._access.check_own(owner)

        def work(db: Database) -> None:
            with writing(db):
                db.execute("DELETE FROM exams WHERE id = ?", [exam_id])

        self._thread.call(work)

    def _only_marked(self, exam_id: str, part: KeptPart) -> bool:
        """Whether `part` is the kept one but for its marks and the take that they are of."""
        [exam] = self._exams("id = ?", exam_id)
        kept = exam.part(part.part)
        return kept is not None and part == replace(
            kept, attempt_id=kept.attempt_id or part.attempt_id, marks=part.marks, given=part.given
        )

    def _exams(self, where: str, value: str) -> list[KeptExam]:
        def work(db: Database) -> tuple[list[Row], list[Row]]:
            exams = db.query(f"SELECT * FROM exams WHERE {where} ORDER BY created DESC, id", [value])
            parts = db.query(
                f"SELECT * FROM exam_parts WHERE exam_id IN (SELECT id FROM exams WHERE {where})", [value]
            )
            return list(exams), list(parts)

        exams, parts = self._thread.call(work)
        by_exam: dict[str, list[KeptPart]] = {}
        for row in parts:
            by_exam.setdefault(row["exam_id"], []).append(_part_from(row))
        return [
            KeptExam(
                row["id"],
                row["profile_id"],
                datetime.fromisoformat(row["created"]),
                paper_from_text(row["paper"]),
                tuple(sorted(by_exam.get(row["id"], ()), key=lambda each: _ORDER.index(each.part))),
            )
            for row in exams
        ]


def _part_row(exam_id: str, part: KeptPart) -> Row:
    return {
        "exam_id": exam_id,
        "part": part.part.value,
        "done": moment_to_text(part.done),
        "prompt_id": part.prompt_id,
        "attempt_id": part.attempt_id,
        "topic": part.topic,
        "answers": json.dumps(part.answers),
        "marks": None if part.marks is None else json.dumps(marks_to_data(part.marks), ensure_ascii=False),
        "given": None if part.given is None else json.dumps(given_to_data(part.given), ensure_ascii=False),
    }


def _part_from(row: Row) -> KeptPart:
    return KeptPart(
        part=PartOfPaper(row["part"]),
        done=datetime.fromisoformat(row["done"]),
        prompt_id=row["prompt_id"],
        attempt_id=row["attempt_id"],
        marks=None if row["marks"] is None else marks_from_data(json.loads(row["marks"])),
        answers=tuple(json.loads(row["answers"])),
        topic=row["topic"],
        given=None if row["given"] is None else given_from_data(json.loads(row["given"])),
    )
