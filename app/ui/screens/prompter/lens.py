"""The camera on the teleprompter's page: above the text, filming her take where she wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.i18n import tr
from app.ui.lens.camera_panel import CameraPanel
from app.ui.screens.prompter.session import PrompterSession, PromptPhase, PromptState
from app.ui.screens.prompter.text_view import PromptText
from app.ui.theme import Theme
from app.ui.widgets.buttons import button

if TYPE_CHECKING:
    from app.practice.studio import Studio
    from app.ui.jobs import Jobs
    from app.ui.lens.camera import Camera


class PrompterLens(QObject):
    """Lets the film follow the take: begun, paused, ended with it, and kept only when its sound is."""

    told = Signal(str)

    def __init__(
        self,
        studio: Studio,
        jobs: Jobs,
        theme: Theme,
        session: PrompterSession,
        view: PromptText,
        camera: Camera | None = None,
    ) -> None:
        super().__init__()
        self._view = view
        self._phase = session.state.phase
        self.panel = CameraPanel(studio, jobs, theme, camera=camera)
        self.button = button(tr("打开摄像头"), self.toggle, theme, icon="mirror")
        self.panel.switched.connect(self._switched)
        self.panel.told.connect(self.told)
        self.panel.filming.kept.connect(self._kept)
        session.changed.connect(self.follow)

    def toggle(self) -> None:
        """Turn the camera on, or off."""
        self.panel.switch(not self.panel.on)

    def leave(self) -> None:
        """Another page takes its place: the camera is off; a film that is under way finds its attempt."""
        self.panel.switch(False)
        self.panel.hide()

    def follow(self, state: PromptState) -> None:
        """The take began, paused, went on or ended."""
        before, self._phase = self._phase, state.phase
        if state.phase is before:
            return
        filming = self.panel.filming
        if state.phase is PromptPhase.PAUSED:
            filming.pause()
        elif state.phase is PromptPhase.RUNNING and before is PromptPhase.PAUSED:
            filming.resume()
        elif state.phase is PromptPhase.RUNNING and self.panel.wants_film:
            if state.recording:
                filming.begin()
            else:
                self.told.emit(tr("没有录像：录像要和录音一起。请勾上“同时录音”。"))
        elif state.phase is PromptPhase.KEEPING:
            filming.end()
        elif state.phase is PromptPhase.DONE:
            filming.give_to(state.attempt_id)

    def _switched(self, on: bool) -> None:
        words = tr("关掉摄像头") if on else tr("打开摄像头")
        self.button.setText(words)
        self.button.setAccessibleName(words)
        self._view.set_near_lens(on)

    def _kept(self, _film: object) -> None:
        self.panel.say(tr("录像保存好了，在“进步”里打开这一遍就能看。"))
