"""Bound what one test may cost: the worker's time and folder, and all that the grader does on a submission's behalf.

A worker decides what arrives and how often it calls the functions of a test. So the grader charges bytes before it
reads them, and looks at every clock after each frame, whether or not the socket ever runs dry.
"""

import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from autograder.errors import Crashed, StudentError, TimedOut
from autograder.i18n import Message
from autograder.model.assignment import Limits
from autograder.runtime import wire
from autograder.sandbox.pool import TICK, Worker
from autograder.sandbox.scratch import overfull
from autograder.testing.findings import slept_too_long

__all__ = ["LONGEST_PAUSE", "MAX_ARRAYS", "MAX_NODES", "MAX_RECEIVED", "WALL_FACTOR", "Look", "TestBudget"]

T = TypeVar("T")

MAX_RECEIVED = 2 * wire.MAX_PAYLOAD
"""Maximum bytes that a worker may send in one test. Tests of the course take up to 6 MB, and 4,000 parts."""

MAX_ARRAYS = 2 * wire.MAX_PAYLOAD
"""Maximum bytes of the arrays in what it sends, decoded: gaps and shared buffers count as what they become."""

MAX_NODES = 2 * wire.MAX_NODES
"""Maximum number of parts in what it sends, all frames of a test together."""

WALL_FACTOR = 10
"""The limit on wall time, as a multiple of the CPU limit. Time in which a process waits for a core does not count."""

OWN_FACTOR = 2
"""The limit on the grader's own CPU time, as a multiple of the CPU limit: decoding, checks, functions of the test."""

LOOK = 0.1
"""Maximum pause in seconds between two readings of the clock. Also the CPU seconds between two checks of the folder."""

LONGEST_PAUSE = 3 * LOOK
"""Maximum seconds of sleep that one pause counts for: a longer one says that the machine stood still."""


@dataclass(frozen=True)
class Look:
    """What the scheduler says about a worker at one moment.

    Attributes:
        at: The moment, in seconds of the monotonic clock.
        cpu: CPU seconds that it has used.
        delay: Seconds that it has waited for a core.
        asleep: Whether it sleeps: it neither runs, nor waits for a core or a disk.
    """

    at: float
    cpu: float
    delay: float
    asleep: bool


class _Overdue(BaseException):
    """Interrupt a function of the test; `except Exception` in it does not catch this."""


class TestBudget:
    """What one test may still cost.

    The grader's own CPU time counts only while an exchange is open: what a test computes between two calls is the
    test's own business.

    Args:
        limits: Limits of one test.
    """

    __test__ = False

    def __init__(self, limits: Limits) -> None:
        self._cpu = limits.cpu
        self._own_most = OWN_FACTOR * limits.cpu
        self._sleep_most = limits.sleep()
        self._wall = WALL_FACTOR * limits.cpu
        self._worker: Worker | None = None
        self._alarm = _Alarm(self._own_left)
        self.begin(None)

    def begin(self, worker: Worker | None) -> None:
        """Start a test: forget what was spent.

        Args:
            worker: The worker in which the test begins.
        """
        self._worker = worker
        self._worker_before = worker.cpu() if worker else 0.0
        self._waited = self._own = self._looked = self._slept = self._excused = 0.0
        self._delayed = self._delay()
        self._received = self._nodes = self._arrays = 0
        self._open = 0

    def open(self) -> None:
        """Let the clocks run: the wall clock, and that of this process's own CPU. Exchanges may be nested."""
        self._open += 1
        if self._open == 1:
            self._wall_start, self._own_start = time.monotonic(), time.process_time()

    def close(self) -> None:
        """Stop the clocks."""
        self._open -= 1
        if self._open == 0:
            self._waited += time.monotonic() - self._wall_start
            self._own += time.process_time() - self._own_start
            if self._alarm.is_set:
                self._alarm.stop()

    def receive(self, count: int) -> None:
        """Charge bytes before they are read.

        Raises:
            StudentError: The worker has sent too much in this test.
        """
        self._received += count
        if self._received > MAX_RECEIVED:
            raise _sent_too_much()

    def decode(self, encoded: wire.Encoded) -> Any:
        """Decode a frame; what it takes counts, even if it turns out to be malformed.

        Raises:
            StudentError: The frames of this test have too many parts or too large arrays, all together.
            WireError: The frame is malformed.
        """
        return wire.decode(encoded, tally=self._decoded)

    def _decoded(self, nodes: int, arrays: int) -> None:
        self._nodes += nodes
        self._arrays += arrays
        if self._nodes > MAX_NODES or self._arrays > MAX_ARRAYS:
            raise _sent_too_much()

    def check(self) -> None:
        """Look at every clock and, now and then, at the worker's folder.

        Raises:
            TimedOut: The test has exceeded its CPU time, its wall time, or the time in which it may sleep.
            StudentError: The functions of the test have used too much CPU time.
            Crashed: The worker has put too much into its folder.
        """
        assert self._worker is not None
        used = self._worker.cpu() - self._worker_before
        if used >= self._cpu:
            raise _took_too_long(self._cpu)
        if self._slept >= self._sleep_most:
            raise slept_too_long(self._sleep_most)
        if used + self._slept >= self._cpu:
            raise _waited_too_long(self._cpu)
        if self._wall_used() >= self._wall + self._excused:
            self._excused = self._delay() - self._delayed
            if self._wall_used() >= self._wall + self._excused:
                raise _waited_too_long(self._wall)
        if self._own_used() >= self._own_most:
            raise _worked_too_long(self._own_most)
        if used - self._looked > LOOK:
            self._looked = used
            if overfull(self._worker.folder):
                raise _filled_its_folder()

    def pause(self) -> float:
        """Return how many seconds to wait for the worker before the next check."""
        assert self._worker is not None
        used = self._worker.cpu() - self._worker_before
        return max(TICK, min(self._cpu - used, self._wall - self._wall_used(), LOOK))

    def silence(self, before: Look | None) -> Look | None:
        """Charge a pause in which nothing arrived, if the worker slept in it.

        A worker that sleeps by itself is known by the scheduler's figures: it waits neither for a core nor for a disk.
        So nothing must be repeated to learn whether the machine was busy.

        Args:
            before: What the scheduler said at the beginning of the pause; None if nobody has asked it.

        Returns:
            What it says now.
        """
        assert self._worker is not None
        now = _look(self._worker)
        if now and before and now.asleep and before.asleep:
            slept = now.at - before.at - (now.cpu - before.cpu) - (now.delay - before.delay)
            self._slept += min(max(0.0, slept), LONGEST_PAUSE)
        return now

    @property
    def slept(self) -> float:
        """CPU seconds that the worker's sleep in this test stands for; at the limit it may sleep no more."""
        return self._slept * self._cpu / self._sleep_most

    def run(self, work: Callable[[], T]) -> T:
        """Call a function of the test; interrupt it when the grader's CPU time for this test is used up.

        Raises:
            StudentError: It was interrupted.
        """
        alarm, outer = self._alarm, self._alarm.armed
        if not alarm.is_set:
            alarm.start()
        try:
            alarm.armed = True
            return work()
        except _Overdue:
            raise _worked_too_long(self._own_most) from None
        finally:
            alarm.armed = outer

    def _delay(self) -> float:
        """Return how many seconds this process and the worker have waited for a core so far."""
        own = _delay_of("self") or 0.0
        return own + (_delay_of(self._worker.pid) or 0.0 if self._worker else 0.0)

    def _own_left(self) -> float:
        return self._own_most - self._own_used()

    def _wall_used(self) -> float:
        return self._waited + (time.monotonic() - self._wall_start if self._open else 0.0)

    def _own_used(self) -> float:
        return self._own + (time.process_time() - self._own_start if self._open else 0.0)


class _Alarm:
    """Raises `_Overdue` in the main thread when CPU time is used up, while it is armed.

    Args:
        left: Returns the CPU seconds that are left. The timer alone counts ticks of the clock, and is not exact.

    Attributes:
        is_set: Whether the timer runs.
        armed: Whether it may interrupt what runs at this moment.
    """

    def __init__(self, left: Callable[[], float]) -> None:
        self.is_set = self.armed = False
        self._left = left

    def start(self) -> None:
        """Start the timer; only in the main thread, where signals arrive."""
        if threading.current_thread() is threading.main_thread():
            self.is_set = True
            signal.signal(signal.SIGPROF, self._ring)
            signal.setitimer(signal.ITIMER_PROF, max(TICK, self._left()), LOOK)

    def stop(self) -> None:
        """Stop the timer. A signal that is still on its way finds the alarm not armed."""
        self.is_set = False
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _ring(self, _signal: int, _frame: object) -> None:
        if self.armed and self._left() <= 0:
            self.armed = False
            raise _Overdue


def _look(worker: Worker) -> Look | None:
    """Ask the scheduler about a worker; None if it has ended, or the kernel does not say."""
    delay = _delay_of(worker.pid)
    try:
        state = Path(f"/proc/{worker.pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(") ")[2][:1]
    except OSError:
        return None
    return None if delay is None else Look(time.monotonic(), worker.cpu(), delay, state == "S")


def _delay_of(pid: int | str) -> float | None:
    """Return how many seconds a process has waited for a core (`run_delay`); None if the kernel does not say."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return None


def _sent_too_much() -> StudentError:
    text = Message("The code passed on more data than one test accepts, and was stopped.")
    return StudentError(text, text)


def _worked_too_long(limit: float) -> StudentError:
    text = Message(
        "The functions of the test worked for more than {limit:g} seconds for your code, and were stopped. "
        "Does it call them too often?",
        limit=limit,
    )
    return StudentError(text, text)


def _took_too_long(limit: float) -> TimedOut:
    text = Message("The code ran for more than {limit:g} seconds and was stopped.", limit=limit)
    return TimedOut(text, text)


def _waited_too_long(limit: float) -> TimedOut:
    text = Message("The code did not finish within {limit:g} seconds and was stopped.", limit=limit)
    return TimedOut(text, text)


def _filled_its_folder() -> Crashed:
    text = Message("The code wrote too many or too large files and was stopped.")
    return Crashed(text, text)
