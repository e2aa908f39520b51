"""Load the assignment in a student's folder and inspect the student's files without running them."""

import ast
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError
from autograder.i18n import _
from autograder.model.assignment import FURTHER, PUBLIC_NAME, SOURCE_NAME, Assignment, load_assignment
from autograder.model.unreadable import problem_of_file
from autograder.model.unreadable_bytes import FileProblem, decoded, problem_of_bytes
from autograder.runtime.offered import treatment
from autograder.student.refused_calls import refused_calls

__all__ = ["Remark", "StudentFile", "assignment_here", "folder_of", "inspect_sources"]

_STUB = re.compile(r"([a-z]\w*): not written yet \(")


@dataclass(frozen=True)
class Remark:
    """Describe a problem in a file: the line, if known, and what to do."""

    line: int | None
    text: str


@dataclass(frozen=True)
class StudentFile:
    """Describe one file that students write.

    Attributes:
        name: Name of the file.
        missing: Whether the file does not exist.
        broken: Why Python cannot read it; None if Python can.
        imports: A remark for each import that grading does not have or does not allow.
        refused: A remark for each call that grading refuses.
        modules: Names of the top-level modules that it imports.
        stubs: Ids of the questions whose function is still the stub.
    """

    name: str
    missing: bool = False
    broken: Remark | None = None
    imports: tuple[Remark, ...] = ()
    refused: tuple[Remark, ...] = ()
    modules: frozenset[str] = frozenset()
    stubs: tuple[str, ...] = ()

    @property
    def unreadable(self) -> bool:
        """Whether the file is missing or broken, so that its questions cannot run."""
        return self.missing or self.broken is not None

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Syntax and encoding errors; otherwise imports and calls that do something else in grading."""
        if self.missing:
            text = _("{file} is missing; put it into this folder under this name.").format(file=self.name)
            return (Remark(None, text),)
        return (self.broken,) if self.broken else (*self.imports, *self.refused)

    def lines(self) -> list[str]:
        """Return the remarks, each prefixed with file and line."""
        if self.missing:  # the text already names the file
            return [remark.text for remark in self.remarks]
        places = (f"{self.name}:{remark.line}" if remark.line else self.name for remark in self.remarks)
        return [f"{place}: {remark.text}" for place, remark in zip(places, self.remarks, strict=True)]


def assignment_here(folder: Path) -> Assignment:
    """Load the assignment in the folder where a student runs a command.

    Args:
        folder: The current folder.

    Raises:
        UsageError: The folder is not an assignment; the message names a subfolder that is, if any.
    """
    if any((folder / name).is_file() for name in (SOURCE_NAME, PUBLIC_NAME)):
        return load_assignment(folder)
    text = _("{folder} is not an assignment folder ({name} is missing). Go to the unzipped assignment: {command}")
    below = sorted(path.parent.name for path in folder.glob(f"*/{PUBLIC_NAME}"))
    raise UsageError(text.format(folder=folder, name=PUBLIC_NAME, command=f"cd {below[0] if below else '...'}"))


def folder_of(folder: Path, name: str) -> Path:
    """Return the folder of the assignment that a name on the command line belongs to.

    Args:
        folder: The current folder.
        name: `further`, a question, or a file.

    Returns:
        The folder of the optional assignment inside `folder` if the name is `further` or a question there, else
        `folder`.
    """
    further = folder / FURTHER
    if not (further / PUBLIC_NAME).is_file():
        return folder
    return further if name in (FURTHER, *(q.id for q in load_assignment(further).question)) else folder


def inspect_sources(folder: Path, assignment: Assignment, names: Iterable[str] | None = None) -> dict[str, StudentFile]:
    """Inspect files that students write.

    Args:
        folder: The unzipped assignment.
        assignment: The assignment in `folder`.
        names: Names of the files; by default all.

    Returns:
        Name -> the inspected file.
    """
    return {name: _inspect(folder / name, assignment) for name in (assignment.files() if names is None else names)}


def _inspect(path: Path, assignment: Assignment) -> StudentFile:
    try:
        data = path.read_bytes()
    except OSError:
        return StudentFile(path.name, missing=True)
    grading = assignment.graded_with
    problem = problem_of_file(data, grading.python_version() if grading else None)
    if problem:
        return StudentFile(path.name, broken=_with_source(problem, data))
    with warnings.catch_warnings(action="ignore"):
        tree = ast.parse(decoded(data))
    found = _imports(tree)
    return StudentFile(
        path.name,
        imports=tuple(_not_there(found, assignment)),
        refused=tuple(_refused(tree, path.name, assignment)),
        modules=frozenset(name for name, _line in found),
        stubs=_stubs(tree),
    )


def _with_source(problem: FileProblem, data: bytes) -> Remark:
    """Add the text of the line to a syntax error."""
    lines = decoded(data).split("\n") if problem.line and problem_of_bytes(data) is None else []
    source = lines[problem.line - 1].strip()[:200] if problem.line and problem.line <= len(lines) else ""
    return Remark(problem.line, f"{problem.text}\n    {source}" if source else str(problem.text))


def _imports(tree: ast.AST) -> list[tuple[str, int]]:
    """Return each imported top-level module with its line."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name.partition(".")[0], node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append((node.module.partition(".")[0], node.lineno))
    return found


def _not_there(imports: list[tuple[str, int]], assignment: Assignment) -> list[Remark]:
    """Return a remark for each imported module that grading does not have or does not allow."""
    own = {name.removesuffix(".py") for name in (*assignment.files(), *assignment.given)}
    allowed = assignment.imports()
    in_words = ", ".join(sorted(assignment.allow_imports)) or _("NumPy and the standard library")
    if assignment.forbid:
        in_words += _(", without {forbidden}").format(forbidden=", ".join(assignment.forbid))
    texts = {
        "inert": _("{module}: grading does not have it. Imports and calls do nothing; answers cannot use its values."),
        "forbidden": _(
            "{module}: this assignment does not allow it. An answer that calls it fails. Allowed: {allowed}"
        ),
        "missing": _("{module}: grading does not have it, so code that uses it fails. Allowed: {allowed}"),
    }
    kinds = [(line, module, treatment(module, allowed, own)) for module, line in imports]
    return [
        Remark(line, texts[kind].format(module=module, allowed=in_words))
        for line, module, kind in sorted(kinds)
        if kind in texts
    ]


def _refused(tree: ast.Module, name: str, assignment: Assignment) -> list[Remark]:
    """Return a remark for each call that grading refuses, with the questions that it costs."""
    answers = {question.function: question.id for question in assignment.auto() if question.file == name}
    remarks = []
    for found in refused_calls(tree):
        question = next((id for function, id in answers.items() if _is_within(found.within, str(function))), None)
        if not found.within:
            cost = _("Grading would fail here for the whole file: {questions}.").format(
                questions=", ".join(answers.values())
            )
        elif question:
            cost = _("Grading would fail here for {question}.").format(question=question)
        else:
            cost = _("Grading would fail here for what calls {function}.").format(function=found.within)
        remarks.append(Remark(found.line, f"{found.call}: {found.why} {cost}"))
    return remarks


def _is_within(place: str, function: str) -> bool:
    return place == function or place.startswith(f"{function}.")


def _stubs(tree: ast.AST) -> tuple[str, ...]:
    """Return the questions whose function still raises the stub's `NotImplementedError`."""
    found = {}
    for node in ast.walk(tree):
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(id="NotImplementedError"), args=[ast.Constant(value=str(text))])):
                notice = _STUB.match(text)
                if notice:
                    found[node.lineno] = notice[1]
    return tuple(dict.fromkeys(found[line] for line in sorted(found)))
