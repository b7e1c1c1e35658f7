from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pywrapfst", reason="needs pynini, as in packaging/acoustic_model/requirements.txt")
pytest.importorskip("jieba", reason="needs jieba, as in packaging/acoustic_model/requirements.txt")

from acoustic_model.export import Decoding, write_vosk_model
from acoustic_model.kaldi_file import positioned_phones
from acoustic_model.language_model import LanguageModel
from acoustic_model.recogniser_graph import build_hcl, build_lexicon

from tests.packaging.random_network import random_network


def paths_of(words: dict[int, tuple[str, ...]]) -> dict[int, list[str]]:
    """Word to phones, as read off the lexicon's graph, `[unk]` (word 99) left out."""
    positioned = positioned_phones()
    lexicon = build_lexicon(list(words.items()), 99, positioned, 1.0, 1.0)
    found: dict[int, list[str]] = {}
    stack: list[tuple[int, list[str], int]] = [(0, [], 0)]
    while stack:
        state, sequence, word = stack.pop()
        for source, target, label, output, _ in lexicon.arcs:
            if source != state or output == 99 or label == positioned.ids["SIL"]:
                continue
            longer = [*sequence, positioned.names[label - 1]] if label <= len(positioned.names) else sequence
            if target == 0:
                found[output or word] = longer
            else:
                stack.append((target, longer, output or word))
    return found


def test_each_word_keeps_its_phones_homophones_and_beginnings_included() -> None:
    words = {1: ("m", "a"), 2: ("m", "a"), 3: ("m", "a", "sh", "ang"), 4: ("i",), 5: ("h", "ong", "z", "ao")}
    assert paths_of(words) == {
        1: ["m_B", "a_E"],
        2: ["m_B", "a_E"],
        3: ["m_B", "a_I", "sh_I", "ang_E"],
        4: ["i_S"],
        5: ["h_B", "ong_I", "z_I", "ao_E"],
    }


def test_disambiguation_labels_lie_above_all_transitions() -> None:
    positioned = positioned_phones()
    lexicon = build_lexicon([(1, ("m", "a")), (2, ("m", "a"))], 3, positioned, 1.0, 1.0)
    graph, disambiguation = build_hcl(lexicon, positioned)
    last = max(number for states in positioned.transition_ids() for pair in states for number in pair)
    used = {arc.ilabel for state in graph.states() for arc in graph.arcs(state)}
    assert min(disambiguation) == last + 1
    assert {label for label in used if label > last} <= set(disambiguation)


_LOAD = """
import json, sys, vosk
vosk.SetLogLevel(-1)
model = vosk.Model(sys.argv[1])
words = json.loads(sys.argv[2])
assert all(model.vosk_model_find_word(word) >= 0 for word in words), "a word is missing"
for arguments in ([], [json.dumps(["核桃 红枣", "[unk]"], ensure_ascii=False)]):
    recogniser = vosk.KaldiRecognizer(model, 16000, *arguments)
    recogniser.AcceptWaveform(bytes(32000))
    assert set(json.loads(recogniser.FinalResult())["text"].split()) <= set(words)
print("loaded")
"""


@pytest.mark.skipif(shutil.which("fstconvert") is None, reason="needs libfst-tools")
def test_a_whole_model_is_written_and_loaded(tmp_path: Path) -> None:
    words = ["一", "两", "核桃", "红枣", "葡萄干"]
    model = LanguageModel(words)
    model.add(["红枣", "一"])
    write_vosk_model(tmp_path, random_network(), words, model, Decoding(beam=5.0, lattice_beam=1.0))
    # In a process of its own: pynini and vosk each bring OpenFst and cannot live in one process.
    arguments = [sys.executable, "-c", _LOAD, str(tmp_path), json.dumps([*words, "[unk]"])]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == "loaded\n", done.stderr
