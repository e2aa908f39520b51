"""Hold the evidence for the judges of a proof, and find problems in a record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.authoring.course import AssignmentSource
from autograder.i18n import _
from autograder.model.proof import Problem
from autograder.model.results import QuestionResult, Record, Status, TestResult
from autograder.validation.variants import Variant

__all__ = [
    "Evidence",
    "broken_tests",
    "failures_elsewhere",
    "not_full",
    "place",
    "shown_message",
    "tests_of",
    "undeserved",
]


LINES = 3
"""Number of lines of a test's message that a problem quotes."""


@dataclass(frozen=True)
class Evidence:
    """Hold the results that judges use.

    Attributes:
        source: The assignment.
        graded: Every variant with its record, including copies.
        local: Folder of a variant -> test id -> status on a laptop.
        laptop_seconds: Wall time of the reference's public tests on a laptop; None if not measured.
    """

    source: AssignmentSource
    graded: Sequence[tuple[Variant, Record]]
    local: Mapping[str, Mapping[str, Status]] = field(default_factory=dict)
    laptop_seconds: float | None = None

    def of(self, *kinds: str) -> list[tuple[Variant, Record]]:
        """Return the variants of these kinds with their records, without copies."""
        return [
            (variant, record) for variant, record in self.graded if variant.kind in kinds and variant.repetition == 1
        ]


def tests_of(record: Record) -> Iterable[tuple[QuestionResult, TestResult]]:
    """Yield every test of a record with its question."""
    return ((question, test) for question in record.questions for test in question.tests)


def place(question: QuestionResult, test: TestResult) -> str:
    """Return the name of a test in problems."""
    return f"{test.id} ({question.id})"


def shown_message(test: TestResult) -> str:
    """Return the test's message on one line: its first lines, or the last line of an internal error."""
    lines = [line.strip() for line in str(test.instructor_message).strip().splitlines()]
    return " ".join(lines[-1:] if test.status == "grader_error" else lines[:LINES])


def not_full(variant: Variant, record: Record, cure: str) -> Iterable[Problem]:
    """Yield a problem for every test that a correct answer does not pass.

    Args:
        variant: The correct answer.
        record: Its record.
        cure: What to do.
    """
    for question, test in tests_of(record):
        if test.status != "passed":
            yield Problem(f"{place(question, test)}, {variant.folder}", f"{test.status}: {shown_message(test)}", cure)
    if not record.questions or record.reason:
        yield Problem(variant.folder, str(record.reason or ""), cure)


def undeserved(test: TestResult, who: str) -> Problem:
    """Return the problem that a test gives points to an answer that deserves none.

    Args:
        test: The test.
        who: Description of the answer.
    """
    return Problem(
        test.id,
        _("The test gives {score:g} points to {who}.").format(score=test.score, who=who),
        _('Test for values that such an answer cannot have, or make the test a gate (`gate="shape"`).'),
    )


def broken_tests(variant: Variant, record: Record) -> Iterable[Problem]:
    """Yield a problem for every test with an internal error; a test must survive any return value.

    Args:
        variant: The answer.
        record: Its record.
    """
    for question, test in tests_of(record):
        if test.status == "grader_error":
            yield Problem(
                f"{place(question, test)}, {variant.folder}",
                _("The test itself raised an error: {message}").format(message=shown_message(test)),
                _("Declare the expected value in `returns` before the test uses it."),
            )


def failures_elsewhere(variant: Variant, record: Record) -> Iterable[Problem]:
    """Yield a problem for every test of another question that the mistake fails.

    Args:
        variant: An answer with a mistake in one question.
        record: Its record.
    """
    for question, test in tests_of(record):
        if question.id != variant.question and test.status != "passed":
            yield Problem(
                f"{place(question, test)}, {variant.question}",
                _("A mistake in {question} costs points here: {message}").format(
                    question=variant.question, message=shown_message(test)
                ),
                _("Replace {question} here with `submission.stand_in`, so that a bug costs one question.").format(
                    question=variant.question
                ),
            )
