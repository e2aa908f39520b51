"""Edit one function of a reference module and leave the rest of the text unchanged."""

import ast
from collections.abc import Iterable, Iterator
from functools import lru_cache

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

__all__ = ["behind_docstring", "cannot_be_made", "decorated", "mistaken", "place_of"]


def place_of(source: AssignmentSource, question: Question) -> Place:
    """Locate the function of an auto-graded question in the reference.

    Args:
        source: The assignment.
        question: The question.

    Raises:
        AssignmentError: The reference lacks the function.
    """
    assert question.file is not None
    assert question.function is not None
    return _place_in(read_reference(source, question.file), question)


def _place_in(module: MarkedModule, question: Question) -> Place:
    assert question.function is not None
    place = place_in(module.tree, module.lines, question.function)
    if place is None:
        raise AssignmentError(module.shown, f"{question.id}: no function {question.function!r}")
    return place


def mistaken(source: AssignmentSource, misconception: Misconception) -> str:
    """Return the text of the reference module with a misconception in it.

    Args:
        source: The assignment.
        misconception: The misconception to apply.

    Raises:
        AssignmentError: An edit does not apply, its result is not Python, or it changes more than the function body.
    """
    where = f"{source.show(source.folder / 'misconceptions.toml')}: {misconception.id}"
    question = source.assignment.named(misconception.question)
    assert question.file is not None
    text = read_text(source.folder / question.file, question.file)
    wrong = with_mistakes(text, question, [misconception], where)
    assert question.function is not None
    if _outside(wrong, question.function) != _outside(text, question.function):
        raise AssignmentError(
            where, f"changes more than the body of {question.function}; other questions would be affected"
        )
    return wrong


def cannot_be_made(source: AssignmentSource, misconceptions: Iterable[Misconception]) -> Iterator[Problem]:
    """Yield a problem for each misconception that cannot be applied and is therefore not graded.

    Args:
        source: The assignment.
        misconceptions: The misconceptions to try.
    """
    for misconception in misconceptions:
        try:
            mistaken(source, misconception)
        except AssignmentError as error:
            found, _sign, cure = error.problem.rpartition("; ")
            yield Problem(error.where, found or cure, cure if found else _("Fix the edit, or write a `body`."))


@lru_cache(maxsize=16)  # every misconception is compared with the same reference
def _outside(text: str, function: str) -> str:
    """Return a dump of the module without the body of the question's function."""
    tree = ast.parse(text)
    found = find_function(tree, function)
    if found is not None:
        found.body = []
    return ast.dump(tree)


def decorated(
    source: AssignmentSource, questions: tuple[Question, ...], prelude: str, decorator: str
) -> dict[str, str]:
    """Decorate the functions of some questions in the reference.

    Args:
        source: The assignment.
        questions: Questions whose functions to decorate.
        prelude: Definitions that the decorator needs, inserted after the module's docstring.
        decorator: The decorator expression, without the `@`.

    Returns:
        File -> text of the changed modules.
    """
    texts: dict[str, str] = {}
    for name in dict.fromkeys(question.file for question in questions if question.file):
        module = read_reference(source, name)
        lines = list(module.lines)
        places = [_place_in(module, question) for question in questions if question.file == name]
        for place in sorted(places, key=lambda place: place.first, reverse=True):
            lines.insert(place.first, f"{' ' * place.indent}@{decorator}")
        lines.insert(behind_docstring(module.tree), prelude)
        texts[name] = "\n".join(lines) + "\n"
    return texts


def behind_docstring(tree: ast.Module) -> int:
    """Return the number of lines up to the end of the docstring and the `__future__` imports."""
    end = 0
    for index, node in enumerate(tree.body):
        docstring = index == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not docstring and not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            break
        end = node.end_lineno or node.lineno
    return end
