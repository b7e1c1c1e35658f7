"""Settings: what this program is and what it is built on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from app import __version__
from app.i18n import tr
from app.paths import project_dir
from app.ui.i18n import isolate
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label, leading

LICENCES = (
    ("Qt, PySide6", "LGPL-3.0"),
    ("Vosk", "Apache-2.0"),
    ("PortAudio, sounddevice", "MIT"),
    ("libsndfile, soundfile", "LGPL-2.1, BSD-3-Clause"),
    ("soxr", "LGPL-2.1"),
    ("NumPy", "BSD-3-Clause"),
    ("pypinyin", "MIT"),
    ("kaldi-native-fbank", "Apache-2.0"),
    ("dlib", "BSL-1.0"),
    ("sqlite-utils", "Apache-2.0"),
    ("platformdirs, polib, fsrs", "MIT"),
    ("pyworld, openpyxl, genanki", "MIT"),
    ("defusedxml", "PSF-2.0"),
    ("PyNaCl, libsodium", "Apache-2.0, ISC"),
    ("cryptography", "Apache-2.0, BSD-3-Clause"),
    ("psycopg", "LGPL-3.0"),
    ("Dask", "BSD-3-Clause"),
    ("MinIO", "Apache-2.0"),
)
"""What ships inside, with its licence."""


class AboutCard(Card):
    """Name, version, licences."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(tr("关于开播"))
        self._theme = theme
        self.body.addWidget(label(tr("开播 {version}，在这台电脑上离线运行。", version=isolate(__version__))))
        self.body.addLayout(leading(button(tr("使用的软件和许可"), self._show_licences, theme, kind="link")))

    def _show_licences(self) -> None:
        LicencesDialog(self._theme, QApplication.activeWindow()).open()


class LicencesDialog(QDialog):
    """The parts and their licences; the project's own notice first when there is one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("使用的软件和许可"))
        self.resize(theme.size(560), theme.size(400))
        lines = [f"{name}: {licence}" for name, licence in LICENCES]
        notice = project_dir() / "LICENSE"
        if notice.is_file():
            lines = [notice.read_text(encoding="utf-8").strip(), "", *lines]
        text = QPlainTextEdit("\n".join(lines))
        text.setReadOnly(True)
        text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        text.setAccessibleName(tr("使用的软件和许可"))
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.addWidget(text)
        column.addWidget(button(tr("关闭"), self.close, theme), 0, Qt.AlignmentFlag.AlignTrailing)
