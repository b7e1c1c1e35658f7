"""Why a take should be heard by a trainer, found once when it is kept or scored anew.

All of it is read from the attempt's score, its row, and the totals before it, which an index covers.
"""

from __future__ import annotations

from sqlite_utils import Database

from app.speech.values import Part, PronunciationScore
from app.storage.reviews_values import Need

DOUBT = 0.4
"""Share of a take's sounds; where the machine doubts more of them, it is not sure of the take."""
UNDECIDED = (0.35, 0.65)
"""A goodness in between says neither that a sound was right nor that it was wrong."""
MISCUE_SHARE = 0.25
"""Of the syllables; where more were left out, added or replaced, it was perhaps another text or misheard."""
DROP = 15.0
"""Points below what is usual for her."""
USUAL_OVER = 20
"""What is usual is the mean of so many takes before."""
USUAL_FROM = 5
"""Takes; with fewer nothing is usual yet."""

# The share of sounds that could not be assessed, where the score is not at hand; a zero initial is no sound,
# and of what was left out there is no doubt.
_NOT_ASSESSED = """
    coalesce((
        SELECT 1.0 * sum((initial <> '' AND initial_verdict = 'not_assessable')
                         + (final_verdict = 'not_assessable') + (tone_verdict = 'not_assessable'))
               / sum((initial <> '') + 2)
        FROM syllables WHERE attempt_no = no AND NOT omitted AND final <> ''
    ), 0)
"""

_FIND = f"""
    WITH taken AS (
        SELECT no, profile_id, created, status, total, syllable_count, miscue_count, {{doubt}} AS doubt,
               coalesce((SELECT interrupted FROM recordings WHERE attempt_no = no), 0) AS interrupted,
               (SELECT CASE WHEN count(*) >= {USUAL_FROM} THEN avg(total) END FROM (
                    SELECT before.total FROM attempts AS before
                    WHERE before.profile_id = attempts.profile_id AND before.created < attempts.created
                      AND before.total IS NOT NULL
                    ORDER BY before.created DESC LIMIT {USUAL_OVER}
               )) AS usual
        FROM attempts WHERE {{which}}
    )
    INSERT INTO reviews (attempt_no, profile_id, created, need, usual, doubt)
    SELECT no, profile_id, created,
        CASE
            WHEN status = 'free' THEN {Need.FREE}
            WHEN status <> 'scored' OR interrupted THEN {Need.UNSURE}
            WHEN doubt > {DOUBT} THEN {Need.UNSURE}
            WHEN miscue_count > {MISCUE_SHARE} * syllable_count THEN {Need.UNSURE}
            WHEN total <= usual - {DROP} THEN {Need.DROP}
            ELSE {Need.NEWEST}
        END,
        usual, doubt
    FROM taken WHERE true
    ON CONFLICT (attempt_no) DO UPDATE SET
        need = CASE WHEN need = {Need.ASKED} THEN need ELSE excluded.need END,
        usual = excluded.usual, doubt = excluded.doubt
"""


def doubt_of(score: PronunciationScore | None) -> float:
    """The share of a take's sounds of which the machine is not sure, 0…1.

    Those that it could not assess, and those whose goodness decides nothing. A zero initial and a spelled
    letter are no sounds, and of what was left out there is no doubt.
    """
    heard = [each for each in score.syllables if not each.omitted] if score is not None else []
    parts = [
        each.part(part)
        for each in heard
        for part in Part
        if not each.syllable.foreign and (part is not Part.INITIAL or each.syllable.initial)
    ]
    low, high = UNDECIDED
    doubted = sum(1 for each in parts if each.goodness is None or low < each.goodness < high)
    return doubted / len(parts) if parts else 0.0


def note_need(db: Database, attempt_no: int, score: PronunciationScore | None = None) -> None:
    """Find why this attempt should be heard; of takes of the same text only the newest waits.

    What a trainee asked for stays asked for. Without its score its syllables are looked at.
    """
    if score is None:
        db.execute(_FIND.format(which="no = ?", doubt=_NOT_ASSESSED), [attempt_no])
    else:
        db.execute(_FIND.format(which="no = ?", doubt="?"), [doubt_of(score), attempt_no])
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
    db.execute(_FIND.format(which="no NOT IN (SELECT attempt_no FROM reviews)", doubt=_NOT_ASSESSED))
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
