"""Each group is graded once, all of its attacks together, and looked at by many tests, in whatever process they run."""

import contextlib
import os
import pickle
from functools import cache

import pytest

from tests.attacks.bench import Graded, grade_apart

collect_ignore = ["course"]


@pytest.fixture(scope="session")
def graded(tmp_path_factory):
    """A group's results: `graded("read")`."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    @cache
    def group(name: str) -> Graded:
        root = shared / f"attacks-{name}"
        kept = root / "graded.pickle"
        with _alone(shared / f"attacks-{name}.lock"):
            if kept.exists():
                return pickle.loads(kept.read_bytes())
            root.mkdir()
            return grade_apart(name, root)

    return group


@contextlib.contextmanager
def _alone(path):
    """Only one of the processes that test is in here at a time."""
    import fcntl  # not on Windows, where the tests that come here are skipped

    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
