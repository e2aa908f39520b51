"""What students receive, as code that could be pasted into an answer: without all that an answer may not import.

A name that comes from SciPy, pytest or the engine is of no use in an answer. It stays in the code, and raises when the
code needs it; but where only a message, a mark, a check or an annotation needs it, a student would leave that out, and
so does this.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from autograder.authoring.course import AssignmentSource
from autograder.authoring.skeleton import skeleton
from autograder.authoring.test_files import bound, read_suites
from autograder.files import read_text

__all__ = ["Received", "pasteable", "received"]


class Received(msgspec.Struct, frozen=True):
    """The code that comes with one assignment.

    Attributes:
        gives: Questions whose answers it shows on purpose.
        files: File -> text, with nothing in it that only a test needs.
        places: File -> the path that messages name.
    """

    gives: tuple[str, ...]
    files: dict[str, str]
    places: dict[str, str]


def received(source: AssignmentSource, allowed: Collection[str]) -> Received:
    """The public tests of an assignment, their helpers, the given files and the skeletons.

    Args:
        source: The assignment.
        allowed: Packages that the answer may import into which the code would be pasted.

    Raises:
        AssignmentError: A file is missing or is not Python.
    """
    texts = {suite.path.name: (source.show(suite.path), suite.text) for suite in read_suites(source, "public")}
    for name in source.assignment.given:
        path = source.folder / "given" / name
        texts[name] = source.show(path), read_text(path, source.show(path))
    for name in source.assignment.files():
        texts[name] = f"assignments/{source.id}/{name}", skeleton(source, name)
    own = {*allowed, *(name.removesuffix(".py") for name in texts)}
    return Received(
        tuple(entry.question for entry in source.assignment.gives),
        {name: pasteable(text, own) for name, (_shown, text) in texts.items()},
        {name: shown for name, (shown, _text) in texts.items()},
    )


def pasteable(text: str, allowed: Collection[str]) -> str:
    """A module, line by line where it was, without the parts for which a student has no use.

    Args:
        text: A module.
        allowed: Top-level modules that may be imported.
    """
    tree = ast.parse(text)
    lines = [line.encode() for line in text.split("\n")]
    for node, put in reversed(list(_outer(_edits(tree.body, _foreign(tree, allowed))))):
        _replace(lines, node, put.encode())
    return b"\n".join(lines).decode()


Edit = tuple[ast.expr | ast.stmt, str]


def _outer(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits in order, without those that lie within another."""
    end = (0, 0)
    for node, put in sorted(edits, key=lambda edit: (edit[0].lineno, edit[0].col_offset)):
        if (node.lineno, node.col_offset) >= end:
            end = node.end_lineno or 0, node.end_col_offset or 0
            yield node, put


def _foreign(tree: ast.Module, allowed: Collection[str]) -> set[str]:
    """The names that stand for something which may not be imported."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            several = [alias for alias in node.names if alias.name.partition(".")[0] not in allowed]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] not in allowed:
            several = node.names
        else:
            continue
        found |= {alias.asname or alias.name.partition(".")[0] for alias in several}
    return found


def _edits(body: Sequence[ast.stmt], foreign: set[str]) -> Iterator[Edit]:
    """What of a module or a class goes, so that it can be executed without the foreign names."""
    gone = set(foreign)
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                yield from _within(inner, foreign)
        elif isinstance(node, ast.ClassDef):
            yield from ((one, "") for one in node.decorator_list if _names(one) & gone)
            yield from ((base, "*()") for base in node.bases if _names(base) & gone)
            yield from _edits(node.body, gone)
        elif not isinstance(node, ast.Import | ast.ImportFrom) and _names(node) & gone:
            gone |= bound(node)
            yield node, " = ".join([*sorted(bound(node)), "None"])


def _within(node: ast.AST, foreign: set[str]) -> Iterator[Edit]:
    """What of a function goes: marks, fixtures, annotations, defaults, and statements that only check."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        arguments = node.args
        parts: Iterable[ast.expr | None] = (*arguments.defaults, *arguments.kw_defaults)
        if not isinstance(node, ast.Lambda):
            every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
            parts = (*parts, *(argument.annotation for argument in every), node.returns)
            yield from ((one, "") for one in node.decorator_list if _names(one) & foreign)
        yield from ((part, "None") for part in parts if part is not None and _names(part) & foreign)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _names(node.value.func) & foreign:
        yield node, "pass"


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _replace(lines: list[bytes], node: ast.expr | ast.stmt, put: bytes) -> None:
    """Put a text in a node's place; the lines behind it stay where they are."""
    assert node.end_lineno is not None
    first, last = node.lineno - 1, node.end_lineno - 1
    before, behind = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
    if not put:  # a decorator, with its sign
        before = b""
    lines[first : last + 1] = [before + put + behind, *[b""] * (last - first)]
