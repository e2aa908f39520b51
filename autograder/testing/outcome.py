"""The description of a test, and the outcome of one of its cases."""

import traceback
from dataclasses import dataclass

from autograder.i18n import Message
from autograder.model.partial_credit import GateKind
from autograder.model.results import Status, Visibility
from autograder.model.text import NO_TEXT, Text

__all__ = [
    "MAX_TIMEOUTS",
    "VALUES",
    "TestInfo",
    "TestOutcome",
    "given_up",
    "internal_error",
    "internal_error_texts",
]


MAX_TIMEOUTS = 2
"""Number of timeouts in one question after which its remaining tests are skipped, on a laptop as in grading."""

GIVEN_UP = Message("Not run: other tests of this question timed out.")
COULD_NOT_RUN = Message(
    "This test could not run because of an internal error. This is not your fault and costs you no points; "
    "your instructor is informed."
)


VALUES = "values"
"""The excuse of a gate that fails for nothing but the wrong value of its call."""


@dataclass(frozen=True)
class TestInfo:
    """A test of one question, with all its cases.

    Attributes:
        id: File and function (`test_images.py::test_flatten_keeps_the_rows`); where the mark names several questions,
            with the question behind it (`test_knn.py::test_by_hand[compute_distances_one_loop]`).
        question: Id of the question that it grades.
        title: First line of its docstring.
        weight: Its share of the question's points, relative to the other tests of the question.
        gate: What it checks beside values; empty for a value test. A gate earns points in proportion to value tests.
        hidden: Whether its file never leaves the trusted side.
        visibility: When students may read its result.
        after: Names of gates of the question that must pass before this one earns points.
        unlocks: Names of tests of the question, with `*` for any letters, that earn points only if this gate passes.
    """

    __test__ = False  # the name is the field's, not pytest's

    id: str
    question: str
    title: Text
    weight: float
    gate: GateKind
    hidden: bool
    visibility: Visibility
    after: tuple[str, ...] = ()
    unlocks: tuple[str, ...] = ()

    def function(self) -> str:
        """Return the name of the test's function, by which `after` refers to it."""
        return self.id.partition("::")[2].partition("[")[0]


@dataclass(frozen=True)
class TestOutcome:
    """How one case of a test ended.

    Attributes:
        test: The test.
        status: One of the statuses of the record.
        explanation: The full message, for instructors and for public tests.
        brief: The message that a student may read for a hidden test.
        whole_file: Whether every test of the same file ends with the same message.
        place: The student's file and line that the message is about, if there is one.
        case: The case's name in pytest.
        printed: The output of the student's code.
        cpu: CPU seconds of the worker, if there is one; in `autograder check` those of the process, and its sleep.
        excuse: The kind of gate that already takes points for the same cause, or `VALUES`; empty if there is none.
        shown: The status that the student may read, if it is another one.
        without_slip: The explanation without the likely mistake, where it has one: for a failure with a named mistake.
        slipped: Whether a gate passed although its call's value is wrong; then a value test must fail, too.
    """

    __test__ = False

    test: TestInfo
    status: Status
    explanation: Text = NO_TEXT
    brief: Text = NO_TEXT
    whole_file: bool = False
    place: tuple[str, int] | None = None
    case: str = ""
    printed: str = ""
    cpu: float = 0.0
    excuse: str = ""
    shown: Status | None = None
    without_slip: Text = NO_TEXT
    slipped: bool = False

    def unguessed(self) -> Text:
        """Return the explanation without the likely mistake, because another one has been found."""
        return self.explanation if self.without_slip == NO_TEXT else self.without_slip


def given_up(test: TestInfo) -> TestOutcome:
    """Make the outcome of a test that does not run, because others of its question timed out."""
    text = Text.of(GIVEN_UP)
    return TestOutcome(test, "timeout", text, text)


def internal_error(test: TestInfo, error: BaseException) -> TestOutcome:
    """Make the outcome of a test that could not run because of an internal error."""
    explanation, brief = internal_error_texts(error)
    return TestOutcome(test, "grader_error", explanation, brief)


def internal_error_texts(error: BaseException) -> tuple[Text, Text]:
    """Return the traceback for instructors, and the message for students."""
    lines = "".join(traceback.format_exception(error, limit=-8))
    return Text(lines).cleaned(4_000), Text.of(COULD_NOT_RUN)
