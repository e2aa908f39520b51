"""From what a test raised to what is said about it: one status, and one text for each reader."""

import traceback
from dataclasses import dataclass

import pytest

from autograder.errors import Finding, Unreadable
from autograder.i18n import _, in_both
from autograder.model.results import Status
from autograder.model.text import NO_TEXT, Text
from autograder.testing.submission import Submission

__all__ = ["PASSED", "VERDICT", "Verdict", "verdict_of"]


@dataclass(frozen=True)
class Verdict:
    """How a test ended.

    Attributes:
        explain: Everything, for instructors and for public tests.
        brief: What a student may read of a hidden test.
        whole_file: Whether it says the same of every test that wants something of a file.
        place: The student's file and line that it is about, if there is one.
    """

    status: Status
    explain: Text = NO_TEXT
    brief: Text = NO_TEXT
    whole_file: bool = False
    place: tuple[str, int] | None = None


PASSED = Verdict("passed")

VERDICT: pytest.StashKey[Verdict] = pytest.StashKey()
"""Where the plugin leaves the verdict of an item."""


def verdict_of(error: BaseException | None, submission: Submission | None = None) -> Verdict:
    """The verdict for what a test raised (None: it passed).

    A `Finding` and a failed `assert` are the submission's; anything else, a skip included, is ours.
    """
    if error is None:
        return PASSED
    if isinstance(error, Finding):
        whole_file = isinstance(error, Unreadable)
        call = submission.last_call() if submission and not whole_file else ""
        explain = Text(**in_both(lambda: _with_call(error.explain(), call, error.status)))
        brief = Text(**in_both(error.brief)).cleaned()
        return Verdict(error.status, explain.cleaned(), brief, whole_file, error.place)  # type: ignore[arg-type]
    if isinstance(error, AssertionError):
        text = str(error).partition("\nassert ")[0]
        return Verdict("failed", Text(text, text).cleaned())
    return Verdict("grader_error", _ours(error), Text(**in_both(_our_fault)))


def _with_call(text: str, call: str, status: str) -> str:
    """Add the call that led to a failure, where it is small enough to read."""
    if not call or status == "not_implemented":
        return text
    return text + "\n" + _("The call was: {call}").format(call=call)


def _our_fault() -> str:
    return _("This test itself could not run. It is not your fault, and costs you nothing; your instructor is told.")


def _ours(error: BaseException) -> Text:
    lines = "".join(traceback.format_exception(error, limit=-8))
    return Text(lines, lines).cleaned(4_000)
