"""Character error rate and speed of a Vosk model."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import numpy as np
import vosk

from acoustic_model.corpus import read_samples
from acoustic_model.recordings import Clip
from acoustic_model.transcripts import read_digits
from app.speech import features

_HANZI = re.compile(r"[\u3400-\u9fff]")
_CHUNK = 3200


def recognition_figures(model_folder: Path, clips: list[Clip]) -> dict[str, Any]:
    """Errors in characters over all clips (substituted + omitted + inserted) / characters, and speed."""
    vosk.SetLogLevel(-1)
    model = vosk.Model(str(model_folder))
    errors = characters = 0
    toneless_errors = 0
    audio = spent = 0.0
    for clip in clips:
        samples = read_samples(clip.path)
        started = time.perf_counter()
        heard = recognise(vosk.KaldiRecognizer(model, features.SAMPLE_RATE), samples)
        spent += time.perf_counter() - started
        audio += len(samples) / features.SAMPLE_RATE
        wanted = "".join(_HANZI.findall(read_digits(clip.text)))
        found = "".join(_HANZI.findall(heard))
        errors += edit_distance(wanted, found)
        toneless_errors += edit_distance(_syllables(wanted), _syllables(found))
        characters += len(wanted)
    return {
        "clips": len(clips),
        "characters": characters,
        "cer": round(errors / max(1, characters), 4),
        "toneless syllable error rate": round(toneless_errors / max(1, characters), 4),
        "real-time factor": round(spent / max(audio, 1e-9), 3),
    }


def recognise(recogniser: vosk.KaldiRecognizer, samples: np.ndarray) -> str:
    """Text of a recording, fed in pieces as a microphone does."""
    pcm = np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2")
    texts = []
    for start in range(0, len(pcm), _CHUNK):
        if recogniser.AcceptWaveform(pcm[start : start + _CHUNK].tobytes()):
            texts.append(json.loads(recogniser.Result())["text"])
    texts.append(json.loads(recogniser.FinalResult())["text"])
    return " ".join(texts)


def edit_distance(wanted: list[str] | str, found: list[str] | str) -> int:
    """Fewest substitutions, omissions and insertions from one sequence to the other."""
    row = list(range(len(found) + 1))
    for i, one in enumerate(wanted, start=1):
        previous, row[0] = row[0], i
        for j, other in enumerate(found, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (one != other))
    return row[-1]


def _syllables(text: str) -> list[str]:
    from pypinyin import lazy_pinyin

    return lazy_pinyin(text)
