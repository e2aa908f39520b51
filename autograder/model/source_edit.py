"""Edit the source of a module: find the function of a question and apply misconceptions to it."""

import ast
import itertools
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from autograder.errors import AssignmentError
from autograder.model.assignment import Question
from autograder.model.misconceptions import Edit, Misconception

__all__ = ["Place", "find_function", "place_in", "with_mistakes"]

PLACES_KEPT = 64
"""Number of functions whose position is kept: the search for a name edits the same ones hundreds of times."""


@dataclass(frozen=True)
class Place:
    """The position of a question's function in its module.

    Attributes:
        lines: All lines of the module.
        first: Index of the line with `def`.
        end: Index after the last line of the function.
        indent: Number of spaces before `def`.
    """

    lines: tuple[str, ...]
    first: int
    end: int
    indent: int

    def text(self) -> str:
        """Return the source of the function alone."""
        return "\n".join(self.lines[self.first : self.end])

    def replaced(self, function: str) -> str:
        """Return the source of the module, with the function replaced by the text `function`."""
        return "\n".join([*self.lines[: self.first], function, *self.lines[self.end :]]) + "\n"


def find_function(tree: ast.Module, dotted: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """Find a function, or a method by its dotted name; None if the name is missing or belongs to a class."""
    body: Sequence[ast.stmt] = tree.body
    *classes, last = dotted.split(".")
    for name in classes:
        found = [node for node in body if isinstance(node, ast.ClassDef) and node.name == name]
        if not found:
            return None
        body = found[-1].body
    functions = [n for n in body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name == last]
    return functions[-1] if functions else None


def place_in(tree: ast.Module, lines: Sequence[str], dotted: str) -> Place | None:
    """Find the position of a function, or of a method by its dotted name; None if the name is missing.

    Args:
        tree: The parsed module.
        lines: Its lines.
        dotted: `function` or `Class.method`.
    """
    function = find_function(tree, dotted)
    if function is None:
        return None
    return Place(tuple(lines), function.lineno - 1, function.end_lineno or function.lineno, function.col_offset)


def with_mistakes(text: str, question: Question, misconceptions: Sequence[Misconception], where: str) -> str:
    """Apply misconceptions to a question's function and return the source of the module.

    Args:
        text: Source of the reference's module.
        question: The question whose function is edited.
        misconceptions: Misconceptions of this question. More than one is allowed only if all consist of edits.
        where: The place to name in error messages.

    Raises:
        AssignmentError: An edit does not apply, two edits overlap, or the result is not Python.
    """
    assert question.function is not None
    place = _place(text, question.function)
    if place is None:
        raise AssignmentError(str(question.file), f"{question.id}: there is no function {question.function!r}")
    body = misconceptions[0].body
    if body is not None:
        function = textwrap.indent(textwrap.dedent(body).strip("\n"), " " * place.indent)
        _require_same_name(function, question, where)
    else:
        edits = [edit for misconception in misconceptions for edit in misconception.edits]
        function = _edited(place.text(), edits, f"{question.file}: {question.function}", where)
    try:
        ast.parse(f"if True:\n{function}" if place.indent else function)
    except SyntaxError as error:
        raise AssignmentError(
            where, f"the result is not valid Python: {error.msg} at `{(error.text or '').strip()}`"
        ) from None
    return place.replaced(function)


@lru_cache(PLACES_KEPT)
def _place(text: str, dotted: str) -> Place | None:
    return place_in(ast.parse(text), text.splitlines(), dotted)


def _edited(text: str, edits: Sequence[Edit], place: str, where: str) -> str:
    """Apply every edit to the original text, so that no edit depends on the result of another."""
    spans: list[tuple[int, int, str]] = []
    for edit in edits:
        count = text.count(edit.find)
        if count != 1:
            raise AssignmentError(where, f"`{edit.find}` occurs {count} times in {place}; it must occur exactly once")
        spans.append(_changed(text.index(edit.find), edit))
    spans.sort()
    for (first, end, _), (begin, _, _) in itertools.pairwise(spans):
        if begin < end or begin == first:
            raise AssignmentError(where, f"two edits overlap in {place}; merge them into one")
    for begin, end, put in reversed(spans):
        text = text[:begin] + put + text[end:]
    return text


def _changed(begin: int, edit: Edit) -> tuple[int, int, str]:
    """Return what an edit really changes: begin and end in the text, and the replacement.

    What `find` and `put` have in common at their ends only says where the edit applies. So two edits that name the same
    line can be combined if they change different parts of it.

    Args:
        begin: Where `find` stands in the text.
        edit: The edit.
    """
    before = _in_common(edit.find, edit.put)
    find, put = edit.find[before:], edit.put[before:]
    after = _in_common(find[::-1], put[::-1])
    return begin + before, begin + before + len(find) - after, put[: len(put) - after]


def _in_common(one: str, other: str) -> int:
    """Return the length of what two texts have in common at their beginning."""
    return sum(1 for _pair in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _require_same_name(function: str, question: Question, where: str) -> None:
    assert question.function is not None
    name = question.function.rpartition(".")[2]
    try:
        body = ast.parse(textwrap.dedent(function)).body
    except SyntaxError as error:
        raise AssignmentError(where, f"its body is not valid Python: {error.msg}") from None
    if len(body) != 1 or not isinstance(body[0], ast.FunctionDef) or body[0].name != name:
        raise AssignmentError(where, f"its body must be one function, `def {name}(...)`, and nothing else")
