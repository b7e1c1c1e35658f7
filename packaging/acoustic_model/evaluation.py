"""Figures of the network and of the Vosk model on recordings of speakers that training never heard."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from acoustic_model.alignment import align, phone_spans, state_graph
from acoustic_model.corpus import read_samples
from acoustic_model.recognition import recognition_figures
from acoustic_model.recordings import Clip, read_sets
from acoustic_model.transcripts import transcribe
from acoustic_model.trials import ClipScorer, Syllable, Trial, area_under_curve, equal_error_rate
from app.speech import features, phones
from app.speech.network import SegmentNetwork

_SENTENCE_SYLLABLES = 3


def evaluate(
    speech: Path,
    segments: Path,
    vosk_model: Path | None,
    clips_per_set: int = 0,
    noise_ratio: float | None = None,
) -> dict[str, Any]:
    """All figures, by set and sex. `clips_per_set` 0 means all; `noise_ratio` (dB) adds white noise."""
    network = SegmentNetwork.load(segments)
    figures: dict[str, Any] = {"segments": {}}
    by_group: dict[str, list[Clip]] = defaultdict(list)
    for clip in read_sets(speech / "dev"):
        by_group[f"{clip.set_name} {clip.gender}"].append(clip)
    for group, clips in sorted(by_group.items()):
        chosen = _spread(clips, clips_per_set)
        figures["segments"][group] = segment_figures(network, chosen, noise_ratio)
        print(_segment_line(group, figures["segments"][group]), flush=True)
    if vosk_model is not None:
        sentences = [clip for clip in read_sets(speech / "dev") if clip.set_name == "commonvoice"]
        figures["recognition"] = recognition_figures(vosk_model, _spread(sentences, clips_per_set))
        print(json.dumps(figures["recognition"], ensure_ascii=False), flush=True)
    return figures


def segment_figures(
    network: SegmentNetwork, clips: list[Clip], noise_ratio: float | None = None
) -> dict[str, Any]:
    """Trials and accuracies of one group of clips."""
    trials: list[Trial] = []
    right = {"syllable": 0, "initial": 0, "final": 0}
    places = isolated_places = 0
    durations: list[float] = []
    network_seconds = audio_seconds = 0.0
    random = np.random.default_rng(0)
    everything = all_syllables()
    for clip in clips:
        transcript = transcribe(clip)
        if transcript is None:
            continue
        samples = read_samples(clip.path)
        if noise_ratio is not None:
            samples = _with_noise(samples, noise_ratio, random)
        cepstra = features.mel_cepstra(samples)
        audio_seconds += len(samples) / features.SAMPLE_RATE
        started = time.perf_counter()
        likelihoods = network.log_posteriors(cepstra) - network.log_priors
        network_seconds += time.perf_counter() - started
        words = transcript.readings[0]
        graph = state_graph(words)
        path = align([likelihoods], [graph])[0]
        if path is None:
            continue
        spans = phone_spans(graph, path.path)
        durations += [(end - start) * network.frame_seconds for phone, start, end in spans if phone]
        syllables = [as_syllable(syllable) for word in words for syllable in word]
        single = len(syllables) <= 2
        for place in range(len(syllables)) if single else _some_places(len(syllables), random):
            scorer, local = (
                (ClipScorer(likelihoods, syllables), place)
                if single
                else _window(likelihoods, syllables, place, spans)
            )
            trials += scorer.trials(local)
            places += 1
            if single:
                isolated_places += 1
                best = scorer.recognise(local, everything)
                right["syllable"] += phones_of(best.said) == phones_of(best.best)
                right["initial"] += best.said[0] == best.best[0]
                right["final"] += phones_of(best.said)[-1] == phones_of(best.best)[-1]
    result: dict[str, Any] = {"clips": len(clips), "syllables": places}
    for part in ("initial", "final"):
        of_part = [trial for trial in trials if trial.part == part]
        result[part] = {
            "auc": round(area_under_curve(of_part), 4),
            "eer": round(equal_error_rate(of_part), 4),
            "n": len(of_part),
        }
    if isolated_places:
        result["right of all syllables"] = {name: round(n / isolated_places, 4) for name, n in right.items()}
    result["median phone seconds"] = round(float(np.median(durations)), 3) if durations else None
    result["phones at the shortest"] = (
        round(float(np.mean(np.array(durations) <= 0.061)), 3) if durations else None
    )
    result["network real-time factor"] = round(network_seconds / max(audio_seconds, 1e-9), 4)
    return result


def all_syllables() -> list[Syllable]:
    """Every toneless syllable in use, once."""
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    found: dict[tuple[str, ...], Syllable] = {}
    for readings in PINYIN_DICT.values():
        for reading in readings.split(","):
            try:
                way = phones.pinyin_phones(to_normal(reading))
            except ValueError:
                continue
            found.setdefault(way, as_syllable(way))
    return list(found.values())


def as_syllable(way: tuple[str, ...]) -> Syllable:
    """Initial, final and erhua of a syllable's phones."""
    erhua = len(way) > 1 and way[-1] == "er" and way[-2] in phones.FINALS
    way = way[:-1] if erhua else way
    final = "i" if way[-1] in ("ii", "iii") else way[-1]
    return (way[0] if len(way) == 2 else "", final, erhua)


def phones_of(syllable: Syllable) -> tuple[str, ...]:
    """Phones of initial, final and erhua."""
    return phones.syllable_phones(syllable[0], syllable[1], erhua=syllable[2])


def _window(
    likelihoods: NDArray[np.float32], syllables: list[Syllable], place: int, spans: list[tuple[int, int, int]]
) -> tuple[ClipScorer, int]:
    """A scorer for a syllable of a sentence between its neighbours, cut out by the alignment."""
    first, last = max(0, place - 1), min(len(syllables), place + 2)
    counts = [len(phones_of(syllable)) for syllable in syllables]
    spoken = [(start, end) for phone, start, end in spans if phone]
    start = spoken[sum(counts[:first])][0]
    end = spoken[sum(counts[:last]) - 1][1]
    return ClipScorer(likelihoods[start:end], syllables[first:last]), place - first


def _some_places(count: int, random: np.random.Generator) -> list[int]:
    return sorted(random.choice(count, min(count, _SENTENCE_SYLLABLES), replace=False).tolist())


def _spread(clips: list[Clip], count: int) -> list[Clip]:
    return (
        clips if not count or len(clips) <= count else [clips[i * len(clips) // count] for i in range(count)]
    )


def _with_noise(
    samples: NDArray[np.float32], ratio: float, random: np.random.Generator
) -> NDArray[np.float32]:
    level = np.sqrt(np.mean(np.sort(samples**2)[len(samples) // 2 :]))
    noise = random.standard_normal(len(samples)).astype(np.float32)
    return samples + noise * np.float32(level * 10 ** (-ratio / 20))


def _segment_line(group: str, figures: dict[str, Any]) -> str:
    right = figures.get("right of all syllables", {})
    parts = "  ".join(
        f"{part} AUC {figures[part]['auc']:.4f} EER {figures[part]['eer']:.3f}"
        for part in ("initial", "final")
    )
    accuracy = "  ".join(f"{name} {share:.3f}" for name, share in right.items())
    return f"{group:28} {figures['clips']:5} clips  {parts}  {accuracy}"
