"""What the pages of plans are drawn from, read in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.people.values import Cohort, Profile
from app.practice.plans_values import Given, Plan

if TYPE_CHECKING:
    from app.practice.studio import Studio


@dataclass(frozen=True)
class PlanFacts:
    """One plan: whether it may be changed, who has it, and the names of those who may be given it."""

    plan: Plan
    open: bool
    owner: str
    given: tuple[Given, ...]
    names: Mapping[str, str]  # of classes and persons, by id


@dataclass(frozen=True)
class ListFacts:
    """All plans, those put away apart; `hers` are the ids of those that may be changed."""

    plans: tuple[Plan, ...]
    archived: tuple[Plan, ...]
    hers: frozenset[str]
    given: Mapping[str, tuple[Given, ...]]  # by plan
    names: Mapping[str, str]  # of classes and persons, by id
    owners: Mapping[str, str]  # names of trainers, by id


@dataclass(frozen=True)
class People:
    """To whom a plan can be given: the classes she leads, and the trainees she teaches."""

    cohorts: tuple[Cohort, ...]
    trainees: tuple[Profile, ...]


def read_plan(studio: Studio, plan_id: str) -> PlanFacts:
    """Read a plan for its page. Blocks."""
    plans = studio.plans
    plan = plans.plan(plan_id)
    owners = {each.id: each.name for each in studio.people.faces()}
    return PlanFacts(
        plan,
        plans.may_change(plan),
        owners.get(plan.owner_id, ""),
        tuple(plans.given(plan_id)),
        _names(studio),
    )


def read_list(studio: Studio) -> ListFacts:
    """Read all plans for the list. Blocks."""
    plans = studio.plans
    there, archived = tuple(plans.plans()), tuple(plans.plans(archived=True))
    given: dict[str, tuple[Given, ...]] = {}
    for each in plans.given():
        given[each.plan_id] = (*given.get(each.plan_id, ()), each)
    return ListFacts(
        there,
        archived,
        frozenset(each.id for each in (*there, *archived) if plans.may_change(each)),
        given,
        _names(studio),
        {each.id: each.name for each in studio.people.faces()},
    )


def read_people(studio: Studio) -> People:
    """Read to whom a plan can be given. Blocks."""
    trainees = tuple(each for each in studio.people.profiles() if not each.teaches)
    return People(tuple(studio.people.led()), trainees)


def _names(studio: Studio) -> dict[str, str]:
    names = {each.id: each.name for each in studio.people.profiles(archived=True)}
    return names | {each.id: each.name for each in studio.people.cohorts(archived=True)}
