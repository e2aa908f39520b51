"""Edits a reference module: one of its functions is made to be wrong, its text elsewhere stays as it is."""

import ast
import itertools
import textwrap
from dataclasses import dataclass

from autograder.course.layout import Source
from autograder.course.skeleton import find_function, read_reference
from autograder.errors import AssignmentError
from autograder.model.assignment import Question
from autograder.model.misconceptions import Edit, Misconception

__all__ = ["Place", "decorated", "mistaken", "place_of"]


@dataclass(frozen=True)
class Place:
    """Where a question's function stands in its module.

    Attributes:
        lines: Of the whole module.
        first: Index of the line with its `def`.
        end: Index behind its last line.
        indent: Spaces before the `def`.
    """

    lines: tuple[str, ...]
    first: int
    end: int
    indent: int

    def text(self) -> str:
        """The function alone."""
        return "\n".join(self.lines[self.first : self.end])

    def replaced(self, function: str) -> str:
        """The module with another text in the function's place."""
        return "\n".join([*self.lines[: self.first], function, *self.lines[self.end :]]) + "\n"


def place_of(source: Source, question: Question) -> Place:
    """Where the reference answers a question that tests grade.

    Raises:
        AssignmentError: There is no such function.
    """
    assert question.file is not None
    assert question.function is not None
    module = read_reference(source, question.file)
    function = find_function(module.tree, question.function)
    if function is None:
        raise AssignmentError(module.shown, f"{question.id}: there is no function {question.function!r}")
    return Place(module.lines, function.lineno - 1, function.end_lineno or function.lineno, function.col_offset)


def mistaken(source: Source, misconception: Misconception) -> str:
    """The module of the misconception's question, with the misconception in it.

    Raises:
        AssignmentError: An edit does not apply, or what comes of it is not Python.
    """
    where = f"{source.show(source.folder / 'misconceptions.toml')}: {misconception.id}"
    question = source.assignment.named(misconception.question)
    place = place_of(source, question)
    if misconception.body is not None:
        function = textwrap.indent(textwrap.dedent(misconception.body).strip("\n"), " " * place.indent)
        _require_same_name(function, question, where)
    else:
        function = _edited(place.text(), misconception.edits, f"{question.file}: {question.function}", where)
    text = place.replaced(function)
    try:
        ast.parse(text)
    except SyntaxError as error:
        raise AssignmentError(
            where, f"what comes of it is not Python: {error.msg} at `{(error.text or '').strip()}`"
        ) from None
    return text


def _edited(text: str, edits: tuple[Edit, ...], place: str, where: str) -> str:
    """Every edit done on the original text, whatever the others put into it."""
    spans: list[tuple[int, int, str]] = []
    for edit in edits:
        count = text.count(edit.find)
        if count != 1:
            raise AssignmentError(where, f"`{edit.find}` stands {count} times in {place}; it must stand there once")
        begin = text.index(edit.find)
        spans.append((begin, begin + len(edit.find), edit.put))
    spans.sort()
    for (_, end, _), (begin, _, _) in itertools.pairwise(spans):
        if begin < end:
            raise AssignmentError(where, f"two of its edits overlap in {place}; make them one")
    for begin, end, put in reversed(spans):
        text = text[:begin] + put + text[end:]
    return text


def _require_same_name(function: str, question: Question, where: str) -> None:
    assert question.function is not None
    name = question.function.rpartition(".")[2]
    try:
        body = ast.parse(textwrap.dedent(function)).body
    except SyntaxError as error:
        raise AssignmentError(where, f"its body is not Python: {error.msg}") from None
    if len(body) != 1 or not isinstance(body[0], ast.FunctionDef) or body[0].name != name:
        raise AssignmentError(where, f"its body must be one function, `def {name}(...)`, and nothing else")


def decorated(source: Source, questions: tuple[Question, ...], prelude: str, decorator: str) -> dict[str, str]:
    """The modules of these questions with a decorator on the function of each: file -> text.

    Args:
        source: The assignment.
        questions: Whose functions get it.
        prelude: Definitions that the decorator needs; they come behind the module's docstring.
        decorator: Its expression, without the `@`.
    """
    texts: dict[str, str] = {}
    for name in dict.fromkeys(question.file for question in questions if question.file):
        module = read_reference(source, name)
        lines = list(module.lines)
        places = [place_of(source, question) for question in questions if question.file == name]
        for place in sorted(places, key=lambda place: place.first, reverse=True):
            lines.insert(place.first, f"{' ' * place.indent}@{decorator}")
        lines.insert(_behind_docstring(module.tree), prelude)
        texts[name] = "\n".join(lines) + "\n"
    return texts


def _behind_docstring(tree: ast.Module) -> int:
    """How many lines the docstring and the imports from `__future__` take."""
    end = 0
    for index, node in enumerate(tree.body):
        docstring = index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not docstring and not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            break
        end = node.end_lineno or node.lineno
    return end
