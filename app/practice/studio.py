"""The studio: the one object a window or a command talks to.

It joins the rooms into the workflow prompt → recording → score → attempt and knows no Qt. Calls that read the
database, load a model or score a file block; a window makes them through its background jobs. What only
starts or stops something returns at once.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.audio import devices
from app.audio.importing import import_audio
from app.audio.microphone import OpenStream, open_microphone
from app.audio.player import Player
from app.audio.recorder import Recorder
from app.audio.recording import load_recording
from app.audio.values import InputDevice, Level, Recording
from app.curriculum.library import Library, load_library
from app.curriculum.values import Prompt
from app.errors import ExpectedError
from app.i18n import Message, msg
from app.paths import machine_dir
from app.people.values import Profile
from app.policy import NO_POLICY, Policy
from app.practice.admission import Admission
from app.practice.agreement import Agreement
from app.practice.authoring import Authoring
from app.practice.broadcasts import Broadcasts
from app.practice.classes import Classes
from app.practice.database import Database
from app.practice.doctor import Doctor
from app.practice.engine import SpeechEngine
from app.practice.exam import Exams
from app.practice.free_takes import FreeTakes
from app.practice.hub import Hub
from app.practice.keeper import Keeper
from app.practice.kit import Kit
from app.practice.learning import Learning
from app.practice.microphone import Microphone
from app.practice.orders import Orders
from app.practice.own_settings import OwnSettings
from app.practice.packs import Packs
from app.practice.people import People
from app.practice.pitch_reports import PitchReports
from app.practice.progress import Progress as PracticeProgress
from app.practice.prompting import Prompting
from app.practice.recording_share import RecordingShare
from app.practice.reference_takes import ReferenceTakes
from app.practice.rehearsals import Rehearsals
from app.practice.reports import Reports
from app.practice.rescore_all import ArchiveRescoring
from app.practice.rescoring import Rescoring
from app.practice.rescues import Rescues
from app.practice.reviews import Reviews
from app.practice.reviews_voice import VoiceComments
from app.practice.speech_models import SpeechModels
from app.practice.take import TakeListener, TakeState
from app.practice.take_runner import TakeRunner
from app.practice.teaching import Teaching
from app.practice.upkeep import Upkeep
from app.practice.videos import Videos
from app.practice.voice import OwnVoice
from app.practice.voices import Voices
from app.practice.xapi import Xapi
from app.settings import Settings
from app.speech.text import to_spoken
from app.speech.values import FloatArray, PronunciationScore, SpokenText
from app.storage.opening import OpenedStore
from app.storage.store import Store
from app.storage.values import Attempt, AttemptSummary, DayTotal, LessonSeen

log = logging.getLogger(__name__)

_DEVICES_LET_GO = 2.0  # seconds to wait for a stream that is being closed


class Studio:
    """Everything a trainee can do, without a window."""

    def __init__(
        self,
        home: Path,
        settings: Settings,
        opened: OpenedStore,
        lesson_folders: Sequence[Path],
        open_stream: OpenStream = open_microphone,
        policy: Policy = NO_POLICY,
    ) -> None:
        self._home = home
        self.policy = policy
        self._settings = OwnSettings(home, settings, policy)
        self._lesson_folders = tuple(lesson_folders)
        self._library: Library | None = None
        self._reading_library = threading.Lock()
        self._reloading = threading.Lock()
        self._engine = SpeechEngine(self.settings.model)
        self.models = SpeechModels(self._engine, self._settings)
        self._keeper = Keeper(opened.store, self._engine, home / "recordings", policy)
        takes = (opened.shared.local if opened.shared else home) / "takes"  # no share may come between
        self._recorder = Recorder(takes, open_stream)
        self.people = People(
            self._keeper,
            home,
            lambda who: self.change_settings(profile_id=who),
            Admission(self._keeper, policy),
        )
        self.classes = Classes(self._keeper)
        self.rescoring = Rescoring(self._keeper, self._engine)
        self.archive = ArchiveRescoring(self._keeper, self._engine)
        self.database = Database(
            opened,
            self._keeper,
            home,
            lambda: self._takes.state is TakeState.IDLE,
            self.people.resume,
        )
        self.rescues = Rescues(self._keeper, takes, home / "takes")
        self.agreement = Agreement(self._keeper, self._engine)
        self.voice = OwnVoice(self._keeper)
        self.learning = Learning(self._keeper, lambda: self.library)
        self.plans = self.learning.plans
        self.progress = PracticeProgress(self._keeper)
        self.teaching = Teaching(self._keeper, self.plans)
        self.exams = Exams(self._keeper)
        self.reports = Reports(self._keeper, lambda: self.library, self.plans, self.exams)
        self.orders = Orders(self._keeper, lambda: self.library, self.plans, self.reports, home)
        self.pitch_reports = PitchReports(self._keeper, self._engine, lambda: self.library)
        self.xapi = Xapi(self._keeper, lambda: self.library, home)
        self.broadcasts = Broadcasts(self._keeper, home, lambda: self.library)
        self.packs = Packs(home, lambda: self.library, self.reload_library)
        self.hub = Hub(self._keeper, home, policy, self.packs)
        self.kit = Kit(self._keeper, home)
        self.share = RecordingShare(self._keeper, policy, (home / "keys", machine_dir() / "keys"))
        self.authoring = Authoring(home, lambda: self.library, self.reload_library)
        self.voices = Voices(self._keeper, home / "voices")
        self.videos = Videos(home, lambda each: self._store.attempt(each, with_score=False), self._profile_id)
        self._microphone = Microphone(self._recorder, lambda: self._takes.state is not TakeState.IDLE)
        self._takes = TakeRunner(self._recorder, self._keeper, self._microphone.take_over)
        self.free_takes = FreeTakes(self._takes, home, self._ready_to_record)
        self.prompting = Prompting(self._engine.listen, self.free_takes)
        self.rehearsals = Rehearsals(self._keeper, self._engine, self.free_takes, home)
        self.reference_takes = ReferenceTakes(
            self._recorder, self._ready_to_record, lambda: self._takes.state is TakeState.IDLE
        )
        self.reviews = Reviews(
            self._keeper,
            VoiceComments(
                self._keeper,
                home,
                self._recorder,
                self._ready_to_record,
                lambda: self._takes.state is TakeState.IDLE,
            ),
        )
        self.doctor = Doctor(home, policy, self, open_stream=open_stream)
        self._player = Player()
        self.upkeep = Upkeep(
            self._keeper,
            home,
            policy,
            lambda: self._takes.state is TakeState.IDLE,
            lambda: self.change_settings(profile_id=""),
            self.hub,
            self.share,
        )
        self.people.resume(self.settings.profile_id)

    # settings, lessons, people

    @property
    def settings(self) -> Settings:
        """What the user chose, and what the centre set in its place."""
        return self._settings.current

    @property
    def home(self) -> Path:
        """The folder that holds everything this user owns."""
        return self._home

    def change_settings(self, **changes: Any) -> None:
        """Change and save settings.

        Raises SetByCentreError for what the centre set, ExpectedError when they cannot be written.
        """
        self._settings.change(**changes)

    @property
    def library(self) -> Library:
        """All lessons. The first call reads them, which the first window need not wait for."""
        with self._reading_library:
            if self._library is None:
                self._library = load_library(self._lesson_folders)
            return self._library

    def reload_library(self) -> Library:
        """Read the lesson files again."""
        with self._reloading:  # one after the other: an older reading must not take a newer one's place
            library = load_library(self._lesson_folders)
            with self._reading_library:
                self._library = library
        return library

    @property
    def notices(self) -> tuple[Message, ...]:
        """What a user should know about this start: a damaged database set aside, a model passed over."""
        notices: list[Message] = []
        if self.database.damaged is not None:
            notices.append(
                msg(
                    "成绩数据库损坏，已原样移到 {path}。录音文件都在。可以在设置里恢复备份。",
                    path=self.database.damaged,
                )
            )
        return (*notices, *self.kit.notices, *self._engine.problems)

    @property
    def profile(self) -> Profile | None:
        """Who practises now."""
        return self._keeper.profile

    def profiles(self) -> list[Profile]:
        """Everyone who practises on this machine; of others only what the sign-in page shows."""
        return self._store.profiles()

    def create_profile(self, name: str, first_language: str) -> Profile:
        """Add a profile and practise as it. Raises ExpectedError for an empty or taken name."""
        return self.people.sign_in(self.people.add(name, first_language).id)

    def choose_profile(self, profile_id: str) -> None:
        """Practise as this profile from now on; as `people.sign_in`, for one without a PIN."""
        self.people.sign_in(profile_id)

    def spoken(self, prompt: Prompt) -> SpokenText:
        """The prompt's syllables and layout."""
        return to_spoken(prompt.text, prompt.pinyin)

    # the microphone and the take

    def inputs(self) -> list[InputDevice]:
        """The microphones PortAudio knows."""
        return devices.list_inputs()

    def outputs(self) -> list[InputDevice]:
        """The loudspeakers PortAudio knows."""
        return devices.list_outputs()

    def refresh_devices(self) -> bool:
        """Look for microphones and loudspeakers anew; closes the microphone. Not while a take is running."""
        self._player.stop()
        self.close_microphone()
        give_up = time.monotonic() + _DEVICES_LET_GO
        while not devices.refresh():  # what was just stopped lets its device go on a thread of its own
            if time.monotonic() > give_up:
                return False
            time.sleep(0.05)
        return True

    @property
    def microphone_open(self) -> bool:
        """Whether the microphone is listening (for the level meter or a take)."""
        return self._microphone.is_open

    def open_microphone(self) -> None:
        """Listen, without recording. Raises ExpectedError with what to do when there is no microphone."""
        self._microphone.open(self.settings.input_device)

    @property
    def microphone_notice(self) -> Message | None:
        """Said when another microphone than the chosen one is listening, because that one is not there."""
        return self._microphone.notice

    def close_microphone(self) -> None:
        """Stop listening, as soon as no take needs it any more."""
        self._microphone.close()

    def level(self) -> Level:
        """The microphone's level just now."""
        return self._recorder.level()

    @property
    def take_state(self) -> TakeState:
        """Where the present take stands."""
        return self._takes.state

    def start_take(self, prompt: Prompt, lesson_id: str, listener: TakeListener) -> None:
        """Record `prompt`; the listener hears how it ends."""
        self._takes.start(prompt, lesson_id, self._ready_to_record(), listener)

    def _ready_to_record(self) -> Profile:
        """Silence and an open microphone; returns who is going to speak. Raises ExpectedError."""
        speaker = self._keeper.profile
        if speaker is None:
            raise ExpectedError(msg("请先选择是谁在练习，再开始录音。"))
        self._player.stop()
        self.open_microphone()
        return speaker

    def pause_take(self) -> None:
        """Stop listening without ending the take."""
        self._takes.pause()

    def resume_take(self) -> None:
        """Go on with a paused take."""
        self._takes.resume()

    def stop_take(self) -> None:
        """End the take; it is scored and stored in the background."""
        self._takes.stop()

    def discard_take(self) -> None:
        """End the take and forget it."""
        self._takes.discard()

    def elapsed(self) -> float:
        """Seconds recorded in the present take, pauses taken out."""
        return self._recorder.elapsed()

    def partial(self) -> str:
        """What has been recognised so far in the present take."""
        return self._takes.partial()

    def score_file(self, path: Path, prompt: Prompt, lesson_id: str) -> Attempt:
        """Import an audio file, score it against `prompt` and keep it as an attempt."""
        speaker = self._keeper.profile
        if speaker is None:
            raise ExpectedError(msg("请先选择是谁在练习，再导入录音。"))
        return self._keeper.score_samples(import_audio(path), prompt, lesson_id, path.name, speaker)

    def assess_file(self, path: Path, prompt: Prompt) -> PronunciationScore:
        """Score an audio file without keeping anything and without knowing who speaks."""
        running = self._engine.begin(self.spoken(prompt), None)
        running.feed(import_audio(path))
        return running.finish()

    # hearing

    def samples(self, recording: Recording) -> FloatArray:
        """The audio of a recording, 16 kHz mono. Raises ExpectedError when it is missing or damaged."""
        return load_recording(recording)

    def play(
        self,
        samples: FloatArray,
        start: float = 0.0,
        end: float | None = None,
        on_finished: Callable[[], None] | None = None,
    ) -> None:
        """Play from `start` to `end` seconds; whatever was playing stops."""
        self._player.play(
            samples, start=start, end=end, device_id=self.settings.output_device, on_finished=on_finished
        )

    def stop_playing(self) -> None:
        """Be quiet."""
        self._player.stop()

    def play_position(self) -> float | None:
        """Seconds into what is playing, None when nothing is."""
        return self._player.position()

    @property
    def playing(self) -> bool:
        """Whether something is playing."""
        return self._player.is_playing

    @property
    def play_error(self) -> ExpectedError | None:
        """Why the last playback ended early by itself (a loudspeaker pulled out); None when it did not."""
        return self._player.error

    # the past

    @property
    def _store(self) -> Store:
        return self._keeper.store

    def _profile_id(self) -> str:
        return self._keeper.profile.id if self._keeper.profile else ""

    def attempts(
        self,
        lesson_id: str | None = None,
        prompt_id: str | None = None,
        limit: int = 200,
        offset: int = 0,
    ) -> list[AttemptSummary]:
        """The present profile's attempts, newest first."""
        return self._store.attempts(
            self._profile_id(), lesson_id=lesson_id, prompt_id=prompt_id, limit=limit, offset=offset
        )

    def attempt(self, attempt_id: str) -> Attempt:
        """One attempt, whole."""
        return self._store.attempt(attempt_id)

    def rescore(self, attempt_id: str) -> Attempt:
        """Score a stored attempt anew with the model and the scorer in use now."""
        return self._keeper.rescore(self._store.attempt(attempt_id))

    def delete_attempt(self, attempt_id: str) -> None:
        """Remove an attempt; its recording goes to the trash folder."""
        self._store.delete_attempt(attempt_id)

    def daily(self) -> list[DayTotal]:
        """The present profile's practice by day, for the trend."""
        return self._store.daily(self._profile_id())

    def lessons_seen(self) -> dict[str, LessonSeen]:
        """How far the present profile is in each lesson."""
        return self.learning.lessons_seen.all()

    def see_lesson(self, lesson_id: str, step_index: int) -> None:
        """Remember that a step of a lesson has been seen."""
        self.learning.lessons_seen.see(lesson_id, step_index, datetime.now(UTC))

    # upkeep

    @property
    def speech_ready(self) -> bool:
        """Whether the speech model is loaded."""
        return self._engine.ready

    @property
    def model_name(self) -> str:
        """The name of the speech model in use, "" before it is loaded."""
        return self._engine.model_name

    def warm_up(self) -> None:
        """Load the speech model, so that the first take need not wait."""
        self._engine.warm_up()

    def close(self) -> None:
        """End what runs, in the order that loses nothing."""
        self._player.stop()
        self._takes.close()
        self._recorder.close()
        self.upkeep.close()
        self.people.sign_out()
        self._store.close()
