"""What improved, told only where it is clear, and what cannot be told yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLabel

from app.i18n import tr, trn
from app.practice.progress_statistics import Interval
from app.practice.progress_values import Contrast, PersonProgress, Share, SoundChange
from app.speech.values import Part
from app.ui.attempt.words import part_word
from app.ui.i18n import isolate
from app.ui.progress.sound_tables import numbers, percent, sound_text
from app.ui.widgets.card import Card, clear
from app.ui.widgets.labels import label

SHOWN = 5


class ChangesCard(Card):
    """Sentences, each with the numbers it rests on."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("有什么进步"))

    def show_progress(self, progress: PersonProgress) -> None:
        """Show what changed."""
        clear(self.body)
        self.body.addWidget(label(tr("有什么进步"), "strong"))
        self.body.addWidget(label(total_words(progress.total, progress.prompts)))
        better, worse, unclear = sorted_changes(progress.changes)
        for change in better[:SHOWN]:
            self.body.addWidget(label(f"↑ {change_words(change)}", "good"))
        for change in worse[:SHOWN]:
            self.body.addWidget(label(f"↓ {change_words(change)}"))
        self.body.addWidget(label(rest_words(len(better), len(worse), unclear), "soft"))
        if progress.contrasts:
            pairs = tr("、").join(isolate(contrast_name(each)) for each in progress.contrasts[:3])
            self.body.addWidget(label(tr("容易说混的：{pairs}", pairs=pairs)))
        self.body.addStretch(1)

    @property
    def texts(self) -> list[str]:
        """What is said, line by line."""
        return [each.text() for each in self.findChildren(QLabel) if each.parent() is self]


def sorted_changes(changes: Sequence[SoundChange]) -> tuple[list[SoundChange], list[SoundChange], int]:
    """Clearly better, clearly worse, and how many of which nothing can be told."""
    better = [each for each in changes if each.interval.low > 0]
    worse = [each for each in changes if each.interval.high < 0]
    return better, worse, len(changes) - len(better) - len(worse)


def total_words(total: Interval | None, prompts: int) -> str:
    """Whether scores of the same prompts rose."""
    if total is None:
        return tr("同样的句子隔两周以上再说几句，就能比出总分有没有进步。")
    values = {
        "low": isolate(f"{abs(total.low):.0f}"),
        "high": isolate(f"{abs(total.high):.0f}"),
        "change": isolate(f"{abs(total.difference):.0f}"),
    }
    if total.low > 0:
        return trn(
            "同样的 {number} 句，比两周多以前平均高了 {change} 分（{low}–{high}）。",
            "同样的 {number} 句，比两周多以前平均高了 {change} 分（{low}–{high}）。",
            prompts,
            **values,
        )
    if total.high < 0:
        return trn(
            "同样的 {number} 句，最近平均低了 {change} 分；累了、赶了、吵了都会这样，慢慢再来。",
            "同样的 {number} 句，最近平均低了 {change} 分；累了、赶了、吵了都会这样，慢慢再来。",
            prompts,
            **values,
        )
    return trn(
        "同样的 {number} 句，总分的变化还看不出来。", "同样的 {number} 句，总分的变化还看不出来。", prompts
    )


def change_words(change: SoundChange) -> str:
    """`声母 zh：从 20% 到 73%（先说的 30 次，最近的 30 次）`."""
    name = sound_text(change.part, change.sound)
    if change.part is not Part.TONE:
        name = f"{part_word(change.part)} {name}"
    return tr(
        "{sound}：准确的从 {first} 到 {last}（最早 {n_first} 次，最近 {n_last} 次）",
        sound=isolate(name),
        first=numbers(f"{percent(change.first.share)}%"),
        last=numbers(f"{percent(change.last.share)}%"),
        n_first=change.first.judged,
        n_last=change.last.judged,
    )


def rest_words(better: int, worse: int, unclear: int) -> str:
    """How many sounds nothing can be told of."""
    if not better and not worse and not unclear:
        return tr("说得还少，先练起来，过几周这里会告诉您哪些音变稳了。")
    if not unclear:
        return tr("够次数的音都比过了。")
    if better or worse:
        return trn("另外 {number} 个音还看不出变化。", "另外 {number} 个音还看不出变化。", unclear)
    return trn("{number} 个音比过了，还看不出变化。", "{number} 个音比过了，还看不出变化。", unclear)


def contrast_name(contrast: Contrast) -> str:
    """`zh ↔ z`."""
    return f"{sound_text(contrast.part, contrast.one)} ↔ {sound_text(contrast.part, contrast.other)}"


def share_change_words(first: Share, last: Share) -> str:
    """`72% → 81%`, in the order in which time runs."""
    return numbers(f"{percent(first.share)}% → {percent(last.share)}%")
