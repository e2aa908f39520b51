"""Convert what a test raised to its outcome: a status, and a text for each reader."""

import pytest

from autograder.errors import Finding, Unreadable
from autograder.i18n import Lines, Message, Renderable
from autograder.model.text import NO_TEXT, Text
from autograder.testing.outcome import TestInfo, TestOutcome, internal_error
from autograder.testing.submission import Submission

__all__ = ["OUTCOME", "outcome_of"]

OUTCOME: pytest.StashKey[TestOutcome] = pytest.StashKey()
"""Key under which the plugin stores the outcome of an item."""


def outcome_of(test: TestInfo, error: BaseException | None, submission: Submission | None = None) -> TestOutcome:
    """Convert what a test raised to its outcome; None stands for a test that passed.

    A `Finding` or a failed `assert` is the submission's failure. Anything else, a skip included, is an internal error.
    """
    if error is None:
        return TestOutcome(test, "passed", slipped=submission is not None and submission.slipped)
    if isinstance(error, Finding):
        whole_file = isinstance(error, Unreadable)
        call = submission.last_call() if submission and not whole_file else ""
        explanation = Text.of(_with_call(error.explanation, call, error.status)).cleaned()
        without_slip = Text.of(_with_call(error.without_slip, call, error.status)).cleaned()
        brief = Text.of(error.brief).cleaned()
        return TestOutcome(
            test,
            error.status,  # type: ignore[arg-type]
            explanation,
            brief,
            whole_file,
            error.place,
            excuse=error.excuse,
            without_slip=without_slip if without_slip != explanation else NO_TEXT,
        )
    if isinstance(error, AssertionError):
        text = str(error).partition("\nassert ")[0]
        return TestOutcome(test, "failed", Text(text).cleaned())
    return internal_error(test, error)


def _with_call(text: Renderable, call: str, status: str) -> Renderable:
    """Add the call that led to a failure, if it is small enough to read."""
    if not call or status == "not_implemented":
        return text
    return Lines(text, Message("The call was: {call}", call=call))
