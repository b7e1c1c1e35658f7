"""Which takes wait for a trainer, what she says of them, and that nothing of it gets lost."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.people.values import TRAINER, Cohort, Profile
from app.speech.values import Part, PartScore, PronunciationScore, TakeStatus, Verdict
from app.storage.plans_values import Given, Plan, PlanItem
from app.storage.progress_counts import differences
from app.storage.reviews_need import doubt_of, note_all_needs
from app.storage.reviews_values import Comment, Need, ReviewState, VerdictChange
from app.storage.store import Store
from app.storage.values import Attempt
from tests.storage.storage_samples import NOON, PROFILE, attempt_of, make_score

LI = Profile("li", "李老师", "zh", NOON, role=TRAINER)
NU = dataclasses.replace(PROFILE, cohort_id="first")
ALI = Profile("ali", "阿里", "kk", NOON, cohort_id="first")
AGES_AGO = NOON - timedelta(days=365)


def clear(total: float | None = 80.0, **changes: Any) -> PronunciationScore:
    """A score that leaves nothing to doubt."""
    score = make_score(1, syllables=3)
    good = PartScore(Verdict.GOOD, 0.9)
    syllables = tuple(
        dataclasses.replace(each, initial=good, final=good, tone=good, omitted=False)
        for each in score.syllables
    )
    return dataclasses.replace(score, total=total, syllables=syllables, miscues=(), **changes)


@pytest.fixture
def taught(store: Store) -> Store:
    """Li leads the class that Nu and Ali are in; whoever is asked for acts."""

    def work(db: Any) -> None:
        rows = [
            {"id": p.id, "name": p.name, "first_language": p.first_language, "created": NOON.isoformat()}
            | {"register": "", "role": p.role, "cohort_id": p.cohort_id or None}
            for p in (LI, ALI)
        ]
        db["cohorts"].insert(
            {"id": "first", "name": "一班", "created": NOON.isoformat(), "strictness": "normal"}
        )
        db["profiles"].insert_all(rows)
        db["profiles"].update(NU.id, {"cohort_id": "first"})
        db["cohort_trainers"].insert({"cohort_id": "first", "profile_id": "li"})
        db.commit()

    store._thread.call(work)
    return store


def as_her(store: Store, who: Profile) -> Store:
    store.access.viewer = who
    return store


def keep(store: Store, *attempts: Attempt) -> None:
    for each in attempts:
        with store.access.acting_for(each.profile_id):
            store.add_attempt(each)


def needs(store: Store) -> dict[str, Need]:
    return {row.attempt_id: row.need for row in as_her(store, LI).reviews.queue(AGES_AGO)}


@pytest.fixture
def take(own_home: Path) -> Callable[..., Attempt]:
    """Takes of different prompts, one minute after the other, as clear as can be unless told."""
    made = 0

    def make(attempt_id: str, **changes: Any) -> Attempt:
        nonlocal made
        made += 1
        values = {"created": NOON + timedelta(minutes=made), "prompt_id": f"p{made}", "score": clear()}
        return attempt_of(own_home, attempt_id, **(values | changes))

    return make


def test_the_queue_is_sorted_by_need(taught: Store, take: Callable[..., Attempt]) -> None:
    keep(taught, *(take(f"usual-{n}", score=clear(80.0 + n)) for n in range(5)))
    off_task = clear(None, status=TakeStatus.OFF_TASK)
    cut = take("cut")
    cut = dataclasses.replace(cut, recording=dataclasses.replace(cut.recording, interrupted=True))
    murky = clear()
    unknown = PartScore(Verdict.NOT_ASSESSABLE, None)
    murky = dataclasses.replace(
        murky,
        syllables=tuple(dataclasses.replace(s, initial=unknown, final=unknown) for s in murky.syllables),
    )
    keep(
        taught,
        take("talk", score=None, free=True),
        take("unscored", score=None),
        take("off-task", score=off_task),
        cut,
        take("murky", score=murky),
        take("low", score=clear(60.0)),
        take("fine", score=clear(79.0)),
        take("due", lesson_id="planned"),
        take("asked"),
    )
    taught.access.viewer = LI
    plan = Plan("p", "第一周", "li", NOON, (PlanItem("planned"),))
    taught.plans.add_and_give(plan, Given("g", "p", "first", "", date(2026, 3, 1), NOON, "li"))
    as_her(taught, NU).reviews.ask("asked", "第二个字总读不准", NOON)

    rows = as_her(taught, LI).reviews.queue(AGES_AGO)
    assert [row.need for row in rows] == sorted(row.need for row in rows)
    found = {row.attempt_id: row for row in rows}
    assert found["asked"].need is Need.ASKED and found["asked"].question == "第二个字总读不准"
    for each in ("unscored", "off-task", "cut", "murky"):
        assert found[each].need is Need.UNSURE, each
    assert found["cut"].interrupted and found["murky"].doubt == pytest.approx(2 / 3)
    assert found["low"].need is Need.DROP and found["low"].usual == pytest.approx(570 / 7)
    assert found["due"].need is Need.DUE
    assert found["talk"].need is Need.FREE
    assert found["fine"].need is Need.NEWEST
    assert rows[0].name == NU.name
    counts = taught.reviews.counts(AGES_AGO)
    assert counts == Counter(row.need for row in rows)
    first = taught.reviews.queue(AGES_AGO, limit=4)
    assert first + taught.reviews.queue(AGES_AGO, limit=50, offset=4) == rows


def test_what_is_old_waits_only_if_asked_for(taught: Store, take: Callable[..., Attempt]) -> None:
    keep(taught, take("old"), take("asked"))
    as_her(taught, NU).reviews.ask("asked", "", NOON)
    rows = as_her(taught, LI).reviews.queue(NOON + timedelta(days=1))
    assert [row.attempt_id for row in rows] == ["asked"]


def test_a_text_said_again_waits_once(taught: Store, take: Callable[..., Attempt]) -> None:
    keep(taught, take("first", prompt_id="same", score=None), take("second", prompt_id="same"))
    assert needs(taught) == {"second": Need.NEWEST}
    as_her(taught, NU).reviews.ask("first", "", NOON)
    keep(taught, take("third", prompt_id="same"))
    assert needs(taught) == {"first": Need.ASKED, "third": Need.NEWEST}
    as_her(taught, NU).reviews.take_back("first")
    assert needs(taught) == {"third": Need.NEWEST}
    assert taught.reviews.counts(AGES_AGO, profile_id=NU.id) == {Need.NEWEST: 1}


def test_by_class_and_person(taught: Store, take: Callable[..., Attempt]) -> None:
    keep(taught, take("nu"), take("ali", profile_id="ali"), take("li", profile_id="li"))
    reviews = as_her(taught, LI).reviews
    assert {row.attempt_id for row in reviews.queue(AGES_AGO)} == {"nu", "ali"}  # nobody reviews her own
    assert {row.attempt_id for row in reviews.queue(AGES_AGO, cohort_id="first")} == {"nu", "ali"}
    assert {row.attempt_id for row in reviews.queue(AGES_AGO, profile_id="ali")} == {"ali"}
    taught.add_cohort(Cohort("second", "二班", NOON))
    assert reviews.queue(AGES_AGO, cohort_id="second") == []
    taught.people.change({"ali": {"archived": True}})
    assert {row.attempt_id for row in reviews.queue(AGES_AGO)} == {"nu"}


def test_accepted_leaves_and_can_be_taken_back(taught: Store, take: Callable[..., Attempt]) -> None:
    keep(taught, take("a"))
    reviews = as_her(taught, LI).reviews
    reviews.spend("a", 12.5)
    assert reviews.finish("a", NOON) is ReviewState.ACCEPTED
    assert reviews.queue(AGES_AGO) == []
    review = reviews.review("a")
    assert (review.state, review.by_name, review.reviewed, review.seconds) == (
        ReviewState.ACCEPTED,
        "李老师",
        NOON,
        12.5,
    )
    reviews.reopen("a")
    assert [row.attempt_id for row in reviews.queue(AGES_AGO)] == ["a"]
    assert as_her(taught, NU).reviews.heard(NU.id) == []


def test_a_verdict_of_the_trainer_stands_beside_the_machines(
    taught: Store, take: Callable[..., Attempt]
) -> None:
    keep(taught, take("a"))
    reviews = as_her(taught, LI).reviews
    assert reviews.change_verdict("a", 1, Part.TONE, Verdict.WRONG, NOON) is None
    change = VerdictChange(1, Part.TONE, Verdict.GOOD, Verdict.WRONG)
    assert reviews.review("a").changes == (change,)
    assert taught.attempt("a").score.syllables[1].tone.verdict is Verdict.GOOD  # the machine's stays
    [summary] = taught.attempts(NU.id)
    assert summary.faults == (0, 0, 1)  # counted: the trainer's
    wrong = [e for e in taught.sounds(NU.id) if e.part is Part.TONE and e.verdict is Verdict.WRONG]
    assert sum(e.count for e in wrong) == 1
    assert reviews.change_verdict("a", 1, Part.TONE, Verdict.OFF, NOON) == change
    assert reviews.review("a").trainers(1, Part.TONE) is Verdict.OFF
    assert reviews.review("a").changes[0].machine is Verdict.GOOD
    assert reviews.finish("a", NOON) is ReviewState.CHANGED
    reviews.change_verdict("a", 1, Part.TONE, None, NOON)
    assert reviews.review("a").state is ReviewState.ACCEPTED
    assert taught.attempts(NU.id)[0].faults == (0, 0, 0)
    reviews.change_verdict("a", 0, Part.FINAL, Verdict.GOOD, NOON)  # what the machine says: no change
    assert reviews.review("a").changes == ()
    with pytest.raises(Exception, match="没有这个字"):
        reviews.change_verdict("a", 99, Part.TONE, Verdict.OFF, NOON)


def test_scored_anew_the_trainers_verdicts_stay(taught: Store, take: Callable[..., Attempt]) -> None:
    keep(taught, take("a"))
    reviews = as_her(taught, LI).reviews
    reviews.change_verdict("a", 0, Part.TONE, Verdict.OFF, NOON)
    anew = clear(50.0)
    wrong = PartScore(Verdict.WRONG, 0.1)
    anew = dataclasses.replace(
        anew, syllables=tuple(dataclasses.replace(s, tone=wrong) for s in anew.syllables)
    )
    as_her(taught, NU).replace_score("a", anew)
    assert as_her(taught, LI).reviews.review("a").changes == (
        VerdictChange(0, Part.TONE, Verdict.WRONG, Verdict.OFF),
    )
    counted = {e.verdict: e.count for e in taught.sounds(NU.id) if e.part is Part.TONE}
    assert counted == {Verdict.OFF: 1, Verdict.WRONG: 2}
    assert counts_are_right(taught)


def counts_are_right(store: Store) -> bool:
    return store._thread.call(differences) == []


def test_comments_and_the_trainee_hears_of_them(
    taught: Store, take: Callable[..., Attempt], own_home: Path
) -> None:
    keep(taught, take("a"), take("b"))
    reviews = as_her(taught, LI).reviews
    voice = own_home / "comments" / "c2.flac"
    reviews.add_comment("a", Comment("c1", None, "很好", NOON))
    reviews.add_comment("a", Comment("c2", 1.5, "", NOON, voice=voice, voice_seconds=2.0, voice_sha256="x"))
    reviews.add_comment("a", Comment("c3", 0.5, "这个字再短一点", NOON, by="head"))
    comments = reviews.review("a").comments
    assert [(c.id, c.at, c.by, c.by_name) for c in comments] == [
        ("c1", None, "li", "李老师"),
        ("c3", 0.5, "li", "李老师"),
        ("c2", 1.5, "li", "李老师"),
    ]
    assert comments[2].voice == voice
    assert reviews.queue(AGES_AGO, profile_id=NU.id)[1].said == 3
    reviews.finish("a", NOON)
    hers = as_her(taught, NU).reviews
    [heard] = hers.heard(NU.id)
    assert (heard.attempt_id, heard.by_name, heard.comments, heard.seen) == ("a", "李老师", 3, False)
    hers.see("a", NOON)
    assert hers.heard(NU.id)[0].seen
    as_her(taught, LI).reviews.remove_comment("c2")
    reviews.add_comment("a", Comment("c4", None, "还有一点", NOON))
    assert not as_her(taught, NU).reviews.heard(NU.id)[0].seen  # there is news


def test_deleted_and_taken_back_with_all_that_was_said(
    taught: Store, take: Callable[..., Attempt], own_home: Path
) -> None:
    keep(taught, take("a"))
    reviews = as_her(taught, LI).reviews
    voice = own_home / "comments" / "c1.flac"
    voice.parent.mkdir()
    voice.write_bytes(b"fLaC voice")
    reviews.add_comment("a", Comment("c1", 1.5, "听", NOON, voice=voice, voice_seconds=2.0))
    reviews.change_verdict("a", 2, Part.INITIAL, Verdict.OFF, NOON)
    reviews.finish("a", NOON)
    said = reviews.review("a")
    as_her(taught, NU).delete_attempt("a")
    assert not voice.exists()
    taught.undelete_attempt("a")
    assert taught.reviews.review("a") == said
    assert voice.read_bytes() == b"fLaC voice"
    assert taught.attempts(NU.id)[0].faults == (1, 0, 0)
    assert counts_are_right(taught)


def test_a_spoken_comment_that_is_playing_does_not_stop_the_deleting(
    taught: Store, take: Callable[..., Attempt], own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(taught, take("a"))
    voice = own_home / "comments" / "c1.flac"
    voice.parent.mkdir()
    voice.write_bytes(b"fLaC voice")
    as_her(taught, LI).reviews.add_comment("a", Comment("c1", 1.5, "听", NOON, voice=voice))
    replace = Path.replace

    def held(self: Path, target: Path) -> Path:
        if self == voice:
            raise PermissionError(13, "in use")
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", held)
        as_her(taught, NU).delete_attempt("a")
    taught.undelete_attempt("a")
    assert taught.reviews.review("a").comments[0].voice == voice
    assert voice.exists()


def test_deleted_without_a_recording_leaves_no_voice(
    taught: Store, take: Callable[..., Attempt], own_home: Path
) -> None:
    attempt = take("a")
    keep(taught, attempt)
    voice = own_home / "comments" / "c1.flac"
    voice.parent.mkdir()
    voice.write_bytes(b"fLaC voice")
    as_her(taught, LI).reviews.add_comment("a", Comment("c1", 1.5, "听", NOON, voice=voice))
    attempt.recording.path.unlink()
    as_her(taught, NU).delete_attempt("a")
    assert not voice.exists()


def test_attempts_written_past_the_store_get_their_needs(taught: Store, take: Callable[..., Attempt]) -> None:
    keep(taught, *(take(f"u{n}", score=clear(80.0)) for n in range(6)))
    keep(taught, take("again", prompt_id="p1"), take("low", score=clear(40.0)), take("none", score=None))
    known = needs(taught)

    def work(db: Any) -> None:
        db.execute("DELETE FROM reviews")
        note_all_needs(db)
        db.commit()

    taught._thread.call(work)
    assert needs(taught) == known
    assert set(known.values()) == {Need.UNSURE, Need.DROP, Need.NEWEST}
    assert "u0" not in known


def test_one_written_past_the_store_can_be_reviewed_all_the_same(
    taught: Store, take: Callable[..., Attempt]
) -> None:
    keep(taught, take("a"))

    def forget(db: Any) -> None:
        db.execute("DELETE FROM reviews")
        db.commit()

    taught._thread.call(forget)
    assert as_her(taught, LI).reviews.review("a").state is ReviewState.OPEN
    assert taught.reviews.finish("a", NOON) is ReviewState.ACCEPTED


def test_doubt_counts_sounds_and_nothing_else() -> None:
    """A zero initial, a letter and what was left out are not in doubt; a middling goodness is."""
    one = clear().syllables[0]
    middling = PartScore(Verdict.OFF, 0.5)
    silent = PartScore(Verdict.NOT_ASSESSABLE, None)
    zero = dataclasses.replace(
        one, syllable=dataclasses.replace(one.syllable, initial=""), initial=silent, tone=middling
    )
    letter = dataclasses.replace(
        one, syllable=dataclasses.replace(one.syllable, hanzi="A"), initial=silent, final=silent, tone=silent
    )
    omitted = dataclasses.replace(one, initial=silent, final=silent, tone=silent, omitted=True)
    score = dataclasses.replace(clear(), syllables=(one, zero, letter, omitted))
    assert doubt_of(score) == pytest.approx(1 / 5)
    assert doubt_of(dataclasses.replace(score, syllables=(letter, omitted))) == 0.0
    assert doubt_of(None) == 0.0


def test_what_she_said_is_hers_when_she_leaves_before_it_is_written(
    taught: Store, take: Callable[..., Attempt], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(taught, take("a"))
    write = taught.reviews._write

    def leave_first(work: Callable[[Any], Any]) -> Any:
        taught.access.viewer = None
        return write(work)

    monkeypatch.setattr(taught.reviews, "_write", leave_first)
    as_her(taught, LI).reviews.change_verdict("a", 0, Part.TONE, Verdict.WRONG, NOON)
    as_her(taught, LI).reviews.add_comment("a", Comment("c1", 0.5, "好", NOON))
    assert as_her(taught, LI).reviews.finish("a", NOON) is ReviewState.CHANGED
    monkeypatch.undo()
    review = as_her(taught, LI).reviews.review("a")
    assert (review.by, [each.by for each in review.comments]) == ("li", ["li"])
    [changed] = taught._thread.call(lambda db: list(db.query("SELECT by_id FROM verdict_changes")))
    assert changed["by_id"] == "li"
