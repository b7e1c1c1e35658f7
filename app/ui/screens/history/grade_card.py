"""The grade that her latest takes point to, all together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import ExpectedError
from app.i18n import tr
from app.speech.grade import GradeEstimate, estimate_grade
from app.speech.values import PronunciationScore, TakeStatus
from app.ui.attempt.grade_words import derive_grade
from app.ui.jobs import Err, Jobs, Ok
from app.ui.theme import SPACE
from app.ui.widgets.card import Card
from app.ui.widgets.labels import label

if TYPE_CHECKING:
    from app.practice.studio import Studio

LATEST = 60
"""Takes looked at, at most."""

ENOUGH = 400
"""Syllables: a passage of the test has as many."""


class GradeCard(Card):
    """One line and what it rests on; short prompts add up here."""

    def __init__(self, studio: Studio, jobs: Jobs) -> None:
        super().__init__()
        self.setAccessibleName(tr("普通话等级的估计"))
        self.body.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        self.body.addWidget(label(tr("普通话等级的估计"), "section"))
        self._studio = studio
        self._jobs = jobs
        self._headline = label("", "strong")
        self._details = label("", "small")
        self.body.addWidget(self._headline)
        self.body.addWidget(self._details)
        self.hide()

    def load(self) -> None:
        """Estimate anew."""
        self._jobs.run(lambda: estimate_grade(latest_scores(self._studio)), self._show, owner=self)

    def _show(self, result: Ok[GradeEstimate] | Err) -> None:
        if isinstance(result, Err):
            self.hide()
            return
        view = derive_grade(result.value)
        self._headline.setText(view.headline)
        self._details.setText(" ".join(view.details))
        self.show()

    @property
    def texts(self) -> tuple[str, str]:
        """What is said."""
        return self._headline.text(), self._details.text()


def latest_scores(studio: Studio) -> list[PronunciationScore]:
    """Scores of her latest takes, as many as a passage of the test has syllables. Blocks."""
    found: list[PronunciationScore] = []
    syllables = 0
    for summary in studio.attempts(limit=LATEST):
        if summary.status != TakeStatus.SCORED.value:
            continue
        try:
            score = studio.attempt(summary.id).score
        except ExpectedError:  # one that cannot be read says nothing of the others
            continue
        if score is not None:
            found.append(score)
            syllables += len(score.syllables)
        if syllables >= ENOUGH:
            break
    return found
