"""Old takes in the history: how many an earlier scorer judged, and scoring them all again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from app.i18n import tr, trn
from app.ui.jobs import Err, Job, Jobs, Ok
from app.ui.theme import SPACE, Theme
from app.ui.widgets.buttons import button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label
from app.ui.widgets.long_job import LongJobPanel

if TYPE_CHECKING:
    from app.practice.rescoring import RescoreResult
    from app.practice.studio import Studio


class RescoringCard(Card):
    """Hidden while there is nothing to score again; shows progress and a way to stop while it works."""

    failed = Signal(str)
    done = Signal()

    def __init__(self, studio: Studio, jobs: Jobs, theme: Theme) -> None:
        super().__init__()
        self.setAccessibleName(tr("旧的评分"))
        self.body.setContentsMargins(3 * SPACE, SPACE, 2 * SPACE, SPACE)
        self._studio = studio
        self._jobs = jobs
        self._sentence = label("")
        self._outcome = label("", "soft")
        self.start_button = button(tr("全部重新评分"), self.start, theme, icon="again")
        self.panel = LongJobPanel(jobs, theme)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self._sentence, 1)
        row.addWidget(self.start_button)
        self.body.addLayout(row)
        self.body.addWidget(self._outcome)
        self.body.addWidget(self.panel)
        self._outcome.hide()
        self.hide()

    def load(self) -> None:
        """Count the takes that may be scored again."""
        if not self.panel.running:
            self._jobs.run(self._studio.rescoring.outdated, self._show, owner=self)

    def _show(self, result: Ok[list[str]] | Err) -> None:
        count = len(result.value) if isinstance(result, Ok) else 0
        self._sentence.setText(
            trn(
                "有 {number} 遍是旧版评分程序或别的严格程度评的，和新的分数不好直接比。"
                "重新评分要一会儿，原来的分数会留着。",
                "有 {number} 遍是旧版评分程序或别的严格程度评的，和新的分数不好直接比。"
                "重新评分要一会儿，原来的分数会留着。",
                count,
            )
        )
        self._sentence.setVisible(count > 0)
        self.start_button.setVisible(count > 0)
        self.setVisible(count > 0 or not self._outcome.isHidden())

    @property
    def sentence(self) -> str:
        """What is said of the old takes."""
        return self._sentence.text()

    @property
    def outcome(self) -> str:
        """What came of the last scoring."""
        return self._outcome.text()

    def start(self) -> None:
        """Score all of them again."""
        self.start_button.hide()

        def work(job: Job) -> RescoreResult:
            return self._studio.rescoring.rescore_outdated(
                lambda done, count: job.progress(done / max(1, count)), job.cancelled
            )

        self.panel.start(tr("正在重新评分…"), work, self._finished)

    def _finished(self, result: Ok[RescoreResult] | Err) -> None:
        if isinstance(result, Err):
            self.start_button.show()
            self.failed.emit(str(result.error))
            return
        found = result.value
        sentences = [
            trn("重新评了 {number} 遍", "重新评了 {number} 遍", found.done)
            + tr("：{higher} 遍高了，{lower} 遍低了。", higher=found.higher, lower=found.lower)
        ]
        if found.failed:
            sentences.append(
                trn(
                    "{number} 遍的录音读不出来，保留原来的分数。",
                    "{number} 遍的录音读不出来，保留原来的分数。",
                    len(found.failed),
                )
            )
        if found.cancelled:
            sentences.append(tr("已停止，其余的以后可以再评。"))
        self._outcome.setText(" ".join(sentences))
        self._outcome.show()
        self.done.emit()
        self.load()
