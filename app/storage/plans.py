"""The tables of plans: what they ask, to whom they were given, and how far everyone is.

A trainer sees the plans of the whole centre, so that last term's can be copied; she changes and gives her
own. An administrator may do both with all. Whoever leads a class may take back what its members were given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

from sqlite_utils import Database

from app.errors import ExpectedError
from app.i18n import msg
from app.people.rights import NotAllowedError
from app.storage.access import Access
from app.storage.connection import writing
from app.storage.plans_values import Feedback, Given, Plan, PlanItem, SeenSteps, Standing, Takes
from app.storage.rows import Row, moment_to_text
from app.storage.worker import StorageThread

T = TypeVar("T")

_UNIT = "\x1f"  # between the steps of a list

# Everyone for whom a plan counts, with the plan: whoever is in a class that was given one, or was given it
# herself. `{who}` is a condition over profiles; the archived do not count.
_RECIPIENTS = """
    SELECT plans_given.id AS given_id, plan_id, counts_from, profiles.id AS profile_id
    FROM profiles JOIN plans_given ON plans_given.cohort_id = profiles.cohort_id
    WHERE NOT profiles.archived AND {who}
    UNION ALL
    SELECT plans_given.id, plan_id, counts_from, profiles.id
    FROM profiles JOIN plans_given ON plans_given.profile_id = profiles.id
    WHERE NOT profiles.archived AND {who}
"""


class PlanTables:
    """What the store keeps of plans. As in the store, any thread may call, and all calls block."""

    def __init__(self, thread: StorageThread, access: Access) -> None:
        self._thread = thread
        self._access = access

    # -- plans

    def plans(self, *, archived: bool = False) -> list[Plan]:
        """The plans of the centre, for trainers; the newest first. `archived` asks for those put away."""
        self._access.check_trainer()
        return self._plans("plans.archived = ?", [int(archived)])

    def plan(self, plan_id: str) -> Plan:
        """One plan, for trainers. Raises ExpectedError when there is none of this id."""
        self._access.check_trainer()
        return self._plan(plan_id)

    def add(self, plan: Plan) -> None:
        """Keep a new plan of the viewer's own."""
        self._access.check_trainer()
        self._check_mine(plan)
        self._write(lambda db: _insert(db, plan))

    def update(self, plan: Plan) -> None:
        """Replace the plan of the same id. Whose it is and when it was made stays as it was.

        Raises ExpectedError when there is none of this id.
        """
        self._access.check_trainer()
        self._check_mine(self._plan(plan.id))

        def work(db: Database) -> None:
            db.table("plans").update(plan.id, {"title": plan.title, "archived": int(plan.archived)})
            db.execute("DELETE FROM plan_items WHERE plan_id = ?", [plan.id])
            db.table("plan_items").insert_all(_item_rows(plan))

        self._write(work)

    def may_change(self, plan: Plan) -> bool:
        """Whether the viewer may change and give this plan."""
        if self._access.is_administrator():
            return True
        return self._access.is_trainer() and bool(plan.owner_id) and self._access.is_own(plan.owner_id)

    # -- giving

    def give(self, *given: Given) -> None:
        """Let classes and persons follow a plan of the viewer's own, all of them or none."""
        self._access.check_trainer()
        for each in given:
            self._check_mine(self._plan(each.plan_id))
            self._check_reaches(each)
        self._write(lambda db: db.table("plans_given").insert_all([_given_row(each) for each in given]))

    def add_and_give(self, plan: Plan, given: Given) -> None:
        """Keep a new plan and let a class or a person follow it, both or neither."""
        self._access.check_trainer()
        self._check_mine(plan)
        self._check_reaches(given)

        def work(db: Database) -> None:
            _insert(db, plan)
            db.table("plans_given").insert(_given_row(given))

        self._write(work)

    def take_back(self, given_id: str) -> None:
        """Who was given this has no longer to follow it; what was taken back already stays so.

        A plan without a title was made for being given once and goes with it.
        """
        found = self._query("SELECT * FROM plans_given WHERE id = ?", [given_id])
        if found:
            self._check_reaches(_given_from(found[0]))
            self._write(lambda db: _take_back(db, given_id, found[0]["plan_id"]))

    def given(self, plan_id: str | None = None) -> list[Given]:
        """To whom plans were given, as far as the viewer leads or teaches them, or it was given to herself.

        Only one plan's if asked; the latest start first.
        """
        in_cohort, cohort_values = self._access.in_cohort("cohort_id")
        readable, profile_values = self._access.readable("profile_id")
        where = f"((cohort_id IS NOT NULL AND {in_cohort}) OR (profile_id IS NOT NULL AND {readable}))"
        values = [*cohort_values, *profile_values]
        if plan_id is not None:
            where += " AND plan_id = ?"
            values.append(plan_id)
        found = self._query(
            f"SELECT * FROM plans_given WHERE {where} ORDER BY start DESC, created, id", values
        )
        return [_given_from(row) for row in found]

    # -- following

    def for_person(self, profile_id: str) -> list[tuple[Given, Plan]]:
        """What she was given, herself or with her class, and the plans; the earliest start first."""
        self._access.check_read(profile_id)
        return self._given_with_plans("profiles.id = ?", profile_id)

    def for_class(self, cohort_id: str) -> list[tuple[Given, Plan]]:
        """What a class or single members of it were given, and the plans; the earliest start first."""
        self._access.check_leads(cohort_id)
        direct = self._given("cohort_id = ?", [cohort_id])
        there = {given.id for given, _plan in direct}
        through = self._given_with_plans("profiles.cohort_id = ?", cohort_id)
        return sorted(
            [*direct, *(each for each in through if each[0].id not in there)],
            key=lambda each: (each[0].start, each[0].created, each[0].id),
        )

    def standing_of(self, profile_id: str) -> Standing:
        """How far she is in everything she was given."""
        self._access.check_read(profile_id)
        return self._standing("profiles.id = ?", profile_id)

    def standing(self, cohort_id: str) -> Standing:
        """How far everyone of a class is in everything they were given."""
        self._access.check_leads(cohort_id)
        return self._standing("profiles.cohort_id = ?", cohort_id)

    # -- inside

    def _check_mine(self, plan: Plan) -> None:
        if not self.may_change(plan):
            raise NotAllowedError(
                msg("这个计划是别的教师的，不能改动。请先复制一份，再修改自己的那一份。"), plan.id
            )

    def _check_reaches(self, given: Given) -> None:
        if given.cohort_id:
            self._access.check_leads(given.cohort_id)
        else:
            self._access.check_teaches(given.profile_id)

    def _plan(self, plan_id: str) -> Plan:
        found = self._plans("plans.id = ?", [plan_id])
        if not found:
            raise ExpectedError(msg("找不到这个计划，可能已在另一个窗口中删除。请返回并刷新列表。"), plan_id)
        return found[0]

    def _plans(self, where: str, values: Sequence[Any]) -> list[Plan]:
        found = self._query(
            f"""
            SELECT plans.*, plan_items.* FROM plans LEFT JOIN plan_items ON plan_items.plan_id = plans.id
            WHERE {where} ORDER BY plans.created DESC, plans.id, position
            """,
            values,
        )
        rows: dict[str, list[Row]] = {}
        for row in found:
            rows.setdefault(row["id"], []).append(row)
        return [_plan_from(each) for each in rows.values()]

    def _given_with_plans(self, who: str, value: str) -> list[tuple[Given, Plan]]:
        recipients = _RECIPIENTS.format(who=who)
        return self._given(f"id IN (SELECT given_id FROM ({recipients}))", [value, value])

    def _given(self, where: str, values: Sequence[Any]) -> list[tuple[Given, Plan]]:
        found = self._query(f"SELECT * FROM plans_given WHERE {where} ORDER BY start, created, id", values)
        ids = sorted({row["plan_id"] for row in found})
        plans = {plan.id: plan for plan in self._plans(f"plans.id IN ({','.join('?' * len(ids))})", ids)}
        return [(_given_from(row), plans[row["plan_id"]]) for row in found]

    def _standing(self, who: str, value: str) -> Standing:
        recipients = _RECIPIENTS.format(who=who)
        takes = self._query(
            f"""
            WITH recipients AS ({recipients})
            SELECT recipients.profile_id, given_id, plan_items.lesson_id,
                   count(*) AS count, max(total) AS best
            FROM recipients
            CROSS JOIN plan_items ON plan_items.plan_id = recipients.plan_id
            CROSS JOIN attempts INDEXED BY attempts_for_plans
                ON attempts.profile_id = recipients.profile_id AND attempts.lesson_id = plan_items.lesson_id
                AND attempts.created >= counts_from AND status IN ('scored', 'free')
            GROUP BY 1, 2, 3
            """,
            [value, value],
        )
        seen = self._query(
            f"""
            WITH recipients AS ({recipients}), asked AS (
                SELECT DISTINCT recipients.profile_id, plan_items.lesson_id
                FROM recipients JOIN plan_items ON plan_items.plan_id = recipients.plan_id
            )
            SELECT asked.profile_id, asked.lesson_id,
                   group_concat(step_id, '{_UNIT}') AS ids, group_concat(step_index, '{_UNIT}') AS places
            FROM asked CROSS JOIN steps_seen
                ON steps_seen.profile_id = asked.profile_id AND steps_seen.lesson_id = asked.lesson_id
            GROUP BY 1, 2
            """,
            [value, value],
        )
        return Standing(
            {
                (row["profile_id"], row["given_id"], row["lesson_id"]): Takes(row["count"], row["best"])
                for row in takes
            },
            {(row["profile_id"], row["lesson_id"]): _steps(row) for row in seen},
        )

    def _query(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        return self._thread.call(lambda db: list(db.query(sql, values)))

    def _write(self, work: Callable[[Database], T]) -> T:
        def carry_out(db: Database) -> T:
            with writing(db):
                return work(db)

        return self._thread.call(carry_out)


def _insert(db: Database, plan: Plan) -> None:
    db.table("plans").insert(
        {
            "id": plan.id,
            "title": plan.title,
            "owner_id": plan.owner_id or None,
            "created": moment_to_text(plan.created),
            "archived": int(plan.archived),
        }
    )
    db.table("plan_items").insert_all(_item_rows(plan))


def _take_back(db: Database, given_id: str, plan_id: str) -> None:
    db.execute("DELETE FROM plans_given WHERE id = ?", [given_id])
    db.execute(
        "DELETE FROM plans WHERE id = ? AND title = '' "
        "AND NOT EXISTS (SELECT 1 FROM plans_given WHERE plan_id = plans.id)",
        [plan_id],
    )


def _item_rows(plan: Plan) -> list[Row]:
    return [
        {
            "plan_id": plan.id,
            "position": position,
            "lesson_id": item.lesson_id,
            "day": item.day,
            "required_score": item.required_score,
            "required_takes": item.required_takes,
            "feedback": item.feedback.value,
        }
        for position, item in enumerate(plan.items)
    ]


def _plan_from(rows: Sequence[Row]) -> Plan:
    head = rows[0]
    return Plan(
        id=head["id"],
        title=head["title"],
        owner_id=head["owner_id"] or "",
        created=datetime.fromisoformat(head["created"]),
        items=tuple(
            PlanItem(
                row["lesson_id"],
                row["day"],
                row["required_score"],
                row["required_takes"],
                Feedback(row["feedback"]),
            )
            for row in rows
            if row["plan_id"] is not None
        ),
        archived=bool(head["archived"]),
    )


def _given_row(given: Given) -> Row:
    midnight = datetime.combine(given.start, time()).astimezone(UTC)
    return {
        "id": given.id,
        "plan_id": given.plan_id,
        "cohort_id": given.cohort_id or None,
        "profile_id": given.profile_id or None,
        "start": given.start.isoformat(),
        "counts_from": moment_to_text(midnight),
        "created": moment_to_text(given.created),
        "given_by": given.by or None,
    }


def _given_from(row: Row) -> Given:
    return Given(
        row["id"],
        row["plan_id"],
        row["cohort_id"] or "",
        row["profile_id"] or "",
        date.fromisoformat(row["start"]),
        datetime.fromisoformat(row["created"]),
        row["given_by"] or "",
    )


def _steps(row: Row) -> SeenSteps:
    return SeenSteps(tuple(row["ids"].split(_UNIT)), tuple(map(int, row["places"].split(_UNIT))))
