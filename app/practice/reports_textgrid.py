"""Takes as Praat TextGrids: what was said when, how it was judged, and what the trainer said of it.

The long text format in UTF-8, as Praat writes and reads it: https://www.fon.hum.uva.nl/praat/manual/TextGrid_file_formats.html
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.audio.recording import load_recording
from app.errors import ExpectedError
from app.i18n import msg
from app.paths import assets_dir
from app.speech.alignment import AlignmentStream, likelihoods
from app.speech.features import FeatureStream
from app.speech.network import SegmentNetwork
from app.speech.phones import syllable_phones
from app.speech.pinyin import syllable_pinyin
from app.speech.values import FloatArray, Part, PartScore, PronunciationScore, Verdict
from app.storage.reviews_values import ReviewedAttempt
from app.storage.store import Store

log = logging.getLogger(__name__)

SAME = 0.025
"""Seconds by which a syllable may lie elsewhere than when it was scored and still be the same stretch."""

_SHORTEST = 1e-3  # seconds between two borders: Praat wants intervals that last


@dataclass(frozen=True)
class Interval:
    """A labelled stretch, seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class IntervalTier:
    """Stretches in order; what lies between them is filled with empty ones when it is written."""

    name: str
    intervals: tuple[Interval, ...]


@dataclass(frozen=True)
class PointTier:
    """Moments in order: (seconds, mark)."""

    name: str
    points: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class GridResult:
    """What was written of a take; `recording` is None when its file is gone."""

    path: Path
    recording: Path | None


class PhoneBorders:
    """Finds where initials end and finals begin, which scores do not keep. Loads its network when asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._network: SegmentNetwork | None = None

    def find(self, samples: FloatArray, score: PronunciationScore) -> list[float | None]:
        """The border in each syllable, seconds; None without an initial, or where it lies elsewhere now.

        The recording (n,) is aligned anew with its prompt, as when it was scored. A newer network may find a
        syllable elsewhere; then nothing is told of it rather than something that fits nothing.
        """
        with self._lock:
            if self._network is None:
                self._network = SegmentNetwork.load(assets_dir() / "scorer" / "segments.npz")
        network = self._network
        spoken = [each.syllable for each in score.syllables]
        alignment = AlignmentStream([syllable_phones(s.initial, s.final, erhua=s.erhua) for s in spoken])
        features, posteriors = FeatureStream(), network.stream()
        for block in (posteriors.push(features.push(samples)), posteriors.push(features.flush())):
            if len(block):
                alignment.push(likelihoods(block, network.log_priors))
        rest = posteriors.flush()
        if len(rest):
            alignment.push(likelihoods(rest, network.log_priors))

        def edge(frame: int) -> float:
            return max(0.0, network.frame_time(frame - 0.5))

        borders: list[float | None] = []
        for each, aligned in zip(score.syllables, alignment.finish().syllables, strict=True):
            border = None
            if not aligned.omitted and each.syllable.initial and len(aligned.phones) > 1:
                same = (
                    each.start is not None
                    and each.end is not None
                    and abs(edge(aligned.start) - each.start) <= SAME
                    and abs(edge(aligned.end) - each.end) <= SAME
                )
                border = edge(aligned.phones[0].end) if same else None
            borders.append(border)
        return borders


def write_grid(store: Store, attempt_id: str, folder: Path, borders: PhoneBorders) -> GridResult:
    """Write a take's TextGrid and a copy of its recording of the same name. Raises ExpectedError."""
    attempt = store.attempt(attempt_id)
    review = store.reviews.review(attempt_id)
    stem = f"{attempt.created.astimezone():%Y-%m-%d_%H%M%S}_{attempt.id[:8]}"
    recording: Path | None = folder / f"{stem}{attempt.recording.path.suffix}"
    found: Sequence[float | None] = ()
    try:
        samples = load_recording(attempt.recording)
        if attempt.score is not None and attempt.score.syllables:
            found = borders.find(samples, attempt.score)
    except ExpectedError as error:
        log.warning("no recording for the TextGrid of %s: %s", attempt_id, error.detail)
        recording = None
    text = grid_text(
        attempt.recording.duration, [*tiers_of(attempt.score, found, review), comments_tier(review)]
    )
    path = folder / f"{stem}.TextGrid"
    part = folder / f".{path.name}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if recording is not None:
            shutil.copyfile(attempt.recording.path, recording)
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise ExpectedError(
            msg("没能写到 {path}。请检查磁盘空间和文件夹权限，再试一次。", path=folder), str(error)
        ) from error
    return GridResult(path, recording)


def tiers_of(
    score: PronunciationScore | None, borders: Sequence[float | None], review: ReviewedAttempt
) -> list[IntervalTier]:
    """The tiers of a scored take; none for one without a score."""
    if score is None or not score.syllables:
        return []
    hanzi, pinyin, sounds, sound_verdicts, tones = [], [], [], [], []
    for position, each in enumerate(score.syllables):
        if each.start is None or each.end is None:
            continue
        start, end, syllable = each.start, each.end, each.syllable
        hanzi.append(Interval(start, end, syllable.hanzi))
        pinyin.append(Interval(start, end, syllable_pinyin(syllable, spoken=True)))
        border = borders[position] if position < len(borders) else None
        verdicts = {part: _verdict(each.part(part), review.trainers(position, part)) for part in Part}
        if border is not None and start + _SHORTEST < border < end - _SHORTEST:
            sounds += [Interval(start, border, syllable.initial), Interval(border, end, syllable.final)]
            sound_verdicts += [
                Interval(start, border, verdicts[Part.INITIAL]),
                Interval(border, end, verdicts[Part.FINAL]),
            ]
        else:
            both = [syllable.final] if not syllable.initial else [syllable.initial, syllable.final]
            said = [verdicts[Part.FINAL]] if not syllable.initial else [verdicts[p] for p in list(Part)[:2]]
            sounds.append(Interval(start, end, "+".join(both)))
            sound_verdicts.append(Interval(start, end, " + ".join(said)))
        tones.append(Interval(start, end, f"{syllable.spoken_tone} {verdicts[Part.TONE]}"))
    pauses = [
        Interval(each.start, each.end, "expected" if each.expected else "stray")
        for each in score.fluency.pauses
    ]
    named = (
        ("hanzi", hanzi),
        ("pinyin", pinyin),
        ("sounds", sounds),
        ("sound verdicts", sound_verdicts),
        ("tone verdicts", tones),
        ("pauses", pauses),
    )
    return [IntervalTier(name, tuple(intervals)) for name, intervals in named]


def comments_tier(review: ReviewedAttempt) -> PointTier:
    """What trainers said, each at its moment; of the whole take at its beginning."""
    points = [
        (each.at or 0.0, f"{each.by_name}: {each.text or '(voice)'}" if each.by_name else each.text)
        for each in review.comments
    ]
    return PointTier("comments", tuple(points))


def grid_text(duration: float, tiers: Iterable[IntervalTier | PointTier]) -> str:
    """The file's text. Intervals are clipped to the take and to each other; equal moments are one point."""
    tiers = list(tiers)
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0", f"xmax = {duration!r}"]
    lines += ["tiers? <exists>", f"size = {len(tiers)}", "item []:"]
    for number, tier in enumerate(tiers, start=1):
        kind = "IntervalTier" if isinstance(tier, IntervalTier) else "TextTier"
        lines += [
            f"    item [{number}]:",
            f'        class = "{kind}"',
            f"        name = {_quoted(tier.name)}",
        ]
        lines += ["        xmin = 0", f"        xmax = {duration!r}"]
        if isinstance(tier, IntervalTier):
            filled = _filled(tier.intervals, duration)
            lines.append(f"        intervals: size = {len(filled)}")
            for place, each in enumerate(filled, start=1):
                lines += [f"        intervals [{place}]:", f"            xmin = {each.start!r}"]
                lines += [f"            xmax = {each.end!r}", f"            text = {_quoted(each.text)}"]
        else:
            points = _points(tier.points, duration)
            lines.append(f"        points: size = {len(points)}")
            for place, (moment, mark) in enumerate(points, start=1):
                lines += [f"        points [{place}]:", f"            number = {moment!r}"]
                lines.append(f"            mark = {_quoted(mark)}")
    return "\n".join(lines) + "\n"


def _filled(intervals: Sequence[Interval], duration: float) -> list[Interval]:
    """Intervals that cover the whole take without gaps or overlaps."""
    filled: list[Interval] = []
    at = 0.0
    for each in sorted(intervals, key=lambda interval: interval.start):
        start, end = max(at, each.start), min(each.end, duration)
        if start - at < _SHORTEST:
            start = at
        if end - start < _SHORTEST:
            continue
        if start > at:
            filled.append(Interval(at, start, ""))
        filled.append(Interval(start, end, each.text))
        at = end
    if duration > at:
        filled.append(Interval(at, duration, ""))
    return filled


def _points(points: Sequence[tuple[float, str]], duration: float) -> list[tuple[float, str]]:
    marks: dict[float, list[str]] = {}
    for moment, mark in points:
        marks.setdefault(min(max(0.0, moment), duration), []).append(mark)
    return [(moment, " / ".join(marks[moment])) for moment in sorted(marks)]


def _verdict(score: PartScore, trainers: Verdict | None) -> str:
    """`good`, `wrong>z`, and `good (machine: wrong)` where the trainer said otherwise."""
    heard = f">{score.heard}" if score.heard and score.verdict in (Verdict.OFF, Verdict.WRONG) else ""
    machine = score.verdict.value + heard
    return machine if trainers is None else f"{trainers.value} (machine: {machine})"


def _quoted(text: str) -> str:
    return '"' + " ".join(text.split()).replace('"', '""') + '"'
