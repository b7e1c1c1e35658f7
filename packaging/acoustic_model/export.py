"""Writes the Vosk model and the scorer's weights file from a checkpoint."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pywrapfst as fst
from numpy.typing import NDArray

from acoustic_model import kaldi_file, recogniser_graph, vocabulary
from acoustic_model.kaldi_file import FoldedNetwork
from acoustic_model.language_model import LanguageModel
from app.speech import phones

_SILENCE_FAVOUR = 1.5
"""Taken off silence's log prior. Silence is a fifth of the training frames and most of a room's: divided by
that prior it loses to words in steady noise. On dev: no word in ten seconds of noise, and fewer errors."""

MFCC_CONF = """--use-energy=false
--sample-frequency=16000
--num-mel-bins=40
--num-ceps=40
--low-freq=40
--high-freq=-200
--dither=0
"""

MODEL_CONF = """--min-active=200
--max-active={max_active}
--beam={beam}
--lattice-beam={lattice_beam}
--acoustic-scale={acoustic_scale}
--frame-subsampling-factor={subsampling}
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=1.0
--endpoint.rule4.min-trailing-silence=2.0
"""


@dataclass(frozen=True)
class Decoding:
    """How the recogniser searches. The acoustic scale fits a network trained frame by frame."""

    acoustic_scale: float = 0.35
    beam: float = 9.5
    lattice_beam: float = 3.0
    max_active: int = 4000
    silence_cost: float = 1.0
    unknown_cost: float = 11.0


def write_vosk_model(
    folder: Path, network: FoldedNetwork, words: list[str], language_model: LanguageModel, decoding: Decoding
) -> None:
    """Write a model folder that the vosk package loads, with run-time grammars. Replaces what is there."""
    for name in ("am", "conf", "graph"):
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
    (folder / "graph" / "phones").mkdir()
    write_acoustic_model(folder, network, decoding)
    positioned = kaldi_file.positioned_phones()
    _write_word_boundaries(folder / "graph" / "phones" / "word_boundary.int", positioned)

    symbols = fst.SymbolTable()
    for symbol in ("<eps>", *words, recogniser_graph.UNKNOWN):
        symbols.add_symbol(symbol)
    ids = {word: symbols.find(word) for word in (*words, recogniser_graph.UNKNOWN)}
    entries = [(ids[word], way) for word in words for way in vocabulary.pronunciations(word)]
    lexicon = recogniser_graph.build_lexicon(
        entries, ids[recogniser_graph.UNKNOWN], positioned, decoding.silence_cost, decoding.unknown_cost
    )
    hcl, disambiguation = recogniser_graph.build_hcl(lexicon, positioned)
    lines = "".join(f"{label}\n" for label in disambiguation)
    (folder / "graph" / "disambig_tid.int").write_text(lines)
    grammar = language_model.graph(ids, recogniser_graph.UNKNOWN)
    recogniser_graph.write_lookahead(hcl, grammar, symbols, folder / "graph")


def write_acoustic_model(folder: Path, network: FoldedNetwork, decoding: Decoding) -> None:
    """Write `am/` and `conf/` alone: another network or other settings for the same words."""
    with (folder / "am" / "final.mdl").open("wb") as out:
        kaldi_file.write_model(out, network)
    (folder / "conf" / "mfcc.conf").write_text(MFCC_CONF)
    conf = MODEL_CONF.format(
        acoustic_scale=decoding.acoustic_scale,
        beam=decoding.beam,
        lattice_beam=decoding.lattice_beam,
        max_active=decoding.max_active,
        subsampling=network.subsampling,
    )
    (folder / "conf" / "model.conf").write_text(conf)


def _write_word_boundaries(path: Path, positioned: kaldi_file.PositionedPhones) -> None:
    kinds = {"B": "begin", "I": "internal", "E": "end", "S": "singleton"}
    lines = []
    for name, number in positioned.ids.items():
        kind = kinds[name[-1]] if "_" in name else "nonword"
        lines.append(f"{number} {kind}\n")
    path.write_text("".join(lines))


def training_language_model(
    words: list[str], training_texts: list[str], lesson_texts: list[str]
) -> LanguageModel:
    """The language model of the bundled recogniser."""
    model = LanguageModel(words)
    for text in training_texts:
        for phrase in vocabulary.cut_words(text):
            model.add(phrase)
    for text in (*vocabulary.live_commerce_sentences(), *lesson_texts):
        for phrase in vocabulary.cut_words(text):
            model.add(phrase, weight=3)
    return model


def export_all(*, speech: Path, work: Path, model: Path, segments: Path, lessons: Path, size: int) -> None:
    """Write the Vosk model and the scorer's weights file from the last checkpoint in `work`."""
    from acoustic_model.corpus import Corpus
    from acoustic_model.recordings import training_clips
    from acoustic_model.segments_file import SENTENCE_SETS, phone_statistics, write_segments

    network, states = averaged_network(work)
    write_segments(segments, network, phone_statistics(Corpus(work / "corpus"), states))
    texts = [clip.text for clip in training_clips(speech) if clip.set_name in SENTENCE_SETS]
    from_lessons = vocabulary.lesson_texts(lessons)
    words = vocabulary.choose_words(size, texts, from_lessons)
    language_model = training_language_model(words, texts, from_lessons)
    write_vosk_model(model, network, words, language_model, Decoding())


def averaged_network(
    folder: Path, which: str = "average", batches: int = 150
) -> tuple[FoldedNetwork, list[NDArray[np.int16] | None]]:
    """The averaged weights of the last checkpoint, folded, and the alignments they were trained on.

    Normalisation statistics of averaged weights are not the average of the statistics, so they are measured
    again over some `batches` of training rows. `which="model"` takes the latest weights as they are.
    """
    import torch  # only here: the rest of the export needs no PyTorch

    from acoustic_model.corpus import Corpus
    from acoustic_model.feeding import Feeder
    from acoustic_model.model import AcousticModel, Shape, folded
    from acoustic_model.realignment import log_priors

    checkpoint = torch.load(folder / "checkpoint.pt", map_location="cpu", weights_only=True)
    options = {
        key: tuple(value) if isinstance(value, list) else value for key, value in checkpoint["shape"].items()
    }
    shape = Shape(**options)
    model = AcousticModel(shape, np.zeros(40, np.float32), np.ones(40, np.float32))
    model.load_state_dict(checkpoint[which])
    states = pickle.loads((folder / "states.pkl").read_bytes())
    if which == "average":
        for module in model.modules():
            if isinstance(module, torch.nn.BatchNorm1d):
                module.reset_running_stats()
                module.momentum = None  # the plain mean over all batches
        feeder = Feeder(Corpus(folder / "corpus"), states, shape.context, shape.subsampling, seed=99)
        model.train()
        with torch.no_grad():
            for _ in range(batches):
                model(torch.as_tensor(feeder.batch(8, 400)[0]))
    model.eval()
    priors = log_priors(states)
    priors[phones.FIRST_STATE[phones.PHONE_INDEX[phones.SILENCE]]] -= _SILENCE_FAVOUR
    weights = {**folded(model), "log_priors": priors}
    return FoldedNetwork(weights, shape.splices, shape.dilations, shape.subsampling, shape.bypass), states
