"""Work off the GUI thread: a plain function in, `Ok` or `Err` out, delivered on the GUI thread.

Usage in a screen::

    self._jobs.run(lambda: studio.attempts(), self._show_attempts, owner=self)

`done` is not called when `owner` was deleted meanwhile (the window is rebuilt when the language changes).
A bug in the work is reported as one and still ends in an `Err`, so that a page never waits for ever.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QThreadPool, Signal
from shiboken6 import isValid

from app.errors import ExpectedError
from app.i18n import Message, msg

log = logging.getLogger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)
class Ok(Generic[T]):
    """The work came to its end; `value` is what it returned."""

    value: T


@dataclass(frozen=True)
class Err:
    """The work failed; `error` carries the sentence to show."""

    error: ExpectedError


class Executor(Protocol):
    """Something that runs functions, now or later, on whatever thread it likes."""

    def submit(self, work: Callable[[], None]) -> None:
        """Run `work` once."""

    def wait(self) -> None:
        """Return when nothing is running any more; what has not begun may be dropped."""


class PoolExecutor:
    """Runs functions on a QThreadPool of its own."""

    def __init__(self, threads: int = 4) -> None:
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(threads)

    def submit(self, work: Callable[[], None]) -> None:
        """Run `work` on a pool thread as soon as one is free."""
        self._pool.start(work)

    def wait(self) -> None:
        """Drop what has not begun and wait for the rest."""
        self._pool.clear()
        self._pool.waitForDone()


class Job:
    """A piece of work on its way. The work asks `cancelled` and tells `progress`; the screen may `cancel`."""

    def __init__(self, tell: Callable[[Job, float, Message | None], None]) -> None:
        self._tell = tell
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop; it ends with its own `Err` or `Ok` as soon as it notices."""
        self._cancelled.set()

    def cancelled(self) -> bool:
        """Whether somebody asked the work to stop. Any thread."""
        return self._cancelled.is_set()

    def progress(self, fraction: float, doing: Message | None = None) -> None:
        """Tell how far the work is, 0 to 1, and what it is doing. Any thread."""
        self._tell(self, fraction, doing)


@dataclass(frozen=True)
class _Delivery:
    """A call to make on the GUI thread, for the sake of `owner`."""

    call: Callable[[], None]
    owner: QObject | None


class Jobs(QObject):
    """The one runner of background work."""

    _delivered = Signal(object)

    def __init__(
        self,
        executor: Executor | None = None,
        report_bug: Callable[[BaseException], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._executor = executor or PoolExecutor()
        self._report_bug = report_bug or (lambda error: log.error("a job failed", exc_info=error))
        self._delivered.connect(self._deliver)

    def run(
        self, work: Callable[[], T], done: Callable[[Ok[T] | Err], None], *, owner: QObject | None = None
    ) -> Job:
        """Run `work` in the background and hand its result to `done` on the GUI thread."""
        return self.run_long(lambda _job: work(), done, owner=owner)

    def run_long(
        self,
        work: Callable[[Job], T],
        done: Callable[[Ok[T] | Err], None],
        *,
        progress: Callable[[float, Message | None], None] | None = None,
        owner: QObject | None = None,
    ) -> Job:
        """Like `run`, for work that tells its progress and can be stopped through the `Job` it is given."""

        def tell(_job: Job, fraction: float, doing: Message | None) -> None:
            if progress is not None:
                self._delivered.emit(_Delivery(lambda: progress(fraction, doing), owner))

        job = Job(tell)

        def carry_out() -> None:
            result = self._result(work, job)
            self._delivered.emit(_Delivery(lambda: done(result), owner))

        self._executor.submit(carry_out)
        return job

    def wait(self) -> None:
        """Wait for running work at the end of the program."""
        self._executor.wait()

    def _result(self, work: Callable[[Job], T], job: Job) -> Ok[T] | Err:
        try:
            return Ok(work(job))
        except ExpectedError as error:
            log.info("a job ended with an expected error: %s %s", error.message.text, error.detail)
            return Err(error)
        except Exception as error:
            bug = error  # the name is gone when the call below is made
            self._delivered.emit(_Delivery(lambda: self._report_bug(bug), None))
            return Err(ExpectedError(msg("程序出了问题，这一步没有完成。您的录音没有丢失。"), repr(error)))

    def _deliver(self, delivery: Any) -> None:
        if delivery.owner is None or isValid(delivery.owner):
            delivery.call()
