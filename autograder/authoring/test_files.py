"""Reads an assignment's test files without running them: which test belongs to which question, and what it needs."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from autograder.authoring.course import AssignmentSource
from autograder.errors import AssignmentError
from autograder.files import read_text
from autograder.testing.outcome import TestInfo
from autograder.testing.plugin.marks import info_of

__all__ = ["Suite", "Test", "read_suites"]

MARK = "pytest.mark.question"


@dataclass(frozen=True)
class Test:
    """One test function as it stands in its file.

    Attributes:
        fixtures: Names of its arguments.
    """

    __test__ = False  # the name is the field's, not pytest's

    info: TestInfo
    file: str
    function: str
    fixtures: frozenset[str]


@dataclass(frozen=True)
class Suite:
    """One file of tests, or of their helpers: where it lies in the source, its text, and the tests in it."""

    path: Path
    text: str
    tree: ast.Module
    tests: tuple[Test, ...]


def read_suites(source: AssignmentSource, kind: str) -> tuple[Suite, ...]:
    """The test files in `tests/<kind>` of an assignment, by name; helpers (not `test_*.py`) have no tests.

    Args:
        source: The assignment.
        kind: `public` or `hidden`.

    Raises:
        AssignmentError: A file is not Python, or a mark is wrong or cannot be read without running it.
    """
    folder = source.folder / "tests" / kind
    return tuple(_read(source, path) for path in sorted(folder.glob("*.py")))


def _read(source: AssignmentSource, path: Path) -> Suite:
    shown = source.show(path)
    text = read_text(path, shown)
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise AssignmentError(f"{shown}:{error.lineno}", f"not valid Python: {error.msg}") from None
    tests = tuple(_tests(source, path, tree)) if path.name.startswith("test_") else ()
    return Suite(path, text, tree, tests)


def _tests(source: AssignmentSource, path: Path, tree: ast.Module) -> Iterable[Test]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            raise AssignmentError(f"{source.show(path)}:{node.lineno}", "tests are functions; write no test class")
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield _test(source, path, node)


def _test(source: AssignmentSource, path: Path, node: ast.FunctionDef) -> Test:
    info = _info(source, path, node)
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return Test(info, path.name, node.name, frozenset(argument.arg for argument in arguments))


def _info(source: AssignmentSource, path: Path, node: ast.FunctionDef) -> TestInfo:
    """What `info_of` reads of the collected test, from its text alone: one reader, so that one rule holds for both."""
    calls = [d for d in node.decorator_list if isinstance(d, ast.Call) and ast.unparse(d.func) == MARK]
    mark = _mark(calls[0], f"{source.show(path)}:{node.lineno}") if calls else None
    item = SimpleNamespace(
        path=path,
        name=node.name,
        location=(source.show(path), node.lineno - 1, node.name),
        function=SimpleNamespace(__doc__=ast.get_docstring(node)),
        get_closest_marker=lambda name: mark if name == "question" else None,
    )
    return info_of(cast(pytest.Item, item), source.assignment)


def _mark(call: ast.Call, where: str) -> SimpleNamespace:
    """What `pytest.mark.question(...)` would hold; pytest's own would ask whether the running pytest knows the mark."""
    try:
        args = [ast.literal_eval(argument) for argument in call.args]
        kwargs: dict[str, Any] = {str(k.arg): ast.literal_eval(k.value) for k in call.keywords}
    except ValueError:
        raise AssignmentError(where, f"`{MARK}` needs plain values: a string, a number, True") from None
    return SimpleNamespace(args=args, kwargs=kwargs)
