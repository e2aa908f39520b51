"""Tries pieces of code on what an answer is given: do they return what it returns?

This runs where the tests of an assignment run on the reference, behind each call of an answer. Every piece that students
receive is tried there on the values at hand; what agreed is written down for the judge.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from autograder.course.proof.attempts import Choice, Work, attempt
from autograder.course.proof.pieces import Piece, pieces_of
from autograder.course.proof.received import Received
from autograder.course.proof.values import Numbers, attributes, digest, named, numbers, selections, telling
from autograder.sandbox.loader import Loader

__all__ = ["REPORT", "SETTING", "Agreed", "Setting", "Tried", "watch"]

SETTING, REPORT = "setting.json", "tried.jsonl"

CALLS = 12
"""Calls of one question that pieces are tried on."""

EXPLORED = 3
"""Those on which every choice of values is tried; from then on, only choices that agreed there."""

MOST_CHOICES = 200
"""Choices of so many values at most, for one piece."""

TIMES = 2
"""Times that a piece may have to be stopped until it is not tried again."""

MOST_BYTES = 1 << 18
"""Calls with larger arrays are those of tests of speed and memory."""


class Setting(msgspec.Struct, frozen=True):
    """What is tried, and on whose answers.

    Attributes:
        questions: `file:function` -> the question's id.
        allowed: What answers may import.
        received: The code that students receive, one for each assignment.
    """

    questions: dict[str, str]
    allowed: tuple[str, ...]
    received: tuple[Received, ...]


class Agreed(msgspec.Struct, frozen=True):
    """A piece whose result, with these values, is a part of the answer.

    Attributes:
        place: Of the piece, file and line.
        name: Of the piece.
        choice: The values.
        entry: Which entry of its result; empty for the whole.
        part: Which part of the answer; empty for the whole.
    """

    place: str
    name: str
    choice: tuple[str, ...]
    entry: str
    part: str


class Tried(msgspec.Struct, frozen=True):
    """One call of a question.

    Attributes:
        parts: The parts of the answer that say something, each with a digest of its numbers.
        agreed: What returned one of them.
    """

    question: str
    parts: dict[str, str]
    agreed: tuple[Agreed, ...]


def watch(folder: str, answer: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Call an answer, and try every piece on what it was given.

    Args:
        folder: Where the setting lies, and the report is written.
        answer: A function of the reference.
        args, kwargs: What it is called with.
    """
    trials = _trials(folder)
    question = trials.question(answer)
    if question is None:
        return answer(*args, **kwargs)
    at_hand = named(answer, args, kwargs)
    value = answer(*args, **kwargs)
    returned = dict(numbers("", value))
    if "self" in at_hand:
        now = attributes(args[0])
        returned |= {label: one for key in now for label, one in numbers(f"self.{key}", now[key])}
    trials.run(question, at_hand, returned)
    return value


@cache
def _trials(folder: str) -> "_Trials":
    return _Trials(Path(folder))


class _Trials:
    """The pieces, and which choices of values have agreed so far."""

    def __init__(self, folder: Path) -> None:
        self._setting = msgspec.json.decode((folder / SETTING).read_bytes(), type=Setting)
        self._report = folder / REPORT
        self._pieces = [one for number in range(len(self._setting.received)) for one in self._loaded(number)]
        self._calls: Counter[str] = Counter()
        self._stopped: Counter[int] = Counter()
        self._agreed: dict[str, dict[int, set[Choice]]] = {}

    def _loaded(self, number: int) -> Iterator[tuple[Piece, tuple[str, ...]]]:
        """The pieces of one assignment, each with the questions that it may answer."""
        received = self._setting.received[number]
        sources = {name: text.encode() for name, text in received.files.items()}
        loader = Loader(sources, frozenset(self._setting.allowed), f"received_{number}.", received.places)
        for name, text in received.files.items():
            module = loader.module(name.removesuffix(".py"))
            yield from ((piece, received.gives) for piece in pieces_of(module, text, received.places[name]))

    def question(self, answer: Callable[..., Any]) -> str | None:
        """The question that a function answers; None if enough of its calls have been seen."""
        question = self._setting.questions[f"{answer.__module__.rpartition('.')[2]}.py:{answer.__qualname__}"]
        return question if self._calls[question] < CALLS else None

    def run(self, question: str, at_hand: Mapping[str, Any], returned: Mapping[str, Numbers]) -> None:
        """Try the pieces on one call, if the answer to it says anything."""
        size = sum(value.nbytes for value in at_hand.values() if isinstance(value, np.ndarray))
        parts = {label: array for label, array in returned.items() if telling(array, at_hand)}
        if size > MOST_BYTES or not parts:
            return
        self._calls[question] += 1
        known = self._agreed.setdefault(question, {})
        work = [
            Work(number, piece, choices)
            for number, (piece, gives) in enumerate(self._pieces)
            if question not in gives
            and self._stopped[number] < TIMES
            and (choices := self._choices(piece, tuple(at_hand)) if self._explores(question) else known.get(number))
        ]
        hits, stopped = attempt(work, at_hand, parts)
        self._stopped.update(stopped)
        agreed = []
        for hit in hits:
            known.setdefault(hit.number, set()).add(hit.choice)
            piece, _gives = self._pieces[hit.number]
            agreed.append(Agreed(piece.place, piece.name, hit.choice, hit.entry, hit.part))
        tried = Tried(question, {label: digest(array) for label, array in parts.items()}, tuple(agreed))
        with self._report.open("ab") as file:
            file.write(msgspec.json.encode(tried) + b"\n")

    def _explores(self, question: str) -> bool:
        return self._calls[question] <= EXPLORED

    @staticmethod
    def _choices(piece: Piece, labels: Sequence[str]) -> Iterator[Choice]:
        return selections(labels, piece.parameters, piece.required, MOST_CHOICES)
