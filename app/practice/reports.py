"""Reports: the gradebook, a page for each trainee, certificates, raw data and TextGrids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from app import i18n
from app.curriculum.library import Library
from app.errors import ExpectedError
from app.i18n import msg, tr
from app.people.values import Profile
from app.practice.engine import Cancelled, Progress
from app.practice.exam import Exams
from app.practice.exam_values import judged
from app.practice.keeper import Keeper
from app.practice.learning_cards import local_day
from app.practice.plans import Plans
from app.practice.plans_values import DueItem, DueState, Plan
from app.practice.reports_certificates import new_serial, read_serial
from app.practice.reports_figures import assessed_share, better_sounds, figures
from app.practice.reports_gradebook import GradedClass, GradedLesson, GradedPerson, write_gradebook
from app.practice.reports_raw import RawFormat, RawResult, write_raw
from app.practice.reports_textgrid import GridResult, PhoneBorders, write_grid
from app.practice.reports_values import (
    Certificate,
    CertificateFacts,
    ExamLine,
    Figures,
    PersonReport,
    PlanLine,
    Scope,
)
from app.practice.reports_words import dated_name
from app.storage.reports import EVERYONE, DayCount, SoundShare
from app.storage.store import Store

NOTHING: Progress = lambda share: None  # noqa: E731
NEVER: Cancelled = lambda: False  # noqa: E731


class Reports:
    """What a studio can report. All calls block; rights are checked where the data lies.

    `language` is that of whoever will read the report (a key of LANGUAGES), "" for the window's.
    """

    def __init__(
        self,
        keeper: Keeper,
        library: Callable[[], Library],
        plans: Plans,
        exams: Exams,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._keeper = keeper
        self._library = library
        self._plans = plans
        self._exams = exams
        self._clock = clock
        self._borders = PhoneBorders()

    # -- who and what to choose from

    def people(self, cohort_id: str | None = None) -> list[Profile]:
        """The trainees a report can be about: of a class, "" of none, None for all; in a trainer's order.

        For a trainee herself alone.
        """
        found = [each for each in self._store.people.profiles(cohort_id) if not each.teaches]
        return sorted(found, key=lambda each: (each.number.zfill(12), each.name))

    def file_name(self, stem: str, suffix: str, language: str = "") -> str:
        """A file's name with the time in it; `stem` is a source sentence, said in the reader's language."""
        with i18n.using(language):
            return dated_name(tr(stem), self._clock(), suffix)

    # -- the gradebook

    def gradebook(
        self,
        path: Path,
        cohort_id: str | None = None,
        language: str = "",
        progress: Progress = NOTHING,
        cancelled: Cancelled = NEVER,
    ) -> int | None:
        """Write the gradebook of a class, or of everyone; returns how many people stand in it.

        None when it was cancelled: then nothing was written. Raises ExpectedError.
        """
        self._store.access.check_trainer()
        led = [each for each in self._store.people.led() if not each.archived or each.id == cohort_id]
        groups = [(each.id, each.name) for each in led if cohort_id in (None, each.id)]
        if cohort_id is not None and not groups:
            self._store.access.check_leads(cohort_id)
        if cohort_id is None and self.people(""):
            groups.append(("", ""))
        numbers = self._numbers(Scope(cohort_id=cohort_id))
        total = max(1, sum(len(self.people(each)) for each, _name in groups))
        classes, done = [], 0
        for group, name in groups:
            lessons, rows = self._standing(group)
            people = []
            for person, cells in rows:
                if cancelled():
                    return None
                people.append(GradedPerson(person, cells, numbers(person.id), self.newest_exam(person.id)))
                done += 1
                progress(0.9 * done / total)
            classes.append(GradedClass(name, lessons, tuple(people)))
        with i18n.using(language):
            self._writing(path, lambda: write_gradebook(path, classes, self._clock(), self._viewer_name))
        progress(1.0)
        return done

    def _standing(
        self, cohort_id: str
    ) -> tuple[tuple[GradedLesson, ...], list[tuple[Profile, tuple[DueItem | None, ...]]]]:
        people = self.people(cohort_id)
        if cohort_id:
            table = self._plans.standing(cohort_id)
            columns = tuple(
                GradedLesson(
                    each.plan_title,
                    each.lesson_title,
                    each.due,
                    each.item.required_score,
                    each.item.required_takes,
                )
                for each in table.columns
            )
            cells = {row.profile_id: row.cells for row in table.rows}
            return columns, [(each, cells.get(each.id, ())) for each in people]
        titles = self._titles()
        due = {each.id: self._plans.due(each.id) for each in people}
        keys: dict[tuple[str, str, date], DueItem] = {}
        for items in due.values():
            keys.update({(item.plan_id, item.lesson_id, item.due): item for item in items})
        ordered = sorted(keys, key=lambda key: key[2])
        columns = tuple(
            GradedLesson(
                self._plan_title(key[0]),
                titles.get(key[1], key[1]),
                key[2],
                keys[key].required_score,
                keys[key].required_takes,
            )
            for key in ordered
        )
        rows = []
        for person in people:
            hers = {(item.plan_id, item.lesson_id, item.due): item for item in due[person.id]}
            rows.append((person, tuple(hers.get(key) for key in ordered)))
        return columns, rows

    # -- a page for each trainee

    def person(self, profile_id: str, since: date | None = None, comment: str = "") -> PersonReport:
        """Everything about one trainee over a time; she may see her own."""
        store, today = self._store, local_day(self._clock())
        profile = store.people.profile(profile_id)
        scope = Scope(profile_id=profile_id)
        weeks = store.progress.syllables(profile_id, since)
        changes = store.progress.changes(profile_id)
        again = None
        if changes:
            count = len(changes)
            firsts, lasts = sum(e.first for e in changes), sum(e.last for e in changes)
            again = (count, firsts / count, lasts / count)
        titles = self._titles()
        return PersonReport(
            profile=profile,
            cohort=self._cohort_name(profile.cohort_id),
            centre=self._centre_name(),
            trainer=self._viewer_name if store.access.is_trainer() else "",
            since=since,
            until=today,
            figures=self._numbers(scope, since)(profile_id),
            again=again,
            better=better_sounds(weeks),
            plan=tuple(
                PlanLine(titles.get(item.lesson_id, item.lesson_id), item)
                for item in self._plans.due(profile_id)
                if since is None or item.due >= since or item.state is not DueState.DONE
            ),
            exam=self.newest_exam(profile_id),
            assessed=assessed_share(weeks),
            comment=comment,
        )

    # -- certificates

    def certifiable(self) -> list[Plan]:
        """The plans a certificate can be about, for trainers."""
        return [each for each in self._plans.plans() if each.title]

    def certify(
        self,
        profile_ids: Iterable[str],
        plan_id: str = "",
        write: Callable[[list[Certificate]], object] = lambda made: None,
    ) -> list[Certificate]:
        """Give certificates over a plan, or over practice alone; they are kept under their numbers.

        Whoever has done nothing that could be certified gets none. `write` puts them on paper; when it
        raises, none was given. Raises ExpectedError when there is nobody to give one to.
        """
        now, made = self._clock(), []
        for each in profile_ids:
            self._store.access.check_teaches(each)
            facts = self._certificate_facts(each, plan_id)
            if facts is not None:
                made.append(Certificate(new_serial(), each, now, self._viewer_id, facts))
        if not made:
            raise ExpectedError(
                msg(
                    "选中的学员还没有练习过，或者还没有完成这个计划里的课，没有可以证明的内容。没有发出证书。"
                )
            )
        write(made)
        self._store.certificates.add(*made)
        return made

    def find_certificate(self, written: str) -> Certificate | None:
        """The certificate of a number, however it was typed; None when the centre gave out no such one.

        Raises ExpectedError when it cannot be a number of ours.
        """
        serial = read_serial(written)
        if not serial:
            raise ExpectedError(msg("这不是完整的证书编号，可能有一位写错了。请照证书上的编号再输一遍。"))
        return self._store.certificates.find(serial)

    def certificates(self, profile_id: str) -> list[Certificate]:
        """Somebody's certificates, the newest first."""
        return self._store.certificates.of(profile_id)

    def _certificate_facts(self, profile_id: str, plan_id: str) -> CertificateFacts | None:
        """What a certificate would say; None when there is nothing to certify."""
        profile = self._store.people.profile(profile_id)
        told = self._numbers(Scope(profile_id=profile_id))(profile_id)
        if not told.attempts:
            return None
        plan = self._plans.plan(plan_id) if plan_id else None
        items = [each for each in self._plans.due(profile_id) if not plan_id or each.plan_id == plan_id]
        done = {each.lesson_id for each in items if each.state is DueState.DONE}
        lessons = {each.lesson_id for each in items}
        if plan is not None and not done:
            return None
        return CertificateFacts(
            name=profile.name,
            number=profile.number,
            centre=self._centre_name(),
            plan=self._plans.title(plan) if plan is not None else "",
            lessons_done=len(done),
            lessons=len(lessons),
            minutes=round(told.minutes),
            takes=told.attempts,
            first=told.first,
            last=told.last,
            trainer=self._viewer_name,
        )

    # -- raw data, TextGrids

    def raw(
        self,
        target: Path,
        form: RawFormat = RawFormat.CSV,
        scope: Scope = EVERYONE,
        *,
        codes: bool = False,
        progress: Progress = NOTHING,
        cancelled: Cancelled = NEVER,
    ) -> RawResult | None:
        """Write attempts, verdicts, reviews and outcomes into a new folder; see docs/reports.md.

        With `codes` there are codes instead of names, and the key lies in a file of its own beside the
        folder. None when it was cancelled: then nothing was left. Raises ExpectedError.
        """
        return write_raw(
            self._store, target, form, scope, codes=codes, progress=progress, cancelled=cancelled
        )

    def text_grid(self, attempt_id: str, folder: Path) -> GridResult:
        """Write a Praat TextGrid of a take, with a copy of its recording beside it, into a folder."""
        return write_grid(self._store, attempt_id, folder, self._borders)

    def text_grids(
        self,
        profile_id: str,
        folder: Path,
        progress: Progress = NOTHING,
        cancelled: Cancelled = NEVER,
    ) -> list[GridResult]:
        """Write a TextGrid of each of somebody's scored takes; what was written stays when cancelled."""
        ids = self._store.attempt_ids(profile_id)
        results: list[GridResult] = []
        for number, attempt_id in enumerate(ids, start=1):
            if cancelled():
                break
            results.append(write_grid(self._store, attempt_id, folder, self._borders))
            progress(number / len(ids))
        return results

    # -- inside

    def _numbers(self, scope: Scope, since: date | None = None) -> Callable[[str], Figures]:
        """The figures of anybody in the scope, from one reading."""
        tables = self._store.reports
        days: dict[str, list[DayCount]] = {}
        for each in tables.days(scope):
            days.setdefault(each.profile_id, []).append(each)
        sounds: dict[str, list[SoundShare]] = {}
        for share in tables.sounds(scope, since):
            sounds.setdefault(share.profile_id, []).append(share)
        rehearsals = tables.rehearsals(scope)

        def of(profile_id: str) -> Figures:
            hers = days.get(profile_id, ())
            return figures(hers, sounds.get(profile_id, ()), rehearsals.get(profile_id, 0), since)

        return of

    def newest_exam(self, profile_id: str) -> ExamLine | None:
        """Her newest mock test that could be marked; a test without a level is passed over."""
        for exam in self._store.exams.exams(profile_id):
            if judged(exam):
                estimate = self._exams.result(exam.id).estimate
                if estimate.missing is None:
                    return ExamLine(local_day(exam.created), estimate)
        return None

    def _writing(self, path: Path, write: Callable[[], None]) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write()
        except OSError as error:
            raise ExpectedError(
                msg("表格没能写到 {path}。请检查磁盘空间，如果正在 Excel 里打开就先关掉。", path=path),
                str(error),
            ) from error

    def _titles(self) -> dict[str, str]:
        return {lesson.id: lesson.title for lesson in self._library().lessons}

    def _plan_title(self, plan_id: str) -> str:
        return self._plans.title(self._plans.plan(plan_id))

    def _cohort_name(self, cohort_id: str) -> str:
        return next((each.name for each in self._store.people.cohorts() if each.id == cohort_id), "")

    def _centre_name(self) -> str:
        centre = self._store.people.centre()
        return centre.name if centre is not None else ""

    @property
    def _store(self) -> Store:
        return self._keeper.store

    @property
    def _viewer_id(self) -> str:
        return self._keeper.profile.id if self._keeper.profile else ""

    @property
    def _viewer_name(self) -> str:
        return self._keeper.profile.name if self._keeper.profile else ""
