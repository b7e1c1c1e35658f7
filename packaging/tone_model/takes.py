"""Takes: a clip's syllables with spans and spoken tones, from a forced alignment kept on disk.

The alignment is a table of phone spans per clip (`alignments_SPLIT.npz`), made by `align_clips`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from acoustic_model.recordings import Clip
from numpy.typing import NDArray

from app.speech import phones
from app.speech.tone_values import ToneSpan
from tone_model.labels import Label, labels_of, with_sandhi

SENTENCES = ("commonvoice", "commonvoice_more", "aishell_sample", "learners_ompal")
JOINED_SECONDS = 0.06  # a longer gap parts two syllables, as in app.speech.assessor
PAUSE_SECONDS = 0.15  # a longer one ends a phrase: no sandhi across it
_SONORANT = ("m", "n", "l", "r")


@dataclass(frozen=True)
class Take:
    """One aligned clip. `certain[i]` is False where the spoken tone of syllable i is not known for sure."""

    key: str
    set_name: str
    speaker: str
    gender: str
    kind: str  # "isolated", "word" or "sentence"
    spans: tuple[ToneSpan, ...]
    certain: NDArray[np.bool_]
    hanzi: tuple[str, ...]


class AlignmentStore:
    """Phone spans by clip: arrays (n, 3) of phone index, start and end in seconds, without silences."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as data:
            self._keys = {str(k): i for i, k in enumerate(data["keys"])}
            self._index, self._spans = data["index"], data["spans"]

    def spans(self, key: str) -> NDArray[np.float32] | None:
        """The spans of a clip, None where it could not be aligned."""
        i = self._keys.get(key)
        return None if i is None else self._spans[self._index[i] : self._index[i + 1]]

    @staticmethod
    def save(path: Path, spans: dict[str, NDArray[np.float32]]) -> None:
        """Write a table."""
        index = np.concatenate([[0], np.cumsum([len(s) for s in spans.values()])])
        np.savez(path, keys=np.array(list(spans)), index=index, spans=np.concatenate(list(spans.values())))


def spans_of_states(states: NDArray[np.int16]) -> NDArray[np.float32]:
    """Phone spans (n, 3) of a state per 10 ms frame. A phone begins anew where its state goes back.

    The frames are 25 ms windows: the boundary between two lies 7.5 ms after the second one's first sample.
    """
    phone = phones.STATE_PHONE[states]
    new = (np.diff(phone) != 0) | (np.diff(states.astype(np.int32)) < 0)
    starts = np.flatnonzero(np.concatenate([[True], new]))
    ends = np.concatenate([starts[1:], [len(states)]])
    spans = np.stack([phone[starts], starts * 0.01 + 0.0075, ends * 0.01 + 0.0075], axis=1)
    return spans[spans[:, 0] != phones.PHONE_INDEX[phones.SILENCE]].astype(np.float32)


def take_of(clip: Clip, labels: list[Label], aligned: NDArray[np.float32]) -> Take | None:
    """The take of an aligned clip; None where the alignment is of another reading."""
    spoken = aligned
    wanted = [phones.PHONE_INDEX[p] for label in labels for p in label.phones]
    if [int(p) for p in spoken[:, 0]] != wanted:
        return None
    bounds, at = [], 0
    for label in labels:
        own = spoken[at : at + len(label.phones)]
        at += len(label.phones)
        first_final = 1 if label.phones[0] in phones.INITIALS and len(own) > 1 else 0
        bounds.append((float(own[0, 1]), float(own[first_final, 1]), float(own[-1, 2])))
    gaps = [b[0] - a[2] for a, b in pairwise(bounds)]
    spoken_labels = with_sandhi(labels, [*(gap >= PAUSE_SECONDS for gap in gaps), True])
    joined = [*(gap < JOINED_SECONDS for gap in gaps), False]
    spans = tuple(
        ToneSpan(
            start,
            final_start,
            end,
            label.tone,
            sonorant=label.phones[0] in _SONORANT or label.phones[0] not in phones.INITIALS,
            joined=together,
        )
        for (start, final_start, end), label, together in zip(bounds, spoken_labels, joined, strict=True)
    )
    spoken_alone = "isolated" if len(spans) == 1 else "word"
    kind = "sentence" if clip.set_name in SENTENCES else spoken_alone
    return Take(
        clip.key,
        clip.set_name,
        clip.speaker,
        clip.gender,
        kind,
        spans,
        np.array([label.certain for label in spoken_labels]),
        tuple(label.hanzi for label in labels),
    )


def load_takes(clips: list[Clip], store: AlignmentStore) -> list[Take]:
    """The takes of all clips that could be read and aligned."""
    takes = []
    for clip in clips:
        labels, aligned = labels_of(clip), store.spans(clip.key)
        if labels is not None and aligned is not None and (take := take_of(clip, labels, aligned)):
            takes.append(take)
    return takes
