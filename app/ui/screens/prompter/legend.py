"""After a take: what the marks in the script mean."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import tr, trn
from app.ui.theme import SPACE, Theme
from app.ui.widgets.labels import label


class ReadLegend(QWidget):
    """What the marks after a take mean, and how many there are."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._left_out = label(tr("跳过的"), wrap=False)
        self.words = label("", "soft")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(label(tr("说过的"), wrap=False))
        row.addWidget(self._left_out)
        row.addWidget(self.words, 1)
        theme.changed.connect(self._dress)
        self._dress()

    def show_counts(self, places: int, syllables: int) -> None:
        """So many places were left out, with so many syllables."""
        if places:
            said = trn(
                "跳过了 {number} 处，共 {count} 个字。",
                "跳过了 {number} 处，共 {count} 个字。",
                places,
                count=syllables,
            )
        else:
            said = tr("稿子里的都说到了。")
        self.words.setText(said)

    def _dress(self) -> None:
        colours = self._theme.colours
        self._left_out.setStyleSheet(
            f"color: {colours.wrong}; background: {colours.wrong_soft}; "
            "text-decoration: underline; padding: 1px 6px;"
        )
