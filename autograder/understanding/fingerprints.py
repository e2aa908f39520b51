"""Compute fingerprints of code by winnowing (Schleimer, Wilkerson and Aiken 2003).

Every run of `RUN` tokens has a hash; of each `WINDOW` neighboring hashes the smallest is kept. So two answers that
share at least `RUN + WINDOW - 1` tokens in a row share a fingerprint, and a module has few of them.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.understanding.code_tokens import Token, token_streams

__all__ = ["NOTHING_GIVEN", "Fingerprints", "all_runs", "fingerprints_of", "lines_of_runs"]

RUN = 9
"""Tokens in a run; about one statement of NumPy."""

WINDOW = 4

_SHORTEST = 5
"""Tokens of the shortest function that is a run by itself."""

NOTHING_GIVEN: frozenset[bytes] = frozenset()


@dataclass(frozen=True)
class Fingerprints:
    """The fingerprints of one submission.

    Attributes:
        hashes: Hashes that stand for the student's own code.
        unreadable: Names of files that are not Python.
    """

    hashes: frozenset[bytes]
    unreadable: tuple[str, ...] = ()


def fingerprints_of(files: Mapping[str, bytes], given: frozenset[bytes] = NOTHING_GIVEN) -> Fingerprints:
    """Compute the fingerprints of a submission without those of code that students were given.

    Args:
        files: Name -> content.
        given: All runs of the code that students were given.
    """
    hashes: set[bytes] = set()
    unreadable = []
    for name in sorted(files):
        streams = token_streams(files[name])
        if streams is None:
            unreadable.append(name)
        for stream in streams or ():
            own = [found for found in _runs(stream) if found[0] not in given]
            hashes.update(_winnowed([found for found, _, _ in own]))
    return Fingerprints(frozenset(hashes), tuple(unreadable))


def all_runs(contents: Iterable[bytes]) -> frozenset[bytes]:
    """Return the hash of every run in some modules."""
    streams = (stream for content in contents for stream in token_streams(content) or ())
    return frozenset(found for stream in streams for found, _, _ in _runs(stream))


def lines_of_runs(content: bytes) -> Iterator[tuple[bytes, tuple[int, ...]]]:
    """Yield the hash of every run in a module, with the lines of its tokens."""
    for stream in token_streams(content) or ():
        for found, begin, end in _runs(stream):
            yield found, tuple(sorted({token.line for token in stream[begin:end]}))


def _runs(stream: Sequence[Token]) -> Iterator[tuple[bytes, int, int]]:
    """Yield the hash of each run of tokens, with its begin and end; a short function is one run."""
    texts = [token.text for token in stream]
    if _SHORTEST <= len(texts) < RUN:
        yield _hash(texts), 0, len(texts)
    for begin in range(len(texts) - RUN + 1):
        yield _hash(texts[begin : begin + RUN]), begin, begin + RUN


def _hash(texts: Sequence[str]) -> bytes:
    return hashlib.blake2b("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _winnowed(hashes: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the smallest hash of each window."""
    for begin in range(max(1, len(hashes) - WINDOW + 1) if hashes else 0):
        yield min(hashes[begin : begin + WINDOW])
