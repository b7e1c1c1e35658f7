"""Other models than the bundled one: the transcript is theirs, no verdict is."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.paths import assets_dir
from app.speech.assessor import Assessor
from app.speech.model_store import check_model
from app.speech.recogniser import RecogniserModel, prompt_grammar
from app.speech.text import to_spoken
from app.speech.values import MiscueKind, PronunciationScore

DATA = Path(__file__).parent.parent / "data"
TEXT = "一次他的瓦罐掉在了地上，他头也不回的往前行去。"


def sound() -> np.ndarray:
    samples, _ = soundfile.read(DATA / "speech" / "commonvoice" / "18803689.opus", dtype="float32")
    return samples


@pytest.fixture(scope="module")
def assessor() -> Assessor:
    return Assessor(None, assets_dir() / "scorer")


def scored(assessor: Assessor, model: RecogniserModel | None) -> PronunciationScore:
    assessor.model, assessor.model_name = model, model.name if model else ""
    return assessor.assess(sound(), to_spoken(TEXT))


@pytest.fixture(scope="module")
def alone(assessor: Assessor) -> PronunciationScore:
    """The score without any recogniser."""
    return scored(assessor, None)


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model with a static graph, like the large official ones: no grammar at run time, few words."""
    folder = tmp_path_factory.mktemp("models") / "vosk-model-cn-static"
    bundled = assets_dir() / "model"
    shutil.copytree(bundled, folder, ignore=shutil.ignore_patterns("*.fst", "disambig_tid.int"))
    for name in ("HCLG.fst", "words.txt"):
        shutil.copy(DATA / "static_graph" / name, folder / "graph")
    return folder


def same_verdicts(one: PronunciationScore, other: PronunciationScore) -> bool:
    def miscues(score: PronunciationScore) -> list[tuple[MiscueKind, int]]:
        return [(each.kind, each.index) for each in score.miscues]

    # as text, because contours have NaN where there is no voice
    return (
        one.total == other.total
        and repr(one.syllables) == repr(other.syllables)
        and miscues(one) == miscues(other)
    )


def test_a_model_with_a_static_graph_is_heard_freely(
    assessor: Assessor, alone: PronunciationScore, static: Path
) -> None:
    check_model(static)
    model = RecogniserModel(static)
    assert not model.takes_grammar
    score = scored(assessor, model)
    assert score.model == "vosk-model-cn-static"
    assert len(set(score.transcript) & set(TEXT)) >= 8
    assert same_verdicts(score, alone)


def test_a_grammar_for_a_static_graph_is_left_aside(static: Path) -> None:
    model = RecogniserModel(static)
    recogniser = model.listen(prompt_grammar(model, to_spoken(TEXT)))
    recogniser.feed(sound())
    assert recogniser.finish().text


def test_words_that_the_model_lacks_are_left_out_of_the_grammar(
    assessor: Assessor, alone: PronunciationScore, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = RecogniserModel(assets_dir() / "model", "small")
    known = model.knows
    monkeypatch.setattr(model, "knows", lambda word: "瓦" not in word and "头" not in word and known(word))
    grammar = prompt_grammar(model, to_spoken(TEXT))
    assert not any("瓦" in phrase or "头" in phrase for phrase in grammar)
    score = scored(assessor, model)
    assert score.model == "small" and "瓦" not in score.transcript
    assert same_verdicts(score, alone)


def test_a_model_of_another_language_changes_no_verdict(
    assessor: Assessor, alone: PronunciationScore, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = RecogniserModel(assets_dir() / "model", "foreign")
    monkeypatch.setattr(model, "knows", lambda _: False)
    assert prompt_grammar(model, to_spoken(TEXT)) == ()
    assert same_verdicts(scored(assessor, model), alone)


@pytest.mark.parametrize(
    ("configuration", "scale"),
    [
        ("--beam=10\n--frame-subsampling-factor=1\n", 1 / 3),
        ("# --frame-subsampling-factor=1\n--beam=10\n", 1.0),
        ("--frame-subsampling-factor=2\r\n", 2 / 3),
        ("", 1.0),
        ("# r\xe9glages\n--frame-subsampling-factor=2\n", 2 / 3),
    ],
)
def test_word_times_follow_the_models_own_frames(static: Path, configuration: str, scale: float) -> None:
    file = static / "conf" / "model.conf"
    before = file.read_bytes()
    try:
        # the graph does not care; libvosk reads the same file, so only known options stand here
        file.write_bytes(configuration.encode("latin-1"))
        assert RecogniserModel(static)._time_scale == pytest.approx(scale)
    finally:
        file.write_bytes(before)
