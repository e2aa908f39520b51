"""Do work once in a test run and share its result among the processes of the run."""

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
    """Return the result of `work`; the first process that asks does it, in a new folder.

    Args:
        factory: pytest's `tmp_path_factory`, which knows the folder of the run.
        name: The name of the result, unique for each piece of work.
        work: A function of the folder. The folder stays; the return value is pickled.
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
    """Let only one process at a time into the block."""
    import fcntl  # not on Windows, where the tests that use this are skipped

    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
