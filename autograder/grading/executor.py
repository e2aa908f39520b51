"""Grade submissions in processes on this machine, behind the same interface as on a cluster."""

import contextlib
import os
import queue
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from autograder.errors import AssignmentError, GraderError
from autograder.grading.grader_process import GraderProcess
from autograder.grading.job import Job, Setup
from autograder.grading.records import internal_error_record
from autograder.model.results import Record
from autograder.sandbox.limits import fit

__all__ = ["GradingExecutor", "LocalExecutor", "cores"]

WINDOW = 0.25
"""Seconds between two looks at the busy processes. A test that sleeps is stopped after a few of them."""

AWAKE = 0.2
"""Share of a window that a process may compute or wait for a core, all that it has started included, and yet sleep."""

STARTING = 2.0
"""Seconds that submissions sleep, all together, before a spare process is started: about what its start takes."""


def cores() -> list[int]:
    """Return the numbers of the CPU cores that this process may use; a container may allow only some of them."""
    return sorted(os.sched_getaffinity(0))


class GradingExecutor(Protocol):
    """Grades submissions, on this machine or elsewhere."""

    @property
    def size(self) -> int:
        """Number of submissions graded at the same time."""

    def submit(self, job: Job) -> Future[Record]:
        """Grade a submission as soon as a process is idle."""

    def close(self) -> None:
        """Stop all work, including submissions being graded."""


class LocalExecutor:
    """Grades submissions in processes on this machine; one thread waits for each process.

    The processes warm up at once; `set_up` tells them what to grade. While the submission of one sleeps, a spare
    process takes its place, if submissions wait and memory suffices: answers that sleep do not hold up a class.

    Args:
        size: Number of processes that compute at the same time.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        cores_ = cores()
        # With fewer processes, the kernel chooses idle cores better.
        self._processes = [GraderProcess(core) for core in (cores_ if size == len(cores_) else [None] * size)]
        self._idle: queue.SimpleQueue[GraderProcess] = queue.SimpleQueue()
        self._spare: list[GraderProcess] = []
        self._most = size
        self._lanes: dict[GraderProcess, _Lane] = {}
        self._waiting = 0
        self._slept = 0.0
        self._threads = ThreadPoolExecutor(2 * max(1, size))
        self._setup: Setup | None = None
        self._changing = threading.Lock()
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._watch_sleepers, daemon=True)

    @property
    def size(self) -> int:
        """Number of submissions graded at the same time."""
        return self._size + sum(lane.gave_way for lane in list(self._lanes.values()))

    def set_up(self, setup: Setup) -> None:
        """Tell every process what to grade. Call this once, before the first submission."""
        self._setup = setup
        self._most = fit(setup.limits.memory << 20, 2 * self._size).workers
        for process in self._processes:
            process.set_up(setup)
            self._idle.put(process)
        self._watch.start()

    def submit(self, job: Job) -> Future[Record]:
        """Grade a submission in the next idle process."""
        with self._changing:
            self._waiting += 1
        return self._threads.submit(self._grade, job)

    def close(self) -> None:
        """End the processes and their work."""
        with self._changing:
            self._closed.set()
            for process in self._processes:
                process.kill() if self._lanes else process.close()
        self._threads.shutdown(wait=True, cancel_futures=True)
        if self._watch.ident:
            self._watch.join()

    def _grade(self, job: Job) -> Record:
        process = self._idle.get()
        with self._changing:
            self._waiting -= 1
            lane = self._lanes[process] = _Lane()
        try:
            return process.grade(job)
        except AssignmentError:
            raise
        except GraderError:
            public = process.begun[1].outcomes if process.begun else None  # hidden tests have run: these are final
            process = self._replacement(process)
            return self._second_try(process, replace(job, public=public or job.public))
        finally:
            with self._changing:
                self._lanes.pop(process)
                if lane.gave_way:
                    self._spare.append(process)
                else:
                    self._idle.put(process)

    def _second_try(self, process: GraderProcess, job: Job) -> Record:
        """Retry with a new process. If it fails too, return a record with all points withheld, so the batch goes on."""
        assert self._setup is not None
        try:
            return process.grade(job)
        except AssignmentError:
            raise
        except GraderError as error:
            return internal_error_record(job, self._setup, str(error))

    def _replacement(self, process: GraderProcess) -> GraderProcess:
        """Replace a process that has ended.

        Raises:
            GraderError: The process ended because the executor is being closed.
        """
        assert self._setup is not None
        with self._changing:
            if self._closed.is_set():
                raise GraderError("grading was stopped")
            process.kill()
            place = self._processes.index(process)
            new = self._processes[place] = GraderProcess(process.core)
            self._lanes[new] = self._lanes.pop(process)
        new.set_up(self._setup)
        return new

    def _watch_sleepers(self) -> None:
        """Look at the busy processes now and then, until the executor is closed."""
        while not self._closed.wait(WINDOW):
            with self._changing:
                if self._waiting and not self._closed.is_set():
                    for process, lane in list(self._lanes.items()):
                        if lane.sleeps(process.pid) and not lane.gave_way:
                            self._slept += WINDOW
                            self._give_way(process, lane)

    def _give_way(self, process: GraderProcess, lane: "_Lane") -> None:
        """Let a spare process take the place of one whose submission sleeps; start one if enough time was lost."""
        assert self._setup is not None
        if self._spare:
            other = self._spare.pop()
        elif self._slept >= STARTING and len(self._processes) < self._most:
            self._slept = 0.0
            other = GraderProcess(process.core)
            self._processes.append(other)
            other.set_up(self._setup)
        else:
            return
        lane.gave_way = True
        self._idle.put(other)


class _Lane:
    """What is known about a process while it grades one submission.

    Attributes:
        gave_way: Whether a spare process has taken its place.
    """

    def __init__(self) -> None:
        self.gave_way = False
        self._before: dict[int, int] = {}

    def sleeps(self, pid: int) -> bool:
        """Return whether the process and all that it has started have slept since the last look."""
        before, self._before = self._before, _busy(pid)
        if not before or before.keys() != self._before.keys():  # a worker has begun or ended
            return False
        return sum(self._before.values()) - sum(before.values()) < AWAKE * WINDOW * 1e9


def _busy(pid: int) -> dict[int, int]:
    """Return, for a process and all below it, how many nanoseconds it has computed or waited for a core.

    Returns:
        Process id -> nanoseconds; empty if the kernel does not say.
    """
    found: dict[int, int] = {}
    left = [pid]
    with contextlib.suppress(OSError, ValueError):
        while left:
            one = left.pop()
            computed, delayed, _ = Path(f"/proc/{one}/schedstat").read_text(encoding="ascii").split()
            found[one] = int(computed) + int(delayed)
            left += map(int, Path(f"/proc/{one}/task/{one}/children").read_text(encoding="ascii").split())
        return found
    return {}
