"""Shared fixtures."""

from collections.abc import Callable
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--update-golden`, which rewrites the golden files; read the changes with `git diff`."""
    parser.addoption("--update-golden", action="store_true", help="write tests/reports/golden/ anew")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set English for all tests that do not choose a language."""
    monkeypatch.setenv("AUTOGRADER_LANG", "en")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Provide `golden(name, text)`: compare a text with a file, or write the file with `--update-golden`."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden", default=False):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.is_file(), f"{name}: no golden file; run pytest tests/reports --update-golden"
        assert text == path.read_text(encoding="utf-8")

    return compare
