from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from app.curriculum.values import Outcome, Step
from app.ui.activities import activity_view
from app.ui.activities.view import ActivityView
from app.ui.jobs import Jobs
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio


@dataclass
class Shown:
    """An activity on screen, and what it told."""

    view: ActivityView
    outcomes: list[Outcome] = field(default_factory=list)
    settled: list[bool] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def outcome(self) -> tuple[int, int, tuple[str, ...]]:
        """Right, asked and answers of the one outcome told."""
        [only] = self.outcomes
        return only.right, only.asked, only.answers


@pytest.fixture
def show(studio: FakeStudio, jobs: Jobs, theme: Theme, qtbot) -> Callable[[Step], Shown]:
    """Puts an activity into a window of its own, with the keyboard in it."""

    def put(step: Step) -> Shown:
        view = activity_view(step, "talking", studio, jobs, theme)
        told = Shown(view)
        view.finished.connect(told.outcomes.append)
        view.settled.connect(lambda: told.settled.append(True))
        view.failed.connect(told.failures.append)
        qtbot.addWidget(view)
        view.resize(760, 700)
        view.show()
        view.activateWindow()
        qtbot.waitUntil(view.isActiveWindow)
        view.focus()
        return told

    return put
