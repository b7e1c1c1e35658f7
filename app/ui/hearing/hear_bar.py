"""A row to hear with: play or stop, whose voice it is, and how fast."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QActionGroup, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.i18n import msg, tr
from app.ui.hearing.hearing import SPEEDS
from app.ui.hearing.reference_player import ReferencePlayer
from app.ui.hearing.voice import Voice, voice_explained, voice_words
from app.ui.jobs import Jobs
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import Button, button
from app.ui.widgets.labels import label, literal

if TYPE_CHECKING:
    from app.practice.studio import Studio

_SPEED_WORDS = {0.6: msg("很慢"), 0.8: msg("慢"), 0.9: msg("稍慢"), 1.0: msg("原速"), 1.2: msg("快")}


class HearBar(QWidget):
    """Lets a text be heard. `player` is the page's own where it has one; else the bar makes itself one."""

    failed = Signal(str)  # a sentence for the notice bar
    heard = Signal()  # it was played to its end

    def __init__(
        self, studio: Studio, jobs: Jobs, theme: Theme, player: ReferencePlayer | None = None
    ) -> None:
        super().__init__()
        self.player = player or ReferencePlayer(studio, jobs, parent=self)
        self._name = tr("听示范")
        self._allowed = True
        self._held_back = ""
        self.listen = button(self._name, self.play, theme, icon="speaker")
        self._voice = label("", "small", wrap=False)
        self._voices = button("", lambda: self._pop_up(self._voices, self.voice_menu()), theme, kind="quiet")
        self._speed = button("", lambda: self._pop_up(self._speed, self.speed_menu()), theme, kind="quiet")
        self._reason = label("", "soft", wrap=False)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for each in (self.listen, self._voice, self._voices, self._speed, self._reason):
            row.addWidget(each)
        for each in (self.listen, self._voices, self._speed):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        hearing = self.player.hearing
        self.player.changed.connect(self._show)
        hearing.changed.connect(self._show)
        hearing.speed_changed.connect(self._show)
        hearing.ended.connect(self.heard)
        if player is None:
            self.player.failed.connect(self.failed)
        self._show()

    # for the page

    def open(self, text: str, pinyin: tuple[str, ...] | None = None, recording: Path | None = None) -> None:
        """Let `text` be heard, from a `recording` where there is one; "" for nothing."""
        self.player.open(text, pinyin, recording)

    def play(self) -> None:
        """Play, or stop when it is playing. What is held back is not played."""
        if self.player.playing or (self._allowed and not self._held_back):
            self.player.listen()

    def stop(self) -> None:
        """Be quiet."""
        self.player.stop()

    def set_name(self, name: str) -> None:
        """What the button says when nothing is playing."""
        self._name = name
        self._show()

    def set_allowed(self, allowed: bool) -> None:
        """Whether it may be played now."""
        self._allowed = allowed
        self._show()

    def hold_back(self, reason: str) -> None:
        """Offer nothing to hear and say why; "" offers it again."""
        if reason and self.player.playing:
            self.player.stop()
        self._held_back = reason
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Look for the computer's voice as soon as somebody may want it."""
        super().showEvent(event)
        self.player.look()

    # showing

    def _show(self, *_: object) -> None:
        voices, chosen, playing = self.player.voices, self.player.chosen, self.player.playing
        offered = not self._held_back
        self._reason.setText(self._held_back)
        self._reason.setVisible(not offered)
        self.listen.setVisible(offered)
        self.listen.setText(tr("停止") if playing else self._name)
        self.listen.setAccessibleName(self.listen.text())
        self.listen.set_icon("stop" if playing else "speaker")
        self.listen.setEnabled(bool(voices) and (self._allowed or playing))
        words = voice_words(chosen) if chosen else ""
        explained = voice_explained(chosen) if chosen else ""
        self._voice.setText(words)
        self._voice.setToolTip(literal(explained))
        self._voice.setVisible(offered and len(voices) == 1)
        self._voices.setText(f"{words} ▾")
        self._voices.setToolTip(literal(explained))
        self._voices.setAccessibleName(tr("选择用什么声音听：{voice}", voice=words))
        self._voices.setVisible(offered and len(voices) > 1)
        speed = self.player.hearing.speed
        self._speed.setText(f"{_SPEED_WORDS[speed]} ▾")
        self._speed.setAccessibleName(tr("语速：{speed}", speed=str(_SPEED_WORDS[speed])))
        self._speed.setToolTip(tr("听的快慢。声音的高低不变。"))
        self._speed.setVisible(offered and bool(voices))

    def voice_menu(self) -> QMenu:
        """The voices in which this can be heard; choosing one plays it."""
        menu = QMenu(self)
        chosen = self.player.chosen
        for voice in self.player.voices:
            action = menu.addAction(voice_words(voice))
            action.setCheckable(True)
            action.setChecked(voice == chosen)
            action.setToolTip(literal(voice_explained(voice)))
            action.triggered.connect(lambda _checked=False, one=voice: self._hear(one))
        menu.setToolTipsVisible(True)
        return menu

    def speed_menu(self) -> QMenu:
        """The speeds."""
        menu = QMenu(self)
        one_of = QActionGroup(menu)
        for speed in SPEEDS:
            action = one_of.addAction(menu.addAction(f"{_SPEED_WORDS[speed]}　{speed}"))
            action.setCheckable(True)
            action.setChecked(speed == self.player.hearing.speed)
            action.triggered.connect(lambda _checked=False, one=speed: self.player.hearing.set_speed(one))
        return menu

    def _hear(self, voice: Voice) -> None:
        self.player.stop()
        self.player.choose(voice)
        self.play()

    def _pop_up(self, below: Button, menu: QMenu) -> None:
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))
