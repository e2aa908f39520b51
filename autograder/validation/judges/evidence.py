"""What the judges of a proof look at, and the problems that they see in a record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from autograder.authoring.course import AssignmentSource
from autograder.i18n import _
from autograder.model.proof import Problem
from autograder.model.results import QuestionResult, Record, Status, TestResult
from autograder.validation.variants import Variant

__all__ = ["Evidence", "elsewhere", "held", "not_full", "place", "tests_of", "told", "undeserved"]


LINES = 3
"""Lines of a test's message that a problem quotes."""


@dataclass(frozen=True)
class Evidence:
    """What the judges look at.

    Attributes:
        graded: Every variant with its record, the copies of a repeated one too.
        local: Folder of a variant -> the status of each test on a laptop.
        laptop_seconds: Wall time of the reference's public tests on a laptop.
    """

    source: AssignmentSource
    graded: Sequence[tuple[Variant, Record]]
    local: Mapping[str, Mapping[str, Status]] = field(default_factory=dict)
    laptop_seconds: float | None = None

    def of(self, *kinds: str) -> list[tuple[Variant, Record]]:
        """The variants of these kinds, without copies."""
        return [
            (variant, record) for variant, record in self.graded if variant.kind in kinds and variant.repetition == 1
        ]


def tests_of(record: Record) -> Iterable[tuple[QuestionResult, TestResult]]:
    """Every test of a record, with its question."""
    return ((question, test) for question in record.questions for test in question.tests)


def place(question: QuestionResult, test: TestResult) -> str:
    """How a problem names a test."""
    return f"{test.id} ({question.id})"


def told(test: TestResult) -> str:
    """What went wrong, on one line: the first three of the message, or the last of an exception of ours."""
    lines = [line.strip() for line in str(test.instructor_message).strip().splitlines()]
    return " ".join(lines[-1:] if test.status == "grader_error" else lines[:LINES])


def not_full(variant: Variant, record: Record, cure: str) -> Iterable[Problem]:
    """Every test that a right answer does not pass."""
    for question, test in tests_of(record):
        if test.status != "passed":
            yield Problem(f"{place(question, test)}, {variant.folder}", f"{test.status}: {told(test)}", cure)
    if not record.questions or record.reason:
        yield Problem(variant.folder, str(record.reason or ""), cure)


def undeserved(test: TestResult, who: str) -> Problem:
    """A test that gives points to an answer that deserves none."""
    return Problem(
        test.id,
        _("It gives {score:g} points to {who}.").format(score=test.score, who=who),
        _("Ask for values that such an answer cannot have, or make the test a gate (`gate=True`)."),
    )


def held(variant: Variant, record: Record) -> Iterable[Problem]:
    """Every test that breaks by what an answer returns: a fault of the test, whatever it was."""
    for question, test in tests_of(record):
        if test.status == "grader_error":
            yield Problem(
                f"{place(question, test)}, {variant.folder}",
                _("The test itself breaks: {message}").format(message=told(test)),
                _("Say in `returns` what the value must be, before the test touches it."),
            )


def elsewhere(variant: Variant, record: Record) -> Iterable[Problem]:
    """The tests of other questions that one mistake fails."""
    for question, test in tests_of(record):
        if question.id != variant.question and test.status != "passed":
            yield Problem(
                f"{place(question, test)}, {variant.question}",
                _("A mistake in {question} costs points here: {message}").format(
                    question=variant.question, message=told(test)
                ),
                _("Stand in for {question} in this test (`submission.stand_in`): one bug costs one question.").format(
                    question=variant.question
                ),
            )
