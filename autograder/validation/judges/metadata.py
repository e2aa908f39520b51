"""The judge of what an assignment says of itself: titles, hints, points, languages, wrong answers.

The rules for its tests hold for every assignment.
"""

import ast
import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from autograder.authoring.course import AssignmentSource
from autograder.authoring.test_files import Test, TestFile, read_test_files
from autograder.errors import AssignmentError
from autograder.i18n import _
from autograder.model.assignment import Assignment, Question
from autograder.model.misconceptions import Misconception, load_misconceptions
from autograder.model.proof import Part, Problem
from autograder.model.text import Text
from autograder.testing.outcome import TestInfo
from autograder.validation.reference_edits import cannot_be_made

__all__ = ["judge_metadata", "suite_problems"]

HINTS = 3
"""From the idea over the shapes to the function to use."""

HIDDEN_SHARE = Fraction(60, 100)
"""The least part of a question's weight that its hidden tests carry: public tests can be passed by heart."""


def judge_metadata(source: AssignmentSource, refusal: Problem | None = None) -> Part:
    """The part about what stands in `assignment.toml`, in the marks of the tests, and in `misconceptions.toml`.

    Args:
        source: The assignment.
        refusal: What keeps it from being built: a marker that is not closed, a handout that is missing.
    """
    test_files = [test_file for kind in ("public", "hidden") for test_file in read_test_files(source, kind)]
    tests = [test for test_file in test_files for test in test_file.tests]
    try:
        entries = load_misconceptions(source.folder, source.assignment)
        broken = []
    except AssignmentError as error:
        entries, broken = (), [Problem(error.where, error.problem, _("Mend the file; nothing in it was looked at."))]
    looked_at = _("{questions} questions, {tests} tests, {misconceptions} misconceptions").format(
        questions=len(source.assignment.question), tests=len(tests), misconceptions=len(entries)
    )
    problems = [
        *broken,
        *_language(source, test_files, entries),
        *_suites(source, tests),
        *cannot_be_made(source, entries),
    ]
    if refusal and not refusal.same_as_one_of(problems):
        problems.insert(0, refusal)
    remarks = [*_hints(source), *_without_misconception(source, entries)]
    figures = {"misconceptions": float(len(entries)), "ideas": float(len({entry.idea for entry in entries}))}
    return Part("metadata", looked_at, tuple(problems), tuple(remarks), figures)


def suite_problems(assignment: Assignment, tests: Iterable[TestInfo]) -> list[str]:
    """Return what is wrong with the tests of an assignment, a sentence each; empty if nothing is.

    Every question has a public and a hidden test, one of either kind that is no gate, and hidden tests carry at least
    `HIDDEN_SHARE` of its weight.
    """
    tests = list(tests)
    return [
        f"{question.id}: {problem}"
        for question in assignment.auto()
        for problem in _problems_of(question, [test for test in tests if test.question == question.id])
    ]


def _language(
    source: AssignmentSource, test_files: list[TestFile], entries: tuple[Misconception, ...]
) -> Iterable[Problem]:
    """Both languages have their text, and the Korean one is Korean."""
    for where, text in _texts(source, test_files, entries):
        if not text.en.strip():
            yield Problem(where, _("The English text is empty."), _("Write it."))
        if not re.search(r"[가-힣]", text.ko):
            yield Problem(where, _("The Korean text has no Hangul in it: {text}").format(text=text.ko), _("Write it."))


def _texts(
    source: AssignmentSource, test_files: list[TestFile], entries: tuple[Misconception, ...]
) -> Iterable[tuple[str, Text]]:
    """Every text that students may read, with its place."""
    toml = source.show(source.folder / "assignment.toml")
    yield f"{toml}: title", source.assignment.title
    for question in source.assignment.question:
        yield f"{toml}: {question.id}.title", question.title
        yield from ((f"{toml}: {question.id}.hints[{level}]", hint) for level, hint in enumerate(question.hints))
    for test_file in test_files:
        yield from ((test.info.id, test.info.title) for test in test_file.tests)
        yield from _literals(source.show(test_file.path), test_file.tree)
    misconceptions = source.show(source.folder / "misconceptions.toml")
    yield from ((f"{misconceptions}: {entry.id}.hint", entry.hint) for entry in entries)


def _literals(file: str, tree: ast.Module) -> Iterable[tuple[str, Text]]:
    """The `Text("...", "...")` of a file of tests."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Name(id="Text"), args=[ast.Constant(value=str() as en), ast.Constant(value=str() as ko)]
            ):
                yield f"{file}:{node.lineno}", Text(en, ko)


def _hints(source: AssignmentSource) -> Iterable[Problem]:
    for question in source.assignment.auto():
        if len(question.hints) < HINTS:
            yield Problem(
                source.show(source.folder / "assignment.toml") + f": {question.id}.hints",
                _("There are {count} hints.").format(count=len(question.hints)),
                _("Write {count}: the idea, the shapes, the function to use.").format(count=HINTS),
            )


def _without_misconception(source: AssignmentSource, entries: tuple[Misconception, ...]) -> Iterable[Problem]:
    for question in source.assignment.auto():
        if not any(entry.question == question.id for entry in entries):
            yield Problem(
                source.show(source.folder / "misconceptions.toml"),
                _("{question} has no misconception.").format(question=question.id),
                _("Write down the mistakes that students make there; they prove its tests."),
            )


def _suites(source: AssignmentSource, tests: list[Test]) -> Iterable[Problem]:
    for sentence in suite_problems(source.assignment, [test.info for test in tests]):
        question, _sign, problem = sentence.partition(": ")
        found, _sign, cure = problem.partition("; ")
        yield Problem(source.show(source.folder / "tests") + f": {question}", found, cure)


def _problems_of(question: Question, tests: Sequence[TestInfo]) -> Iterable[str]:
    for kind, hidden in (("public", False), ("hidden", True)):
        own = [test for test in tests if test.hidden is hidden]
        if not own:
            yield f"it has no {kind} test; write one in tests/{kind}"
        elif all(test.gate for test in own):
            yield f"its {kind} tests are all gates; write one of values, or passing them earns nothing"
    weight = sum(_exact(test) for test in tests)
    hidden_weight = sum(_exact(test) for test in tests if test.hidden)
    if 0 < hidden_weight < HIDDEN_SHARE * weight:
        yield (
            f"hidden tests carry {float(hidden_weight):g} of {float(weight):g} of its weight, "
            f"{float(100 * hidden_weight / weight):.0f} %; it must be {float(100 * HIDDEN_SHARE):g} % or more"
        )


def _exact(test: TestInfo) -> Fraction:
    return Fraction(str(test.weight))
