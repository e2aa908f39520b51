"""Judges the description of an assignment: titles, hints, points, languages, misconceptions, weights of tests."""

import ast
import re
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from fractions import Fraction

from autograder.authoring.course import AssignmentSource
from autograder.authoring.docstring_files import docstring_problems
from autograder.authoring.documents import untranslated
from autograder.authoring.test_files import Test, TestFile, read_test_files
from autograder.errors import AssignmentError
from autograder.files import read_text
from autograder.i18n import _
from autograder.model.assignment import Assignment, Question
from autograder.model.misconceptions import Misconception, load_misconceptions
from autograder.model.proof import Part, Problem
from autograder.model.text import Text
from autograder.model.translations import load_translations
from autograder.testing.outcome import TestInfo
from autograder.validation.reference_edits import cannot_be_made

__all__ = ["judge_metadata", "suite_problems"]

HINTS = 3
"""The idea, the shapes, and the function to use."""

HIDDEN_SHARE = Fraction(60, 100)
"""The least share of a question's weight that hidden tests carry: an answer can pass public tests by heart."""


FIXED_SHARE = Fraction(10, 100)
"""The largest share of a question's weight for hidden tests that draw nothing: what a student learns of their inputs in
one grading still helps in the next."""

DRAWING = frozenset(["rng", "seed", "speed"])
"""Fixtures by which a test draws its inputs."""


def judge_metadata(source: AssignmentSource, refusal: Problem | None = None) -> Part:
    """Judge `assignment.toml`, the marks of the tests, `misconceptions.toml`, and their translations.

    Args:
        source: The assignment.
        refusal: The reason why it cannot be built: a marker that is not closed, a handout that is missing.
    """
    test_files = [test_file for kind in ("public", "hidden") for test_file in read_test_files(source, kind)]
    tests = [test for test_file in test_files for test in test_file.tests]
    try:
        entries = load_misconceptions(source.folder, source.assignment)
        broken = []
    except AssignmentError as error:
        entries, broken = (), [Problem(error.where, error.problem, _("Correct the file; nothing in it was checked."))]
    looked_at = _("{questions} questions, {tests} tests, {misconceptions} misconceptions").format(
        questions=len(source.assignment.question), tests=len(tests), misconceptions=len(entries)
    )
    problems = [
        *broken,
        *_language(source, test_files, entries),
        *_unknown_tests(source, tests),
        *_suites(source, tests),
        *_fixed(source, tests),
        *cannot_be_made(source, entries),
        *_docstrings(source),
    ]
    if refusal and not refusal.same_as_one_of(problems):
        problems.insert(0, refusal)
    remarks = [*_hints(source), *_without_misconception(source, entries), *_notebook(source)]
    figures = {"misconceptions": float(len(entries)), "ideas": float(len({entry.idea for entry in entries}))}
    return Part("metadata", looked_at, tuple(problems), tuple(remarks), figures)


def suite_problems(assignment: Assignment, tests: Iterable[TestInfo]) -> list[str]:
    """Return the problems of an assignment's tests, a sentence each; empty if there are none.

    Every question needs a public and a hidden value test, and hidden tests carry at least `HIDDEN_SHARE` of its
    weight.
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
    """Report texts that lack a declared language, and texts in a language that is not declared."""
    declared = source.assignment.languages
    for where, text in _texts(source, test_files, entries):
        found = text.texts()
        for name in declared:
            if not found.get(name, "").strip():
                yield Problem(where, _("The {language} text is missing.").format(language=name), _write(name))
        for name in found.keys() - {*declared, "en"}:
            problem = _("There is a text in {language}, which is not declared.").format(language=name)
            yield Problem(where, problem, _("Add the language to `languages` in assignment.toml, or remove the text."))
        if "ko" in declared and text.ko.strip() and not re.search(r"[가-힣]", text.ko):
            yield Problem(where, _("The Korean text has no Hangul in it: {text}").format(text=text.ko), _write("ko"))


def _notebook(source: AssignmentSource) -> Iterable[Problem]:
    """Report sentences in the code of the notebook that a student reads in English whatever the language."""
    lab = source.folder / "lab.py"
    if not lab.is_file():
        return
    for language, translation in load_translations(source.folder, source.assignment.languages).items():
        text = read_text(lab, source.show(lab))
        for found in untranslated(text, source.show(lab), source.assignment, translation.notebook):
            yield Problem(
                source.show(lab),
                _("The {language} text of {text!r} is missing.").format(language=language, text=found),
                _("Write it in {file}, under [notebook].").format(file=f"{language}.toml"),
            )


def _docstrings(source: AssignmentSource) -> Iterable[Problem]:
    """Report docstrings that a sidecar lacks, or that translate an English text of earlier."""
    try:
        yield from docstring_problems(source)
    except AssignmentError as error:  # a marker, or the sidecar itself
        yield Problem(error.where, error.problem, _("Fix this first."))


def _write(language: str) -> str:
    if language == "en":
        return _("Write it.")
    return _("Write it, beside the English text or in {file}.").format(file=f"{language}.toml")


def _unknown_tests(source: AssignmentSource, tests: Sequence[Test]) -> Iterable[Problem]:
    """Report translated titles of tests that do not exist."""
    known = {test.info.id for test in tests} | {f"{test.file}::{test.function}" for test in tests}
    for id, titles in source.assignment.test_titles.items():
        if id not in known:
            sidecar = source.show(source.folder / f"{next(iter(titles))}.toml")
            yield Problem(f"{sidecar}: test.{id}", _("There is no such test."), _("Correct the id, or remove it."))


def _texts(
    source: AssignmentSource, test_files: list[TestFile], entries: tuple[Misconception, ...]
) -> Iterable[tuple[str, Text]]:
    """Yield every text that students may read, with its place."""
    toml = source.show(source.folder / "assignment.toml")
    yield f"{toml}: title", source.assignment.title
    for question in source.assignment.question:
        yield f"{toml}: {question.id}.title", question.title
        if question.variant is not None:
            yield f"{toml}: {question.id}.variant", question.variant
        yield from ((f"{toml}: {question.id}.hints[{level}]", hint) for level, hint in enumerate(question.hints))
    for test_file in test_files:
        yield from ((test.info.id, test.info.title) for test in test_file.tests)
        yield from _literals(source.show(test_file.path), test_file.tree)
    misconceptions = source.show(source.folder / "misconceptions.toml")
    yield from ((f"{misconceptions}: {entry.id}.hint", entry.hint) for entry in entries)
    yield from ((f"{misconceptions}: {entry.id}.name", entry.name) for entry in entries if entry.name is not None)


def _literals(file: str, tree: ast.Module) -> Iterable[tuple[str, Text]]:
    """Yield each `Text("...")`, `Text("...", "...")` or `Text("...", "...", {...})` of a file of tests."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            try:
                arguments = [ast.literal_eval(argument) for argument in node.args]
            except ValueError:  # made of other texts, which are looked at by themselves
                continue
            if arguments and not node.keywords:
                yield f"{file}:{node.lineno}", Text(*arguments)


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


def _fixed(source: AssignmentSource, tests: Sequence[Test]) -> Iterable[Problem]:
    """Report questions in which hidden tests with the same inputs for everybody carry too much."""
    for question in source.assignment.auto():
        own = [test for test in tests if test.info.question == question.id]
        fixed = [test for test in own if test.info.hidden and not test.fixtures & DRAWING]
        whole = sum(_exact(test.info) for test in own)
        share = sum(_exact(test.info) for test in fixed) / whole if whole else 0
        if share > FIXED_SHARE:
            yield Problem(
                source.show(source.folder / "tests" / "hidden") + f": {question.id}",
                _("Hidden tests with fixed inputs carry {share:.0%}: {names}.").format(
                    share=float(share), names=", ".join(test.function for test in fixed)
                ),
                _("Draw their inputs by `rng`, or let them carry {most:.0%} together.").format(most=float(FIXED_SHARE)),
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
    gates = {test.function() for test in tests if test.gate}
    for test in tests:
        for name in test.after:
            if name not in gates or name == test.function():
                yield f"{test.function()} comes after {name}, which is no other gate of the question; correct the name"
        names = [other.function() for other in tests if other is not test]
        if test.unlocks and not any(fnmatchcase(name, one) for name in names for one in test.unlocks):
            yield f"{test.function()} unlocks no test of the question; correct {', '.join(test.unlocks)}"
    weight = sum(_exact(test) for test in tests)
    hidden_weight = sum(_exact(test) for test in tests if test.hidden)
    if 0 < hidden_weight < HIDDEN_SHARE * weight:
        yield (
            f"hidden tests carry {float(hidden_weight):g} of {float(weight):g} of its weight, "
            f"{float(100 * hidden_weight / weight):.0f} %; it must be {float(100 * HIDDEN_SHARE):g} % or more"
        )


def _exact(test: TestInfo) -> Fraction:
    return Fraction(str(test.weight))
