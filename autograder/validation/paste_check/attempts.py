"""Calls pieces of code with every choice of the values at hand, in a fork that may hang, crash or grow without harm."""

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
"""CPU time that one piece may take on one call, with all choices."""

PATIENCE = 3.0
"""Wall time of silence after which a piece sleeps, or hangs where no alarm reaches it."""

ROOM = 1 << 30
"""Bytes of address space that the pieces may take beyond what is there."""

END = -1
"""Stands for the piece behind the last."""

Choice = tuple[str, ...]
"""Names of values at hand, one for each parameter of a piece, or for the first of them."""


@dataclass(frozen=True)
class Work:
    """A piece, the number that stands for it, and the choices to try."""

    number: int
    piece: CodePiece
    choices: Iterable[Choice]


@dataclass(frozen=True)
class Hit:
    """With this choice, the piece (or an entry of what it returns) is a part of the answer."""

    number: int
    choice: Choice
    entry: str
    part: str


@dataclass
class AttemptOutcome:
    """The result of trying pieces on one call.

    Attributes:
        hits: Which agreed.
        slow: Numbers of the pieces that had not tried all their choices in their time.
        lost: Numbers of those that ended their process, or that nothing else than its end could stop.
    """

    hits: list[Hit] = field(default_factory=list)
    slow: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def attempt(work: Sequence[Work], at_hand: Mapping[str, Any], parts: Mapping[str, Numbers]) -> AttemptOutcome:
    """Try every piece on one call.

    Args:
        work: What to try.
        at_hand: The values, by name.
        parts: The parts of the answer.
    """
    found = AttemptOutcome()
    left = list(work)
    while left:
        begun, at = left[0].number, 0
        for said in _said(left, at_hand, parts):
            if "hit" in said:
                number, choice, entry, part = said["hit"]
                found.hits.append(Hit(number, tuple(choice), entry, part))
            elif "slow" in said:
                found.slow.append(said["slow"])
            else:
                begun, at = said["begun"], at + 1
        if begun == END:
            break
        found.lost.append(begun)
        left = left[max(at, 1) :]
    return found


def _said(work: Sequence[Work], at_hand: Mapping[str, Any], parts: Mapping[str, Numbers]) -> Iterator[dict[str, Any]]:
    """What a fork says that tries the pieces, until it ends or is silent for too long."""
    inward, outward = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
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
    """A piece has had its time."""


def _ring(_number: int, _frame: object) -> NoReturn:
    raise _TooLong


def _try_all(out: int, work: Sequence[Work], at_hand: Mapping[str, Any], parts: Mapping[str, Numbers]) -> None:
    """In the fork: try one piece after another, and say which."""
    die_with_parent()
    _be_quiet_and_small()
    for value in at_hand.values():
        protect(value)
    for one in work:
        _say(out, begun=one.number)
        signal.setitimer(signal.ITIMER_PROF, SECONDS, SECONDS / 4)
        try:
            for choice in one.choices:
                for entry, part in _agreeing(one.piece, choice, at_hand, parts):
                    _say(out, hit=[one.number, choice, entry, part])
            signal.setitimer(signal.ITIMER_PROF, 0)
        except _TooLong:
            signal.setitimer(signal.ITIMER_PROF, 0)
            _say(out, slow=one.number)
    _say(out, begun=END)


def _be_quiet_and_small() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    most = mapped_bytes() + ROOM
    with contextlib.suppress(ValueError, OSError):  # there is a lower limit already
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    signal.signal(signal.SIGPROF, _ring)
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")


def _say(out: int, **what: object) -> None:
    os.write(out, json.dumps(what).encode() + b"\n")


def _agreeing(
    piece: CodePiece, choice: Choice, at_hand: Mapping[str, Any], parts: Mapping[str, Numbers]
) -> Iterator[tuple[str, str]]:
    """The entries of what a piece returns that are parts of the answer."""
    if not all(label in at_hand for label in choice):
        return
    value = _returned(piece, [at_hand[label] for label in choice], at_hand.get("self"))
    if value is not None:
        returned = list(numbers("", value))
        yield from (
            (entry, part) for part, wanted in parts.items() for entry, found in returned if alike(wanted, found)
        )


def _returned(piece: CodePiece, values: Sequence[Any], owner: Any) -> Any:
    """What a piece returns; nothing if it raises. Arrays are copied for those alone that write into them."""
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
        except BaseException:  # it is called with anything
            return None
    return None


_FIXED = (np.ndarray, float, int, str, type(None))
"""What no piece can change (arrays are read-only at first): not even a look at what is in it takes its time."""
