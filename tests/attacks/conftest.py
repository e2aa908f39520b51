"""Each group is graded once, all of its attacks together, and looked at by many tests, in whatever process they run."""

from functools import cache

import pytest

from tests.attacks.bench import Graded, grade_apart
from tests.sandbox.once import once, shared_folder

collect_ignore = ["course"]


@pytest.fixture(scope="session")
def graded(tmp_path_factory):
    """A group's results: `graded("read")`."""
    shared = shared_folder(tmp_path_factory)

    def make(name: str) -> Graded:
        root = shared / f"attacks-{name}"
        root.mkdir()
        return grade_apart(name, root)

    @cache
    def group(name: str) -> Graded:
        return once(shared / f"attacks-{name}.pickle", lambda: make(name))

    return group
