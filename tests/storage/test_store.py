"""The store keeps what it is given, finds it again, and stays usable whatever a call does."""

from __future__ import annotations

import dataclasses
import shutil
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.people.values import Cohort, Profile
from app.speech.values import Part, Strictness, Verdict
from app.storage.errors import (
    AttemptMissingError,
    BusyError,
    DamagedError,
    DiskFullError,
    ReadOnlyError,
    ScoreUnreadableError,
    StoreClosedError,
)
from app.storage.opening import OpenedStore, open_store
from app.storage.store import Store
from app.storage.trash import empty_trash
from app.storage.values import UNSCORED, EarlierScore, ScoredWith
from tests.storage.conftest import MakeAttempt
from tests.storage.storage_samples import NOON, PROFILE, let_her_teach, make_score, same


def reopened(store: Store) -> Store:
    store.close()
    again = open_store(store.user_dir, automatic_backup=False).store
    again.access.viewer = PROFILE
    return again


def test_profiles_come_back(opened: OpenedStore, profile: Profile) -> None:
    store = opened.store
    later = dataclasses.replace(profile, id="profile-2", name="Айгүл", created=NOON)
    store.add_profile(later)
    store.add_profile(profile)
    store.access.viewer = profile
    changed = dataclasses.replace(profile, name="古丽", register="")
    store.update_profile(changed)
    store = reopened(store)
    hidden = dataclasses.replace(later, first_language="", register="")
    assert store.profiles() == [changed, hidden]  # of others she may know what the sign-in page shows
    store.close()


def test_attempt_comes_back_whole(store: Store, make_attempt: MakeAttempt) -> None:
    attempts = [
        make_attempt(),
        make_attempt(score=None, lesson_id="", pinyin=("hong2", "zao3")),
        make_attempt(score=make_score(9, syllables=0, total=None), text='="引号"\n换行'),
    ]
    for attempt in attempts:
        store.add_attempt(attempt)
    store = reopened(store)
    for attempt in attempts:
        assert same(store.attempt(attempt.id), attempt)
    store.close()


def test_recording_is_found_after_the_folder_has_moved(
    store: Store, make_attempt: MakeAttempt, tmp_path: Path
) -> None:
    attempt = make_attempt()
    store.add_attempt(attempt)
    store.close()
    elsewhere = tmp_path / "别处 #1?%20"
    shutil.move(store.user_dir, elsewhere)
    store = open_store(elsewhere).store
    store.access.viewer = PROFILE
    found = store.attempt(attempt.id).recording.path
    assert found.is_relative_to(elsewhere)
    assert found.is_file()
    store.close()


def test_history_is_newest_first_and_can_be_narrowed(store: Store, make_attempt: MakeAttempt) -> None:
    for i in range(10):
        store.add_attempt(
            make_attempt(
                lesson_id="tones" if i % 2 else "jujube",
                prompt_id=f"p{i % 3}",
                score=None if i == 9 else make_score(i, total=float(i)),
            )
        )
    every = store.attempts("profile-1")
    assert [each.created for each in every] == sorted((each.created for each in every), reverse=True)
    assert (every[0].status, every[0].total) == (UNSCORED, None)
    assert (every[1].status, every[1].total, every[1].duration) == ("scored", 8.0, 2.5)
    assert {a.lesson_id for a in store.attempts("profile-1", lesson_id="tones")} == {"tones"}
    both = store.attempts("profile-1", lesson_id="tones", prompt_id="p1")
    assert [a.total for a in both] == [7.0, 1.0]
    assert store.attempts("profile-1", limit=3, offset=2) == every[2:5]


def test_counts_of_verdicts_can_be_searched(store: Store, make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(score=make_score(5, syllables=30))
    store.add_attempt(attempt)
    score = attempt.score
    assert score is not None
    with closing(sqlite3.connect(store.database)) as db:
        db.row_factory = sqlite3.Row
        row = dict(db.execute("SELECT * FROM attempts").fetchone())
    for part in Part:
        for verdict in Verdict:
            expected = sum(each.part(part).verdict is verdict for each in score.syllables)
            assert row[f"{part.value}_{verdict.value}"] == expected
    assert (row["model"], row["scorer"], row["miscue_count"]) == ("kaibo-zh-1", "1.0", 2)


def test_a_line_of_the_history_counts_the_faults(store: Store, make_attempt: MakeAttempt) -> None:
    score = make_score(5, syllables=30)
    store.add_attempt(make_attempt(score=score))
    store.add_attempt(make_attempt(score=None))
    bad = (Verdict.OFF, Verdict.WRONG)
    unscored, scored = store.attempts("profile-1")
    assert scored.faults == tuple(
        sum(each.part(part).verdict in bad for each in score.syllables) for part in Part
    )
    assert unscored.faults is None


def test_sounds_are_counted_over_attempts(store: Store, make_attempt: MakeAttempt) -> None:
    scores = [make_score(seed, syllables=8) for seed in (1, 2)]
    for score in scores:
        store.add_attempt(make_attempt(score=score))
    found = {(c.part, c.sound, c.verdict): c.count for c in store.sounds("profile-1")}
    tones = [each.tone.verdict for score in scores for each in score.syllables]
    assert {v: found.get((Part.TONE, "2", v), 0) for v in Verdict} == {v: tones.count(v) for v in Verdict}
    assert sum(found.values()) == 3 * 16
    assert found.keys().isdisjoint({(Part.TONE, "3", verdict) for verdict in Verdict})  # spoken, not citation


def test_days_are_those_of_the_clock_on_the_wall(store: Store, make_attempt: MakeAttempt) -> None:
    start = datetime(2026, 3, 1, 23, 50).astimezone()  # local time
    for minutes, total in ((0, 50.0), (5, 70.0), (15, 90.0), (20, None)):
        score = make_score(total=total)
        store.add_attempt(make_attempt(created=start + timedelta(minutes=minutes), score=score))
    first, second = store.daily("profile-1")
    assert (first.day.isoformat(), first.attempts, first.scored) == ("2026-03-01", 2, 2)
    assert (first.mean, first.best, first.seconds) == (60.0, 70.0, 5.0)
    assert (second.day.isoformat(), second.attempts, second.scored) == ("2026-03-02", 2, 1)
    assert second.mean == 90.0


def test_a_new_score_leaves_the_earlier_ones(store: Store, make_attempt: MakeAttempt) -> None:
    attempt = make_attempt(score=None)
    store.add_attempt(attempt)
    given = [make_score(3, syllables=9), make_score(5), make_score(4, syllables=2, total=12.5)]
    for number, score in enumerate(given):
        store.replace_score(attempt.id, score)
        found = store.attempt(attempt.id)
        assert same(dataclasses.replace(found, earlier=()), dataclasses.replace(attempt, score=score))
        assert all(same(kept.score, old) for kept, old in zip(found.earlier, given[:number], strict=True))
    moments = [each.replaced for each in found.earlier]
    assert moments == sorted(moments) and moments[0] > attempt.created
    assert store.attempts("profile-1")[0].total == 12.5
    assert sum(c.count for c in store.sounds("profile-1")) == 3 * 2
    with pytest.raises(AttemptMissingError, match="找不到"):
        store.replace_score("nothing", make_score())


def test_an_unreadable_earlier_score_hides_nothing_else(store: Store, make_attempt: MakeAttempt) -> None:
    attempt = make_attempt()
    store.add_attempt(attempt)
    for seed in (2, 3):
        store.replace_score(attempt.id, make_score(seed))
    store._thread.call(lambda db: db.execute("UPDATE earlier_scores SET data = x'00' WHERE no = 1"))
    found = store.attempt(attempt.id)
    assert same(found.score, make_score(3))
    assert [same(each.score, make_score(2)) for each in found.earlier] == [True]


def test_who_scored_what_and_how_strictly(store: Store, make_attempt: MakeAttempt) -> None:
    strict = dataclasses.replace(make_score(), scorer="2-abc", strictness=Strictness.STRICT)
    kept = [make_attempt(), make_attempt(score=None), make_attempt(score=strict)]
    for each in kept:
        store.add_attempt(each)
    assert store.scored_with("profile-1") == [
        ScoredWith(kept[0].id, "1.0", "normal"),
        ScoredWith(kept[2].id, "2-abc", "strict"),
    ]
    store.replace_score(kept[0].id, strict)
    assert store.scored_with("profile-1")[0].scorer == "2-abc"


def test_classes_and_who_is_in_them(store: Store) -> None:
    let_her_teach(store)
    cohort = Cohort("c1", "一班", NOON)
    store.add_cohort(cohort)
    stricter = dataclasses.replace(cohort, name="一班（考前）", strictness="strict")
    store.update_cohort(stricter)
    assert stricter in store.cohorts()
    member = dataclasses.replace(store.profiles()[0], cohort_id="c1")
    store.update_profile(member)
    assert store.profiles() == [member]
    with pytest.raises(sqlite3.IntegrityError):
        store.update_profile(dataclasses.replace(member, cohort_id="nowhere"))


def test_deleted_attempt_waits_in_the_trash(store: Store, make_attempt: MakeAttempt) -> None:
    attempt, other = make_attempt(earlier=(EarlierScore(make_score(8), NOON),)), make_attempt()
    store.add_attempt(attempt)
    store.add_attempt(other)
    sound = attempt.recording.path.read_bytes()
    store.delete_attempt(attempt.id)
    assert [each.id for each in store.attempts("profile-1")] == [other.id]
    assert sum(c.count for c in store.sounds("profile-1")) == 3 * 6
    assert not attempt.recording.path.exists()
    assert (store.user_dir / "trash" / attempt.id / attempt.recording.path.name).read_bytes() == sound
    with pytest.raises(AttemptMissingError):
        store.attempt(attempt.id)

    assert same(store.undelete_attempt(attempt.id), attempt)
    assert same(store.attempt(attempt.id), attempt)
    assert attempt.recording.path.read_bytes() == sound
    assert not (store.user_dir / "trash" / attempt.id).exists()
    with pytest.raises(AttemptMissingError):
        store.undelete_attempt(attempt.id)


def test_what_was_made_of_a_recording_goes_with_it(store: Store, make_attempt: MakeAttempt) -> None:
    attempt, other = make_attempt(), make_attempt()
    store.add_attempt(attempt)
    store.add_attempt(other)
    report, others = (
        each.recording.path.with_name(f"{each.recording.path.stem}.jujube.pitch.json")
        for each in (attempt, other)
    )
    report.write_text("what she said")
    others.write_text("what else she said")
    store.delete_attempt(attempt.id)
    assert not report.exists()
    assert others.exists()
    store.undelete_attempt(attempt.id)
    assert report.read_text() == "what she said"
    store.delete_attempt(attempt.id)
    empty_trash(store.user_dir, older_than_days=-1)
    assert not list(store.user_dir.rglob(report.name))


def test_trash_is_emptied_of_what_is_old(store: Store, make_attempt: MakeAttempt) -> None:
    attempt = make_attempt()
    store.add_attempt(attempt)
    store.delete_attempt(attempt.id)
    assert empty_trash(store.user_dir) == 0
    assert (store.user_dir / "trash" / attempt.id).exists()
    assert empty_trash(store.user_dir, older_than_days=-1) == 1
    assert not (store.user_dir / "trash" / attempt.id).exists()


def test_attempt_stays_when_its_recording_cannot_be_moved(store: Store, make_attempt: MakeAttempt) -> None:
    attempt = make_attempt()
    store.add_attempt(attempt)
    (store.user_dir / "trash").write_text("a file where the folder should be")
    with pytest.raises(Exception, match="磁盘"):
        store.delete_attempt(attempt.id)
    assert attempt.recording.path.is_file()
    assert same(store.attempt(attempt.id), attempt)


def test_attempt_whose_recording_is_lost_can_be_deleted(store: Store, make_attempt: MakeAttempt) -> None:
    attempt = make_attempt()
    store.add_attempt(attempt)
    attempt.recording.path.unlink()
    store.delete_attempt(attempt.id)
    assert not store.holds_attempts()


def test_recording_outside_the_users_folder_is_left_where_it_is(
    store: Store, make_attempt: MakeAttempt, tmp_path: Path
) -> None:
    attempt = make_attempt()
    outside = tmp_path / "hers.flac"
    attempt.recording.path.rename(outside)
    attempt = dataclasses.replace(attempt, recording=dataclasses.replace(attempt.recording, path=outside))
    store.add_attempt(attempt)
    assert store.attempt(attempt.id).recording.path == outside
    store.delete_attempt(attempt.id)
    assert outside.is_file()


def test_steps_seen(store: Store) -> None:
    for minute, step in enumerate((0, 1, 4, 1)):
        store.steps_seen.see("profile-1", "tones", f"t.{step}", step, NOON + timedelta(minutes=minute))
    store.steps_seen.see("profile-1", "jujube", "j.0", 0, NOON)
    seen = store.steps_seen.of("profile-1")
    assert {each.step_id for each in seen[:2]} == {"t.0", "j.0"}
    assert [each.step_id for each in seen[2:]] == ["t.4", "t.1"]
    again = seen[-1]
    assert (again.first_seen, again.last_seen) == (
        NOON + timedelta(minutes=1),
        NOON + timedelta(minutes=3),
    )
    store.steps_seen.see("profile-1", "tones", "t.1", 7, NOON)  # it moved, and the clock was set back
    moved = store.steps_seen.of("profile-1")[-1]
    assert (moved.step_index, moved.first_seen, moved.last_seen) == (7, NOON, again.last_seen)


def test_steps_without_an_id_stay_apart(store: Store) -> None:
    for step in (0, 3):
        store.steps_seen.see("profile-1", "gone", "", step, NOON)
    assert [each.step_index for each in store.steps_seen.of("profile-1")] == [0, 3]
    store.steps_seen.see("profile-1", "gone", "g.3", 3, NOON)  # by now it has one
    assert {(each.step_id, each.step_index) for each in store.steps_seen.of("profile-1")} == {
        ("", 0),
        ("g.3", 3),
    }


def test_bug_in_one_call_leaves_no_trace_and_the_store_usable(
    store: Store, make_attempt: MakeAttempt
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.add_attempt(make_attempt(prompt_id=None))
    no_score_at_all = make_attempt(score="not a score")
    with pytest.raises(AttributeError):
        store.add_attempt(no_score_at_all)
    with pytest.raises(sqlite3.IntegrityError):
        store.steps_seen.see("profile-1", None, "t.0", 0, NOON)  # type: ignore[arg-type]
    assert not store.holds_attempts()
    attempt = make_attempt()
    store.add_attempt(attempt)
    with pytest.raises(sqlite3.IntegrityError):
        store.add_attempt(attempt)
    assert same(store.attempt(attempt.id), attempt)


def test_failure_in_the_middle_of_an_attempt_keeps_nothing_of_it(
    store: Store, make_attempt: MakeAttempt
) -> None:
    score = make_score()
    bad = dataclasses.replace(score, syllables=(*score.syllables, "no syllable"))  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        store.add_attempt(make_attempt(score=bad))
    with closing(sqlite3.connect(store.database)) as db:
        for table in ("attempts", "recordings", "scores", "syllables"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0


def test_moment_without_a_time_zone_is_refused(store: Store, make_attempt: MakeAttempt) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.steps_seen.see("profile-1", "tones", "t.0", 0, datetime(2026, 3, 2))


def test_many_threads_at_once(store: Store, make_attempt: MakeAttempt) -> None:
    attempts = [make_attempt() for _ in range(40)]
    threads_of_work: set[int] = set()

    def keep_and_look(index: int) -> bool:
        store.add_attempt(attempts[index])
        store._thread.call(lambda _db: threads_of_work.add(threading.get_ident()))
        return same(store.attempt(attempts[index].id), attempts[index])

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(keep_and_look, range(40)))
    assert len(store.attempts("profile-1")) == 40
    assert len(threads_of_work) == 1
    assert threading.get_ident() not in threads_of_work


def test_closed_store_says_so(store: Store) -> None:
    store.close()
    store.close()
    with pytest.raises(StoreClosedError, match="已经关闭"):
        store.profiles()


def test_unreadable_score_leaves_the_attempt_readable(store: Store, make_attempt: MakeAttempt) -> None:
    attempt = make_attempt()
    store.add_attempt(attempt)
    with closing(sqlite3.connect(store.database)) as db, db:
        db.execute("UPDATE scores SET data = x'00112233'")
    with pytest.raises(ScoreUnreadableError, match="录音还在"):
        store.attempt(attempt.id)
    assert store.attempt(attempt.id, with_score=False).recording == attempt.recording
    store.replace_score(attempt.id, make_score())
    assert store.attempt(attempt.id).score is not None
    with closing(sqlite3.connect(store.database)) as db, db:
        db.execute("UPDATE scores SET data = x'00112233'")
    store.delete_attempt(attempt.id)


def test_full_disk_is_one_sentence_and_nothing_is_lost(store: Store, make_attempt: MakeAttempt) -> None:
    store.add_attempt(make_attempt())
    pages = store._thread.call(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
    store._thread.call(lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchone())
    kept = 1
    with pytest.raises(DiskFullError, match="磁盘空间不足"):  # SQLite's own SQLITE_FULL
        for _ in range(200):
            store.add_attempt(make_attempt(score=make_score(syllables=40)))
            kept += 1
    store._thread.call(lambda db: db.execute(f"PRAGMA max_page_count = {pages + 1000}").fetchone())
    assert len(store.attempts("profile-1", limit=1000)) == kept
    store.add_attempt(make_attempt())


def test_locked_by_another_program(store: Store, make_attempt: MakeAttempt) -> None:
    store._thread.call(lambda db: db.execute("PRAGMA busy_timeout = 50").fetchone())
    attempt = make_attempt()
    with closing(sqlite3.connect(store.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError, match="另一个程序"):
            store.add_attempt(attempt)
        assert store.attempts("profile-1") == []  # reading goes on meanwhile
        other.execute("ROLLBACK")
    store.add_attempt(attempt)


def test_database_that_may_not_be_written(store: Store, make_attempt: MakeAttempt) -> None:
    store._thread.call(lambda db: db.execute("PRAGMA query_only = ON").fetchone())
    with pytest.raises(ReadOnlyError, match="不允许写入"):
        store.add_attempt(make_attempt())


def test_damage_met_in_the_middle_of_work(store: Store, make_attempt: MakeAttempt) -> None:
    for _ in range(30):
        store.add_attempt(make_attempt(score=make_score(syllables=30)))

    def spoil(db: object) -> None:
        with store.database.open("r+b") as file:
            size = file.seek(0, 2)
            for page in range(1, size // 4096):
                file.seek(page * 4096)
                file.write(b"\xa5" * 4096)

    store._thread.call(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
    store._thread.call(lambda db: db.execute("PRAGMA shrink_memory").fetchone())
    store._thread.call(spoil)
    with pytest.raises(DamagedError, match="重新启动"):
        store.attempts("profile-1")
