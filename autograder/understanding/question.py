"""Define a question about a student's own code: its text, its choices or its typed answer, and what really happens."""

import math
import random
import re
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from autograder.i18n import Message, Renderable

__all__ = ["APART", "BLOCKS", "CHOICES", "DECIMALS", "CodeQuestion", "Kind", "Typed", "Wrong", "make"]

Kind = Literal["shape", "dtype", "value", "count", "what if", "which line", "edge"]

BLOCKS: dict[Kind, str] = {
    "shape": "atom x execution",
    "dtype": "atom x execution",
    "value": "atom x execution",
    "count": "block x execution",
    "what if": "relation x execution",
    "which line": "block x purpose",
    "edge": "macro x execution",
}
"""Kind -> cell of the Block Model (Schulte 2008): size of what is asked about x dimension."""

CHOICES = 4
TYPED = 1 / 3
"""Share of the questions with enough choices that are asked without them."""

DECIMALS = 3
APART = 0.01
"""Relative difference of two choices, at least; a typed answer may be off by half of it."""


class Typed(msgspec.Struct, frozen=True):
    """Describe an answer to type.

    Attributes:
        form: A shape, or numbers in a row.
        numbers: The right numbers.
        exact: Whether they are whole by nature: a shape, a count, labels.
    """

    form: Literal["shape", "numbers"]
    numbers: tuple[float, ...]
    exact: bool

    def accepts(self, text: str) -> bool | None:
        """Return whether a typed answer is right; None if it cannot be read.

        Brackets, commas and spaces between numbers may be written or left out.
        """
        parts = re.sub(r"[()\[\],;]|(?<=\d)x(?=\d)", " ", text.replace("\N{MINUS SIGN}", "-")).split()
        try:
            numbers = [float(part) for part in parts]
        except ValueError:
            return None
        if not numbers or not all(map(math.isfinite, numbers)):
            return None
        if len(numbers) != len(self.numbers):
            return False
        return all(abs(one - right) <= self.tolerance(right) for one, right in zip(numbers, self.numbers, strict=True))

    def tolerance(self, number: float) -> float:
        """Return by how much a number may be off."""
        return 0.0 if self.exact else max(APART / 2 * abs(number), 10**-DECIMALS / 2) + 1e-12

    def instruction(self) -> Message:
        """Return what to type."""
        if self.form == "shape":
            return Message("Write the shape.")
        if len(self.numbers) == 1:
            return Message("Write the number.")
        return Message("Write the {count} numbers.", count=len(self.numbers))


class Wrong(msgspec.Struct, frozen=True):
    """A wrong choice that a mistake of the catalog gives.

    Attributes:
        text: The choice.
        mistake: What the mistake is called.
    """

    text: Renderable
    mistake: Renderable

    def __str__(self) -> str:
        return str(self.text)


class CodeQuestion(msgspec.Struct, frozen=True):
    """One question with one right choice of four, or an answer to type.

    Attributes:
        kind: What is asked.
        line: Line of the student's file that it is about; 0 for the whole function.
        key: What tells this question from others about the same program.
        text: The question.
        choices: The choices, in the order in which they are shown; none if the answer is typed.
        right: Index of the right choice.
        reveal: What really happens, in a sentence.
        with_inputs: Whether the inputs are needed to answer.
        steps: How the variable got its value, one line each.
        typed: The answer to type.
    """

    kind: Kind
    line: int
    key: str
    text: Message
    choices: tuple[Renderable, ...]
    right: int
    reveal: Message
    with_inputs: bool = True
    steps: tuple[Renderable, ...] = ()
    typed: Typed | None = None

    @property
    def block(self) -> str:
        """The cell of the Block Model."""
        return BLOCKS[self.kind]


def make(
    kind: Kind,
    line: int,
    key: str,
    text: Message,
    right: Renderable,
    wrong: Iterable[Renderable],
    reveal: Message,
    *,
    ordered: bool = False,
    with_inputs: bool = True,
    steps: tuple[Renderable, ...] = (),
    typed: Typed | None = None,
) -> CodeQuestion | None:
    """Build a question; None if there are not enough different wrong choices and the answer cannot be typed.

    The order of the choices, and whether there are any, depend only on the question, so that the same program gets the
    same question in every process.

    Args:
        kind: What is asked.
        line: Line of the file; 0 for the whole function.
        key: What tells this question from others about the same program.
        text: The question.
        right: The right choice.
        wrong: Wrong choices, the most plausible first.
        reveal: What really happens.
        ordered: Sort the choices as text instead of mixing them.
        with_inputs: Whether the inputs are needed to answer.
        steps: How the variable got its value, one line each.
        typed: The same answer in a form that can be typed.
    """
    choices: list[Renderable] = [right]
    for choice in wrong:
        if len(choices) < CHOICES and str(choice) not in map(str, choices):
            choices.append(choice)
    drawn = random.Random(f"{kind} {line} {key}")
    if typed and (len(choices) < CHOICES or drawn.random() < TYPED):
        return CodeQuestion(kind, line, key, text, (), 0, reveal, with_inputs, steps, typed)
    if len(choices) < CHOICES:
        return None
    if ordered:
        choices.sort(key=lambda choice: (len(str(choice)), str(choice)))
    else:
        drawn.shuffle(choices)
    return CodeQuestion(kind, line, key, text, tuple(choices), _index(choices, right), reveal, with_inputs, steps)


def _index(choices: Sequence[Renderable], right: Renderable) -> int:
    return next(index for index, choice in enumerate(choices) if choice is right)
