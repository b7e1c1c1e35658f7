"""TextGrids: read back by a program that is not ours, over a real take."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import soundfile

from app.audio.recording import load_samples, save_recording
from app.curriculum.library import load_library
from app.curriculum.values import Prompt
from app.paths import assets_dir, lessons_dir
from app.practice.reports_textgrid import (
    Interval,
    IntervalTier,
    PhoneBorders,
    PointTier,
    comments_tier,
    grid_text,
    tiers_of,
    write_grid,
)
from app.speech.assessor import Assessor
from app.speech.text import to_spoken
from app.speech.values import Part, Verdict
from app.storage.opening import open_store
from app.storage.reviews_values import Comment, ReviewedAttempt, ReviewState, VerdictChange
from tests.storage.storage_samples import NOON, PROFILE, attempt_of, let_her_teach, make_score

textgrid = pytest.importorskip("textgrid")


def recorded_prompts() -> Iterator[tuple[Path, Prompt]]:
    for lesson in load_library([lessons_dir()]).lessons:
        for prompt in lesson.prompts:
            if prompt.reference is not None:
                yield prompt.reference, prompt


def read(text: str, folder: Path) -> Any:
    path = folder / "a.TextGrid"
    path.write_text(text, encoding="utf-8")
    return textgrid.TextGrid.fromFile(str(path))


def test_intervals_fill_the_take_and_quotes_survive(tmp_path: Path) -> None:
    tier = IntervalTier(
        "hanzi", (Interval(0.5, 1.0, '说"好"\n了'), Interval(0.9, 1.4, "来"), Interval(2, 9, "x"))
    )
    grid = read(
        grid_text(2.5, [tier, PointTier("comments", ((0.7, "舌头"), (9.0, "b"), (0.7, "c")))]), tmp_path
    )
    hanzi, comments = grid.tiers
    assert [(i.minTime, i.maxTime, i.mark) for i in hanzi] == [
        (0.0, 0.5, ""),
        (0.5, 1.0, '说"好" 了'),
        (1.0, 1.4, "来"),
        (1.4, 2.0, ""),
        (2.0, 2.5, "x"),
    ]
    assert [(p.time, p.mark) for p in comments] == [(0.7, "舌头 / c"), (2.5, "b")]


def test_tiers_tell_the_trainers_verdict_beside_the_machines() -> None:
    score = make_score()
    review = ReviewedAttempt(
        "a",
        ReviewState.CHANGED,
        (VerdictChange(1, Part.TONE, score.syllables[1].tone.verdict, Verdict.GOOD),),
        (Comment("c", None, "整体不错", NOON, by_name="王老师"),),
    )
    tiers = {tier.name: tier for tier in tiers_of(score, [0.1, *[None] * 5], review)}
    said = [each for each in score.syllables if not each.omitted]
    assert len(tiers["hanzi"].intervals) == len(said)
    assert tiers["sounds"].intervals[0] == Interval(0.0, 0.1, "z")
    assert tiers["sounds"].intervals[2].text == "z+ao"  # where the border is not known nothing is made up
    assert tiers["tone verdicts"].intervals[1].text.startswith("2 good (machine: ")
    assert tiers["pauses"].intervals == (Interval(0.5, 0.9, "expected"),)
    assert comments_tier(review).points == ((0.0, "王老师: 整体不错"),)
    assert tiers_of(None, [], review) == []


def test_a_real_take_has_its_sounds_where_they_were_found(own_home: Path, tmp_path: Path) -> None:
    """Aligned without a recogniser, as takes are; the borders fall into the syllables they belong to."""
    found = next((each for each in recorded_prompts() if len(each[1].text) >= 4), None)
    assert found is not None
    clip, prompt = found
    samples, _ = soundfile.read(clip, dtype="float32")
    recording = save_recording(samples, own_home / "recordings" / "t.flac", created=NOON)
    samples = load_samples(recording.path)
    score = Assessor(None, assets_dir() / "scorer").assess(samples, to_spoken(prompt.text, prompt.pinyin))
    opened = open_store(own_home, automatic_backup=False)
    store = opened.store
    try:
        store.add_profile(PROFILE)
        store.access.viewer = PROFILE
        attempt = attempt_of(own_home, "real", score=None)
        store.add_attempt(dataclasses.replace(attempt, recording=recording, score=score))
        let_her_teach(store, PROFILE.id)
        store.reviews.add_comment("real", Comment("c", 0.4, "舌头卷起来", NOON))
        result = write_grid(store, "real", tmp_path, PhoneBorders())
    finally:
        store.close()
    assert result.recording is not None and result.recording.stem == result.path.stem
    grid = textgrid.TextGrid.fromFile(str(result.path))
    tiers = {tier.name: tier for tier in grid.tiers}
    said = [each for each in score.syllables if not each.omitted]
    assert [i.mark for i in tiers["hanzi"] if i.mark] == [each.syllable.hanzi for each in said]
    parts = [i.mark for i in tiers["sounds"] if i.mark]
    assert parts == [name for each in said for name in (each.syllable.initial, each.syllable.final) if name]
    for tier in ("pinyin", "sounds", "sound verdicts", "tone verdicts"):
        assert tiers[tier].maxTime == pytest.approx(recording.duration)
    assert next(p.mark for p in tiers["comments"]).endswith("舌头卷起来")
