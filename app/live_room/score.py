"""What came of a session: how she answered, how she was with people, and what is worth hearing again."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from enum import Enum

from app.i18n import Message, msg
from app.live_room.values import Exchange, Kind, Outcome, Session

MOMENTS = 3
_RECALL = 2.0  # seconds before a moment, so that one hears how it came
_QUICK = 8.0  # seconds: an answer that viewers wait for gladly
_ALL_QUIET = 0.8  # of the time
_SOON_OVER = 14.0  # seconds of a silence: she went on soon after the viewers had noticed it


class MomentKind(Enum):
    """Why a moment is worth hearing again."""

    WELL_ANSWERED = "well_answered"
    STOOD_FAST = "stood_fast"  # went on after a hostile comment or a silence
    UNLAWFUL = "unlawful"
    RUDE = "rude"
    SILENCE = "silence"
    FROZE = "froze"  # after a hostile comment
    PASSED_OVER = "passed_over"
    NOT_CLEAR = "not_clear"
    PARTLY = "partly"

    @property
    def good(self) -> bool:
        """Whether it went well."""
        return self in (MomentKind.WELL_ANSWERED, MomentKind.STOOD_FAST)


@dataclass(frozen=True)
class Moment:
    """A place in the recording. `exchange` is the comment it is about, None for a silence or a rude word."""

    second: float
    kind: MomentKind
    exchange: Exchange | None = None
    length: float = 0.0  # seconds of a silence
    word: str = ""  # what was rude


@dataclass(frozen=True)
class RoomScore:
    """Counts that can be told in a sentence each. `asked` are the comments that waited for an answer.

    `middle_seconds` is the median time to a whole answer. `stood` of `hostile` comments did not stop her, and
    she went on after `stood_seconds` (median); those that came in a silence count with it. `soon_over` of
    `silences` did not last long.
    """

    asked: int
    answered: int
    partly: int
    not_clear: int
    passed_over: tuple[Exchange, ...]
    unlawful: int
    middle_seconds: float | None
    hostile: int
    stood: int
    stood_seconds: float | None
    silences: int
    soon_over: int
    longest_silence: float
    polite: int  # times she thanked or addressed viewers kindly
    rude: int
    heard: bool  # whether any words were recognised; else courtesy cannot be told
    peak_viewers: int
    headline: Message
    moments: tuple[Moment, ...]


def score_session(session: Session) -> RoomScore:
    """The score of a session; computed from what is kept, so that it may be told better one day."""
    asked = [each for each in session.exchanges if each.said.kind.asks and each.outcome is not Outcome.LET_GO]
    answered = [each for each in asked if each.outcome is Outcome.ANSWERED]
    hostile = [
        each
        for each in session.exchanges
        if each.said.kind is Kind.HOSTILE
        and each.outcome is not Outcome.LET_GO
        and not any(begin < each.said.at <= end for begin, end in session.silences)
    ]
    stood = [each for each in hostile if each.outcome is Outcome.ANSWERED]
    stood_times = [each.seconds for each in stood if each.seconds is not None]
    soon_over = [
        begin for begin, end in session.silences if end < session.duration and end - begin <= _SOON_OVER
    ]
    times = [each.seconds for each in answered if each.seconds is not None]
    by_outcome = {kind: [each for each in asked if each.outcome is kind] for kind in Outcome}
    return RoomScore(
        asked=len(asked),
        answered=len(answered),
        partly=len(by_outcome[Outcome.PARTLY]),
        not_clear=len(by_outcome[Outcome.NOT_CLEAR]),
        passed_over=tuple(by_outcome[Outcome.PASSED_OVER]),
        unlawful=len(by_outcome[Outcome.UNLAWFUL]),
        middle_seconds=statistics.median(times) if times else None,
        hostile=len(hostile),
        stood=len(stood),
        stood_seconds=statistics.median(stood_times) if stood_times else None,
        silences=len(session.silences),
        soon_over=len(soon_over),
        longest_silence=max((end - begin for begin, end in session.silences), default=0.0),
        polite=session.thanks + session.addressed,
        rude=len(session.rude),
        heard=session.heard,
        peak_viewers=max((each.viewers for each in session.crowd), default=0),
        headline=_headline(session, len(asked), len(answered)),
        moments=_moments(session),
    )


def _headline(session: Session, asked: int, answered: int) -> Message:
    quiet = sum(end - begin for begin, end in session.silences)
    if not session.heard and quiet >= _ALL_QUIET * session.duration:
        return msg(
            "这一场几乎没有听到声音。要是您说了话，请看看麦克风；要是紧张，下一场先说一句“大家好”就行。"
        )
    if not session.heard:
        return msg("这一场没有听清您说的话，所以看不出答了没有。录音在，可以自己听一听。")
    if any(each.outcome is Outcome.UNLAWFUL for each in session.exchanges):
        return msg("有一句话不能那样答应观众。先看看下面那一条，别的慢慢来。")
    if session.rude:
        return msg("有一句话说重了。观众说什么都行，您稳住就赢了。")
    if asked and answered >= 0.7 * asked:
        return msg("观众问的，您大多接住了。这样的直播间留得住人。")
    if asked and answered:
        return msg("您接住了一些问题，这是最难的第一步。下一场再多接一条。")
    if session.silences:
        return msg("您一直在，没有下播，这就很好。下一场先想好一句冷场时说的话。")
    return msg("您把这一场讲完了。下一场看到问题，就念出来，再回答。")


def _moments(session: Session) -> tuple[Moment, ...]:
    """One that went well first, then what to mend, the gravest first."""
    good = [each for each in _of_exchanges(session) if each.kind.good]
    bad = [each for each in _of_exchanges(session) if not each.kind.good]
    bad += [Moment(max(0.0, at - _RECALL), MomentKind.RUDE, word=word) for at, word in session.rude]
    bad += [Moment(begin, MomentKind.SILENCE, None, end - begin) for begin, end in session.silences]
    order = list(MomentKind)
    bad.sort(key=lambda each: (order.index(each.kind), -each.length, each.second))
    good.sort(
        key=lambda each: (order.index(each.kind), each.exchange.seconds or 0.0 if each.exchange else 0.0)
    )
    chosen = good[:1] + bad[: MOMENTS - len(good[:1])]
    return tuple(chosen + good[1 : 1 + MOMENTS - len(chosen)])


def _of_exchanges(session: Session) -> list[Moment]:
    kinds = {
        Outcome.UNLAWFUL: MomentKind.UNLAWFUL,
        Outcome.RUDE: MomentKind.RUDE,
        Outcome.PASSED_OVER: MomentKind.PASSED_OVER,
        Outcome.NOT_CLEAR: MomentKind.NOT_CLEAR,
        Outcome.PARTLY: MomentKind.PARTLY,
    }
    found = []
    for each in session.exchanges:
        kind = kinds.get(each.outcome)
        if each.outcome is Outcome.RUDE:
            continue  # told where the word was said
        if each.outcome is Outcome.PASSED_OVER and not each.said.kind.asks:
            kind = MomentKind.FROZE if each.said.kind is Kind.HOSTILE else None  # else told as a silence
        if each.outcome is Outcome.ANSWERED:
            if each.said.kind is Kind.HOSTILE:
                kind = MomentKind.STOOD_FAST
            elif each.said.kind.asks and (each.seconds or 0.0) <= 2 * _QUICK:
                kind = MomentKind.WELL_ANSWERED
        if kind is not None:
            found.append(Moment(max(0.0, each.said.at - _RECALL / 2), kind, each))
    return found
