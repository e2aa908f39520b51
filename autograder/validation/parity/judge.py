"""Judge that a laptop and grading agree about lines that have nothing to do with an answer.

Each line is put into the reference, at the top of a file and into a function. The public tests of one question run on
the result as `autograder check` runs them and in the sandbox. Both must give the same statuses, or `check` must name
the line. Many lines run together; only if such a run does not pass are they told apart.
"""

import ast
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.course import AssignmentSource
from autograder.errors import AssignmentError, GraderError
from autograder.grading.fork import in_a_fork
from autograder.grading.job import Job
from autograder.grading.provider import GradingProvider
from autograder.grading.suite import Suite, run_item, work_on_suite
from autograder.i18n import _
from autograder.model.assignment import Question
from autograder.model.proof import Part, Problem
from autograder.model.results import Status, worst
from autograder.sandbox.pool import Zygote
from autograder.student.sources import inspect_sources
from autograder.testing.plugin import INFO
from autograder.testing.provider import read_sources
from autograder.validation.local_run import Laptop, comparable
from autograder.validation.parity.idioms import Idiom, generated, written
from autograder.validation.variants import reference_texts

__all__ = ["Parity", "judge_parity", "parity"]

TOGETHER = 12
"""Number of idioms of the table that run together."""

MANY = 150
"""Number of generated lines that run together."""

Statuses = Mapping[str, Status]


@dataclass(frozen=True)
class Parity:
    """The agreement of a laptop and grading.

    Attributes:
        tried: Number of idioms.
        same: Number of idioms with the same statuses on both sides.
        told: Idioms with other statuses that `check` names beforehand.
        different: Idioms with other statuses of which `check` says nothing, with the statuses at home and in grading.
        costly: Idioms that should be harmless and that make tests fail, on both sides alike.
    """

    tried: int
    same: int
    told: tuple[str, ...]
    different: tuple[tuple[str, str, str], ...]
    costly: tuple[str, ...] = ()


def judge_parity(source: AssignmentSource, built: Mapping[str, bytes]) -> Part:
    """Compare the verdicts of a laptop and of grading for the table and all generated lines.

    Args:
        source: The assignment.
        built: Path -> content of the generated assignment folder.

    Returns:
        The part `parity` of the proof.

    Raises:
        AssignmentError: The tests cannot be collected.
    """
    found = parity(source, built, [*written(), *generated()])
    cure = _("Report this: it is a fault of the autograder, not of the assignment.")
    problems = [
        Problem(code, _("A laptop says {home}, and grading says {grading}.").format(home=home, grading=grading), cure)
        for code, home, grading in found.different
    ]
    problems += [Problem(code, _("It costs points, and it should be harmless."), cure) for code in found.costly]
    text = _("{tried} lines: {same} with the same verdict, {told} named by check, {different} different").format(
        tried=found.tried, same=found.same, told=len(found.told), different=len(found.different)
    )
    figures = {"tried": found.tried, "same": found.same, "told": len(found.told), "different": len(found.different)}
    return Part("parity", text, tuple(problems), figures={name: float(count) for name, count in figures.items()})


def parity(source: AssignmentSource, built: Mapping[str, bytes], idioms: Iterable[Idiom]) -> Parity:
    """Try idioms on both sides.

    Args:
        source: The assignment.
        built: Path -> content of the generated assignment folder.
        idioms: The idioms.

    Raises:
        AssignmentError: The tests cannot be collected, or no question has a function to put the lines into.
    """
    return in_a_fork(lambda: _parity(source, built, list(idioms)))


def _parity(source: AssignmentSource, built: Mapping[str, bytes], idioms: Sequence[Idiom]) -> Parity:
    question = _question(source)
    laptop = Laptop(source, built, as_student=True)
    provider = GradingProvider(source.assignment, read_sources(source.folder, source.assignment), b"p" * 32, Zygote())
    found: list[Parity] = []
    try:

        def work(suite: Suite) -> None:
            found.append(_Comparison(source, question, laptop, suite).of(idioms))

        work_on_suite(source.folder, provider, work)
    finally:
        laptop.close()
        provider.close()
    if not found:
        raise GraderError("the comparison left no result")
    return found[0]


def _question(source: AssignmentSource) -> Question:
    """Return the first question whose answer is a function, not a method."""
    for question in source.assignment.auto():
        if "." not in str(question.function):
            return question
    raise AssignmentError(str(source.folder), _("no question has a function at the top of a file"))


class _Comparison:
    """Runs idioms in one question's answer on both sides.

    Args:
        source: The assignment.
        question: The question.
        laptop: Runs the public tests at home.
        suite: The tests, for grading.
    """

    def __init__(self, source: AssignmentSource, question: Question, laptop: Laptop, suite: Suite) -> None:
        self._assignment = source.assignment
        self._question = question
        self._texts = reference_texts(source)
        self._laptop = laptop
        self._provider = suite.provider
        known = comparable(source)
        items = [item for item in suite.of_question(question.id) if not item.stash[INFO].hidden]
        self._items = [item for item in items if item.stash[INFO].id in known]
        self._tests = frozenset(item.stash[INFO].id for item in self._items)

    def of(self, idioms: Sequence[Idiom]) -> Parity:
        """Try all idioms: those that pass together, together; the others alone."""
        groups: dict[bool, list[list[Idiom]]] = {False: [], True: []}
        crowds: dict[tuple[bool, int], list[Idiom]] = {}
        for idiom in idioms:
            if idiom.alone:
                groups[idiom.inside].append([idiom])
            else:
                size = TOGETHER if idiom.code in _WRITTEN else MANY
                crowds.setdefault((idiom.inside, size), []).append(idiom)
        for (inside, size), crowd in crowds.items():
            groups[inside] += [crowd[start : start + size] for start in range(0, len(crowd), size)]
        told: list[str] = []
        different: list[tuple[str, str, str]] = []
        costly: list[str] = []
        for group in [*groups[False], *groups[True]]:
            for idiom, home, grading in self._failing(group):
                if home == grading:
                    costly += [] if idiom.alone else [_shown(idiom)]
                elif self._remarks([idiom]) > self._remarks([]):
                    told.append(_shown(idiom))
                else:
                    different.append((_shown(idiom), worst([*home.values()]), worst([*grading.values()])))
        same = len(idioms) - len(told) - len(different)
        return Parity(len(idioms), same, tuple(told), tuple(different), tuple(costly))

    def _failing(self, group: list[Idiom]) -> list[tuple[Idiom, Statuses, Statuses]]:
        """Return the idioms of a group with which not all tests pass on both sides, with the statuses of both."""
        files = self._files(group)
        home, grading = self._at_home(files), self._in_grading(files)
        if {"passed"} == {*home.values(), *grading.values()} and home.keys() == grading.keys():
            return []
        if len(group) == 1:
            return [(group[0], home, grading)]
        half = len(group) // 2
        return [*self._failing(group[:half]), *self._failing(group[half:])]

    def _at_home(self, files: Mapping[str, str]) -> Statuses:
        found = self._laptop.run(files, self._question.id)
        return {test: status for test, status in found.items() if test in self._tests}

    def _in_grading(self, files: Mapping[str, str]) -> Statuses:
        self._provider.start(Job("parity", {name: text.encode() for name, text in files.items()}, "parity"))
        seen: dict[str, list[Status]] = {}
        try:
            for item, following in zip(self._items, [*self._items[1:], None], strict=True):
                seen.setdefault(item.stash[INFO].id, []).append(run_item(item, following).status)
        finally:
            self._provider.finish()
        return {test: worst(statuses) for test, statuses in seen.items()}

    def _remarks(self, group: Sequence[Idiom]) -> int:
        """Return how many remarks `check` prints about the files before it runs them."""
        with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
            for name, text in self._files(group).items():
                Path(folder, name).write_text(text, encoding="utf-8")
            return sum(len(one.lines()) for one in inspect_sources(Path(folder), self._assignment).values())

    def _files(self, group: Sequence[Idiom]) -> dict[str, str]:
        """Put idioms into the answer's file."""
        file = str(self._question.file)
        text = self._texts[file]
        inside = [one.code for one in group if one.inside]
        top = [one.code for one in group if not one.inside]
        text = _with_code_inside(text, str(self._question.function), inside)
        return {**self._texts, file: "\n".join([*top, text])}


_WRITTEN = frozenset(idiom.code for idiom in written())


def _shown(idiom: Idiom) -> str:
    return f"{'in a function' if idiom.inside else 'at the top'}: {idiom.code}"


def _with_code_inside(text: str, function: str, pieces: Sequence[str]) -> str:
    """Put each piece into a nested function at the beginning of `function`, and call it."""
    lines = text.split("\n")
    body = next(
        node.body for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == function
    )
    first = next((node for node in body if not isinstance(getattr(node, "value", None), ast.Constant)), body[-1])
    blank = " " * first.col_offset
    added: list[str] = []
    for number, piece in enumerate(pieces):
        name = f"piece_{number}"
        added += [f"{blank}def {name}():", *(f"{blank}    {line}" for line in piece.split("\n")), f"{blank}{name}()"]
    return "\n".join([*lines[: first.lineno - 1], *added, *lines[first.lineno - 1 :]])
