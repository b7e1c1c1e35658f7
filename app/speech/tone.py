"""Was the tone right? F0 track and aligned syllables in, a verdict with its reasons out.

Use: `assessor = ToneAssessor.load()`, then `assessor.assess(track, spans, register)` per take. Tone comes
from F0, duration and energy alone, never from the recogniser. The network was trained by
`packaging/tone_model`; this module needs numpy only.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.speech.f0 import F0Track
from app.speech.register import SpeakerRegister
from app.speech.tone_values import ToneAssessment, ToneSpan


class ToneAssessor:
    """The loaded tone model. Immutable and safe to share between threads.

    `version` names the weights; keep it with every score.
    """

    version: str

    @classmethod
    def load(cls, path: Path | None = None) -> ToneAssessor:
        """Read the weights, by default the bundled `assets/scorer/tone.npz`.

        Raises FileNotFoundError when they are missing and ValueError when the file is not a tone model.
        """
        raise NotImplementedError

    def assess(
        self, track: F0Track, spans: Sequence[ToneSpan], register: SpeakerRegister | None = None
    ) -> tuple[ToneAssessment, ...]:
        """One assessment per span, in order.

        `spans` are the take's syllables in the order they were said (leave out omitted ones and set `joined`
        to False before them). `register` is what is known of the speaker from earlier takes, or None; this
        take is added to it here. Keep `register.learn(track)` afterwards for the next take.
        """
        raise NotImplementedError
