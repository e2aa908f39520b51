"""Reads an assignment's test files without running them: the questions, weights and fixtures of their tests.

`pruned` reduces a file of hidden tests to those that need no reference, with only the helpers that these use.
"""

import ast
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from autograder.authoring.course import AssignmentSource
from autograder.errors import AssignmentError
from autograder.files import read_text
from autograder.testing.outcome import TestInfo
from autograder.testing.plugin.marks import QUESTION, info_of

__all__ = ["Test", "TestFile", "bound", "imported", "keepers", "pruned", "read_test_files"]

MARK = "pytest.mark.question"

FORBIDDEN = frozenset({"reference", "secret"})
"""Fixtures that exist only on the trusted side."""


@dataclass(frozen=True)
class Test:
    """One test function as it stands in its file, for one question.

    Attributes:
        info: What its mark and docstring say.
        file: Name of its file.
        function: Its name.
        fixtures: Names of its arguments.
        shared: Whether its mark names several questions.
    """

    __test__ = False  # the name is the field's, not pytest's

    info: TestInfo
    file: str
    function: str
    fixtures: frozenset[str]
    shared: bool = False


@dataclass(frozen=True)
class TestFile:
    """One file of tests or of their helpers: its path in the source, its text, and its tests."""

    path: Path
    text: str
    tree: ast.Module
    tests: tuple[Test, ...]


def read_test_files(source: AssignmentSource, kind: str) -> tuple[TestFile, ...]:
    """Read the test files in `tests/<kind>` of an assignment, by name; helpers (not `test_*.py`) have no tests.

    Args:
        source: The assignment.
        kind: `public` or `hidden`.

    Raises:
        AssignmentError: A file is not Python, or a mark is wrong or cannot be read without running it.
    """
    folder = source.folder / "tests" / kind
    return tuple(_read(source, path) for path in sorted(folder.glob("*.py")))


def _read(source: AssignmentSource, path: Path) -> TestFile:
    shown = source.show(path)
    text = read_text(path, shown)
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise AssignmentError(f"{shown}:{error.lineno}", f"not valid Python: {error.msg}") from None
    tests = tuple(_tests(source, path, tree)) if path.name.startswith("test_") else ()
    return TestFile(path, text, tree, tests)


def _tests(source: AssignmentSource, path: Path, tree: ast.Module) -> Iterable[Test]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            raise AssignmentError(f"{source.show(path)}:{node.lineno}", "tests are functions; write no test class")
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            yield from _tests_of(source, path, node)


def _tests_of(source: AssignmentSource, path: Path, node: ast.FunctionDef) -> Iterable[Test]:
    """Read one function with pytest's own reader (`info_of`), from its text alone: a test for each question."""
    calls = [d for d in node.decorator_list if isinstance(d, ast.Call) and ast.unparse(d.func) == MARK]
    mark = _mark(calls[0], f"{source.show(path)}:{node.lineno}") if calls else None
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    fixtures = frozenset(argument.arg for argument in arguments)
    named = tuple(mark.args) if mark else ()
    for question in named or ("",):
        item = SimpleNamespace(
            path=path,
            name=node.name,
            location=(source.show(path), node.lineno - 1, node.name),
            function=SimpleNamespace(__doc__=ast.get_docstring(node)),
            callspec=SimpleNamespace(params={QUESTION: question}),
            get_closest_marker=lambda name: mark if name == QUESTION else None,
        )
        info = info_of(cast(pytest.Item, item), source.assignment)
        yield Test(info, path.name, node.name, fixtures, len(named) > 1)


def _mark(call: ast.Call, where: str) -> SimpleNamespace:
    """Read a mark without pytest, whose own `pytest.mark` refuses names that the running pytest does not know."""
    try:
        args = [ast.literal_eval(argument) for argument in call.args]
        kwargs: dict[str, Any] = {str(k.arg): ast.literal_eval(k.value) for k in call.keywords}
    except ValueError:
        raise AssignmentError(where, f"`{MARK}` needs plain values: a string, a number, True") from None
    return SimpleNamespace(args=args, kwargs=kwargs)


def keepers(test_file: TestFile) -> tuple[str, ...]:
    """Return the names of the tests that need neither reference nor secret, directly or through a helper."""
    names = dict.fromkeys(test.function for test in test_file.tests)
    return tuple(name for name in names if not FORBIDDEN & _reach(test_file.tree, [name]))


def pruned(test_file: TestFile, keep: Collection[str]) -> str:
    """Return the file with the tests in `keep` alone, without comments, which may describe other tests."""
    needed = _reach(test_file.tree, keep)
    body = [cut for node in test_file.tree.body if (cut := _cut(node, needed)) is not None]
    return ast.unparse(ast.Module(body, [])) + "\n"


def imported(text: str) -> set[str]:
    """Return the top-level names of the modules that a text imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def _reach(tree: ast.Module, start: Iterable[str]) -> set[str]:
    """Return every name that the definitions in `start` mention, directly or through other definitions."""
    definitions = [(bound(node), _mentioned(node)) for node in tree.body]
    reached = set(start) | {"pytestmark"}
    reached |= {name for node in tree.body if _acts_unasked(node) for name in bound(node) or _mentioned(node)}
    while True:
        more = {name for bound, mentioned in definitions if bound & reached for name in mentioned}
        if more <= reached:
            return reached
        reached |= more


def bound(node: ast.stmt) -> set[str]:
    """Return the names that a top-level statement defines."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _mentioned(node: ast.stmt) -> set[str]:
    """Return the names, arguments (which may be fixtures) and words (`usefixtures("...")`) in a statement."""
    found = set()
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name) | ast.arg(arg=name):
                found.add(name)
            case ast.Constant(value=str() as name) if name.isidentifier():
                found.add(name)
    return found


def _acts_unasked(node: ast.stmt) -> bool:
    """Return whether a statement has an effect without being named: it defines nothing, or is an autouse fixture."""
    if isinstance(node, ast.FunctionDef):
        return any("autouse" in ast.unparse(decorator) for decorator in node.decorator_list)
    return not bound(node)


def _cut(node: ast.stmt, needed: set[str]) -> ast.stmt | None:
    """Return the part of a top-level statement that stays."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        names = [alias for alias in node.names if (alias.asname or alias.name.partition(".")[0]) in needed]
        if not names:
            return None
        kept = ast.Import(names) if isinstance(node, ast.Import) else ast.ImportFrom(node.module, names, node.level)
        return ast.fix_missing_locations(kept)
    return node if not bound(node) or bound(node) & needed else None
