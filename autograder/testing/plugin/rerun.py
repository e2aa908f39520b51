"""Run the case of a test once more and record what the submission's code does, without a report."""

import pytest
from _pytest.runner import runtestprotocol

from autograder.testing.fingerprints import CaseRun
from autograder.testing.plugin.outcomes import OUTCOME
from autograder.testing.plugin.stash import INFO, PROVIDER, RECORDER
from autograder.testing.provider import LocalProvider
from autograder.testing.recording import Recorder

__all__ = ["run_recorded"]

DRAWS = 3
"""How often a test that draws its inputs runs again."""


def run_recorded(item: pytest.Item, following: pytest.Item | None = None) -> CaseRun:
    """Run a case again to its end, without reporting it, and return what came of it.

    A test that draws its inputs runs several times, each time with other ones, and its first run decides the status.

    Args:
        item: The case.
        following: The next case to run, so that pytest knows which fixtures are used again.
    """
    provider = item.config.stash[PROVIDER]
    runs = []
    for draw in range(DRAWS if "rng" in getattr(item, "fixturenames", ()) else 1):
        recorder = item.stash[RECORDER] = Recorder()
        if isinstance(provider, LocalProvider):
            provider.draw = draw
        try:
            runtestprotocol(item, log=False, nextitem=following)
        finally:
            del item.stash[RECORDER]
            if isinstance(provider, LocalProvider):
                provider.draw = 0
        runs.append((recorder, item.stash[OUTCOME].status))
    recorder, status = runs[0]
    events = tuple(event for one, _status in runs for event in one.events)
    return CaseRun("failed" if recorder.has_failed else status, bool(item.stash[INFO].gate), events)
