"""The sentences that say how far the machine can be trusted, for somebody who knows no statistics."""

from __future__ import annotations

from app.i18n import msg, tr, trn
from app.practice.agreement_values import AgreementReport, PartReport, Preview, Standing
from app.speech.agreement import Estimate
from app.speech.agreement_cuts import CentreCuts, Shift
from app.speech.agreement_fit import Fitted, Refusal
from app.speech.values import Part
from app.ui.attempt.words import part_word
from app.ui.i18n import isolate

FEW = 60
"""Marks of a part, below which nothing is said of how good the machine is."""

WIDE = 0.35
"""An interval of kappa wider than that leaves open whether the machine is good or bad."""

_LANGUAGES = {"ug": msg("维吾尔语"), "kk": msg("哈萨克语"), "zh": msg("汉语")}
_REFUSALS = {
    Refusal.FEW_SPEAKERS: msg("标过的学员太少（至少 4 位），还不能重新定。"),
    Refusal.FEW_MARKS: msg("标成“不对”“有偏差”或者“准确”的太少，还不能重新定。"),
    Refusal.SAME: msg("现在的门槛就是最合适的。"),
    Refusal.NOT_BETTER: msg("换一批学员来检验，新门槛并不更好，所以不建议换。"),
    Refusal.BY_CHANCE: msg("新门槛好一点，但也可能只是碰巧，所以先不换。再多标一些会更清楚。"),
}


def language_word(language: str) -> str:
    """The name of a first language."""
    return str(_LANGUAGES[language]) if language in _LANGUAGES else tr("其他语言")


def percent(share: float | None) -> str:
    """A share as a whole percentage; a dash where nothing is known."""
    return isolate(f"{100 * share:.0f}%") if share is not None else "—"


def share_text(found: Estimate) -> str:
    """`3%（1%–6%）`."""
    if found.value is None or found.low is None or found.high is None:
        return percent(found.value)
    return isolate(f"{100 * found.value:.0f}% ({100 * found.low:.0f}–{100 * found.high:.0f}%)")


def figure_text(found: Estimate) -> str:
    """`0.71（0.62–0.79）`."""
    if found.value is None:
        return "—"
    if found.low is None or found.high is None:
        return isolate(f"{found.value:.2f}")
    return isolate(f"{found.value:.2f} ({found.low:.2f}–{found.high:.2f})")


def says_nothing(report: PartReport) -> bool:
    """Whether there are too few marks for a judgement."""
    found = report.kappa
    if report.marks < FEW or found.value is None or found.low is None or found.high is None:
        return True
    return found.high - found.low > WIDE


def trust_word(report: PartReport) -> str:
    """How far to trust the machine, in a few words.

    By kappa at 0.8, 0.6 and 0.4, the bounds of J. R. Landis and G. G. Koch, "The measurement of observer
    agreement for categorical data", Biometrics 33, 1977.
    """
    if says_nothing(report):
        return tr("标得还少，说不准")
    value = report.kappa.value or 0.0
    if value >= 0.8:
        return tr("很可信")
    if value >= 0.6:
        return tr("大体可信")
    return tr("只作参考") if value >= 0.4 else tr("先别信，以教师为准")


def trust_role(report: PartReport) -> str:
    """The look of the tag with `trust_word`."""
    if says_nothing(report):
        return "tag"
    return "tag-good" if (report.kappa.value or 0.0) >= 0.6 else "tag-now"


def part_sentence(report: PartReport) -> str:
    """What the machine gets wrong, in whole numbers out of a hundred."""
    if report.marks < FEW:
        return trn(
            "教师只标了 {number} 处，还说不出机器准不准。",
            "教师只标了 {number} 处，还说不出机器准不准。",
            report.marks,
        )
    right, wrong = report.usual.right_called_wrong, report.usual.wrong_called_right
    sentences = []
    if right.value is not None:
        sentences.append(
            tr("教师说准确的，每 100 处机器大约错判成不对 {wrong} 处。", wrong=_hundred(right.value))
        )
    if wrong.value is not None:
        sentences.append(
            tr("教师说不对的，每 100 处机器大约放过 {missed} 处。", missed=_hundred(wrong.value))
        )
    return "\n".join(sentences) or tr("标的都是同一种，还比不出来。")


def _hundred(share: float) -> str:
    return isolate(f"{100 * share:.0f}")


def people_sentence(report: PartReport) -> str:
    """How the machine's agreement compares with that of two trainers, "" where no two have marked."""
    if report.shared < FEW // 2 or report.humans.value is None or report.kappa.value is None:
        return ""
    if report.kappa.value >= report.humans.value - 0.05:
        return tr("两位教师之间也不过这样一致：{humans}。", humans=figure_text(report.humans))
    return tr("两位教师之间更一致：{humans}。", humans=figure_text(report.humans))


def wanted_sentence(standing: Standing) -> str:
    """How many more takes it needs."""
    if not standing.wanted and not standing.speakers_wanted:
        return tr("已经够算准了。再标还会更准。")
    if not standing.wanted:
        return trn(
            "最好再听听另外 {number} 位学员。", "最好再听听另外 {number} 位学员。", standing.speakers_wanted
        )
    return trn("还要大约 {number} 段才算得准。", "还要大约 {number} 段才算得准。", standing.wanted)


def basis_sentence(report: AgreementReport) -> str:
    """Whose takes, how many marks, by whom."""
    return tr(
        "{takes} 段录音，{speakers} 位学员，{trainers} 位教师，一共 {marks} 处。",
        takes=isolate(str(report.takes)),
        speakers=isolate(str(report.speakers)),
        trainers=isolate(str(report.trainers)),
        marks=isolate(str(report.overall.marks)),
    )


def languages_sentence(report: AgreementReport) -> str:
    """For whom the figures hold."""
    each = [
        tr("{language} {count} 段", language=language_word(language), count=isolate(str(count)))
        for language, count in sorted(report.languages.items(), key=lambda item: -item[1])
    ]
    return tr("、").join(each)


def cautions(report: AgreementReport) -> tuple[str, ...]:
    """What to keep in mind about these figures."""
    found = []
    if report.takes and report.speakers < 8:
        found.append(tr("听过的学员还少，换一批人，数字可能不一样。"))
    if report.takes and report.trainers < 2:
        found.append(tr("只有一位教师标过。请另一位教师也标几段，才知道人和人之间差多少。"))
    few = [language for language, count in report.languages.items() if count < 5]
    if few and report.standing.wanted < report.takes:  # with few takes in all they are few of everybody
        names = tr("、").join(language_word(each) for each in few)
        found.append(tr("母语是{languages}的录音很少，对他们说不准。", languages=names))
    if report.fitted_to:
        found.append(tr("现在的门槛就是照这些标注定的，所以数字会比以后的录音好看一点。"))
    if report.stale:
        found.append(
            trn(
                "有 {number} 处是旧版评分器的判断，只算一致，不用来定门槛。",
                "有 {number} 处是旧版评分器的判断，只算一致，不用来定门槛。",
                report.stale,
            )
        )
    return tuple(found)


# thresholds


def shift_sentence(shift: Shift) -> str:
    """Where the thresholds of a part lie."""
    if not shift.off and not shift.wrong:
        return tr("用开播自带的门槛")
    return tr("“有偏差”{off}，“不对”{wrong}", off=_direction(shift.off), wrong=_direction(shift.wrong))


def _direction(nats: float) -> str:
    """A shift in words: at +0.7 the evidence that a part was right must be twice as strong (e^0.7)."""
    if abs(nats) < 0.05:
        return tr("不变")
    size = isolate(f"{abs(nats):.2f}")
    return tr("更严 {size}", size=size) if nats > 0 else tr("更宽 {size}", size=size)


def cuts_sentence(cuts: CentreCuts) -> str:
    """All parts' shifts in one line."""
    if cuts.bundled:
        return tr("开播自带的门槛")
    return tr("；").join(
        tr("{part}：{shift}", part=part_word(part), shift=shift_sentence(cuts.of(part)))
        for part in Part
        if cuts.of(part) != Shift()
    )


def fit_sentence(fit: Fitted) -> str:
    """What a fit offers, or why it offers nothing."""
    if fit.refusal is not None:
        return str(_REFUSALS[fit.refusal])
    return tr("新门槛：{shift}。", shift=shift_sentence(fit.shift))


def fit_figures(fit: Fitted) -> tuple[tuple[str, str, str], ...]:
    """What changes for people the fit has not seen: name, now, then."""
    return (
        (
            tr("教师说准确、机器说不对"),
            share_text(fit.now.false_alarms),
            share_text(fit.then.false_alarms),
        ),
        (tr("教师说准确、机器挑出来"), share_text(fit.now.alarms), share_text(fit.then.alarms)),
        (tr("教师说不对、机器挑出来"), share_text(fit.now.found), share_text(fit.then.found)),
        (tr("和教师一共相差"), _tenths(fit.now.disagreement), _tenths(fit.then.disagreement)),
    )


def _tenths(share: float) -> str:
    return isolate(f"{100 * share:.1f}%")


def preview_sentence(preview: Preview) -> str:
    """What would change on kept takes."""
    return tr(
        "最近 {takes} 段录音、{verdicts} 处判断里，有 {changed} 处会变：{milder} 处变宽，{harsher} 处变严。",
        takes=isolate(str(preview.takes)),
        verdicts=isolate(str(preview.verdicts)),
        changed=isolate(str(preview.changed)),
        milder=isolate(str(sum(preview.milder.values()))),
        harsher=isolate(str(sum(preview.harsher.values()))),
    )
