"""A real studio over a real database and real FLAC files; only microphone and loudspeaker are pretended."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.audio.recording import save_recording
from app.bootstrap import read_settings
from app.practice.studio import Studio
from app.speech.text import to_spoken
from app.speech.values import PartScore, PronunciationScore, SyllableScore, Verdict
from app.storage.opening import open_store
from app.storage.values import Attempt
from app.ui.jobs import Jobs
from app.ui.screens.queue import QueueScreen
from app.ui.theme import Theme
from tests.audio.fake_microphone import FakeMicrophone, tone
from tests.storage.storage_samples import make_score
from tests.ui.conftest import InlineExecutor

PIN = "4071"
TEXT = "新疆红枣真甜"


def clear_score(total: float = 80.0) -> PronunciationScore:
    """Everything good, one syllable every 0.4 seconds."""
    good = PartScore(Verdict.GOOD, 0.9)
    sample = make_score(1).syllables[0]
    syllables = tuple(
        SyllableScore(each, 0.4 * i, 0.4 * i + 0.3, good, good, good, sample.contour, sample.target)
        for i, each in enumerate(to_spoken(TEXT, None).syllables)
    )
    return dataclasses.replace(
        make_score(1), total=total, syllables=syllables, miscues=(), advice=(), duration=2.5
    )


@dataclass
class Centre:
    """The studio, what was played, and who is who."""

    studio: Studio
    microphone: FakeMicrophone
    people: dict[str, str]
    played: list[tuple[int, float, float | None]] = field(default_factory=list)
    made: int = 0

    def sign_in(self, name: str) -> None:
        pin = PIN if name == "王老师" else ""
        self.studio.people.sign_in(self.people[name], pin)

    def add(self, attempt_id: str, name: str, **changes: Any) -> None:
        """A take of somebody's, with a recording on disk."""
        made = (
            datetime.now(UTC) - timedelta(hours=1) + timedelta(minutes=len(self.studio._store.attempt_ids()))
        )
        path = self.studio.home / "recordings" / f"{attempt_id}.flac"
        recording = save_recording(tone(2.5), path, created=made)
        values = {
            "lesson_id": "l",
            "prompt_id": attempt_id,
            "text": TEXT,
            "pinyin": None,
            "score": clear_score(),
        }
        attempt = Attempt(
            id=attempt_id,
            profile_id=self.people[name],
            created=made,
            recording=recording,
            **(values | changes),
        )
        with self.studio._store.access.acting_for(attempt.profile_id):
            self.studio._store.add_attempt(attempt)


@pytest.fixture
def centre(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    """王老师 leads 一班 with 努尔 and 阿里, and 二班 with 王芳; she is signed in."""
    microphone = FakeMicrophone()
    opened = open_store(own_home, automatic_backup=False)
    studio = Studio(own_home, read_settings(own_home), opened, [], lambda _id: microphone)
    first = studio.people.set_up("中心", "一班", PIN, name="王老师")
    second = studio.people.add_cohort("二班")
    people = {"王老师": studio.profile.id if studio.profile else ""}
    for name, cohort in (("努尔", first), ("阿里", first), ("王芳", second)):
        people[name] = studio.people.add(name, "ug", cohort_id=cohort.id).id
    made = Centre(studio, microphone, people)

    def play(samples: Any, start: float = 0.0, end: float | None = None, on_finished: Any = None) -> None:
        made.played.append((len(samples), start, end))

    monkeypatch.setattr(studio, "play", play)
    yield made
    studio.close()


Open = Callable[[], QueueScreen]


@pytest.fixture
def open_queue(centre: Centre, theme: Theme, application: QApplication) -> Open:
    """The screen as the window shows it."""

    kept: list[QueueScreen] = []

    def make() -> QueueScreen:
        screen = QueueScreen(centre.studio, Jobs(InlineExecutor()), theme)
        kept.append(screen)  # nobody else holds a window in a test
        screen.resize(1262, 768)
        screen.show()
        screen.enter()
        return screen

    return make
