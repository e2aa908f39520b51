"""From the outcomes of tests to points."""

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
"""Lines before the one that matters, and after it."""

WIDEST = 200
"""Characters of one line that are shown."""


@dataclass(frozen=True)
class Graded:
    """What the run of one submission yields.

    Attributes:
        outcomes: Every case of every test.
        timing: The seconds.
        isolation: The layers of the sandbox.
        recordings: Question -> what the code did on inputs that everybody shares, where it went wrong.
        diagnoses: Question -> the mistake, where it has a name.
    """

    outcomes: list[TestOutcome]
    timing: Timing
    isolation: dict[str, str]
    recordings: dict[str, Recordings] = field(default_factory=dict)
    diagnoses: dict[str, Diagnosis] = field(default_factory=dict)


def question_results(
    assignment: Assignment, outcomes: Sequence[TestOutcome], files: Mapping[str, bytes]
) -> tuple[QuestionResult, ...]:
    """Every question with its tests and points, in the assignment's order; `files` are what was handed in."""
    return tuple(
        _question(question, [one for one in outcomes if one.test.question == question.id], files)
        for question in assignment.question
    )


def _question(question: Question, outcomes: list[TestOutcome], files: Mapping[str, bytes]) -> QuestionResult:
    if question.kind == "manual":
        return QuestionResult(question.id, question.title, question.points, 0.0, manual=True)
    if not outcomes:  # it was not asked for
        return QuestionResult(question.id, question.title, question.points, 0.0)
    tests = _grouped(outcomes, files)
    shares = share(question.points, [test.weight for test in tests])
    scored = tuple(_with_points(test, points, _valued(test, tests)) for test, points in zip(tests, shares, strict=True))
    return QuestionResult(question.id, question.title, question.points, total(test.score for test in scored), scored)


def _valued(gate: TestResult, tests: Sequence[TestResult]) -> bool:
    """Whether a test of values passes that a gate may count on.

    For a hidden gate that is a hidden one: who has copied what the public tests expect has earned no more than those.
    """
    hidden = gate.visibility != "visible"
    return any(
        test.status == "passed" and not test.gate and (not hidden or test.visibility != "visible") for test in tests
    )


def _with_points(test: TestResult, points: float, valued: bool) -> TestResult:
    """A gate earns nothing until a test of values of the same question passes too, a hidden one if it is hidden."""
    earned = test.status == "passed" and (valued or not test.gate)
    return msgspec.structs.replace(test, score=points if earned else 0.0, max_score=points)


def _grouped(outcomes: Iterable[TestOutcome], files: Mapping[str, bytes]) -> list[TestResult]:
    """One result for each test: of several cases the first with the worst status speaks."""
    cases: dict[str, list[TestOutcome]] = {}
    for one in outcomes:
        cases.setdefault(one.test.id, []).append(one)
    return [_result(several, files) for several in cases.values()]


def _result(cases: list[TestOutcome], files: Mapping[str, bytes]) -> TestResult:
    info, status = cases[0].test, worst([case.status for case in cases])
    told = next(case for case in cases if case.status == status)
    explained = _with_output(told.explanation, told.printed)
    shown = told.brief if info.hidden else explained
    # Of a hidden test the line of an exception may be told, as its brief does, and no other.
    place = told.place if status != "failed" or not info.hidden else None
    return TestResult(
        id=info.id,
        title=info.title,
        status=status,
        visibility=info.visibility,
        weight=info.weight,
        score=0.0,
        max_score=0.0,
        gate=info.gate,
        student_message=shown if status != "grader_error" else told.brief,
        instructor_message=explained,
        cpu=round(sum(case.cpu for case in cases), 6),
        excerpt=excerpt(files, *place) if place else None,
    )


def _with_output(text: Text, output: str) -> Text:
    """A message and, below it, what the student's code printed."""
    if not output or text == NO_TEXT:
        return text
    return Text.of(Lines(text, PRINTED, output)).cleaned(4_000)


def excerpt(files: Mapping[str, bytes], file: str, line: int) -> Excerpt | None:
    """The lines around a place, out of our own copy of what was handed in; None where there is no such place.

    Args:
        files: What was handed in.
        file: The name of one of them.
        line: The number of a line, from 1 on.
    """
    lines = files.get(file, b"").decode("utf-8", "replace").splitlines()
    if not 0 < line <= len(lines):
        return None
    first = max(1, line - AROUND)
    shown = [clean_text(one.expandtabs(4).rstrip(), WIDEST) for one in lines[first - 1 : line + AROUND]]
    while len(shown) > line - first + 1 and not shown[-1]:  # an empty line at the end shows nothing
        shown.pop()
    return Excerpt(file, line, first, tuple(shown))
