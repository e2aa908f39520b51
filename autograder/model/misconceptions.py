"""`misconceptions.toml`: typical wrong answers, each an edit of the reference with a hint in two languages."""

from pathlib import Path
from typing import Annotated

import msgspec

from autograder.errors import AssignmentError
from autograder.files import read_toml
from autograder.model.assignment import Assignment, Identifier
from autograder.model.text import Text

__all__ = ["Edit", "Misconception", "load_misconceptions"]


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of the reference.

    Attributes:
        find: Text that stands exactly once in the question's function.
        put: What comes in its place.
    """

    find: Annotated[str, msgspec.Meta(min_length=1)]
    put: str


class Misconception(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A typical wrong answer to one question.

    Attributes:
        id: What results call it.
        question: The question whose answer goes wrong.
        idea: A tag that related misconceptions share across the course.
        hint: What its student is told.
        edits: Changes of the reference's function; either these or a `body`.
        body: The whole function, written anew.
    """

    id: Identifier
    question: Identifier
    idea: Identifier
    hint: Text
    edits: tuple[Edit, ...] = ()
    body: str | None = None


class _MisconceptionsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    misconception: tuple[Misconception, ...] = ()


def load_misconceptions(folder: Path, assignment: Assignment) -> tuple[Misconception, ...]:
    """Read `misconceptions.toml` in `folder`; without the file there are none.

    Raises:
        AssignmentError: An entry is broken, stands twice, or names no question.
    """
    path = folder / "misconceptions.toml"
    if not path.is_file():
        return ()
    entries = read_toml(path, _MisconceptionsFile).misconception
    questions = {q.id for q in assignment.auto()}
    seen: set[str] = set()
    for index, entry in enumerate(entries):
        key = f"{path}: misconception[{index}]"
        if entry.id in seen:
            raise AssignmentError(f"{key}.id", f"{entry.id!r} stands twice; ids are unique")
        if entry.question not in questions:
            raise AssignmentError(
                f"{key}.question", f"found {entry.question!r}; allowed: {', '.join(sorted(questions))}"
            )
        if bool(entry.edits) == (entry.body is not None):
            raise AssignmentError(key, f"{entry.id} needs either `edits` or a `body`")
        seen.add(entry.id)
    return entries
