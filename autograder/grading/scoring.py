"""From what the tests said to points."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from autograder.grading.excerpt import excerpt
from autograder.model.assignment import Assignment, Question
from autograder.model.points import share, total
from autograder.model.results import QuestionResult, TestResult, worst
from autograder.model.text import NO_TEXT, Text
from autograder.testing.plugin.marks import TestInfo
from autograder.testing.plugin.outcomes import Verdict

__all__ = ["Ran", "question_results"]


@dataclass(frozen=True)
class Ran:
    """One case of one test, as it ended.

    Attributes:
        output: What the student's code printed.
        cpu: CPU seconds of the worker.
    """

    info: TestInfo
    verdict: Verdict
    output: str = ""
    cpu: float = 0.0


def question_results(
    assignment: Assignment, ran: Sequence[Ran], files: Mapping[str, bytes]
) -> tuple[QuestionResult, ...]:
    """Every question with its tests and points, in the assignment's order; `files` are what was handed in."""
    return tuple(
        _question(question, [one for one in ran if one.info.question == question.id], files)
        for question in assignment.question
    )


def _question(question: Question, ran: list[Ran], files: Mapping[str, bytes]) -> QuestionResult:
    if question.kind == "manual":
        return QuestionResult(question.id, question.title, question.points, 0.0, manual=True)
    if not ran:  # it was not asked for
        return QuestionResult(question.id, question.title, question.points, 0.0)
    tests = _grouped(ran, files)
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


def _grouped(ran: Iterable[Ran], files: Mapping[str, bytes]) -> list[TestResult]:
    """One result for each test: of several cases the first with the worst status speaks."""
    cases: dict[str, list[Ran]] = {}
    for one in ran:
        cases.setdefault(one.info.id, []).append(one)
    return [_result(several, files) for several in cases.values()]


def _result(cases: list[Ran], files: Mapping[str, bytes]) -> TestResult:
    info, status = cases[0].info, worst([case.verdict.status for case in cases])
    told = next(case for case in cases if case.verdict.status == status)
    explained = _with_output(told.verdict.explain, told.output)
    shown = told.verdict.brief if info.hidden else explained
    # Of a hidden test the line of an exception may be told, as its brief does, and no other.
    place = told.verdict.place if status != "failed" or not info.hidden else None
    return TestResult(
        id=info.id,
        title=info.title,
        status=status,
        visibility=info.visibility,
        weight=info.weight,
        score=0.0,
        max_score=0.0,
        gate=info.gate,
        student_message=shown if status != "grader_error" else told.verdict.brief,
        instructor_message=explained,
        cpu=round(sum(case.cpu for case in cases), 6),
        excerpt=excerpt(files, *place) if place else None,
    )


def _with_output(text: Text, output: str) -> Text:
    """A message and, below it, what the student's code printed."""
    if not output or text == NO_TEXT:
        return text
    return Text(f"{text.en}\n--- printed ---\n{output}", f"{text.ko}\n--- 출력 ---\n{output}").cleaned(4_000)
