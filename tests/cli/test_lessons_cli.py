"""`kaibo lessons` from the outside: from a new lesson to a pack on another station."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from app.bootstrap import build_studio, read_settings
from app.cli import Commands, run
from app.curriculum.library import load_library


@pytest.fixture
def station(tmp_path: Path) -> Callable[[str], Commands]:
    """Commands of a station of its own, by name."""

    def make(name: str) -> Commands:
        home = tmp_path / name
        home.mkdir(exist_ok=True)
        settings = read_settings(home)
        return Commands(home, settings, lambda: build_studio(home, settings), lambda _: 0, lambda *_: None)

    return make


def test_a_new_lesson_is_right_at_once(
    station: Callable[[str], Commands], capsys: pytest.CaptureFixture[str]
) -> None:
    commands = station("a")
    assert (
        run(["lessons", "new", "hetao-1", "--title", "核桃：三句话", "--track", "产品"], commands, False) == 0
    )
    folder = commands.home / "lessons" / "hetao-1"
    assert str(folder) in capsys.readouterr().out
    assert run(["lessons", "check", str(folder)], commands, False) == 0
    (lesson,) = load_library([commands.home / "lessons"]).lessons
    assert (lesson.id, lesson.title, lesson.track) == ("hetao-1", "核桃：三句话", "product")
    before = (folder / "lesson.md").read_bytes()
    assert run(["lessons", "new", "hetao-1"], commands, False) == 1
    assert "已经有了" in capsys.readouterr().err
    assert (folder / "lesson.md").read_bytes() == before


def test_an_id_that_cannot_be_one(
    station: Callable[[str], Commands], capsys: pytest.CaptureFixture[str]
) -> None:
    commands = station("a")
    assert run(["lessons", "new", "../evil"], commands, False) == 1
    assert "编号" in capsys.readouterr().err
    assert not (commands.home / "lessons").exists()


def test_from_one_station_to_another(
    station: Callable[[str], Commands], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trainer, lab = station("trainer"), station("lab")
    run(["lessons", "new", "hetao-1", "--title", "核桃"], trainer, False)
    pack = tmp_path / "usb" / "hetao.kaibopack"
    assert run(["lessons", "pack", "hetao-1", "--to", str(pack), "--author", "王老师"], trainer, False) == 0
    printed = capsys.readouterr().out
    fingerprint = printed.split("签名的指纹：")[1][:19]

    assert run(["lessons", "unpack", str(pack)], lab, False) == 1
    asked = capsys.readouterr().err
    assert "王老师" in asked and fingerprint in asked
    assert not (lab.home / "lessons" / "hetao-1").exists()

    assert run(["lessons", "unpack", str(pack), "--trust"], lab, False) == 0
    assert "hetao-1  核桃" in capsys.readouterr().out
    original = trainer.home / "lessons" / "hetao-1" / "lesson.md"
    assert (lab.home / "lessons" / "hetao-1" / "lesson.md").read_bytes() == original.read_bytes()

    assert run(["lessons", "unpack", str(pack)], lab, False) == 1  # trusted now, but the lesson is there
    assert "hetao-1" in capsys.readouterr().err
    assert run(["lessons", "unpack", str(pack), "--replace"], lab, False) == 0
    # one's own packs need no question
    assert run(["lessons", "unpack", str(pack), "--replace"], trainer, False) == 0


def test_another_key_under_a_known_name_is_pointed_out(
    station: Callable[[str], Commands], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lab = station("lab")
    packs = []
    for name in ("trainer", "stranger"):
        run(["lessons", "new", f"{name}-1"], station(name), False)
        packs.append(tmp_path / f"{name}.kaibopack")
        run(
            ["lessons", "pack", f"{name}-1", "--to", str(packs[-1]), "--author", "王老师"],
            station(name),
            False,
        )
    run(["lessons", "unpack", str(packs[0]), "--trust"], lab, False)
    capsys.readouterr()
    assert run(["lessons", "unpack", str(packs[1])], lab, False) == 1
    assert "和以前的不一样" in capsys.readouterr().err


def test_a_hostile_pack_is_one_sentence(
    station: Callable[[str], Commands], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "evil.kaibopack"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../evil.sh", "rm -rf ~")
    assert run(["lessons", "unpack", str(path), "--trust"], station("lab"), False) == 1
    said = capsys.readouterr().err
    assert "evil.sh" in said and "Traceback" not in said
    assert not (tmp_path / "evil.sh").exists()


def test_a_quiz_becomes_steps_of_a_lesson(
    station: Callable[[str], Commands], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = station("a")
    gift = tmp_path / "quiz.gift"
    gift.write_text("红枣放哪里？{=阴凉处 ~阳台}\n\n问答。{}\n\n价格要标明。{T}\n", "utf-8")
    assert run(["lessons", "quiz", str(gift)], commands, False) == 0
    printed = capsys.readouterr()
    assert "quiz.gift:3" in printed.err
    run(["lessons", "new", "quiz-1"], commands, False)
    path = commands.home / "lessons" / "quiz-1" / "lesson.md"
    path.write_text(path.read_text("utf-8") + "\n" + printed.out, "utf-8")
    capsys.readouterr()
    assert run(["lessons", "check", str(path.parent)], commands, False) == 0
    book = openpyxl.Workbook()
    book.active.append(["题目", "答案"])
    book.active.append(["什么？", "也许"])
    book.save(tmp_path / "quiz.xlsx")
    assert run(["lessons", "quiz", str(tmp_path / "quiz.xlsx")], commands, False) == 1
    (tmp_path / "quiz.pdf").write_text("x")
    assert run(["lessons", "quiz", str(tmp_path / "quiz.pdf")], commands, False) == 1


def test_cards_for_anki(
    station: Callable[[str], Commands], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "hongzao.apkg"
    commands = station("a")
    assert (
        run(["lessons", "anki", "product-hongzao", "--to", str(target), "--language", "ug"], commands, False)
        == 0
    )
    assert target.stat().st_size > 10_000
    assert run(["lessons", "anki", "no-such", "--to", str(target)], commands, False) == 1
    assert "no-such" in capsys.readouterr().err
