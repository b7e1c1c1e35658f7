"""The pretended studio is one: whatever a window may call on the studio, with the same arguments."""

from __future__ import annotations

import inspect

import pytest

from app.practice.agreement import Agreement
from app.practice.classes import Classes
from app.practice.database import Database
from app.practice.free_takes import FreeTakes
from app.practice.learning import Learning
from app.practice.people import People
from app.practice.pitch_reports import PitchReports
from app.practice.plans import Plans
from app.practice.progress import Progress
from app.practice.prompting import Prompting
from app.practice.reference_takes import ReferenceTakes
from app.practice.rehearsals import Rehearsals
from app.practice.rescoring import Rescoring
from app.practice.rescues import Rescues
from app.practice.reviews import Reviews
from app.practice.reviews_voice import VoiceComments
from app.practice.rosters import Rosters
from app.practice.speech_models import SpeechModels
from app.practice.studio import Studio
from app.practice.teaching import Teaching
from app.practice.voice import OwnVoice
from app.practice.voices import Voices
from tests.ui.fake_agreement import FakeAgreement
from tests.ui.fake_database import FakeDatabase
from tests.ui.fake_free_takes import FakeFreeTakes
from tests.ui.fake_learning import FakeLearning
from tests.ui.fake_people import FakePeople, FakeRosters
from tests.ui.fake_pitch_reports import FakePitchReports
from tests.ui.fake_plans import FakePlans
from tests.ui.fake_progress import FakeProgress
from tests.ui.fake_prompting import FakePrompting
from tests.ui.fake_reference_takes import FakeReferenceTakes
from tests.ui.fake_rehearsals import FakeRehearsals
from tests.ui.fake_rescues import FakeRescues
from tests.ui.fake_reviews import FakeReviews, FakeVoiceComments
from tests.ui.fake_speech_models import FakeSpeechModels
from tests.ui.fake_studio import FakeClasses, FakeRescoring, FakeStudio, FakeVoice, FakeVoices
from tests.ui.fake_teaching import FakeTeaching

STEERING = {
    "calls",
    "current_level",
    "devices",
    "fail_scoring",
    "failing",
    "finish_scoring",
    "lose_microphone",
    "missing",
    "on_finished",
    "refreshes",
    "rescued_takes",
    "speakers",
    "warn",
}
"""What only the tests use."""


def public(names: list[str]) -> set[str]:
    return {each for each in names if not each.startswith("_")}


STUDIO = (
    public(dir(Studio))
    | {
        "library",
        "classes",
        "database",
        "models",
        "rescoring",
        "rescues",
        "voice",
        "voices",
        "free_takes",
        "packs",
        "authoring",
    }
    | {"exams", "learning", "reference_takes", "rehearsals", "prompting", "pitch_reports", "videos"}
    | {"agreement", "broadcasts", "doctor", "people", "plans", "policy", "progress", "reviews", "teaching"}
    | {"hub", "kit", "share", "upkeep"}
)
METHODS = sorted(each for each in STUDIO if inspect.isfunction(getattr(Studio, each, None)))


def test_it_has_the_studios_names_and_no_others() -> None:
    assert public(dir(FakeStudio())) - STEERING == STUDIO


@pytest.mark.parametrize("name", METHODS)
def test_its_methods_take_the_same_arguments(name: str) -> None:
    real, pretended = (inspect.signature(getattr(each, name)) for each in (Studio, FakeStudio))
    assert [(p.name, p.kind, p.default) for p in pretended.parameters.values()] == [
        (p.name, p.kind, p.default) for p in real.parameters.values()
    ]


@pytest.mark.parametrize(
    ("real", "pretended"),
    [
        (Agreement, FakeAgreement),
        (Classes, FakeClasses),
        (People, FakePeople),
        (Rosters, FakeRosters),
        (Rescoring, FakeRescoring),
        (Rescues, FakeRescues),
        (SpeechModels, FakeSpeechModels),
        (Database, FakeDatabase),
        (OwnVoice, FakeVoice),
        (Voices, FakeVoices),
        (FreeTakes, FakeFreeTakes),
        (ReferenceTakes, FakeReferenceTakes),
        (Learning, FakeLearning),
        (Rehearsals, FakeRehearsals),
        (Prompting, FakePrompting),
        (PitchReports, FakePitchReports),
        (Plans, FakePlans),
        (Teaching, FakeTeaching),
        (Progress, FakeProgress),
        (Reviews, FakeReviews),
        (VoiceComments, FakeVoiceComments),
    ],
    ids=[
        "agreement",
        "classes",
        "people",
        "rosters",
        "rescoring",
        "rescues",
        "models",
        "database",
        "voice",
        "voices",
        "free_takes",
        "reference_takes",
        "learning",
        "rehearsals",
        "prompting",
        "pitch_reports",
        "plans",
        "teaching",
        "progress",
        "reviews",
        "voice_comments",
    ],
)
def test_its_parts_are_like_the_studios(real: type, pretended: type) -> None:
    for name in public(dir(real)):
        if inspect.isfunction(getattr(real, name)):
            wanted, got = (inspect.signature(getattr(each, name)) for each in (real, pretended))
            assert [(p.name, p.kind, p.default) for p in got.parameters.values()] == [
                (p.name, p.kind, p.default) for p in wanted.parameters.values()
            ], name
