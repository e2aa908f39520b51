"""Reduce a file to what can decide a verdict: code and tables without the texts for people.

Two files with the same reduced form prove the same. The reduced form is the syntax tree, so comments and the layout of
the lines do not matter either, and every version of Python gives the same form.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from json.encoder import encode_basestring_ascii as _quoted
from pathlib import Path
from typing import Any, NamedTuple

from autograder.files import read_bytes

__all__ = ["CACHES", "deciding_code", "deciding_tables", "reduced"]

TABLES = ("assignment.toml", "equivalents.toml", "grading.toml", "misconceptions.toml")
"""TOML files of an assignment that decide."""

CACHES = re.compile(r"(?:^|/)(?:__pycache__|\.[^/]*)(?:/|$)")

MARKER = re.compile(r"#\s*(?:BEGIN|END) (?:SOLUTION|PROMPT)")
"""Comments that decide what a skeleton contains."""

TEXT_KEYS = frozenset({"because", "hint", "hints", "languages", "minutes", "name", "title", "variant"})
"""Keys of TOML files whose values are texts for people."""

MARK = ("pytest", "mark", "question")
MARK_KEYS = frozenset({"weight", "gate", "after", "unlocks", "visibility"})
"""Keyword arguments of the mark that decide; every other one is a title in some language."""

TEXT = "Text"
"""The class of `autograder.testing` whose literals are texts for students."""

NOT_DECIDING = frozenset({"ctx", "kind", "type_comment", "type_ignores"})
"""Fields of a syntax tree that say nothing about what the program does."""


def reduced(name: str, path: Path, weights: bool = True) -> bytes:
    """Return what decides in a file of an assignment or of the engine.

    Args:
        name: Its path in its folder.
        path: Where it is.
        weights: Whether the weights in the marks of tests count.
    """
    data = read_bytes(path, str(path))
    if not name.endswith((".py", *TABLES)):
        return data
    try:
        text = data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return data
    if name in TABLES:
        return deciding_tables(text)
    return deciding_code(text, name.startswith("tests/"), weights)


@lru_cache(maxsize=4096)  # a run of tests asks for the same files for each name on record
def deciding_code(text: str, is_test: bool = False, weights: bool = True) -> bytes:
    """Reduce a Python module to what it does: no comments, docstrings and layout.

    Solution markers are kept, with their place among the statements.

    Args:
        text: The module.
        is_test: Whether it belongs to the tests of an assignment. There, titles in marks and literal `Text(...)` are
            texts for people too.
        weights: Whether the weights in marks count, and with them everything that decides how many points a test gives.

    Returns:
        The reduced form; the encoded text itself if it is not valid Python.
    """
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return text.encode()
    slips = (
        is_test
        and TEXT in text
        and any(
            isinstance(node, ast.ImportFrom)
            and node.module == "autograder.testing"
            and any((one.name, one.asname) == (TEXT, None) for one in node.names)
            for node in ast.walk(tree)
        )
    )
    markers = json.dumps([*_markers(text, tree)], separators=(",", ":"))
    return f"[{_json(tree, _Kind(is_test, slips, weights))},{markers}]".encode()


BY_PEOPLE = frozenset({"rubric", "answer"})
"""Tables of `grading.toml` that people grade by."""


def deciding_tables(text: str) -> bytes:
    """Reduce a TOML file to the values that decide: no titles, hints and reasons.

    Args:
        text: The file.

    Returns:
        The tables as JSON; the encoded text itself if it is not valid TOML.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return text.encode()
    kept = {name: value for name, value in tables.items() if name not in BY_PEOPLE}
    return json.dumps(_without_texts(kept), sort_keys=True, default=str).encode()


def _without_texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_texts(item) for key, item in value.items() if key not in TEXT_KEYS}
    return [_without_texts(item) for item in value] if isinstance(value, list) else value


class _Kind(NamedTuple):
    """What may be left out of a module.

    Attributes:
        is_test: Titles in marks.
        slips: Literal `Text(...)`.
        weights: Whether the weights in marks stay.
    """

    is_test: bool
    slips: bool
    weights: bool


def _json(node: Any, kind: _Kind) -> str:
    """Return a syntax tree as lists in JSON, without fields that are empty: Python versions differ in those."""
    if isinstance(node, list):
        return f"[{','.join([_json(one, kind) for one in node if not _is_text(one)])}]"
    if isinstance(node, str):
        return _quoted(node)
    if isinstance(node, ast.Name):
        return f'["Name",["id",{_quoted(node.id)}]]'
    if isinstance(node, ast.Constant):
        return f'["Constant",{_quoted(f"{type(node.value).__name__} {node.value!r}")}]'
    if not isinstance(node, ast.AST):
        return _quoted(f"{type(node).__name__} {node!r}")
    if isinstance(node, ast.Call):
        if kind.slips and _is_slip(node):
            return f'["{TEXT}"]'
        if kind.is_test and _is_mark(node.func):
            kept = [keyword for keyword in node.keywords if kind.weights and not _is_title(keyword)]
            node = ast.Call(node.func, node.args, kept)
    parts = [f'"{type(node).__name__}"']
    for name in _deciding(node._fields):
        value = getattr(node, name, None)
        if value is not None and value != []:
            parts.append(f'["{name}",{_json(value, kind)}]')
    return f"[{','.join(parts)}]"


@cache
def _deciding(fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in fields if name not in NOT_DECIDING)


def _is_mark(function: ast.expr) -> bool:
    """Return whether an expression is `pytest.mark.question`."""
    return isinstance(function, ast.Attribute) and function.attr == MARK[-1] and ast.unparse(function) == ".".join(MARK)


def _is_text(node: Any) -> bool:
    """Return whether a statement is a bare string: a docstring, or the description of a constant."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_slip(node: ast.Call) -> bool:
    """Return whether a call is `Text(...)` with literal arguments."""
    if not (isinstance(node.func, ast.Name) and node.func.id == TEXT):
        return False
    try:
        for value in (*node.args, *(keyword.value for keyword in node.keywords)):
            ast.literal_eval(value)
    except ValueError:
        return False
    return True


def _is_title(keyword: ast.keyword) -> bool:
    value = keyword.value
    is_text = isinstance(value, ast.Constant) and isinstance(value.value, str)
    return is_text and keyword.arg is not None and keyword.arg not in MARK_KEYS


def _markers(text: str, tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield each solution marker with the number of statements that begin before it."""
    if not MARKER.search(text):
        return
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1)]
    found = [(number, line) for number, line in lines if MARKER.fullmatch(line)]
    if found:
        begins = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt) and not _is_text(node)]
        yield from ((line, sum(begin < number for begin in begins)) for number, line in found)
