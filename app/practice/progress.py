"""Progress of a person, a class and the centre, as far as whoever is here may see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

from app.people.values import SignIn
from app.practice.keeper import Keeper
from app.practice.learning_cards import local_day
from app.practice.progress_sounds import contrasts, part_changes, sound_changes, sound_map, written_finals
from app.practice.progress_statistics import mean_difference, rank_correlation
from app.practice.progress_values import (
    CentreProgress,
    ClassProgress,
    CohortOutcome,
    HourCell,
    MemberPractice,
    PersonProgress,
    PracticeDay,
    SoundExample,
    WeekOfClass,
)
from app.storage.progress import ProgressTables
from app.storage.progress_values import HourUse, Outcome, PersonChange, PersonDay

WEEKS = 12
"""How far back pages look."""

LONGEST_USE = timedelta(hours=12)


class Progress:
    """What a studio knows of progress. All calls block; rights are checked where the data lies."""

    def __init__(self, keeper: Keeper, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._keeper = keeper
        self._clock = clock

    def person(self, profile_id: str | None = None) -> PersonProgress:
        """Somebody's progress; without an id that of whoever is here.

        Raises NotAllowedError.
        """
        own = self._keeper.profile
        asked = profile_id or (own.id if own else "")
        profile = own if own and own.id == asked else self._keeper.store.people.profile(asked)
        since = self._since
        counts = self._tables.syllables(asked, since)
        changes = self._tables.changes(asked)
        return PersonProgress(
            profile_id=asked,
            name=profile.name,
            today=self._today,
            days=tuple(
                PracticeDay(each.day, each.attempts, each.seconds) for each in self._tables.days(asked, since)
            ),
            sounds=sound_map(counts),
            changes=sound_changes(counts),
            total=mean_difference([(each.first, each.last) for each in changes]),
            prompts=len(changes),
            contrasts=contrasts(self._tables.confusions(asked, since), counts),
        )

    def examples(
        self, profile_id: str, initial: str | None, final: str | None, tone: int | None = None
    ) -> list[SoundExample]:
        """Her newest syllables with this initial, final and spoken tone; None stands for any."""
        finals = () if final is None else written_finals(final)
        return self._tables.examples(profile_id, initial, finals, tone)

    def class_progress(self, cohort_id: str) -> ClassProgress:
        """Everything about a class. Raises NotAllowedError for those who do not lead it."""
        since = self._since
        days = self._tables.class_days(cohort_id, since)
        counts = self._tables.class_syllables(cohort_id, since)
        changes = self._tables.class_changes(cohort_id)
        cohort = next(each for each in self._keeper.store.people.led() if each.id == cohort_id)
        profiles = self._keeper.store.people.profiles(cohort_id)
        by_person: defaultdict[str, list[PersonDay]] = defaultdict(list)
        for each in days:
            by_person[each.profile_id].append(each)
        changed = {each.profile_id: each for each in changes}
        return ClassProgress(
            cohort_id=cohort_id,
            name=cohort.name,
            today=self._today,
            members=tuple(
                _member(each.id, each.name, by_person[each.id], changed.get(each.id), self._today)
                for each in profiles
            ),
            weeks=_weeks(days, self._today),
            contrasts=contrasts(self._tables.class_confusions(cohort_id, since), counts),
            sounds=sound_map(counts),
            changes=tuple(changes),
            difference=mean_difference([(each.first, each.last) for each in changes]),
            parts=part_changes(counts),
        )

    def centre(self) -> CentreProgress:
        """The use of stations and the results of broadcasts, of those whom whoever is here may see."""
        since = self._since
        store = self._keeper.store
        now = self._clock()
        uses = store.sign_ins.used(datetime.combine(since, datetime.min.time()).astimezone(), now)
        outcomes = self._tables.outcomes(since)
        cohorts = {each.id: each.name for each in store.people.cohorts()}
        return CentreProgress(
            today=self._today,
            weeks=WEEKS,
            stations=len({each.station for each in uses}),
            hours=_hours(uses, self._tables.hours(since), now),
            outcomes=tuple(outcomes),
            names={each.id: each.name for each in store.people.profiles()},
            cohorts=_by_cohort(outcomes, cohorts),
            order=rank_correlation([(each.trained, each.turnover / each.minutes) for each in outcomes]),
        )

    # upkeep: administrators, or anybody on a home's machine

    def wrong_counts(self) -> list[str]:
        """The tables whose counts differ from counting anew: none, unless something went wrong. Slow."""
        return self._tables.wrong_counts()

    def rebuild_counts(self) -> None:
        """Count everything anew."""
        self._tables.rebuild()

    @property
    def _tables(self) -> ProgressTables:
        return self._keeper.store.progress

    @property
    def _today(self) -> date:
        return local_day(self._clock())

    @property
    def _since(self) -> date:
        """The Monday on which the time that is looked at begins."""
        monday = self._today - timedelta(days=self._today.weekday())
        return monday - timedelta(weeks=WEEKS - 1)


def _member(
    profile_id: str, name: str, days: Sequence[PersonDay], change: PersonChange | None, today: date
) -> MemberPractice:
    week = [each for each in days if each.day > today - timedelta(days=7)]
    month = [each for each in days if each.day > today - timedelta(days=30)]
    return MemberPractice(
        profile_id=profile_id,
        name=name,
        days_7=len(week),
        seconds_7=sum(each.seconds for each in week),
        days_30=len(month),
        seconds_30=sum(each.seconds for each in month),
        attempts_30=sum(each.attempts for each in month),
        last=max((each.day for each in days), default=None),
        change=change,
    )


def _weeks(days: Sequence[PersonDay], today: date) -> tuple[WeekOfClass, ...]:
    monday = today - timedelta(days=today.weekday())
    weeks = []
    for back in range(WEEKS - 1, -1, -1):
        start = monday - timedelta(weeks=back)
        inside = [each for each in days if start <= each.day < start + timedelta(weeks=1)]
        people = len({each.profile_id for each in inside})
        weeks.append(WeekOfClass(start, people, sum(each.seconds for each in inside)))
    return tuple(weeks)


def _hours(
    uses: Sequence[SignIn], recorded: Sequence[HourUse], now: datetime
) -> dict[tuple[int, int], HourCell]:
    """Means over the weeks that were looked at; a station in use for part of an hour counts for that part."""
    stations: defaultdict[tuple[int, int], float] = defaultdict(float)
    for use in uses:
        if use.ended is None and now - use.started > LONGEST_USE:
            continue  # nobody signed out, and nobody knows when she left
        moment, ended = use.started.astimezone(), (use.ended or now).astimezone()
        while moment < ended:
            following = moment.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            until = min(following, ended)
            stations[moment.weekday(), moment.hour] += (until - moment).total_seconds() / 3600
            moment = until
    people: defaultdict[tuple[int, int], int] = defaultdict(int)
    for each in recorded:
        people[each.weekday, each.hour] += each.people
    return {
        hour: HourCell(stations[hour] / WEEKS, people[hour] / WEEKS) for hour in sorted({*stations, *people})
    }


def _by_cohort(outcomes: Sequence[Outcome], names: dict[str, str]) -> tuple[CohortOutcome, ...]:
    ids = sorted({each.cohort_id for each in outcomes}, key=lambda each: (not each, names.get(each, "")))
    found = []
    for cohort_id in ids:
        hers = [each for each in outcomes if each.cohort_id == cohort_id]
        found.append(
            CohortOutcome(
                cohort_id,
                names.get(cohort_id, ""),
                len(hers),
                sum(each.minutes for each in hers),
                sum(each.turnover for each in hers),
                sum(each.trained for each in hers),
            )
        )
    return tuple(found)
