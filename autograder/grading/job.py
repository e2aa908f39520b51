"""What a batch tells its lanes."""

from dataclasses import dataclass
from pathlib import Path

from autograder.model.assignment import Limits

__all__ = ["Job", "Setup"]


@dataclass(frozen=True)
class Setup:
    """What a lane needs to know once.

    Attributes:
        folder: The assignment's source folder.
        secret: Seeds the hidden tests.
        digests: Of assignment and engine, and the secret's fingerprint; for the records.
        limits: What one test may use on this machine.
        note: What was cut of the assignment's own limits, and why; empty if nothing was.
        diagnose: Whether mistakes get their names.
        turns: Where the lanes of this machine agree on who runs; None if there is only one.
    """

    folder: Path
    secret: bytes
    digests: dict[str, str]
    limits: Limits
    note: str = ""
    diagnose: bool = True
    turns: Path | None = None


@dataclass(frozen=True)
class Job:
    """One submission to grade.

    Attributes:
        files: The listed files that were handed in.
        digest: Of those files.
        question: Grade this one alone; None for all.
        to_the_end: Run all tests of that one question, and do not stop at the first that is not passed.
    """

    name: str
    files: dict[str, bytes]
    digest: str
    question: str | None = None
    to_the_end: bool = False
