from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.people.values import TRAINER
from app.practice.plans_values import Feedback, Plan, PlanItem
from app.ui.jobs import Jobs
from app.ui.screens.plans import PlansScreen
from app.ui.screens.plans.plan_page import PlanPage
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio

ITEMS = (
    PlanItem("tones", 0, 80, 2, Feedback.TONES),
    PlanItem("jujube", 1),
    PlanItem("introduction", 3),
)


@pytest.fixture
def studio() -> FakeStudio:
    """A trainer's studio with one class, and two trainees in it."""
    made = FakeStudio(profiles=3)
    assert made.profile is not None
    made._profiles[0] = made.profile = replace(made.profile, role=TRAINER)
    cohort = made.people.add_cohort("一班")
    for place in (1, 2):
        made._profiles[place] = replace(made._profiles[place], cohort_id=cohort.id)
    return made


@pytest.fixture
def plan(studio: FakeStudio) -> Plan:
    return studio.plans.make("第一周", ITEMS)


@pytest.fixture
def screen(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> PlansScreen:
    made = PlansScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.plan_wanted.connect(lambda plan_id: made.open_plan(plan_id) if plan_id else made.enter())
    made.show()
    return made


@pytest.fixture
def page(screen: PlansScreen, plan: Plan) -> PlanPage:
    screen.open_plan(plan.id)
    return screen.page


@pytest.fixture
def order(page: PlanPage, studio: FakeStudio, plan: Plan) -> Callable[[], list[str]]:
    """The lessons on screen, which are also those kept."""

    def read() -> list[str]:
        page.saver.run()
        shown = [row.lesson_id for row in page.board.rows]
        assert [each.lesson_id for each in studio.plans.kept[plan.id].items] == shown
        return shown

    return read
