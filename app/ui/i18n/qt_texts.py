"""Qt's own few texts (button labels, line edit menu) through our catalogues.

Qt ships no Uyghur and no Kazakh, and its Chinese is only found when its translation files are installed; the
strings a user can meet here are few enough to go through the one catalogue everything else goes through.
"""

from __future__ import annotations

from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from app.i18n import msg, tr

_TEXTS = {
    "OK": msg("确定"),
    "Save": msg("保存"),
    "Cancel": msg("取消"),
    "Close": msg("关闭"),
    "Yes": msg("是"),
    "No": msg("否"),
    "Open": msg("打开"),
    "Undo": msg("撤销"),
    "Redo": msg("重做"),
    "Cut": msg("剪切"),
    "Copy": msg("复制"),
    "Paste": msg("粘贴"),
    "Delete": msg("删除"),
    "Select All": msg("全选"),
    "Show Details...": msg("看详细情况"),
    "Hide Details...": msg("收起详细情况"),
}


class QtTexts(QTranslator):
    """Answers Qt's questions for its own texts out of the application's catalogue."""

    _installed: QtTexts | None = None

    @classmethod
    def install(cls, application: QApplication) -> None:
        """Make Qt ask again in the language in use."""
        if cls._installed is not None:
            application.removeTranslator(cls._installed)
        cls._installed = cls(application)
        application.installTranslator(cls._installed)

    def isEmpty(self) -> bool:
        """Never empty, or Qt would not ask."""
        return False

    def translate(
        self, context: str, source: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """The text for `source`, or None where Qt should keep its own."""
        del context, disambiguation, n
        found = _TEXTS.get(source.replace("&", ""))
        return None if found is None else tr(found.text)
