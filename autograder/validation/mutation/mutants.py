"""Mutants: the reference with one small slip in it, made by the hundred. Tests that let one pass are not finished.

`equivalents.toml` beside the reference lists those that are right, and why, for a reviewer to read. An `equivalent` one
returns what the reference returns; one that is `also_right` is another answer that the docstring allows. An entry names
a mutant by its lines, before and after, so that it outlives edits elsewhere in the file.
"""

import ast
import difflib
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import libcst as cst
import msgspec

from autograder.authoring.course import AssignmentSource
from autograder.errors import AssignmentError
from autograder.files import read_toml
from autograder.model.assignment import Identifier, Question
from autograder.model.source_edit import Place
from autograder.validation.mutation.mutations import Mutation, mutations
from autograder.validation.reference_edits import place_of
from autograder.validation.variants import Variant, reference_texts

__all__ = ["EQUIVALENTS", "Equivalent", "Mutant", "claimed", "load_equivalents", "mutants_of", "stale"]

EQUIVALENTS = "equivalents.toml"


@dataclass(frozen=True)
class Mutant:
    """One mutant.

    Attributes:
        question: Whose function it is.
        kind: What sort of slip it is.
        name: The question and a number; both change only with the reference.
        before, after: The lines of the reference that differ, and what stands there instead.
        line: Where in the module they begin, from 1 on.
        variant: The submission with this slip.
    """

    question: Question
    kind: str
    name: str
    before: str
    after: str
    line: int
    variant: Variant

    @property
    def text(self) -> str:
        """The whole module."""
        return self.variant.files[str(self.question.file)]

    def diff(self) -> str:
        """What a person reads: the lines that went, and those that came."""
        gone = [f"- {line}" for line in self.before.splitlines()]
        return "\n".join([*gone, *(f"+ {line}" for line in self.after.splitlines())])


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


def mutants_of(source: AssignmentSource) -> list[Mutant]:
    """Make every mutant of an assignment's reference, no two of them the same program.

    Raises:
        AssignmentError: A question has no function.
    """
    reference = reference_texts(source)
    return [mutant for question in source.assignment.auto() for mutant in _of_question(source, question, reference)]


def load_equivalents(source: AssignmentSource) -> tuple[Equivalent, ...]:
    """Read `equivalents.toml`; without it there are none.

    Raises:
        AssignmentError: It is broken, or an entry has no reason or names no question.
    """
    path = source.folder / EQUIVALENTS
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
    """Return the entry of each mutant that has one, by the mutant's name."""
    known = {(entry.question, _key(entry.before), _key(after)): entry for entry in entries for after in entry.after}
    found = {one.name: known.get((one.question.id, _key(one.before), _key(one.after))) for one in mutants}
    return {name: entry for name, entry in found.items() if entry is not None}


def stale(mutants: Iterable[Mutant], entries: Sequence[Equivalent]) -> list[tuple[Equivalent, str]]:
    """Return what the entries name that is no mutant any more: the entry, and the lines after."""
    there = {(one.question.id, _key(one.before), _key(one.after)) for one in mutants}
    return [
        (entry, after)
        for entry in entries
        for after in entry.after
        if (entry.question, _key(entry.before), _key(after)) not in there
    ]


def _of_question(source: AssignmentSource, question: Question, reference: Mapping[str, str]) -> Iterator[Mutant]:
    place = place_of(source, question)
    own = textwrap.dedent(place.text())
    tree = cst.parse_module(own)
    function = tree.body[0]
    assert isinstance(function, cst.FunctionDef)
    seen = {_program(own)}
    number: Counter[str] = Counter()
    for mutation in mutations(function):
        text = _text(tree, mutation)
        program = _program(text)
        if program is not None and program not in seen:
            seen.add(program)
            number[question.id] += 1
            name = f"{question.id}.{number[question.id]:03}"
            module = place.replaced(textwrap.indent(text.rstrip("\n"), " " * place.indent))
            variant = Variant("mutant", name, {**reference, str(question.file): module}, question.id)
            yield _mutant(question, mutation.kind, variant, place, own, text)


def _text(tree: cst.Module, mutation: Mutation) -> str:
    changed = tree.deep_replace(mutation.node, mutation.put)
    assert isinstance(changed, cst.Module)
    return changed.code


def _program(text: str) -> str | None:
    """What two texts have in common that are the same program; None for what is none."""
    try:
        return ast.dump(ast.parse(text))
    except SyntaxError:
        return None


def _mutant(question: Question, kind: str, variant: Variant, place: Place, own: str, text: str) -> Mutant:
    old, new = own.splitlines(), text.splitlines()
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    changed = [block for block in blocks if block[0] != "equal"]
    first, last, new_first, new_last = changed[0][1], changed[-1][2], changed[0][3], changed[-1][4]
    before = textwrap.dedent("\n".join(old[first:last]))
    after = textwrap.dedent("\n".join(new[new_first:new_last]))
    return Mutant(question, kind, variant.name, before, after, place.first + first + 1, variant)


def _key(lines: str) -> str:
    return "\n".join(line.rstrip() for line in lines.strip("\n").splitlines())
