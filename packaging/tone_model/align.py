"""Align clips with their texts by the app's own aligner and network, as it will be at run time."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path

import numpy as np
from acoustic_model.recordings import Clip
from numpy.typing import NDArray

from app.speech import phones
from app.speech.alignment import AlignmentStream, likelihoods
from app.speech.features import mel_cepstra
from app.speech.network import SegmentNetwork
from tone_model.labels import labels_of
from tone_model.takes import AlignmentStore
from tone_model.tracks import clips_of, read_samples

_network: SegmentNetwork | None = None


def align_clip(clip: Clip, network: SegmentNetwork) -> NDArray[np.float32] | None:
    """Phone spans (phone, start s, end s) of a clip; None if unreadable or a syllable was not found."""
    labels = labels_of(clip)
    if labels is None:
        return None
    stream = AlignmentStream([label.phones for label in labels])
    posteriors = network.log_posteriors(mel_cepstra(read_samples(clip.path)))
    stream.push(likelihoods(posteriors, network.log_priors))
    aligned = stream.finish()
    if any(s.omitted for s in aligned.syllables):
        return None
    return np.array(
        [
            (
                phones.PHONE_INDEX[p.phone],
                max(0.0, network.frame_time(p.start - 0.5)),
                max(0.0, network.frame_time(p.end - 0.5)),
            )
            for s in aligned.syllables
            for p in s.phones
        ],
        dtype=np.float32,
    )


def _align(clip: Clip) -> NDArray[np.float32] | None:
    assert _network is not None
    return align_clip(clip, _network)


def align_split(speech: Path, work: Path, split: str, network: Path, processes: int = 2) -> None:
    """Write `alignments_SPLIT.npz` for all clips of a split that could be aligned."""
    global _network
    _network = SegmentNetwork.load(network)
    clips = clips_of(speech, split)
    found: dict[str, NDArray[np.float32]] = {}
    with multiprocessing.Pool(processes) as pool:
        for done, (clip, spans) in enumerate(zip(clips, pool.imap(_align, clips, chunksize=8), strict=True)):
            if spans is not None:
                found[clip.key] = spans
            if done % 1000 == 999:
                print(f"aligned {done + 1} of {len(clips)}", file=sys.stderr, flush=True)
    print(f"{split}: {len(found)} of {len(clips)} clips aligned", file=sys.stderr)
    AlignmentStore.save(work / f"alignments_{split}.npz", found)
