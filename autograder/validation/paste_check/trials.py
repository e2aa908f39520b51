"""Tries pieces of code on what an answer is given: do they return what it returns?

This runs where the tests of an assignment run on the reference, behind each call of an answer. Every piece that
students receive is tried there on the values at hand; what agreed is written down for the judge.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from autograder.runtime.loader import Loader
from autograder.validation.paste_check.attempts import Choice, Work, attempt
from autograder.validation.paste_check.pieces import CodePiece, Received, pieces_of
from autograder.validation.paste_check.values import (
    Numbers,
    attributes,
    digest,
    named,
    numbers,
    selections,
    telling,
    varied,
)

__all__ = ["REPORT", "SETTING", "Agreed", "Setting", "TriedCall", "watch"]

SETTING, REPORT = "setting.json", "tried.jsonl"

CALLS = 12
"""Calls of one question that pieces are tried on."""

EXPLORED = 2
"""Those on which every choice of values is tried; from then on, only choices that agreed there."""

VARIATIONS = 2
"""Further calls that are made of one, with other numbers."""

MOST_CHOICES = 120
"""Choices of so many values at most, for one piece."""

TIMES = 2
"""Calls of a question on which a piece may take too long until it is not tried there again."""

MOST_FUNCTIONS = 4
"""Functions made of pieces that are values at hand in one call."""

MOST_BYTES = 1 << 17
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
        assembled: Whether a value is a function made of another piece.
    """

    place: str
    name: str
    choice: tuple[str, ...]
    entry: str
    part: str
    assembled: bool


class TriedCall(msgspec.Struct, frozen=True):
    """One call of an answer, and the pieces that returned a part of what it returned.

    Attributes:
        parts: The parts of the answer that say something, each with a digest of its numbers.
        agreed: What returned one of them.
        pieces: How many pieces there are.
        unread: Files that could not be executed, and why.
    """

    question: str
    parts: dict[str, str]
    agreed: tuple[Agreed, ...]
    pieces: int
    unread: dict[str, str]


def watch(folder: str, answer: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Call an answer, and try every piece on what it was given.

    Args:
        folder: Where the setting lies, and the report is written.
        answer: A function of the reference.
        args: What it is called with.
        kwargs: By keyword.
    """
    trials = _trials(folder)
    question = trials.question(answer)
    if question is None:
        return answer(*args, **kwargs)
    others = _variations(args, kwargs, trials.rng)
    value, at_hand, returned = _observed(answer, args, kwargs)
    trials.run(question, at_hand, returned)
    for other_args, other_kwargs in others:
        try:
            _value, at_hand, returned = _observed(answer, other_args, other_kwargs)
        except Exception:  # nobody promised that it takes these
            continue
        trials.run(question, at_hand, returned, explore=False)
    return value


def _variations(
    args: Sequence[Any], kwargs: Mapping[str, Any], rng: np.random.Generator
) -> list[tuple[Sequence[Any], Mapping[str, Any]]]:
    """The same call with other numbers, where there is nothing in it that can be asked only once."""
    try:
        return [(varied(tuple(args), rng), varied(dict(kwargs), rng)) for _time in range(VARIATIONS)]
    except (TypeError, RecursionError):
        return []


def _observed(
    answer: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[Any, dict[str, Any], dict[str, Numbers]]:
    """Call an answer: what it returns, the values that were at hand, and the parts of what it returned or changed."""
    at_hand = named(answer, args, kwargs)
    value = answer(*args, **kwargs)
    returned = dict(numbers("", value))
    if "self" in at_hand:
        now = attributes(args[0])
        returned |= {label: one for key in now for label, one in numbers(f"self.{key}", now[key])}
    return value, at_hand, returned


@cache
def _trials(folder: str) -> "_Trials":
    return _Trials(Path(folder))


class _Trials:
    """The pieces, and which choices of values have agreed so far."""

    def __init__(self, folder: Path) -> None:
        self._setting = msgspec.json.decode((folder / SETTING).read_bytes(), type=Setting)
        self._report = folder / REPORT
        self.rng = np.random.default_rng(0)
        self._unread: dict[str, str] = {}
        self._pieces = [one for number in range(len(self._setting.received)) for one in self._loaded(number)]
        self._calls: Counter[str] = Counter()
        self._slow: Counter[tuple[str, int]] = Counter()
        self._lost: set[int] = set()
        self._agreed: dict[str, dict[int, set[Choice]]] = {}

    def _loaded(self, number: int) -> Iterator[tuple[CodePiece, tuple[str, ...]]]:
        """The pieces of one assignment, each with the questions that it may answer."""
        received = self._setting.received[number]
        sources = {name: text.encode() for name, text in received.files.items()}
        loader = Loader(sources, frozenset(self._setting.allowed), f"received_{number}.", received.places)
        for name, text in received.files.items():
            place = received.places[name]
            try:
                module = loader.module(name.removesuffix(".py"))
            except Exception as error:
                self._unread[place] = f"{type(error).__name__}: {error}"
            else:
                yield from ((piece, received.gives) for piece in pieces_of(module, text, place))

    def question(self, answer: Callable[..., Any]) -> str | None:
        """The question that a function answers; None if enough of its calls have been seen."""
        question = self._setting.questions[f"{answer.__module__.rpartition('.')[2]}.py:{answer.__qualname__}"]
        return question if self._calls[question] < CALLS else None

    def run(
        self, question: str, at_hand: Mapping[str, Any], returned: Mapping[str, Numbers], explore: bool = True
    ) -> None:
        """Try the pieces on one call, if the answer to it says anything.

        Args:
            question: Whose call it is.
            at_hand: The values at hand.
            returned: The parts of the answer.
            explore: Whether new choices of values may be tried.
        """
        size = sum(value.nbytes for value in at_hand.values() if isinstance(value, np.ndarray))
        parts = {label: array for label, array in returned.items() if telling(array, at_hand)}
        if size > MOST_BYTES or not parts:
            return
        self._calls[question] += explore
        known = self._agreed.setdefault(question, {})
        functions = dict(itertools.islice(self._functions(known, at_hand), MOST_FUNCTIONS))
        at_hand = {**at_hand, **functions}
        explored = explore and self._calls[question] <= EXPLORED
        work = list(self._work(question, None if explored else known, tuple(at_hand)))
        found = attempt(work, at_hand, parts)
        agreed = []
        for hit in found.hits:
            known.setdefault(hit.number, set()).add(hit.choice)
            piece, _gives = self._pieces[hit.number]
            assembled = not functions.keys().isdisjoint(hit.choice)
            agreed.append(Agreed(piece.place, piece.name, hit.choice, hit.entry, hit.part, assembled))
        self._slow.update((question, number) for number in found.slow if number not in known)
        self._lost.update(found.lost)
        digests = {label: digest(array) for label, array in parts.items()}
        tried = TriedCall(question, digests, tuple(agreed), len(self._pieces), self._unread)
        with self._report.open("ab") as file:
            file.write(msgspec.json.encode(tried) + b"\n")

    def _work(
        self, question: str, known: Mapping[int, Iterable[Choice]] | None, labels: Sequence[str]
    ) -> Iterator[Work]:
        """What to try on one call: each piece with many choices of values, or with those that are known to agree."""
        for number, (piece, gives) in enumerate(self._pieces):
            if question in gives or number in self._lost or self._slow[question, number] >= TIMES:
                continue
            if known is None:
                yield Work(number, piece, selections(labels, piece.parameters, piece.required, MOST_CHOICES))
            elif number in known:
                yield Work(number, piece, tuple(known[number]))

    def _functions(
        self, known: Mapping[int, Iterable[Choice]], at_hand: Mapping[str, Any]
    ) -> Iterator[tuple[str, Callable[[Any], Any]]]:
        """What agreed before, as functions of one array: an answer may be put together of two pieces."""
        for number, choices in known.items():
            piece, _gives = self._pieces[number]
            for choice in choices:
                values = [at_hand.get(label) for label in choice]
                for place in [place for place, value in enumerate(values) if isinstance(value, np.ndarray)]:
                    shown = ", ".join([*choice[:place], "v", *choice[place + 1 :]])
                    yield f"lambda v: {piece.name}({shown})", partial(_called_at, piece, values, place)


def _called_at(piece: CodePiece, values: Sequence[Any], place: int, value: Any) -> Any:
    return piece.call(*values[:place], value, *values[place + 1 :])
