"""A result with what a trainer said of it: her verdicts beside the machine's, and whose is whose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.i18n import tr, trn
from app.practice.review_sentences import in_readers_language
from app.practice.reviews_values import Comment, ReviewedAttempt, VerdictChange
from app.speech.values import Part, Verdict
from app.ui.attempt.result import PartView, ResultView, SyllableView
from app.ui.attempt.words import duration_words, part_word, verdict_word
from app.ui.i18n import isolate
from app.ui.widgets.ruby_cells import RubyVerdict
from app.ui.widgets.waveform import WaveformMark

_SEVERITY = (Verdict.WRONG, Verdict.OFF, Verdict.GOOD, Verdict.NOT_ASSESSABLE)


def with_review(view: ResultView, review: ReviewedAttempt) -> ResultView:
    """`view` with the trainer's verdicts where there are some; the machine's stand beside them in words."""
    if not review.changes:
        return view
    syllables = tuple(
        _with_changes(each, [c for c in review.changes if c.position == each.index])
        for each in view.syllables
    )
    verdicts = dict(view.verdicts)
    for each in syllables:
        changed = changed_parts(review, each.index)
        if changed:
            verdicts[each.index] = _lit(each, view.verdicts[each.index], changed)
    return replace(view, syllables=syllables, verdicts=verdicts)


def _lit(view: SyllableView, before: RubyVerdict, changed: Mapping[Part, Verdict]) -> RubyVerdict:
    initial, final, tone = (changed.get(part, mark) for part, mark in zip(Part, before.marks, strict=True))
    return RubyVerdict((initial, final, tone), view.worst, before.omitted, view.description)


def _with_changes(view: SyllableView, changes: Sequence[VerdictChange]) -> SyllableView:
    if not changes:
        return view
    by_part = {change.part: change for change in changes}
    parts = tuple(_part(each, by_part.get(each.part)) for each in view.parts)
    there = [each.verdict for each in parts if each.verdict is not None]
    worst = min(there, key=_SEVERITY.index)
    said = "；".join(
        tr("老师：{part}{verdict}", part=part_word(part), verdict=verdict_word(change.trainer))
        for part, change in by_part.items()
    )
    return replace(
        view,
        parts=(parts[0], parts[1], parts[2]),
        worst=worst,
        advice=_advice(worst, changes),
        description=tr("{machine}。{trainer}", machine=view.description, trainer=said),
    )


def _advice(worst: Verdict, changes: Sequence[VerdictChange]) -> str:
    """A sentence in place of the machine's, which may say the opposite of what the trainer heard."""
    if worst is Verdict.GOOD:
        return tr("老师听着是准的，就这样说。")
    faults = [each for each in changes if each.trainer in (Verdict.OFF, Verdict.WRONG)]
    if not faults:
        return tr("老师的判定和电脑不一样，以老师的为准。")
    part = part_word(min(faults, key=lambda each: _SEVERITY.index(each.trainer)).part)
    return tr("老师听着{part}还不准，以老师的为准。听一听目标，跟着再说一遍。", part=part)


def _part(view: PartView, change: VerdictChange | None) -> PartView:
    if change is None:
        return view
    machine = tr("电脑：{verdict}", verdict=verdict_word(change.machine))
    remark = tr("{verdict}，{remark}", verdict=machine, remark=view.remark) if view.remark else machine
    return replace(
        view,
        verdict=change.trainer,
        word=tr("老师：{verdict}", verdict=verdict_word(change.trainer)),
        remark=remark,
        shown=True,
    )


def comment_marks(review: ReviewedAttempt) -> tuple[WaveformMark, ...]:
    """The comments that are about a moment, as marks on the time axis, in the order of `comments`."""
    return tuple(
        WaveformMark(each.id, each.at, comment_text(each)) for each in review.comments if each.at is not None
    )


def comment_text(comment: Comment) -> str:
    """What a comment says in the reader's language; how long it is where it was spoken."""
    if comment.voice is not None and not comment.text:
        return tr("语音 {length}", length=duration_words(max(1.0, comment.voice_seconds)))
    return in_readers_language(comment.text)


def moment_text(at: float | None, view: ResultView | None) -> str:
    """Where in the take a comment belongs: `0:03 “枣”`, or the whole of it."""
    if at is None:
        return tr("整段")
    spans = view.spans if view is not None else ()
    said = next((span.text for span in spans if span.start <= at < span.end), "")
    clock = duration_words(at)
    return tr("{time}“{character}”", time=clock, character=isolate(said)) if said else clock


def heard_words(review: ReviewedAttempt) -> str:
    """Who has heard the take and what came of it, in one sentence; "" while nobody has said anything."""
    if review.empty:
        return ""
    name = isolate(review.by_name or next((c.by_name for c in review.comments if c.by_name), ""))
    words = tr("{name}听过了", name=name) if name else tr("老师听过了")
    if review.changes:
        changed = trn("改了 {number} 处判定", "改了 {number} 处判定", len(review.changes))
        return tr("{heard}，{changed}。分数仍是电脑评的。", heard=words, changed=changed)
    if not review.comments:
        return tr("{heard}，同意电脑的判定。", heard=words)
    return tr("{heard}。", heard=words)


def changed_parts(review: ReviewedAttempt, position: int) -> dict[Part, Verdict]:
    """The trainer's verdicts on one syllable."""
    return {each.part: each.trainer for each in review.changes if each.position == position}
