"""Runs one test of a bundle inside a notebook or otter's own runner, by the same pytest and the same plugin."""

from pathlib import Path

import pytest

from autograder.model.assignment import PUBLIC_NAME
from autograder.model.results import worst
from autograder.testing.outcome import TestOutcome
from autograder.testing.plugin.outcomes import OUTCOME
from autograder.testing.pytest_args import pytest_options, run_pytest

__all__ = ["run_test"]


def run_test(test_file: str, test_name: str, question: str | None = None) -> None:
    """Run a test function, with all its cases, on the modules of the current folder.

    Args:
        test_file: Its file (`test_images.py`), in `tests/` or beside the modules.
        test_name: The function.
        question: The question to run it for; needed where its mark names several.

    Raises:
        AssertionError: It did not pass; the message is the one that `pytest` shows.
    """
    folder = Path.cwd()
    place = next((path for path in (folder / "tests" / test_file, folder / test_file) if path.is_file()), None)
    if place is None or not (folder / PUBLIC_NAME).is_file():
        raise AssertionError(
            f"{test_file} or {PUBLIC_NAME} is missing in {folder}: open the notebook in its own folder"
        )
    listener = _Listener()
    chosen = [] if question is None else [f"--autograder-question={question}"]
    run_pytest([*pytest_options(folder, place.parent), *chosen, f"{place}::{test_name}"], listener)
    status = worst([outcome.status for outcome in listener.outcomes])
    if status != "passed" or not listener.outcomes:
        told = [str(outcome.explanation) for outcome in listener.outcomes if outcome.status == status]
        raise AssertionError("\n".join(told[:1]) or f"{test_file}::{test_name} did not run")


class _Listener:
    """Collects the outcomes of a run."""

    def __init__(self) -> None:
        self.outcomes: list[TestOutcome] = []

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """The call has been reported by now."""
        if OUTCOME in item.stash:
            self.outcomes.append(item.stash[OUTCOME])
