"""Reads a script to the teleprompter through the window, with skips and words of her own, and follows it."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from house import House, Watch, wait, wait_until
from live_evening import press
from PySide6.QtCore import Qt
from voice import JoinedVoice, Speech, silence

from app.audio.recording import load_samples
from app.coaching.script import Script
from app.curriculum.library import Library
from app.curriculum.values import Lesson, Prompt
from app.speech.recogniser import SAMPLE_RATE
from app.speech.values import FloatArray
from app.ui.screens.prompter.session import PromptPhase
from app.ui.where import Place, Where

OWN_WORDS = (
    "哎，新来的宝宝你们好，刚才有人问我几点下播，我跟你们讲，不着急，慢慢看。",
    "稍等一下，我喝口水，今天嗓子有点不舒服，大家听得清楚吗，听得清楚的扣个一。",
)
"""Said beside the script."""

SECTIONS = ("开场", "产品", "价格", "发货", "结束")
_MORE = ("show-introducing", "show-closing", "show-interaction", "phrases-selling", "phrases-service")
"""Lessons whose sentences follow when the product's own are at an end."""

_SYLLABLES_A_SECOND = 2.0
_BETWEEN = (0.4, 1.0)  # seconds between two sentences
_LEFT_OUT = 0.12  # of the sentences, beside the two that are left out together
_BEFORE, _AFTER = 1.5, 2.5  # seconds of silence around the reading
_LOG = 0.1


@dataclass(frozen=True)
class Passed:
    """From `second` on, `place` syllables of the script lie behind her."""

    second: float
    place: int


@dataclass(frozen=True)
class Reading:
    """What is read: its sound, where she is when, the sentences left out, when she reads and improvises."""

    samples: FloatArray
    places: tuple[Passed, ...]
    left_out: frozenset[int]
    read: tuple[tuple[float, float], ...]
    own_words: tuple[tuple[float, float], ...]


def scripts_lessons(library: Library, product: str) -> list[Lesson]:
    """The lessons whose sentences make a script about a product."""
    found = (library.lesson(each) for each in (product, *_MORE))
    return [each for each in found if each is not None]


def script_of(lessons: Sequence[Lesson], seconds: float) -> str:
    """A script of five sections from the sentences of lessons, about long enough for so many seconds."""
    texts = [each.text for lesson in lessons for each in lesson.steps if isinstance(each, Prompt)]
    wanted, chosen = seconds * _SYLLABLES_A_SECOND, ["大家好，欢迎来到我的直播间。"]
    for text in texts:
        if len("".join(chosen)) > wanted:
            break
        if len(text) > 7 and text not in chosen:
            chosen.append(text)
    made = []
    for number, title in enumerate(SECTIONS):
        part = chosen[len(chosen) * number // 5 : len(chosen) * (number + 1) // 5]
        made.append(f"# {title} | {max(10, round(seconds / 5))}\n" + "\n".join(part))
    return "\n".join(made) + "\n"


def read_aloud(script: Script, voice: JoinedVoice, seed: int) -> Reading:
    """Read sentence after sentence; leave some out, twice say something else, once stop for a while."""
    draw = random.Random(seed)
    sentences = script.sentences
    third = len(sentences) // 3
    left_out = {2 * third, 2 * third + 1}
    left_out |= {i for i in range(2, len(sentences) - 1) if draw.random() < _LEFT_OUT}
    beside = {third: OWN_WORDS[0], len(sentences) - third // 2: OWN_WORDS[1]}
    parts = [silence(_BEFORE)]
    at = _BEFORE
    places, read, own_words = [Passed(0.0, 0)], [], []

    def add(speech: Speech) -> None:
        nonlocal at
        pause = silence(draw.uniform(*_BETWEEN))
        parts.extend((speech.samples, pause))
        at += speech.seconds + len(pause) / SAMPLE_RATE

    for number, (first, last) in enumerate(sentences):
        if number in beside:
            began = at
            add(voice.speak(beside[number]))
            own_words.append((began, at))
        if number in left_out:
            continue
        start, end = script.syllables[first].start, script.syllables[last - 1].end
        speech = voice.speak(script.text[start:end])
        for index in range(first, last):
            end_of = speech.ends[script.syllables[index].start - start]
            places.append(Passed(at + end_of, index + 1))
        read.append((at, at + speech.ends[script.syllables[last - 1].start - start]))
        add(speech)
        if number == len(sentences) // 2:
            parts.append(silence(5.0))
            at += 5.0
    parts.append(silence(_AFTER))
    return Reading(np.concatenate(parts), tuple(places), frozenset(left_out), tuple(read), tuple(own_words))


def begins_at(recorded: FloatArray, played: FloatArray) -> float:
    """The second of the recording at which what was played begins, by cross-correlation."""
    size = 1 << (len(recorded) + len(played) - 1).bit_length()
    product = np.fft.irfft(np.fft.rfft(recorded, size) * np.conj(np.fft.rfft(played, size)), size)
    lag = int(product.argmax())
    return (lag if lag < size // 2 else lag - size) / SAMPLE_RATE


def read_to_prompter(
    own: House, voice: JoinedVoice, product: Lesson, minutes: float, seed: int
) -> dict[str, Any]:
    """One reading about a product, from the empty page to the marks; the record."""
    window = own.window
    window.go(Where(Place.PROMPTER))
    page = window.prompter
    wait(0.5)
    written = script_of(scripts_lessons(own.studio.library, product.id), minutes * 60)
    page.box.show_text(written)
    page.box.setVisible(False)
    wait(0.5)
    own.picture("prompter_ready")
    script = page.session.prompter.script
    reading = read_aloud(script, voice, seed)
    watch = Watch(lambda: own.studio.prompting.heard().behind)
    page.view.setFocus()
    press(page.view, Qt.Key.Key_Space)
    wait_until(lambda: page.session.state.phase is PromptPhase.RUNNING, 60, "the prompter")
    seconds = own.microphone.play(reading.samples)
    improvised = (reading.own_words[0][0] + reading.own_words[0][1]) / 2 if reading.own_words else seconds
    log: list[tuple[float, int, bool]] = []
    shots = {"prompter_reading": 0.2 * seconds, "prompter_own_words": improvised + 2.0}
    while (elapsed := own.studio.elapsed()) < seconds + 1.0:
        wait(_LOG)
        watch.look()
        log.append((elapsed, int(page.view.place), page.session.state.in_script))
        for name in [each for each, at in shots.items() if elapsed > at]:
            del shots[name]
            own.picture(name)
    press(page.view, Qt.Key.Key_Space)
    stopped = wait_until(lambda: page.session.state.marks, 60, "the marks")
    wait(1.0)
    own.picture("prompter_after")
    [attempt] = own.studio.attempts(lesson_id="prompter", limit=1)
    recording = own.studio.attempt(attempt.id).recording
    offset = begins_at(load_samples(recording.path, recording.sha256), reading.samples)
    marks = page.session.state.marks
    record = judged(reading, log, offset, page.view._line_of)
    told = [
        i
        for i, (a, b) in enumerate(script.sentences)
        if any(m.first <= (a + b) // 2 < m.last and not m.said for m in marks)
    ]
    right = len(reading.left_out & set(told))
    record |= {
        "script": written,
        "seconds": round(seconds, 1),
        "sentences": len(script.sentences),
        "left_out": sorted(reading.left_out),
        "marked_left_out": told,
        "marked_rightly": right,
        "own_words": reading.own_words,
        "times": {"from the end to the marks": round(stopped, 2)},
        "watch": {"seconds": watch.seconds, "megabytes": watch.megabytes, "behind": watch.behind},
    }
    return record


def judged(
    reading: Reading,
    log: list[tuple[float, int, bool]],
    offset: float,
    line_of: Callable[[int], int],
) -> dict[str, Any]:
    """How far the shown place was from the true one, by the clock of the recording.

    `late` is how long she has been reading since she passed what is shown: pauses and words of her own do not
    count, since nothing is passed in them. Sound stands in the recording about 0.1 s after it was made.
    """
    seconds = [each.second + offset for each in reading.places]
    places = [each.place for each in reading.places]
    spans = [(a + offset, b + offset) for a, b in reading.read]
    beside = [(a + offset, b + offset) for a, b in reading.own_words]

    def read_until(at: float) -> float:
        return sum(min(at, b) - a for a, b in spans if at > a)

    rows: list[_Row] = []
    for at, shown, in_script in log:
        if at < seconds[1] or at > seconds[-1] + 1.0:
            continue
        true = places[max(0, bisect_right(seconds, at) - 1)]
        late = 0.0
        if shown < true:
            passed = next(i for i, each in enumerate(places) if each > shown)
            late = read_until(at) - read_until(seconds[passed])
        rows.append(
            _Row(
                round(at, 1),
                shown,
                true,
                round(late, 2),
                line_of(shown) - line_of(true),
                any(a <= at <= b for a, b in spans),
                any(a <= at <= b + 0.5 for a, b in beside),
                in_script,
            )
        )
    read = [each for each in rows if each.reading]
    late_ones = np.array([each.late for each in read])
    lines = np.array([each.lines for each in read])
    everywhere = np.array([each.lines for each in rows])
    own = [each for each in rows if each.own_words]
    return {
        "offset": round(offset, 2),
        "late": {name: round(float(np.percentile(late_ones, q)), 2) for name, q in _SHARES.items()},
        "ahead_syllables_most": max(each.shown - each.true for each in rows),
        "same_line": round(float((lines == 0).mean()), 3),
        "within_one_line": round(float((abs(lines) <= 1).mean()), 3),
        "within_one_line_always": round(float((abs(everywhere) <= 1).mean()), 3),
        "ahead_by_more_than_a_line": round(float((lines > 1).mean()), 3),
        "behind_by_more_than_a_line": round(float((lines < -1).mean()), 3),
        "longest_off_by_more_than_a_line": round(_longest(rows), 1),
        "said_to_be_beside_while_improvising": _share([not each.in_script for each in own]),
        "said_to_be_beside_while_reading": _share([not each.in_script for each in read]),
        "rows": [tuple(each) for each in rows],
    }


class _Row(NamedTuple):
    """One look: the shown and the true place, and what she does."""

    at: float
    shown: int
    true: int
    late: float
    lines: int  # by which the shown place is ahead
    reading: bool
    own_words: bool
    in_script: bool


_SHARES = {"median": 50, "p90": 90, "p95": 95, "p99": 99, "most": 100}


def _share(found: Sequence[bool]) -> float | None:
    return round(sum(found) / len(found), 3) if found else None


def _longest(rows: Sequence[_Row]) -> float:
    """The longest stretch, seconds, in which the shown place was more than a line off."""
    longest, began = 0.0, None
    for each in rows:
        if abs(each.lines) <= 1:
            began = None
        else:
            began = each.at if began is None else began
            longest = max(longest, each.at - began)
    return longest
