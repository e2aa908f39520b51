"""What the fixtures hand out in grading: the submission behind the wire, seeds from the secret, the reference."""

import sys
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
from autograder.testing.provider import modules_of, public_seed, secret_seed
from autograder.testing.recording import Recorder
from autograder.testing.speed import SpeedJudge
from autograder.testing.submission import Submission

__all__ = ["GradingProvider", "InputDraw"]


@dataclass(frozen=True)
class InputDraw:
    """Which inputs hidden tests draw.

    Attributes:
        label: What their seeds are made of, besides the secret and the test.
    """

    label: str

    @classmethod
    def of_submission(cls, digest: str) -> "InputDraw":
        """Inputs of one submission's own, so that two submissions meet different ones."""
        return cls(digest)

    @classmethod
    def shared(cls, number: int) -> "InputDraw":
        """Inputs that are the same for every submission; others for each number."""
        return cls(f"for everybody {number}")


class GradingProvider:
    """Serves the tests of one submission after another.

    Args:
        assignment: What is graded.
        own: The assignment's own files: the reference's and the given ones.
        secret: Seeds the hidden tests.
        zygote: Where workers come from.
    """

    def __init__(self, assignment: Assignment, own: Mapping[str, bytes], secret: bytes, zygote: Zygote) -> None:
        self.assignment = assignment
        self.own = own
        self._secret = secret
        self._zygote = zygote
        self._given = {name: own[name] for name in assignment.given}
        self._loader = Loader(own, frozenset(sys.stdlib_module_names) | {"numpy"}, prefix="reference.")
        self._inputs = InputDraw.shared(0)
        self._session: Session | None = None
        self.transport: WorkerTransport | None = None
        self._yardstick: WorkerTransport | None = None

    def load_reference(self) -> None:
        """Import the reference before anything is forked, so that no submission pays for it."""
        self.reference()

    def mended(self) -> bool:
        """Make sure that workers can be forked; True if that took a new zygote."""
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
        """End the zygote, and with it every worker."""
        self._zygote.close()

    def start(self, job: Job) -> WorkerTransport:
        """Turn to a submission."""
        self.draw(InputDraw.of_submission(job.digest))
        self._session = self._zygote.session(self.assignment.limits)
        self.transport = self._open_transport({**job.files, **self._given})
        return self.transport

    def draw(self, inputs: InputDraw) -> None:
        """Let hidden tests draw these inputs from here on."""
        self._inputs = inputs

    def next_question(self) -> None:
        """The next test starts in a fresh worker."""
        if self.transport:
            self.transport.drop()

    def finish(self) -> tuple[float, float]:
        """End all workers; CPU seconds of the student's and of the reference's."""
        used = []
        for transport in (self.transport, self._yardstick):
            if transport:
                transport.drop()
            used.append(transport.cpu if transport else 0.0)
        if self._session:
            self._session.close()
        self.transport = self._yardstick = self._session = None
        return used[0], used[1]

    def open(self, test: str, hidden: bool, recorder: Recorder | None) -> Submission:
        """The submission for one test; `recorder` collects what its code does."""
        assert self.transport is not None
        submission = Submission(self.transport, modules_of(self.assignment))
        submission.reset(self.seed(test, hidden), recorder)
        return submission

    def seed(self, test: str, hidden: bool) -> int:
        """Public tests draw the same inputs as on a laptop."""
        if not hidden:
            return public_seed(self.assignment.id, test)
        return secret_seed(self._secret, self.assignment.id, test, self._inputs.label)

    def speed(self, submission: Submission, seed: int) -> SpeedJudge:
        """CPU time against the reference in a worker of its own."""
        return CpuJudge(submission, self._measure(), seed)

    def reference(self) -> Any:
        """Our own modules, as plain Python."""
        names = sorted(modules_of(self.assignment))
        return SimpleNamespace(**{name: self._loader.module(name) for name in names})

    def _measure(self) -> Callable[[], Submission]:
        def opened() -> Submission:
            self._yardstick = self._yardstick or self._open_transport(self.own)
            submission = Submission(self._yardstick, modules_of(self.assignment))
            submission.reset(0)
            return submission

        return opened

    def _open_transport(self, sources: Mapping[str, bytes]) -> WorkerTransport:
        assert self._session is not None
        return WorkerTransport(self._session, sources, self.assignment.imports(), self.assignment.limits)
