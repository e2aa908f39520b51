"""Define a question about a student's own code: its text, its choices, the right one, and what really happens."""

import random
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

from autograder.i18n import Message, Renderable

__all__ = ["BLOCKS", "CHOICES", "CodeQuestion", "Kind", "make"]

Kind = Literal["shape", "value", "count", "what if", "which line", "edge"]

BLOCKS: dict[Kind, str] = {
    "shape": "atom x execution",
    "value": "atom x execution",
    "count": "block x execution",
    "what if": "relation x execution",
    "which line": "block x purpose",
    "edge": "macro x execution",
}
"""Kind -> cell of the Block Model (Schulte 2008): size of what is asked about x dimension."""

CHOICES = 4


class CodeQuestion(msgspec.Struct, frozen=True):
    """One question with one right choice of four.

    Attributes:
        kind: What is asked.
        line: Line of the student's file that it is about; 0 for the whole function.
        key: What tells this question from others about the same program.
        text: The question.
        choices: The choices, in the order in which they are shown.
        right: Index of the right choice.
        reveal: What really happens, in a sentence.
        with_inputs: Whether the inputs are needed to answer.
        steps: How the variable got its value, one line each.
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
) -> CodeQuestion | None:
    """Build a question; None if there are not enough different wrong choices.

    The order of the choices depends only on the question, so that the same program gets the same question in every
    process.

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
    """
    choices: list[Renderable] = [right]
    for choice in wrong:
        if len(choices) < CHOICES and str(choice) not in map(str, choices):
            choices.append(choice)
    if len(choices) < CHOICES:
        return None
    if ordered:
        choices.sort(key=lambda choice: (len(str(choice)), str(choice)))
    else:
        random.Random(f"{kind} {line} {key}").shuffle(choices)
    return CodeQuestion(kind, line, key, text, tuple(choices), _index(choices, right), reveal, with_inputs, steps)


def _index(choices: Sequence[Renderable], right: Renderable) -> int:
    return next(index for index, choice in enumerate(choices) if choice is right)
