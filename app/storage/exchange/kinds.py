"""How the kinds that are rows of a table lie in it. Attempts and what is said of them: `takes.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reference:
    """A column (`list` of ids for a part of single values) that names another record.

    One that is not `needed` is NULL where the other record was deleted, or was of somebody who was erased.
    """

    column: str
    kind: str
    table: str
    key: str = "id"
    needed: bool = True


@dataclass(frozen=True)
class Part:
    """Rows of another table that belong to the record; in the body a list under `name`.

    A part of one column is a list of its values.
    """

    name: str
    table: str
    link: tuple[str, ...]  # its columns that hold the record's key
    columns: tuple[str, ...]  # the first of them orders the list


@dataclass(frozen=True)
class RowKind:
    """A kind that is one row of `table`, known by `key`; a key of several columns is in the body as well."""

    kind: str
    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    references: tuple[Reference, ...] = ()
    part: Part | None = None
    read: Mapping[str, str] = field(default_factory=dict)  # columns that are read by an expression
    write: Mapping[str, str] = field(default_factory=dict)  # columns that are written by an expression of ?
    fixed: Mapping[str, object] = field(default_factory=dict)  # columns that only a new row is given
    owner: str = ""  # the column of the profile id, where the data is somebody's
    joined: bool = False  # the row is another kind's as well: never inserted here

    @property
    def body_columns(self) -> tuple[str, ...]:
        """The columns in the body."""
        return self.columns if len(self.key) == 1 else (*self.key, *self.columns)


def _profile(column: str, *, needed: bool = True) -> Reference:
    return Reference(column, "profile", "profiles", needed=needed)


_HERS = (_profile("profile_id"),)

ROW_KINDS: dict[str, RowKind] = {
    each.kind: each
    for each in (
        RowKind("erasure", "erasures", ("profile_id",), ("erased",)),
        RowKind("centre", "centre", ("id",), ("name", "created", "pins_required", "recordings_key")),
        RowKind(
            "profile",
            "profiles",
            ("id",),
            ("name", "first_language", "language", "created"),
            fixed={"register": ""},
            owner="id",
        ),
        RowKind(
            "pin",
            "pins",
            ("profile_id",),
            ("hash", "temporary"),
            references=_HERS,
            fixed={"failed": 0},
            owner="profile_id",
        ),
        RowKind(
            "cohort",
            "cohorts",
            ("id",),
            ("name", "created", "strictness", "archived"),
            references=(_profile("trainers"),),
            part=Part("trainers", "cohort_trainers", ("cohort_id",), ("profile_id",)),
        ),
        RowKind(
            "membership",
            "profiles",
            ("id",),
            ("role", "cohort_id", "number", "archived"),
            references=(_profile("id"), Reference("cohort_id", "cohort", "cohorts")),
            owner="id",
            joined=True,
        ),
        RowKind(
            "plan",
            "plans",
            ("id",),
            ("title", "owner_id", "created", "archived"),
            references=(_profile("owner_id", needed=False),),
            part=Part(
                "items",
                "plan_items",
                ("plan_id",),
                ("position", "lesson_id", "day", "required_score", "required_takes", "feedback"),
            ),
        ),
        RowKind(
            "given",
            "plans_given",
            ("id",),
            ("plan_id", "cohort_id", "profile_id", "start", "counts_from", "created", "given_by"),
            references=(
                Reference("plan_id", "plan", "plans"),
                Reference("cohort_id", "cohort", "cohorts"),
                _profile("profile_id"),
                _profile("given_by", needed=False),
            ),
            owner="profile_id",
        ),
        RowKind(
            "threshold",
            "thresholds",
            ("uid",),
            ("place", "applied", "by_id", "cuts", "marks", "put_back"),
            references=(
                _profile("by_id", needed=False),
                Reference("put_back", "threshold", "thresholds", "uid"),
            ),
            read={"put_back": "(SELECT uid FROM thresholds AS other WHERE other.no = thresholds.put_back)"},
            write={"put_back": "(SELECT no FROM thresholds WHERE uid = ?)"},
        ),
        RowKind("pack", "published_packs", ("name",), ("version", "sha256", "size", "published")),
        RowKind(
            "outcome",
            "outcomes",
            ("uid",),
            (
                "profile_id",
                "lesson_id",
                "step_id",
                "done",
                "right_count",
                "asked_count",
                "seconds",
                "answers",
            ),
            references=_HERS,
            owner="profile_id",
        ),
        RowKind(
            "step_seen",
            "steps_seen",
            ("profile_id", "lesson_id", "step_id", "step_index"),
            ("first_seen", "last_seen"),
            references=_HERS,
            owner="profile_id",
        ),
        RowKind(
            "exam",
            "exams",
            ("id",),
            ("profile_id", "created", "five_parts", "seed", "paper"),
            references=_HERS,
            part=Part(
                "parts",
                "exam_parts",
                ("exam_id",),
                ("part", "done", "prompt_id", "attempt_id", "topic", "answers", "marks", "given"),
            ),
            owner="profile_id",
        ),
        RowKind(
            "rehearsal",
            "rehearsals",
            ("id",),
            ("profile_id", "created", "product_lesson", "prompt_id", "session"),
            references=_HERS,
            owner="profile_id",
        ),
        RowKind(
            "broadcast",
            "broadcasts",
            ("id",),
            (
                "profile_id",
                "day",
                "start",
                "product",
                "product_lesson",
                "minutes",
                "viewers",
                "peak",
                "orders",
                "turnover",
                "returns",
                "note",
                "review",
            ),
            references=_HERS,
            owner="profile_id",
        ),
        RowKind(
            "sign_in",
            "sign_ins",
            ("uid",),
            ("profile_id", "station", "started", "ended"),
            references=_HERS,
            owner="profile_id",
        ),
        RowKind(
            "mark",
            "mark_takes",
            ("attempt_id", "by_id"),
            ("profile_id", "begun", "finished", "scorer", "strictness", "total", "said"),
            references=(_profile("by_id"), _profile("profile_id")),
            part=Part(
                "syllables",
                "marks",
                ("attempt_id", "by_id"),
                (
                    "position",
                    "hanzi",
                    "initial",
                    "final",
                    "tone",
                    "spoken_tone",
                    "erhua",
                    "start",
                    "stop",
                    "marked",
                    *(f"{part}_mark" for part in ("initial", "final", "tone")),
                    *(
                        f"{part}_{name}"
                        for part in ("initial", "final", "tone")
                        for name in ("machine", "goodness", "reason")
                    ),
                ),
            ),
            owner="profile_id",
        ),
        RowKind(
            "order",
            "orders",
            ("id",),
            ("firm", "note", "persons", "due", "needs", "owner_id", "created", "plan_id", "archived"),
            references=(
                _profile("owner_id", needed=False),
                Reference("plan_id", "plan", "plans", needed=False),
            ),
        ),
        RowKind(
            "order_person",
            "order_people",
            ("order_id", "profile_id"),
            ("consented", "noted_by"),
            references=(
                Reference("order_id", "order", "orders"),
                _profile("profile_id"),
                _profile("noted_by", needed=False),
            ),
            owner="profile_id",
        ),
        RowKind(
            "certificate",
            "certificates",
            ("serial",),
            ("profile_id", "issued", "issued_by", "facts"),
            references=(_profile("profile_id", needed=False), _profile("issued_by", needed=False)),
            owner="profile_id",
        ),
        RowKind("use", "station_weeks", ("station", "week"), ("name", "attempts", "milliseconds", "people")),
    )
}

TAKE_KINDS = ("attempt", "question", "review", "verdict_change", "comment")

DEPENDENTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "plan": (("given", "plans_given", "plan_id"), ("order", "orders", "plan_id")),
    "order": (("order_person", "order_people", "order_id"),),
}
"""What a deleted row takes along, or is taken out of: kind, table, column."""

LOCAL: dict[str, str] = {
    "memory_cards": "when a card comes back is worked out anew where she practises",
    "memory_reviews": "belong to memory_cards",
    "day_plans": "the day's list is made anew at each station",
    "learned_until": "how far this station has counted her takes in its memory cards",
    "syllables": "made from the score",
    "practice_hours": "counted from the attempts",
    "syllable_weeks": "counted from the attempts",
    "confusion_weeks": "counted from the attempts",
    "exchange_station": "the exchange's own",
    "exchange_records": "the exchange's own",
    "exchange_waiting": "the exchange's own",
    "exchange_cursors": "the exchange's own",
    "_sqlite_migrations": "the shape of this file",
}
"""Tables of which others need know nothing, and why."""


def key_of(kind: RowKind, record_id: str) -> tuple[str | int, ...]:
    """The values of a record's key columns. Raises ValueError when the id has not as many parts."""
    match len(kind.key):
        case 1:
            return (1,) if kind.kind == "centre" else (record_id,)
        case 2:
            first, last = record_id.split("/", 1)
            return first, last
        case _:
            first, rest = record_id.split("/", 1)
            second, third, last = rest.rsplit("/", 2)
            return first, second, third, int(last)
