"""The log of real broadcasts: kept, brought in from tables, laid beside the training, and reviewed."""

from __future__ import annotations

import dataclasses
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from app.broadcasts.checks import faults
from app.broadcasts.columns import Mapped, guess_columns
from app.broadcasts.importing import Preview, preview_table
from app.broadcasts.table_file import Table, read_table
from app.broadcasts.table_writing import write_table
from app.broadcasts.template import Template, load_template
from app.broadcasts.values import Broadcast, Review
from app.broadcasts.weeks import TrainingDay, Week, by_week
from app.coaching.values import FactKind, FactState, PitchReport
from app.curriculum.library import Library
from app.errors import ExpectedError
from app.i18n import Message, msg, tr
from app.live_room.score import score_session
from app.paths import assets_dir
from app.practice.keeper import Keeper
from app.practice.kept_reports import kept_reports
from app.storage.rehearsal_values import KeptRehearsal
from app.storage.values import FREE, AttemptSummary

FIXED_STARTS = (time(12, 0), time(19, 0))
"""When broadcasts usually begin here."""

LOOKED_AT = 200
"""Talks and rehearsals looked at for the weeks, at most."""

ASKED = 4
"""Questions that training puts to a review, at most."""

_ASKED_PER_SOURCE = 3
_LONG_SILENCE = 8.0  # seconds
_FACTS: dict[FactKind, Message] = {
    FactKind.WHAT: msg("是什么"),
    FactKind.ORIGIN: msg("产地"),
    FactKind.GRADE: msg("等级"),
    FactKind.STORAGE: msg("存放"),
    FactKind.USE: msg("用法"),
    FactKind.SIZE: msg("规格"),
    FactKind.PRICE: msg("价格"),
    FactKind.DELIVERY: msg("发货"),
    FactKind.AFTER_SALES: msg("售后"),
}


@dataclass(frozen=True)
class OpenedTable:
    """A table, how its columns are understood, and what would become of it."""

    table: Table
    columns: tuple[Mapped, ...]
    preview: Preview


class Broadcasts:
    """The present profile's broadcasts. Calls that touch the database or files block."""

    def __init__(
        self,
        keeper: Keeper,
        home: Path,
        library: Callable[[], Library],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._keeper = keeper
        self._library = library
        self._template_folders = (assets_dir() / "broadcasts", home / "broadcasts")
        self._clock = clock

    # the log

    def all(self) -> list[Broadcast]:
        """The present profile's broadcasts, the newest first; none without a profile."""
        profile = self._keeper.profile
        return [] if profile is None else self._keeper.store.broadcasts.broadcasts(profile.id)

    def today(self) -> date:
        """Today on the wall clock."""
        return self._clock().astimezone().date()

    def products(self) -> dict[str, str]:
        """Lesson ids of the lessons' product cards, by the cards' names."""
        cards: dict[str, str] = {}
        for lesson, card in self._library().products:
            cards.setdefault(card.name, lesson.id)
        return cards

    def blank(self) -> Broadcast:
        """A broadcast to be filled in: today, the last product, the last time it was on air by now."""
        past = self.all()
        now = self._clock().astimezone()
        begun = [each for each in FIXED_STARTS if each <= now.time()]
        last = past[0] if past else None
        return Broadcast(
            uuid.uuid4().hex,
            self._profile_id(),
            now.date() if begun else now.date() - timedelta(days=1),
            begun[-1] if begun else FIXED_STARTS[-1],
            last.product if last else "",
            last.product_lesson if last else "",
        )

    def keep(self, broadcast: Broadcast) -> Broadcast:
        """Keep a new or changed broadcast, as it is returned. Raises ExpectedError for what cannot be.

        A product named as a card belongs to that card's lesson.
        """
        product = broadcast.product.strip()
        lesson = self.products().get(product, "")
        kept = dataclasses.replace(broadcast, product=product, product_lesson=lesson)
        found = faults(kept, self.today())
        if found:
            raise ExpectedError(found[0].message)
        self._keeper.store.broadcasts.keep([kept])
        return kept

    def delete(self, broadcast_id: str) -> None:
        """Forget a broadcast; who holds the value may `put_back` it."""
        self._keeper.store.broadcasts.delete(broadcast_id)

    def put_back(self, broadcast: Broadcast) -> None:
        """Undo `delete`: everything is as it was, the review, too."""
        self._keeper.store.broadcasts.keep([broadcast])

    # tables

    def open_table(self, path: Path) -> OpenedTable:
        """Read a table and say what would become of it; nothing is kept. Raises ExpectedError."""
        self._profile_id()
        table = read_table(path)
        columns = guess_columns(table.headings)
        return OpenedTable(table, columns, self.preview(table, columns))

    def preview(self, table: Table, columns: Sequence[Mapped]) -> Preview:
        """What would become of a table when its columns are these."""
        return preview_table(table, columns, self.all(), self.products(), self._profile_id(), self.today())

    def take_over(self, broadcasts: Sequence[Broadcast]) -> int:
        """Keep what she agreed to, all or nothing; returns how many."""
        self._keeper.store.broadcasts.keep(broadcasts)
        return len(broadcasts)

    def write_table(self, path: Path) -> int:
        """Write the log as CSV or .xlsx; returns how many. Raises ExpectedError."""
        found = self.all()
        write_table(found, path)
        return len(found)

    # beside the training

    def weeks(self) -> tuple[Week, ...]:
        """Training and results, week by week, the oldest first; () without a broadcast."""
        held = self.all()
        return by_week(self._training(), held) if held else ()

    def _training(self) -> list[TrainingDay]:
        store, profile_id = self._keeper.store, self._profile_id()
        days = [TrainingDay(e.day, e.seconds, e.scored, e.mean) for e in store.daily(profile_id)]
        rehearsed = Counter(
            each.created.astimezone().date() for each in store.rehearsals.rehearsals(profile_id, limit=None)
        )
        days += [TrainingDay(day, rehearsals=count) for day, count in rehearsed.items()]
        for summary in self._talks():
            for report in self._reports(summary):
                told, facts = _coverage(report)
                days.append(TrainingDay(summary.created.astimezone().date(), told=told, facts=facts))
        return days

    def _talks(self) -> list[AttemptSummary]:
        """Her latest talks in her own words, the newest first."""
        attempts = self._keeper.store.attempts(self._profile_id(), limit=5 * LOOKED_AT)
        return [each for each in attempts if each.status == FREE][:LOOKED_AT]

    def _reports(self, summary: AttemptSummary) -> list[PitchReport]:
        return kept_reports(self._keeper.store.attempt(summary.id, with_score=False).recording.path)

    # the review

    def template(self) -> Template:
        """The headings of a review, read anew: a trainer may have changed hers."""
        return load_template(self._template_folders)

    def keep_review(self, broadcast: Broadcast, review: Review) -> Broadcast:
        """Keep a review with its broadcast; an empty one is taken away."""
        dated = dataclasses.replace(review, changed=self._clock())
        kept = dataclasses.replace(broadcast, review=None if review.empty else dated)
        self._keeper.store.broadcasts.keep([kept])
        return kept

    def questions(self, broadcast: Broadcast) -> tuple[str, ...]:
        """What the last talk and the last rehearsal about its product leave to ask; () for nothing."""
        if not broadcast.product_lesson:
            return ()
        asked: list[str] = []
        report = self._last_report(broadcast)
        if report is not None:
            asked += _questions_of_report(report)[:_ASKED_PER_SOURCE]
        rehearsals = self._keeper.store.rehearsals.rehearsals(broadcast.profile_id, limit=LOOKED_AT)
        about = (
            each
            for each in rehearsals
            if each.product_lesson == broadcast.product_lesson and _before(each.created, broadcast)
        )
        last = next(about, None)
        if last is not None:
            asked += _questions_of_rehearsal(last)[:_ASKED_PER_SOURCE]
        return tuple(asked[:ASKED])

    def _last_report(self, broadcast: Broadcast) -> PitchReport | None:
        for summary in self._talks():
            if _before(summary.created, broadcast):
                for report in self._reports(summary):
                    if report.product == broadcast.product_lesson:
                        return report
        return None

    def _profile_id(self) -> str:
        profile = self._keeper.profile
        if profile is None:
            raise ExpectedError(msg("请先选择是谁在练习，再记直播。"))
        return profile.id


def _before(moment: datetime, broadcast: Broadcast) -> bool:
    local = moment.astimezone()
    begins = datetime.combine(broadcast.day, broadcast.start or time.max, local.tzinfo)
    return local <= begins


def _coverage(report: PitchReport) -> tuple[int, int]:
    """How many fields of the card were told, of those that could be judged."""
    states = [state for kind in FactKind if (state := report.aspect(kind)) is not None]
    judged = [each for each in states if each is not FactState.UNCLEAR]
    return sum(each is FactState.COVERED for each in judged), len(judged)


def _questions_of_report(report: PitchReport) -> list[str]:
    wrong = [k for k in FactKind if report.aspect(k) is FactState.CONTRADICTED]
    missing = [k for k in FactKind if report.aspect(k) is FactState.MISSING]
    asked = [tr("上次试讲，“{fact}”和产品卡不一样。这次说对了吗？", fact=_FACTS[kind]) for kind in wrong[:1]]
    if missing:
        facts = tr("、").join(str(_FACTS[kind]) for kind in missing[:3])
        asked.append(tr("上次试讲没有讲到：{facts}。这次讲了吗？", facts=facts))
    if not report.calls:
        asked.append(tr("上次试讲没有请观众下单。这次请了几次？"))
    return asked


def _questions_of_rehearsal(rehearsal: KeptRehearsal) -> list[str]:
    score = score_session(rehearsal.session)
    asked = []
    if score.passed_over:
        text = score.passed_over[0].said.text
        asked.append(tr("排练的时候“{comment}”没有回答。这次有人问吗，怎么答的？", comment=text))
    if score.unlawful:
        asked.append(tr("排练的时候有一句不能那样答应。这次守住了吗？"))
    if score.longest_silence >= _LONG_SILENCE:
        asked.append(
            tr("排练的时候冷场了 {seconds} 秒。这次冷场说了什么？", seconds=round(score.longest_silence))
        )
    return asked
