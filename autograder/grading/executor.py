"""Grade submissions in processes on this machine, behind the same interface as on a cluster."""

import os
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol

from autograder.errors import AssignmentError, GraderError
from autograder.grading.grader_process import GraderProcess
from autograder.grading.job import Job, Setup
from autograder.grading.records import internal_error_record
from autograder.model.results import Record

__all__ = ["GradingExecutor", "LocalExecutor", "cores"]


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

    The processes warm up at once; `set_up` tells them what to grade.

    Args:
        size: Number of processes.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._cores: Sequence[int | None] = [None] * size
        if size == len(cores()):  # with fewer processes, the kernel chooses idle cores better
            self._cores = cores()
        self._processes = [GraderProcess(core) for core in self._cores]
        self._idle: queue.SimpleQueue[GraderProcess] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(max(1, size))
        self._setup: Setup | None = None
        self._changing = threading.Lock()
        self._closed = False

    def set_up(self, setup: Setup) -> None:
        """Tell every process what to grade. Call this once, before the first submission."""
        self._setup = setup
        for process in self._processes:
            process.set_up(setup)
            self._idle.put(process)

    def submit(self, job: Job) -> Future[Record]:
        """Grade a submission in the next idle process."""
        return self._threads.submit(self._grade, job)

    def close(self) -> None:
        """End the processes and their work."""
        with self._changing:
            self._closed = True
            busy = self._idle.qsize() < self.size
            for process in self._processes:
                process.kill() if busy else process.close()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _grade(self, job: Job) -> Record:
        process = self._idle.get()
        try:
            return process.grade(job)
        except AssignmentError:
            raise
        except GraderError:
            public = process.begun[1].outcomes if process.begun else None  # hidden tests have run: these are final
            process = self._replacement(process)
            return self._second_try(process, replace(job, public=public or job.public))
        finally:
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
            if self._closed:
                raise GraderError("grading was stopped")
            process.kill()
            place = self._processes.index(process)
            new = self._processes[place] = GraderProcess(self._cores[place])
        new.set_up(self._setup)
        return new
