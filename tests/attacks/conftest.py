"""Grade each group once, all of its attacks together, and share the outcome among tests and processes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.attacks.bench import Graded, grade_apart
from tests.shared import once

collect_ignore = ["course"]


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Graded]:
    """Return a function that gives a group's results: `graded("read")`."""
    made: dict[str, Graded] = {}

    def group(name: str) -> Graded:
        def work(folder: Path) -> Graded:
            folder.chmod(0o755)  # permissions as open as elsewhere, because attacks must be stopped without them
            return grade_apart(name, folder)

        if name not in made:
            made[name] = once(tmp_path_factory, f"attacks-{name}", work)
        return made[name]

    return group
