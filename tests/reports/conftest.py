"""What these tests have in common."""

import pytest


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are English unless a test says otherwise, whatever the machine speaks."""
    monkeypatch.setenv("AUTOGRADER_LANG", "en")
