"""Start pytest with our own configuration, without output and without plugins that are not needed."""

import os
from collections.abc import Sequence
from pathlib import Path

__all__ = ["environment", "pytest_options", "run_pytest"]

_CHANGES_WHAT_RUNS = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")
_NOT_NEEDED = ("terminal", "cacheprovider", "faulthandler", "junitxml", "unraisableexception", "threadexception")


def environment() -> dict[str, str]:
    """Return this process's environment variables, without those that change which tests run and how."""
    kept = {key: value for key, value in os.environ.items() if key not in _CHANGES_WHAT_RUNS}
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def pytest_options(root: Path, helpers: Path) -> list[str]:
    """Return the options for tests that run without the bundle's own `pytest.ini`.

    Args:
        root: The folder that test ids are relative to.
        helpers: The folder whose modules the tests may import by name.
    """
    without = [part for name in _NOT_NEEDED for part in ("-p", f"no:{name}")]
    where = ["-c", os.devnull, f"--rootdir={root}", "-o", f"pythonpath={helpers}", "--import-mode=importlib"]
    return [*where, *without, "--assert=plain", "--autograder-timeout=0", "-p", "autograder.testing.plugin"]


def run_pytest(arguments: Sequence[str], plugin: object) -> int:
    """Run pytest in this process with an additional plugin, and return its exit code."""
    # They take long to import, which code that only starts a process does not need.
    from unittest import mock

    import pytest

    with mock.patch.dict(os.environ, environment(), clear=True):
        return int(pytest.main([*arguments], plugins=[plugin]))
