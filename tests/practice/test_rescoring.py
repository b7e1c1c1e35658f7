"""Old takes scored again, and classes whose takes are judged more or less strictly.

The scorer, SQLite and the files are real; there is no recogniser, since verdicts do not come from it.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import read_settings
from app.curriculum.values import Prompt
from app.paths import assets_dir
from app.people.rights import NotAllowedError
from app.people.values import TRAINEE
from app.practice import engine
from app.practice.rescoring import is_older
from app.practice.studio import Studio
from app.speech.assessor import Assessor
from app.speech.values import Strictness
from app.storage.opening import open_store
from app.storage.values import Attempt

DEMO = Path(__file__).resolve().parent.parent.parent / "assets" / "demo"
PROMPT = Prompt("p1", str(json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))["text"]))


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(None, assets_dir() / "scorer")


@pytest.fixture
def studio(own_home: Path, assessor: Assessor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    monkeypatch.setattr(engine, "_load", lambda _located: assessor)
    studio = Studio(own_home, read_settings(own_home), open_store(own_home), ())
    studio.create_profile("努尔", "ug")
    studio.warm_up()
    yield studio
    studio.close()


def add_old_take(studio: Studio, scorer: str = "0-old", total: float = 55.0) -> Attempt:
    """An attempt as an earlier Kaibo would have left it."""
    attempt = studio.score_file(DEMO / "demo.flac", PROMPT, "lesson")
    assert attempt.score is not None
    studio._store.replace_score(attempt.id, dataclasses.replace(attempt.score, scorer=scorer, total=total))
    studio._store._thread.call(lambda db: db.execute("DELETE FROM earlier_scores"))
    return studio.attempt(attempt.id)


def test_an_old_take_is_scored_again_and_its_score_kept(studio: Studio) -> None:
    old = add_old_take(studio)
    assert studio.rescoring.is_outdated(old)
    new = studio.rescore(old.id)
    assert new.score is not None and new.score.scorer == studio.rescoring.scorer
    assert new.score.total is not None and new.score.total > 60
    [kept] = new.earlier
    assert (kept.score.scorer, kept.score.total) == ("0-old", 55.0)
    assert not studio.rescoring.is_outdated(new)


def test_all_old_takes_at_once(studio: Studio) -> None:
    fresh = studio.score_file(DEMO / "demo.flac", PROMPT, "lesson")
    old = [add_old_take(studio, total=total) for total in (0.0, 100.0, 55.0)]
    assert studio.rescoring.outdated() == [each.id for each in old]
    old[2].recording.path.unlink()
    told: list[tuple[int, int]] = []
    result = studio.rescoring.rescore_outdated(lambda done, count: told.append((done, count)))
    assert (result.done, result.failed, result.cancelled) == (2, (old[2].id,), False)
    assert result.higher >= 1
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    left = studio.attempt(old[2].id).score
    assert left is not None and left.total == 55.0
    assert len(studio.attempt(old[0].id).earlier) == 1
    assert studio.attempt(fresh.id).earlier == ()
    assert studio.rescoring.outdated() == [old[2].id]


def test_cancelling_keeps_what_was_done(studio: Studio) -> None:
    old = [add_old_take(studio) for _ in range(2)]
    asked: list[None] = []

    def cancelled() -> bool:
        asked.append(None)
        return len(asked) > 1

    result = studio.rescoring.rescore_outdated(cancelled=cancelled)
    assert (result.done, result.cancelled) == (1, True)
    assert studio.rescoring.outdated() == [old[1].id]


def test_it_goes_on_for_her_when_she_leaves(studio: Studio) -> None:
    nu = studio.profile
    assert nu is not None
    made = studio.score_file(DEMO / "demo.flac", PROMPT, "lesson")
    assert made.score is not None
    studio._store.replace_score(made.id, dataclasses.replace(made.score, scorer="0", total=1.0))

    result = studio.rescoring.rescore_outdated(progress=lambda done, total: studio.people.sign_out())
    assert (result.done, result.failed) == (1, ())
    assert studio.profile is None
    studio.people.sign_in(nu.id)
    assert studio.rescoring.outdated() == []


def test_a_class_decides_how_strictly_its_takes_are_judged(studio: Studio) -> None:
    trainee = studio.profile
    assert trainee is not None
    with pytest.raises(NotAllowedError, match="只有教师"):
        studio.classes.add("一班")
    cohort = studio.people.set_up("中心", "一班", "4071", name="王老师")
    head = studio.profile
    assert head is not None
    studio.people.sign_in(trainee.id)
    normal = studio.score_file(DEMO / "demo.flac", PROMPT, "lesson")
    studio.classes.join(cohort.id)
    studio.people.sign_in(head.id, "4071")
    studio.classes.set_strictness(cohort.id, Strictness.STRICT)
    studio.people.sign_in(trainee.id)
    strict = studio.score_file(DEMO / "demo.flac", PROMPT, "lesson")
    assert normal.score is not None and strict.score is not None
    assert (normal.score.strictness, strict.score.strictness) == (Strictness.NORMAL, Strictness.STRICT)
    assert strict.score.total is not None and normal.score.total is not None
    assert strict.score.total <= normal.score.total
    assert studio.rescoring.outdated() == [normal.id]  # her earlier takes can be judged alike
    again = studio.rescore(normal.id).score
    assert again is not None and again.strictness is Strictness.STRICT
    with pytest.raises(NotAllowedError, match="带这个班"):
        studio.classes.set_strictness(cohort.id, Strictness.LENIENT)
    untouched = studio.attempt(strict.id).score
    assert untouched is not None and untouched.total == strict.score.total
    profile = studio.profile
    assert profile is not None and (profile.role, profile.cohort_id) == (TRAINEE, cohort.id)
    assert profile.register  # joining a class does not forget her voice


@pytest.mark.parametrize(
    ("scorer", "installed", "older"),
    [
        ("1-aa", "2-bb", True),
        ("1-aa", "1-bb", True),
        ("", "1-bb", True),
        ("1-aa", "1-aa", False),
        ("3-aa", "2-bb", False),
        ("10-aa", "9-bb", False),
    ],
)
def test_which_scorer_is_older(scorer: str, installed: str, older: bool) -> None:
    assert is_older(scorer, installed) is older
