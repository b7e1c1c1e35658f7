"""`kaibo evaluate` from the outside: the table, the JSON, the plots, and how it fails and is stopped."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from app.bootstrap import build_studio, read_settings
from app.cli import Commands, run

PROJECT = Path(__file__).resolve().parent.parent.parent
DATA = PROJECT / "tests" / "data" / "speech"


@pytest.fixture
def commands(own_home: Path) -> Commands:
    settings = read_settings(own_home)
    return Commands(
        own_home, settings, lambda: build_studio(own_home, settings), lambda _: 0, lambda *_: None
    )


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Two sets: three recordings of three speakers, and one whose file is missing."""
    lines = (DATA / "commonvoice.tsv").read_text(encoding="utf-8").splitlines()
    folder = tmp_path / "sets"
    (folder / "few").mkdir(parents=True)
    (folder / "few.tsv").write_text("\n".join([lines[0], lines[5], lines[6], lines[9]]) + "\n", "utf-8")
    for line in (lines[5], lines[6], lines[9]):
        name = line.split("\t")[0] + ".opus"
        shutil.copy(DATA / "commonvoice" / name, folder / "few" / name)
    (folder / "lost.tsv").write_text(f"{lines[0]}\nnowhere\tx\t\t红枣\t\n", "utf-8")
    return folder


def test_the_table_the_json_and_the_plots(
    commands: Commands, small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target, plots = tmp_path / "new" / "figures.json", tmp_path / "plots"
    arguments = ["evaluate", str(small), "--json", str(target), "--plots", str(plots), "--jobs", "1"]
    assert run(arguments, commands, False) == 0
    printed = capsys.readouterr()
    data = json.loads(target.read_text("utf-8"))
    assert list(data) == ["few", "lost"]
    for parts in data.values():
        assert list(parts) == ["initial", "final", "tone"]
        for row in parts.values():
            assert {"auc", "eer", "detection_at_5fa", "false_alarm", "not_assessable", "n"} <= set(row)
    assert data["lost"]["tone"]["auc"] is None and data["lost"]["tone"]["n"] == 0
    assert data["lost"]["tone"]["about"]["skipped"] == {"no_audio": 1}
    shown = [float(cell) for cell in re.findall(r"\b[01]\.\d{3}\b", printed.out)]
    assert any(abs(each - data["few"]["tone"]["auc"]) < 0.0006 for each in shown)  # both are rounded
    assert data["few"]["tone"]["about"]["scorer"] in printed.out
    assert "没有检验（列表里有，文件没有）: 1" in printed.out
    assert "4/4" in printed.err
    for part in ("initial", "final", "tone"):
        drawn = ET.parse(plots / f"{part}.svg").getroot()
        assert len(drawn.findall(".//{*}polyline")) >= 4
        text = " ".join(each.text or "" for each in drawn.iter("{http://www.w3.org/2000/svg}text"))
        assert "ROC" in text and "DET" in text and "few" in text and "男" in text


def test_the_same_seed_prints_the_same_figures(commands: Commands, small: Path, tmp_path: Path) -> None:
    first, again = tmp_path / "1.json", tmp_path / "2.json"
    for target in (first, again):
        arguments = ["evaluate", str(small), "--set", "few", "--clips", "1", "--snr", "20", "--jobs", "1"]
        assert run([*arguments, "--json", str(target)], commands, False) == 0
    assert first.read_text("utf-8") == again.read_text("utf-8")
    assert list(json.loads(first.read_text("utf-8"))) == ["few"]


def fails(commands: Commands, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["evaluate", *arguments, "--jobs", "1"], commands, False) == 1
    printed = capsys.readouterr()
    assert not printed.out
    (line,) = printed.err.splitlines()
    return line


def test_expected_failures_are_one_sentence(
    commands: Commands, small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    assert "SET.tsv" in fails(commands, capsys, str(tmp_path / "empty"))
    assert "few、lost" in fails(commands, capsys, str(small), "--set", "many")
    (tmp_path / "file").write_text("")
    assert "file" in fails(commands, capsys, str(small), "--json", str(tmp_path / "file" / "figures.json"))
    assert "empty" in fails(commands, capsys, str(small), "--json", str(tmp_path / "empty"))
    assert "file" in fails(commands, capsys, str(small), "--plots", str(tmp_path / "file" / "plots"))
    (tmp_path / "bare.tsv").write_text("clip\tspeaker\n")
    assert "bare" in fails(commands, capsys, str(tmp_path / "bare.tsv"))


def test_recordings_of_which_none_can_be_judged_are_a_failure(
    commands: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "a.wav").write_text("no sound")
    (tmp_path / "odd.tsv").write_text("clip\tspeaker\ttext\na\tx\t红枣\n", "utf-8")
    assert run(["evaluate", str(tmp_path / "odd.tsv"), "--jobs", "1"], commands, False) == 1
    printed = capsys.readouterr()
    assert "没有检验（不是能读的录音）: 1" in printed.out
    assert printed.err.splitlines()[-1] == "这些录音一条也不能检验，原因见上面。"


@pytest.mark.parametrize("wrong", [["--clips", "0"], ["--jobs", "x"], ["--noise", "pink"]])
def test_wrong_calls_end_with_2(commands: Commands, small: Path, wrong: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run(["evaluate", str(small), *wrong], commands, False)
    assert caught.value.code == 2


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal to a process group")
def test_ctrl_c_ends_it_in_a_word(tmp_path: Path) -> None:
    """As in a terminal: the signal goes to the whole group, to the processes that compute as well."""
    environment = {**os.environ, "KAIBO_HOME": str(tmp_path / "home"), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "app", "evaluate", str(DATA), "--jobs", "2"],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # who runs the tests in the background of a shell has Ctrl-C ignored, which would be inherited
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr is not None
    first = process.stderr.readline()  # some are done: everybody is at work
    assert "/24" in first
    os.killpg(process.pid, signal.SIGINT)
    began = time.monotonic()
    out, error = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "Traceback" not in out + error and "AUC" not in out
    assert error.splitlines()[-1] == "已取消。"
    assert time.monotonic() - began < 100
