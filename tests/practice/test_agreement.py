"""Blind marking, figures and thresholds through a studio; the scorer and SQLite are real."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.bootstrap import read_settings
from app.curriculum.values import Prompt
from app.paths import assets_dir
from app.people.rights import NotAllowedError
from app.practice import engine
from app.practice.agreement_values import AgreementReport
from app.practice.studio import Studio
from app.speech.agreement_cuts import ScoreAxis, Shift, scorer_base
from app.speech.agreement_fit import Refusal
from app.speech.assessor import Assessor
from app.speech.text import to_spoken
from app.speech.values import (
    Fluency,
    Part,
    PartScore,
    PronunciationScore,
    Strictness,
    SyllableScore,
    TakeStatus,
    Verdict,
)
from app.storage.opening import open_store
from tests.storage.storage_samples import attempt_of

DEMO = Path(__file__).resolve().parent.parent.parent / "assets" / "demo"
PROMPT = Prompt("p1", str(json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))["text"]))
SPOKEN = to_spoken("新疆红枣真甜")
PEOPLE, TAKES = 9, 5


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(None, assets_dir() / "scorer")


@pytest.fixture
def studio(own_home: Path, assessor: Assessor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """A centre's administrator with a class of nine who have said five takes each."""
    monkeypatch.setattr(engine, "_load", lambda _located: assessor)
    made = Studio(own_home, read_settings(own_home), open_store(own_home), ())
    cohort = made.people.set_up("中心", "一班", "4071", name="王老师")
    rng = np.random.default_rng(7)
    for number in range(PEOPLE):
        who = made.people.add(f"学员{number}", "ug" if number % 3 else "kk", cohort_id=cohort.id)
        for turn in range(TAKES):
            score = score_of(assessor.axis(), rng)
            with made._store.access.acting_for(who.id):
                made._store.add_attempt(
                    attempt_of(own_home, f"a{number}-{turn}", profile_id=who.id, score=score)
                )
    made.warm_up()
    yield made
    made.close()


def score_of(axis: ScoreAxis, rng: np.random.Generator) -> PronunciationScore:
    """A take of six syllables whose parts lie anywhere about the thresholds."""

    def part(of: Part, tone: int) -> PartScore:
        goodness = float(1 / (1 + np.exp(-rng.uniform(-5, 4))))
        return PartScore(axis.verdict(of, goodness, tone, len(SPOKEN.syllables), Shift()), goodness)

    syllables = tuple(
        SyllableScore(
            each,
            0.3 * i,
            0.3 * i + 0.28,
            *(part(of, each.spoken_tone) for of in Part),
            contour=None,
            target=None,
        )
        for i, each in enumerate(SPOKEN.syllables)
    )
    fluency = Fluency(180.0, 200.0, (), -20.0, -60.0)
    return PronunciationScore(
        TakeStatus.SCORED, 60.0, syllables, (), fluency, (), "", "kaibo-zh", axis.scorer, 2.0
    )


def listen(studio: Studio, axis: ScoreAxis, harsher: float, count: int = 100) -> int:
    """Mark takes as somebody does who draws her lines so many nats higher than the machine."""
    done = 0
    for attempt_id in studio.agreement.takes(count):
        take = studio.agreement.begin(attempt_id)
        score = studio.attempt(attempt_id).score  # the trainer has ears; this is them
        assert score is not None
        for each in take.syllables:
            found = score.syllables[each.position]
            marks = {
                part: axis.verdict(
                    part,
                    found.part(part).goodness or 0.0,
                    each.syllable.spoken_tone,
                    6,
                    Shift(harsher, harsher),
                )
                for part in each.parts
            }
            studio.agreement.mark(attempt_id, each.position, marks)
        assert len(studio.agreement.finish(attempt_id)) == 18
        done += 1
    return done


def test_takes_of_everybody_come_in_an_order_of_their_own(studio: Studio) -> None:
    first = studio.agreement.takes(9, seed=1)
    assert first == studio.agreement.takes(9, seed=1) != studio.agreement.takes(9, seed=2)
    assert len({each[:2] for each in first}) >= 7, "several speakers"
    standing = studio.agreement.standing()
    assert (standing.finished, standing.broken_off, standing.speakers_wanted) == (0, "", 8)
    assert standing.wanted == pytest.approx(29, abs=1)  # 200 marks at seven a take
    studio.agreement.begin(first[3])
    assert studio.agreement.takes(9, seed=1)[0] == first[3], "what was broken off comes first"
    assert studio.agreement.standing().broken_off == first[3]


def test_some_takes_are_heard_by_a_second_trainer(studio: Studio, assessor: Assessor) -> None:
    listen(studio, assessor.axis(), 0.0, 10)
    heard = {each.attempt_id for each in studio._store.marks.finished()}
    li = studio.people.add("李老师", "zh")
    pin = studio.people.set_role(li.id, "trainer")
    [cohort] = studio.people.cohorts()
    studio.people.set_trainers(cohort.id, [li.id])
    studio.people.sign_in(li.id, pin, "836402")
    takes = studio.agreement.takes(10)
    assert [each in heard for each in takes].count(True) == 2
    assert takes[4] in heard
    listen(studio, assessor.axis(), 0.0, 10)
    report = studio.agreement.report()
    assert report.trainers == 2
    assert report.overall.shared == 2 * 18
    assert report.overall.humans.value == 1.0
    with pytest.raises(NotAllowedError):
        studio.agreement.fit()


def report_after(studio: Studio, assessor: Assessor, harsher: float) -> AgreementReport:
    listen(studio, assessor.axis(), harsher)
    return studio.agreement.report()


def test_the_report_of_somebody_who_hears_like_the_machine(studio: Studio, assessor: Assessor) -> None:
    report = report_after(studio, assessor, 0.0)
    assert (report.takes, report.speakers, report.trainers) == (PEOPLE * TAKES, PEOPLE, 1)
    assert report.languages == {"ug": 30, "kk": 15}
    assert report.since is not None and report.since <= (report.until or report.since)
    for part in (*report.parts.values(), report.overall):
        assert part.kappa.value == 1.0 == part.plain.value
        assert part.usual.right_called_wrong.value == 0.0
        assert part.rates[Strictness.STRICT].wrong_called_right.value == 0.0
        assert sum(part.table[i][i] for i in range(3)) == part.marks
    assert report.standing.wanted == 0
    assert report.parts[Part.INITIAL].marks == PEOPLE * TAKES * 6
    assert all(fit.refusal is not None for fit in studio.agreement.fit().fits.values())
    assert not studio.agreement.fit().worth


def test_the_report_of_somebody_harsher(studio: Studio, assessor: Assessor) -> None:
    report = report_after(studio, assessor, 1.5)
    for part in Part:
        found = report.parts[part]
        assert found.kappa.value is not None and found.kappa.value < 0.97
        lenient, usual, strict = (found.rates[each].wrong_called_right.value for each in Strictness)
        assert lenient >= usual >= strict
    assert report.pearson.value is None, "the machine's totals are all the same here"


def test_thresholds_are_fitted_previewed_applied_and_put_back(studio: Studio, assessor: Assessor) -> None:
    listen(studio, assessor.axis(), 1.2)
    before = studio.score_file(DEMO / "demo.flac", PROMPT, "lesson")
    assert before.score is not None and before.score.scorer == assessor.version
    proposal = studio.agreement.fit()
    assert proposal.worth
    for part in Part:
        assert proposal.fits[part].refusal is None
        assert proposal.cuts.of(part).off == pytest.approx(1.2, abs=0.4)
        assert proposal.fits[part].then.disagreement < proposal.fits[part].now.disagreement
    seen = studio.agreement.preview(proposal.cuts)
    assert seen.takes == PEOPLE * TAKES  # her own take is not among them
    assert seen.verdicts == PEOPLE * TAKES * 18
    assert 0 < seen.changed < seen.verdicts / 3
    assert not any(seen.milder.values())
    assert studio.agreement.preview(proposal.now).changed == 0

    studio.agreement.apply(proposal)
    assert studio.agreement.present().to_json() == proposal.cuts.to_json()
    after = studio.score_file(DEMO / "demo.flac", PROMPT, "lesson")
    assert after.score is not None
    assert after.score.scorer == proposal.cuts.name(assessor.version) == studio.rescoring.scorer
    assert scorer_base(after.score.scorer) == assessor.version
    assert studio.rescoring.outdated() == [before.id]
    assert studio.rescore(before.id).score.scorer == after.score.scorer  # type: ignore[union-attr]
    worse = (Verdict.GOOD, Verdict.OFF, Verdict.WRONG)
    pairs = [
        (worse.index(a.part(part).verdict), worse.index(b.part(part).verdict))
        for a, b in zip(before.score.syllables, after.score.syllables, strict=True)
        for part in Part
        if a.part(part).goodness is not None
    ]
    assert all(new >= old for old, new in pairs)
    assert not studio.agreement.fit().worth, "what holds is what would be offered"
    assert studio.agreement.report().fitted_to == proposal.marks

    studio.agreement.put_back(0)
    assert studio.agreement.present().bundled
    assert studio.rescoring.scorer == assessor.version
    assert sorted(studio.rescoring.outdated()) == sorted([before.id, after.id])
    studio.agreement.put_back(1)
    assert studio.rescoring.scorer == after.score.scorer
    assert [(each.put_back, each.by_name) for each in studio.agreement.history()] == [
        (1, "王老师"),
        (None, "王老师"),
        (None, "王老师"),
    ]


def test_marks_of_another_scorer_are_told_and_left_out(studio: Studio, assessor: Assessor) -> None:
    ids = studio._store.attempt_ids()
    for attempt_id in ids[:10]:
        attempt = studio.attempt(attempt_id)
        assert attempt.score is not None
        with studio._store.access.acting_for(attempt.profile_id):
            old = dataclasses.replace(attempt.score, scorer="2-0ld")
            studio._store.replace_score(attempt_id, old)
    listen(studio, assessor.axis(), 0.0)
    assert studio.agreement.report().stale == 10 * 18
    proposal = studio.agreement.fit()
    assert (proposal.stale, proposal.marks) == (10 * 18, (PEOPLE * TAKES - 10) * 18)


def test_few_marks_are_not_fitted(studio: Studio, assessor: Assessor) -> None:
    listen(studio, assessor.axis(), 2.0, 2)
    fits = studio.agreement.fit().fits
    assert {each.refusal for each in fits.values()} == {Refusal.FEW_SPEAKERS}
    assert studio.agreement.report().standing.wanted > 20


def test_cuts_of_another_scorer_do_not_count(studio: Studio, assessor: Assessor) -> None:
    listen(studio, assessor.axis(), 1.2)
    proposal = studio.agreement.fit()
    other = dataclasses.replace(proposal.cuts, scorer="2-0ld")
    studio._store.marks.apply(other, 100, studio._store.marks.finished()[0].marked)
    assert studio.agreement.present().bundled
    assert studio.rescoring.scorer == assessor.version
    made = studio.score_file(DEMO / "demo.flac", PROMPT, "lesson")
    assert made.score is not None and made.score.scorer == assessor.version
