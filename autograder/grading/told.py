"""Decide what the student of a submission reads about a hidden test that it did not pass.

The submission's code has seen the inputs of the test, and could tell its student about them: by the kind of its
failure, by the type of an exception, by the line that raises it. So the test runs once more, on inputs that are
independent of the first. The student reads only what both runs have in common. The points are those of the first run.
"""

from dataclasses import replace

from autograder.i18n import Lines, Message
from autograder.model.text import NO_TEXT, Text
from autograder.testing.outcome import TestOutcome

__all__ = ["needs_second_run", "told", "unconfirmed"]

UNDECIDED = Message("It is not clear whether the code passes this hidden test. An instructor will review it.")
DEPENDS = Message("How it fails depends on the inputs of this hidden test, so nothing more is shown.")


def needs_second_run(outcome: TestOutcome) -> bool:
    """Return whether the student would read something of this outcome of a hidden test."""
    return outcome.status not in ("passed", "grader_error")


def told(first: TestOutcome, second: TestOutcome) -> TestOutcome:
    """Return the outcome of the first run, with only what the second run confirms for the student.

    Args:
        first: The outcome of the run that counts.
        second: The outcome of the same test on independent inputs.
    """
    same = first.status == second.status
    brief = _in_common(first.brief, second.brief) if same else NO_TEXT
    if same and brief == first.brief and first.place == second.place:
        return first
    if first.status == "review":  # code can make itself doubtful, with a count of its choice in the text
        return replace(first, brief=Text.of(UNDECIDED), place=None)
    return replace(
        first,
        brief=Text.of(Lines(*filter(None, [brief if brief != NO_TEXT else None, DEPENDS]))),
        place=first.place if same and first.place == second.place else None,
        shown=None if same else "failed",
    )


def unconfirmed(first: TestOutcome) -> TestOutcome:
    """Return the outcome of a hidden test that had no second run: the student reads that it failed, and no more."""
    return told(first, replace(first, status="passed"))


def _in_common(first: Text, second: Text) -> Text:
    """Return the first lines of a text, up to the first that differs in the other text in any language."""
    pairs = [(text.splitlines(), second.spoken_in(name).splitlines()) for name, text in first.texts().items()]
    longest = min(_equal_lines(one, other) for one, other in pairs)
    return first.changed(lambda text: "\n".join(text.splitlines()[:longest]))


def _equal_lines(one: list[str], other: list[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
