"""Whether all that an assignment says of itself is there: titles, hints, points, both languages, wrong answers."""

import re
from collections.abc import Iterable

from autograder.course.layout import Source
from autograder.course.mistakes import mistaken
from autograder.course.rules import suite_problems
from autograder.course.suites import Test, read_suites
from autograder.errors import AssignmentError
from autograder.i18n import _
from autograder.model.misconceptions import Misconception, load_misconceptions
from autograder.model.proof import Part, Problem
from autograder.model.text import Text

__all__ = ["HINTS", "judge_metadata"]

HINTS = 3
"""From the idea over the shapes to the function to use."""


def judge_metadata(source: Source) -> Part:
    """The part about what stands in `assignment.toml`, in the marks of the tests, and in `misconceptions.toml`."""
    tests = [test for kind in ("public", "hidden") for suite in read_suites(source, kind) for test in suite.tests]
    try:
        entries = load_misconceptions(source.folder, source.assignment)
        broken = []
    except AssignmentError as error:
        entries, broken = (), [Problem(error.where, error.problem, _("Mend the file; nothing in it was looked at."))]
    looked_at = _("{questions} questions, {tests} tests, {misconceptions} misconceptions").format(
        questions=len(source.assignment.question), tests=len(tests), misconceptions=len(entries)
    )
    problems = [*broken, *_language(source, tests, entries), *_suites(source, tests), *_edits(source, entries)]
    return Part("metadata", looked_at, tuple(problems), tuple(_hints(source)))


def _language(source: Source, tests: list[Test], entries: tuple[Misconception, ...]) -> Iterable[Problem]:
    """Both languages have their text, and the Korean one is Korean."""
    toml = source.show(source.folder / "assignment.toml")
    texts: list[tuple[str, Text]] = [(f"{toml}: title", source.assignment.title)]
    for question in source.assignment.question:
        texts.append((f"{toml}: {question.id}.title", question.title))
        texts += [(f"{toml}: {question.id}.hints[{level}]", hint) for level, hint in enumerate(question.hints)]
    texts += [(test.info.id, test.info.title) for test in tests]
    misconceptions = source.show(source.folder / "misconceptions.toml")
    texts += [(f"{misconceptions}: {entry.id}.hint", entry.hint) for entry in entries]
    for where, text in texts:
        if not text.en.strip():
            yield Problem(where, _("The English text is empty."), _("Write it."))
        if not re.search(r"[가-힣]", text.ko):
            yield Problem(where, _("The Korean text has no Hangul in it: {text}").format(text=text.ko), _("Write it."))


def _hints(source: Source) -> Iterable[Problem]:
    for question in source.assignment.auto():
        if len(question.hints) < HINTS:
            yield Problem(
                source.show(source.folder / "assignment.toml") + f": {question.id}.hints",
                _("There are {count} hints.").format(count=len(question.hints)),
                _("Write {count}: the idea, the shapes, the function to use.").format(count=HINTS),
            )


def _suites(source: Source, tests: list[Test]) -> Iterable[Problem]:
    for sentence in suite_problems(source.assignment, [test.info for test in tests]):
        question, _sign, problem = sentence.partition(": ")
        found, _sign, cure = problem.partition("; ")
        yield Problem(source.show(source.folder / "tests") + f": {question}", found, cure)


def _edits(source: Source, entries: tuple[Misconception, ...]) -> Iterable[Problem]:
    for entry in entries:
        try:
            mistaken(source, entry)
        except AssignmentError as error:
            found, _sign, cure = error.problem.rpartition("; ")
            yield Problem(error.where, found or cure, cure if found else _("Mend the edit, or write a `body`."))
