BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'kaibo','001_profiles_attempts_recordings','2026-11-23 17:24:16.151450+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'kaibo','002_cohorts_and_earlier_scores','2026-11-23 17:24:16.157263+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'kaibo','003_learning','2026-11-23 17:24:16.158641+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'kaibo','004_exams','2026-11-23 17:24:16.158991+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'kaibo','005_steps_by_id','2026-11-23 17:24:16.159370+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'kaibo','006_rehearsals','2026-11-23 17:24:16.163797+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'kaibo','007_broadcasts','2026-11-23 17:24:16.164117+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'kaibo','009_people','2026-11-23 17:24:16.165665+00:00');
CREATE TABLE assignments (
            id TEXT PRIMARY KEY,
            cohort_id TEXT NOT NULL REFERENCES cohorts(id),
            lesson_id TEXT NOT NULL,
            due TEXT NOT NULL,
            created TEXT NOT NULL
        );
INSERT INTO "assignments" VALUES('a1','k1','tones','2026-03-09','2026-03-02T04:00:00.123456+00:00');
INSERT INTO "assignments" VALUES('a2','k2','jujube','2026-03-01','2026-03-02T04:00:00.123456+00:00');
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
        );
CREATE TABLE centre (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            name TEXT NOT NULL,
            created TEXT NOT NULL,
            pins_required INTEGER NOT NULL
        );
CREATE TABLE cohort_trainers (
            cohort_id TEXT NOT NULL REFERENCES cohorts(id) ON DELETE CASCADE,
            profile_id TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
            PRIMARY KEY (cohort_id, profile_id)
        ) WITHOUT ROWID
        ;
INSERT INTO "cohort_trainers" VALUES('k1','wang');
CREATE TABLE "cohorts" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT NOT NULL,
   "created" TEXT NOT NULL,
   "strictness" TEXT NOT NULL
, archived INTEGER NOT NULL DEFAULT 0);
INSERT INTO "cohorts" VALUES('k1','一班','2026-03-02T04:00:00.123456+00:00','normal',0);
INSERT INTO "cohorts" VALUES('k2','二班','2026-03-02T04:00:00.123456+00:00','normal',0);
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
        );
CREATE TABLE exams (
            id TEXT PRIMARY KEY,
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            created TEXT NOT NULL,
            five_parts INTEGER NOT NULL,
            seed INTEGER NOT NULL,
            paper TEXT NOT NULL
        );
CREATE TABLE learned_until (
            profile_id TEXT PRIMARY KEY REFERENCES profiles(id),
            attempt_no INTEGER NOT NULL
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
CREATE TABLE pins (
            profile_id TEXT PRIMARY KEY REFERENCES profiles(id) ON DELETE CASCADE,
            hash TEXT NOT NULL,
            failed INTEGER NOT NULL,
            last_failed TEXT,
            temporary INTEGER NOT NULL
        );
CREATE TABLE "profiles" (
   "id" TEXT PRIMARY KEY,
   "name" TEXT NOT NULL,
   "first_language" TEXT NOT NULL,
   "created" TEXT NOT NULL,
   "register" TEXT NOT NULL
, role TEXT NOT NULL DEFAULT 'trainee', cohort_id TEXT REFERENCES cohorts(id), number TEXT NOT NULL DEFAULT '', language TEXT NOT NULL DEFAULT '', picture TEXT NOT NULL DEFAULT '', archived INTEGER NOT NULL DEFAULT 0);
INSERT INTO "profiles" VALUES('profile-1','阿依古丽·آيگۈل','ug','2026-01-31T04:00:00.123456+00:00','{"median": 213.7}','trainee','k1','','','',0);
INSERT INTO "profiles" VALUES('wang','王老师','zh','2026-03-02T04:00:00.123456+00:00','','trainer',NULL,'','','',0);
CREATE TABLE recordings (
            attempt_no INTEGER PRIMARY KEY REFERENCES attempts(no) ON DELETE CASCADE,
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            duration REAL NOT NULL,
            created TEXT NOT NULL,
            device TEXT NOT NULL,
            interrupted INTEGER NOT NULL
        );
CREATE TABLE rehearsals (
            id TEXT PRIMARY KEY,
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            created TEXT NOT NULL,
            product_lesson TEXT NOT NULL,
            prompt_id TEXT NOT NULL,
            session TEXT NOT NULL
        );
CREATE TABLE scores (
            attempt_no INTEGER PRIMARY KEY REFERENCES attempts(no) ON DELETE CASCADE,
            format INTEGER NOT NULL,
            data BLOB NOT NULL
        );
CREATE TABLE sign_ins (
            no INTEGER PRIMARY KEY,
            profile_id TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
            station TEXT NOT NULL,
            started TEXT NOT NULL,
            ended TEXT
        );
CREATE TABLE steps_seen (
            profile_id TEXT NOT NULL REFERENCES profiles(id),
            lesson_id TEXT NOT NULL,
            step_id TEXT NOT NULL,
            step_index INTEGER NOT NULL,
            first_seen TEXT NOT NULL,
            last_seen TEXT NOT NULL,
            PRIMARY KEY (profile_id, lesson_id, step_id, step_index)
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
CREATE INDEX exams_by_time ON exams (profile_id, created);
CREATE INDEX rehearsals_by_time ON rehearsals (profile_id, created);
CREATE INDEX broadcasts_by_day ON broadcasts (profile_id, day);
CREATE INDEX profiles_by_cohort ON profiles (cohort_id);
CREATE INDEX profiles_by_role ON profiles (role);
CREATE INDEX cohort_trainers_by_profile ON cohort_trainers (profile_id);
CREATE INDEX sign_ins_by_time ON sign_ins (started);
CREATE INDEX sign_ins_open ON sign_ins (station) WHERE ended IS NULL;
COMMIT;
