"""Every way in which the engine starts pytest: no configuration but ours, no output, no plugin that is not needed."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

__all__ = ["environment", "pytest_command", "pytest_options", "run_pytest"]

_CHANGES_WHAT_RUNS = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")
_NOT_NEEDED = ("terminal", "cacheprovider", "faulthandler", "junitxml", "unraisableexception", "threadexception")


def environment() -> dict[str, str]:
    """The variables of this process, without those that would change which tests run and how."""
    kept = {key: value for key, value in os.environ.items() if key not in _CHANGES_WHAT_RUNS}
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def pytest_options(root: Path, helpers: Path) -> list[str]:
    """Options for tests that are run without the bundle's own `pytest.ini`.

    Args:
        root: The folder that test ids start from.
        helpers: The folder whose modules the tests may import by name.
    """
    without = [part for name in _NOT_NEEDED for part in ("-p", f"no:{name}")]
    where = ["-c", os.devnull, f"--rootdir={root}", "-o", f"pythonpath={helpers}", "--import-mode=importlib"]
    return [*where, *without, "--assert=plain", "--autograder-timeout=0", "-p", "autograder.testing.plugin"]


def run_pytest(arguments: Sequence[str], plugin: object) -> int:
    """Run pytest in this process, with one more plugin; its exit code."""
    import pytest  # it takes a fifth of a second, which whoever only starts a process need not wait for

    with mock.patch.dict(os.environ, environment(), clear=True):
        return int(pytest.main([*arguments], plugins=[plugin]))


def pytest_command(arguments: Sequence[str]) -> list[str]:
    """The command that runs pytest in a process of its own; start it with `environment()`.

    `-P`, as plain `pytest` has it: a student's `random.py` is not to be taken for the standard library's.
    """
    return [sys.executable, "-P", "-m", "pytest", "-q", *arguments]
