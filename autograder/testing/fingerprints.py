"""Recognize a misconception on a student's own computer by a fingerprint of what the public tests get from the code.

A fingerprint is a salted hash of the values of several calls, coarsely quantized. The values are wrong ones: what is
right has no fingerprint. So a bundle may carry them, and nobody can compute the values, or read the hint, who has not
made the mistake: the hint is enciphered under the same values.

Each array is projected onto a few fixed directions. The projections are relative to the array's norm, whose logarithm
is one more coordinate. A coordinate is rounded down on one of two grids, which are offset by half a cell: on the one
where the mistake's own value is farther from the border of its cell. So values that differ by rounding alone have the
same hash on every computer.
"""

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from autograder.model.results import Status
from autograder.model.text import Text
from autograder.testing.recording import Event, arrays_in

__all__ = [
    "CELL",
    "FINGERPRINTS",
    "LEAST_CALLS",
    "LEAST_NUMBERS",
    "TAG",
    "UNKNOWN",
    "CaseRun",
    "FingerprintsOfQuestion",
    "Match",
    "MistakeFile",
    "MistakePrint",
    "Quantity",
    "case_of",
    "grids_for",
    "hashed",
    "load_fingerprints",
    "match",
    "quantity",
    "salt_of",
    "seal",
    "values_of",
]

FINGERPRINTS = "mistakes.bin"
"""Name of the file in a bundle."""

LEAST_NUMBERS = 8
"""Minimum number of numbers that go into a fingerprint: fewer could be found by trying."""

LEAST_CALLS = 2
"""Minimum number of calls that go into a fingerprint."""

CELL = 2.0**-12
"""Size of a cell, relative to the size of the values."""

DIRECTIONS = 4
"""Number of projections of an array."""

TAG = 4
"""Bytes of a hash that are stored to recognize it; the others give the key of the hint."""

UNKNOWN = "?"
"""Stands for the status of a test in which a mistake is not compared."""

Coordinates = npt.NDArray[np.float64]


class MistakePrint(msgspec.Struct, frozen=True, array_like=True):
    """What the public tests get from one mistake.

    Attributes:
        statuses: First letter of the status of each case; `?` where it does not matter.
        calls: Two bytes for each call of the fingerprint: the index of its case, and which of its values it is.
        grids: A bit for each coordinate: which grid it is on.
        tag: The start of the hash.
        hint: The enciphered hint.
    """

    statuses: str
    calls: bytes
    grids: bytes
    tag: bytes
    hint: bytes

    def places(self) -> list[tuple[int, int]]:
        """Return the calls: the index of the case, and the number of the value in it."""
        return list(zip(self.calls[::2], self.calls[1::2], strict=True))

    def allows(self, case: int, status: Status, gate: bool) -> bool:
        """Return whether a case of this status agrees; an answer may fail a gate that the mistake alone passes."""
        letter = self.statuses[case]
        return letter in (UNKNOWN, status[0]) or (gate and letter == "p")


class FingerprintsOfQuestion(msgspec.Struct, frozen=True, array_like=True):
    """The mistakes in one question.

    Attributes:
        cases: File and function of each case of its public tests, with parameters.
        mistakes: The mistakes that these cases tell from every other misconception of the question.
    """

    cases: tuple[str, ...]
    mistakes: tuple[MistakePrint, ...]


class MistakeFile(msgspec.Struct, frozen=True, array_like=True):
    """The content of the file.

    Attributes:
        state: Digest of what it was made of.
        questions: Question -> its mistakes.
    """

    state: str
    questions: dict[str, FingerprintsOfQuestion]


@dataclass(frozen=True)
class CaseRun:
    """What came of one case on this computer.

    Attributes:
        status: How it ended.
        gate: Whether it checks something other than values.
        events: What the code did, in order.
    """

    status: Status
    gate: bool
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Match:
    """A recognized mistake.

    Attributes:
        hint: Its hint.
        calls: Number of calls that agree with it.
        tests: Number of cases with such calls.
    """

    hint: Text
    calls: int
    tests: int


def load_fingerprints(folder: Path) -> MistakeFile | None:
    """Read the fingerprints in a bundle; None if it has none, or the file is damaged: then nothing is named."""
    try:
        return msgspec.msgpack.decode((folder / FINGERPRINTS).read_bytes(), type=MistakeFile)
    except (OSError, ValueError):
        return None


def values_of(events: Iterable[Event]) -> list[Event]:
    """Return the values that calls returned or changed; how often code calls a function of a test is its own choice."""
    return [event for event in events if event.kind in ("value", "changed")]


@dataclass(frozen=True)
class Quantity:
    """A value, ready to be quantized.

    Attributes:
        form: Names, shapes, signs, and the places of what is not finite.
        found: Coordinates, in cells.
        numbers: Number of numbers in the value.
    """

    form: bytes
    found: Coordinates
    numbers: int


def quantity(event: Event) -> Quantity | None:
    """Return form and coordinates of a value; None if it has no numbers, or float32 is involved, which rounds coarsely.

    Args:
        event: An event of `values_of`.
    """
    form, arrays = arrays_in(event)
    numbers = sum(array.size for array in arrays)
    if event.coarse or not numbers:
        return None
    parts, found = [form.encode()], []
    for array in arrays:
        finite = np.isfinite(array)
        flat = np.where(finite, array, 0.0)
        kinds = np.select([np.isnan(array), np.isposinf(array), np.isneginf(array)], [3, 1, 2], 0)
        largest = float(np.abs(flat).max(initial=0.0))
        parts += [b"" if finite.all() else kinds.astype(np.uint8).tobytes(), b"0" if largest == 0.0 else b"1"]
        if largest == 0.0:
            continue
        unit = flat / largest  # the norm of large numbers must not overflow
        norm = float(np.sqrt(np.sum(unit * unit)))
        found.append(np.log(largest) + np.log(norm))
        if flat.size == 1:
            parts.append(b"-" if flat[0] < 0 else b"+")
        else:
            found += list(_directions(flat.size) @ unit / norm)
    return Quantity(b"\0".join(parts), np.array(found) / CELL, numbers)


def case_of(file: str, name: str) -> str:
    """Return what fingerprints call a case of a test.

    Args:
        file: Name of the test's file.
        name: Name of the function, with parameters.
    """
    return f"{file}::{name}"


def grids_for(quantities: Sequence[Quantity]) -> bytes:
    """Return for each coordinate the grid on which it is at least a quarter of a cell from the next border."""
    found = np.concatenate([one.found for one in quantities])
    fraction = found - np.floor(found)
    return np.packbits((fraction < 0.25) | (fraction >= 0.75)).tobytes()


def hashed(salt: str, calls: bytes, quantities: Sequence[Quantity], grids: bytes) -> bytes:
    """Return the hash of the values of some calls.

    Args:
        salt: The assignment and the question.
        calls: Which calls, as in `MistakePrint`.
        quantities: Their values.
        grids: The grid of each coordinate.
    """
    found = np.concatenate([one.found for one in quantities])
    offsets = np.unpackbits(np.frombuffer(grids, np.uint8))[: found.size] / 2
    if offsets.size != found.size:
        return b""
    cells = np.floor(found + offsets).astype("<i8").tobytes()
    parts = [salt.encode(), calls, *(one.form for one in quantities), cells]
    return hashlib.sha256(b"".join(len(part).to_bytes(8, "little") + part for part in parts)).digest()


def match(assignment: str, question: str, known: FingerprintsOfQuestion, runs: Mapping[str, CaseRun]) -> Match | None:
    """Return the one mistake that explains what the public tests got; None if none does, or not all cases ran.

    Args:
        assignment: Id of the assignment.
        question: Id of the question.
        known: The question's mistakes.
        runs: Case -> what came of it, of the cases that ran.
    """
    if not all(case in runs for case in known.cases):
        return None
    ordered = [runs[case] for case in known.cases]
    values = [values_of(run.events) for run in ordered]
    agreeing = []
    for mistake in known.mistakes:
        if all(mistake.allows(case, run.status, run.gate) for case, run in enumerate(ordered)):
            key = _key(salt_of(assignment, question), mistake, values)
            if key:
                agreeing.append((mistake, key))
    if len(agreeing) != 1:
        return None
    ((mistake, key),) = agreeing
    hint, places = _opened(mistake.hint, key), mistake.places()
    return Match(hint, len(places), len({case for case, _number in places})) if hint is not None else None


def salt_of(assignment: str, question: str) -> str:
    """Return what the hashes of a question are salted with."""
    return f"{assignment} {question}"


def _key(salt: str, mistake: MistakePrint, values: Sequence[Sequence[Event]]) -> bytes:
    """Return the hash of the values if it is the mistake's; empty if not."""
    quantities = []
    for case, number in mistake.places():
        found = quantity(values[case][number]) if number < len(values[case]) else None
        if found is None:
            return b""
        quantities.append(found)
    key = hashed(salt, mistake.calls, quantities, mistake.grids) if quantities else b""
    return key if key[:TAG] == mistake.tag else b""


def seal(hint: Text, key: bytes) -> bytes:
    """Encipher a hint.

    Args:
        hint: The hint.
        key: The hash of the values that reveal it.
    """
    plain = zlib.compress(msgspec.msgpack.encode(hint.texts()), 9)
    return _xor(plain, hashlib.shake_256(key).digest(len(plain)))


def _opened(sealed: bytes, key: bytes) -> Text | None:
    """Decipher a hint; None if the file is damaged, or another hash begins like the mistake's."""
    try:
        plain = zlib.decompress(_xor(sealed, hashlib.shake_256(key).digest(len(sealed))))
        return Text.made_of(msgspec.msgpack.decode(plain, type=dict[str, str]))
    except (zlib.error, ValueError, KeyError):
        return None


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))


@cache
def _directions(size: int) -> Coordinates:
    """Return fixed directions of signs, the same under every version of NumPy."""
    return np.array(list(_signs(size)))


def _signs(size: int) -> Iterator[Coordinates]:
    for number in range(DIRECTIONS):
        bits = np.frombuffer(hashlib.shake_256(f"{size} {number}".encode()).digest(-(-size // 8)), np.uint8)
        yield 2.0 * np.unpackbits(bits)[:size].astype(np.float64) - 1.0
