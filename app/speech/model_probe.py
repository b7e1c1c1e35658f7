"""Loads a Vosk model and lets it hear a moment of noise; run in a process of its own.

    python -m app.speech.model_probe FOLDER

libvosk ends the whole process on some damaged files, so a model is tried here first. Exit status 0: it works.
"""

from __future__ import annotations

import sys


def main(folder: str) -> int:
    """Try the model in `folder`."""
    import numpy as np
    import vosk

    vosk.SetLogLevel(-1)
    model = vosk.Model(folder)
    recogniser = vosk.KaldiRecognizer(model, 16_000)
    noise = (np.random.default_rng(1).normal(0, 300, 8_000)).astype("<i2").tobytes()
    recogniser.AcceptWaveform(noise)
    recogniser.FinalResult()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
