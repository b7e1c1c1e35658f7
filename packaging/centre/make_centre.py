"""Make up a whole training centre in a home folder, for pictures, tests and measuring. Nobody in it is real.

    python packaging/centre/make_centre.py HOME [--trainers 3] [--trainees 200] [--attempts 20000] [--seed 1]

Twelve weeks of practice at noon and in the evening, up to `--until`. Everybody is called in without a PIN but
the trainers and the administrator (主任), whose PIN is 4071. The same arguments make the same centre, but
for the ids' hashes of PINs. Attempts share their recordings, a hum for each prompt: deleting one takes its
recording from the others.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from datetime import time as day_time
from functools import partial
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent.parent
for folder in (PROJECT, Path(__file__).resolve().parent):
    sys.path.insert(0, str(folder))

from made_people import COURSES, TRAINERS, Learner, made_learner, made_names  # noqa: E402
from made_speech import LESSONS, LEVELS, VARIANTS, VOICES, Scores, made_prompts  # noqa: E402
from sqlite_utils import Database  # noqa: E402

from app.broadcasts.values import Broadcast  # noqa: E402
from app.curriculum.library import load_library  # noqa: E402
from app.paths import lessons_dir  # noqa: E402
from app.people.values import ADMINISTRATOR, TRAINEE, TRAINER, Cohort, Profile  # noqa: E402
from app.storage import rows  # noqa: E402
from app.storage.connection import writing  # noqa: E402
from app.storage.opening import open_store  # noqa: E402
from app.storage.plans_values import Given, Plan, PlanItem  # noqa: E402
from app.storage.progress_counts import rebuild  # noqa: E402
from app.storage.reviews_need import DOUBT, note_all_needs  # noqa: E402
from app.storage.reviews_values import Need  # noqa: E402
from app.storage.score_json import FORMAT  # noqa: E402
from app.storage.store import Store  # noqa: E402
from app.storage.values import Attempt  # noqa: E402

WEEKS = 12
CHINA = timezone(timedelta(hours=8))
PIN = "4071"
IN_A_CLASS = 30
IN_A_SITTING = 12
STATIONS = 20
BATCH = 5000
HEAD = Profile("head", "主任", "zh", datetime(2026, 1, 5, tzinfo=UTC), role=TRAINEE)


@dataclass(frozen=True)
class Taken:
    """One attempt as it is drawn: whose, of which prompt, when, how it went."""

    number: int
    profile_id: str
    prompt: int
    created: datetime
    language: str
    voice: int
    level: int
    variant: int


@dataclass(frozen=True)
class Sitting:
    """One use of a station."""

    profile_id: str
    station: str
    started: datetime
    ended: datetime


@dataclass(frozen=True)
class Asked:
    """The arguments."""

    trainers: int = 3
    trainees: int = 200
    attempts: int = 20_000
    seed: int = 1
    until: date = date(2026, 11, 22)  # the last day of practice, a Sunday


class Centre:
    """What is made up, before it is written."""

    def __init__(self, asked: Asked, home: Path) -> None:
        self.asked = asked
        source = random.Random(asked.seed)
        self.first_day = asked.until - timedelta(days=7 * WEEKS - 1)
        founded = datetime.combine(self.first_day, day_time(8), CHINA) - timedelta(days=3)
        self.founded = founded
        self.prompts = made_prompts(load_library((lessons_dir(),)), home / "recordings" / "made", founded)
        self.scores = Scores(self.prompts, asked.seed)
        classes = max(1, round(asked.trainees / IN_A_CLASS))
        self.cohorts = [
            Cohort(f"class-{i + 1}", f"{COURSES[i % len(COURSES)]}{i // len(COURSES) + 1}期", founded)
            for i in range(classes)
        ]
        names = TRAINERS + tuple(f"教师{i}" for i in range(asked.trainers))
        self.trainers = [
            Profile(f"trainer-{i + 1}", names[i], "zh", founded, role=TRAINER) for i in range(asked.trainers)
        ]
        self.trainees: list[Profile] = []
        self.learners: list[Learner] = []
        for i, (name, language) in enumerate(made_names(source, asked.trainees, names)):
            cohort = "" if i % 40 == 39 else self.cohorts[i * classes // asked.trainees].id
            self.trainees.append(
                Profile(
                    f"trainee-{i + 1:04}", name, language, founded, cohort_id=cohort, number=f"{i + 1:04}"
                )
            )
            self.learners.append(made_learner(source, WEEKS, VOICES[language]))
        self._by_lesson: dict[str, list[int]] = {}
        for index, made in enumerate(self.prompts):
            self._by_lesson.setdefault(made.lesson_id, []).append(index)
        self.shares = _shared_out(asked.attempts, [each.share for each in self.learners])

    def days(self) -> Iterator[tuple[list[Taken], list[Sitting]]]:
        """What each trainee did, one trainee after the other, the oldest first."""
        number = 0
        for profile, learner, share in zip(self.trainees, self.learners, self.shares, strict=True):
            taken, sittings = self._practice(profile, learner, share, number)
            number += len(taken)
            yield taken, sittings

    def _practice(
        self, profile: Profile, learner: Learner, count: int, number: int
    ) -> tuple[list[Taken], list[Sitting]]:
        source = random.Random(f"{self.asked.seed}/{profile.id}")
        weeks = list(range(learner.began, learner.ended))
        slots = [(week * 7 + day, late) for week in weeks for day in range(7) for late in (False, True)]
        wanted = min(len(slots), max(1, math.ceil(count / IN_A_SITTING)))
        likely = [
            (0.3 if day % 7 >= 5 else 1.0) * (learner.evening if late else 1 - learner.evening)
            for day, late in slots
        ]
        keyed = sorted(zip(slots, likely, strict=True), key=lambda each: -(source.random() ** (1 / each[1])))
        chosen = sorted(slot for slot, _ in keyed[:wanted])
        taken: list[Taken] = []
        sittings: list[Sitting] = []
        for place, (day, late) in enumerate(chosen):
            here = count * (place + 1) // wanted - count * place // wanted
            if not here:
                continue
            start = datetime.combine(
                self.first_day + timedelta(days=day), day_time(18 if late else 12), CHINA
            ) + timedelta(minutes=source.randrange(75 if late else 40), seconds=source.randrange(60))
            moment = start + timedelta(seconds=90)
            for prompt in self._said(source, day // 7, here):
                done = len(taken) / max(1, count)
                ability = learner.ability + learner.gain * (1 - math.exp(-3 * learner.pace * done))
                level = round(min(1.0, max(0.0, ability + source.gauss(0, 0.06))) * (LEVELS - 1))
                taken.append(
                    Taken(
                        number + len(taken),
                        profile.id,
                        prompt,
                        moment.astimezone(UTC),
                        profile.first_language,
                        learner.voice,
                        level,
                        source.randrange(VARIANTS),
                    )
                )
                moment += timedelta(seconds=source.uniform(25, 70))
            station = f"工位{source.randrange(STATIONS) + 1:02}"
            sittings.append(
                Sitting(
                    profile.id,
                    station,
                    start.astimezone(UTC),
                    (moment + timedelta(minutes=2)).astimezone(UTC),
                )
            )
        return taken, sittings

    def _said(self, source: random.Random, week: int, count: int) -> list[int]:
        """The prompts of one sitting: those of the week's lesson, and again some of earlier ones."""
        lessons = [each for each in LESSONS if each in self._by_lesson]
        now = min(week, len(lessons) - 1)
        said = []
        for _ in range(count):
            lesson = lessons[now if source.random() < 0.55 else source.randrange(now + 1)]
            said.append(source.choice(self._by_lesson[lesson][:8]))
        return said

    def attempt(self, taken: Taken) -> Attempt:
        """The attempt as a value."""
        made = self.prompts[taken.prompt]
        return Attempt(
            f"made-{taken.number:07}",
            taken.profile_id,
            made.lesson_id,
            made.prompt.id,
            made.prompt.text,
            made.prompt.pinyin,
            taken.created,
            made.recording,
            self.scores.draw(taken.prompt, taken.language, taken.voice, taken.level, taken.variant).score,
        )

    def broadcasts(self) -> Iterator[tuple[str, list[Broadcast]]]:
        """Broadcasts of those who have come for some weeks; who speaks better sells a little more."""
        for profile, learner in zip(self.trainees, self.learners, strict=True):
            source = random.Random(f"{self.asked.seed}/{profile.id}/live")
            if source.random() < 0.35:
                continue
            made = []
            usual = source.lognormvariate(5.2, 0.5) * (0.8 + 0.5 * (learner.ability + learner.gain))
            for number in range(source.randrange(2, 9)):
                day = self.first_day + timedelta(days=source.randrange(35, 7 * WEEKS))
                minutes = source.choice((60, 90, 120, 150))
                turnover = round(usual * minutes / 60 * source.lognormvariate(0, 0.5), 2)
                orders = max(1, round(turnover / source.uniform(15, 45)))
                viewers = source.randrange(40, 900)
                made.append(
                    Broadcast(
                        f"live-{profile.id}-{number}",
                        profile.id,
                        day,
                        day_time(source.choice((10, 15, 20))),
                        source.choice(("新疆红枣", "薄皮核桃", "葡萄干", "和田玉挂件")),
                        minutes=minutes,
                        viewers=viewers,
                        peak=viewers // 6,
                        orders=orders,
                        turnover=round(turnover * 100),
                        returns=source.randrange(orders // 10 + 1),
                    )
                )
            yield profile.id, made


def _shared_out(total: int, shares: list[float]) -> list[int]:
    """Whole numbers in proportion that add up to the total."""
    whole = sum(shares)
    edges, passed = [0], 0.0
    for share in shares:
        passed += share
        edges.append(round(total * passed / whole))
    edges[-1] = total
    return [later - earlier for earlier, later in itertools.pairwise(edges)]


def write_people(store: Store, centre: Centre) -> None:
    """Set the centre up as its administrator would."""
    store.people.add(HEAD)
    store.sign_ins.sign_in(HEAD.id, now=centre.founded)
    store.pins.change(HEAD.id, "", PIN)
    store.people.set_up(HEAD.id, "新疆电商主播培训中心", centre.founded)
    for cohort in centre.cohorts:
        store.people.add_cohort(cohort)
    store.people.add(*centre.trainers, *centre.trainees)
    store.sign_ins.sign_out(centre.founded + timedelta(hours=1))
    for profile in centre.trainers:
        store.access.viewer = Profile(HEAD.id, HEAD.name, "zh", HEAD.created, role=ADMINISTRATOR)
        temporary = store.pins.reset(profile.id)
        store.sign_ins.sign_in(profile.id, temporary, PIN, now=centre.founded + timedelta(hours=2))
        store.sign_ins.sign_out(centre.founded + timedelta(hours=3))
    store.access.viewer = Profile(HEAD.id, HEAD.name, "zh", HEAD.created, role=ADMINISTRATOR)
    for number, cohort in enumerate(centre.cohorts):
        leader = centre.trainers[number % len(centre.trainers)]
        store.people.set_trainers(cohort.id, [leader.id])
        made = [each for each in LESSONS if any(p.lesson_id == each for p in centre.prompts)]
        plan = Plan(
            f"plan-{number + 1}",
            f"{cohort.name}十二周",
            leader.id,
            centre.founded,
            tuple(
                PlanItem(lesson, 7 * week + 6, required_takes=4, required_score=70.0 if week > 3 else None)
                for week, lesson in enumerate(made[:WEEKS])
            ),
        )
        given = Given(
            f"given-{number + 1}", plan.id, cohort.id, "", centre.first_day, centre.founded, leader.id
        )
        store.plans.add_and_give(plan, given)
    for profile_id, broadcasts in centre.broadcasts():
        with store.access.acting_for(profile_id):
            store.broadcasts.keep(broadcasts)


def write_through_store(store: Store, centre: Centre) -> None:
    """Keep every attempt as if it had just been said: slow, and what `write_at_once` is held against."""
    for taken, sittings in centre.days():
        for each in taken:
            with store.access.acting_for(each.profile_id):
                store.add_attempt(centre.attempt(each))
        _call(store, partial(_write_rest, centre=centre, taken=taken, sittings=sittings))


def write_at_once(store: Store, centre: Centre, told: Callable[[int], None] = lambda _done: None) -> None:
    """Write all attempts with a statement for thousands, and count afterwards."""
    writer = _Writer(store.user_dir, centre)
    waiting: list[Taken] = []
    for taken, sittings in centre.days():
        waiting += taken
        _call(store, partial(_write_rest, centre=centre, taken=taken, sittings=sittings))
        while len(waiting) >= BATCH:
            batch, waiting = waiting[:BATCH], waiting[BATCH:]
            _call(store, partial(writer.write, batch=batch))
            told(batch[-1].number + 1)
    _call(store, partial(writer.write, batch=waiting))
    _call(store, rebuild)
    _call(store, note_all_needs)
    _call(store, writer.note_doubts)


def _call(store: Store, work: Callable[[Database], None]) -> None:
    def whole(db: Database) -> None:
        with writing(db):
            work(db)

    store._thread.call(whole)


class _Writer:
    """Attempts as rows, many at a time."""

    def __init__(self, home: Path, centre: Centre) -> None:
        self._centre = centre
        self._home = home
        self._doubts: list[tuple[float, float, int]] = []
        self._recordings = [rows.recording_row(0, made.recording, home) for made in centre.prompts]

    def write(self, db: Database, batch: list[Taken]) -> None:
        """Insert a batch; `no` follows `number`."""
        if not batch:
            return
        draw = self._centre.scores.draw
        drawn = [draw(e.prompt, e.language, e.voice, e.level, e.variant) for e in batch]
        self._doubts += [(m.doubt, m.doubt, e.number + 1) for e, m in zip(batch, drawn, strict=True)]
        attempts = [
            {"no": e.number + 1, **rows.attempt_row(self._centre.attempt(e)), **made.columns}
            for e, made in zip(batch, drawn, strict=True)
        ]
        recordings = [{**self._recordings[e.prompt], "attempt_no": e.number + 1} for e in batch]
        _insert(db, "attempts", tuple(attempts[0]), [tuple(each.values()) for each in attempts])
        _insert(db, "recordings", tuple(recordings[0]), [tuple(each.values()) for each in recordings])
        _insert(
            db,
            "scores",
            ("attempt_no", "format", "data"),
            [(e.number + 1, FORMAT, made.packed) for e, made in zip(batch, drawn, strict=True)],
        )
        columns = tuple(each["name"] for each in db.query("PRAGMA table_info(syllables)"))
        syllables = [
            (e.number + 1, *row) for e, made in zip(batch, drawn, strict=True) for row in made.syllables
        ]
        _insert(db, "syllables", columns, syllables)

    def note_doubts(self, db: Database) -> None:
        """What `note_all_needs` cannot see in the rows: how much of each take the machine doubts."""
        db.conn.executemany(
            f"UPDATE reviews SET doubt = ?, need = CASE WHEN ? > {DOUBT} AND need <> {Need.REPEATED} "
            f"THEN {Need.UNSURE} ELSE need END WHERE attempt_no = ?",
            self._doubts,
        )


def _write_rest(db: Database, centre: Centre, taken: list[Taken], sittings: list[Sitting]) -> None:
    """Sign-ins, and which steps have been seen."""
    _insert(
        db,
        "sign_ins",
        ("profile_id", "station", "started", "ended"),
        [
            (s.profile_id, s.station, rows.moment_to_text(s.started), rows.moment_to_text(s.ended))
            for s in sittings
        ],
    )
    seen: dict[int, list[datetime]] = {}
    for each in taken:
        seen.setdefault(each.prompt, []).append(each.created)
    _insert(
        db,
        "steps_seen",
        ("profile_id", "lesson_id", "step_id", "step_index", "first_seen", "last_seen"),
        [
            (
                taken[0].profile_id,
                centre.prompts[prompt].lesson_id,
                centre.prompts[prompt].prompt.id,
                centre.prompts[prompt].step_index,
                rows.moment_to_text(min(when)),
                rows.moment_to_text(max(when)),
            )
            for prompt, when in seen.items()
        ],
    )


def _insert(db: Database, table: str, columns: tuple[str, ...], values: list[tuple[Any, ...]]) -> None:
    places = ", ".join("?" * len(columns))
    db.conn.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", values)


def make_centre(home: Path, asked: Asked, *, at_once: bool = True, tell: bool = False) -> None:
    """Make the centre in an empty home. Raises FileExistsError when there is a database already."""
    if (home / "kaibo.db").exists():
        raise FileExistsError(home)
    began = time.monotonic()
    store = open_store(home, automatic_backup=False).store
    try:
        centre = Centre(asked, home)
        write_people(store, centre)
        if at_once:
            write_at_once(
                store,
                centre,
                lambda done: (
                    print(f"{done:>9,} {time.monotonic() - began:6.0f} s", flush=True)
                    if tell and done % 50_000 == 0
                    else None
                ),
            )
        else:
            write_through_store(store, centre)
    finally:
        store.sign_ins.sign_out()
        store.close()


def main() -> int:
    """Read the arguments and make the centre."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("home", type=Path)
    for name in ("trainers", "trainees", "attempts", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Asked, name))
    parser.add_argument("--until", type=date.fromisoformat, default=date.today())
    told = parser.parse_args()
    if min(told.trainers, told.trainees, told.attempts) < 1:
        parser.error("there must be at least one trainer, one trainee and one attempt")
    asked = Asked(told.trainers, told.trainees, told.attempts, told.seed, told.until)
    began = time.monotonic()
    try:
        make_centre(told.home, asked, tell=True)
    except FileExistsError:
        print(f"{told.home}: there is a database already", file=sys.stderr)
        return 1
    size = (told.home / "kaibo.db").stat().st_size / 2**20
    print(f"{asked.attempts:,} attempts in {time.monotonic() - began:.0f} s, {size:,.0f} MiB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
