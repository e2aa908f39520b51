"""Define every exception of the engine, in one tree.

    AutograderError
    ├── UsageError              the caller made a mistake: a short message, exit code 2
    │   └── AssignmentError     an author must correct a source file: place, what was found, what is allowed
    ├── GraderError             internal error: the points of the test are withheld, pending review
    └── Finding                 a result about the submission; has the status of the test
        ├── Failed              a wrong value, shape or type
        ├── NotWritten          the stub is still in place
        ├── StudentError        the student's code raised an exception, or a name is missing
        │   └── Unreadable      a whole file is missing, or is not Python
        ├── TimedOut            too much CPU time or wall time
        ├── OutOfMemory         too much memory
        ├── Crashed             the worker died, or broke the protocol
        └── ForReview           two measures disagree; a person decides

A finding has two texts. `explanation` has values and output; instructors read it, and students for public tests.
`brief` is safe for students to read even for a hidden test: the kind of failure and the student's own line, and nothing
about the test.
"""

from typing import ClassVar

from autograder.i18n import Lines, Renderable

__all__ = [
    "AssignmentError",
    "AutograderError",
    "Crashed",
    "Failed",
    "Finding",
    "ForReview",
    "GraderError",
    "NotWritten",
    "OutOfMemory",
    "StudentError",
    "TimedOut",
    "Unreadable",
    "UsageError",
]


class AutograderError(Exception):
    """Base class of every exception that this package raises on purpose."""


class UsageError(AutograderError):
    """The caller made a mistake. The message says what is wrong, where, and what to do."""


class AssignmentError(UsageError):
    """A source file of an assignment is wrong, and its author must correct it.

    Args:
        where: The file, with a line (`knn.py:12`) or a key (`assignment.toml: question[2].points`).
        problem: What was found and what is allowed.
    """

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem

    def __reduce__(self) -> tuple[type["AssignmentError"], tuple[str, str]]:
        """Pickle both arguments, so that the error can pass between processes of the engine."""
        return type(self), (self.where, self.problem)


class GraderError(AutograderError):
    """Grading itself failed (an internal error). No submission may be able to cause this."""


class Finding(AutograderError):
    """A test did not pass, for a reason that lies in the submission.

    Args:
        explanation: The full text, with values and output.
        brief: The text that a student may read even for a hidden test; empty by default.
        place: File name and line number (from 1) in the student's code; None if no line is to blame.
        slip: The likely mistake, shown after the explanation until the mistake itself has a name.

    Attributes:
        without_slip: The explanation alone.
        excuse: The kind of gate that already takes points for the same cause, if one of the question fails; "values" if
            a gate fails for nothing but the value of its call.
    """

    status: ClassVar[str] = "error"
    excuse: str = ""

    def __init__(
        self,
        explanation: Renderable,
        brief: Renderable = "",
        place: tuple[str, int] | None = None,
        slip: Renderable = "",
    ) -> None:
        super().__init__()
        self.explanation = Lines(explanation, slip) if slip else explanation
        self.without_slip = explanation
        self.brief = brief
        self.place = place

    def __str__(self) -> str:
        return str(self.explanation)


class Failed(Finding, AssertionError):
    """A value, shape or type that is not what the question asks for: the failure of a student's answer.

    Comparisons and specs raise it. A test raises it where neither fits.

    Args:
        explanation: The message with values, for public tests and for instructors. A `Text`.
        brief: What a student may read even for a hidden test, so without values. A `Text`; by default nothing.
        place: Tuple (str, int), the student's file and line that the failure is about, if it is known.
        slip: The likely mistake, a `Text`, shown after the explanation; by default nothing.

    Example:
        >>> text = Text("The two halves overlap.", "두 부분이 겹쳐요.")
        >>> raise Failed(text, text)
        Traceback (most recent call last):
        autograder.errors.Failed: The two halves overlap.
    """

    status = "failed"


class NotWritten(Finding):
    """The stub of the question was called: it is not written yet."""

    status = "not_implemented"


class StudentError(Finding):
    """The student's code raised an exception, could not be imported, or lacks a name that the question requires."""

    status = "error"


class Unreadable(StudentError):
    """A file is missing or is not valid Python. Every test that uses the file gets the same finding."""


class TimedOut(Finding):
    """The code used more CPU time than the limit, or far more wall time."""

    status = "timeout"


class OutOfMemory(Finding):
    """The code used more memory than the limit."""

    status = "memory"


class Crashed(Finding):
    """The worker ended or broke the protocol during a call."""

    status = "crashed"


class ForReview(Finding):
    """Two measures disagree; the points are withheld until a person decides."""

    status = "review"
