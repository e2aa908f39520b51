"""Where the fixtures of a test run get what they hand out: on a laptop from a folder, in grading from the grader."""

import hashlib
import hmac
from pathlib import Path
from typing import Any, Protocol

from autograder.errors import UsageError
from autograder.model.assignment import Assignment
from autograder.testing.recording import Recorder
from autograder.testing.speed import EventCountJudge, SpeedJudge
from autograder.testing.submission import Submission
from autograder.testing.transport import InProcessTransport

__all__ = ["LocalProvider", "Provider", "modules_of", "public_seed", "read_sources", "secret_seed"]


def public_seed(assignment: str, test: str) -> int:
    """The fixed seed of a public test: the same on every laptop and in grading."""
    return _seed(b"public", assignment, test, "")


def secret_seed(secret: bytes, assignment: str, test: str, submission: str) -> int:
    """The seed of a hidden test for one submission.

    Args:
        secret: 32 bytes that no student bundle holds.
        assignment: Its id.
        test: The test's id.
        submission: Digest of the submission, so that two submissions meet different inputs.
    """
    return _seed(secret, assignment, test, submission)


def _seed(key: bytes, *parts: str) -> int:
    message = "\0".join(parts).encode()
    return int.from_bytes(hmac.digest(key, message, hashlib.sha256)[:8], "little")


class Provider(Protocol):
    """Serves one test after another."""

    assignment: Assignment

    def open(self, test: str, hidden: bool, recorder: Recorder | None) -> Submission:
        """The submission for one test, with nothing left from the test before.

        Args:
            test: The test's id.
            hidden: Whether it draws hidden inputs.
            recorder: Collects what the submission's code does.
        """

    def seed(self, test: str, hidden: bool) -> int:
        """The seed of one test."""

    def speed(self, submission: Submission, seed: int) -> SpeedJudge:
        """The judge of speed for one test."""

    def reference(self) -> Any:
        """Our own modules; only where hidden tests run."""


def modules_of(assignment: Assignment) -> frozenset[str]:
    """Names of the modules that tests may reach."""
    return frozenset(name.removesuffix(".py") for name in (*assignment.files(), *assignment.given))


def read_sources(folder: Path, assignment: Assignment) -> dict[str, bytes]:
    """The assignment's files that are there, in a bundle or in a source folder (where given files lie in `given/`)."""
    places = {name: folder / name for name in assignment.files()}
    for name in assignment.given:
        places[name] = folder / "given" / name if (folder / "given" / name).is_file() else folder / name
    return {name: path.read_bytes() for name, path in places.items() if path.is_file()}


class LocalProvider:
    """A folder with a student's files, in this process.

    Args:
        assignment: What the tests belong to.
        folder: Where the files lie.
    """

    def __init__(self, assignment: Assignment, folder: Path) -> None:
        self.assignment = assignment
        self._folder = folder
        self._transport: InProcessTransport | None = None

    def open(self, test: str, hidden: bool, recorder: Recorder | None) -> Submission:
        """Read the files anew, as they are now."""
        if self._transport is not None:
            self._transport.close()
        sources = read_sources(self._folder, self.assignment)
        self._transport = InProcessTransport(
            sources,
            self.assignment.imports(),
            {name: str(self._folder / name) for name in sources},
            self.assignment.limits.room(),
        )
        submission = Submission(self._transport, modules_of(self.assignment))
        submission.reset(self.seed(test, hidden), recorder)
        return submission

    def seed(self, test: str, hidden: bool) -> int:
        """The public seed: a laptop has no secret."""
        return public_seed(self.assignment.id, test)

    def speed(self, submission: Submission, seed: int) -> SpeedJudge:
        """Interpreter events."""
        return EventCountJudge(submission, seed)

    def reference(self) -> Any:
        """There is none on a laptop."""
        raise UsageError("the reference is there for hidden tests only, and those run in grading only")
