"""Try pieces of code on the arguments of an answer and compare their results with the answer's result.

This runs while the tests of an assignment run on the reference, after each call of an answer. Every piece that students
receive is tried on the values available in the call. Pieces that agree are written to a report for the judge.
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
"""Number of calls of one question on which pieces are tried."""

EXPLORED = 2
"""Number of calls on which all choices are tried; later calls try only choices that agreed before."""

VARIATIONS = 2
"""Number of additional calls derived from one call, with other numbers."""

MOST_CHOICES = 120
"""Maximum number of choices per piece and number of arguments."""

TIMES = 2
"""Number of calls of a question on which a piece may run out of time before it is skipped there."""

MOST_FUNCTIONS = 4
"""Maximum number of functions, made from pieces, among the values available in one call."""

MOST_BYTES = 1 << 17
"""Maximum size of a call's arrays in bytes; larger ones belong to speed and memory tests and are skipped."""


class Setting(msgspec.Struct, frozen=True):
    """Hold the pieces to try and the questions to try them on.

    Attributes:
        questions: `file:function` -> question id.
        allowed: Packages that answers may import.
        received: The code that students receive, one entry per assignment.
    """

    questions: dict[str, str]
    allowed: tuple[str, ...]
    received: tuple[Received, ...]


class Agreed(msgspec.Struct, frozen=True):
    """Describe a piece whose result for a choice of values is a part of the answer.

    Attributes:
        place: File and line of the piece.
        name: Name of the piece.
        choice: Names of the values.
        entry: Entry of its result; empty for the whole result.
        part: Part of the answer; empty for the whole answer.
        assembled: Whether a value is a function made from another piece.
    """

    place: str
    name: str
    choice: tuple[str, ...]
    entry: str
    part: str
    assembled: bool


class TriedCall(msgspec.Struct, frozen=True):
    """Describe one call of an answer and the pieces that agreed with it.

    Attributes:
        question: Id of the question.
        parts: Informative part of the answer -> digest of its numbers.
        agreed: Pieces that returned one of these parts.
        pieces: Number of pieces.
        unread: File that could not be executed -> the error.
    """

    question: str
    parts: dict[str, str]
    agreed: tuple[Agreed, ...]
    pieces: int
    unread: dict[str, str]


def watch(folder: str, answer: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Call an answer and try every piece on its arguments.

    Args:
        folder: Folder with the setting; the report is written there.
        answer: A function of the reference.
        args: Positional arguments of the call.
        kwargs: Keyword arguments of the call.

    Returns:
        The result of the answer.
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
        except Exception:  # the answer need not accept varied arguments
            continue
        trials.run(question, at_hand, returned, explore=False)
    return value


def _variations(
    args: Sequence[Any], kwargs: Mapping[str, Any], rng: np.random.Generator
) -> list[tuple[Sequence[Any], Mapping[str, Any]]]:
    """Return the call with other numbers; empty if an argument cannot be copied (a function or generator)."""
    try:
        return [(varied(tuple(args), rng), varied(dict(kwargs), rng)) for _time in range(VARIATIONS)]
    except (TypeError, RecursionError):
        return []


def _observed(
    answer: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[Any, dict[str, Any], dict[str, Numbers]]:
    """Call an answer; return its result, the values available in the call, and the parts it returned or changed."""
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
    """Hold the pieces and the choices that have agreed so far."""

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
        """Yield the pieces of one assignment, each with the questions that it may answer on purpose."""
        received = self._setting.received[number]
        sources = {name: text.encode() for name, text in received.files.items()}
        loader = Loader(sources, frozenset(self._setting.allowed), received.places)
        for name, text in received.files.items():
            place = received.places[name]
            try:
                module = loader.module(name.removesuffix(".py"))
            except Exception as error:
                self._unread[place] = f"{type(error).__name__}: {error}"
            else:
                yield from ((piece, received.gives) for piece in pieces_of(module, text, place))

    def question(self, answer: Callable[..., Any]) -> str | None:
        """Return the question that a function answers; None if it has been called often enough.

        Args:
            answer: A function of the reference.
        """
        question = self._setting.questions[f"{answer.__module__}.py:{answer.__qualname__}"]
        return question if self._calls[question] < CALLS else None

    def run(
        self, question: str, at_hand: Mapping[str, Any], returned: Mapping[str, Numbers], explore: bool = True
    ) -> None:
        """Try the pieces on one call, if its result is informative.

        Args:
            question: The question whose function was called.
            at_hand: Name -> value available in the call.
            returned: Name -> part of the result.
            explore: Whether to try new choices of values.
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
        """Yield each piece with many choices of values, or with those known to agree."""
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
        """Yield pieces that agreed before as functions of one array, because an answer may combine two pieces."""
        for number, choices in known.items():
            piece, _gives = self._pieces[number]
            for choice in choices:
                values = [at_hand.get(label) for label in choice]
                for place in [place for place, value in enumerate(values) if isinstance(value, np.ndarray)]:
                    shown = ", ".join([*choice[:place], "v", *choice[place + 1 :]])
                    yield f"lambda v: {piece.name}({shown})", partial(_called_at, piece, values, place)


def _called_at(piece: CodePiece, values: Sequence[Any], place: int, value: Any) -> Any:
    return piece.call(*values[:place], value, *values[place + 1 :])
