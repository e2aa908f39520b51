"""Grade all attacks once, together, and share the outcome among tests and processes."""

from pathlib import Path

import pytest

from tests.attacks.bench import Graded, grade_apart
from tests.needs import needs
from tests.shared import once

collect_ignore = ["course"]


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Return the graded attacks."""
    needs("linux")

    def work(folder: Path) -> Graded:
        folder.chmod(0o755)  # permissions as open as elsewhere, because attacks must be stopped without them
        return grade_apart(folder)

    return once(tmp_path_factory, "attacks", work)
