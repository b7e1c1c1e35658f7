"""The graphs of the Vosk model: words over phones over HMM states (HCL), and the language model's graph (G).

The lexicon is built as a deterministic prefix tree whose unlabelled ends are shared, so that nothing has to
be determinised: a word's label stands on the arc from which on no other word is possible; words that
end in the same node (homophones, or the beginning of another word) follow on disambiguation arcs. The
states of the phones are then laid into it, each with its self-loop, as Kaldi does with `--reorder=true`.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pywrapfst as fst

from acoustic_model.kaldi_file import PositionedPhones
from app.speech import phones

UNKNOWN = "[unk]"
LIBFST_HINT = "libfst-tools is missing; on Debian: apt-get install libfst-tools"

Pronunciation = tuple[str, ...]


@dataclass
class Lexicon:
    """A deterministic graph from phones to words: `arcs` are (from, to, phone id, word id, weight).

    Phone ids above those of the phones are disambiguation symbols. State 0 is start and end.
    """

    arcs: list[tuple[int, int, int, int, float]] = field(default_factory=list)
    states: int = 1
    disambiguation: int = 1

    def new_state(self) -> int:
        """Number of a new state."""
        self.states += 1
        return self.states - 1


def placed(pronunciation: Pronunciation) -> Pronunciation:
    """A word's phones with their place in it."""
    if len(pronunciation) == 1:
        return (f"{pronunciation[0]}_S",)
    inner = tuple(f"{phone}_I" for phone in pronunciation[1:-1])
    return (f"{pronunciation[0]}_B", *inner, f"{pronunciation[-1]}_E")


def build_lexicon(
    pronunciations: list[tuple[int, Pronunciation]],
    unknown_word: int,
    positioned: PositionedPhones,
    silence_cost: float,
    unknown_cost: float,
) -> Lexicon:
    """The lexicon of `(word id, phones)`; `[unk]` is any one syllable, at a cost."""
    ids = positioned.ids
    first_disambiguation = len(positioned.names) + 1
    entries = [(word, placed(pronunciation)) for word, pronunciation in pronunciations]
    tree: dict[Pronunciation, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    ends: dict[Pronunciation, list[int]] = defaultdict(list)
    for number, (word, sequence) in enumerate(entries):
        ends[sequence].append(word)
        for k, phone in enumerate(sequence):
            tree[sequence[:k]][phone].append(number)

    lexicon = Lexicon()
    nodes: dict[Pronunciation, int] = {(): 0}
    tails: dict[Pronunciation, int] = {(): 0}

    def tail(rest: Pronunciation) -> int:
        """The state from which the unlabelled phones `rest` lead to the end; shared by all words."""
        if rest not in tails:
            state = tails[rest] = lexicon.new_state()
            lexicon.arcs.append((state, tail(rest[1:]), ids[rest[0]], 0, 0.0))
        return tails[rest]

    most = 1
    stack: list[Pronunciation] = [()]
    while stack:
        prefix = stack.pop()
        for phone, members in tree[prefix].items():
            longer = (*prefix, phone)
            if len(members) == 1:
                word, sequence = entries[members[0]]
                lexicon.arcs.append((nodes[prefix], tail(sequence[len(longer) :]), ids[phone], word, 0.0))
                continue
            nodes[longer] = lexicon.new_state()
            lexicon.arcs.append((nodes[prefix], nodes[longer], ids[phone], 0, 0.0))
            for number, word in enumerate(ends.get(longer, ())):
                lexicon.arcs.append((nodes[longer], 0, first_disambiguation + 1 + number, word, 0.0))
                most = max(most, number + 1)
            stack.append(longer)
    lexicon.disambiguation = most + 1
    lexicon.arcs.append((0, 0, ids[phones.SILENCE], 0, silence_cost))
    _add_unknown(lexicon, ids, first_disambiguation, unknown_word, unknown_cost)
    return lexicon


def _add_unknown(lexicon: Lexicon, ids: dict[str, int], symbol: int, word: int, cost: float) -> None:
    start, middle = lexicon.new_state(), lexicon.new_state()
    lexicon.arcs.append((0, start, symbol, word, cost))
    for initial in phones.INITIALS:
        lexicon.arcs.append((start, middle, ids[f"{initial}_B"], 0, 0.0))
    for final in phones.FINALS:
        lexicon.arcs.append((start, 0, ids[f"{final}_S"], 0, 0.0))
        lexicon.arcs.append((middle, 0, ids[f"{final}_E"], 0, 0.0))


def build_hcl(lexicon: Lexicon, positioned: PositionedPhones) -> tuple[fst.VectorFst, list[int]]:
    """States laid into the lexicon, and the input labels that stand for disambiguation symbols."""
    transitions = positioned.transition_ids()
    last = max(forward for states in transitions for _, forward in states)
    phone_count = len(positioned.names)
    graph = fst.VectorFst()
    graph.add_states(lexicon.states)
    graph.set_start(0)
    graph.set_final(0, fst.Weight.one("tropical"))
    incoming: dict[int, set[int]] = defaultdict(set)
    for _, target, label, _, _ in lexicon.arcs:
        incoming[target].add(label)
    chains: dict[tuple[int, int], int] = {}

    def chain(target: int, phone: int) -> int:
        """The state entered by the phone's first forward transition on the way to `target`."""
        if (target, phone) not in chains:
            states = transitions[phone - 1]
            merged = target != 0 and incoming[target] == {phone}
            inner = [graph.add_state() for _ in states[:-1]]
            inner.append(target if merged else graph.add_state())
            for k, state in enumerate(inner):
                _arc(graph, state, state, states[k][0], 0, 0.0)
                if k + 1 < len(inner):
                    _arc(graph, state, inner[k + 1], states[k + 1][1], 0, 0.0)
            if not merged:
                _arc(graph, inner[-1], target, 0, 0, 0.0)
            chains[target, phone] = inner[0]
        return chains[target, phone]

    for source, target, label, word, weight in lexicon.arcs:
        if label > phone_count:
            _arc(graph, source, target, last + label - phone_count, word, weight)
        else:
            forward = transitions[label - 1][0][1]
            _arc(graph, source, chain(target, label), forward, word, weight)
    return graph, [last + 1 + k for k in range(lexicon.disambiguation)]


def _arc(graph: fst.VectorFst, source: int, target: int, label: int, word: int, weight: float) -> None:
    graph.add_arc(source, fst.Arc(label, word, fst.Weight("tropical", weight), target))


def write_lookahead(hcl: fst.VectorFst, grammar: fst.VectorFst, words: fst.SymbolTable, folder: Path) -> None:
    """Write `HCLr.fst` and `Gr.fst`: words renumbered so that those reachable from a state are neighbours.

    Raises `RuntimeError` with the line that says what to install when OpenFst's tools are missing.
    """
    if not shutil.which("fstconvert"):
        raise RuntimeError(LIBFST_HINT)
    libraries = sorted(Path("/usr/lib").glob("*/libfstlookahead.so.*"))
    if not libraries:
        raise RuntimeError(LIBFST_HINT)
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        (work / "olabel_lookahead-fst.so").symlink_to(libraries[-1])
        environment = {"LD_LIBRARY_PATH": scratch, "PATH": "/usr/bin:/bin"}
        hcl.arcsort("olabel")
        hcl.write(str(work / "HCL.fst"))
        convert = [
            "fstconvert", "--fst_type=olabel_lookahead", f"--save_relabel_opairs={work / 'pairs.txt'}",
            str(work / "HCL.fst"), str(folder / "HCLr.fst"),
        ]  # fmt: skip
        subprocess.run(convert, check=True, env=environment)
        lines = (work / "pairs.txt").read_text().splitlines()
    pairs = [(int(old), int(new)) for old, new in map(str.split, lines)]
    # A grammar made at run time looks its words up in this table and composes with HCLr as it is: the table
    # must hold the new numbers, or free decoding is right and every run-time grammar is nonsense.
    moved = dict(pairs)
    renumbered = fst.SymbolTable()
    for number in sorted(range(words.num_symbols()), key=lambda n: moved.get(words.get_nth_key(n), n)):
        key = words.get_nth_key(number)
        renumbered.add_symbol(words.find(key), moved.get(key, key))
    grammar.relabel_pairs(ipairs=pairs, opairs=pairs)
    grammar.arcsort("ilabel")
    grammar.set_input_symbols(renumbered)
    grammar.set_output_symbols(renumbered)
    fst.convert(grammar, "const").write(str(folder / "Gr.fst"))
