"""The command line from the outside: what it prints, what it keeps, how it fails."""

from __future__ import annotations

import argparse
import dataclasses
import json
import re
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.bootstrap import build_studio, read_settings
from app.cli import Commands, run
from app.cli.commands import build_parser
from app.storage.values import Attempt

PROJECT = Path(__file__).resolve().parent.parent.parent
DEMO = PROJECT / "assets" / "demo"


@pytest.fixture
def commands(own_home: Path) -> Commands:
    def draw(_studio: object, attempt: Attempt, target: Path) -> None:
        target.write_text(attempt.id)

    settings = read_settings(own_home)
    return Commands(own_home, settings, lambda: build_studio(own_home, settings), lambda _: 0, draw)


def demo_text() -> str:
    return str(json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))["text"])


def test_score_prints_a_line_for_every_syllable(
    commands: Commands, capsys: pytest.CaptureFixture[str]
) -> None:
    text = demo_text()
    assert run(["score", str(DEMO / "demo.flac"), "--text", text], commands, False) == 0
    lines = capsys.readouterr().out.splitlines()
    spoken = [character for character in text if character not in "，。"]
    assert [line[0] for line in lines[1 : 1 + len(spoken)]] == spoken
    assert any(line.startswith("总分") for line in lines)


def test_score_as_json_can_be_read_back(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", str(DEMO / "demo.flac"), "--text", demo_text(), "--json"], commands, False) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["status"] == "scored"
    assert data["model"] == "kaibo"
    times = [(each["start"], each["end"]) for each in data["syllables"]]
    assert all(start < end for start, end in times)
    assert times == sorted(times)
    good = [
        each["verdicts"][part]["verdict"]
        for each in data["syllables"]
        for part in ("initial", "final", "tone")
    ]
    assert good.count("wrong") <= 0.1 * len(good)


def test_another_text_is_not_scored(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    other = "欢迎大家来到直播间，今天给大家带来新疆红枣。"
    assert run(["score", str(DEMO / "demo.flac"), "--text", other, "--json"], commands, False) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["status"] == "off_task"
    assert data["total"] is None


@pytest.mark.parametrize(
    "content", [b"", b"this is not audio", b"RIFF\x00\x00\x00\x00WAVEfmt "], ids=["empty", "text", "cut"]
)
def test_a_file_that_is_not_audio_is_one_sentence(
    commands: Commands, capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(content)
    assert run(["score", str(broken), "--text", "红枣"], commands, False) == 1
    error = capsys.readouterr().err
    assert len(error.strip().splitlines()) == 1
    assert "Traceback" not in error


def test_silence_is_not_scored(
    commands: Commands, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    quiet = tmp_path / "quiet.wav"
    soundfile.write(quiet, 1e-5 * np.random.default_rng(1).standard_normal(32_000), 16_000)
    run(["score", str(quiet), "--text", "红枣"], commands, False)
    captured = capsys.readouterr()
    assert "总分" not in captured.out
    assert "没有" in captured.out + captured.err


def test_the_demo_keeps_its_attempt(
    commands: Commands, capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    assert run(["demo"], commands, False) == 0
    assert run([], commands, False) == 0  # no display: the demo again, and it says so
    printed = capsys.readouterr().out
    assert "没有显示器" in printed
    assert "第 2 次" in printed
    picture = own_home / "demo" / "practice.png"
    studio = commands.build_studio()
    try:
        studio.choose_profile(studio.profiles()[0].id)
        newest = studio.attempts()[0]
        assert picture.read_text() == newest.id
        kept = studio.attempt(newest.id)
        assert kept.score is not None
        assert kept.score.total == newest.total
        assert len(studio.samples(kept.recording)) == pytest.approx(kept.recording.duration * 16_000, abs=1)
    finally:
        studio.close()


def test_a_picture_that_cannot_be_written_is_told_before_scoring(
    commands: Commands, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert run(["demo", "--picture", str(tmp_path / "file" / "practice.png")], commands, False) == 1
    printed = capsys.readouterr()
    assert not printed.out
    assert "不能写到" in printed.err and "practice.png" in printed.err


def test_old_takes_are_scored_again(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rescore"], commands, False) == 1  # nobody has practised yet
    assert run(["demo"], commands, False) == 0
    studio = commands.build_studio()
    try:
        studio.choose_profile(studio.profiles()[0].id)
        made = studio.attempts()[0].id
        score = studio.attempt(made).score
        assert score is not None
        studio._store.replace_score(made, dataclasses.replace(score, scorer="0", total=1.0))
    finally:
        studio.close()
    capsys.readouterr()
    assert run(["rescore", "--profile", "演示"], commands, False) == 0
    assert "重新评了 1 条练习：1 条高了，0 条低了" in capsys.readouterr().out
    assert run(["rescore", "--profile", "没有这个人"], commands, False) == 1
    studio = commands.build_studio()
    try:
        studio.choose_profile(studio.profiles()[0].id)
        kept = studio.attempt(made)
        assert kept.score is not None and kept.score.total is not None and kept.score.total > 1.0
        assert [each.score.total for each in kept.earlier] == [score.total, 1.0]
    finally:
        studio.close()


def test_backup_and_restore(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["demo"], commands, False) == 0
    assert run(["backup"], commands, False) == 0
    assert run(["demo"], commands, False) == 0
    capsys.readouterr()
    assert run(["backup", "list"], commands, False) == 0
    name = capsys.readouterr().out.split()[0]
    assert run(["backup", "restore", name], commands, False) == 0
    studio = commands.build_studio()
    try:
        studio.choose_profile(studio.profiles()[0].id)
        assert len(studio.attempts()) == 1
    finally:
        studio.close()
    assert run(["backup", "restore", "no-such-backup"], commands, False) == 1


def test_export_names_its_profile(
    commands: Commands, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["demo"], commands, False) == 0
    target = tmp_path / "out.zip"
    assert run(["export", str(target), "--profile", "演示"], commands, False) == 0
    assert target.stat().st_size > 1000
    assert run(["export", str(tmp_path / "other.zip"), "--profile", "没有这个人"], commands, False) == 1


def test_lessons_check_names_file_and_line(
    commands: Commands, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["lessons", "check"], commands, False) == 0
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "lesson.md").write_text("id: broken\n色: 红\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["lessons", "check", str(tmp_path)], commands, False) == 1
    assert f"{folder / 'lesson.md'}:" in capsys.readouterr().out


def test_model_list_has_the_bundled_one(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["model", "list"], commands, False) == 0
    assert "bundled" in capsys.readouterr().out
    assert run(["model", "use", "no-such-model"], commands, False) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_model_list_names_a_damaged_one_and_marks_the_one_in_use(
    commands: Commands, capsys: pytest.CaptureFixture[str], own_home: Path
) -> None:
    (own_home / "models" / "broken" / "am").mkdir(parents=True)
    assert run(["model", "list"], commands, False) == 0
    printed = capsys.readouterr()
    assert "  broken  user" in printed.out
    assert "* kaibo  bundled" in printed.out
    assert "broken" in printed.err


def test_a_bug_is_one_sentence_and_a_log_entry(
    commands: Commands, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("a bug")

    commands = Commands(commands.home, commands.settings, broken, lambda _: 0, commands.draw_practice)  # type: ignore[arg-type]
    assert run(["devices"], commands, False) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert "a bug" in caplog.text


def test_every_command_is_in_the_readme() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `kaibo (\w+) ?(.*?)` \|", readme, re.MULTILINE))
    for command, *choice in _commands(build_parser()):
        assert command in rows
        if choice:
            choices = [part.strip("[] ").split(" ")[0] for part in rows[command].split("\\|")]
            assert choice[0] in choices


def _commands(parser: argparse.ArgumentParser, before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, each in action.choices.items():
                found.append((*before, name))
                found += _commands(each, (*before, name))
    return found


def test_a_pack_alone_opens_the_window(
    commands: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[Path | None] = []
    pack = tmp_path / "a.KaiboPack"
    commands = dataclasses.replace(commands, open_window=lambda _build, pack: opened.append(pack) or 0)
    assert run([str(pack)], commands, has_display=True) == 0
    assert run([], commands, has_display=True) == 0
    assert opened == [pack, None]
    assert run([str(pack)], commands, has_display=False) == 1
    assert "lessons unpack" in capsys.readouterr().err
