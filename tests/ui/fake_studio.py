"""A studio made of values, for tests of the window: same interface as `app.practice.studio.Studio`.

Nothing here records, recognises or stores; calls that would are answered from memory. `failing` makes a named
method raise, `devices` and `current_level` are what the microphone says.
"""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
from pypinyin import Style, lazy_pinyin

from app.audio.pack_layouts import OfferedEntry, OfferedVoice
from app.audio.values import InputDevice, Level, Recording, SignalWarning
from app.audio.voice_pack import ImportedPack, PackEntry, VoicePack
from app.curriculum.values import Card, Gloss, HeardWord, Lesson, LessonProblem, Prompt
from app.errors import ExpectedError
from app.i18n import Message, msg
from app.people.values import Cohort, Profile
from app.policy import NO_POLICY
from app.practice.authoring import Authoring
from app.practice.packs import Packs
from app.practice.reference import Reference, ReferenceSource
from app.practice.take import TakeListener, TakeState
from app.practice.videos import Videos
from app.practice.voice import SyllableHelp, ToneExample, part_to_help
from app.practice.voices import ContrastPair
from app.settings import Settings
from app.speech.articulation import sound_help
from app.speech.minimal_pairs import MinimalPairs, PairWord
from app.speech.text import to_spoken
from app.speech.values import (
    AdviceItem,
    Contour,
    FloatArray,
    Fluency,
    Part,
    PartScore,
    Pause,
    PronunciationScore,
    SpokenText,
    Strictness,
    Syllable,
    SyllableScore,
    TakeStatus,
    Token,
    TokenKind,
    Verdict,
)
from app.storage.values import (
    FREE,
    UNSCORED,
    Attempt,
    AttemptSummary,
    DayTotal,
    EarlierScore,
    LessonSeen,
)
from tests.ui.fake_agreement import FakeAgreement
from tests.ui.fake_broadcasts import make_broadcasts
from tests.ui.fake_database import FakeDatabase
from tests.ui.fake_doctor import FakeDoctor
from tests.ui.fake_exams import make_exams
from tests.ui.fake_free_takes import FakeFreeTakes
from tests.ui.fake_hub import FakeHub, FakeKit, FakeShare
from tests.ui.fake_learning import FakeLearning
from tests.ui.fake_people import FakePeople
from tests.ui.fake_pitch_reports import FakePitchReports
from tests.ui.fake_plans import FakePlans
from tests.ui.fake_progress import FakeProgress
from tests.ui.fake_prompting import FakePrompting
from tests.ui.fake_reference_takes import FakeReferenceTakes
from tests.ui.fake_rehearsals import FakeRehearsals
from tests.ui.fake_rescues import FakeRescues
from tests.ui.fake_reviews import FakeReviews
from tests.ui.fake_speech_models import FakeSpeechModels
from tests.ui.fake_teaching import FakeTeaching
from tests.ui.fake_upkeep import FakeUpkeep

NOW = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
TARGETS = {1: (5.0, 5.0), 2: (3.0, 5.0), 3: (2.0, 1.0), 4: (5.0, 1.0), 5: (3.0, 2.0)}
INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcs")


@dataclass(frozen=True)
class FakeTake:
    """A take rescued from the journal."""

    take_id: str
    meta: dict[str, str]
    created: datetime
    duration: float
    path: Path
    interrupted: bool = True

    def samples(self) -> FloatArray:
        return tone_samples(self.duration)


def tone_samples(seconds: float = 1.0) -> FloatArray:
    """A quiet 200 Hz hum."""
    time = np.arange(round(16_000 * seconds)) / 16_000
    return (0.2 * np.sin(2 * np.pi * 200 * time)).astype(np.float32)


def spoken_text(text: str, pinyin: Sequence[str] | None = None) -> SpokenText:
    """A rough reading: pypinyin syllable by syllable, no sandhi; the real one where erhua is written."""
    if pinyin is not None and len(pinyin) != sum(each.isalpha() for each in text):
        return to_spoken(text, pinyin)
    syllables: list[Syllable] = []
    tokens: list[Token] = []
    readings = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True, errors=lambda s: list(s))
    for index, (character, reading) in enumerate(zip(text, readings, strict=True)):
        if not character.isalpha():
            kind = TokenKind.PAUSE if character in "，。！？、；：" else TokenKind.SILENT
            tokens.append(Token(kind, character))
            continue
        if pinyin is not None:
            reading = pinyin[len(syllables)]
        toneless, tone = reading[:-1], int(reading[-1])
        initial = next((i for i in INITIALS if toneless.startswith(i)), "")
        tokens.append(Token(TokenKind.SYLLABLE, character, len(syllables)))
        syllables.append(
            Syllable(character, initial, toneless[len(initial) :], tone, tone, False, index, index + 1)
        )
    return SpokenText(text, tuple(syllables), tuple(tokens))


def _contour(start: float, end: float, levels: tuple[float, float], bend: float = 0.0) -> Contour:
    steps = np.linspace(0, 1, 15)
    shape = levels[0] + (levels[1] - levels[0]) * steps + bend * np.sin(np.pi * steps)
    return Contour(
        tuple(float(t) for t in start + (end - start) * steps), tuple(float(v) for v in shape.clip(1, 5))
    )


def score_of(spoken: SpokenText, *, status: TakeStatus = TakeStatus.SCORED) -> PronunciationScore:
    """A score in which every verdict occurs, provided the text has six syllables."""
    good, count, each = PartScore(Verdict.GOOD, 0.93), len(spoken.syllables), 0.32
    scores: list[SyllableScore] = []
    for index, syllable in enumerate(spoken.syllables):
        start, end = 0.3 + index * each, 0.3 + (index + 1) * each - 0.04
        initial, final, tone = good, good, good
        target = TARGETS[syllable.spoken_tone]
        hers = _contour(start, end, target, 0.3)
        if index % 6 == 1:
            tone = PartScore(Verdict.WRONG, 0.12, heard="1", reason="falls_too_little")
            hers = _contour(start, end, (target[0], min(5.0, target[0] + 0.4)))
        elif index % 6 == 3:
            tone = PartScore(Verdict.OFF, 0.55, reason="rises_too_late")
        elif index % 6 == 4:
            initial = PartScore(Verdict.OFF, 0.4, heard="z")
        elif index % 6 == 5:
            tone = PartScore(Verdict.NOT_ASSESSABLE, None, reason="too_noisy")
        omitted = index == 8
        if omitted:
            nothing = PartScore(Verdict.NOT_ASSESSABLE, None, reason="omitted")
            scores.append(SyllableScore(syllable, None, None, nothing, nothing, nothing, omitted=True))
            continue
        scores.append(
            SyllableScore(syllable, start, end, initial, final, tone, hers, _contour(start, end, target))
        )
    scored = status is TakeStatus.SCORED
    return PronunciationScore(
        status=status,
        total=78.0 if scored else None,
        syllables=tuple(scores) if scored else (),
        miscues=(),
        fluency=Fluency(208.0, 231.0, (Pause(1.5, 1.9, False),), -21.0, -58.0),
        advice=(
            AdviceItem("tone", 1, Part.TONE, (("tone", "4"), ("fault", "falls_too_little"), ("heard", "1"))),
            AdviceItem("initial", 4, Part.INITIAL, (("target", "zh"), ("heard", "z"))),
        )
        if scored and count > 4
        else (),
        transcript=spoken.text,
        model="kaibo-small",
        scorer="1",
        duration=0.6 + count * each,
        register_median=205.0,
        register_low=150.0,
        register_high=290.0,
    )


def _faults(score: PronunciationScore | None) -> tuple[int, int, int] | None:
    """How many syllables have a fault in their initial, final and tone."""
    if score is None or score.status is not TakeStatus.SCORED:
        return None
    bad = (Verdict.OFF, Verdict.WRONG)
    initial, final, tone = (sum(each.part(part).verdict in bad for each in score.syllables) for part in Part)
    return initial, final, tone


def make_lessons() -> tuple[Lesson, ...]:
    """Four lessons like the bundled ones."""
    return (
        Lesson(
            "tones",
            "四个声调",
            "听清楚、唱出来、说出来：四个声调的走法。",
            "发音",
            8,
            10,
            (
                Card(
                    "what",
                    "声调是什么",
                    "普通话里，同一个音节换一个声调，就是另一个词。\n\n“买”是三声，“卖”是四声。"
                    "主播说错一个声调，观众可能就听成了相反的意思。",
                    (
                        Gloss("买", "mai3", {"en": "to buy", "ug": "سېتىۋالماق", "kk": "сатып алу"}),
                        Gloss("卖", "mai4", {"en": "to sell", "ug": "ساتماق", "kk": "сату"}),
                    ),
                ),
                Prompt(
                    "ma",
                    "妈麻马骂",
                    hint="四个声调，一个一个说。",
                    meanings={"en": "mum, hemp, horse, scold"},
                ),
                Prompt(
                    "buy", "我买大枣", meanings={"en": "I buy big jujubes", "ug": "مەن چوڭ چىلان سېتىۋالىمەن"}
                ),
            ),
        ),
        Lesson(
            "jujube",
            "讲红枣",
            "把和田红枣的产地、口感和吃法讲清楚。",
            "产品",
            12,
            20,
            (
                Card(
                    "facts",
                    "红枣的几个事实",
                    "和田的昼夜温差大，枣子糖分高。\n\n先讲产地，再讲口感，最后讲吃法。",
                ),
                Prompt(
                    "origin", "这是和田的大红枣，又甜又糯。", meanings={"en": "These are big red jujubes."}
                ),
                Prompt("taste", "掰开来看，肉厚核小，一口下去全是枣香。"),
            ),
            requires=("tones",),
        ),
        Lesson(
            "introduction",
            "镜头前介绍自己",
            "三句话：我是谁，我从哪里来，今天带来什么。",
            "开口",
            6,
            30,
            (Prompt("hello", "大家好，我是阿依古丽，来自喀什。"),),
        ),
        Lesson(
            "opening",
            "开播的第一分钟",
            "欢迎、留人、说清今天卖什么。",
            "开口",
            10,
            40,
            (
                Card("why", "为什么第一分钟重要", "观众进来十秒钟就决定走不走。"),
                Prompt("welcome", "欢迎来到我的直播间。"),
            ),
        ),
    )


class FakeClasses:
    """Classes in memory; `failing` of the studio names these methods too."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.cohorts: list[Cohort] = []

    def all(self) -> list[Cohort]:
        return list(self.cohorts)

    def add(self, name: str) -> Cohort:
        self._studio._note("add", name)
        self.cohorts.append(Cohort(f"c{len(self.cohorts)}", name, NOW))
        return self.cohorts[-1]

    def set_strictness(self, cohort_id: str, strictness: Strictness) -> Cohort:
        self._studio._note("set_strictness", cohort_id, strictness)
        [place] = [i for i, each in enumerate(self.cohorts) if each.id == cohort_id]
        self.cohorts[place] = replace(self.cohorts[place], strictness=strictness.value)
        return self.cohorts[place]

    def join(self, cohort_id: str) -> None:
        self._studio._note("join", cohort_id)
        assert self._studio.profile is not None
        self._studio.profile = replace(self._studio.profile, cohort_id=cohort_id)

    def take_role(self, role: str) -> None:
        self._studio._note("take_role", role)
        assert self._studio.profile is not None
        self._studio.profile = replace(self._studio.profile, role=role)

    def strictness(self) -> Strictness:
        wanted = self._studio.profile.cohort_id if self._studio.profile else ""
        found = next((each.strictness for each in self.cohorts if each.id == wanted), "normal")
        return Strictness(found)


class FakeRescoring:
    """Scores again at once; `scorer` is the version in use."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.scorer = "1"

    def is_outdated(self, attempt: Attempt) -> bool:
        score = attempt.score
        now = self.scorer, self._studio.classes.strictness()
        return score is not None and (score.scorer, score.strictness) != now

    def outdated(self) -> list[str]:
        return [each.id for each in self._studio._attempts if self.is_outdated(each)]

    def rescore_outdated(
        self,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Any:
        self._studio._note("rescore_outdated")
        ids = self.outdated()
        for done, attempt_id in enumerate(ids):
            if progress is not None:
                progress(done, len(ids))
            if cancelled is not None and cancelled():
                return SimpleNamespace(done=done, higher=0, lower=0, failed=(), cancelled=True)
            self._studio.rescore(attempt_id)
        return SimpleNamespace(done=len(ids), higher=0, lower=len(ids), failed=(), cancelled=False)


class FakeVoice:
    """Her own voice is a hum; `creaky` is why it could not be used."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self._pairs = MinimalPairs()
        self.creaky: Message | None = None

    def tone_example(self, samples: FloatArray, score: SyllableScore) -> ToneExample:
        self._studio._note("tone_example", score.syllable.hanzi)
        assert score.start is not None
        return ToneExample(tone_samples(0.4), score.start, self.creaky is None, self.creaky)

    def help(self, score: SyllableScore) -> SyllableHelp | None:
        part = part_to_help(score)
        profile = self._studio.profile
        sound = sound_help(part, score.syllable, profile.first_language if profile else "")
        if sound is None:
            return None
        return SyllableHelp(part, sound, self._pairs.find(part, score.syllable, score.part(part).heard))

    def word(self, word: PairWord) -> FloatArray:
        self._studio._note("word", word.hanzi)
        return tone_samples(0.5)


class FakeVoices:
    """Hums everything; `more` are voices that come before the hum, the other lists what is answered."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.more: list[Reference] = []
        self.pairs: list[tuple[Reference, Reference]] = []
        self.contrasts: list[ContrastPair] = []
        self.imported: list[VoicePack] = []

    def references(
        self, text: str, pinyin: tuple[str, ...] | None = None, recording: Path | None = None
    ) -> list[Reference]:
        self._studio._note("references", text)
        return [*self.more, Reference(tone_samples(1.2), ReferenceSource.HUMMED)]

    def pair_sounds(self, words: tuple[HeardWord, HeardWord]) -> list[tuple[Reference, Reference]]:
        self._studio._note("pair_sounds", *(each.text for each in words))
        return list(self.pairs)

    def contrast_pairs(self, kind: Part, one: str, other: str) -> list[ContrastPair]:
        self._studio._note("contrast_pairs", kind, one, other)
        return list(self.contrasts)

    def contrast_of(self, words: tuple[HeardWord, HeardWord]) -> tuple[Part, str, str] | None:
        one, other = (spoken_text(each.text, each.pinyin).syllables for each in words)
        return next(
            (
                (Part.INITIAL, a.initial, b.initial)
                for a, b in zip(one, other, strict=False)
                if a.initial != b.initial
            ),
            None,
        )

    def look_at(self, path: Path) -> tuple[OfferedVoice, ...]:
        self._studio._note("look_at", path)
        entries = (OfferedEntry("cmn-你好.mp3", "你好"), OfferedEntry("cmn-ni3.mp3", "ni3", "ni3"))
        return (OfferedVoice("Chen Wang", "CC BY-SA 3.0", "audio-cmn", entries),)

    def import_pack(
        self, path: Path, progress: Callable[[float], None], cancelled: Callable[[], bool]
    ) -> list[ImportedPack]:
        self._studio._note("import_pack", path)
        progress(0.5)
        if cancelled():
            raise ExpectedError(msg("已停止。"))
        offered = self.look_at(path)[0]
        entries = tuple(PackEntry(each.file, each.text, each.pinyin) for each in offered.entries)
        pack = VoicePack(
            "chen-wang", offered.name, offered.licence, offered.origin, NOW.isoformat(), path, entries
        )
        self.imported.append(pack)
        return [ImportedPack(pack, 0)]

    def packs(self) -> list[VoicePack]:
        return list(self.imported)

    def remove_pack(self, pack_id: str) -> None:
        self._studio._note("remove_pack", pack_id)
        self.imported = [each for each in self.imported if each.id != pack_id]


class FakeStudio:
    """Answers like the studio, from memory, at once."""

    def __init__(self, *, profiles: int = 1, attempts: int = 3) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="kaibo-fake-"))
        self.policy = NO_POLICY
        self.doctor = FakeDoctor()
        self.settings = Settings(welcome_done=profiles > 0, reduced_motion=True, countdown_seconds=0)
        self.library = SimpleNamespace(
            lessons=make_lessons(),
            problems=(
                LessonProblem(
                    Path("lessons/grapes/lesson.md"), 14, "提示语的拼音有 6 个音节，文字有 7 个。", True
                ),
            ),
            lesson=lambda lesson_id: next((x for x in make_lessons() if x.id == lesson_id), None),
            products=(),
        )
        names = (("阿依古丽", "ug"), ("Нұрлан", "kk"), ("王芳", "zh"))
        self._profiles = [
            Profile(f"p{i}", name, first, NOW - timedelta(days=30)) for i, (name, first) in enumerate(names)
        ][:profiles]
        self.profile: Profile | None = self._profiles[0] if self._profiles else None
        self.devices = [
            InputDevice("alsa:USB", "USB 麦克风", 1, 48_000.0, True),
            InputDevice("alsa:Built-in", "Built-in Audio", 2, 44_100.0, False),
        ]
        self.speakers = [InputDevice("alsa:out", "扬声器", 3, 48_000.0, True)]
        self.current_level = Level(-14.0, -24.0, -60.0, None)
        self.microphone_open = False
        self.take_state = TakeState.IDLE
        self.playing = False
        self.model_name = "kaibo-small"
        self.speech_ready = True
        self.notices: tuple[Message, ...] = ()
        self.microphone_notice: Message | None = None
        self.play_error: ExpectedError | None = None
        self.refreshes = True
        self.missing: tuple[str, ...] = ()
        self.models = FakeSpeechModels(self)
        self.database = FakeDatabase(self)
        self.people = FakePeople(self)
        self.classes = FakeClasses(self)
        self.rescoring = FakeRescoring(self)
        self.rescues = FakeRescues(self)
        self.agreement = FakeAgreement()
        self.voice = FakeVoice(self)
        self.free_takes = FakeFreeTakes(self)
        self.plans = FakePlans(self)
        self.progress = FakeProgress(self)
        self.teaching = FakeTeaching(self)
        self.reviews = FakeReviews(self)
        self.learning = FakeLearning(self)
        self.exams = make_exams(self)
        self.prompting = FakePrompting(self)
        self.rehearsals = FakeRehearsals(self)
        self.broadcasts = make_broadcasts(self)
        self.pitch_reports = FakePitchReports(self)
        self.voices = FakeVoices(self)
        self.packs = Packs(self.home, lambda: self.library, self.reload_library)
        self.kit = FakeKit()
        self.hub = FakeHub()
        self.share = FakeShare()
        self.upkeep = FakeUpkeep()
        self.authoring = Authoring(self.home, lambda: self.library, self.reload_library)
        self.reference_takes = FakeReferenceTakes(self)
        self.videos = Videos(self.home, self.attempt, lambda: self.profile.id if self.profile else "")
        self.failing: dict[str, ExpectedError] = {}
        self.calls: list[tuple[Any, ...]] = []
        self.rescued_takes: list[FakeTake] = []
        self._listener: TakeListener | None = None
        self._prompt: Prompt | None = None
        self._lesson_id = ""
        self._played = 0.0
        self._attempts: list[Attempt] = []
        self._seen: dict[str, LessonSeen] = {}
        prompts = [(lesson, prompt) for lesson in make_lessons() for prompt in lesson.prompts]
        for index in range(attempts):
            lesson, prompt = prompts[index % len(prompts)]
            self._keep(prompt, lesson.id, NOW - timedelta(days=index // 2, minutes=7 * index))
        if attempts:
            self.see_lesson("tones", 1)

    def _note(self, name: str, *arguments: Any) -> None:
        self.calls.append((name, *arguments))
        if name in self.failing:
            raise self.failing[name]

    # settings, lessons, people

    def change_settings(self, **changes: Any) -> None:
        self.settings = replace(self.settings, **changes)  # what cannot be saved counts all the same
        self._note("change_settings", changes)

    def reload_library(self) -> Any:
        self._note("reload_library")
        return self.library

    def profiles(self) -> list[Profile]:
        self._note("profiles")
        return list(self._profiles)

    def choose_profile(self, profile_id: str) -> None:
        self._note("choose_profile", profile_id)
        self.profile = next(p for p in self._profiles if p.id == profile_id)
        self.change_settings(profile_id=profile_id)

    def create_profile(self, name: str, first_language: str) -> Profile:
        self._note("create_profile", name, first_language)
        profile = Profile(f"p{len(self._profiles)}", name, first_language, NOW)
        self._profiles.append(profile)
        self.profile = profile
        self.change_settings(profile_id=profile.id)
        return profile

    def spoken(self, prompt: Prompt) -> SpokenText:
        return spoken_text(prompt.text, prompt.pinyin)

    # microphone and takes

    def inputs(self) -> list[InputDevice]:
        self._note("inputs")
        return list(self.devices)

    def outputs(self) -> list[InputDevice]:
        return list(self.speakers)

    def refresh_devices(self) -> bool:
        self._note("refresh_devices")
        self.microphone_open = False
        return self.refreshes

    def open_microphone(self) -> None:
        self._note("open_microphone")
        if not self.devices:
            raise ExpectedError(msg("没有找到麦克风。请插上麦克风，再试一次。"))
        self.microphone_open = True

    def close_microphone(self) -> None:
        self._note("close_microphone")
        self.microphone_open = False

    def level(self) -> Level:
        return self.current_level

    def warn(self, warning: SignalWarning | None) -> None:
        """Make the level carry a warning."""
        self.current_level = replace(self.current_level, warning=warning)

    def start_take(self, prompt: Prompt, lesson_id: str, listener: TakeListener) -> None:
        self._note("start_take", prompt.id, lesson_id)
        self._prompt, self._lesson_id, self._listener = prompt, lesson_id, listener
        self.take_state = TakeState.RECORDING

    def pause_take(self) -> None:
        self._note("pause_take")
        self.take_state = TakeState.PAUSED

    def resume_take(self) -> None:
        self._note("resume_take")
        self.take_state = TakeState.RECORDING

    def stop_take(self) -> None:
        self._note("stop_take")
        self.take_state = TakeState.SCORING

    def finish_scoring(self, *, status: TakeStatus = TakeStatus.SCORED) -> Attempt:
        """What the worker thread would do after `stop_take`."""
        assert self._prompt is not None and self._listener is not None
        attempt = self._keep(self._prompt, self._lesson_id, NOW, status)
        self.take_state = TakeState.IDLE
        self._listener.take_scored(attempt)
        return attempt

    def fail_scoring(self, error: ExpectedError) -> None:
        """What the worker thread would do when scoring fails."""
        assert self._listener is not None
        self.take_state = TakeState.IDLE
        self._listener.take_failed(error)

    def lose_microphone(self) -> None:
        """What happens when the plug is pulled."""
        assert self._listener is not None
        self.take_state = TakeState.SCORING
        self._listener.take_lost_microphone()

    def discard_take(self) -> None:
        self._note("discard_take")
        self.take_state = TakeState.IDLE

    def elapsed(self) -> float:
        return 1.5

    def partial(self) -> str:
        return "这是"

    def score_file(self, path: Path, prompt: Prompt, lesson_id: str) -> Attempt:
        self._note("score_file", path, prompt.id, lesson_id)
        return self._keep(prompt, lesson_id, NOW)

    def assess_file(self, path: Path, prompt: Prompt) -> PronunciationScore:
        self._note("assess_file", path, prompt.id)
        return score_of(self.spoken(prompt))

    # sound

    def samples(self, recording: Recording) -> FloatArray:
        self._note("samples", recording.path)
        return tone_samples(recording.duration)

    def play(
        self,
        samples: FloatArray,
        start: float = 0.0,
        end: float | None = None,
        on_finished: Callable[[], None] | None = None,
    ) -> None:
        self._note("play", len(samples), start, end)
        self.playing, self._played, self.on_finished = True, start, on_finished

    def stop_playing(self) -> None:
        self._note("stop_playing")
        self.playing = False

    def play_position(self) -> float | None:
        return self._played if self.playing else None

    # what was kept

    def _keep(
        self, prompt: Prompt, lesson_id: str, when: datetime, status: TakeStatus = TakeStatus.SCORED
    ) -> Attempt:
        spoken = self.spoken(prompt)
        score = score_of(spoken, status=status)
        if score.total is not None:
            score = replace(score, total=round(74 + 9 * math.sin(len(self._attempts) * 1.7), 1))
        recording = Recording(Path(f"take{len(self._attempts)}.flac"), score.duration, when, "0" * 64)
        attempt = Attempt(
            f"a{len(self._attempts)}",
            "p0",
            lesson_id,
            prompt.id,
            prompt.text,
            prompt.pinyin,
            when,
            recording,
            score,
        )
        self._attempts.append(attempt)
        return attempt

    def attempts(
        self,
        lesson_id: str | None = None,
        prompt_id: str | None = None,
        limit: int = 200,
        offset: int = 0,
    ) -> list[AttemptSummary]:
        self._note("attempts", lesson_id, prompt_id)
        found = [
            AttemptSummary(
                a.id,
                a.created,
                a.lesson_id,
                a.prompt_id,
                a.text,
                a.score.total if a.score else None,
                a.score.status.value if a.score else FREE if a.free else UNSCORED,
                a.recording.duration,
                _faults(a.score),
            )
            for a in self._attempts
            if (lesson_id is None or a.lesson_id == lesson_id)
            and (prompt_id is None or a.prompt_id == prompt_id)
        ]
        return sorted(found, key=lambda a: a.created, reverse=True)[offset : offset + limit]

    def attempt(self, attempt_id: str) -> Attempt:
        self._note("attempt", attempt_id)
        return next(a for a in self._attempts if a.id == attempt_id)

    def rescore(self, attempt_id: str) -> Attempt:
        self._note("rescore", attempt_id)
        attempt = self.attempt(attempt_id)
        earlier = attempt.earlier
        if attempt.score is not None:
            earlier = (*earlier, EarlierScore(attempt.score, NOW))
        score = replace(
            score_of(spoken_text(attempt.text, attempt.pinyin)),
            scorer=self.rescoring.scorer,
            strictness=self.classes.strictness(),
        )
        scored = replace(attempt, score=score, earlier=earlier)
        self._attempts[self._attempts.index(attempt)] = scored
        return scored

    def delete_attempt(self, attempt_id: str) -> None:
        self._note("delete_attempt", attempt_id)
        self._attempts = [a for a in self._attempts if a.id != attempt_id]

    def daily(self) -> list[DayTotal]:
        self._note("daily")
        days: dict[date, list[Attempt]] = {}
        for attempt in self._attempts:
            days.setdefault(attempt.created.date(), []).append(attempt)
        made = []
        for day, kept in sorted(days.items()):
            totals = [a.score.total for a in kept if a.score and a.score.total is not None]
            mean, best = (sum(totals) / len(totals), max(totals)) if totals else (None, None)
            seconds = sum(a.recording.duration for a in kept)
            made.append(DayTotal(day, len(kept), len(totals), mean, best, seconds))
        return made

    def lessons_seen(self) -> dict[str, LessonSeen]:
        self._note("lessons_seen")
        return dict(self._seen)

    def see_lesson(self, lesson_id: str, step_index: int) -> None:
        self._note("see_lesson", lesson_id, step_index)
        known = self._seen.get(lesson_id)
        steps = (known.steps if known else frozenset()) | {step_index}
        self._seen[lesson_id] = LessonSeen(lesson_id, steps, step_index, NOW, NOW)

    def warm_up(self) -> None:
        self._note("warm_up")
        self.speech_ready = True

    def close(self) -> None:
        self._note("close")
