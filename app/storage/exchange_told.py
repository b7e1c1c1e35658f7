"""What the exchange's first step tells of which table. It is part of a released step, and never changes.

What a later shape adds is told by a step of its own; `exchange/kinds.py` says how things are now.
"""

from __future__ import annotations

_ATTEMPT = (
    "profile_id, lesson_id, prompt_id, text, pinyin, created, duration, status, total, model, scorer, "
    "articulation_rate, syllable_count, miscue_count, strictness"
)

# kind, table, id, owner, columns that others should know; {row} is NEW or OLD
ROWS = (
    ("erasure", "erasures", "{row}.profile_id", "''", "erased"),
    ("centre", "centre", "'centre'", "''", "name, created, pins_required, recordings_key"),
    ("profile", "profiles", "{row}.id", "{row}.id", "name, first_language, language, created"),
    ("pin", "pins", "{row}.profile_id", "{row}.profile_id", "hash, temporary"),
    ("cohort", "cohorts", "{row}.id", "''", "name, created, strictness, archived"),
    ("membership", "profiles", "{row}.id", "{row}.id", "role, cohort_id, number, archived"),
    ("plan", "plans", "{row}.id", "''", "title, owner_id, created, archived"),
    (
        "given",
        "plans_given",
        "{row}.id",
        "coalesce({row}.profile_id, '')",
        "plan_id, cohort_id, profile_id, start, counts_from, created, given_by",
    ),
    ("threshold", "thresholds", "{row}.uid", "''", "uid, place, applied, by_id, cuts, marks, put_back"),
    ("pack", "published_packs", "{row}.name", "''", "version, sha256, size, published"),
    ("attempt", "attempts", "{row}.id", "{row}.profile_id", _ATTEMPT),
    (
        "outcome",
        "outcomes",
        "{row}.uid",
        "{row}.profile_id",
        "uid, profile_id, lesson_id, step_id, done, right_count, asked_count, seconds, answers",
    ),
    (
        "step_seen",
        "steps_seen",
        "{row}.profile_id || '/' || {row}.lesson_id || '/' || {row}.step_id || '/' || {row}.step_index",
        "{row}.profile_id",
        "first_seen, last_seen",
    ),
    ("exam", "exams", "{row}.id", "{row}.profile_id", "profile_id, created, five_parts, seed, paper"),
    (
        "rehearsal",
        "rehearsals",
        "{row}.id",
        "{row}.profile_id",
        "profile_id, created, product_lesson, prompt_id, session",
    ),
    (
        "broadcast",
        "broadcasts",
        "{row}.id",
        "{row}.profile_id",
        "profile_id, day, start, product, product_lesson, minutes, viewers, peak, orders, turnover, returns, "
        "note, review",
    ),
    ("sign_in", "sign_ins", "{row}.uid", "{row}.profile_id", "uid, profile_id, station, started, ended"),
    (
        "mark",
        "mark_takes",
        "{row}.attempt_id || '/' || {row}.by_id",
        "{row}.profile_id",
        "profile_id, begun, finished, scorer, strictness, total, said",
    ),
    (
        "order",
        "orders",
        "{row}.id",
        "''",
        "firm, note, persons, due, needs, owner_id, created, plan_id, archived",
    ),
    (
        "order_person",
        "order_people",
        "{row}.order_id || '/' || {row}.profile_id",
        "{row}.profile_id",
        "consented, noted_by",
    ),
    (
        "certificate",
        "certificates",
        "{row}.serial",
        "coalesce({row}.profile_id, '')",
        "profile_id, issued, issued_by, facts",
    ),
    (
        "use",
        "station_weeks",
        "{row}.station || '/' || {row}.week",
        "''",
        "name, attempts, milliseconds, people",
    ),
)

# kind, table, columns, and how the record is found from a row of a table that belongs to it. When that row
# goes together with what it belongs to, nothing is found, and nothing need be said.
_OF_ATTEMPT = "FROM attempts WHERE no = {row}.attempt_no"
PARTS = (
    ("cohort", "cohort_trainers", "profile_id", "id, '' FROM cohorts WHERE id = {row}.cohort_id"),
    (
        "plan",
        "plan_items",
        "position, lesson_id, day, required_score, required_takes, feedback",
        "id, '' FROM plans WHERE id = {row}.plan_id",
    ),
    (
        "exam",
        "exam_parts",
        "part, done, prompt_id, attempt_id, topic, answers, marks, given",
        "id, profile_id FROM exams WHERE id = {row}.exam_id",
    ),
    (
        "mark",
        "marks",
        "position, initial_mark, final_mark, tone_mark, marked",
        "attempt_id || '/' || by_id, profile_id FROM mark_takes "
        "WHERE attempt_id = {row}.attempt_id AND by_id = {row}.by_id",
    ),
    ("attempt", "scores", "format, data", f"id, profile_id {_OF_ATTEMPT}"),
    ("attempt", "earlier_scores", "replaced, format, data", f"id, profile_id {_OF_ATTEMPT}"),
    (
        "attempt",
        "recordings",
        "sha256, duration, created, device, interrupted",
        f"id, profile_id {_OF_ATTEMPT}",
    ),
    ("question", "reviews", "asked, question, asked_after", f"id, profile_id {_OF_ATTEMPT}"),
    ("review", "reviews", "by_id, reviewed, seconds", f"id, profile_id {_OF_ATTEMPT}"),
    (
        "verdict_change",
        "verdict_changes",
        "trainer, by_id, changed",
        f"id || '/' || {{row}}.position || '/' || {{row}}.part, profile_id {_OF_ATTEMPT}",
    ),
    (
        "comment",
        "review_comments",
        "at, text, voice, voice_sha256, voice_seconds, by_id, created",
        f"{{row}}.id, profile_id {_OF_ATTEMPT}",
    ),
)

SAID = {
    "question": "{row}.asked IS NOT NULL OR {row}.question <> ''",
    "review": "{row}.by_id IS NOT NULL OR {row}.reviewed IS NOT NULL OR {row}.seconds > 0",
}
"""Every attempt has a row in `reviews`; a record only when there is something in it."""

OWN_ROW = {"verdict_change", "comment"}
"""Records that a row of `PARTS` is the whole of: they go when it goes."""

ABOUT = {
    "question": "attempts.id",
    "review": "attempts.id",
    "verdict_change": "attempts.id",
    "comment": "attempts.id",
    "mark": "attempt_id",
}
"""The attempt that something is said of."""

ORDER = [
    "erasure",
    "centre",
    "profile",
    "pin",
    "cohort",
    "membership",
    "plan",
    "given",
    "threshold",
    "pack",
    "attempt",
    "question",
    "outcome",
    "step_seen",
    "exam",
    "rehearsal",
    "broadcast",
    "sign_in",
    "review",
    "verdict_change",
    "comment",
    "mark",
    "order",
    "order_person",
    "certificate",
    "use",
]

_THURSDAY = "date({moment}, 'weekday 0', '-3 days')"
WEEK = f"strftime('%Y', {_THURSDAY}) || printf('-W%02d', (strftime('%j', {_THURSDAY}) - 1) / 7 + 1)"
