"""A window that cannot open says so on screen."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from app import bootstrap
from app.errors import ExpectedError
from app.i18n import msg
from app.practice.studio import Studio
from app.settings import Settings


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ExpectedError(msg("练习数据正被另一个程序占用。")), "练习数据正被另一个程序占用。"),
        (ZeroDivisionError("a bug"), "log/kaibo.log"),
    ],
)
def test_what_keeps_the_window_from_opening_is_shown(
    application: QApplication, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QMessageBox, "critical", lambda _parent, _title, text: shown.append(text))

    def build() -> Studio:
        raise error

    with pytest.raises(type(error)):
        bootstrap.open_window(Settings(), build)
    assert len(shown) == 1
    assert said in shown[0]
