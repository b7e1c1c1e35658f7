"""Scores a take while it is being said.

`Assessor` holds what is slow to load and may be kept for as long as the program runs. `start` begins a take:
two threads follow it, one runs the recogniser, the other measures (features, network, alignment, F0), so that
`finish` has only the best path to trace and the syllables to judge. Both work on blocks of a fixed length,
whatever comes: matrices of a good size, and the same score however the samples were cut.
"""

from __future__ import annotations

import copy
import hashlib
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.speech import phones
from app.speech.agreement_cuts import BUNDLED, CentreCuts, ScoreAxis
from app.speech.alignment import AlignedSyllable, Alignment, AlignmentStream, likelihoods
from app.speech.calibration import SegmentCalibration
from app.speech.classifier import SegmentClassifier
from app.speech.evidence import Evidence
from app.speech.f0 import F0Stream, F0Track
from app.speech.features import FeatureStream
from app.speech.fluency import Span
from app.speech.network import SegmentNetwork
from app.speech.recogniser import Heard, RecogniserModel, SecondHearing, pcm_of, prompt_grammar
from app.speech.register import SpeakerRegister
from app.speech.scoring import score_take
from app.speech.segments import compete
from app.speech.strictness import RULES
from app.speech.tone import ToneAssessor
from app.speech.tone_network import LONGEST_SHORT
from app.speech.tone_values import ToneAssessment, ToneSpan
from app.speech.values import Part, PronunciationScore, SpokenText, Strictness, Syllable, TakeStatus, Verdict

SCORER_VERSION = "3"
SAMPLE_RATE = 16_000
_PIECE = 16_000  # samples handed over at once when a whole recording is given
_MEASURED_AT_ONCE = 16_000  # samples: what is left at the stop takes about 20 ms
_RECOGNISED_AT_ONCE = 3_200  # samples: the words on screen follow every 0.2 s
_JOINED_SECONDS = 0.06
_SONORANT = frozenset(("", "m", "n", "l", "r"))

FloatArray = NDArray[np.float32]


@dataclass(frozen=True)
class TakenIn:
    """What one take gave, whatever the prompt: `scores` are `alignment.likelihoods` (frames, states).

    `heard` are the recogniser's words without, `expected` with a preference for the prompt's. Where both can
    be had, the first are sought only where they are asked for.
    """

    scores: FloatArray
    track: F0Track
    heard: Heard | SecondHearing
    expected: Heard | None
    duration: float


class Assessor:
    """Scores takes against prompts. Running assessments share the weights and nothing else."""

    def __init__(self, model: RecogniserModel | None, scorer_dir: Path) -> None:
        """Load the scorer's networks from `scorer_dir` (`assets/scorer`): segments, tones, calibration.

        Without a recogniser there is no transcript; all else is the same.
        """
        self.model = model
        self.model_name = model.name if model else ""
        self.network = SegmentNetwork.load(scorer_dir / "segments.npz")
        self.classifier = SegmentClassifier.load(scorer_dir / "classifier.npz")
        self.tones = ToneAssessor.load(scorer_dir / "tone.npz")
        self.calibration = SegmentCalibration.load(scorer_dir / "calibration.json")
        digest = hashlib.sha256()
        for name in ("segments.npz", "classifier.npz", "tone.npz", "calibration.json"):
            digest.update((scorer_dir / name).read_bytes())
        self.version = f"{SCORER_VERSION}-{digest.hexdigest()[:8]}"
        self._cuts = BUNDLED

    def with_cuts(self, cuts: CentreCuts) -> Assessor:
        """The same assessor judging by a centre's thresholds; itself where they are another scorer's or none.

        Only for an assessor with the bundled thresholds. Takes that have begun keep the ones they began with.
        """
        assert self._cuts.bundled
        if cuts.bundled or not cuts.fits(self.version):
            return self
        initial, final, tone = (cuts.of(part) for part in Part)
        moved = copy.copy(self)
        moved._cuts = cuts
        moved.calibration = SegmentCalibration(
            self.calibration.initial.moved(initial.off, initial.wrong),
            self.calibration.final.moved(final.off, final.wrong),
        )
        moved.tones = self.tones.moved(tone.off, tone.wrong)
        moved.version = cuts.name(self.version)
        return moved

    def axis(self) -> ScoreAxis:
        """The bundled thresholds, for judging by goodness alone."""
        assert self._cuts.bundled
        return ScoreAxis(
            self.version,
            self.calibration.initial.cuts(),
            self.calibration.final.cuts(),
            self.tones.cuts(),
            LONGEST_SHORT,
        )

    def judge(
        self,
        taken: TakenIn,
        spoken: SpokenText,
        alignment: Alignment,
        register: SpeakerRegister | None = None,
        strictness: Strictness = Strictness.NORMAL,
    ) -> PronunciationScore:
        """Judge what was taken in against the prompt it was aligned with."""
        tones = partial(self.tones.assess, stricter_by=RULES[strictness].shift)
        spans = [_span(s, self.network) for s in alignment.syllables]
        pronunciations = [_phones(s) for s in spoken.syllables]
        evidence = Evidence(
            spoken=spoken,
            alignment=alignment,
            scores=taken.scores,
            competitions=compete(taken.scores, alignment, pronunciations, self.classifier),
            spans=spans,
            tones=_assess_tones(tones, spoken, alignment, spans, taken.track, register, self.network),
            track=taken.track,
            heard=taken.heard,
            expected=taken.expected,
            frame_seconds=self.network.frame_seconds,
            duration=taken.duration,
        )
        return score_take(
            evidence, self.calibration, model=self.model_name, scorer=self.version, strictness=strictness
        )

    def rescore(
        self,
        taken: TakenIn,
        spoken: SpokenText,
        register: SpeakerRegister | None = None,
        strictness: Strictness = Strictness.NORMAL,
    ) -> PronunciationScore:
        """Score what was taken in before against another prompt, without listening again."""
        stream = AlignmentStream([_phones(s) for s in spoken.syllables])
        stream.push(taken.scores)
        return self.judge(replace(taken, expected=None), spoken, stream.finish(), register, strictness)

    def start(
        self,
        spoken: SpokenText,
        register: SpeakerRegister | None = None,
        strictness: Strictness = Strictness.NORMAL,
    ) -> RunningAssessment:
        """Begin a take of `spoken`; `register` is what is known of the speaker's voice from earlier takes."""
        return RunningAssessment(self, spoken, register, strictness)

    def assess(
        self,
        samples: NDArray[np.floating],
        spoken: SpokenText,
        register: SpeakerRegister | None = None,
        strictness: Strictness = Strictness.NORMAL,
    ) -> PronunciationScore:
        """Score a whole recording: mono, 16 kHz, -1…1, shape (n,)."""
        running = self.start(spoken, register, strictness)
        for start in range(0, len(samples), _PIECE):
            running.feed(samples[start : start + _PIECE])
        return running.finish()


class RunningAssessment:
    """One take on its way. `feed` returns at once; the work is done in threads of its own.

    After `finish`, `register` is the speaker's register with this take learned, and `taken` what was
    measured.
    """

    def __init__(
        self,
        assessor: Assessor,
        spoken: SpokenText,
        register: SpeakerRegister | None,
        strictness: Strictness = Strictness.NORMAL,
    ) -> None:
        self._assessor = assessor
        self._strictness = strictness
        self.spoken = spoken
        self.register = register
        self.taken: TakenIn | None = None
        self._measurements = _Measurements(assessor.network, spoken)
        model = assessor.model
        grammar = prompt_grammar(model, spoken) if model and model.takes_grammar else ()
        self._guided = bool(grammar)
        self._recogniser = model.listen(grammar) if model else None
        self._pcm = bytearray()  # kept for hearing parts of it again
        self._samples = 0
        self._workers = [_Worker("kaibo-measure", self._measurements.feed, _MEASURED_AT_ONCE)]
        if model:
            self._workers.append(_Worker("kaibo-recognise", self._recognise, _RECOGNISED_AT_ONCE))

    def feed(self, samples: NDArray[np.floating]) -> None:
        """Take the next samples: mono, 16 kHz, -1…1, shape (n,)."""
        piece = np.array(samples, dtype=np.float32)
        self._samples += len(piece)
        for worker in self._workers:
            worker.put(piece)

    def _recognise(self, samples: FloatArray) -> None:
        assert self._recogniser is not None
        pcm = pcm_of(samples)
        self._recogniser.feed_pcm(pcm)
        if self._guided:
            self._pcm += pcm

    def partial(self) -> str:
        """What has been heard so far, as characters."""
        return self._recogniser.partial() if self._recogniser else ""

    def cancel(self) -> None:
        """Give the take up; nothing is scored."""
        for worker in self._workers:
            worker.stop()

    def finish(self) -> PronunciationScore:
        """The score of what was fed. Call it once."""
        for worker in self._workers:
            worker.join()
        heard, expected = self._transcripts()
        alignment, scores, track = self._measurements.finish()
        self.taken = TakenIn(scores, track, heard, expected, self._samples / SAMPLE_RATE)
        score = self._assessor.judge(self.taken, self.spoken, alignment, self.register, self._strictness)
        if score.status is TakeStatus.SCORED:
            self.register = (self.register or SpeakerRegister()).learn(self.taken.track)
        return score

    def _transcripts(self) -> tuple[Heard | SecondHearing, Heard | None]:
        model = self._assessor.model
        if model is None or self._recogniser is None:
            return Heard(()), None
        words = self._recogniser.finish()
        return (SecondHearing(model, self._pcm), words) if self._guided else (words, None)


class _Worker:
    """A thread that handles samples in order, `block` at a time. `join` raises an exception in it again."""

    def __init__(self, name: str, handle: Callable[[FloatArray], None], block: int) -> None:
        self._pieces: queue.SimpleQueue[FloatArray | None] = queue.SimpleQueue()
        self._handle = handle
        self._block = block
        self._error: BaseException | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def put(self, piece: FloatArray) -> None:
        self._pieces.put(piece)

    def stop(self) -> None:
        self._stopped.set()
        self._pieces.put(None)
        self._thread.join()

    def join(self) -> None:
        self._pieces.put(None)
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            waiting: list[FloatArray] = []
            count = 0
            while (piece := self._pieces.get()) is not None and not self._stopped.is_set():
                waiting.append(piece)
                count += len(piece)
                if count >= self._block:
                    samples = np.concatenate(waiting)
                    whole = count - count % self._block
                    for start in range(0, whole, self._block):
                        self._handle(samples[start : start + self._block])
                    waiting, count = [samples[whole:]], count - whole
            if count and not self._stopped.is_set():
                self._handle(np.concatenate(waiting))
        except BaseException as error:  # handed to whoever joins
            self._error = error


class _Measurements:
    """Features, network, alignment and F0 of one take."""

    def __init__(self, network: SegmentNetwork, spoken: SpokenText) -> None:
        self.pronunciations = [_phones(s) for s in spoken.syllables]
        self._network = network
        self._features = FeatureStream()
        self._posteriors = network.stream()
        self._alignment = AlignmentStream(self.pronunciations)
        self._f0 = F0Stream()

    def feed(self, samples: FloatArray) -> None:
        self._f0.feed(samples)
        self._take(self._posteriors.push(self._features.push(samples)))

    def finish(self) -> tuple[Alignment, FloatArray, F0Track]:
        self._take(self._posteriors.push(self._features.flush()))
        self._take(self._posteriors.flush())
        return self._alignment.finish(), self._alignment.scores(), self._f0.finish()

    def _take(self, log_posteriors: FloatArray) -> None:
        if len(log_posteriors):
            self._alignment.push(likelihoods(log_posteriors, self._network.log_priors))


def _phones(syllable: Syllable) -> tuple[str, ...]:
    return phones.syllable_phones(syllable.initial, syllable.final, erhua=syllable.erhua)


def _edge(network: SegmentNetwork, frame: int) -> float:
    """Seconds at which a frame begins."""
    return max(0.0, network.frame_time(frame - 0.5))


def _span(aligned: AlignedSyllable, network: SegmentNetwork) -> Span | None:
    return None if aligned.omitted else (_edge(network, aligned.start), _edge(network, aligned.end))


def _assess_tones(
    assess: Callable[..., Sequence[ToneAssessment]],
    spoken: SpokenText,
    alignment: Alignment,
    spans: Sequence[Span | None],
    track: F0Track,
    register: SpeakerRegister | None,
    network: SegmentNetwork,
) -> list[ToneAssessment | None]:
    """Tone of every syllable that was said. Where several tones are right, the one that fits best counts."""
    said = [i for i, span in enumerate(spans) if span is not None]
    results: list[ToneAssessment | None] = [None] * len(spans)
    if not said:
        return results

    def spans_with(tone_of: Callable[[Syllable], int]) -> list[ToneSpan]:
        out = []
        for here, following in zip(said, [*said[1:], None], strict=True):
            start, end = spans[here] or (0.0, 0.0)
            next_span = spans[following] if following is not None else None
            syllable = spoken.syllables[here]
            final = alignment.syllables[here].phones[1 if syllable.initial else 0]
            out.append(
                ToneSpan(
                    start,
                    _edge(network, final.start),
                    end,
                    tone_of(syllable),
                    sonorant=syllable.initial in _SONORANT,
                    joined=next_span is not None
                    and following == here + 1
                    and next_span[0] - end < _JOINED_SECONDS,
                )
            )
        return out

    found = assess(track, spans_with(lambda s: s.spoken_tone), register)
    results = _placed(said, found, len(spans))
    for turn in range(max(len(s.also_tones) for s in spoken.syllables)):
        open_ones = [
            i for i in said
            if turn < len(spoken.syllables[i].also_tones)
            and (result := results[i]) is not None
            and result.verdict not in (Verdict.GOOD, Verdict.NOT_ASSESSABLE)
        ]  # fmt: skip
        if not open_ones:
            continue
        other = spans_with(partial(_tone_at, turn))
        again = _placed(said, assess(track, other, register), len(spans))
        for i in open_ones:
            first, second = results[i], again[i]
            if first is not None and second is not None and second.score > first.score:
                results[i] = second
    return results


def _tone_at(turn: int, syllable: Syllable) -> int:
    """The tone to try in this turn: the next of those that are as right, if there is one."""
    return syllable.also_tones[turn] if turn < len(syllable.also_tones) else syllable.spoken_tone


def _placed(said: Sequence[int], found: Sequence[ToneAssessment], count: int) -> list[ToneAssessment | None]:
    out: list[ToneAssessment | None] = [None] * count
    for index, each in zip(said, found, strict=True):
        out[index] = each
    return out


__all__ = ["SCORER_VERSION", "Assessor", "Heard", "RunningAssessment"]
