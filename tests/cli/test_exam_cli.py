"""`kaibo exam paper` prints the same paper for the same number."""

from __future__ import annotations

import argparse

import pytest

from app.cli.commands import build_parser
from app.cli.exam import paper_text
from app.speech.psc.paper import make_paper


def arguments(*words: str) -> argparse.Namespace:
    return build_parser().parse_args(["exam", "paper", *words])


def test_a_paper_is_printed_whole() -> None:
    paper = make_paper(3)
    lines = paper_text(paper).splitlines()
    assert lines[0] == "卷号 3"
    rows = [line for line in lines if line.count("　") == 9]
    assert "".join(rows).replace("　", "") == "".join(each.text for each in paper.syllables)
    text = "\n".join(lines)
    for word in paper.words:
        assert word in text
    assert paper.passage.text in text
    assert paper.topics[0] in text and paper.topics[1] in text
    assert "答案" not in text


def test_the_five_part_form_has_its_answers_at_the_end() -> None:
    paper = make_paper(3, five_parts=True)
    lines = paper_text(paper).splitlines()
    assert lines[-1].startswith("答案：1 " + "ABC"[paper.choices[0].right])
    assert sum(option in "\n".join(lines) for option in paper.choices[0].options) == 3


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    given = arguments("--seed", "3", "--five")
    assert given.command(given, None) == 0
    assert capsys.readouterr().out.rstrip("\n") == paper_text(make_paper(3, five_parts=True))


def test_without_a_number_any_paper(capsys: pytest.CaptureFixture[str]) -> None:
    given = arguments()
    assert given.command(given, None) == 0
    assert capsys.readouterr().out.startswith("卷号 ")
