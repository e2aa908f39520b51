"""Create mutants: copies of the reference with one small mistake. A mutant that passes shows that a test is missing.

`equivalents.toml` beside the reference lists mutants that are correct, with the reason, for reviewers. An `equivalent`
mutant returns what the reference returns; an `also_right` one is a different answer that the docstring allows. An entry
identifies a mutant by its lines before and after the change, so it stays valid after edits elsewhere in the file.
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
    """Describe one mutant.

    Attributes:
        question: The question whose function is mutated.
        kind: Kind of mutation, a key of `mutations.KINDS`.
        name: Question id and number; stable as long as the reference does not change.
        before, after: The changed lines of the reference, and their replacement.
        line: Line in the module where the change begins, counted from 1.
        variant: The submission with the mutant.
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
        """Text of the mutated module."""
        return self.variant.files[str(self.question.file)]

    def diff(self) -> str:
        """Return the removed lines with `- ` and the added lines with `+ `."""
        gone = [f"- {line}" for line in self.before.splitlines()]
        return "\n".join([*gone, *(f"+ {line}" for line in self.after.splitlines())])


class Equivalent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Describe mutants that are correct.

    Attributes:
        question: The question whose function is mutated.
        before: The changed lines of the reference, without common indentation.
        after: Replacements of these lines; one for each mutant with this reason.
        because: Why no input distinguishes mutant and reference, or which choice the docstring leaves open.
        same: Whether it returns what the reference returns; otherwise it is a different correct answer.
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
    """Create all mutants of an assignment's reference; no two are the same program.

    Args:
        source: The assignment.

    Raises:
        AssignmentError: The function of a question is missing.
    """
    reference = reference_texts(source)
    return [mutant for question in source.assignment.auto() for mutant in _of_question(source, question, reference)]


def load_equivalents(source: AssignmentSource) -> tuple[Equivalent, ...]:
    """Read `equivalents.toml`; return no entries if the file does not exist.

    Args:
        source: The assignment.

    Raises:
        AssignmentError: The file is broken, or an entry has no reason or an unknown question.
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
            raise AssignmentError(where, "no reason; write in `because` why no input distinguishes the two")
    return (*found.equivalent, *others)


def claimed(mutants: Iterable[Mutant], entries: Sequence[Equivalent]) -> dict[str, Equivalent]:
    """Find the entry of each mutant.

    Args:
        mutants: The mutants.
        entries: The entries of `equivalents.toml`.

    Returns:
        Mutant name -> entry, for mutants that have one.
    """
    known = {(entry.question, _key(entry.before), _key(after)): entry for entry in entries for after in entry.after}
    found = {one.name: known.get((one.question.id, _key(one.before), _key(one.after))) for one in mutants}
    return {name: entry for name, entry in found.items() if entry is not None}


def stale(mutants: Iterable[Mutant], entries: Sequence[Equivalent]) -> list[tuple[Equivalent, str]]:
    """Find entries that match no mutant.

    Args:
        mutants: All mutants of the assignment.
        entries: The entries of `equivalents.toml`.

    Returns:
        Pairs of an entry and one of its replacements that no mutant has.
    """
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
    """Return a dump of the syntax tree, equal for equal programs; None if the text is not valid Python."""
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
