"""The words for what happens in the room."""

from __future__ import annotations

from collections.abc import Mapping

from app.i18n import SOURCE_LANGUAGE, language, msg, tr, trn
from app.live_room.score import Moment, MomentKind, RoomScore
from app.live_room.values import Exchange, Kind, Outcome
from app.speech.values import Verdict
from app.ui.attempt.words import duration_words
from app.ui.i18n import isolate

LEVELS = {1: msg("温和"), 2: msg("平常"), 3: msg("很难")}

_OUTCOMES = {
    Outcome.ANSWERED: (msg("答上了"), Verdict.GOOD),
    Outcome.PARTLY: (msg("答了一部分"), Verdict.OFF),
    Outcome.NOT_CLEAR: (msg("没听清答了没有"), Verdict.NOT_ASSESSABLE),
    Outcome.PASSED_OVER: (msg("没有答"), Verdict.OFF),
    Outcome.LET_GO: (msg("不用答"), Verdict.NOT_ASSESSABLE),
    Outcome.UNLAWFUL: (msg("不能这样答应"), Verdict.WRONG),
    Outcome.RUDE: (msg("话说重了"), Verdict.WRONG),
}
_STEADY = {Outcome.ANSWERED: msg("稳住了"), Outcome.PASSED_OVER: msg("停住了")}
_MOMENTS = {
    MomentKind.WELL_ANSWERED: msg("这一条答得好。"),
    MomentKind.STOOD_FAST: msg("听了这样的话，您还接着讲，真稳。"),
    MomentKind.UNLAWFUL: msg("这样的话不能答应观众。说实话就好，比如“这个我不能保证”。"),
    MomentKind.RUDE: msg("这句话说重了。不想答，就笑一笑，接着讲产品。"),
    MomentKind.FROZE: msg("听了这样的话，您停住了。吸一口气，说说手里的东西，接着讲。"),
    MomentKind.PASSED_OVER: msg("这一条没有答。看到问题先念出来，再回答。"),
    MomentKind.NOT_CLEAR: msg("没听清这一条答了没有。自己听一听，说清楚了吗？"),
    MomentKind.PARTLY: msg("答了一部分，还可以再说全一点。"),
}


def meaning(meanings: Mapping[str, str]) -> str:
    """The meaning in the window's language, "" in Chinese or where there is none."""
    return "" if language() == SOURCE_LANGUAGE else meanings.get(language(), "")


def outcome_word(exchange: Exchange) -> tuple[str, Verdict]:
    """How a comment was taken, and the mark that goes with it."""
    word, verdict = _OUTCOMES[exchange.outcome]
    hostile = exchange.said.kind is Kind.HOSTILE
    if hostile or (exchange.outcome is Outcome.PASSED_OVER and not exchange.said.kind.asks):
        word = _STEADY.get(exchange.outcome, word)
    return str(word), verdict


def moment_words(moment: Moment) -> str:
    """Why it is worth hearing again."""
    if moment.kind is MomentKind.SILENCE:
        return tr(
            "这里静了 {seconds} 秒。想词的时候，说说手里的东西，或者谢谢大家。",
            seconds=isolate(f"{moment.length:.0f}"),
        )
    return str(_MOMENTS[moment.kind])


def findings(score: RoomScore) -> tuple[tuple[str, str, Verdict], ...]:
    """What can be told in a sentence each: name, sentence, mark."""
    lines = [_answers(score)]
    if score.middle_seconds is not None:
        said = tr("答上的，一般在 {seconds} 秒以内。", seconds=isolate(f"{score.middle_seconds:.0f}"))
        lines.append((tr("快慢"), said, Verdict.GOOD if score.middle_seconds <= 12 else Verdict.OFF))
    if score.hostile:
        lines.append(_steadiness(score))
    lines.append(_silences(score))
    lines.append(_courtesy(score))
    return tuple(lines)


def _answers(score: RoomScore) -> tuple[str, str, Verdict]:
    if not score.asked:
        return tr("回答"), tr("这一场没有要回答的问题。"), Verdict.NOT_ASSESSABLE
    said = tr(
        "问了 {asked} 条，答上 {answered} 条。",
        asked=isolate(str(score.asked)),
        answered=isolate(str(score.answered)),
    )
    more = []
    if score.partly:
        more.append(trn("{number} 条答了一部分。", "{number} 条答了一部分。", score.partly))
    if score.passed_over:
        more.append(trn("{number} 条没有答。", "{number} 条没有答。", len(score.passed_over)))
    if score.not_clear:
        more.append(trn("{number} 条没听清。", "{number} 条没听清。", score.not_clear))
    good = score.answered * 3 >= score.asked * 2 and not score.unlawful
    return tr("回答"), _sentences(said, *more), Verdict.GOOD if good else Verdict.OFF


def _steadiness(score: RoomScore) -> tuple[str, str, Verdict]:
    said = trn(
        "听到 {number} 句不好听的话，{stood} 次稳住了。",
        "听到 {number} 句不好听的话，{stood} 次稳住了。",
        score.hostile,
        stood=isolate(str(score.stood)),
    )
    if score.stood_seconds is not None:
        more = tr("一般 {seconds} 秒就接着讲。", seconds=isolate(f"{max(1.0, score.stood_seconds):.0f}"))
        said = _sentences(said, more)
    return tr("稳不稳"), said, Verdict.GOOD if score.stood * 3 >= score.hostile * 2 else Verdict.OFF


def _silences(score: RoomScore) -> tuple[str, str, Verdict]:
    if not score.silences:
        return tr("冷场"), tr("一次也没有冷场。"), Verdict.GOOD
    said = trn(
        "冷场 {number} 次，最长 {seconds} 秒。",
        "冷场 {number} 次，最长 {seconds} 秒。",
        score.silences,
        seconds=isolate(f"{score.longest_silence:.0f}"),
    )
    if score.soon_over:
        more = trn("{number} 次很快就接上了。", "{number} 次很快就接上了。", score.soon_over)
        said = _sentences(said, more)
    return tr("冷场"), said, Verdict.OFF


def _sentences(*said: str) -> str:
    return ("" if language() == SOURCE_LANGUAGE else " ").join(said)


def _courtesy(score: RoomScore) -> tuple[str, str, Verdict]:
    if score.rude:
        said = trn("有 {number} 句话说重了。", "有 {number} 句话说重了。", score.rude)
        return tr("礼貌"), said, Verdict.WRONG
    if not score.heard:
        return tr("礼貌"), tr("没有听清您说的话，所以说不好。"), Verdict.NOT_ASSESSABLE
    if not score.polite:
        return tr("礼貌"), tr("没听到“谢谢”和“大家”。多说两句，人就不走。"), Verdict.OFF
    said = trn(
        "说了 {number} 次“谢谢”“您”“大家”这样的话。",
        "说了 {number} 次“谢谢”“您”“大家”这样的话。",
        score.polite,
    )
    return tr("礼貌"), said, Verdict.GOOD


def bought_words(viewer: str) -> str:
    """Somebody has bought."""
    return tr("{viewer} 下单了", viewer=isolate(viewer))


def seconds_words(exchange: Exchange) -> str:
    """How long the answer took, "" when there was none."""
    if exchange.seconds is None:
        return ""
    return tr("{seconds} 秒以后", seconds=isolate(f"{exchange.seconds:.0f}"))


def place_words(second: float) -> str:
    """Where in the recording."""
    return duration_words(second)
