"""Provide the fixtures of a test run: from a folder on a laptop, from the grader in grading."""

import hashlib
import hmac
from pathlib import Path
from typing import Any, Protocol

from autograder.errors import UsageError
from autograder.model.assignment import Assignment
from autograder.testing.recording import Recorder
from autograder.testing.speed import IterationJudge, SpeedJudge
from autograder.testing.submission import Submission
from autograder.testing.transport import InProcessTransport

__all__ = [
    "LocalProvider",
    "Provider",
    "modules_of",
    "public_seed",
    "public_worker_seed",
    "read_sources",
    "secret_seed",
    "secret_worker_seed",
]


def public_seed(assignment: str, test: str) -> int:
    """Return the seed of a public test, the same on every laptop and in grading."""
    return _seed(b"public", assignment, test, "")


def secret_seed(secret: bytes, assignment: str, test: str, submission: str) -> int:
    """Return the seed of a hidden test for one submission.

    Args:
        secret: 32 bytes that no student bundle contains.
        assignment: The assignment's id.
        test: The test's id.
        submission: Digest of the submission, so that each submission gets inputs of its own.
    """
    return _seed(secret, assignment, test, submission)


def public_worker_seed(assignment: str, test: str) -> int:
    """Return the seed of the student's own global random state in a public test."""
    return _seed(_worker_key(b"public"), assignment, test, "")


def secret_worker_seed(secret: bytes, assignment: str, test: str, submission: str) -> int:
    """Return the seed of the student's own global random state in a hidden test.

    The student's process gets this number. It is derived under another key than `secret_seed`, so it tells nothing
    about the inputs of any test.

    Args:
        secret: 32 bytes that no student bundle contains.
        assignment: The assignment's id.
        test: The test's id.
        submission: Digest of the submission.
    """
    return _seed(_worker_key(secret), assignment, test, submission)


def _worker_key(key: bytes) -> bytes:
    return hmac.digest(key, b"the student's process", hashlib.sha256)


def _seed(key: bytes, *parts: str) -> int:
    message = "\0".join(parts).encode()
    return int.from_bytes(hmac.digest(key, message, hashlib.sha256)[:8], "little")


class Provider(Protocol):
    """Provides the fixtures of one test after another."""

    assignment: Assignment

    def open(self, test: str, hidden: bool, recorder: Recorder | None) -> Submission:
        """Return the submission for one test, without any state of the test before.

        Args:
            test: The test's id.
            hidden: Whether the test draws hidden inputs.
            recorder: Collects the events of the submission's code.
        """

    def seed(self, test: str, hidden: bool) -> int:
        """Return the seed of one test."""

    def speed(self, submission: Submission, seed: int) -> SpeedJudge:
        """Return the speed judge for one test."""

    def reference(self) -> Any:
        """Return the reference modules. They exist only where hidden tests run."""


def modules_of(assignment: Assignment) -> frozenset[str]:
    """Return the names of the modules that tests may call."""
    return frozenset(name.removesuffix(".py") for name in (*assignment.files(), *assignment.given))


def read_sources(folder: Path, assignment: Assignment) -> dict[str, bytes]:
    """Read the assignment's files that exist, in a bundle or in a source folder (with given files in `given/`)."""
    places = {name: folder / name for name in assignment.files()}
    for name in assignment.given:
        places[name] = folder / "given" / name if (folder / "given" / name).is_file() else folder / name
    return {name: path.read_bytes() for name, path in places.items() if path.is_file()}


class LocalProvider:
    """Provides the files of a folder, which run in this process.

    Args:
        assignment: The assignment of the tests.
        folder: The folder with the student's files.

    Attributes:
        draw: Which inputs random tests draw; 0 for those of an ordinary run.
    """

    def __init__(self, assignment: Assignment, folder: Path) -> None:
        self.assignment = assignment
        self._folder = folder
        self._transport: InProcessTransport | None = None
        self.draw = 0

    def open(self, test: str, hidden: bool, recorder: Recorder | None) -> Submission:
        """Read the files again, so that the test runs their current content."""
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
        submission.reset(public_worker_seed(self.assignment.id, test), recorder)
        return submission

    def seed(self, test: str, hidden: bool) -> int:
        """Return the public seed, since a laptop has no secret."""
        return public_seed(self.assignment.id, f"{test} {self.draw}" if self.draw else test)

    def speed(self, submission: Submission, seed: int) -> SpeedJudge:
        """Return a judge that counts iterations."""
        return IterationJudge(submission, lambda label: public_seed(self.assignment.id, f"{seed} {label}"))

    def reference(self) -> Any:
        """Raise an error, since a laptop has no reference."""
        raise UsageError("the fixture `reference` exists in hidden tests only, and those run only in grading")
