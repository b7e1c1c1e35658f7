BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'kaibo','001_profiles_attempts_recordings','2026-11-23 14:27:14.395346+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'kaibo','002_cohorts_and_earlier_scores','2026-11-23 14:27:14.397073+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'kaibo','003_learning','2026-11-23 14:27:14.398724+00:00');
CREATE TABLE assignments (
            id TEXT PRIMARY KEY,
            cohort_id TEXT NOT NULL REFERENCES cohorts(id),
            lesson_id TEXT NOT NULL,
            due TEXT NOT NULL,
            created TEXT NOT NULL
        );
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
            initial_good INTEGER,
initial_off INTEGER,
initial_wrong INTEGER,
initial_not_assessable INTEGER,
final_good INTEGER,
final_off INTEGER,
final_wrong INTEGER,
final_not_assessable INTEGER,
tone_good INTEGER,
tone_off INTEGER,
tone_wrong INTEGER,
tone_not_assessable INTEGER
        , strictness TEXT);
CREATE TABLE "cohorts" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT NOT NULL,
   "created" TEXT NOT NULL,
   "strictness" TEXT NOT NULL
);
CREATE TABLE day_plans (
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            day TEXT NOT NULL,
            made TEXT NOT NULL,
            items TEXT NOT NULL,
            PRIMARY KEY (profile_id, day)
        );
CREATE TABLE earlier_scores (
            no INTEGER PRIMARY KEY,
            attempt_no INTEGER NOT NULL REFERENCES attempts(no) ON DELETE CASCADE,
            replaced TEXT NOT NULL,
            format INTEGER NOT NULL,
            data BLOB NOT NULL
        );
CREATE TABLE learned_until (
            profile_id TEXT PRIMARY KEY REFERENCES profiles(id),
            attempt_no INTEGER NOT NULL
        );
CREATE TABLE "lessons_seen" (
   "profile_id" TEXT REFERENCES "profiles"("id"),
   "lesson_id" TEXT,
   "step_index" INTEGER,
   "first_seen" TEXT NOT NULL,
   "last_seen" TEXT NOT NULL,
   PRIMARY KEY ("profile_id", "lesson_id", "step_index")
);
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
        );
CREATE TABLE memory_reviews (
            no INTEGER PRIMARY KEY,
            card_no INTEGER NOT NULL REFERENCES memory_cards(no) ON DELETE CASCADE,
            reviewed TEXT NOT NULL,
            rating INTEGER NOT NULL,
            seconds REAL
        );
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
        );
CREATE TABLE "profiles" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT NOT NULL,
   "first_language" TEXT NOT NULL,
   "created" TEXT NOT NULL,
   "register" TEXT NOT NULL
, role TEXT NOT NULL DEFAULT 'trainee', cohort_id TEXT REFERENCES cohorts(id));
CREATE TABLE recordings (
            attempt_no INTEGER PRIMARY KEY REFERENCES attempts(no) ON DELETE CASCADE,
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            duration REAL NOT NULL,
            created TEXT NOT NULL,
            device TEXT NOT NULL,
            interrupted INTEGER NOT NULL
        );
CREATE TABLE scores (
            attempt_no INTEGER PRIMARY KEY REFERENCES attempts(no) ON DELETE CASCADE,
            format INTEGER NOT NULL,
            data BLOB NOT NULL
        );
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
            tone_verdict TEXT NOT NULL, initial_heard TEXT, final_heard TEXT, tone_heard TEXT,
            PRIMARY KEY (attempt_no, position)
        ) WITHOUT ROWID
        ;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX attempts_by_time ON attempts (profile_id, created, total, duration);
CREATE INDEX attempts_by_lesson ON attempts (profile_id, lesson_id, created);
CREATE INDEX attempts_by_prompt ON attempts (profile_id, prompt_id, created);
CREATE INDEX earlier_scores_by_attempt ON earlier_scores (attempt_no);
CREATE INDEX memory_cards_by_due ON memory_cards (profile_id, due);
CREATE INDEX memory_reviews_by_card ON memory_reviews (card_no, reviewed);
CREATE INDEX outcomes_by_step ON outcomes (profile_id, lesson_id, step_id, done);
CREATE INDEX assignments_by_cohort ON assignments (cohort_id, due);
COMMIT;
