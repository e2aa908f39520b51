"""Define the messages from a batch to its grading processes."""

from dataclasses import dataclass
from pathlib import Path

from autograder.model.assignment import Limits
from autograder.testing.outcome import TestOutcome

__all__ = ["GradeOptions", "Job", "PublicOutcomes", "Setup"]


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
    """

    folder: Path
    secret: bytes
    digests: dict[str, str]
    limits: Limits
    note: str = ""
    diagnose: bool = True


@dataclass(frozen=True)
class GradeOptions:
    """How to grade one submission.

    Attributes:
        question: Id of the only question to grade; None for all.
        every_test: Whether to run all tests of `question`, instead of stopping at the first that does not pass.
        diagnose: Whether to name mistakes, if the batch does.
        step: Whether other jobs grade the other questions of the submission. All public tests run in the first of these
            jobs; the others take their outcomes from it.
        for_student: Whether a student reads the result. Hidden tests that did not pass then run once more, to find what
            their student may read.
    """

    question: str | None = None
    every_test: bool = False
    diagnose: bool = True
    step: bool = False
    for_student: bool = True


@dataclass(frozen=True)
class Job:
    """One submission to grade.

    Attributes:
        name: Name of the submission in results.
        files: Listed file -> content.
        digest: SHA-256 of the files.
        options: How to grade it.
        inputs: What hidden inputs depend on beside the secret, where it is not the digest.
        public: Outcomes of its public tests, if hidden tests have run on it before: then public tests do not run again.
    """

    name: str
    files: dict[str, bytes]
    digest: str
    options: GradeOptions = GradeOptions()
    inputs: str = ""
    public: tuple[TestOutcome, ...] | None = None

    def drawn_from(self) -> str:
        """Return what hidden inputs depend on beside the secret."""
        return self.inputs or self.digest


@dataclass(frozen=True)
class PublicOutcomes:
    """The message that the first hidden test is about to run on a submission.

    Attributes:
        outcomes: Outcomes of its public tests, which are final from now on.
    """

    outcomes: tuple[TestOutcome, ...]
