"""What is made once for all tests, in whatever process they run."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

__all__ = ["once", "shared_folder"]

Made = TypeVar("Made")


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A temporary folder that the processes of one run of pytest have in common."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(kept: Path, make: Callable[[], Made]) -> Made:
    """What `make` returns: called in the process that comes first, and read from `kept` in the others, which wait."""
    import fcntl  # not on Windows, where the tests that come here are skipped

    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make()))
        return pickle.loads(kept.read_bytes())
