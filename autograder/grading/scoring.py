"""Turn the outcomes of tests into points."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from autograder.grading.diagnose import Diagnosis
from autograder.grading.gate_values import WRONG
from autograder.i18n import Lines, Message
from autograder.model.assignment import Assignment, Question
from autograder.model.loop_free import MAX_SOURCE, is_loop_free
from autograder.model.misconceptions import Misconception
from autograder.model.partial_credit import Checked, ScoredTest, earned_points, excused, floor_points, right_share
from autograder.model.points import share, total
from autograder.model.results import HELD, Excerpt, Floor, Mistake, QuestionResult, TestResult, Timing, worst
from autograder.model.source_edit import find_function
from autograder.model.text import NO_TEXT, Text, clean_text
from autograder.testing.outcome import TestInfo, TestOutcome
from autograder.testing.recording import Recording, Recordings

__all__ = ["Graded", "answer_lines", "excerpt", "question_results"]

PRINTED = Message("--- printed ---")

ONE_EXPLANATION = Message("A known mistake costs what a fair grader takes off, however many tests it fails.")
SEVERAL_EXPLANATIONS = Message(
    "More than one known mistake explains this answer; the dearest sets what the question is worth at least."
)

UNPROVEN = Message(
    "It is slow and uses too much memory, and no loop was counted. Whether there is none cannot be proven from the "
    "source; an instructor will review it."
)

NO_DIAGNOSES: Mapping[str, Diagnosis] = {}

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
        diagnoses: Question -> what explains its wrong answer.
        evidence: Node of a test -> what the submission did in it when it was graded, for the questions to diagnose.
    """

    outcomes: list[TestOutcome]
    timing: Timing
    isolation: dict[str, str]
    recordings: dict[str, Recordings] = field(default_factory=dict)
    diagnoses: dict[str, Diagnosis] = field(default_factory=dict)
    evidence: dict[str, Recording] = field(default_factory=dict)


def question_results(
    assignment: Assignment,
    outcomes: Sequence[TestOutcome],
    files: Mapping[str, bytes],
    diagnoses: Mapping[str, Diagnosis] = NO_DIAGNOSES,
) -> tuple[QuestionResult, ...]:
    """Compute the results of all questions, in the assignment's order.

    Args:
        assignment: The assignment.
        outcomes: Outcome of every case of every test that ran.
        files: File -> content of the submission.
        diagnoses: Question -> what explains its wrong answer.
    """
    return tuple(
        _question(
            question,
            [one for one in outcomes if one.test.question == question.id],
            files,
            diagnoses.get(question.id),
        )
        for question in assignment.question
    )


def _question(
    question: Question, outcomes: list[TestOutcome], files: Mapping[str, bytes], diagnosis: Diagnosis | None
) -> QuestionResult:
    if question.kind == "manual":
        return QuestionResult(question.id, question.title, question.points, 0.0, manual=True)
    if not outcomes:  # this question was not requested
        return QuestionResult(question.id, question.title, question.points, 0.0)
    if diagnosis is not None and diagnosis.named():  # the hint says what is wrong; the test's guess may be another
        outcomes = [replace(one, explanation=one.unguessed()) for one in outcomes]
    tests = _grouped(_excused(_unslipped(outcomes), question, files), files)
    infos = {one.test.id: one.test for one in outcomes}
    shares = share(question.points, [test.weight for test in tests])
    priced = [_priced(infos[test.id], test, points) for test, points in zip(tests, shares, strict=True)]
    scored = tuple(
        msgspec.structs.replace(test, score=earned, max_score=one.points)
        for test, one, earned in zip(tests, priced, earned_points(priced), strict=True)
    )
    score = total(test.score for test in scored)
    result = QuestionResult(question.id, question.title, question.points, score, scored)
    return result if diagnosis is None else _explained(result, priced, diagnosis)


def _excused(outcomes: Sequence[TestOutcome], question: Question, files: Mapping[str, bytes]) -> list[TestOutcome]:
    """Let gates pass that failed for a cause for which another gate of the question takes points.

    Only the source can prove that there is no loop: code that hides one from the counter, and uses too much memory on
    purpose, looks the same from outside. Without the proof a person decides.
    """
    free = excused([Checked(one.test.gate, one.status == "passed", one.excuse) for one in outcomes])
    if not any(free):
        return list(outcomes)
    decide = _passed if is_loop_free(files, question.file or "", question.function or "") else _unproven
    return [decide(one) if is_free else one for one, is_free in zip(outcomes, free, strict=True)]


def _unslipped(outcomes: Sequence[TestOutcome]) -> list[TestOutcome]:
    """Fail gates that passed with a slip that no value test knows: then it is no slip, but a call without its work."""
    if any(not one.test.gate and one.status != "passed" for one in outcomes):
        return list(outcomes)
    text = Text.of(WRONG)
    return [replace(one, status="failed", explanation=text, brief=text) if one.slipped else one for one in outcomes]


def _passed(outcome: TestOutcome) -> TestOutcome:
    return replace(outcome, status="passed", explanation=NO_TEXT, brief=NO_TEXT)


def _unproven(outcome: TestOutcome) -> TestOutcome:
    text = Text.of(UNPROVEN)
    return replace(outcome, status="review", explanation=Text.of(Lines(outcome.explanation, text)), brief=text)


def _priced(info: TestInfo, test: TestResult, points: float) -> ScoredTest:
    hidden = test.visibility != "visible"
    return ScoredTest(info.function(), points, test.status == "passed", info.gate, hidden, info.after)


def _explained(question: QuestionResult, tests: Sequence[ScoredTest], diagnosis: Diagnosis) -> QuestionResult:
    """Add what the diagnosis says: names and the hint on failed tests, the mistakes, and the floor."""
    named = diagnosis.named()
    floor = None if question.held() else _floor(question, tests, diagnosis)
    shown, hint = [], diagnosis.text()
    for test in question.tests:
        if named and test.status != "passed":
            name = "+".join(entry.id for entry in named)
            test, hint = msgspec.structs.replace(test, misconception=name, hint=hint), NO_TEXT
        shown.append(test)
    return msgspec.structs.replace(
        question,
        tests=tuple(shown),
        score=max(question.score, floor.points) if floor else question.score,
        mistakes=tuple(_mistake(entry, entry.id in diagnosis.forms()) for entry in named),
        floor=floor,
    )


def _mistake(entry: Misconception, form: bool) -> Mistake:
    return Mistake(entry.id, entry.idea, entry.name or entry.hint, entry.cost, form)


def _floor(question: QuestionResult, tests: Sequence[ScoredTest], diagnosis: Diagnosis) -> Floor | None:
    """Return the lowest floor of all explanations; None if the author states no cost for one of them."""
    floors = []
    for one in diagnosis.explanations:
        costs = [entry.cost for entry in one.misconceptions]
        known = [cost for cost in costs if cost is not None]
        if len(known) < len(costs):
            return None
        floors.append(floor_points(question.points, known, right_share(tests, one.beyond)))
    reason = ONE_EXPLANATION if len(floors) == 1 else SEVERAL_EXPLANATIONS
    return Floor(min(floors), Text.of(reason))


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
        gate=bool(info.gate),
        checks=info.gate,
        student_message=shown if status != "grader_error" else case.brief,
        instructor_message=explained,
        cpu=round(sum(one.cpu for one in cases), 6),
        excerpt=excerpt(files, *place) if place else None,
        shown=case.shown if status not in ("passed", *HELD) else None,
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


def answer_lines(question: Question, files: Mapping[str, bytes]) -> Text:
    """Return where the lines of an answer are, below its docstring; empty if they cannot be found.

    Args:
        question: The question.
        files: File -> content of the submission.
    """
    data = files.get(question.file or "", b"")
    try:
        tree = ast.parse(data.decode("utf-8-sig")) if 0 < len(data) <= MAX_SOURCE else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = None
    function = find_function(tree, question.function) if tree and question.function else None
    if function is None:
        return NO_TEXT
    documented = ast.get_docstring(function, clean=False) is not None and len(function.body) > 1
    first = function.body[documented].lineno
    return Text.of(
        Message("{file}, lines {first} to {last}", file=question.file, first=first, last=function.end_lineno or first)
    )
