"""Define the record of one graded submission: immutable, versioned, and the only input of every report."""

from typing import Literal

import msgspec

from autograder.model.text import NO_TEXT, Text

__all__ = [
    "HELD",
    "STATUSES",
    "Excerpt",
    "QuestionResult",
    "Record",
    "Status",
    "TestResult",
    "Timing",
    "Visibility",
    "student_view",
    "worst",
]

Status = Literal[
    "grader_error", "review", "crashed", "timeout", "memory", "error", "not_implemented", "failed", "passed"
]
Visibility = Literal["visible", "hidden", "after_due_date", "after_published"]

STATUSES: tuple[Status, ...] = Status.__args__  # type: ignore[attr-defined]
"""Every status, in order of precedence: the first that occurs decides."""

HELD: frozenset[Status] = frozenset({"grader_error", "review"})
"""Statuses whose points are withheld until a person decides."""


class Excerpt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Some lines of a student's own file, around the line of a failure.

    Attributes:
        file: Name of the file.
        line: Number of the line that failed, from 1.
        first: Number of the first line in `lines`, from 1.
        lines: The text of the lines.
    """

    file: str
    line: int
    first: int
    lines: tuple[str, ...]


class TestResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The result of one test of one submission.

    Attributes:
        id: Names of the test's file and function.
        title: What the test checks, in a sentence.
        status: How the test ended.
        visibility: When the student may see the test.
        weight: Weight of the test within its question.
        gate: Whether the test checks shape, dtype, unmodified inputs or speed instead of values.
        score, max_score: Points, to 0.01.
        student_message: The text for the student; for hidden tests without values and printed output.
        instructor_message: The full text.
        misconception: Id of the recognized misconception; two ids are joined by `+`.
        hint: Hint of the misconception, on the first failed test of the question.
        cpu: CPU seconds that the worker used.
        excerpt: The student's own lines around the failure; None if it has no line.
    """

    __test__ = False  # the name is the field's, not pytest's

    id: str
    title: Text
    status: Status
    visibility: Visibility
    weight: float
    score: float
    max_score: float
    gate: bool = False
    student_message: Text = NO_TEXT
    instructor_message: Text = NO_TEXT
    misconception: str | None = None
    hint: Text = NO_TEXT
    cpu: float = 0.0
    excerpt: Excerpt | None = None


class QuestionResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The result of one question of one submission.

    Attributes:
        id: Id of the question.
        title: Title of the question.
        points: Maximum points.
        score: Sum of the points of the tests.
        tests: One result for each test.
        manual: Whether this is a written question, which a person grades.
    """

    id: str
    title: Text
    points: float
    score: float
    tests: tuple[TestResult, ...] = ()
    manual: bool = False

    def status(self) -> Status:
        """Return the worst status among the tests; `not_implemented` if there are no tests."""
        return worst([test.status for test in self.tests]) if self.tests else "not_implemented"

    def held(self) -> bool:
        """Return whether some points of the question are withheld until a person decides."""
        return any(test.status in HELD for test in self.tests)


class Timing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long grading took, in seconds.

    Attributes:
        wall: Wall time of the whole submission.
        worker_cpu: CPU time of the submission's workers.
        oracle_cpu: CPU time of oracles and reference.
    """

    wall: float
    worker_cpu: float
    oracle_cpu: float

    def overhead(self) -> float:
        """Return the seconds that grading took in addition to student code, oracles and reference."""
        return max(0.0, self.wall - self.worker_cpu - self.oracle_cpu)


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The result of one submission.

    Attributes:
        schema: Version of this format.
        assignment: Id of the assignment.
        submission: Name of the submission.
        score: Sum of the points of the questions.
        max_score: Maximum points of the questions that tests grade.
        questions: One result for each question, in the assignment's order.
        timing: How long grading took.
        isolation: Layer of the sandbox -> `on`, or why it is off.
        digests: SHA-256 of assignment, submission and engine, and the fingerprint of the secret.
        versions: `python` and `numpy` -> the version that graded; empty in records of older versions of the engine.
        reason: Why nothing could be graded and the score is 0 (damaged zip, no listed file); or remarks on the files.
    """

    schema: Literal[1]
    assignment: str
    submission: str
    isolation: dict[str, str]
    digests: dict[str, str]
    score: float
    max_score: float
    questions: tuple[QuestionResult, ...]
    versions: dict[str, str] = {}
    reason: Text | None = None
    timing: Timing | None = None

    def held(self) -> bool:
        """Return whether some points are withheld until a person decides."""
        return any(question.held() for question in self.questions)

    def failed(self) -> bool:
        """Return whether a test ended with an internal error."""
        return any(test.status == "grader_error" for question in self.questions for test in question.tests)


def worst(statuses: list[Status]) -> Status:
    """Return the status that takes precedence; `passed` for an empty list."""
    return min(statuses, key=STATUSES.index, default="passed")


def student_view(record: Record) -> Record:
    """Remove what the student may not read: hidden tests, messages for instructors, timing and digests."""
    questions = []
    for question in record.questions:
        tests = tuple(
            msgspec.structs.replace(test, instructor_message=NO_TEXT, cpu=0.0)
            for test in question.tests
            if test.visibility != "hidden"
        )
        questions.append(msgspec.structs.replace(question, tests=tests))
    return msgspec.structs.replace(
        record, questions=tuple(questions), timing=None, digests={"submission": record.digests.get("submission", "")}
    )
