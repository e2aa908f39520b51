"""Mutants: the reference with one small slip in it, made by the hundred. Tests that let one pass are not finished."""

import ast
import difflib
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import libcst as cst

from autograder.authoring.course import AssignmentSource
from autograder.model.assignment import Question
from autograder.model.source_edit import Place
from autograder.validation.mutation.mutations import Mutation, mutations
from autograder.validation.reference_edits import place_of
from autograder.validation.variants import Variant, reference_texts

__all__ = ["Mutant", "mutants_of"]


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


def mutants_of(source: AssignmentSource) -> list[Mutant]:
    """Every mutant of an assignment's reference, no two of them the same program.

    Raises:
        AssignmentError: A question has no function.
    """
    reference = reference_texts(source)
    return [mutant for question in source.assignment.auto() for mutant in _of_question(source, question, reference)]


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
