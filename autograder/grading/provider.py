"""Provide what the test fixtures need in grading: the submission in a worker, seeds from the secret, the reference."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from autograder.errors import GraderError
from autograder.grading.cpu_clock import CpuJudge
from autograder.grading.job import Job
from autograder.grading.worker_transport import WorkerTransport
from autograder.model.assignment import Assignment
from autograder.runtime.loader import Loader
from autograder.sandbox.pool import Session, Zygote
from autograder.testing.provider import (
    modules_of,
    public_seed,
    public_worker_seed,
    secret_seed,
    secret_worker_seed,
)
from autograder.testing.recording import Recorder
from autograder.testing.speed import SpeedJudge
from autograder.testing.speed_calls import Draw
from autograder.testing.submission import Submission

__all__ = ["GradingProvider", "InputDraw"]


@dataclass(frozen=True)
class InputDraw:
    """Chooses the inputs that hidden tests draw.

    Attributes:
        label: Part of the seeds, in addition to the secret and the id of the test.
    """

    label: str

    @classmethod
    def of_submission(cls, digest: str) -> "InputDraw":
        """Draw inputs from the digest of a submission, so that different submissions get different inputs."""
        return cls(digest)

    @classmethod
    def second(cls, digest: str) -> "InputDraw":
        """Draw other inputs from the digest of a submission, independent of the first ones."""
        return cls(f"{digest} once more")

    @classmethod
    def shared(cls, number: int) -> "InputDraw":
        """Draw inputs that are the same for every submission; each number gives different ones."""
        return cls(f"for everybody {number}")


class GradingProvider:
    """Serves the tests, for one submission after another.

    Args:
        assignment: The assignment.
        own: File -> content of the reference and the given files.
        secret: The secret that seeds the hidden tests.
        zygote: The process from which workers are forked.
    """

    def __init__(self, assignment: Assignment, own: Mapping[str, bytes], secret: bytes, zygote: Zygote) -> None:
        self.assignment = assignment
        self.own = own
        self._secret = secret
        self._zygote = zygote
        self._given = {name: own[name] for name in assignment.given}
        self._loader = Loader(own)
        self._inputs = InputDraw.shared(0)
        self._session: Session | None = None
        self.transport: WorkerTransport | None = None
        self._reference_transport: WorkerTransport | None = None
        self._fresh_transports: list[WorkerTransport] = []
        self._opened: tuple[str, bool] = ("", False)

    def load_reference(self) -> None:
        """Import the reference before the first fork, so that its CPU time is charged to no submission."""
        self.reference()

    def repaired(self) -> bool:
        """Test the zygote and replace it if it failed; return whether it was replaced."""
        try:
            session = self._zygote.session(self.assignment.limits)
            session.worker().end()
            session.close()
        except (GraderError, OSError):
            self._zygote.close()
            self._zygote = Zygote()
            return True
        return False

    def close(self) -> None:
        """End the zygote and all workers."""
        self._zygote.close()

    def start(self, job: Job) -> WorkerTransport:
        """Begin with a submission; return its transport."""
        self.draw(InputDraw.of_submission(job.drawn_from()))
        self._session = self._zygote.session(self.assignment.limits)
        self.transport = self._open_transport({**job.files, **self._given})
        return self.transport

    def draw(self, inputs: InputDraw) -> None:
        """Choose the inputs of hidden tests from now on."""
        self._inputs = inputs

    def fresh_worker(self) -> None:
        """End the worker, so that the next test starts in a fresh one."""
        if self.transport:
            self.transport.drop()

    def failed(self) -> bool:
        """Return whether the workers of this submission have ended because the process that forks them has."""
        return self._session is not None and self._session.ended()

    def finish(self) -> tuple[float, float]:
        """End all workers; return the CPU seconds of the student's workers and of the reference's."""
        student = [*([self.transport] if self.transport else []), *self._fresh_transports]
        ours = [self._reference_transport] if self._reference_transport else []
        for transport in (*student, *ours):
            transport.drop()
        if self._session:
            self._session.close()
        self.transport = self._reference_transport = self._session = None
        self._fresh_transports = []
        return sum(one.cpu for one in student), sum(one.cpu for one in ours)

    def open(self, test: str, hidden: bool, recorder: Recorder | None) -> Submission:
        """Return the submission for one test.

        Args:
            test: Id of the test.
            hidden: Whether the test is hidden.
            recorder: Records what the submission does; None for no recording.
        """
        assert self.transport is not None
        submission = Submission(self.transport, modules_of(self.assignment))
        submission.reset(self._worker_seed(test, hidden), recorder)
        self._opened = test, hidden
        return submission

    def seed(self, test: str, hidden: bool) -> int:
        """Return the seed of a test: for a public test the same as on a laptop, for a hidden test from the secret."""
        if not hidden:
            return public_seed(self.assignment.id, test)
        return secret_seed(self._secret, self.assignment.id, test, self._inputs.label)

    def _worker_seed(self, test: str, hidden: bool) -> int:
        """Return the seed that the worker gets, from which nothing follows about the inputs of tests."""
        if not hidden:
            return public_worker_seed(self.assignment.id, test)
        return secret_worker_seed(self._secret, self.assignment.id, test, self._inputs.label)

    def speed(self, submission: Submission, seed: int) -> SpeedJudge:
        """Return a judge that counts iterations, and compares CPU time with the reference's, in its own worker.

        The inputs of its calls are drawn from the secret, for public tests too.
        """
        return CpuJudge(submission, self._measure(), self._draw_of(seed), self._open_fresh)

    def _draw_of(self, seed: int) -> Draw:
        """Return what draws the inputs of the calls that a speed judge makes."""

        def draw(label: str) -> int:
            return secret_seed(self._secret, self.assignment.id, f"speed {seed} {label}", self._inputs.label)

        return draw

    def reference(self) -> Any:
        """Return the reference's modules as attributes of one object, loaded in this process."""
        names = sorted(modules_of(self.assignment))
        return SimpleNamespace(**{name: self._loader.module(name) for name in names})

    def _measure(self) -> Callable[[], Submission]:
        def opened() -> Submission:
            self._reference_transport = self._reference_transport or self._open_transport(self.own)
            submission = Submission(self._reference_transport, modules_of(self.assignment))
            submission.reset(0)
            return submission

        return opened

    def _open_fresh(self) -> Submission:
        """Open the submission in a worker that has made no call; its seed tells the worker nothing."""
        assert self.transport is not None
        for used in self._fresh_transports:
            used.drop()
        self._fresh_transports.append(self._open_transport(self.transport.sources))
        submission = Submission(self._fresh_transports[-1], modules_of(self.assignment))
        submission.reset(self._worker_seed(*self._opened))
        return submission

    def _open_transport(self, sources: Mapping[str, bytes]) -> WorkerTransport:
        assert self._session is not None
        return WorkerTransport(self._session, sources, self.assignment.imports(), self.assignment.limits)
