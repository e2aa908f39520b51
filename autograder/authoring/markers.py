"""Finds the marked regions of a reference module. A marker that is not exactly right is an error.

    # BEGIN SOLUTION / # END SOLUTION     code that students write themselves
    # BEGIN PROMPT / # END PROMPT         comments for the skeleton

Each stands alone on its line, at the indentation of the code around it.
"""

import ast
import difflib
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from autograder.errors import AssignmentError

__all__ = ["MARKERS", "MarkedModule", "Region", "is_marker", "read_module"]

Kind = Literal["SOLUTION", "PROMPT"]

MARKERS = ("# BEGIN SOLUTION", "# END SOLUTION", "# BEGIN PROMPT", "# END PROMPT")

_LETTERS = [re.sub("[^A-Z]", "", marker) for marker in MARKERS]
_SWAPPED = ["SOLUTIONBEGIN", "SOLUTIONEND", "PROMPTBEGIN", "PROMPTEND"]
_ALIKE = 0.85
"""Similarity to a marker from which a comment counts as a misspelled one (one letter lost: 0.96)."""


@dataclass(frozen=True)
class Region:
    """The lines between two markers.

    Attributes:
        begin, end: Lines of the markers themselves, counted from 1.
        indent: Spaces before the markers.
        statements: The statements inside, in order; none in a PROMPT region.
    """

    kind: Kind
    begin: int
    end: int
    indent: int
    statements: tuple[ast.stmt, ...] = ()


@dataclass(frozen=True)
class MarkedModule:
    """A parsed reference module.

    Attributes:
        shown: The name of its file in messages.
    """

    shown: str
    lines: tuple[str, ...]
    tree: ast.Module
    regions: tuple[Region, ...]

    def wrong(self, line: int, problem: str) -> AssignmentError:
        """Return the error that points at a line of this file."""
        return AssignmentError(f"{self.shown}:{line}", problem)


def is_marker(line: str) -> bool:
    """Return whether a whole line is a marker; no such line may reach a student."""
    return line.strip() in MARKERS


def read_module(text: str, shown: str) -> MarkedModule:
    """Parse a module and its markers.

    Raises:
        AssignmentError: It is not Python, or a marker is not exactly right.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the skeleton is compiled with warnings as errors
            tree = ast.parse(text)
    except SyntaxError as error:
        raise AssignmentError(f"{shown}:{error.lineno}", f"not valid Python: {error.msg}") from None
    except ValueError as error:  # a null byte, before Python 3.12
        raise AssignmentError(shown, f"not valid Python: {error}") from None
    # Not `splitlines`: it also splits at form feeds and the like, where Python counts no line.
    bare = MarkedModule(shown, tuple(text.removesuffix("\n").split("\n")), tree, ())
    regions = tuple(_checked(bare, region) for region in _pairs(bare, list(_markers(bare, text))))
    return MarkedModule(shown, bare.lines, tree, regions)


def _markers(module: MarkedModule, text: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each marker, in order."""
    comments: dict[int, str] = {}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            comments[token.start[0]] = token.string
    for number, line in enumerate(module.lines, start=1):
        exact = line.lstrip(" ") in MARKERS
        if exact and number not in comments:
            raise module.wrong(number, "a marker inside a string; move it out, or write the text differently")
        if exact:
            yield number, line.lstrip(" ")
        elif number in comments and _nearly(comments[number]):
            raise module.wrong(
                number,
                f"{line.strip()!r} is nearly a marker; write exactly one of {', '.join(MARKERS)}, alone on its line, "
                "indented with spaces, nothing after it",
            )


def _nearly(comment: str) -> bool:
    letters = re.sub("[^A-Z]", "", comment.upper())
    return (
        any(marker in letters for marker in _LETTERS)
        or letters in _SWAPPED
        or bool(difflib.get_close_matches(letters, _LETTERS, n=1, cutoff=_ALIKE))
    )


def _pairs(module: MarkedModule, markers: list[tuple[int, str]]) -> Iterator[Region]:
    """Match each BEGIN with its END."""
    opened: tuple[int, str] | None = None
    for number, marker in markers:
        _, what, kind = marker.split()
        if what == "BEGIN":
            if opened:
                raise module.wrong(number, f"`{marker}` inside the region that begins in line {opened[0]}")
            opened = number, kind
        elif opened is None:
            raise module.wrong(number, f"`{marker}` ends a region that has not begun")
        elif opened[1] != kind:
            raise module.wrong(number, f"`{marker}` cannot end the {opened[1]} region that begins in line {opened[0]}")
        else:
            yield Region("SOLUTION" if kind == "SOLUTION" else "PROMPT", opened[0], number, _indent(module, opened[0]))
            opened = None
    if opened:
        raise module.wrong(opened[0], f"`# BEGIN {opened[1]}` is never closed; add `# END {opened[1]}`")


def _checked(module: MarkedModule, region: Region) -> Region:
    """Return the region with its statements, after all checks."""
    indent = _indent(module, region.end)
    if indent != region.indent:
        raise module.wrong(
            region.end, f"indented by {indent} spaces, its `# BEGIN` in line {region.begin} by {region.indent}"
        )
    return _prompt(module, region) if region.kind == "PROMPT" else _solution(module, region)


def _prompt(module: MarkedModule, region: Region) -> Region:
    for number in range(region.begin + 1, region.end):
        line = module.lines[number - 1].strip()
        if line and not line.startswith("#"):
            raise module.wrong(number, "code in a PROMPT region; it holds comments only")
    if region.indent not in _indents_around(module, region):
        raise module.wrong(region.begin, f"indented by {region.indent} spaces, unlike the code around it")
    return region


def _indents_around(module: MarkedModule, region: Region) -> set[int]:
    """Return the allowed indentations of a comment: that of the next statement, or of one that is open before it."""
    statements = [node for node in ast.walk(module.tree) if isinstance(node, ast.stmt)]
    after = [s for s in statements if s.lineno > region.end]
    before = [s for s in statements if s.lineno < region.begin]
    last = max((s.lineno for s in before), default=0)
    allowed = {s.col_offset for s in before if s.lineno <= last <= (s.end_lineno or s.lineno)}
    return allowed | ({min(after, key=lambda s: s.lineno).col_offset} if after else {0})


def _solution(module: MarkedModule, region: Region) -> Region:
    blocks = [inside for block in _blocks(module.tree) if (inside := _inside(module, region, block))]
    # A block within a statement of the region is part of that statement.
    nested = {id(node) for block in blocks for s in block for node in ast.walk(s) if node is not s}
    outer = [block for block in blocks if id(block[0]) not in nested]
    if not outer:
        raise module.wrong(region.begin, "a SOLUTION region without code")
    if len(outer) > 1:
        raise module.wrong(region.begin, "the region reaches from one block into another; mark each block by itself")
    first = outer[0][0]
    if first.col_offset != region.indent:
        raise module.wrong(
            region.begin, f"indented by {region.indent} spaces, the code in it by {first.col_offset}; they must agree"
        )
    return Region(region.kind, region.begin, region.end, region.indent, tuple(outer[0]))


def _blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """Yield every block of statements."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                yield block


def _inside(module: MarkedModule, region: Region, block: list[ast.stmt]) -> list[ast.stmt]:
    """Return the statements of `block` that lie in the region; refuse a region that cuts one in two."""
    inside = []
    for statement in block:
        first, last = _first_line(statement), statement.end_lineno or statement.lineno
        if region.begin < first and last < region.end:
            inside.append(statement)
        elif last > region.begin and first < region.end and not _holds(statement, region):
            raise module.wrong(region.begin, f"the region cuts the statement of lines {first} to {last} in two")
    return inside


def _holds(statement: ast.stmt, region: Region) -> bool:
    """Return whether the region lies entirely within the blocks of a compound statement."""
    last = statement.end_lineno or statement.lineno
    compound = any(isinstance(getattr(statement, name, None), list) for name in ("body", "cases"))
    # A region that ends a block has its END marker behind the last statement of it.
    return compound and statement.lineno < region.begin and (region.end <= last or _ends(statement, region))


def _ends(statement: ast.stmt, region: Region) -> bool:
    return region.indent > statement.col_offset and (statement.end_lineno or 0) > region.begin


def _first_line(statement: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
    return min(statement.lineno, *(decorator.lineno for decorator in decorators), statement.lineno)


def _indent(module: MarkedModule, number: int) -> int:
    line = module.lines[number - 1]
    return len(line) - len(line.lstrip(" "))
