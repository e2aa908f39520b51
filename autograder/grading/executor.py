"""Who grades: lanes on this machine, behind the interface that a cluster has too."""

import os
import queue
import tempfile
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from autograder.errors import AssignmentError, GraderError
from autograder.grading.held import held_record
from autograder.grading.job import Job, Setup
from autograder.grading.lane import Lane
from autograder.model.results import Record

__all__ = ["Crew", "LocalExecutor", "cores"]


def cores() -> list[int]:
    """The cores that this process may use, which in a container can be fewer than the machine has."""
    return sorted(os.sched_getaffinity(0))


class Crew(Protocol):
    """An executor and the task that it runs for each submission."""

    @property
    def executor(self) -> Executor:
        """Where tasks go; anything with the interface of `concurrent.futures`."""

    @property
    def task(self) -> Callable[[Job], Record]:
        """Grades one submission."""

    @property
    def size(self) -> int:
        """How many submissions it grades at once."""

    def close(self) -> None:
        """Stop everything, the work in hand included."""


class LocalExecutor:
    """Lanes of this machine, one thread waiting for each. They warm up from the start; `set_up` says what to grade.

    Args:
        size: How many lanes.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._cores: Sequence[int | None] = [None] * size
        if size == len(cores()):  # with fewer lanes the kernel knows better which core is idle
            self._cores = cores()
        self._lanes = [Lane(core) for core in self._cores]
        self._idle: queue.SimpleQueue[Lane] = queue.SimpleQueue()
        self._threads = ThreadPoolExecutor(max(1, size))
        self._setup: Setup | None = None
        self._changing = threading.Lock()
        self._turns = tempfile.TemporaryDirectory(prefix="autograder-turns-")
        self._closed = False

    @property
    def executor(self) -> Executor:
        """Threads that wait for lanes."""
        return self._threads

    @property
    def task(self) -> Callable[[Job], Record]:
        """Grades one submission on the next idle lane."""
        return self._grade

    def set_up(self, setup: Setup) -> None:
        """Tell every lane what to grade; once, before the first submission."""
        setup = self._setup = replace(setup, turns=Path(self._turns.name) if self.size > 1 else None)
        for lane in self._lanes:
            lane.set_up(setup)
            self._idle.put(lane)

    def close(self) -> None:
        """End the lanes, and with them what they are doing."""
        with self._changing:
            self._closed = True
            busy = self._idle.qsize() < self.size
            for lane in self._lanes:
                lane.kill() if busy else lane.close()
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._turns.cleanup()

    def _grade(self, job: Job) -> Record:
        lane = self._idle.get()
        try:
            return lane.grade(job)
        except AssignmentError:
            raise
        except GraderError:
            lane = self._instead_of(lane)
            return self._second_try(lane, job)
        finally:
            self._idle.put(lane)

    def _second_try(self, lane: Lane, job: Job) -> Record:
        """With a new lane; whatever ends that one too is held for a person, and does not end the batch."""
        assert self._setup is not None
        try:
            return lane.grade(job)
        except AssignmentError:
            raise
        except GraderError as error:
            return held_record(job, self._setup, str(error))

    def _instead_of(self, lane: Lane) -> Lane:
        """A new lane for one that has ended.

        Raises:
            GraderError: The executor is being closed, which is what ended it.
        """
        assert self._setup is not None
        with self._changing:
            if self._closed:
                raise GraderError("grading was stopped")
            lane.kill()
            place = self._lanes.index(lane)
            new = self._lanes[place] = Lane(self._cores[place])
        new.set_up(self._setup)
        return new
