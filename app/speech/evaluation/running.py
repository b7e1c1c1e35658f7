"""Runs the evaluation, in this process or in several."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from app.errors import ExpectedError
from app.i18n import msg
from app.speech.assessor import Assessor
from app.speech.evaluation.sets import Clip
from app.speech.evaluation.trials import ClipTrials, Conditions, judge_clip

Progress = Callable[[int, int], None]
_WAIT_SECONDS = 0.5
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

_assessor: Assessor | None = None
_conditions = Conditions()


class EvaluationStoppedError(ExpectedError):
    """A process of the evaluation died, as a rule for want of memory."""


def cores() -> int:
    """Processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_trials(
    scorer_dir: Path,
    clips: Sequence[Clip],
    conditions: Conditions,
    *,
    jobs: int = 1,
    progress: Progress = lambda done, total: None,
) -> list[ClipTrials]:
    """The trials of all recordings, in their order, whatever the number of processes.

    `progress` is told how many are done. Can be interrupted: what runs is waited for, nothing else begins.
    """
    jobs = max(1, min(jobs, len(clips)))
    if jobs == 1:
        assessor = Assessor(None, scorer_dir)
        results = []
        for clip in clips:
            results.append(judge_clip(assessor, clip, conditions))
            progress(len(results), len(clips))
        return results
    pool = ProcessPoolExecutor(
        jobs, multiprocessing.get_context("spawn"), _begin_process, (scorer_dir, conditions)
    )
    try:
        with _quiet_children():
            futures = [pool.submit(_judge, clip) for clip in clips]
        _follow(futures, progress)
        return [future.result() for future in futures]
    except BrokenProcessPool as error:
        raise EvaluationStoppedError(
            msg(
                "评测没有做完：一个计算进程停止了，多半是内存不够。"
                "请关掉别的程序，或者减少进程数（--jobs 1）再试。"
            ),
            str(error),
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _follow(futures: Sequence[Future[ClipTrials]], progress: Progress) -> None:
    """Wait for all, or for the first that fails, telling how many are done."""
    waiting = set(futures)
    while waiting:
        done, waiting = wait(waiting, timeout=_WAIT_SECONDS)
        for future in done:
            future.result()
        if done:
            progress(len(futures) - len(waiting), len(futures))


@contextlib.contextmanager
def _quiet_children() -> Iterator[None]:
    """Processes started here run one thread of linear algebra each and leave Ctrl-C to their parent.

    An ignored signal stays ignored in a new process from its first moment on, before any code of ours runs.
    """
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    in_main = threading.current_thread() is threading.main_thread()
    handler = signal.signal(signal.SIGINT, signal.SIG_IGN) if in_main else None
    try:
        yield
    finally:
        if in_main:
            signal.signal(signal.SIGINT, handler)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _begin_process(scorer_dir: Path, conditions: Conditions) -> None:
    global _assessor, _conditions
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _assessor = Assessor(None, scorer_dir)
    _conditions = conditions


def _judge(clip: Clip) -> ClipTrials:
    assert _assessor is not None
    return judge_clip(_assessor, clip, _conditions)
