"""A roster held against who is there: what would be added and changed, what is wrong, line by line.

Pure: cells in, a `RosterPlan` out, and nothing happens before somebody applies it. An empty cell says
nothing: what is there stays. People are found by their number, else by their name in their class.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.errors import ExpectedError
from app.i18n import LANGUAGES, Message, msg
from app.people.cohorts import new_cohort
from app.people.profiles import FIRST_LANGUAGES, clean_name, new_profile
from app.people.roster_words import (
    COLUMNS,
    ROLE_NAMES,
    column_of,
    first_language_of,
    language_of,
    role_of,
)
from app.people.values import TRAINEE, Cohort, Profile

LONGEST_NUMBER = 32

FORMULA = "=?"
"""What a reader of tables gives for a formula that has no result."""

Line = tuple[int, Sequence[object]]
"""The number of a row in its file, from 1, and its cells."""


@dataclass(frozen=True)
class RosterFault:
    """Why a line is left out. `column` is a key of `COLUMNS`, "" for the line as a whole."""

    line: int
    column: str
    message: Message


@dataclass(frozen=True)
class FieldChange:
    """What would change in a field, as it is shown; `field` is a key of `COLUMNS`."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class RosterChange:
    """Somebody who is there and in the file, with what differs."""

    line: int
    profile: Profile  # as it is
    wanted: Profile
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True)
class RosterPlan:
    """What a roster would do. `missing` are people of its classes who do not stand in it: they are kept."""

    added: tuple[tuple[int, Profile], ...] = ()
    changed: tuple[RosterChange, ...] = ()
    unchanged: tuple[Profile, ...] = ()
    missing: tuple[Profile, ...] = ()
    cohorts: tuple[Cohort, ...] = ()  # classes that would be made
    faults: tuple[RosterFault, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to add or change."""
        return not (self.added or self.changed or self.cohorts)


@dataclass(frozen=True)
class Present:
    """Who and what is there for the one who brings a roster.

    `people` are those she may change. `led` are the ids of the classes she leads; None: all.
    `number_taken` says whether anybody at all has a number.
    """

    people: tuple[Profile, ...]
    cohorts: tuple[Cohort, ...]
    led: frozenset[str] | None
    may_give_roles: bool
    number_taken: Callable[[str], bool] = lambda number: False


class _LineError(Exception):
    def __init__(self, column: str, message: Message) -> None:
        self.column = column
        self.message = message


def plan_roster(
    headings: Sequence[str], lines: Iterable[Line], present: Present, now: datetime | None = None
) -> RosterPlan:
    """What the lines would do. Raises ExpectedError when the headings name no column of names."""
    columns = [column_of(each) for each in headings]
    if "name" not in columns:
        raise ExpectedError(
            msg(
                "第一行要写列名，这里没有找到“{missing}”。可以用：{columns}。",
                missing=COLUMNS["name"],
                columns="、".join(str(each) for each in COLUMNS.values()),
            )
        )
    return _Planning(columns, present, (now or datetime.now(UTC)).astimezone(UTC)).plan(lines)


class _Planning:
    """The work on one file."""

    def __init__(self, columns: Sequence[str], present: Present, now: datetime) -> None:
        self.columns = columns
        self.present = present
        self.now = now
        self.cohorts = {_key(each.name): each for each in present.cohorts}
        self.made: dict[str, Cohort] = {}
        self.by_number = {each.number: each for each in present.people if each.number}
        self.by_short_number = _only({_short(n): p for n, p in self.by_number.items()}, self.by_number)
        self.seen: dict[str, int] = {}  # numbers and names, and ids of people, by the line that had them

    def plan(self, lines: Iterable[Line]) -> RosterPlan:
        added: list[tuple[int, Profile]] = []
        changed: list[RosterChange] = []
        unchanged: list[Profile] = []
        faults: list[RosterFault] = []
        for number, cells in lines:
            try:
                made = self.line(number, cells)
            except _LineError as error:
                faults.append(RosterFault(number, error.column, error.message))
                continue
            if made is None:
                continue
            if isinstance(made, Profile):
                added.append((number, made))
            elif made.changes:
                changed.append(made)
            else:
                unchanged.append(made.profile)
        used = {profile.cohort_id for _, profile in added} | {each.wanted.cohort_id for each in changed}
        return RosterPlan(
            tuple(added),
            tuple(changed),
            tuple(unchanged),
            self.missing(),
            tuple(each for each in self.made.values() if each.id in used),
            tuple(faults),
        )

    def line(self, number: int, cells: Sequence[object]) -> Profile | RosterChange | None:
        """Somebody new, or somebody known with what differs; None for a line without anything of ours."""
        texts = {
            column: text
            for column, cell in zip(self.columns, cells, strict=False)
            if column and (text := _text(cell))
        }
        if not texts:
            return None
        for column, text in texts.items():
            if text == FORMULA:
                raise _LineError(column, msg("这一格是公式，没有结果。请写成文字。"))
        if "name" not in texts:
            raise _LineError("name", msg("没有姓名。"))
        try:
            name = clean_name(texts["name"])
        except ExpectedError as error:
            raise _LineError("name", error.message) from error
        bears = "".join(texts.get("number", "").split())
        if len(bears) > LONGEST_NUMBER:
            raise _LineError("number", msg("编号太长，最多 {most} 个字。", most=LONGEST_NUMBER))
        first = self._code(texts, "first_language", first_language_of, FIRST_LANGUAGES.values())
        language = self._code(texts, "language", language_of, LANGUAGES.values())
        role = self._code(texts, "role", role_of, ROLE_NAMES.values())
        cohort_id = self._cohort(texts["cohort"]) if "cohort" in texts else None
        self._check_twice(number, bears, name, cohort_id)
        known = self._find(bears, name, cohort_id)
        if known is not None:
            return self._change(number, known, bears, name, first, language, role, cohort_id)
        if bears and self.present.number_taken(bears):
            raise _LineError("number", msg("编号 {number} 已经有人用了，不在您带的班里。", number=bears))
        self._check_role(role, TRAINEE)
        if cohort_id is None and self.present.led is not None:
            raise _LineError("cohort", msg("请写明班级：新学员要放进您带的班。"))
        made = new_profile(name, first or "other", now=self.now)
        return replace(
            made,
            id=str(uuid.uuid4()),
            number=bears,
            language=language or "",
            cohort_id=cohort_id or "",
            role=role or TRAINEE,
        )

    def missing(self) -> tuple[Profile, ...]:
        """Trainees of the classes that the file speaks of who do not stand in it."""
        met = {each.id for each in self.present.people if f"id {each.id}" in self.seen}
        cohorts = {each.cohort_id for each in self.present.people if each.id in met} - {""}
        whole = "cohort" not in self.columns
        return tuple(
            each
            for each in self.present.people
            if each.id not in met
            and each.role == TRAINEE
            and not each.archived
            and (whole or each.cohort_id in cohorts)
        )

    # -- inside

    def _code(
        self,
        texts: dict[str, str],
        column: str,
        code_of: Callable[[str], str],
        known: Iterable[Message | str],
    ) -> str | None:
        if column not in texts:
            return None
        code = code_of(texts[column])
        if not code:
            names = "、".join(str(each) for each in known)
            raise _LineError(
                column, msg("“{written}”认不出来。可以写：{names}。", written=texts[column][:20], names=names)
            )
        return code

    def _cohort(self, written: str) -> str:
        """The id of the class of this name, which is made if there is none."""
        known = self.cohorts.get(_key(written)) or self.made.get(_key(written))
        if known is None:
            try:
                known = new_cohort(written, now=self.now)
            except ExpectedError as error:
                raise _LineError("cohort", error.message) from error
            self.made[_key(written)] = known
            return known.id
        if known.archived:
            raise _LineError("cohort", msg("班级“{name}”已经收起来了。请先恢复它。", name=known.name))
        if self.present.led is not None and known.id not in self.present.led and known.id in {
            each.id for each in self.present.cohorts
        }:  # fmt: skip
            raise _LineError("cohort", msg("班级“{name}”不是您带的。", name=known.name))
        return known.id

    def _check_twice(self, line: int, bears: str, name: str, cohort_id: str | None) -> None:
        keys = [f"number {_short(bears)}"] if bears else [f"name {_key(name)} {cohort_id}"]
        for key in keys:
            before = self.seen.setdefault(key, line)
            if before != line:
                raise _LineError("number" if bears else "name", msg("和第 {line} 行重复了。", line=before))

    def _find(self, bears: str, name: str, cohort_id: str | None) -> Profile | None:
        """Who is meant; somebody with another number is somebody else of the same name."""
        found = self.by_number.get(bears) or self.by_short_number.get(_short(bears)) if bears else None
        if found is not None:
            return found
        same = [
            each
            for each in self.present.people
            if each.name == name
            and not (bears and each.number)
            and (cohort_id is None or each.cohort_id == cohort_id)
        ]
        if len(same) > 1:
            raise _LineError("name", msg("有几位都叫“{name}”。请写编号或班级。", name=name))
        return same[0] if same else None

    def _change(
        self,
        line: int,
        known: Profile,
        bears: str,
        name: str,
        first: str | None,
        language: str | None,
        role: str | None,
        cohort_id: str | None,
    ) -> RosterChange:
        before = self.seen.setdefault(f"id {known.id}", line)
        if before != line:
            raise _LineError("name", msg("和第 {line} 行重复了。", line=before))
        self._check_role(role, known.role)
        wanted = replace(
            known,
            name=name,
            number=known.number if not bears or _short(bears) == _short(known.number) else bears,
            first_language=first or known.first_language,
            language=language or known.language,
            role=role or known.role,
            cohort_id=known.cohort_id if cohort_id is None else cohort_id,
            archived=False,
        )
        shown = [(column, self._shown(known, column), self._shown(wanted, column)) for column in COLUMNS]
        changes = tuple(FieldChange(*each) for each in shown if each[1] != each[2])
        if known.archived:
            changes += (FieldChange("name", f"{known.name}（{msg('已收起')}）", wanted.name),)
        return RosterChange(line, known, wanted, changes)

    def _check_role(self, role: str | None, now: str) -> None:
        if role is not None and role != now and not self.present.may_give_roles:
            raise _LineError("role", msg("只有管理员可以改角色。"))

    def _shown(self, profile: Profile, column: str) -> str:
        cohorts = {each.id: each.name for each in (*self.cohorts.values(), *self.made.values())}
        return shown_cells(profile, cohorts)[column]


def shown_cells(profile: Profile, cohort_names: dict[str, str]) -> dict[str, str]:
    """Somebody as a line of a roster in the language in use, by column."""
    return {
        "number": profile.number,
        "name": profile.name,
        "first_language": str(FIRST_LANGUAGES.get(profile.first_language, "")),
        "language": LANGUAGES.get(profile.language, ""),
        "cohort": cohort_names.get(profile.cohort_id, ""),
        "role": str(ROLE_NAMES[profile.role]),
    }


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    # the apostrophe that keeps a spreadsheet from running a text is no part of it, wherever it got stuck
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@" else text


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _short(number: str) -> str:
    """A number without the zeros at its front, which spreadsheets take away."""
    return (number.lstrip("0") or number).casefold()


def _only(by_short: dict[str, Profile], by_number: dict[str, Profile]) -> dict[str, Profile]:
    """Only numbers that stay different from all others without their zeros."""
    shorts = [_short(each) for each in by_number]
    return {short: profile for short, profile in by_short.items() if shorts.count(short) == 1}
