"""Where the fixtures of a test run get what they hand out: on a laptop from a folder, in grading from the grader."""

from pathlib import Path
from typing import Any, Protocol

from autograder.errors import UsageError
from autograder.model.assignment import Assignment
from autograder.testing.seeds import public_seed
from autograder.testing.speed import EventsSpeed, Speed
from autograder.testing.submission import Submission
from autograder.testing.transport import InProcessTransport

__all__ = ["LocalProvider", "Provider", "modules_of", "read_sources"]


class Provider(Protocol):
    """Serves one test after another."""

    assignment: Assignment

    def open(self, test: str, hidden: bool) -> Submission:
        """The submission for one test, with nothing left from the test before."""

    def seed(self, test: str, hidden: bool) -> int:
        """The seed of one test."""

    def speed(self, submission: Submission, seed: int) -> Speed:
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
        self._seam: InProcessTransport | None = None

    def open(self, test: str, hidden: bool) -> Submission:
        """Read the files anew, as they are now."""
        if self._seam is not None:
            self._seam.close()
        sources = read_sources(self._folder, self.assignment)
        self._seam = InProcessTransport(
            sources,
            self.assignment.imports(),
            {name: str(self._folder / name) for name in sources},
            self.assignment.limits.room(),
        )
        submission = Submission(self._seam, modules_of(self.assignment))
        submission.reset(self.seed(test, hidden))
        return submission

    def seed(self, test: str, hidden: bool) -> int:
        """The public seed: a laptop has no secret."""
        return public_seed(self.assignment.id, test)

    def speed(self, submission: Submission, seed: int) -> Speed:
        """Interpreter events."""
        return EventsSpeed(submission, seed)

    def reference(self) -> Any:
        """There is none on a laptop."""
        raise UsageError("the reference is there for hidden tests only, and those run in grading only")
