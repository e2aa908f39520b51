"""What all tests have in common."""

import pytest


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    """Messages are English unless a test says otherwise, whatever the machine speaks."""
    monkeypatch.setenv("AUTOGRADER_LANG", "en")
