"""Create answers with one mistake more than another answer has: it must never raise the points.

Two known mistakes at once; a known mistake, or a right answer in another style, with a slip on top that no catalog
knows; the loops of one question pasted into another, with and without a mistake; answers of which only the first parts
are written; and submissions of which only some questions are answered.
"""

import ast
import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.authoring.course import AssignmentSource
from autograder.authoring.skeleton import answers_in, read_reference, skeleton, stub
from autograder.errors import AssignmentError
from autograder.model.assignment import Question
from autograder.model.grading_rules import load_grading_rules
from autograder.model.misconceptions import Misconception, load_misconceptions
from autograder.model.source_edit import place_in, with_mistakes
from autograder.validation.reference_edits import behind_docstring
from autograder.validation.variants import Variant, reference_texts

__all__ = ["COMBINED", "PAIRS", "combined", "slip_on"]

COMBINED = ("pair", "slip", "pasted", "half", "mix")
"""Kinds of variants that have one mistake more than another variant."""

PAIRS = 4
"""How many combinations of each kind are drawn for a question, unless all are graded."""

SLIP = """
def _slip(answer):
    def wrong(*args, **kwargs):
        value = answer(*args, **kwargs)
        if isinstance(value, tuple) and value:
            return (*value[:-1], value[-1] + value[-1])
        return value if value is None else value + value

    return wrong
"""
"""A mistake that no catalog knows: the last thing that comes back is doubled."""


@dataclass(frozen=True)
class _Draw:
    """Draws combinations of each kind: the same ones for the same seed."""

    seed: int
    most: int | None

    def of(self, name: str, found: Iterable[Variant]) -> list[Variant]:
        """Return some of the variants, or all; `name` tells one draw from another."""
        variants = list(found)
        if self.most is None or len(variants) <= self.most:
            return variants
        return random.Random(f"{self.seed} {name}").sample(variants, self.most)


def combined(source: AssignmentSource, seed: int, most: int | None = PAIRS) -> list[Variant]:
    """Create answers that have one mistake more than another one.

    Args:
        source: The assignment.
        seed: Chooses among them.
        most: How many of each kind for a question; None for all.

    Returns:
        The variants. Steps of ladders that are two mistakes at once are always among the pairs.
    """
    draw = _Draw(seed, most)
    texts = reference_texts(source)
    catalog = load_misconceptions(source.folder, source.assignment)
    steps = {step for ladder in load_grading_rules(source.folder, source.assignment).ladder for step in ladder.steps}
    made: dict[str, Variant] = {}
    for question in source.assignment.auto():
        own = [entry for entry in catalog if entry.question == question.id]
        pairs = list(_pairs(texts, question, own))
        found = [*draw.of(f"pairs {question.id}", pairs), *(one for one in pairs if one.name in steps)]
        found += draw.of(f"slips {question.id}", _slips(texts, question, own))
        pasted = list(_pasted(source, texts, question, catalog))
        found += [one for one in pasted if "+" not in one.name]
        found += draw.of(f"pasted {question.id}", [one for one in pasted if "+" in one.name])
        found += _half_written(source, texts, question)
        made |= {variant.folder: variant for variant in found}
    return [*made.values(), *_mixes(source, texts, seed)]


def _pairs(texts: Mapping[str, str], question: Question, own: Sequence[Misconception]) -> Iterator[Variant]:
    """Yield two mistakes at once, where their edits can be combined."""
    for one, other in itertools.combinations([entry for entry in own if entry.edits], 2):
        made = _made(texts, question, [one, other])
        if made is not None:
            yield Variant("pair", f"{one.id}+{other.id}", {**texts, **made}, question.id)


def _slips(texts: Mapping[str, str], question: Question, own: Sequence[Misconception]) -> Iterator[Variant]:
    """Yield each known mistake with a slip on top."""
    for entry in own:
        made = _made(texts, question, [entry])
        if made is not None:
            files = {name: slip_on(text, question) for name, text in made.items()}
            yield Variant("slip", f"{entry.id}+slip", {**texts, **files}, question.id)


def _pasted(
    source: AssignmentSource, texts: Mapping[str, str], question: Question, catalog: Sequence[Misconception]
) -> Iterator[Variant]:
    """Yield the answers of other questions with the same parameters, and these with a known mistake.

    Only such questions are asked for that forbid more loops: the answer with loops has been paid elsewhere.
    """
    for other in source.assignment.auto():
        if other.id == question.id or question.speed is None or not _like(texts, question, other):
            continue
        own = [entry for entry in catalog if entry.question == other.id]
        for entries in ((), *([entry] for entry in own)):
            made = _made(texts, other, entries) if entries else {str(other.file): texts[str(other.file)]}
            if made is not None:
                body = _renamed(made[str(other.file)], other, question)
                paste = Misconception("pasted", question.id, "pasted", question.title, body=body)
                whole = _made(texts, question, [paste])
                if whole is not None:
                    name = "+".join([f"{question.id}.{other.id}", *(entry.id for entry in entries)])
                    yield Variant("pasted", name, {**texts, **whole}, question.id)


def _like(texts: Mapping[str, str], one: Question, other: Question) -> bool:
    """Return whether two questions are about functions of one file with the same parameters."""
    if one.file != other.file or one.function is None or other.function is None:
        return False
    places = [_function(texts[str(one.file)], str(question.function)) for question in (one, other)]
    owners = {question.rpartition(".")[0] for question in (one.function, other.function)}
    return len(owners) == 1 and len({ast.dump(place.args) for place in places}) == 1


def _function(text: str, dotted: str) -> ast.FunctionDef:
    place = place_in(ast.parse(text), text.splitlines(), dotted)
    assert place is not None
    (function,) = ast.parse(_dedented(place.text())).body
    assert isinstance(function, ast.FunctionDef)
    return function


def _dedented(text: str) -> str:
    """Remove the indentation of the first line from all lines."""
    indent = len(text) - len(text.lstrip(" "))
    return "\n".join(line[indent:] for line in text.splitlines())


def _renamed(text: str, other: Question, question: Question) -> str:
    """Return the function of one question under the name of another."""
    function = _function(text, str(other.function))
    function.name = str(question.function).rpartition(".")[2]
    return ast.unparse(function)


def _made(texts: Mapping[str, str], question: Question, entries: Sequence[Misconception]) -> dict[str, str] | None:
    """Return the changed file; None where the mistakes cannot be made, or not at once."""
    file = str(question.file)
    try:
        return {file: with_mistakes(texts[file], question, entries, "combination")}
    except AssignmentError:
        return None


def slip_on(text: str, question: Question) -> str:
    """Return a module in which the answer to a question has a slip in addition to what is wrong with it."""
    tree, lines = ast.parse(text), text.splitlines()
    place = place_in(tree, lines, str(question.function))
    assert place is not None
    lines.insert(place.first, f"{' ' * place.indent}@_slip")
    lines.insert(behind_docstring(tree), SLIP)
    return "\n".join(lines) + "\n"


def _half_written(source: AssignmentSource, texts: Mapping[str, str], question: Question) -> Iterator[Variant]:
    """Yield answers of which only the first parts are written."""
    name = str(question.file)
    module = read_reference(source, name)
    owners = answers_in(source, module, name)
    regions = [region for region, owner in owners if owner is not None and owner.id == question.id]
    for written in range(len(regions) - 1, 0, -1):
        lines = list(module.lines)
        for region in reversed(regions[written:]):
            lines[region.begin - 1 : region.end] = [" " * region.indent + stub(question)]
        files = {**texts, name: "\n".join(lines) + "\n"}
        yield Variant("half", f"{question.id}.{written}", files, question.id)


def _mixes(source: AssignmentSource, texts: Mapping[str, str], seed: int) -> Iterator[Variant]:
    """Yield the reference in some files and the skeleton in the others, twice, the second time with less."""
    names = list(texts)
    random.Random(f"{seed} mixes").shuffle(names)
    for answered in range(len(names) - 1, 0, -1):
        files = {name: texts[name] if place < answered else skeleton(source, name) for place, name in enumerate(names)}
        yield Variant("mix", f"{answered}_of_{len(names)}_files", files)
