"""Watching instead of judging: comparisons say nothing, so that a test goes on to its end and more is seen.

What a wrong answer does in a test is told apart better by all of its calls than by those before the first difference.
"""

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

from autograder.errors import Failed

__all__ = ["observing", "refuse"]

_observing: ContextVar[bool] = ContextVar("observing", default=False)


@contextlib.contextmanager
def observing() -> Iterator[None]:
    """Let comparisons of values pass inside the block."""
    token = _observing.set(True)
    try:
        yield
    finally:
        _observing.reset(token)


def refuse(failure: Failed) -> None:
    """Raise `failure`, unless somebody is only observing."""
    if not _observing.get():
        raise failure
