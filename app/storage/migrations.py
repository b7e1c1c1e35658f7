"""The shape of the database, step by step. A step that was ever released is never edited, only followed.

sqlite-utils records each applied step in `_sqlite_migrations`. All pending steps run in one transaction with
their records, so a database is at an old shape or at the new one and never in between.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from app.storage.connection import APPLICATION_ID, writing
from app.storage.exchange_shape import exchange
from app.storage.marks_shape import marks
from app.storage.orders_shape import orders
from app.storage.people_shape import people
from app.storage.plans_shape import plans
from app.storage.progress_shape import use
from app.storage.reviews_shape import reviews

migrations = Migrations("kaibo")

TABLES = frozenset(
    {
        "profiles",
        "steps_seen",
        "attempts",
        "scores",
        "syllables",
        "recordings",
        "cohorts",
        "earlier_scores",
        "memory_cards",
        "memory_reviews",
        "outcomes",
        "day_plans",
        "learned_until",
        "exams",
        "exam_parts",
        "rehearsals",
        "broadcasts",
        "pins",
        "cohort_trainers",
        "centre",
        "sign_ins",
        "plans",
        "plan_items",
        "plans_given",
        "reviews",
        "verdict_changes",
        "review_comments",
        "mark_takes",
        "marks",
        "thresholds",
        "practice_hours",
        "syllable_weeks",
        "confusion_weeks",
        "orders",
        "order_people",
        "certificates",
        "exchange_station",
        "exchange_records",
        "exchange_waiting",
        "exchange_cursors",
        "erasures",
        "published_packs",
        "station_weeks",
    }
)
"""What a whole database of the newest shape holds."""

_PART_COUNTS = tuple(
    f"{part}_{verdict}"
    for part in ("initial", "final", "tone")
    for verdict in ("good", "off", "wrong", "not_assessable")
)


@migrations(name="001_profiles_attempts_recordings")
def _first_shape(db: Database) -> None:
    """Attempts are narrow rows that the history reads; what is bulky lies in tables of its own."""
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    db.table("profiles").create(
        {"id": str, "name": str, "first_language": str, "created": str, "register": str},
        pk="id",
        not_null={"name", "first_language", "created", "register"},
    )
    db.table("lessons_seen").create(
        {"profile_id": str, "lesson_id": str, "step_index": int, "first_seen": str, "last_seen": str},
        pk=("profile_id", "lesson_id", "step_index"),
        foreign_keys=[("profile_id", "profiles", "id")],
        not_null={"first_seen", "last_seen"},
    )
    counts = ",\n".join(f"{name} INTEGER" for name in _PART_COUNTS)
    # `no` is short, so that the many rows of `syllables` stay short; `id` is the name known outside.
    db.execute(
        f"""
        CREATE TABLE attempts (
            no INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            lesson_id TEXT NOT NULL,
            prompt_id TEXT NOT NULL,
            text TEXT NOT NULL,
            pinyin TEXT,
            created TEXT NOT NULL,
            duration REAL NOT NULL,
            status TEXT NOT NULL,
            total REAL,
            model TEXT NOT NULL,
            scorer TEXT NOT NULL,
            articulation_rate REAL,
            syllable_count INTEGER,
            miscue_count INTEGER,
            {counts}
        )
        """
    )
    # The first also answers the trend without touching the table (a covering index).
    db.execute("CREATE INDEX attempts_by_time ON attempts (profile_id, created, total, duration)")
    db.execute("CREATE INDEX attempts_by_lesson ON attempts (profile_id, lesson_id, created)")
    db.execute("CREATE INDEX attempts_by_prompt ON attempts (profile_id, prompt_id, created)")
    db.execute(
        """
        CREATE TABLE scores (
            attempt_no INTEGER PRIMARY KEY REFERENCES attempts(no) ON DELETE CASCADE,
            format INTEGER NOT NULL,
            data BLOB NOT NULL
        )
        """
    )
    db.execute(
        """
        CREATE TABLE syllables (
            attempt_no INTEGER NOT NULL REFERENCES attempts(no) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            hanzi TEXT NOT NULL,
            initial TEXT NOT NULL,
            final TEXT NOT NULL,
            tone INTEGER NOT NULL,
            spoken_tone INTEGER NOT NULL,
            omitted INTEGER NOT NULL,
            initial_verdict TEXT NOT NULL,
            final_verdict TEXT NOT NULL,
            tone_verdict TEXT NOT NULL,
            PRIMARY KEY (attempt_no, position)
        ) WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE recordings (
            attempt_no INTEGER PRIMARY KEY REFERENCES attempts(no) ON DELETE CASCADE,
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            duration REAL NOT NULL,
            created TEXT NOT NULL,
            device TEXT NOT NULL,
            interrupted INTEGER NOT NULL
        )
        """
    )


@migrations(name="002_cohorts_and_earlier_scores")
def _cohorts_and_earlier_scores(db: Database) -> None:
    """Classes with their strictness; roles; scores are kept when an attempt is scored again."""
    db.table("cohorts").create(
        {"id": str, "name": str, "created": str, "strictness": str},
        pk="id",
        not_null={"name", "created", "strictness"},
    )
    db.execute("ALTER TABLE profiles ADD COLUMN role TEXT NOT NULL DEFAULT 'trainee'")
    db.execute("ALTER TABLE profiles ADD COLUMN cohort_id TEXT REFERENCES cohorts(id)")
    db.execute("ALTER TABLE attempts ADD COLUMN strictness TEXT")
    db.execute("UPDATE attempts SET strictness = 'normal' WHERE status <> 'unscored'")
    db.execute(
        """
        CREATE TABLE earlier_scores (
            no INTEGER PRIMARY KEY,
            attempt_no INTEGER NOT NULL REFERENCES attempts(no) ON DELETE CASCADE,
            replaced TEXT NOT NULL,
            format INTEGER NOT NULL,
            data BLOB NOT NULL
        )
        """
    )
    db.execute("CREATE INDEX earlier_scores_by_attempt ON earlier_scores (attempt_no)")


@migrations(name="003_learning")
def _learning(db: Database) -> None:
    """What is remembered and when it is due, what came of activities, what is assigned, the day's list."""
    for part in ("initial", "final", "tone"):  # what a wrong sound was heard as; NULL in earlier scores
        db.execute(f"ALTER TABLE syllables ADD COLUMN {part}_heard TEXT")
    db.execute(
        """
        CREATE TABLE memory_cards (
            no INTEGER PRIMARY KEY,
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            kind TEXT NOT NULL,
            key TEXT NOT NULL,
            lesson_id TEXT NOT NULL,
            card TEXT NOT NULL,
            due TEXT NOT NULL,
            created TEXT NOT NULL,
            reviewed TEXT,
            UNIQUE (profile_id, kind, key)
        )
        """
    )
    db.execute("CREATE INDEX memory_cards_by_due ON memory_cards (profile_id, due)")
    db.execute(
        """
        CREATE TABLE memory_reviews (
            no INTEGER PRIMARY KEY,
            card_no INTEGER NOT NULL REFERENCES memory_cards(no) ON DELETE CASCADE,
            reviewed TEXT NOT NULL,
            rating INTEGER NOT NULL,
            seconds REAL
        )
        """
    )
    db.execute("CREATE INDEX memory_reviews_by_card ON memory_reviews (card_no, reviewed)")
    db.execute(
        """
        CREATE TABLE outcomes (
            no INTEGER PRIMARY KEY,
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            lesson_id TEXT NOT NULL,
            step_id TEXT NOT NULL,
            done TEXT NOT NULL,
            right_count INTEGER NOT NULL,
            asked_count INTEGER NOT NULL,
            seconds REAL NOT NULL,
            answers TEXT NOT NULL
        )
        """
    )
    db.execute("CREATE INDEX outcomes_by_step ON outcomes (profile_id, lesson_id, step_id, done)")
    db.execute(
        """
        CREATE TABLE assignments (
            id TEXT PRIMARY KEY,
            cohort_id TEXT NOT NULL REFERENCES cohorts(id),
            lesson_id TEXT NOT NULL,
            due TEXT NOT NULL,
            created TEXT NOT NULL
        )
        """
    )
    db.execute("CREATE INDEX assignments_by_cohort ON assignments (cohort_id, due)")
    db.execute(
        """
        CREATE TABLE day_plans (
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            day TEXT NOT NULL,
            made TEXT NOT NULL,
            items TEXT NOT NULL,
            PRIMARY KEY (profile_id, day)
        )
        """
    )
    # up to which attempt her spoken practice has been counted in `memory_cards`
    db.execute(
        """
        CREATE TABLE learned_until (
            profile_id TEXT PRIMARY KEY REFERENCES profiles(id),
            attempt_no INTEGER NOT NULL
        )
        """
    )


@migrations(name="004_exams")
def _exams(db: Database) -> None:
    """Mock tests: the paper whole, since the lists it was drawn from may change, and the parts done so far.

    `attempt_id` refers to no table: who deletes an attempt keeps the marks it had.
    """
    db.execute(
        """
        CREATE TABLE exams (
            id TEXT PRIMARY KEY,
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            created TEXT NOT NULL,
            five_parts INTEGER NOT NULL,
            seed INTEGER NOT NULL,
            paper TEXT NOT NULL
        )
        """
    )
    db.execute("CREATE INDEX exams_by_time ON exams (profile_id, created)")
    db.execute(
        """
        CREATE TABLE exam_parts (
            exam_id TEXT NOT NULL REFERENCES exams(id) ON DELETE CASCADE,
            part TEXT NOT NULL,
            done TEXT NOT NULL,
            prompt_id TEXT NOT NULL,
            attempt_id TEXT,
            topic TEXT NOT NULL,
            answers TEXT NOT NULL,
            marks TEXT,
            given TEXT,
            PRIMARY KEY (exam_id, part)
        )
        """
    )


@migrations(name="005_steps_by_id")
def _steps_by_id(db: Database) -> None:
    """Steps seen are known by their ids: a step that is put into a lesson moves all those behind it.

    What was noted before has "" and counts for the step at its index.
    """
    db.execute(
        """
        CREATE TABLE steps_seen (
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            lesson_id TEXT NOT NULL,
            step_id TEXT NOT NULL,
            step_index INTEGER NOT NULL,
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL,
            PRIMARY KEY (profile_id, lesson_id, step_id, step_index)
        )
        """
    )
    db.execute(
        """
        INSERT INTO steps_seen
        SELECT profile_id, lesson_id, '', step_index, first_seen, last_seen FROM lessons_seen
        """
    )
    db.execute("DROP TABLE lessons_seen")


@migrations(name="006_rehearsals")
def _rehearsals(db: Database) -> None:
    """Rehearsals in the live room. The recording is the attempt of `prompt_id`, which may be deleted."""
    db.execute(
        """
        CREATE TABLE rehearsals (
            id TEXT PRIMARY KEY,
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            created TEXT NOT NULL,
            product_lesson TEXT NOT NULL,
            prompt_id TEXT NOT NULL,
            session TEXT NOT NULL
        )
        """
    )
    db.execute("CREATE INDEX rehearsals_by_time ON rehearsals (profile_id, created)")


@migrations(name="007_broadcasts")
def _broadcasts(db: Database) -> None:
    """Real broadcasts and what came of them: days and times of the wall clock, turnover in fen."""
    db.execute(
        """
        CREATE TABLE broadcasts (
            id TEXT PRIMARY KEY,
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            day TEXT NOT NULL,
            start TEXT,
            product TEXT NOT NULL,
            product_lesson TEXT NOT NULL,
            minutes INTEGER,
            viewers INTEGER,
            peak INTEGER,
            orders INTEGER,
            turnover INTEGER,
            returns INTEGER,
            note TEXT NOT NULL,
            review TEXT
        )
        """
    )
    db.execute("CREATE INDEX broadcasts_by_day ON broadcasts (profile_id, day)")


migrations(name="009_people")(people)
migrations(name="010_plans")(plans)
migrations(name="011_reviews")(reviews)
migrations(name="012_marks")(marks)
migrations(name="013_use")(use)
migrations(name="014_orders")(orders)
migrations(name="015_exchange")(exchange)


def known_steps() -> frozenset[str]:
    """The names of all steps that this Kaibo knows."""
    with Database(memory=True) as empty:
        return frozenset(step.name for step in migrations.pending(empty))


def applied_steps(db: Database) -> frozenset[str]:
    """The names of the steps that this database has been through."""
    return frozenset(step.name for step in migrations.applied(db))


def migrate(db: Database) -> None:
    """Bring the database to the newest shape, wholly or not at all."""
    if not migrations.pending(db):
        return
    # Rebuilding a table drops the old one; with foreign keys on that would delete what refers to it. The
    # setting cannot be changed inside a transaction.
    db.execute("PRAGMA foreign_keys = OFF")
    try:
        with writing(db):
            migrations.apply(db)
            broken = list(db.query("PRAGMA foreign_key_check"))
            if broken:
                raise RuntimeError(f"a migration left references to nothing: {broken[:3]}")
    finally:
        db.execute("PRAGMA foreign_keys = ON")
