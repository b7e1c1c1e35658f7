"""Carrying lessons away: packs for other computers, cards for Anki."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from app import i18n
from app.curriculum.packs.values import SUFFIX
from app.i18n import tr, trn
from app.ui.i18n import isolate
from app.ui.jobs import Err, Jobs, Ok
from app.ui.screens.editor.lesson_dialogs import MakeCards, PackLessons
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.curriculum.values import Lesson
    from app.practice.studio import Studio

ANKI = ".apkg"


class Carrying(QObject):
    """Asks, writes in the background, and says what came of it."""

    done = Signal(str)
    failed = Signal(str)

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme, page: QWidget) -> None:
        super().__init__(page)
        self._studio = studio
        self._jobs = jobs
        self._theme = theme
        self._page = page

    # packs

    def ask_for_pack(self, chosen: Sequence[str] = ()) -> None:
        """Ask what goes into a pack and where it goes."""
        author = self._studio.profile.name if self._studio.profile else ""
        lessons = [*self._studio.authoring.own(), *self._others()]
        dialog = PackLessons(lessons, chosen, author, self._theme, self._page)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        titles = {each.id: each.title for each in lessons}
        title = dialog.title.text().strip() or titles[dialog.ticks.chosen[0]]
        path = self._ask_where(title + SUFFIX, tr("课包 (*{suffix})", suffix=SUFFIX))
        if path is not None:
            self.write_pack(dialog.ticks.chosen, title, dialog.author.text(), path)

    def write_pack(self, chosen: Sequence[str], title: str, author: str, path: Path) -> None:
        """Write the pack, and say its fingerprint."""
        packs = self._studio.packs
        target = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)

        def work() -> tuple[Path, str]:
            written = packs.write(chosen, title, author, datetime.now(UTC), target)
            return written, packs.inspect(written).fingerprint

        self._jobs.run(work, self._packed, owner=self)

    def _packed(self, result: Ok[tuple[Path, str]] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
            return
        path, fingerprint = result.value
        self.show_fingerprint(path, fingerprint)
        self.done.emit(tr("课包写好了：{path}", path=isolate(str(path))))

    def show_fingerprint(self, path: Path, fingerprint: str) -> None:
        """Say how the receiver knows that the pack is really from here."""
        box = QMessageBox(self._page)
        box.setIcon(QMessageBox.Icon.Information)
        box.setWindowTitle(tr("课包写好了"))
        box.setText(
            tr(
                "{file}\n\n您的指纹：{fingerprint}\n\n"
                "第一次把课包给别人，请当面或者打电话念这串指纹。对方导入的时候看到的一样，才是您做的。",
                file=isolate(path.name),
                fingerprint=isolate(fingerprint),
            )
        )
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addButton(tr("知道了"), QMessageBox.ButtonRole.AcceptRole)
        box.exec()

    # cards

    def ask_for_cards(self, chosen: Sequence[str] = ()) -> None:
        """Ask what becomes cards and where they go."""
        lessons = [*self._studio.authoring.own(), *self._others()]
        dialog = MakeCards(lessons, chosen, i18n.language(), self._theme, self._page)
        if dialog.exec() != QDialog.DialogCode.Accepted:
            return
        titles = {each.id: each.title for each in lessons}
        path = self._ask_where(titles[dialog.ticks.chosen[0]] + ANKI, f"Anki (*{ANKI})")
        if path is not None:
            self.write_cards(dialog.ticks.chosen, dialog.chosen_language, path)

    def write_cards(self, chosen: Sequence[str], language: str, path: Path) -> None:
        """Write the cards, and say how many there are."""
        packs = self._studio.packs
        target = path if path.suffix == ANKI else path.with_name(path.name + ANKI)
        self._jobs.run(
            lambda: packs.write_cards(chosen, language, datetime.now(UTC), target),
            self._made_cards,
            owner=self,
        )

    def _made_cards(self, result: Ok[int] | Err) -> None:
        if isinstance(result, Err):
            self.failed.emit(str(result.error))
        else:
            self.done.emit(trn("{number} 张卡片写好了。", "{number} 张卡片写好了。", result.value))

    def _others(self) -> list[Lesson]:
        own = {each.id for each in self._studio.authoring.own()}
        return [each for each in self._studio.library.lessons if each.id not in own]

    def _ask_where(self, name: str, kinds: str) -> Path | None:
        clean = "".join(each for each in name if each not in '\\/:*?"<>|：？“”').strip()
        path, _filter = QFileDialog.getSaveFileName(
            self._page, tr("存在哪里"), str(Path.home() / clean), kinds
        )
        return Path(path) if path else None
