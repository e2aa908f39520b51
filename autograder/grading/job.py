"""What a batch tells its grading processes."""

from dataclasses import dataclass
from pathlib import Path

from autograder.model.assignment import Limits

__all__ = ["GradeOptions", "Job", "Setup"]


@dataclass(frozen=True)
class Setup:
    """What a grading process needs to know once.

    Attributes:
        folder: The assignment's source folder.
        secret: Seeds the hidden tests.
        digests: Of assignment and engine, and the secret's fingerprint; for the records.
        limits: What one test may use on this machine.
        note: What was cut of the assignment's own limits, and why; empty if nothing was.
        diagnose: Whether mistakes are named.
        lock: Folder of the lock by which the grading processes of this machine agree on who runs tests; None for one.
    """

    folder: Path
    secret: bytes
    digests: dict[str, str]
    limits: Limits
    note: str = ""
    diagnose: bool = True
    lock: Path | None = None


@dataclass(frozen=True)
class GradeOptions:
    """How one submission is graded, where that is not as a whole.

    Attributes:
        question: Grade this question alone; None for all.
        every_test: Run all tests of that one question, and do not stop at the first that does not pass.
    """

    question: str | None = None
    every_test: bool = False


@dataclass(frozen=True)
class Job:
    """One submission to grade.

    Attributes:
        name: What results call it.
        files: The listed files that were handed in.
        digest: Of those files.
        options: How it is graded.
    """

    name: str
    files: dict[str, bytes]
    digest: str
    options: GradeOptions = GradeOptions()
