"""A plan that wants only tones or only the pace to be looked at: nothing else is shown, and all is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.practice.plans_values import DueItem, DueState, Feedback
from app.speech.values import AspectScore, FluencyAspect, Part, TakeStatus, Verdict
from app.storage.values import Attempt
from app.ui.attempt.focus import focused
from app.ui.attempt.result import derive_result
from app.ui.jobs import Jobs
from app.ui.screens.practice.screen import PracticeScreen
from app.ui.theme import Theme
from tests.ui.fake_studio import FakeStudio, score_of, spoken_text

TEXT = "这是和田的大红枣，又甜又糯。"


@pytest.fixture
def attempt(studio: FakeStudio) -> Attempt:
    prompt = studio.library.lesson("jujube").prompts[0]
    studio._keep(prompt, "jujube", studio._profiles[0].created)
    return studio._attempts[-1]


def test_only_tones_are_shown_and_spoken_of(attempt: Attempt) -> None:
    spoken = spoken_text(attempt.text)
    whole = derive_result(attempt, spoken)
    view = focused(whole, attempt.score, spoken, Feedback.TONES)
    assert "只看声调" in view.focus and "声调" in view.title
    assert view.fluency == "" and view.ledger is None and view.score == whole.score
    off = whole.syllables[4]  # its initial is off, its tone good
    assert off.worst is Verdict.OFF and attempt.score.syllables[4].tone.verdict is Verdict.GOOD
    shown = view.syllables[4]
    assert shown.worst is Verdict.GOOD and "说得准" in shown.advice
    assert [part.shown for part in shown.parts] == [False, False, True]
    assert "声母" not in shown.description
    assert view.verdicts[4].marks == (None, None, Verdict.GOOD)
    assert view.syllables[1].advice == whole.syllables[1].advice  # was about its tone already
    assert view.opened == 1
    assert all("声母" not in line.sentence and "zh" not in line.sentence for line in view.advice)
    assert view.syllables[1].contour == whole.syllables[1].contour


def test_tones_that_were_all_right_are_praised_whatever_else_was_wrong(attempt: Attempt) -> None:
    spoken = spoken_text(attempt.text)
    good = [
        replace(each, tone=replace(each.tone, verdict=Verdict.GOOD, reason=""), omitted=False)
        for each in attempt.score.syllables
    ]
    score = replace(attempt.score, syllables=tuple(good))
    attempt = replace(attempt, score=score)
    view = focused(derive_result(attempt, spoken), score, spoken, Feedback.TONES)
    assert view.title == "每个字的声调都说准了"
    assert view.advice == ()


def test_only_the_pace_is_shown_and_spoken_of(attempt: Attempt) -> None:
    spoken = spoken_text(attempt.text)
    fast = AspectScore(FluencyAspect.PACE, Verdict.OFF, 320.0, 160.0, 260.0)
    score = replace(attempt.score, fluency=replace(attempt.score.fluency, aspects=(fast,)))
    view = focused(derive_result(replace(attempt, score=score), spoken), score, spoken, Feedback.PACE)
    assert "只看语速" in view.focus and "每分钟" in view.title
    assert view.syllables == () and view.verdicts == {} and view.spans == () and view.opened is None
    [line] = view.advice
    assert "快" in line.sentence or "慢" in line.sentence
    right = (replace(fast, verdict=Verdict.GOOD),)
    halting = replace(score, fluency=replace(score.fluency, aspects=right))  # it stopped where nobody stops
    told = focused(derive_result(replace(attempt, score=halting), spoken), halting, spoken, Feedback.PACE)
    assert "多停了 1 次" in told.title and told.explanation == ""
    calm = replace(score, fluency=replace(score.fluency, aspects=right, pauses=()))
    praised = focused(derive_result(replace(attempt, score=calm), spoken), calm, spoken, Feedback.PACE)
    assert praised.advice == () and "合适" in praised.explanation


def test_a_take_that_was_not_assessed_says_so_as_ever(attempt: Attempt) -> None:
    spoken = spoken_text(attempt.text)
    silent = replace(attempt, score=score_of(spoken, status=TakeStatus.SILENT))
    view = derive_result(silent, spoken)
    assert focused(view, silent.score, spoken, Feedback.TONES) is view
    assert focused(view, None, spoken, Feedback.PACE) is view


@pytest.fixture
def screen(qtbot: QtBot, studio: FakeStudio, jobs: Jobs, theme: Theme) -> PracticeScreen:
    made = PracticeScreen(studio, jobs, theme)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1200, 760)
    made.show()
    return made


def due(feedback: Feedback, state: DueState = DueState.OPEN) -> DueItem:
    day = date(2026, 3, 9)
    return DueItem("g", "p", "jujube", day, state, None, None, feedback, 0, None, False)


def texts(screen: PracticeScreen) -> str:
    return "\n".join(each.text() for each in screen.findChildren(QLabel) if each.isVisible())


def say(screen: PracticeScreen, studio: FakeStudio) -> None:
    """Record and stop; the pretended studio scores at once."""
    prompt = screen.rehearsal.state.prompt
    assert prompt is not None
    studio._keep(prompt, "jujube", studio._profiles[0].created)
    attempt = studio._attempts[-1]
    screen.rehearsal._set(attempt=attempt, said=True)
    screen.rehearsal.attempt_ready.emit(attempt)


@pytest.mark.parametrize("feedback", [Feedback.TONES, Feedback.PACE])
def test_the_page_shows_what_the_plan_wants_and_says_why(
    screen: PracticeScreen, studio: FakeStudio, feedback: Feedback
) -> None:
    studio.plans.items = [due(feedback)]
    screen.open_prompt("jujube", "origin")
    say(screen, studio)
    shown = texts(screen)
    assert "老师布置" in shown
    assert "平翘舌" not in shown and "扣得最多的" not in shown
    assert screen.result.panel.isVisible() is (feedback is Feedback.TONES)
    if feedback is Feedback.TONES:
        assert len(screen.result.panel.verdict_lines) == 1
    attempt = screen.result.attempt
    assert attempt is not None and attempt.score is not None
    assert attempt.score.syllables[4].part(Part.INITIAL).verdict is Verdict.OFF  # kept whole


def test_a_lesson_that_is_done_and_a_drill_show_all(screen: PracticeScreen, studio: FakeStudio) -> None:
    studio.plans.items = [due(Feedback.TONES, DueState.DONE)]
    screen.open_prompt("jujube", "origin")
    say(screen, studio)
    assert "老师布置" not in texts(screen) and len(screen.result.panel.verdict_lines) == 3
    studio.plans.items = [due(Feedback.TONES)]
    screen.open_prompt("jujube", "origin", planned=False)
    say(screen, studio)
    assert "老师布置" not in texts(screen) and len(screen.result.panel.verdict_lines) == 3


def test_an_old_take_is_shown_whole(screen: PracticeScreen, studio: FakeStudio, attempt: Attempt) -> None:
    studio.plans.items = [due(Feedback.PACE)]
    screen.open_prompt("jujube", "origin")
    screen.show_attempt(attempt)
    assert "老师布置" not in texts(screen) and screen.result.panel.isVisible()
