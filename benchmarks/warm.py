"""Run the tests of an assignment in one warm process without a sandbox: what the cost of grading is compared with."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from unittest import mock

import pytest

from autograder.grading import cpu_clock
from autograder.grading.digests import digest_of_files
from autograder.grading.job import GradeOptions
from autograder.grading.provider import GradingProvider, InputDraw
from autograder.grading.suite import Suite, run_item, work_on_suite
from autograder.grading.told import needs_second_run
from autograder.model.assignment import Assignment, load_assignment
from autograder.testing.plugin import INFO
from autograder.testing.provider import modules_of, read_sources
from autograder.testing.recording import Recorder
from autograder.testing.submission import Submission
from autograder.testing.transport import InProcessTransport

__all__ = ["warm_seconds"]


def warm_seconds(folder: str, *submissions: str) -> str:
    """Return the CPU seconds of all tests of an assignment for each submission, one after another in this process.

    Hidden tests that do not pass run twice, as in grading. Nothing is recorded, diagnosed or written.

    Args:
        folder: The assignment's source folder.
        submissions: Folders with answers. The first one warms the process up and is not measured.
    """
    home = Path(folder).resolve()
    assignment = load_assignment(home)
    provider = _WarmProvider(assignment, read_sources(home, assignment))
    took: list[float] = []

    def work(suite: Suite) -> None:
        for place in submissions:
            files = {name: Path(place, name).read_bytes() for name in assignment.files()}
            start = time.process_time()
            _run(suite, provider, files)
            took.append(time.process_time() - start)

    # The judge of speed asks for a worker; here it reads the clock of this process.
    with mock.patch.object(cpu_clock, "_transport", lambda submission: submission.transport):
        work_on_suite(home, provider, work)
    return " ".join(f"{seconds:.4f}" for seconds in took[1:])


def _run(suite: Suite, provider: "_WarmProvider", files: Mapping[str, bytes]) -> None:
    provider.hand_in(files)
    phases = suite.phases(GradeOptions())
    _not_passed(phases.public, provider)
    again = _not_passed(phases.hidden, provider)
    provider.draw(InputDraw.second(digest_of_files(files)))
    _not_passed(again, provider)


def _not_passed(items: Sequence[pytest.Item], provider: "_WarmProvider") -> list[pytest.Item]:
    """Run tests, those of each question on freshly loaded modules; return those that need a second run."""
    found, question = [], ""
    for item, following in zip(items, [*items[1:], None], strict=False):
        if item.stash[INFO].question != question:
            question = item.stash[INFO].question
            provider.fresh_worker()
        if needs_second_run(run_item(item, following)):
            found.append(item)
    return found


class _Transport(InProcessTransport):
    """Runs the student's modules in this process, and is asked for the CPU time as a worker is."""

    @property
    def cpu(self) -> float:
        return time.process_time()


class _WarmProvider(GradingProvider):
    """Serves the tests without a sandbox."""

    def __init__(self, assignment: Assignment, own: Mapping[str, bytes]) -> None:
        super().__init__(assignment, own, b"b" * 32, None)  # type: ignore[arg-type]
        self._files: Mapping[str, bytes] = own
        self._opened_transport: _Transport | None = None
        self._reference_opened: _Transport | None = None

    def hand_in(self, files: Mapping[str, bytes]) -> None:
        """Begin with a submission."""
        self._files = {**files, **{name: self.own[name] for name in self.assignment.given}}
        self.draw(InputDraw.of_submission(digest_of_files(files)))
        self._reference_opened = None

    def fresh_worker(self) -> None:
        """Load the modules anew for the next test."""
        self._opened_transport = None

    def open(self, test: str, hidden: bool, recorder: Recorder | None) -> Submission:
        """Return the submission for one test."""
        self._opened_transport = self._opened_transport or self._in_process(self._files)
        self._opened = test, hidden
        return self._submission(self._opened_transport, self._worker_seed(test, hidden), recorder)

    def _measure(self) -> Callable[[], Submission]:
        def opened() -> Submission:
            self._reference_opened = self._reference_opened or self._in_process(self.own)
            return self._submission(self._reference_opened, 0)

        return opened

    def _open_fresh(self) -> Submission:
        return self._submission(self._in_process(self._files), self._worker_seed(*self._opened))

    def _submission(self, transport: _Transport, seed: int, recorder: Recorder | None = None) -> Submission:
        submission = Submission(transport, modules_of(self.assignment))
        submission.reset(seed, recorder)
        return submission

    def _in_process(self, sources: Mapping[str, bytes]) -> _Transport:
        return _Transport(sources, self.assignment.imports(), {}, memory=0)
