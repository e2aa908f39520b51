"""Serve the tests from files that we wrote ourselves, in this process: a misconception, or the reference with its edit.

Such files need no sandbox, so a run costs neither a session nor a worker nor messages. They may still loop or ask for
too much memory, because two edits were never tried together. So this happens in a fork, with a limit on the CPU time of
each test and on the memory of the process.
"""

import contextlib
import resource
import signal
from collections.abc import Iterator, Mapping, Sequence
from types import FrameType
from typing import Any

from autograder.errors import Failed, Finding, TimedOut
from autograder.grading.provider import GradingProvider
from autograder.grading.spliced import ReferenceCode, SplicingLoader
from autograder.i18n import Message
from autograder.model.text import Text
from autograder.runtime.host import Host
from autograder.runtime.streams import StudentStreams
from autograder.sandbox.limits import mapped_bytes
from autograder.testing.blocks import Blocks
from autograder.testing.provider import modules_of
from autograder.testing.recording import Event, Recorder
from autograder.testing.speed import SpeedJudge
from autograder.testing.speed_calls import Draw, Workload, drawn_call
from autograder.testing.submission import Submission
from autograder.testing.transport import InProcessTransport

__all__ = ["Beginning", "InProcessProvider"]

TOO_LONG = Message("It took too long.")

SEEN = "the first event"

LOOK = 1.0
"""CPU seconds for looking at the first event of a test; the test itself has the limit of a test."""

Beginning = Sequence[Mapping[str, Any]]
"""The requests of a test up to its first event: the same for all code, since the test has seen nothing of it yet."""


class InProcessProvider(GradingProvider):
    """Serves the tests from trusted files in this process. Gates of form make their recorded calls and judge nothing.

    Args:
        other: The provider whose assignment, secret and reference it shares.
    """

    def __init__(self, other: GradingProvider) -> None:
        self.__dict__.update(vars(other))
        self._sources: dict[str, bytes] = {}
        self._code = ReferenceCode(self.own)
        self._trusted: _Transport | None = None
        self._first: _Transport | None = None

    @contextlib.contextmanager
    def serving(self, files: Mapping[str, bytes]) -> Iterator[None]:
        """Serve these files inside the block, within the limits of a test."""
        self._sources = {**files, **self._given}
        self._first = None
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (mapped_bytes() + self.assignment.limits.room(), hard))
        before = signal.signal(signal.SIGPROF, self._stop)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
            self.fresh_worker()

    def fresh_worker(self) -> None:
        """Load the modules anew for the next test."""
        self._trusted = None

    def open(self, test: str, hidden: bool, recorder: Recorder | None) -> Submission:
        """Return the submission for one test."""
        signal.setitimer(signal.ITIMER_PROF, self.assignment.limits.cpu)
        if self._trusted is None:
            self._trusted = self._opened_transport()
        self._first = self._first or self._trusted
        submission = Submission(self._trusted, modules_of(self.assignment))
        submission.reset(self._worker_seed(test, hidden), recorder)
        return submission

    def beginning(self) -> Beginning | None:
        """Return how the first test began that was opened in the present block; None if it has seen no event."""
        return self._first.beginning() if self._first else None

    def first_event(self, beginning: Beginning) -> Event | None:
        """Return the first event of a test; None if only the test itself can tell.

        Args:
            beginning: How the test begins.
        """
        signal.setitimer(signal.ITIMER_PROF, min(LOOK, self.assignment.limits.cpu))
        recorder = _FirstEvent()
        with contextlib.suppress(Finding):
            self._trusted = self._opened_transport()
            self._trusted.begin(beginning[0]["seed"], recorder)
            for request in beginning[1:]:
                self._trusted.ask(**request)
        self.fresh_worker()
        return recorder.events[0] if recorder.events else None

    def _opened_transport(self) -> "_Transport":
        return _Transport(self._sources, self.assignment.imports(), self._code)

    def speed(self, submission: Submission, seed: int) -> SpeedJudge:
        """Return a judge that makes the calls that are recorded, on the inputs of grading."""
        return _Calls(submission, self._draw_of(seed))

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        finding = TimedOut(TOO_LONG, TOO_LONG)
        if self._trusted is not None:
            self._trusted.end_with(finding)
        raise finding


class _FirstEvent(Recorder):
    """Ends a test at its first event."""

    def add(self, event: Event) -> None:
        """Keep the event.

        Raises:
            Failed: Always.
        """
        self.events.append(event)
        raise Failed(SEEN)


class _Transport(InProcessTransport):
    """Runs the modules here; a request can be ended from outside.

    Args:
        sources: File name -> content.
        allowed: Packages that may be imported; empty for NumPy and the standard library.
        code: The compiled reference.
    """

    def __init__(self, sources: Mapping[str, bytes], allowed: frozenset[str], code: ReferenceCode) -> None:
        super().__init__(sources, allowed, {}, memory=0)
        self._loader = SplicingLoader(sources, allowed, code)
        self._host = Host(self._loader, self._call_back, StudentStreams.forwarding(), shares_process=True)
        self._tests = 0
        self._asked: list[dict[str, Any]] = []
        self._has_event = False

    def begin(self, seed: int, recorder: Recorder | None = None) -> None:
        """Start a test."""
        self._tests += 1
        super().begin(seed, recorder)

    def ask(self, **request: Any) -> dict[str, Any]:
        """Send a request and return its reply; keep those of the first test until there is an event."""
        recorder = self._recorder
        if recorder is None or self._tests > 1 or self._has_event:
            return super().ask(**request)
        self._asked.append(request)
        try:
            return super().ask(**request)
        finally:
            self._has_event = bool(recorder.events)

    def beginning(self) -> Beginning | None:
        """Return the requests of the first test up to its first event; None if it had none."""
        return self._asked if self._has_event else None

    def end_with(self, finding: Finding) -> None:
        """Let the request that is being handled end with this finding, whatever the code makes of it."""
        self._verdict = self._verdict or finding


class _Calls:
    """Makes the calls of gates that a recording has: those of loops and of work are not recorded.

    Args:
        submission: The modules.
        draw: Draws the seeds of inputs.
    """

    def __init__(self, submission: Submission, draw: Draw) -> None:
        self._submission = submission
        self._draw = draw

    def flat(self, workload: Workload, over: Text, blocks: Blocks | None = None) -> None:
        """Do nothing."""

    def formula(self, workload: Workload, over: Text) -> None:
        """Do nothing."""

    def within_memory(self, workload: Workload, sizes: tuple[int, ...], blocks: Blocks | None = None) -> Any:
        """Make the large call."""
        drawn_call(workload, self._submission, self._draw("memory"), *sizes).value()
