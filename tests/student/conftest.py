"""Check answers without a new Python for each run, where that process is not what a test is about."""

import sys
from collections.abc import Iterator

import pytest

from autograder.student import runner
from tests import warm_pytest

OF_THE_PROCESS = {
    "test_right_answers_pass",
    "test_an_endless_loop_costs_one_test",
    "test_a_folder_with_a_korean_name",
    "test_the_students_own_files_do_not_hide_the_library",
    "test_options_of_the_students_pytest_do_not_matter",
}
"""Tests that start what a student starts: its command, its variables, its end by force. So does `test_portable.py`."""


@pytest.fixture(scope="session")
def _warm() -> Iterator[None]:
    """End the process from which runs are forked, after the last test."""
    yield
    warm_pytest.stop()


@pytest.fixture(autouse=True)
def _forked_runs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fork each run of pytest from a warm process, except in the tests of this process itself."""
    of_the_process = request.function.__name__ in OF_THE_PROCESS or request.path.stem == "test_portable"
    if sys.platform == "linux" and not of_the_process:
        request.getfixturevalue("_warm")
        monkeypatch.setattr(runner, "_start_pytest", warm_pytest.WarmRun.of_student)
