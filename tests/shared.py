"""Work whose result many tests look at: done once in a run, whichever process of the run asks for it first."""

import contextlib
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest

__all__ = ["once"]

T = TypeVar("T")


def once(factory: pytest.TempPathFactory, name: str, work: Callable[[Path], T]) -> T:
    """The result of `work`, which is done in a new folder of its own, by one of the processes for all.

    Args:
        factory: pytest's `tmp_path_factory`, which tells where the run keeps its files.
        name: What the result goes by; one name, one piece of work.
        work: Gets the folder; the folder stays, and what is returned is pickled.
    """
    base = factory.getbasetemp()
    result: T = _kept(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base, name, work)
    return result


@cache
def _kept(shared: Path, name: str, work: Callable[[Path], T]) -> T:
    kept = shared / f"once-{name}.pickle"
    with _alone(shared / f"once-{name}.lock"):
        if not kept.exists():
            folder = Path(tempfile.mkdtemp(prefix=f"once-{name}-", dir=shared))
            kept.write_bytes(pickle.dumps(work(folder)))
        result: T = pickle.loads(kept.read_bytes())
        return result


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Only one of the processes that test is in here at a time."""
    import fcntl  # not on Windows, where the tests that come here are skipped

    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
