"""Turns a reference module into what students receive.

A SOLUTION region within the function of a question becomes a `raise NotImplementedError` that names the question; one
outside (a helper or an import that only the reference needs) vanishes. A PROMPT region loses its marker lines.
"""

import ast
import itertools
import warnings
from collections.abc import Iterable, Iterator

from autograder.authoring.course import AssignmentSource
from autograder.authoring.markers import MarkedModule, Region, read_module
from autograder.errors import AssignmentError
from autograder.files import read_text
from autograder.model.assignment import Question
from autograder.model.source_edit import find_function

__all__ = ["answers_in", "read_reference", "skeleton", "stub"]


def stub(question: Question) -> str:
    """Return the statement that stands where an answer is missing."""
    return f'raise NotImplementedError("{question.id}: not written yet ({question.file})")'


def read_reference(source: AssignmentSource, name: str) -> MarkedModule:
    """Read the reference module `name` of an assignment, with its regions."""
    path = source.folder / name
    shown = source.show(path)
    return read_module(read_text(path, shown), shown)


def skeleton(source: AssignmentSource, name: str) -> str:
    """Return the student's version of the reference module `name`.

    Raises:
        AssignmentError: A marker is wrong, a question has no function or no region in it, or the rest is not valid
            Python.
    """
    module = read_reference(source, name)
    owners = dict(answers_in(source, module, name))
    text = "\n".join(_lines(module, owners)).rstrip("\n") + "\n"
    _compile(text, module.shown)
    return text


def answers_in(source: AssignmentSource, module: MarkedModule, name: str) -> Iterator[tuple[Region, Question | None]]:
    """Yield each SOLUTION region of a module with its question; with None, where only the reference needs it.

    Raises:
        AssignmentError: A question has no function, shares it with another, or has no region in it.
    """
    functions = {}
    for question in source.assignment.question:
        if question.file == name and question.function:
            functions[question.id] = _function(source, module, question.function, question)
    _check_apart(source, functions)
    answered = set()
    for region in module.regions:
        if region.kind == "SOLUTION":
            owner = next((q for q, function in functions.items() if _lies_in(region, function)), None)
            answered.add(owner)
            yield region, source.assignment.named(owner) if owner else None
    for question_id, function in functions.items():
        if question_id not in answered:
            raise module.wrong(
                function.lineno, f"{question_id} has no `# BEGIN SOLUTION` in its function {function.name}"
            )


def _function(
    source: AssignmentSource, module: MarkedModule, dotted: str, question: Question
) -> ast.FunctionDef | ast.AsyncFunctionDef:
    found = find_function(module.tree, dotted)
    if found is None:
        key = f"question[{source.assignment.question.index(question)}].function"
        where = f"{source.show(source.folder / 'assignment.toml')}: {key}"
        raise AssignmentError(where, f"{question.id}: {question.file} has no function {dotted!r}")
    return found


def _check_apart(source: AssignmentSource, functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef]) -> None:
    """A stub can name one question only."""
    seen: dict[int, str] = {}
    for question, function in functions.items():
        other = seen.setdefault(function.lineno, question)
        if other != question:
            where = source.show(source.folder / "assignment.toml")
            raise AssignmentError(where, f"{other} and {question} name the same function {function.name}; make it one")


def _lies_in(region: Region, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return function.lineno < region.statements[0].lineno <= (function.end_lineno or function.lineno)


def _lines(module: MarkedModule, owners: dict[Region, Question | None]) -> list[str]:
    """Return the lines of the skeleton."""
    lines: list[str] = []
    done = 0
    for region in module.regions:
        lines += module.lines[done : region.begin - 1]
        done = region.end
        put = _instead(module, region, owners.get(region))
        lines += put
        if not put:  # of the blank lines before and behind what vanished, the longer stretch stays
            before, behind = _blank(reversed(lines)), _blank(module.lines[done:])
            done += min(before, behind) if lines else behind
    return lines + list(module.lines[done:])


def _blank(lines: Iterable[str]) -> int:
    return sum(1 for _ in itertools.takewhile(lambda line: not line.strip(), lines))


def _instead(module: MarkedModule, region: Region, owner: Question | None) -> list[str]:
    if region.kind == "PROMPT":
        return list(module.lines[region.begin : region.end - 1])
    return [" " * region.indent + stub(owner)] if owner else []


def _compile(text: str, shown: str) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            compile(text, shown, "exec", dont_inherit=True)
    except SyntaxError as error:  # with warnings as errors, a SyntaxWarning arrives as one too
        line = (error.text or "").strip() or text.split("\n")[(error.lineno or 1) - 1].strip()
        raise AssignmentError(
            shown, f"its skeleton is not valid Python: {error.msg} at `{line}`; does a region hold all of a block?"
        ) from None
