"""Pitch reports: a kept talk heard, held against its product card, and remembered beside the recording."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path

from app.audio.importing import import_audio
from app.audio.recording import load_recording
from app.audio.values import Recording
from app.coaching.card_facts import card_bias
from app.coaching.heard_text import heard_text
from app.coaching.key_words import judge_key_words, key_words
from app.coaching.report import make_report
from app.coaching.values import PitchReport, ReportFormatError, report_from_json
from app.curriculum.library import Library
from app.curriculum.values import ProductCard
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.engine import Cancelled, Progress, SpeechEngine
from app.practice.keeper import Keeper
from app.speech.delivery import measure_delivery
from app.speech.register import SpeakerRegister
from app.speech.transcription import TranscriptionCancelledError, in_chunks, transcribe
from app.speech.values import FloatArray, PronunciationScore, SpokenText

log = logging.getLogger(__name__)

VERSION = 3
"""Counts up when reports made before would come out differently: they are made anew."""

_HEARD_SHARE, _MEASURED_SHARE = 0.7, 0.8  # of the work: done after hearing, after measuring the delivery


class PitchReports:
    """Makes reports of talks. Every call blocks: about six seconds a minute of talk."""

    def __init__(self, keeper: Keeper, engine: SpeechEngine, library: Callable[[], Library]) -> None:
        self._keeper = keeper
        self._engine = engine
        self._library = library

    def make(
        self,
        take: str | Recording,
        product: str,
        progress: Progress = lambda share: None,
        cancelled: Cancelled = lambda: False,
    ) -> PitchReport | None:
        """The report of an attempt (by id) or a recording about the product of a lesson; None if cancelled.

        It is kept beside the recording, and read again as long as recording, card and model are the same.
        Raises ExpectedError when the recording or the product card is missing or damaged.
        """
        recording = self._keeper.store.attempt(take).recording if isinstance(take, str) else take
        card = self._card(product)
        self._engine.warm_up()
        stamp = f"{VERSION} {recording.sha256} {self._engine.model_name} "
        stamp += f"{self._engine.scorer_version} {_card_stamp(card)}"
        place = _beside(recording.path, product)
        kept = _read(place, stamp)
        if kept is not None:
            progress(1.0)
            return kept
        samples = load_recording(recording)
        report = self._report(samples, product, card, progress, cancelled)
        if report is not None:
            _write(place, stamp, report)
        return report

    def make_of_file(
        self,
        path: Path,
        product: str,
        progress: Progress = lambda share: None,
        cancelled: Cancelled = lambda: False,
    ) -> PitchReport | None:
        """The report of an audio file; nothing is kept. Raises ExpectedError as `make` does."""
        card = self._card(product)
        return self._report(import_audio(path), product, card, progress, cancelled)

    def _card(self, product: str) -> ProductCard:
        card = self._library().product(product)
        if card is None:
            raise ExpectedError(msg("找不到产品卡“{name}”。请检查课程的编号。", name=product))
        return card

    def _report(
        self,
        samples: FloatArray,
        product: str,
        card: ProductCard,
        progress: Progress,
        cancelled: Cancelled,
    ) -> PitchReport | None:
        seconds = max(1e-6, len(samples) / 16_000)
        try:
            transcript = transcribe(
                in_chunks(samples),
                self._engine.model,
                card_bias(card),
                lambda done: progress(_HEARD_SHARE * min(1.0, done / seconds)),
                cancelled,
            )
        except TranscriptionCancelledError:
            return None
        delivery = measure_delivery(samples)
        if cancelled():
            return None
        progress(_MEASURED_SHARE)
        words = judge_key_words(
            heard_text(transcript),
            key_words(card),
            samples,
            self._judge,
            lambda share: progress(_MEASURED_SHARE + (1.0 - _MEASURED_SHARE) * share),
            cancelled,
        )
        if cancelled():
            return None
        report = make_report(product, card, transcript, delivery, words)
        progress(1.0)
        return report

    def _judge(
        self, stretch: FloatArray, spoken: SpokenText, register: SpeakerRegister | None
    ) -> tuple[PronunciationScore, SpeakerRegister | None]:
        running = self._engine.begin(spoken, register)
        running.feed(stretch)
        return running.finish(), running.register


def _beside(recording: Path, product: str) -> Path:
    return recording.with_name(f"{recording.stem}.{product}.pitch.json")


def _card_stamp(card: ProductCard) -> str:
    return hashlib.sha256(repr(card).encode()).hexdigest()[:16]


def _read(path: Path, stamp: str) -> PitchReport | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return report_from_json(data["report"]) if data["stamp"] == stamp else None
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, ReportFormatError) as error:
        log.info("pitch report %s is made anew: %s", path.name, error)
        return None


def _write(path: Path, stamp: str, report: PitchReport) -> None:
    """Keep the report; that it could not be kept only costs time next time."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(
            json.dumps({"stamp": stamp, "report": report.to_json()}, ensure_ascii=False), encoding="utf-8"
        )
        part.replace(path)
    except OSError as error:
        log.warning("pitch report not kept: %s", error)
        part.unlink(missing_ok=True)
