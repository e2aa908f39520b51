"""The keys under which the plugin and its callers store things in pytest's stashes."""

import pytest

from autograder.testing.outcome import TestInfo
from autograder.testing.provider import Provider
from autograder.testing.recording import Recorder

__all__ = ["CPU", "INFO", "PROVIDER", "RECORDER"]

CPU: pytest.StashKey[float] = pytest.StashKey()
"""Key under which a caller stores what the call of an item counts for in grading's limit on CPU seconds."""

PROVIDER: pytest.StashKey[Provider] = pytest.StashKey()
"""Key under which grading stores its provider before the tests are collected."""

INFO: pytest.StashKey[TestInfo] = pytest.StashKey()
"""Key under which the plugin stores what the mark and the docstring of an item say."""

RECORDER: pytest.StashKey[Recorder] = pytest.StashKey()
"""Key under which a caller stores a recorder for an item, to collect the events of the submission's code."""
