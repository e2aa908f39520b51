"""Call pieces of code with many choices of arguments, in a fork that may hang, crash or use too much memory."""

import contextlib
import json
import os
import resource
import select
import signal
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import numpy as np

from autograder.sandbox.limits import mapped_bytes
from autograder.sandbox.lockdown import die_with_parent
from autograder.validation.paste_check.pieces import CodePiece
from autograder.validation.paste_check.values import Numbers, alike, copied, numbers, protect

__all__ = ["AttemptOutcome", "Choice", "Hit", "Work", "attempt"]

SECONDS = 0.25
"""CPU time in seconds for all choices of one piece on one call."""

PATIENCE = 3.0
"""Wall time in seconds without a message after which the fork is killed: the piece sleeps or ignores the alarm."""

ROOM = 1 << 30
"""Bytes of address space that the fork may add to the current size."""

END = -1
"""Number in the message after the last piece."""

Choice = tuple[str, ...]
"""Names of the values to pass as the first parameters of a piece."""


@dataclass(frozen=True)
class Work:
    """Hold a piece, its number, and the choices to try."""

    number: int
    piece: CodePiece
    choices: Iterable[Choice]


@dataclass(frozen=True)
class Hit:
    """Report that a piece with this choice returns a part of the answer (in an entry of its result)."""

    number: int
    choice: Choice
    entry: str
    part: str


@dataclass
class AttemptOutcome:
    """Hold the result of trying pieces on one call.

    Attributes:
        hits: Pieces and choices that agreed.
        slow: Numbers of the pieces that ran out of time.
        lost: Numbers of the pieces that ended or blocked their process.
    """

    hits: list[Hit] = field(default_factory=list)
    slow: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def attempt(work: Sequence[Work], at_hand: Mapping[str, Any], parts: Mapping[str, Numbers]) -> AttemptOutcome:
    """Try pieces on one call.

    Args:
        work: Pieces and choices to try.
        at_hand: Name -> value available in the call.
        parts: Name -> part of the answer.

    Returns:
        The pieces that agreed, ran out of time, or ended their process.
    """
    found = AttemptOutcome()
    left = list(work)
    while left:
        begun, at = left[0].number, 0
        for message in _messages(left, at_hand, parts):
            if "hit" in message:
                number, choice, entry, part = message["hit"]
                found.hits.append(Hit(number, tuple(choice), entry, part))
            elif "slow" in message:
                found.slow.append(message["slow"])
            else:
                begun, at = message["begun"], at + 1
        if begun == END:
            break
        found.lost.append(begun)
        left = left[max(at, 1) :]
    return found


def _messages(
    work: Sequence[Work], at_hand: Mapping[str, Any], parts: Mapping[str, Numbers]
) -> Iterator[dict[str, Any]]:
    """Yield the messages of a fork that tries the pieces, until it ends or sends nothing for `PATIENCE` seconds."""
    inward, outward = os.pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            die_with_parent(parent)
            os.close(inward)
            _try_all(outward, work, at_hand, parts)
        finally:
            os._exit(0)
    os.close(outward)
    rest = b""
    try:
        while select.select([inward], [], [], PATIENCE)[0] and (data := os.read(inward, 1 << 16)):
            *lines, rest = (rest + data).split(b"\n")
            yield from map(json.loads, lines)
    finally:
        os.close(inward)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


class _TooLong(BaseException):
    """Signal that a piece ran out of time."""


def _ring(_number: int, _frame: object) -> NoReturn:
    raise _TooLong


def _try_all(out: int, work: Sequence[Work], at_hand: Mapping[str, Any], parts: Mapping[str, Numbers]) -> None:
    """Try the pieces one by one in the fork, and send a message before each."""
    _limit_process()
    for value in at_hand.values():
        protect(value)
    for one in work:
        _send(out, begun=one.number)
        signal.setitimer(signal.ITIMER_PROF, SECONDS, SECONDS / 4)
        try:
            for choice in one.choices:
                for entry, part in _agreeing(one.piece, choice, at_hand, parts):
                    _send(out, hit=[one.number, choice, entry, part])
            signal.setitimer(signal.ITIMER_PROF, 0)
        except _TooLong:
            signal.setitimer(signal.ITIMER_PROF, 0)
            _send(out, slow=one.number)
    _send(out, begun=END)


def _limit_process() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    most = mapped_bytes() + ROOM
    with contextlib.suppress(ValueError, OSError):  # a lower limit is already set
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    signal.signal(signal.SIGPROF, _ring)
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")


def _send(out: int, **what: object) -> None:
    os.write(out, json.dumps(what).encode() + b"\n")


def _agreeing(
    piece: CodePiece, choice: Choice, at_hand: Mapping[str, Any], parts: Mapping[str, Numbers]
) -> Iterator[tuple[str, str]]:
    """Yield the entries of a piece's result that equal a part of the answer."""
    if not all(label in at_hand for label in choice):
        return
    value = _returned(piece, [at_hand[label] for label in choice], at_hand.get("self"))
    if value is not None:
        returned = list(numbers("", value))
        yield from (
            (entry, part) for part, wanted in parts.items() for entry, found in returned if alike(wanted, found)
        )


def _returned(piece: CodePiece, values: Sequence[Any], owner: Any) -> Any:
    """Call a piece; return None if it raises. Copy arrays only after an attempt to write into one."""
    values = [owner, *values] if piece.on_self else values
    for arrays in (False, True):
        try:
            return piece.call(
                *[copied(one, arrays) if arrays or not isinstance(one, _FIXED) else one for one in values]
            )
        except _TooLong:
            raise
        except ValueError as error:
            if "read-only" not in str(error):
                return None
        except BaseException:  # arbitrary arguments may raise anything
            return None
    return None


_FIXED = (np.ndarray, float, int, str, type(None))
"""Types that a piece cannot change (arrays are read-only at first), so they need no copy."""
