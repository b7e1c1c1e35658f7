"""Values to store, made from a seed."""

from __future__ import annotations

import dataclasses
import hashlib
import math
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from app.audio.values import Recording
from app.people.values import Cohort, Profile
from app.speech.values import (
    AdviceItem,
    Contour,
    Fluency,
    Miscue,
    MiscueKind,
    Part,
    PartScore,
    Pause,
    PronunciationScore,
    Syllable,
    SyllableScore,
    TakeStatus,
    Verdict,
)
from app.storage.rows import cohort_row
from app.storage.store import Store
from app.storage.values import Attempt

NOON = datetime(2026, 3, 2, 4, 0, 0, 123456, tzinfo=UTC)

PROFILE = Profile("profile-1", "阿依古丽·آيگۈل", "ug", NOON - timedelta(days=30), '{"median": 213.7}')


def let_her_teach(store: Store, profile_id: str | None = None, profile: Profile = PROFILE) -> None:
    """Put somebody into a class that `profile` leads, who is a trainer from now on, past all rights."""

    def work(db: Database) -> None:
        db.table("profiles").update(profile.id, {"role": "trainer"})
        db.table("cohorts").insert(cohort_row(Cohort("taught", "她带的班", NOON)), ignore=True)
        db.table("cohort_trainers").insert({"cohort_id": "taught", "profile_id": profile.id}, ignore=True)
        if profile_id is not None:
            db.table("profiles").update(profile_id, {"cohort_id": "taught"})
        db.commit()

    store._thread.call(work)


def attempt_of(home: Path, attempt_id: str, **changes: Any) -> Attempt:
    """An attempt of the sample profile, with a recording on disk of a few bytes."""
    path = home / "recordings" / f"{attempt_id}.flac"
    path.parent.mkdir(parents=True, exist_ok=True)
    data = f"fLaC {attempt_id}".encode()
    path.write_bytes(data)
    created = changes.pop("created", NOON)
    values = {
        "profile_id": PROFILE.id,
        "lesson_id": "jujube",
        "prompt_id": "p1",
        "text": "新疆红枣，真甜！",
        "pinyin": None,
        "score": make_score(),
    }
    sha256 = hashlib.sha256(data).hexdigest()
    recording = Recording(path, 2.5, created, sha256, "USB 麦克风", interrupted=False)
    return Attempt(id=attempt_id, created=created, recording=recording, **(values | changes))


def make_score(seed: int = 1, syllables: int = 6, total: float | None = 71.25) -> PronunciationScore:
    """A score with everything in it that a score can hold, contours with gaps included."""
    source = random.Random(seed)

    def contour(start: float, count: int) -> Contour:
        times = tuple(start + 0.01 * i for i in range(count))
        levels = tuple(math.nan if source.random() < 0.2 else source.uniform(1, 5) for _ in times)
        return Contour(times, levels)

    def part(heard: str = "") -> PartScore:
        verdict = source.choice(list(Verdict))
        goodness = None if verdict is Verdict.NOT_ASSESSABLE else source.random()
        return PartScore(verdict, goodness, heard, "too_noisy" if goodness is None else "")

    scored = []
    for i in range(syllables):
        omitted = i == 3
        start = None if omitted else 0.3 * i
        scored.append(
            SyllableScore(
                syllable=Syllable("枣", "z", "ao", 3, 2, erhua=i == 2, start=i, end=i + 1),
                start=start,
                end=None if start is None else start + 0.25,
                initial=part("zh"),
                final=part(),
                tone=part("2"),
                contour=None if start is None else contour(start, 25),
                target=None if start is None else contour(start, 25),
                omitted=omitted,
            )
        )
    return PronunciationScore(
        status=TakeStatus.SCORED,
        total=total,
        syllables=tuple(scored),
        miscues=(
            Miscue(MiscueKind.OMISSION, 3),
            Miscue(MiscueKind.REPLACEMENT, 4, said="早", start=1.2, end=1.45),
        ),
        fluency=Fluency(182.5, 201.0, (Pause(0.5, 0.9, expected=True),), -21.5, None),
        advice=(
            AdviceItem("tone_confused", 1, Part.TONE, (("heard", "2"), ("median", "213"))),
            AdviceItem("too_fast", None, None),
        ),
        transcript="新疆红枣真甜",
        model="kaibo-zh-1",
        scorer="1.0",
        duration=2.5,
        register_median=213.7,
        register_low=150.1,
        register_high=301.9,
    )


def same(a: object, b: object) -> bool:
    """Equal in type and value all the way down, NaN equal to NaN."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    if isinstance(a, tuple) and isinstance(b, tuple):
        return len(a) == len(b) and all(map(same, a, b))
    if dataclasses.is_dataclass(a):
        return all(same(getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a))
    return a == b
