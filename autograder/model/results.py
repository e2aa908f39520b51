"""The record of one graded submission: immutable, versioned, and the only input of every report."""

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
"""Every status, in order of precedence."""

HELD: frozenset[Status] = frozenset({"grader_error", "review"})
"""The statuses whose points are held until a person has decided."""


class Excerpt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lines of a student's own file.

    Attributes:
        file: Its name.
        line: The number of the line that matters.
        first: The number of the first of `lines`.
        lines: That line, and those around it.
    """

    file: str
    line: int
    first: int
    lines: tuple[str, ...]


class TestResult(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One test of one submission.

    Attributes:
        id: The file's name and the function's.
        title: What it tests, in a sentence.
        status: How it ended.
        visibility: When its student may see it.
        weight: Its share of the question, among the others' weights.
        gate: A test of shape, dtype, unmodified inputs or speed.
        score, max_score: Points, to 0.01.
        student_message: What the student may read; for hidden tests no values and no printed output.
        instructor_message: Everything.
        misconception: Id of the misconception that was recognized; two are joined by `+`.
        hint: What the misconception says about it, on the first test of a question that fails by it.
        cpu: CPU seconds that the worker used.
        excerpt: The student's own lines around the place of the failure, where it has one.
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
    """One question of one submission.

    Attributes:
        id: The question's id.
        title: Its name.
        points: What it is worth.
        score: The sum of its tests' points.
        tests: One result for each test.
        manual: A written question, which a person grades.
    """

    id: str
    title: Text
    points: float
    score: float
    tests: tuple[TestResult, ...] = ()
    manual: bool = False

    def status(self) -> Status:
        """The worst status among its tests; `not_implemented` where there is none."""
        return worst([test.status for test in self.tests]) if self.tests else "not_implemented"

    def held(self) -> bool:
        """Return whether some of its points wait for a person."""
        return any(test.status in HELD for test in self.tests)


class Timing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long grading took, in seconds.

    Attributes:
        wall: Wall time of the whole submission.
        worker_cpu: CPU time of its workers.
        oracle_cpu: CPU time of oracles and reference.
    """

    wall: float
    worker_cpu: float
    oracle_cpu: float

    def overhead(self) -> float:
        """What grading cost beyond the computing that the tests ask for."""
        return max(0.0, self.wall - self.worker_cpu - self.oracle_cpu)


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The result of one submission.

    Attributes:
        schema: The version of this format.
        assignment: Its id.
        submission: What the submission is called.
        score: The sum of the questions' points.
        max_score: What a right answer to everything gets.
        questions: One result for each question, in the assignment's order.
        timing: How long grading took.
        isolation: Each layer of the sandbox, in words: `on`, or why it is off.
        digests: SHA-256 of the assignment, the submission, the engine, and the secret's fingerprint.
        reason: Why nothing could be graded (a corrupt zip, no listed file), for a written 0; or remarks on the files.
    """

    schema: Literal[1]
    assignment: str
    submission: str
    isolation: dict[str, str]
    digests: dict[str, str]
    score: float
    max_score: float
    questions: tuple[QuestionResult, ...]
    reason: Text | None = None
    timing: Timing | None = None

    def held(self) -> bool:
        """Return whether some points wait for a person."""
        return any(question.held() for question in self.questions)

    def failed(self) -> bool:
        """Whether grading itself failed somewhere."""
        return any(test.status == "grader_error" for question in self.questions for test in question.tests)


def worst(statuses: list[Status]) -> Status:
    """The status that takes precedence; `passed` for an empty list."""
    return min(statuses, key=STATUSES.index, default="passed")


def student_view(record: Record) -> Record:
    """The record as its student may see it: nothing for instructors, nothing of tests that stay hidden."""
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
