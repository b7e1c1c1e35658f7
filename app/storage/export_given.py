"""What is exported of what she was given: a line for each lesson of a plan, and one for each certificate."""

from __future__ import annotations

from datetime import timedelta

from app.i18n import tr
from app.people.values import Profile
from app.storage.export_tables import Cell, text_cell
from app.storage.orders_values import Certificate
from app.storage.plans_values import Given, Plan


def plan_header() -> list[str]:
    """The headings over `plan_lines`."""
    return [
        tr("学员"),
        tr("计划"),
        tr("课程"),
        tr("开始日期"),
        tr("截止日期"),
        tr("至少几分"),
        tr("录音几次"),
    ]


def plan_lines(profile: Profile, given: Given, plan: Plan) -> list[list[Cell]]:
    """One line for each lesson, in the plan's order; empty where nothing is asked for."""
    return [
        [
            text_cell(profile.name),
            text_cell(plan.title),
            text_cell(item.lesson_id),
            given.start.isoformat(),
            (given.start + timedelta(days=item.day)).isoformat(),
            item.required_score,
            item.required_takes,
        ]
        for item in plan.items
    ]


def certificate_header() -> list[str]:
    """The headings over `certificate_line`."""
    return [
        tr("学员"),
        tr("证书编号"),
        tr("颁发日期"),
        tr("培训中心"),
        tr("计划"),
        tr("学完的课"),
        tr("全部的课"),
        tr("练习分钟数"),
        tr("录音几次"),
        tr("第一次练习"),
        tr("最后一次练习"),
        tr("教师"),
    ]


def certificate_line(certificate: Certificate) -> list[Cell]:
    """What stands on a certificate, with the name that she had when it was given."""
    facts = certificate.facts
    return [
        text_cell(facts.name),
        text_cell(certificate.serial),
        f"{certificate.issued.astimezone():%Y-%m-%d}",
        text_cell(facts.centre),
        text_cell(facts.plan),
        facts.lessons_done,
        facts.lessons,
        facts.minutes,
        facts.takes,
        "" if facts.first is None else facts.first.isoformat(),
        "" if facts.last is None else facts.last.isoformat(),
        text_cell(facts.trainer),
    ]
