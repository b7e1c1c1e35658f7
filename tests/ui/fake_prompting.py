"""The teleprompter's takes of the pretended studio: words that the test says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.curriculum.values import FreePitch
from app.practice.prompting import LESSON
from app.practice.rehearsals import Heard
from app.practice.take import TakeListener

if TYPE_CHECKING:
    from tests.ui.fake_studio import FakeStudio


class FakePrompting:
    """`text` and `deaf` are what is heard."""

    def __init__(self, studio: FakeStudio) -> None:
        self._studio = studio
        self.text = ""
        self.deaf = False

    def start(self, title: str, listener: TakeListener) -> None:
        self._studio._note("start_prompting", title)
        self.text = ""
        self._studio.free_takes.start(FreePitch("prompter-1", title, (), 1200), LESSON, listener)

    def heard(self) -> Heard:
        return Heard(self.text, self.deaf)

    def stop_hearing(self) -> None:
        self._studio._note("stop_prompting")
