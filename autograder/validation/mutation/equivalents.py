"""Mutants that are right: `equivalents.toml` beside the reference says which, and why, for a reviewer to read.

An `equivalent` one returns what the reference returns; one that is `also_right` is another answer that the docstring
allows. An entry names a mutant by its lines, before and after, so that it outlives edits elsewhere in the file.
"""

from collections.abc import Iterable, Sequence

import msgspec

from autograder.authoring.course import AssignmentSource
from autograder.errors import AssignmentError
from autograder.files import read_toml
from autograder.model.assignment import Identifier
from autograder.validation.mutation.mutants import Mutant

__all__ = ["FILE_NAME", "Equivalent", "claimed", "load_equivalents", "stale"]

FILE_NAME = "equivalents.toml"


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A mutant that is right.

    Attributes:
        question: Whose function it is.
        before: The lines of the reference that differ, without their common indent.
        after: What stands there instead; several mutants of the same lines may have the same reason.
        because: The reason: why no input can tell the two apart, or what in the docstring leaves the choice.
        same: Whether it returns what the reference returns; otherwise it is another right answer.
    """

    question: Identifier
    before: str
    after: tuple[str, ...]
    because: str
    same: bool = True


class _EquivalentsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    equivalent: tuple[Equivalent, ...] = ()
    also_right: tuple[Equivalent, ...] = ()


def load_equivalents(source: AssignmentSource) -> tuple[Equivalent, ...]:
    """Read the file; without it there are none.

    Raises:
        AssignmentError: It is broken, or an entry has no reason or names no question.
    """
    path = source.folder / FILE_NAME
    if not path.is_file():
        return ()
    found = read_toml(path, _EquivalentsFile)
    others = tuple(msgspec.structs.replace(entry, same=False) for entry in found.also_right)
    questions = [question.id for question in source.assignment.auto()]
    places = [
        f"{kind}[{index}]" for kind in _EquivalentsFile.__struct_fields__ for index in range(len(getattr(found, kind)))
    ]
    for place, entry in zip(places, (*found.equivalent, *others), strict=True):
        where = f"{source.show(path)}: {place}"
        if entry.question not in questions:
            raise AssignmentError(where, f"found question {entry.question!r}; allowed: {', '.join(questions)}")
        if not entry.because.strip():
            raise AssignmentError(where, "it has no reason; say in `because` why no input can tell the two apart")
    return (*found.equivalent, *others)


def claimed(mutants: Iterable[Mutant], entries: Sequence[Equivalent]) -> dict[str, Equivalent]:
    """The entry of each mutant that has one, by the mutant's name."""
    known = {(entry.question, _key(entry.before), _key(after)): entry for entry in entries for after in entry.after}
    found = {one.name: known.get((one.question.id, _key(one.before), _key(one.after))) for one in mutants}
    return {name: entry for name, entry in found.items() if entry is not None}


def stale(mutants: Iterable[Mutant], entries: Sequence[Equivalent]) -> list[tuple[Equivalent, str]]:
    """What the entries name that is no mutant any more: the entry, and the lines after."""
    there = {(one.question.id, _key(one.before), _key(one.after)) for one in mutants}
    return [
        (entry, after)
        for entry in entries
        for after in entry.after
        if (entry.question, _key(entry.before), _key(after)) not in there
    ]


def _key(lines: str) -> str:
    return "\n".join(line.rstrip() for line in lines.strip("\n").splitlines())
