"""Define the messages from a batch to its grading processes."""

from dataclasses import dataclass
from pathlib import Path

from autograder.model.assignment import Limits

__all__ = ["GradeOptions", "Job", "Setup"]


@dataclass(frozen=True)
class Setup:
    """What a grading process needs before its first submission.

    Attributes:
        folder: The assignment's source folder.
        secret: The secret that seeds the hidden tests.
        digests: Digests of assignment and engine and the fingerprint of the secret, for the records.
        limits: CPU and memory limits of one test on this machine.
        note: How and why the limits are below the assignment's own; empty if they are not.
        diagnose: Whether to name mistakes.
        lock: Folder of the lock between the grading processes of this machine; None if there is only one process.
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
    """How to grade one submission.

    Attributes:
        question: Id of the only question to grade; None for all.
        every_test: Whether to run all tests of `question`, instead of stopping at the first that does not pass.
        diagnose: Whether to name mistakes, if the batch does.
    """

    question: str | None = None
    every_test: bool = False
    diagnose: bool = True


@dataclass(frozen=True)
class Job:
    """One submission to grade.

    Attributes:
        name: Name of the submission in results.
        files: Listed file -> content.
        digest: SHA-256 of the files.
        options: How to grade it.
    """

    name: str
    files: dict[str, bytes]
    digest: str
    options: GradeOptions = GradeOptions()
