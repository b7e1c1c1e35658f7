"""A real studio over a small centre, for screens whose tests should see real figures."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from pathlib import Path

from app.paths import lessons_dir
from app.people.values import Cohort, Profile
from app.practice.plans_values import PlanItem
from app.practice.studio import Studio
from app.settings import Settings
from app.storage.opening import open_store
from tests.storage.storage_samples import NOON, attempt_of, make_score

LONG = "阿卜杜热合曼·阿卜杜克热木·买买提吐尔逊江·努尔买买提"


def small_centre(home: Path) -> Studio:
    """王老师 leads 一班 with Nu (who practised for ten weeks) and Ai (who never did); Gul is in no class."""
    studio = Studio(
        home, Settings(welcome_done=True), open_store(home, automatic_backup=False), (lessons_dir(),)
    )
    cohort = studio.people.set_up("喀什中心", "一班", "4071", name="王老师")
    store = studio._store
    people = (
        Profile("nu", LONG, "ug", NOON, cohort_id=cohort.id, number="007"),
        Profile("ai", "艾力", "ug", NOON, cohort_id=cohort.id),
        Profile("gul", "古丽", "kk", NOON),
    )
    store.people.add(*people)
    lessons = [each.id for each in studio.library.lessons[:40]]
    plan = studio.plans.make("四十课", [PlanItem(each, day) for day, each in enumerate(lessons)])
    studio.plans.give(plan.id, NOON.date(), cohort_ids=[cohort.id])
    with store.access.acting_for("nu"):
        for week in range(10):
            for take in range(3):
                made = attempt_of(home, f"a{week}-{take}", profile_id="nu", score=make_score(week + take))
                store.add_attempt(dataclasses.replace(made, created=NOON + timedelta(days=7 * week)))
    return studio


def other_class(studio: Studio) -> Cohort:
    """Another class of hers, with nobody in it."""
    return studio.people.add_cohort("二班")
