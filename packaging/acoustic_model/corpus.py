"""Log-mel frames of the training clips on disk: every clip as it is, and copies that sound like others.

A copy is the clip played faster or slower (F0, formants and pace together), which makes a lower voice of a
high one and the other way round. Frames are stored as float16 log-mel energies, since noise, rooms, channels
and vocal tract length are cheap to draw anew in that domain; `MEL_TO_CEPSTRA` turns them into the features
of `app.speech.features`.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

import kaldi_native_fbank as knf
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from acoustic_model.recordings import Clip, training_clips
from acoustic_model.transcripts import transcribe
from app.speech import features

MEL_BINS = 40
_LIFTER = 22.0

COPIES: dict[str, tuple[float, float]] = {"plain": (1.0, 1.0), "low": (0.82, 0.94), "high": (1.06, 1.20)}
"""Copies of the corpus: the range of the playing speed, drawn once per clip."""


def _mel_to_cepstra() -> NDArray[np.float32]:
    rows = np.arange(MEL_BINS)[:, None]
    transform = np.sqrt(2 / MEL_BINS) * np.cos(np.pi / MEL_BINS * (np.arange(MEL_BINS)[None] + 0.5) * rows)
    transform[0] = np.sqrt(1 / MEL_BINS)
    lifter = 1 + 0.5 * _LIFTER * np.sin(np.pi * rows / _LIFTER)
    return (transform * lifter).T.astype(np.float32)


MEL_TO_CEPSTRA = _mel_to_cepstra()
"""(40, 40): log-mel frames @ this = the cepstra of `app.speech.features`."""


@dataclass(frozen=True)
class Entry:
    """A clip of the corpus. `readings` are as in `Transcript`, lists in place of tuples."""

    key: str
    set_name: str
    speaker: str
    gender: str
    readings: list[list[list[list[str]]]]


class Corpus:
    """A prepared corpus: entries, and frames of each entry in each copy."""

    def __init__(self, folder: Path) -> None:
        self.entries = [Entry(**row) for row in json.loads((folder / "entries.json").read_text("utf-8"))]
        self.copies = [name for name in COPIES if (folder / f"{name}.index.npy").exists()]
        self._index = {name: np.load(folder / f"{name}.index.npy") for name in self.copies}
        self._factor = {name: np.load(folder / f"{name}.factor.npy") for name in self.copies}
        self._frames = {
            name: np.memmap(folder / f"{name}.f16", dtype=np.float16, mode="r").reshape(-1, MEL_BINS)
            for name in self.copies
        }

    def frames(self, entry: int, copy: str = "plain") -> NDArray[np.float16]:
        """Log-mel frames (n, 40) float16 of an entry."""
        start, end = self._index[copy][entry : entry + 2]
        return self._frames[copy][start:end]

    def length(self, entry: int, copy: str = "plain") -> int:
        """Frames (10 ms) of an entry."""
        return int(self._index[copy][entry + 1] - self._index[copy][entry])

    def factor(self, entry: int, copy: str) -> float:
        """How much faster than recorded the copy of an entry plays."""
        return float(self._factor[copy][entry])


def log_mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Log-mel energies (frames, 40) whose cosine transform are the features of the app."""
    options = knf.FbankOptions()
    options.frame_opts.samp_freq = features.SAMPLE_RATE
    options.frame_opts.dither = 0.0
    options.frame_opts.snip_edges = True
    options.mel_opts.num_bins = MEL_BINS
    options.mel_opts.low_freq = 40.0
    options.mel_opts.high_freq = -200.0
    options.use_energy = False
    extractor = knf.OnlineFbank(options)
    extractor.accept_waveform(features.SAMPLE_RATE, (samples * np.float32(32768)).tolist())
    extractor.input_finished()
    count = extractor.num_frames_ready
    if count == 0:
        return np.empty((0, MEL_BINS), dtype=np.float32)
    return np.stack([extractor.get_frame(index) for index in range(count)])


def read_samples(path: Path) -> NDArray[np.float32]:
    """A recording as mono float32 at 16 kHz."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples.mean(axis=1)
    return mono if rate == features.SAMPLE_RATE else soxr.resample(mono, rate, features.SAMPLE_RATE)


def _copy_factor(clip_key: str, copy: str) -> float:
    low, high = COPIES[copy]
    seed = zlib.crc32(f"{copy} {clip_key}".encode())
    return float(np.random.default_rng(seed).uniform(low, high))


def _clip_frames(job: tuple[Clip, str]) -> tuple[float, NDArray[np.float16]]:
    clip, copy = job
    factor = _copy_factor(clip.key, copy)
    samples = read_samples(clip.path)
    if factor != 1.0:
        rate = features.SAMPLE_RATE
        samples = soxr.resample(samples, rate * factor, rate, quality="MQ")
    return factor, log_mel(samples).astype(np.float16)


def prepare(speech: Path, folder: Path, processes: int = 2, copies: list[str] | None = None) -> None:
    """Write the frames of all training clips below `folder`; what is there already is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    usable = [(clip, transcript) for clip in training_clips(speech) if (transcript := transcribe(clip))]
    entries = [
        asdict(Entry(clip.key, clip.set_name, clip.speaker, clip.gender, list(transcript.readings)))
        for clip, transcript in usable
    ]
    (folder / "entries.json").write_text(json.dumps(entries, ensure_ascii=False), "utf-8")
    for copy in copies or list(COPIES):
        if not (folder / f"{copy}.index.npy").exists():
            _write_copy(folder, copy, [clip for clip, _ in usable], processes)


def _write_copy(folder: Path, copy: str, clips: list[Clip], processes: int) -> None:
    index, factors = [0], []
    with (folder / f"{copy}.f16").open("wb") as out, multiprocessing.Pool(processes) as pool:
        jobs = ((clip, copy) for clip in clips)
        for done, (factor, frames) in enumerate(pool.imap(_clip_frames, jobs, chunksize=16), start=1):
            out.write(frames.tobytes())
            index.append(index[-1] + len(frames))
            factors.append(factor)
            if done % 1000 == 0:
                print(f"features {copy}: {done} of {len(clips)}", file=sys.stderr, flush=True)
    np.save(folder / f"{copy}.factor.npy", np.array(factors))
    np.save(folder / f"{copy}.index.npy", np.array(index))  # last: its presence says that all is there
