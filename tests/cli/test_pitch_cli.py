"""`kaibo pitch` prints a report, or its JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.bootstrap import build_studio, read_settings
from app.cli import Commands, run
from app.coaching.values import report_from_json

DEMO = Path(__file__).resolve().parents[2] / "assets" / "demo" / "demo.flac"


@pytest.fixture
def commands(own_home: Path) -> Commands:
    settings = read_settings(own_home)
    return Commands(
        own_home, settings, lambda: build_studio(own_home, settings), lambda _: 0, lambda *_: None
    )


def test_the_report_as_text(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pitch", str(DEMO), "--product", "product-hongzao"], commands, False) == 0
    text = capsys.readouterr().out
    assert text.startswith("语音模型：kaibo\n")
    for word in ("产品卡上的内容", "价格：", "三条建议"):
        assert word in text


def test_the_report_as_json(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pitch", str(DEMO), "--product", "product-hongzao", "--json"], commands, False) == 0
    report = report_from_json(json.loads(capsys.readouterr().out))
    assert report.product == "product-hongzao" and report.transcript.words


def test_a_product_that_is_not_there(commands: Commands, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["pitch", str(DEMO), "--product", "product-none"], commands, False) == 1
    assert "product-none" in capsys.readouterr().err
