"""Turn the outcomes of tests into points."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from autograder.grading.diagnose import Diagnosis
from autograder.i18n import Lines, Message
from autograder.model.assignment import Assignment, Question
from autograder.model.points import share, total
from autograder.model.results import Excerpt, QuestionResult, TestResult, Timing, worst
from autograder.model.text import NO_TEXT, Text, clean_text
from autograder.testing.outcome import TestOutcome
from autograder.testing.recording import Recordings

__all__ = ["Graded", "excerpt", "question_results"]

PRINTED = Message("--- printed ---")


AROUND = 2
"""Number of lines to show before and after the line of a failure."""

WIDEST = 200
"""Maximum number of characters to show of one line."""


@dataclass(frozen=True)
class Graded:
    """The results of running the tests on one submission.

    Attributes:
        outcomes: Outcome of every case of every test.
        timing: How long it took.
        isolation: Layer of the sandbox -> `on`, or why it is off.
        recordings: Question -> recordings on the shared inputs, for the questions to diagnose.
        diagnoses: Question -> the named mistake.
    """

    outcomes: list[TestOutcome]
    timing: Timing
    isolation: dict[str, str]
    recordings: dict[str, Recordings] = field(default_factory=dict)
    diagnoses: dict[str, Diagnosis] = field(default_factory=dict)


def question_results(
    assignment: Assignment, outcomes: Sequence[TestOutcome], files: Mapping[str, bytes]
) -> tuple[QuestionResult, ...]:
    """Compute the results of all questions, in the assignment's order.

    Args:
        assignment: The assignment.
        outcomes: Outcome of every case of every test that ran.
        files: File -> content of the submission.
    """
    return tuple(
        _question(question, [one for one in outcomes if one.test.question == question.id], files)
        for question in assignment.question
    )


def _question(question: Question, outcomes: list[TestOutcome], files: Mapping[str, bytes]) -> QuestionResult:
    if question.kind == "manual":
        return QuestionResult(question.id, question.title, question.points, 0.0, manual=True)
    if not outcomes:  # this question was not requested
        return QuestionResult(question.id, question.title, question.points, 0.0)
    tests = _grouped(outcomes, files)
    shares = share(question.points, [test.weight for test in tests])
    scored = tuple(_with_points(test, points, _valued(test, tests)) for test, points in zip(tests, shares, strict=True))
    return QuestionResult(question.id, question.title, question.points, total(test.score for test in scored), scored)


def _valued(gate: TestResult, tests: Sequence[TestResult]) -> bool:
    """Return whether a value test that unlocks this gate has passed.

    A hidden gate needs a hidden value test: copying the expected values of public tests must not earn hidden points.
    """
    hidden = gate.visibility != "visible"
    return any(
        test.status == "passed" and not test.gate and (not hidden or test.visibility != "visible") for test in tests
    )


def _with_points(test: TestResult, points: float, valued: bool) -> TestResult:
    """Give a test its points if it passed; a gate also needs a passed value test (`valued`)."""
    earned = test.status == "passed" and (valued or not test.gate)
    return msgspec.structs.replace(test, score=points if earned else 0.0, max_score=points)


def _grouped(outcomes: Iterable[TestOutcome], files: Mapping[str, bytes]) -> list[TestResult]:
    """Build one result for each test; of several cases, the first with the worst status decides."""
    cases: dict[str, list[TestOutcome]] = {}
    for one in outcomes:
        cases.setdefault(one.test.id, []).append(one)
    return [_result(several, files) for several in cases.values()]


def _result(cases: list[TestOutcome], files: Mapping[str, bytes]) -> TestResult:
    info, status = cases[0].test, worst([case.status for case in cases])
    case = next(one for one in cases if one.status == status)
    explained = _with_output(case.explanation, case.printed)
    shown = case.brief if info.hidden else explained
    # For a hidden test the excerpt may show the line of an exception, which `brief` also names, but no other line.
    place = case.place if status != "failed" or not info.hidden else None
    return TestResult(
        id=info.id,
        title=info.title,
        status=status,
        visibility=info.visibility,
        weight=info.weight,
        score=0.0,
        max_score=0.0,
        gate=info.gate,
        student_message=shown if status != "grader_error" else case.brief,
        instructor_message=explained,
        cpu=round(sum(one.cpu for one in cases), 6),
        excerpt=excerpt(files, *place) if place else None,
    )


def _with_output(text: Text, output: str) -> Text:
    """Append what the student's code printed to a message."""
    if not output or text == NO_TEXT:
        return text
    return Text.of(Lines(text, PRINTED, output)).cleaned(4_000)


def excerpt(files: Mapping[str, bytes], file: str, line: int) -> Excerpt | None:
    """Return the lines around a place, from the trusted copy of the submission; None if the place does not exist.

    Args:
        files: File -> content of the submission.
        file: Name of a file.
        line: Number of a line, from 1.
    """
    lines = files.get(file, b"").decode("utf-8", "replace").splitlines()
    if not 0 < line <= len(lines):
        return None
    first = max(1, line - AROUND)
    shown = [clean_text(one.expandtabs(4).rstrip(), WIDEST) for one in lines[first - 1 : line + AROUND]]
    while len(shown) > line - first + 1 and not shown[-1]:  # drop empty lines at the end
        shown.pop()
    return Excerpt(file, line, first, tuple(shown))
