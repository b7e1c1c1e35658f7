"""Writing lessons without a text editor: begin, change, check, save, copy and translate them.

A lesson being written is a `Lesson` value whose ids are "" where they come from the words; its files lie in
the user's own lessons folder. Every change may be kept as a draft beside the lesson, so that neither a power
cut nor a mistake in the lesson costs what was written.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.audio.recording import save_recording
from app.curriculum.lesson_file import parse_lesson
from app.curriculum.lesson_text import lesson_to_text
from app.curriculum.library import Library
from app.curriculum.readings import check_pinyin
from app.curriculum.report import Report
from app.curriculum.source import DRAFT_NAME
from app.curriculum.steps import step_type_of
from app.curriculum.steps.step_type import ID_PATTERN, LessonContext
from app.curriculum.template import new_lesson_text
from app.curriculum.values import (
    Card,
    Gloss,
    Lesson,
    Listen,
    ProductCard,
    Prompt,
    Step,
    ToneTracing,
)
from app.errors import ExpectedError
from app.i18n import Message, msg
from app.practice.draft_file import read_draft, write_draft
from app.practice.faults import Fault, faults_of
from app.speech.pinyin import spell, syllable_pinyin
from app.speech.text import to_spoken
from app.speech.values import FloatArray

OLD = ".replaced"
LONGEST_PROPOSED_ID = 30

Recorded = Prompt | Listen | ToneTracing
"""Steps that may have a recording."""


@dataclass(frozen=True)
class Meaning:
    """One thing of a lesson that can be translated: where it stands, what it says, and what it means so far.

    `place` names it for `translated`: empty for the title, else the step's index and, for a key word, the
    word's index.
    """

    place: tuple[int, ...]
    text: str
    meaning: str


class NotFinished(ExpectedError):  # noqa: N818 - nothing went wrong: the lesson is not ready yet
    """A lesson has a fault and was kept as a draft."""


class Authoring:
    """Everything a trainer does to lessons. Blocks; a window calls it in jobs."""

    def __init__(self, home: Path, library: Callable[[], Library], reload: Callable[[], object]) -> None:
        self._folder = home / "lessons"
        self._library = library
        self._reload = reload

    # which lessons there are

    def is_own(self, lesson: Lesson) -> bool:
        """Whether the lesson's files are the user's own; others are copied when they are changed."""
        return lesson.folder is not None and lesson.folder.parent == self._folder

    def own(self) -> tuple[Lesson, ...]:
        """The lessons in the user's own folder."""
        return tuple(each for each in self._library().lessons if self.is_own(each))

    def unsaved(self) -> tuple[Lesson, ...]:
        """The lessons that were begun and never saved: there is only a draft of them."""
        begun = (each for each in sorted(self.drafts()) if self._library().lesson(each) is None)
        return tuple(draft for each in begun if (draft := self.draft(each)) is not None)

    # beginning

    def begin(self, lesson_id: str, title: str, track: str) -> Lesson:
        """The draft of a new lesson, with an example of each common step; trainees see it once it is saved.

        Raises ExpectedError for an id that is taken.
        """
        self._check_new_id(lesson_id)
        place = self._folder / lesson_id
        read = parse_lesson(new_lesson_text(lesson_id, title, track), place / "lesson.md").lesson
        assert read is not None, "the beginning of a lesson is a lesson"
        lesson = without_made_ids(read)
        self._make_place(place)
        try:
            self.keep_draft(lesson)
        except ExpectedError:
            shutil.rmtree(place, ignore_errors=True)  # so that the next try finds its place free
            raise
        return lesson

    def edit(self, lesson_id: str) -> Lesson:
        """A lesson as it is to be changed; what was not saved last time is `draft`'s to give."""
        lesson = self._library().lesson(lesson_id)
        if lesson is not None:
            return without_made_ids(lesson)
        begun = self.draft(lesson_id)
        if begun is None:
            raise ExpectedError(msg("没有编号是“{id}”的课。", id=lesson_id))
        return begun

    def duplicate(self, lesson_id: str, new_id: str, title: str) -> Lesson:
        """A copy under another id, recordings and all. Raises ExpectedError for an id that is taken."""
        self._check_new_id(new_id)
        source = self.edit(lesson_id)
        place = self._folder / new_id
        steps = tuple(
            dataclasses.replace(step, id=f"{new_id}.{step.id.partition('.')[2]}") if step.id else step
            for step in source.steps
        )
        copy = dataclasses.replace(source, id=new_id, title=title, meanings={}, steps=steps)
        self._make_place(place)
        try:
            return self.save(copy)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)  # half a copy would stand in the way of the next try
            raise

    def remove(self, lesson_id: str) -> None:
        """Take one of the user's own lessons out; its files are kept in the folder `.replaced`."""
        lesson = self._library().lesson(lesson_id) or self.draft(lesson_id)
        if lesson is None or lesson.folder is None or not self.is_own(lesson):
            raise ExpectedError(msg("只能删除自己的课。自带的课不会删除。"))
        old = self._folder / OLD
        number = 1
        while (old / f"{lesson_id}-{number}").exists():
            number += 1
        try:
            old.mkdir(exist_ok=True)
            lesson.folder.rename(old / f"{lesson_id}-{number}")
        except OSError as error:
            raise _cannot_write(lesson.folder, error) from error
        self._reload()

    # keeping

    def keep_draft(self, lesson: Lesson) -> None:
        """Keep what is written so far, right or not, beside the lesson. Raises ExpectedError."""
        self._write(self._place(lesson) / DRAFT_NAME, write_draft(lesson))

    def draft(self, lesson_id: str) -> Lesson | None:
        """What was written and not saved; None when there is nothing, or nothing that can be read."""
        try:
            lesson = read_draft((self._folder / lesson_id / DRAFT_NAME).read_text("utf-8"))
        except (OSError, UnicodeDecodeError):
            return None
        return lesson if lesson is not None and lesson.id == lesson_id else None

    def drafts(self) -> frozenset[str]:
        """The ids of the lessons that have something unsaved."""
        return frozenset(path.parent.name for path in self._folder.glob(f"*/{DRAFT_NAME}"))

    def forget_draft(self, lesson_id: str) -> None:
        """Throw away what was not saved."""
        place = self._folder / lesson_id
        (place / DRAFT_NAME).unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # other files are in it, or it was not there
            place.rmdir()

    def check(self, lesson: Lesson) -> tuple[Fault, ...]:
        """Everything wrong with a lesson as it is written; writes nothing."""
        return faults_of(lesson, self._place(lesson) / "lesson.md")

    def save(self, lesson: Lesson) -> Lesson:
        """Make the lesson the one that trainees see; as it was read back.

        Raises NotFinished with the first fault when it has one: the draft is kept and trainees go on with
        the lesson as it was. Raises ExpectedError when the disk refuses.
        """
        place = self._place(lesson)
        try:
            lesson = self._with_files_in(lesson, place)
        except OSError as error:
            raise _cannot_write(place, error) from error
        self.keep_draft(lesson)
        fault = next((each for each in self.check(lesson) if each.fatal), None)
        if fault is not None:
            raise NotFinished(_not_saved(fault))
        self._write(place / "lesson.md", lesson_to_text(lesson))
        self.forget_draft(lesson.id)
        self._reload()
        return self.edit(lesson.id)

    def _make_place(self, place: Path) -> None:
        """A folder for a lesson that there is not yet. Raises ExpectedError."""
        try:
            place.mkdir(parents=True)
        except FileExistsError as error:
            raise ExpectedError(
                msg("文件夹 {path} 已经有了，没有改动。请换一个编号。", path=place)
            ) from error
        except OSError as error:
            raise _cannot_write(place, error) from error

    def _place(self, lesson: Lesson) -> Path:
        _check_id(lesson.id)
        return self._folder / lesson.id

    def _write(self, path: Path, text: str) -> None:
        part = path.with_name(f".{path.name}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with part.open("w", encoding="utf-8", newline="\n") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise _cannot_write(path, error) from error

    def _with_files_in(self, lesson: Lesson, place: Path) -> Lesson:
        """The lesson with its recordings in `place`, copied there from where they are."""
        steps = []
        place.mkdir(parents=True, exist_ok=True)
        for step in lesson.steps:
            if isinstance(step, Recorded) and step.reference is not None:
                target = place / step.reference.name
                if step.reference != target and step.reference.is_file():
                    shutil.copyfile(step.reference, target)
                step = dataclasses.replace(step, reference=target)
            steps.append(step)
        if lesson.folder is not None and lesson.folder != place:
            origin = lesson.folder / "ORIGIN.md"
            if origin.is_file():
                shutil.copyfile(origin, place / "ORIGIN.md")
        return dataclasses.replace(lesson, steps=tuple(steps), folder=place)

    def _check_new_id(self, lesson_id: str) -> None:
        _check_id(lesson_id)
        if self._library().lesson(lesson_id) is not None:
            raise ExpectedError(msg("编号“{id}”已经有一课用了。请换一个编号。", id=lesson_id))

    # what goes into a lesson

    def keep_recording(self, lesson: Lesson, index: int, samples: FloatArray, now: datetime) -> Lesson:
        """Make `samples` (n,), 16 kHz mono, the recording to follow of the step at `index`.

        Raises ExpectedError when nothing was recorded or the disk refuses; the recording before stays.
        """
        step = lesson.steps[index]
        if not isinstance(step, Recorded):
            raise TypeError(f"a {type(step).__name__} has no recording")
        name = f"recording-{now:%Y%m%d-%H%M%S}.flac"
        kept = save_recording(samples, self._place(lesson) / name, created=now)
        return _with_step(lesson, index, dataclasses.replace(step, reference=kept.path))

    # names and pinyin

    def propose_id(self, title: str) -> str:
        """An id for a new lesson, from the pinyin of its title; one that no lesson and no folder has."""
        syllables = to_spoken(title).syllables
        words = [spell(each.initial, each.final, each.erhua).replace("ü", "v") for each in syllables]
        made = words[0] if words else "lesson"
        for word in words[1:]:
            if len(made) + len(word) >= LONGEST_PROPOSED_ID:
                break
            made += f"-{word}"
        number, found = 1, made
        while self._library().lesson(found) is not None or (self._folder / found).exists():
            number += 1
            found = f"{made}-{number}"
        return found

    @staticmethod
    def propose_pinyin(text: str) -> str:
        """How the program would read a text: citation tones with marks, neutral tones with a 5."""
        found = []
        for syllable in to_spoken(text).syllables:
            neutral = "5" if syllable.tone == 5 else ""
            found.append(syllable_pinyin(syllable) + neutral)
        return " ".join(found)

    @staticmethod
    def read_pinyin(text: str, written: str) -> tuple[str, ...] | Message:
        """A written pinyin line as syllables, or the sentence that says why it does not fit `text`."""
        return check_pinyin(text, written)

    # translating

    @staticmethod
    def meanings(lesson: Lesson, language: str) -> tuple[Meaning, ...]:
        """Everything in a lesson that can be translated, with what it means in `language` so far."""
        found = [Meaning((), lesson.title, lesson.meanings.get(language, ""))]
        for index, step in enumerate(lesson.steps):
            if isinstance(step, Card | ProductCard):
                found += [
                    Meaning((index, number), gloss.word, gloss.meanings.get(language, ""))
                    for number, gloss in enumerate(step.glosses)
                ]
            else:
                found.append(Meaning((index,), step_words(step), step.meanings.get(language, "")))
        return tuple(found)

    @staticmethod
    def translated(lesson: Lesson, language: str, texts: Mapping[tuple[int, ...], str]) -> Lesson:
        """The lesson with meanings in `language` by their places; an empty one is taken out."""

        def changed(meanings: Mapping[str, str], place: tuple[int, ...]) -> Mapping[str, str]:
            if place not in texts:
                return meanings
            rest = {name: text for name, text in meanings.items() if name != language}
            return {**rest, language: texts[place].strip()} if texts[place].strip() else rest

        steps: list[Step] = []
        for index, step in enumerate(lesson.steps):
            if isinstance(step, Card | ProductCard):
                glosses = tuple(
                    Gloss(gloss.word, gloss.pinyin, changed(gloss.meanings, (index, number)))
                    for number, gloss in enumerate(step.glosses)
                )
                steps.append(dataclasses.replace(step, glosses=glosses))
            else:
                steps.append(dataclasses.replace(step, meanings=changed(step.meanings, (index,))))
        return dataclasses.replace(lesson, meanings=changed(lesson.meanings, ()), steps=tuple(steps))


def step_words(step: object) -> str:
    """What stands in a step's heading."""
    for name in ("text", "question", "statement", "sentence", "task", "title", "name"):
        value = getattr(step, name, None)
        if isinstance(value, str):
            return value
    return ""


def without_made_ids(lesson: Lesson) -> Lesson:
    """The lesson with "" for every id that its step's words give, so that changed words give a new one."""
    context = LessonContext(lesson.id, Path(), Report(Path()))
    steps = []
    for step in lesson.steps:
        made = context.made_id(step_type_of(step).words(step))
        context.used[step.id] = 0
        steps.append(dataclasses.replace(step, id="" if step.id == made else step.id))
    return dataclasses.replace(lesson, steps=tuple(steps))


def _check_id(lesson_id: str) -> None:
    if not ID_PATTERN.fullmatch(lesson_id):
        raise ExpectedError(msg("编号“{id}”不行：只能用文字、数字和连字符。", id=lesson_id))


def _with_step(lesson: Lesson, index: int, step: Recorded) -> Lesson:
    return dataclasses.replace(lesson, steps=(*lesson.steps[:index], step, *lesson.steps[index + 1 :]))


def _not_saved(fault: Fault) -> Message:
    if fault.step is None:
        return msg("还不能保存：{reason}写的内容留在草稿里了。", reason=fault.reason)
    return msg(
        "还不能保存：第 {number} 步，{reason}写的内容留在草稿里了。",
        number=fault.step + 1,
        reason=fault.reason,
    )


def _cannot_write(path: Path, error: OSError) -> ExpectedError:
    return ExpectedError(msg("课文写不到 {path}。请检查磁盘空间和权限。", path=path), str(error))
