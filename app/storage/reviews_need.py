"""Why a take should be heard by a trainer, found once when it is kept or scored anew.

All of it is read from the attempt's own row and from the totals before it, which an index covers.
"""

from __future__ import annotations

from sqlite_utils import Database

from app.storage.reviews_values import Need

UNCLEAR_SHARE = 0.35
"""Of the parts of a take; where more could not be assessed, the machine is not sure of the take."""
MISCUE_SHARE = 0.25
"""Of the syllables; where more were left out, added or replaced, it was perhaps another text or misheard."""
DROP = 15.0
"""Points below what is usual for her."""
USUAL_OVER = 20
"""What is usual is the mean of so many takes before."""
USUAL_FROM = 5
"""Takes; with fewer nothing is usual yet."""

_UNCLEAR = "(initial_not_assessable + final_not_assessable + tone_not_assessable)"

_FIND = f"""
    WITH taken AS (
        SELECT no, profile_id, created, status, total, syllable_count, miscue_count, {_UNCLEAR} AS unclear,
               coalesce((SELECT interrupted FROM recordings WHERE attempt_no = no), 0) AS interrupted,
               (SELECT CASE WHEN count(*) >= {USUAL_FROM} THEN avg(total) END FROM (
                    SELECT before.total FROM attempts AS before
                    WHERE before.profile_id = attempts.profile_id AND before.created < attempts.created
                      AND before.total IS NOT NULL
                    ORDER BY before.created DESC LIMIT {USUAL_OVER}
               )) AS usual
        FROM attempts WHERE {{which}}
    )
    INSERT INTO reviews (attempt_no, profile_id, created, need, usual)
    SELECT no, profile_id, created,
        CASE
            WHEN status = 'free' THEN {Need.FREE}
            WHEN status <> 'scored' OR interrupted THEN {Need.UNSURE}
            WHEN unclear > {UNCLEAR_SHARE} * 3 * syllable_count THEN {Need.UNSURE}
            WHEN miscue_count > {MISCUE_SHARE} * syllable_count THEN {Need.UNSURE}
            WHEN total <= usual - {DROP} THEN {Need.DROP}
            ELSE {Need.NEWEST}
        END,
        usual
    FROM taken WHERE true
    ON CONFLICT (attempt_no) DO UPDATE SET
        need = CASE WHEN need = {Need.ASKED} THEN need ELSE excluded.need END, usual = excluded.usual
"""


def note_need(db: Database, attempt_no: int) -> None:
    """Find why this attempt should be heard; of takes of the same text only the newest waits.

    What a trainee asked for stays asked for.
    """
    db.execute(_FIND.format(which="no = ?"), [attempt_no])
    db.execute(
        f"""
        WITH same AS (
            SELECT other.no, other.created FROM attempts AS this JOIN attempts AS other
                ON other.profile_id = this.profile_id AND other.prompt_id = this.prompt_id
                AND other.lesson_id = this.lesson_id AND other.text = this.text
            WHERE this.no = ?
        )
        UPDATE reviews SET need = {Need.REPEATED}
        WHERE need <> {Need.ASKED} AND state = 'open' AND attempt_no IN (
            SELECT no FROM same WHERE created < (SELECT max(created) FROM same)
        )
        """,
        [attempt_no],
    )


def note_all_needs(db: Database) -> None:
    """The same for all attempts that have no row yet: those that were written past the store."""
    db.execute(_FIND.format(which="no NOT IN (SELECT attempt_no FROM reviews)"))
    db.execute(
        f"""
        UPDATE reviews SET need = {Need.REPEATED}
        WHERE need <> {Need.ASKED} AND state = 'open' AND attempt_no IN (
            SELECT no FROM (
                SELECT no, row_number() OVER (
                    PARTITION BY profile_id, lesson_id, prompt_id, text ORDER BY created DESC, no DESC
                ) AS place FROM attempts
            ) WHERE place > 1
        )
        """
    )
