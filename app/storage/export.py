"""What Kaibo holds of somebody taken out: CSV for a spreadsheet, JSON for a program, and the recordings.

The JSON holds every score in full, moments in UTC, names in English that stay; `export_tables` says what the
CSV files hold.
"""

from __future__ import annotations

import csv
import json
import shutil
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from app.i18n import msg
from app.people.values import Profile
from app.storage.earlier import earlier_to_data
from app.storage.errors import (
    AttemptMissingError,
    ExportCancelledError,
    ExportError,
    ScoreUnreadableError,
    expected_errors,
)
from app.storage.export_broadcasts import broadcast_data, broadcast_header, broadcast_line
from app.storage.export_exams import exam_data, exam_header, exam_lines
from app.storage.export_given import certificate_header, certificate_line, plan_header, plan_lines
from app.storage.export_learning import (
    activity_header,
    activity_line,
    learning_data,
    memory_header,
    memory_line,
    times_reviewed,
)
from app.storage.export_rehearsals import rehearsal_data, rehearsal_header, rehearsal_lines
from app.storage.export_reviews import review_data, review_header, review_lines, voice_name
from app.storage.export_tables import (
    attempt_header,
    attempt_line,
    recording_name,
    syllable_header,
    syllable_lines,
)
from app.storage.reviews_values import ReviewedAttempt
from app.storage.rows import moment_to_text, profile_row
from app.storage.score_json import score_to_data
from app.storage.store import Store
from app.storage.values import Attempt

EXPORT_FORMAT = 1

_AddFile = Callable[[Path, str], None]


@dataclass(frozen=True)
class ExportResult:
    """What was written where.

    `missing` are the ids of attempts whose recording is gone, `unreadable` of those whose score is damaged.
    """

    path: Path
    attempts: int
    recordings: int
    missing: tuple[str, ...]
    unreadable: tuple[str, ...]


def export_attempts(
    store: Store,
    destination: Path,
    *,
    profile_id: str | None = None,
    recordings: bool = True,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportResult:
    """Write the attempts of one profile, or of all, to a folder, or to a zip file if so named.

    With them goes what stands beside them: learning, tests, broadcasts, reviews, plans. `recordings` is
    whether voices are copied, hers and those of spoken comments.

    `progress` gets attempts done and attempts in all. Whatever stops the export, nothing half-done is left.

    Raises:
        ExportError: a zip or a folder with something in it is already there.
        ExportCancelledError: `cancelled` said yes.
        StorageError: disk full, not writable, …
    """
    zipped = destination.suffix.lower() == ".zip"
    with expected_errors():
        _check_destination(destination, zipped)
        # Built beside its destination under another name, and given its own when it is whole.
        hidden = f".{destination.name}.{uuid.uuid4().hex[:8]}"
        folder = destination.with_name(hidden)
        archive = destination.with_name(f"{hidden}.part")
        try:
            folder.mkdir(parents=True)
            work = _Work(store, profile_id, progress, cancelled)
            if zipped:
                with zipfile.ZipFile(archive, "w", strict_timestamps=False) as zip_file:
                    _write_all(work, folder, recordings, _adder_to_zip(zip_file))
                    for table in sorted(folder.iterdir()):
                        zip_file.write(table, table.name, zipfile.ZIP_DEFLATED)
                archive.replace(destination)
            else:
                _write_all(work, folder, recordings, _adder_to_folder(folder))
                if destination.exists():
                    destination.rmdir()  # it is empty, see above
                folder.replace(destination)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            archive.unlink(missing_ok=True)
    return ExportResult(
        destination, work.attempts_done, work.recordings_done, tuple(work.missing), tuple(work.unreadable)
    )


@dataclass
class _Work:
    """What is exported, who is told how far it is, and what has come of it so far."""

    store: Store
    profile_id: str | None
    progress: Callable[[int, int], None] | None
    cancelled: Callable[[], bool] | None
    attempts_done: int = 0
    recordings_done: int = 0
    missing: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def attempts(self) -> Iterator[Attempt]:
        """The attempts, the oldest first, each read when it is its turn."""
        ids = self.store.attempt_ids(self.profile_id)
        for done, attempt_id in enumerate(ids):
            if self.progress is not None:
                self.progress(done, len(ids))
            if self.cancelled is not None and self.cancelled():
                raise ExportCancelledError(msg("导出已取消，没有留下不完整的文件。"))
            try:
                yield self.store.attempt(attempt_id)
            except ScoreUnreadableError:
                self.unreadable.append(attempt_id)
                yield self.store.attempt(attempt_id, with_score=False)
            except AttemptMissingError:  # deleted since the list was read
                continue
            self.attempts_done += 1
        if self.progress is not None:
            self.progress(len(ids), len(ids))


def _check_destination(destination: Path, zipped: bool) -> None:
    if zipped and destination.exists():
        raise ExportError(msg("已经有这个文件：{path}。请换一个名字，原来的文件没有改动。", path=destination))
    if destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        raise ExportError(
            msg(
                "这个文件夹里已有内容：{path}。请选一个空文件夹或新名字，没有改动任何文件。", path=destination
            )
        )


def _write_all(work: _Work, folder: Path, recordings: bool, add_file: _AddFile) -> None:
    profiles = {profile.id: profile for profile in work.store.people.profiles(archived=True)}
    reviews = []
    with ExitStack() as files:
        attempts_csv = csv.writer(files.enter_context(_csv_file(folder / "attempts.csv")))
        syllables_csv = csv.writer(files.enter_context(_csv_file(folder / "syllables.csv")))
        reviews_csv = csv.writer(files.enter_context(_csv_file(folder / "reviews.csv")))
        exported = [each for each in profiles.values() if work.profile_id in (None, each.id)]
        add_json = files.enter_context(_json_file(folder / "attempts.json", exported))
        attempts_csv.writerow(attempt_header())
        syllables_csv.writerow(syllable_header())
        reviews_csv.writerow(review_header())
        for attempt in work.attempts():
            profile = profiles.get(attempt.profile_id)
            file_name = _export_recording(attempt, profile, work, add_file) if recordings else ""
            attempts_csv.writerow(attempt_line(attempt, profile, file_name))
            syllables_csv.writerows(syllable_lines(attempt))
            add_json(_attempt_data(attempt, file_name))
            review = _said_of(attempt, work.store)
            if review is not None:
                voices = _export_voices(review, add_file) if recordings else {}
                reviews_csv.writerows(review_lines(profile, attempt, review, voices))
                reviews.append(review_data(attempt, review, voices))
    whole = {"format": "kaibo reviews", "version": EXPORT_FORMAT, "reviews": reviews}
    (folder / "reviews.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")
    _write_learning(work.store, folder, exported)
    _write_exams(work.store, folder, exported)
    _write_broadcasts(work.store, folder, exported)
    _write_rehearsals(work.store, folder, exported)
    _write_given(work.store, folder, exported)


def _write_learning(store: Store, folder: Path, profiles: list[Profile]) -> None:
    """What came of activities and what is remembered: few enough to be held in memory."""
    data = []
    with ExitStack() as files:
        activities = csv.writer(files.enter_context(_csv_file(folder / "activities.csv")))
        memory = csv.writer(files.enter_context(_csv_file(folder / "memory.csv")))
        activities.writerow(activity_header())
        memory.writerow(memory_header())
        for profile in profiles:
            outcomes = store.learning.outcomes(profile.id)
            cards, reviews = store.learning.cards(profile.id), store.learning.reviews(profile.id)
            times = times_reviewed(reviews)
            activities.writerows(activity_line(profile, kept) for kept in outcomes)
            memory.writerows(memory_line(profile, card, times) for card in cards)
            data.append(learning_data(profile, cards, reviews, outcomes))
    whole = {"format": "kaibo learning", "version": EXPORT_FORMAT, "learners": data}
    (folder / "learning.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_exams(store: Store, folder: Path, profiles: list[Profile]) -> None:
    """Mock tests, the oldest first: few enough to be held in memory."""
    data = []
    with _csv_file(folder / "exams.csv") as file:
        table = csv.writer(file)
        table.writerow(exam_header())
        for profile in profiles:
            for exam in reversed(store.exams.exams(profile.id)):
                table.writerows(exam_lines(profile, exam))
                data.append(exam_data(exam))
    whole = {"format": "kaibo exams", "version": EXPORT_FORMAT, "exams": data}
    (folder / "exams.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_rehearsals(store: Store, folder: Path, profiles: list[Profile]) -> None:
    """Rehearsals in the live room, the oldest first: few enough to be held in memory."""
    data = []
    with _csv_file(folder / "rehearsals.csv") as file:
        table = csv.writer(file)
        table.writerow(rehearsal_header())
        for profile in profiles:
            for kept in reversed(store.rehearsals.rehearsals(profile.id, limit=None)):
                found = store.attempts(profile.id, prompt_id=kept.prompt_id, limit=1)
                table.writerows(rehearsal_lines(profile, kept))
                data.append(rehearsal_data(kept, found[0].id if found else None))
    whole = {"format": "kaibo rehearsals", "version": EXPORT_FORMAT, "rehearsals": data}
    (folder / "rehearsals.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_broadcasts(store: Store, folder: Path, profiles: list[Profile]) -> None:
    """Real broadcasts, the oldest first: few enough to be held in memory."""
    data = []
    with _csv_file(folder / "broadcasts.csv") as file:
        table = csv.writer(file)
        table.writerow(broadcast_header())
        for profile in profiles:
            for broadcast in reversed(store.broadcasts.broadcasts(profile.id)):
                table.writerow(broadcast_line(profile, broadcast))
                data.append(broadcast_data(broadcast))
    whole = {"format": "kaibo broadcasts", "version": EXPORT_FORMAT, "broadcasts": data}
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    (folder / "broadcasts.json").write_text(text, encoding="utf-8")


def _write_given(store: Store, folder: Path, profiles: list[Profile]) -> None:
    """Plans that were given, the earliest first, and certificates, the oldest first."""
    with ExitStack() as files:
        plans = csv.writer(files.enter_context(_csv_file(folder / "plans.csv")))
        certificates = csv.writer(files.enter_context(_csv_file(folder / "certificates.csv")))
        plans.writerow(plan_header())
        certificates.writerow(certificate_header())
        for profile in profiles:
            for given, plan in store.plans.for_person(profile.id):
                plans.writerows(plan_lines(profile, given, plan))
            certificates.writerows(map(certificate_line, reversed(store.certificates.of(profile.id))))


def _said_of(attempt: Attempt, store: Store) -> ReviewedAttempt | None:
    """What trainers said of it or were asked about it, done or not; None for nothing."""
    try:
        review = store.reviews.review(attempt.id)
    except AttemptMissingError:  # deleted since it was read
        return None
    return None if review.empty and review.asked is None else review


def _export_voices(review: ReviewedAttempt, add_file: _AddFile) -> dict[str, str]:
    """Copy the spoken comments that are there; their names in the export by comment id."""
    names = {}
    for comment in review.comments:
        if comment.voice is not None and comment.voice.is_file():
            names[comment.id] = voice_name(comment.voice)
            add_file(comment.voice, names[comment.id])
    return names


def _export_recording(attempt: Attempt, profile: Profile | None, work: _Work, add_file: _AddFile) -> str:
    """Copy the recording; its name in the export, or "" when it is gone."""
    if not attempt.recording.path.is_file():
        work.missing.append(attempt.id)
        return ""
    name = recording_name(attempt, profile)
    add_file(attempt.recording.path, name)
    work.recordings_done += 1
    return name


def _attempt_data(attempt: Attempt, file_name: str) -> dict[str, Any]:
    return {
        "id": attempt.id,
        "profile_id": attempt.profile_id,
        "lesson_id": attempt.lesson_id,
        "prompt_id": attempt.prompt_id,
        "text": attempt.text,
        "pinyin": attempt.pinyin,
        "created": moment_to_text(attempt.created),
        "recording": {
            "file": file_name,
            "sha256": attempt.recording.sha256,
            "duration": attempt.recording.duration,
            "created": moment_to_text(attempt.recording.created),
            "device": attempt.recording.device,
            "interrupted": attempt.recording.interrupted,
        },
        "score": None if attempt.score is None else score_to_data(attempt.score),
        "earlier_scores": earlier_to_data(attempt.earlier),
    }


@contextmanager
def _csv_file(path: Path) -> Iterator[TextIO]:
    # The byte order mark tells Excel that it is UTF-8; without it Chinese is spoilt.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        yield file


@contextmanager
def _json_file(path: Path, profiles: list[Profile]) -> Iterator[Callable[[dict[str, Any]], None]]:
    """A JSON file that is written attempt by attempt: a hundred thousand do not fit in memory."""
    head = {
        "format": "kaibo attempts",
        "version": EXPORT_FORMAT,
        "exported": moment_to_text(datetime.now(UTC)),
        "profiles": [profile_row(profile) for profile in profiles],
    }
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "attempts": [')
        separator = "\n"

        def add(data: dict[str, Any]) -> None:
            nonlocal separator
            file.write(separator + json.dumps(data, ensure_ascii=False, allow_nan=False))
            separator = ",\n"

        yield add
        file.write("\n]}\n")


def _adder_to_folder(folder: Path) -> _AddFile:
    def add(source: Path, name: str) -> None:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)

    return add


def _adder_to_zip(zip_file: zipfile.ZipFile) -> _AddFile:
    # FLAC is compressed already.
    return lambda source, name: zip_file.write(source, name, zipfile.ZIP_STORED)
