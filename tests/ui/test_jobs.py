from __future__ import annotations

import threading
import time

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication

from app.errors import ExpectedError
from app.i18n import msg
from app.ui.jobs import Err, Job, Jobs, Ok
from tests.ui.conftest import HandExecutor


def test_the_result_comes_back_on_the_gui_thread(application: QApplication, qtbot) -> None:
    jobs = Jobs()
    seen: list[tuple[object, bool, bool]] = []
    gui = QThread.currentThread()

    def work() -> bool:
        return QThread.currentThread() is gui

    jobs.run(work, lambda result: seen.append((result, QThread.currentThread() is gui, True)))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(Ok(False), True, True)]
    jobs.wait()


def test_an_expected_error_arrives_as_err(application: QApplication, hand: HandExecutor) -> None:
    jobs = Jobs(hand)
    error = ExpectedError(msg("磁盘满了。"))
    seen: list[object] = []

    def work() -> None:
        raise error

    jobs.run(work, seen.append)
    assert seen == []
    hand.run_next()
    assert seen == [Err(error)]


def test_a_bug_is_reported_and_still_ends_the_waiting(application: QApplication, hand: HandExecutor) -> None:
    bugs: list[BaseException] = []
    seen: list[object] = []
    jobs = Jobs(hand, report_bug=bugs.append)
    jobs.run(lambda: 1 // 0, seen.append)
    hand.run_next()
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]
    assert isinstance(seen[0], Err)
    assert "ZeroDivisionError" in seen[0].error.detail
    assert "Zero" not in str(seen[0].error)


def test_nothing_is_delivered_to_what_is_gone(application: QApplication, hand: HandExecutor) -> None:
    jobs = Jobs(hand)
    owner = QObject()
    seen: list[object] = []
    jobs.run(lambda: 1, seen.append, owner=owner)
    shiboken6.delete(owner)
    hand.run_next()
    assert seen == []


def test_long_work_tells_its_progress_and_can_be_stopped(application: QApplication, qtbot) -> None:
    jobs = Jobs()
    started = threading.Event()
    told: list[float] = []
    seen: list[object] = []

    def work(job: Job) -> str:
        job.progress(0.25)
        started.set()
        while not job.cancelled():
            time.sleep(0.005)
        raise ExpectedError(msg("已停止。"))

    job = jobs.run_long(work, seen.append, progress=lambda fraction, _doing: told.append(fraction))
    assert started.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: bool(seen))
    assert told == [0.25]
    assert isinstance(seen[0], Err)
    jobs.wait()


def test_waiting_drops_what_has_not_begun(application: QApplication) -> None:
    jobs = Jobs()
    release = threading.Event()
    ran: list[int] = []
    for number in range(20):
        jobs.run(lambda number=number: (release.wait(5), ran.append(number)), lambda _result: None)
    release.set()
    jobs.wait()
    assert 4 <= len(ran) <= 20
    before = len(ran)
    time.sleep(0.05)
    assert len(ran) == before


@pytest.mark.parametrize("size", [1, 5])
def test_several_results_keep_their_order_by_hand(application, hand: HandExecutor, size: int) -> None:
    jobs = Jobs(hand)
    seen: list[object] = []
    for number in range(size):
        jobs.run(lambda number=number: number, seen.append)
    hand.wait()
    assert seen == [Ok(number) for number in range(size)]
