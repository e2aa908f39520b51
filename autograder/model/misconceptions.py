"""Reads `misconceptions.toml`: typical wrong answers, each an edit of the reference with a hint."""

from pathlib import Path
from typing import Annotated, Any

import msgspec

from autograder.errors import AssignmentError
from autograder.files import read_toml
from autograder.model.assignment import Assignment, Identifier
from autograder.model.text import Text
from autograder.model.translations import load_translations, plain_text_is_english, translated

__all__ = ["Edit", "Misconception", "load_misconceptions"]


class Edit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of the reference.

    Attributes:
        find: Text that stands exactly once in the question's function.
        put: Its replacement.
    """

    find: Annotated[str, msgspec.Meta(min_length=1)]
    put: str


class Misconception(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A typical wrong answer to one question.

    Attributes:
        id: Its name in results.
        question: The question whose answer goes wrong.
        idea: A tag that related misconceptions share across the course.
        hint: The text that its student reads.
        name: What it is called in one line with its cost: `the factor 2 of the regularization`. Without it, its hint
            stands there.
        cost: The share of the question's points that a fair grader takes off (0 to 1). Without it, such an answer gets
            what the tests give.
        frequency: How often students make it, compared with the others of the question; frequent ones are tried first.
        edits: Changes of the reference's function; either these or a `body`.
        body: The whole function, written anew.
    """

    id: Identifier
    question: Identifier
    idea: Identifier
    hint: Text
    name: Text | None = None
    cost: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None
    frequency: Annotated[float, msgspec.Meta(ge=0)] = 1.0
    edits: tuple[Edit, ...] = ()
    body: str | None = None


class _MisconceptionsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    misconception: tuple[Misconception, ...] = ()


def load_misconceptions(folder: Path, assignment: Assignment) -> tuple[Misconception, ...]:
    """Read `misconceptions.toml` in `folder`, with the hints of its sidecars; without the file there are none.

    Raises:
        AssignmentError: An entry is broken, stands twice, or names no question; or a sidecar is broken.
    """
    path = folder / "misconceptions.toml"
    if not path.is_file():
        return ()
    entries = read_toml(path, _MisconceptionsFile, _prepare).misconception
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
    return _translated(path, entries, assignment)


def _prepare(table: dict[str, Any]) -> None:
    """Let a plain string stand for an English text."""
    entries = table.get("misconception")
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            plain_text_is_english(entry, ["hint", "name"])


def _translated(path: Path, entries: tuple[Misconception, ...], assignment: Assignment) -> tuple[Misconception, ...]:
    """Return the entries with the hints of the sidecars."""
    translations = load_translations(path.parent, assignment.languages)
    hints: dict[str, dict[str, str]] = {entry.id: {} for entry in entries}
    names: dict[str, dict[str, str]] = {entry.id: {} for entry in entries}
    for language, translation in translations.items():
        for id, texts in translation.misconception.items():
            if id not in hints:
                where = f"{path.with_name(f'{language}.toml')}: misconception.{id}"
                raise AssignmentError(where, "there is no such misconception; rename it or remove it")
            hints[id][language], names[id][language] = texts.hint, texts.name
    return tuple(
        msgspec.structs.replace(
            entry,
            hint=translated(entry.hint, hints[entry.id], f"{path}: {entry.id}.hint"),
            name=entry.name and translated(entry.name, names[entry.id], f"{path}: {entry.id}.name"),
        )
        for entry in entries
    )
