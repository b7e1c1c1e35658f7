"""The evaluation on the bundled recordings: what the scorer must reach, and that a bad one is found out."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.paths import assets_dir
from app.speech.assessor import Assessor
from app.speech.evaluation.report import evaluation_report, plain
from app.speech.evaluation.running import run_trials
from app.speech.evaluation.sets import Clip, Skip, read_sets
from app.speech.evaluation.trials import CHANGES_PER_PART, ClipTrials, Conditions, Outcome, judge_clip
from app.speech.values import Part, PartScore, PronunciationScore, TakeStatus, Verdict

DATA = Path(__file__).parent.parent / "data"
SCORER = assets_dir() / "scorer"
FLOORS = json.loads((DATA / "evaluation_floors.json").read_text(encoding="utf-8"))
KEYS = {"auc", "eer", "detection_at_5fa", "false_alarm", "not_assessable", "n"}


@pytest.fixture(scope="module")
def clips() -> list[Clip]:
    return list(read_sets(DATA / "speech"))


@pytest.fixture(scope="module")
def trials(clips: list[Clip]) -> list[ClipTrials]:
    return run_trials(SCORER, clips, Conditions())


@pytest.fixture(scope="module")
def figures(trials: list[ClipTrials]) -> dict[str, Any]:
    return evaluation_report(trials, "test")["commonvoice"]


@pytest.mark.parametrize("part", [p.value for p in Part])
def test_the_scorer_reaches_its_floor(figures: dict[str, Any], part: str) -> None:
    found, floor = figures[part], FLOORS[part]
    assert found["auc"] >= floor["auc"]
    assert found["false_alarm"] <= floor["false_alarm"]
    assert found["not_assessable"] <= floor["not_assessable"]


def test_the_report_has_the_promised_keys_and_no_others_on_top(
    trials: list[ClipTrials], figures: dict[str, Any]
) -> None:
    data = json.loads(json.dumps(plain(evaluation_report(trials, "test")), allow_nan=False))
    assert list(data) == ["commonvoice"]
    assert set(data["commonvoice"]) == {"initial", "final", "tone"}
    for row in data["commonvoice"].values():
        assert set(row) >= KEYS
        assert all(isinstance(row[key], (int, float)) for key in KEYS)
        assert set(row["by_gender"]) == {"female", "male", "not_given"}
        assert row["about"]["scorer"] == "test"
        low, high = row["auc_interval"]
        assert low < row["auc"] < high


def test_every_part_is_judged_and_the_changes_are_counted(
    clips: list[Clip], trials: list[ClipTrials], figures: dict[str, Any]
) -> None:
    said = sum(len(clip.transcript().syllables) for clip in clips)
    right = [o for each in trials for o in each.outcomes if o.right and o.part is Part.FINAL]
    assert len(right) == said
    judged = [o for o in right if o.goodness is not None]
    assert figures["final"]["n"] == len(judged)
    for each in trials:
        for part in Part:
            changes = [o for o in each.outcomes if o.part is part and not o.right]
            assert 1 <= len(changes) <= CHANGES_PER_PART
            assert all(o.asked != o.said and o.kind == f"{o.asked}→{o.said}" for o in changes)


def test_the_same_seed_gives_the_same_trials_whatever_else_is_judged(
    clips: list[Clip], trials: list[ClipTrials]
) -> None:
    assessor = Assessor(None, SCORER)
    again = judge_clip(assessor, clips[5], Conditions())
    assert again.outcomes == trials[5].outcomes
    other = judge_clip(assessor, clips[5], Conditions(seed=2))
    assert [o.kind for o in other.outcomes] != [o.kind for o in again.outcomes]


def test_several_processes_give_the_same_in_the_same_order(
    clips: list[Clip], trials: list[ClipTrials]
) -> None:
    told: list[tuple[int, int]] = []
    chosen = [clips[4], clips[8], clips[5]]
    found = run_trials(
        SCORER, chosen, Conditions(), jobs=2, progress=lambda done, total: told.append((done, total))
    )
    assert [each.set_name for each in found] == ["commonvoice"] * 3
    for got, wanted in zip(found, (trials[4], trials[8], trials[5]), strict=True):
        assert [(o.kind, o.verdict) for o in got.outcomes] == [(o.kind, o.verdict) for o in wanted.outcomes]
        for one, other in zip(got.outcomes, wanted.outcomes, strict=True):
            assert one.goodness == pytest.approx(other.goodness, abs=1e-4)
    assert told[-1] == (3, 3)


# --- scorers that are no good


class BrokenAssessor(Assessor):
    """Judges as always, and then says something else."""

    def __init__(self, say: Any) -> None:
        super().__init__(None, SCORER)
        self._say = say

    def judge(self, *arguments: Any, **named: Any) -> PronunciationScore:
        score = super().judge(*arguments, **named)
        syllables = tuple(
            replace(s, initial=self._say(s.initial), final=self._say(s.final), tone=self._say(s.tone))
            for s in score.syllables
        )
        return replace(score, syllables=syllables)


def judged_by(say: Any, clips: Sequence[Clip]) -> dict[str, Any]:
    assessor = BrokenAssessor(say)
    found = [judge_clip(assessor, clip, Conditions()) for clip in clips]
    return evaluation_report(found, "broken")["commonvoice"]


def test_a_scorer_that_always_says_the_same_has_no_skill(clips: list[Clip]) -> None:
    found = judged_by(lambda part: PartScore(Verdict.GOOD, 0.9), clips[4:7])
    for row in found.values():
        assert row["auc"] == pytest.approx(0.5)
        assert row["eer"] == pytest.approx(0.5)
        assert row["detection_at_5fa"] == pytest.approx(0.05)
        assert row["false_alarm"] == 0


def test_verdicts_given_to_the_wrong_parts_have_no_skill(trials: list[ClipTrials]) -> None:
    rng = np.random.default_rng(3)
    everything = [o for each in trials for o in each.outcomes]
    shuffled = [everything[i] for i in rng.permutation(len(everything))]
    mixed = iter(
        replace(own, goodness=other.goodness, verdict=other.verdict)
        for own, other in zip(everything, shuffled, strict=True)
    )
    found = [replace(each, outcomes=tuple(next(mixed) for _ in each.outcomes)) for each in trials]
    for row in evaluation_report(found, "shuffled")["commonvoice"].values():
        assert row["auc"] == pytest.approx(0.5, abs=0.12)
        assert row["eer"] == pytest.approx(0.5, abs=0.12)
        low, high = row["auc_interval"]
        assert low < 0.55 and high > 0.45


def test_a_scorer_that_judges_nothing_does_not_look_good(clips: list[Clip]) -> None:
    found = judged_by(lambda part: PartScore(Verdict.NOT_ASSESSABLE, None, reason="shy"), clips[4:7])
    for row in found.values():
        assert row["not_assessable"] == 1
        assert row["n"] == 0
        assert math.isnan(row["auc"])
        assert row["auc_of_all"] == 0.5


def test_avoiding_the_hard_parts_shows(trials: list[ClipTrials], figures: dict[str, Any]) -> None:
    def sure_only(outcome: Outcome) -> Outcome:
        sure = outcome.goodness is not None and (outcome.goodness > 0.8 or outcome.goodness < 0.02)
        return outcome if sure else replace(outcome, goodness=None, verdict=Verdict.NOT_ASSESSABLE)

    found = [replace(each, outcomes=tuple(map(sure_only, each.outcomes))) for each in trials]
    for name, row in evaluation_report(found, "shy")["commonvoice"].items():
        assert row["auc"] > figures[name]["auc"]
        assert row["not_assessable"] > 2 * figures[name]["not_assessable"]
        assert row["auc_of_all"] < figures[name]["auc_of_all"]


# --- recordings that cannot be judged


def test_what_cannot_be_judged_is_counted_with_its_reason(clips: list[Clip], tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF\x00\x00")
    good = clips[5]
    cases = [
        replace(good, path=None),
        replace(good, path=broken),
        replace(good, text=""),
        replace(good, text="KTV"),
        replace(good, text="", pinyin="hong2 xyz9"),
    ]
    found = run_trials(SCORER, cases, Conditions())
    assert [each.skipped for each in found] == [
        Skip.NO_AUDIO,
        Skip.UNREADABLE,
        Skip.NO_TEXT,
        Skip.LETTERS,
        Skip.BAD_PINYIN,
    ]
    report = evaluation_report(found, "test")["commonvoice"]
    for part in Part:
        row = plain(report[part.value])
        assert row["n"] == 0 and row["auc"] is None
        assert sum(row["about"]["skipped"].values()) == 5


def test_another_text_is_not_assessable_and_no_right_answer(clips: list[Clip]) -> None:
    other = replace(clips[1], text=clips[2].text)
    found = judge_clip(Assessor(None, SCORER), other, Conditions())
    assert found.status is TakeStatus.OFF_TASK
    right = [o for o in found.outcomes if o.right]
    assert right and all(o.goodness is None and o.reason == "off_task" for o in right)


def test_loud_noise_makes_it_worse_or_silent(clips: list[Clip]) -> None:
    assessor = Assessor(None, SCORER)
    clean, noisy = (
        [judge_clip(assessor, clip, Conditions(snr_db=snr)) for clip in clips[4:8]] for snr in (None, 0.0)
    )
    for part in ("initial", "final"):
        one, other = (evaluation_report(each, "test")["commonvoice"][part] for each in (clean, noisy))
        assert other["auc_of_all"] < one["auc_of_all"]
