"""The step of the database's shape that brings counts of practice and of sounds, kept beside the attempts.

A page about a class must not read every syllable that it ever said. `progress_counts.py` keeps the counts
right; this step fills them from what is already there, with SQL of its own, since a step never changes.
"""

from __future__ import annotations

from sqlite_utils import Database


def use(db: Database) -> None:
    """Hours and weeks are UTC's, so that a count does not depend on where the clock stood that day.

    `milliseconds` and `points` (hundredths of a score's point) are whole numbers, so that adding and taking
    away leaves nothing behind.
    """
    db.execute(
        """
        CREATE TABLE practice_hours (
            profile_id TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
            hour TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            scored INTEGER NOT NULL,
            points INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            PRIMARY KEY (profile_id, hour)
        ) WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE syllable_weeks (
            profile_id TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
            week TEXT NOT NULL,
            initial TEXT NOT NULL,
            final TEXT NOT NULL,
            tone INTEGER NOT NULL,
            said INTEGER NOT NULL,
            initial_good INTEGER NOT NULL,
            initial_judged INTEGER NOT NULL,
            final_good INTEGER NOT NULL,
            final_judged INTEGER NOT NULL,
            tone_good INTEGER NOT NULL,
            tone_judged INTEGER NOT NULL,
            good INTEGER NOT NULL,
            judged INTEGER NOT NULL,
            PRIMARY KEY (profile_id, week, initial, final, tone)
        ) WITHOUT ROWID
        """
    )
    db.execute(
        """
        CREATE TABLE confusion_weeks (
            profile_id TEXT NOT NULL REFERENCES profiles(id) ON DELETE CASCADE,
            week TEXT NOT NULL,
            part TEXT NOT NULL,
            sound TEXT NOT NULL,
            heard TEXT NOT NULL,
            times INTEGER NOT NULL,
            PRIMARY KEY (profile_id, week, part, sound, heard)
        ) WITHOUT ROWID
        """
    )
    # the first and the last score of a prompt without touching the table; it does what the old one did
    db.execute("DROP INDEX attempts_by_prompt")
    db.execute("CREATE INDEX attempts_by_prompt ON attempts (profile_id, prompt_id, created, total)")
    db.execute(
        """
        INSERT INTO practice_hours
        SELECT profile_id, substr(created, 1, 13), count(*), count(total),
               coalesce(sum(CAST(round(total * 100) AS INTEGER)), 0),
               sum(CAST(round(duration * 1000) AS INTEGER))
        FROM attempts GROUP BY profile_id, substr(created, 1, 13)
        """
    )
    week = "date(attempts.created, 'weekday 0', '-6 days')"
    db.execute(
        f"""
        INSERT INTO syllable_weeks
        SELECT profile_id, {week}, initial, final, spoken_tone, count(*),
               sum(initial_verdict = 'good' AND initial <> ''),
               sum(initial_verdict <> 'not_assessable' AND initial <> ''),
               sum(final_verdict = 'good'), sum(final_verdict <> 'not_assessable'),
               sum(tone_verdict = 'good'), sum(tone_verdict <> 'not_assessable'),
               sum(final_verdict = 'good' AND (initial = '' OR initial_verdict = 'good')),
               sum(final_verdict <> 'not_assessable'
                   AND (initial = '' OR initial_verdict <> 'not_assessable'))
        FROM syllables JOIN attempts ON attempts.no = syllables.attempt_no
        WHERE NOT omitted AND final <> '' GROUP BY 1, 2, 3, 4, 5
        """
    )
    for part, sound in (("initial", "initial"), ("final", "final"), ("tone", "CAST(spoken_tone AS TEXT)")):
        db.execute(
            f"""
            INSERT INTO confusion_weeks
            SELECT profile_id, {week}, '{part}', {sound}, {part}_heard, count(*)
            FROM syllables JOIN attempts ON attempts.no = syllables.attempt_no
            WHERE NOT omitted AND final <> '' AND {part}_verdict = 'wrong'
                  AND {part}_heard <> '' AND {part}_heard <> {sound} AND {sound} <> ''
            GROUP BY 1, 2, 4, 5
            """
        )
