"""F0 tracks of all clips on disk, clean and spoiled by noise and rooms.

Training clips get one noisy copy each, of a random kind and level; evaluation clips get the two conditions
that are reported, white noise and babble at 10 dB. The level is against the louder half of the clip.
"""

from __future__ import annotations

import multiprocessing
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from acoustic_model.recordings import Clip, read_sets, training_clips
from numpy.typing import NDArray

from app.speech.f0 import HOP, SAMPLE_RATE, F0Track, track_f0

TRAIN_CONDITIONS = ("clean", "noisy")
DEV_CONDITIONS = ("clean", "white10", "babble10")

_FIELDS = ("f0", "confidence", "energy_db", "clipped")
_BABBLE_SECONDS = 60
_babble: NDArray[np.float32] | None = None


@dataclass(frozen=True)
class TrackStore:
    """The tracks of one split in one condition. `keys` are `Clip.key`s in order."""

    keys: dict[str, int]
    index: NDArray[np.int64]
    frames: NDArray[np.float32]  # (all frames, 4) in the order of `_FIELDS`

    @classmethod
    def load(cls, folder: Path, split: str, condition: str) -> TrackStore:
        """Read what `prepare_tracks` wrote."""
        with np.load(folder / f"tracks_{split}_{condition}.npz") as data:
            keys = {str(k): i for i, k in enumerate(data["keys"])}
            return cls(keys, data["index"], data["frames"].astype(np.float32))

    def track(self, key: str) -> F0Track:
        """The track of one clip."""
        i = self.keys[key]
        part = self.frames[self.index[i] : self.index[i + 1]]
        times = (np.arange(len(part)) * 0.01).astype(np.float32)
        return F0Track(times, *(np.ascontiguousarray(part[:, c]) for c in range(4)))


def read_samples(path: Path) -> NDArray[np.float32]:
    """Mono float32 at 16 kHz; the sets are 16 kHz throughout."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    if rate != SAMPLE_RATE:
        raise ValueError(f"{path}: {rate} Hz, expected {SAMPLE_RATE}")
    return samples.mean(axis=1)


def with_noise(samples: NDArray[np.float32], noise: NDArray[np.float32], db: float) -> NDArray[np.float32]:
    """`samples` with `noise` of the same length `db` below the power of its louder half."""
    frames = samples[: len(samples) // HOP * HOP].reshape(-1, HOP)
    power = np.mean(frames**2, axis=1)
    loud = float(np.mean(power[power >= np.median(power)])) + 1e-12
    gain = np.sqrt(loud / 10 ** (db / 10) / (np.mean(noise**2) + 1e-12))
    return (samples + gain * noise).astype(np.float32)


def white(rng: np.random.Generator, n: int) -> NDArray[np.float32]:
    """White noise."""
    return rng.standard_normal(n).astype(np.float32)


def pink(rng: np.random.Generator, n: int) -> NDArray[np.float32]:
    """Noise that falls 3 dB an octave."""
    spectrum = np.fft.rfft(rng.standard_normal(n))
    f = np.maximum(np.fft.rfftfreq(n, 1 / SAMPLE_RATE), 50.0)
    return np.fft.irfft(spectrum / np.sqrt(f), n).astype(np.float32)


def babble(rng: np.random.Generator, n: int) -> NDArray[np.float32]:
    """A stretch of several voices at once."""
    if _babble is None:
        raise RuntimeError("babble has not been mixed")
    start = int(rng.integers(len(_babble)))
    return np.take(_babble, np.arange(start, start + n), mode="wrap")


def room(rng: np.random.Generator, samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """`samples` in a small room: an exponentially decaying tail of 0.15–0.4 s."""
    seconds = rng.uniform(0.15, 0.4)
    n = int(seconds * SAMPLE_RATE)
    tail = rng.standard_normal(n) * 10 ** (-3 * np.arange(n) / n) * rng.uniform(0.02, 0.08)
    tail[0] = 1.0
    size = len(samples) + n
    wet = np.fft.irfft(np.fft.rfft(samples, size) * np.fft.rfft(tail, size), size)[: len(samples)]
    return wet.astype(np.float32)


def band_limited(rng: np.random.Generator, samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """`samples` through a telephone or a cheap headset: little below 120–300 Hz or above 2.5–4 kHz."""
    spectrum = np.fft.rfft(samples)
    f = np.fft.rfftfreq(len(samples), 1 / SAMPLE_RATE)
    low, high = rng.uniform(120.0, 300.0), rng.uniform(2500.0, 4000.0)
    gain = 1.0 / np.sqrt((1.0 + (low / np.maximum(f, 1.0)) ** 4) * (1.0 + (f / high) ** 8))
    return np.fft.irfft(spectrum * gain, len(samples)).astype(np.float32)


def spoil(samples: NDArray[np.float32], condition: str, seed: int) -> NDArray[np.float32]:
    """`samples` in a condition; the same seed gives the same result."""
    rng = np.random.default_rng(seed)
    n = len(samples)
    if condition == "clean":
        return samples
    if condition == "white10":
        return with_noise(samples, white(rng, n), 10.0)
    if condition == "babble10":
        return with_noise(samples, babble(rng, n), 10.0)
    if condition == "noisy":
        if rng.random() < 0.4:
            samples = room(rng, samples)
        if rng.random() < 0.25:
            samples = band_limited(rng, samples)
        kind = (white, pink, babble)[int(rng.integers(3))]
        return with_noise(samples, kind(rng, n), rng.uniform(5.0, 22.0))
    raise ValueError(condition)


def _measure(job: tuple[Clip, str]) -> NDArray[np.float16]:
    clip, condition = job
    spoiled = spoil(read_samples(clip.path), condition, zlib.crc32(f"{condition} {clip.key}".encode()))
    track = track_f0(spoiled)
    return np.stack([getattr(track, name) for name in _FIELDS], axis=1).astype(np.float32)


def _mix_babble(clips: list[Clip]) -> NDArray[np.float32]:
    rng = np.random.default_rng(7)
    total = np.zeros(_BABBLE_SECONDS * SAMPLE_RATE, np.float32)
    for _ in range(6):
        voice: list[NDArray[np.float32]] = []
        while sum(map(len, voice)) < len(total):
            x = read_samples(clips[int(rng.integers(len(clips)))].path)
            voice.append(x / (np.sqrt(np.mean(x**2)) + 1e-6))
        total += np.concatenate(voice)[: len(total)]
    return total


def clips_of(speech: Path, split: str) -> list[Clip]:
    """The clips of a split; those of `train` have passed the guard against evaluation material."""
    return training_clips(speech) if split == "train" else list(read_sets(speech / split))


def _drawn(clips: list[Clip], most: int) -> list[Clip]:
    """At most `most` clips of each set, in their order."""
    sets: dict[str, list[Clip]] = {}
    for clip in clips:
        sets.setdefault(clip.set_name, []).append(clip)
    rng = np.random.default_rng(11)
    return [own[i] for own in sets.values() for i in np.sort(rng.permutation(len(own))[:most])]


def prepare_tracks(
    speech: Path, folder: Path, split: str, processes: int = 2, most: int | None = None
) -> None:
    """Write the tracks of a split; conditions that are there already are kept.

    Of each set at most `most` clips, drawn at random, the same ones every time.
    """
    global _babble
    folder.mkdir(parents=True, exist_ok=True)
    clips = clips_of(speech, split)
    if not clips:
        raise FileNotFoundError(f"no recordings in {speech / split}")
    # babble is mixed from sentences of the same split, so that no evaluation voice reaches training
    _babble = _mix_babble([c for c in clips if c.set_name.startswith("commonvoice")] or clips)
    if most is not None:
        clips = _drawn(clips, most)
    for condition in TRAIN_CONDITIONS if split == "train" else DEV_CONDITIONS:
        path = folder / f"tracks_{split}_{condition}.npz"
        if path.exists():
            continue
        parts: list[NDArray[np.float32]] = []
        with multiprocessing.Pool(processes) as pool:
            for part in pool.imap(_measure, ((c, condition) for c in clips), chunksize=16):
                parts.append(part)
                if len(parts) % 2000 == 0:
                    print(f"{split} {condition}: {len(parts)} of {len(clips)}", file=sys.stderr, flush=True)
        index = np.concatenate([[0], np.cumsum([len(p) for p in parts])])
        partial = path.with_suffix(".part.npz")
        np.savez(partial, keys=np.array([c.key for c in clips]), index=index, frames=np.concatenate(parts))
        partial.replace(path)
