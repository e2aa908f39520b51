"""Who grades: processes on this machine, behind the interface that a cluster has too."""

import os
import queue
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from autograder.errors import AssignmentError, GraderError
from autograder.grading.grader_process import GraderProcess
from autograder.grading.job import Job, Setup
from autograder.grading.records import internal_error_record
from autograder.model.results import Record

__all__ = ["GradingExecutor", "LocalExecutor", "cores"]


def cores() -> list[int]:
    """The cores that this process may use, which in a container can be fewer than the machine has."""
    return sorted(os.sched_getaffinity(0))


class GradingExecutor(Protocol):
    """Grades submissions, on this machine or elsewhere."""

    @property
    def size(self) -> int:
        """How many submissions it grades at once."""

    def submit(self, job: Job) -> Future[Record]:
        """Grade a submission as soon as there is room for it."""

    def close(self) -> None:
        """Stop everything, the work in hand included."""


class LocalExecutor:
    """Processes of this machine, one thread waiting for each. They warm up from the start; `set_up` says what to grade.

    Args:
        size: How many processes.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._cores: Sequence[int | None] = [None] * size
        if size == len(cores()):  # with fewer processes the kernel knows better which core is idle
            self._cores = cores()
        self._processes = [GraderProcess(core) for core in self._cores]
        self._idle: queue.SimpleQueue[GraderProcess] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(max(1, size))
        self._setup: Setup | None = None
        self._changing = threading.Lock()
        self._lock_folder = tempfile.TemporaryDirectory(prefix="autograder-lock-")
        self._closed = False

    def set_up(self, setup: Setup) -> None:
        """Tell every process what to grade; once, before the first submission."""
        setup = self._setup = replace(setup, lock=Path(self._lock_folder.name) if self.size > 1 else None)
        for process in self._processes:
            process.set_up(setup)
            self._idle.put(process)

    def submit(self, job: Job) -> Future[Record]:
        """Grade a submission in the next idle process."""
        return self._threads.submit(self._grade, job)

    def close(self) -> None:
        """End the processes, and with them what they are doing."""
        with self._changing:
            self._closed = True
            busy = self._idle.qsize() < self.size
            for process in self._processes:
                process.kill() if busy else process.close()
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._lock_folder.cleanup()

    def _grade(self, job: Job) -> Record:
        process = self._idle.get()
        try:
            return process.grade(job)
        except AssignmentError:
            raise
        except GraderError:
            process = self._instead_of(process)
            return self._second_try(process, job)
        finally:
            self._idle.put(process)

    def _second_try(self, process: GraderProcess, job: Job) -> Record:
        """With a new process; whatever ends that one too is held for a person, and does not end the batch."""
        assert self._setup is not None
        try:
            return process.grade(job)
        except AssignmentError:
            raise
        except GraderError as error:
            return internal_error_record(job, self._setup, str(error))

    def _instead_of(self, process: GraderProcess) -> GraderProcess:
        """A new process for one that has ended.

        Raises:
            GraderError: The executor is being closed, which is what ended it.
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
