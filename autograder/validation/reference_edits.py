"""Edits a reference module: one of its functions is made to be wrong, its text elsewhere stays as it is."""

import ast
from collections.abc import Iterable, Iterator

from autograder.authoring.course import AssignmentSource
from autograder.authoring.markers import MarkedModule
from autograder.authoring.skeleton import read_reference
from autograder.errors import AssignmentError
from autograder.files import read_text
from autograder.i18n import _
from autograder.model.assignment import Question
from autograder.model.misconceptions import Misconception
from autograder.model.proof import Problem
from autograder.model.source_edit import Place, find_function, place_in, with_mistakes

__all__ = ["cannot_be_made", "decorated", "mistaken", "place_of"]


def place_of(source: AssignmentSource, question: Question) -> Place:
    """Where the reference answers a question that tests grade.

    Raises:
        AssignmentError: There is no such function.
    """
    assert question.file is not None
    assert question.function is not None
    return _place_in(read_reference(source, question.file), question)


def _place_in(module: MarkedModule, question: Question) -> Place:
    assert question.function is not None
    place = place_in(module.tree, module.lines, question.function)
    if place is None:
        raise AssignmentError(module.shown, f"{question.id}: there is no function {question.function!r}")
    return place


def mistaken(source: AssignmentSource, misconception: Misconception) -> str:
    """The module of the misconception's question, with the misconception in it.

    Raises:
        AssignmentError: An edit does not apply, what comes of it is not Python, or it reaches beyond the function.
    """
    where = f"{source.show(source.folder / 'misconceptions.toml')}: {misconception.id}"
    question = source.assignment.named(misconception.question)
    assert question.file is not None
    text = read_text(source.folder / question.file, question.file)
    wrong = with_mistakes(text, question, [misconception], where)
    if _outside(wrong, question) != _outside(text, question):
        raise AssignmentError(
            where, f"it changes more than the body of {question.function}; other questions would see it"
        )
    return wrong


def cannot_be_made(source: AssignmentSource, misconceptions: Iterable[Misconception]) -> Iterator[Problem]:
    """A problem for each misconception that is none: no answer can be made of it, so that none is graded."""
    for misconception in misconceptions:
        try:
            mistaken(source, misconception)
        except AssignmentError as error:
            found, _sign, cure = error.problem.rpartition("; ")
            yield Problem(error.where, found or cure, cure if found else _("Mend the edit, or write a `body`."))


def _outside(text: str, question: Question) -> str:
    """All of a module but the body of the question's function."""
    tree = ast.parse(text)
    assert question.function is not None
    function = find_function(tree, question.function)
    if function is not None:
        function.body = []
    return ast.dump(tree)


def decorated(
    source: AssignmentSource, questions: tuple[Question, ...], prelude: str, decorator: str
) -> dict[str, str]:
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
        places = [_place_in(module, question) for question in questions if question.file == name]
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
