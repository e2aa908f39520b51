"""Every exception of the engine, in one tree.

    AutograderError
    ├── UsageError              the caller's mistake: one clear line, exit code 2
    │   └── AssignmentError     a source that an author must mend: file, place, what was found, what is allowed
    ├── GraderError             our own fault: the test's points are held for review
    └── Finding                 about the submission, never an internal error; carries its test status
        ├── Failed              a wrong value, shape or type
        ├── NotWritten          the stub's own notice
        ├── StudentError        the student's code raised, or is not there
        │   └── Unreadable      a whole file is missing, or is not Python
        ├── TimedOut
        ├── OutOfMemory
        ├── Crashed             the worker died, or spoke nonsense
        └── ForReview           measures disagree; a person decides

A finding carries two texts: `explanation`, with values and output, for public tests and instructors; and `brief`, which
a student may read even for a hidden test: the kind of failure and the student's own line, nothing of ours.
"""

from typing import ClassVar

from autograder.i18n import Renderable

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
    """Base of everything that this package raises on purpose."""


class UsageError(AutograderError):
    """The caller's mistake. The message says what was found, where, and what to do."""


class AssignmentError(UsageError):
    """A source file that its author must mend.

    Args:
        where: The file, with a line (`knn.py:12`) or a key (`assignment.toml: question[2].points`).
        problem: What was found and what is allowed.
    """

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"{where}: {problem}")
        self.where = where
        self.problem = problem

    def __reduce__(self) -> tuple[type["AssignmentError"], tuple[str, str]]:
        """How it crosses from one process of ours to another."""
        return type(self), (self.where, self.problem)


class GraderError(AutograderError):
    """Our own fault. No submission may ever be able to cause one."""


class Finding(AutograderError):
    """Something about the submission.

    Args:
        explanation: The whole story.
        brief: What a student may read even for a hidden test; by default nothing.
        place: The student's file and the number of the line that it is about, if there is one.
    """

    status: ClassVar[str] = "error"

    def __init__(self, explanation: Renderable, brief: Renderable = "", place: tuple[str, int] | None = None) -> None:
        super().__init__()
        self.explanation = explanation
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

    Example:
        >>> text = Text("The two halves overlap.", "두 부분이 겹쳐요.")
        >>> raise Failed(text, text)
        Traceback (most recent call last):
        autograder.errors.Failed: The two halves overlap.
    """

    status = "failed"


class NotWritten(Finding):
    """The stub raised its own notice."""

    status = "not_implemented"


class StudentError(Finding):
    """The student's code raised an exception, could not be imported, or lacks what the question names."""

    status = "error"


class Unreadable(StudentError):
    """A file is missing, or Python cannot read it: the same for every test that wants something of it."""


class TimedOut(Finding):
    """More CPU time, or far more wall time, than the limit."""

    status = "timeout"


class OutOfMemory(Finding):
    """More memory than the limit."""

    status = "memory"


class Crashed(Finding):
    """The worker ended, or broke the protocol, in the middle of a call."""

    status = "crashed"


class ForReview(Finding):
    """Two measures disagree; the points are held and a person decides."""

    status = "review"
