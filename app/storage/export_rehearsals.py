"""What is exported of rehearsals in the live room: a line for each comment, and everything for a program."""

from __future__ import annotations

import json
from typing import Any

from app.i18n import msg, tr
from app.live_room.session_json import session_to_text
from app.live_room.values import Kind, Outcome
from app.people.values import Profile
from app.storage.export_tables import Cell, text_cell
from app.storage.rehearsal_values import KeptRehearsal
from app.storage.rows import moment_to_text

_KINDS = {
    Kind.QUESTION: msg("提问"),
    Kind.SMALL_TALK: msg("闲聊"),
    Kind.HAGGLING: msg("讲价"),
    Kind.HOSTILE: msg("不好听的话"),
    Kind.REFUSE: msg("不能答应的要求"),
    Kind.TROLL: msg("捣乱"),
    Kind.PRAISE: msg("夸奖"),
}
_OUTCOMES = {
    Outcome.ANSWERED: msg("答上了"),
    Outcome.PARTLY: msg("答了一部分"),
    Outcome.NOT_CLEAR: msg("没听清答了没有"),
    Outcome.PASSED_OVER: msg("没有答"),
    Outcome.LET_GO: msg("不用答"),
    Outcome.UNLAWFUL: msg("不能这样答应"),
    Outcome.RUDE: msg("话说重了"),
}


def rehearsal_header() -> list[str]:
    """The headings over `rehearsal_lines`."""
    return [
        tr("学员"),
        tr("时间"),
        tr("场次"),
        tr("产品"),
        tr("场次号"),
        tr("难度"),
        tr("时长（秒）"),
        tr("第几秒"),
        tr("弹幕"),
        tr("种类"),
        tr("怎么样"),
        tr("多久以后答（秒）"),
    ]


def rehearsal_lines(profile: Profile, kept: KeptRehearsal) -> list[list[Cell]]:
    """One line for each comment; one without a comment when nobody wrote."""
    session = kept.session
    head: list[Cell] = [
        text_cell(profile.name),
        f"{kept.created.astimezone():%Y-%m-%d %H:%M:%S}",
        text_cell(session.script),
        text_cell(session.product),
        session.seed,
        session.level,
        round(session.duration, 1),
    ]
    if not session.exchanges:
        return [[*head, None, "", "", "", None]]
    return [
        [
            *head,
            round(each.said.at, 1),
            text_cell(each.said.text),
            str(_KINDS[each.said.kind]),
            str(_OUTCOMES[each.outcome]),
            None if each.seconds is None else round(each.seconds, 1),
        ]
        for each in session.exchanges
    ]


def rehearsal_data(kept: KeptRehearsal, attempt_id: str | None) -> dict[str, Any]:
    """A rehearsal for a program; `attempt_id` is that of its recording, None when it was deleted."""
    return {
        "id": kept.id,
        "profile_id": kept.profile_id,
        "created": moment_to_text(kept.created),
        "product_lesson": kept.product_lesson,
        "attempt_id": attempt_id,
        "session": json.loads(session_to_text(kept.session)),
    }
