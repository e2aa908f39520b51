"""How pytest is run inside a process of ours: no configuration but our own, no output, no plugin that is not needed."""

import os
from pathlib import Path

__all__ = ["environment", "options"]

_CHANGES_WHAT_RUNS = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS")
_NOT_NEEDED = ("terminal", "cacheprovider", "faulthandler", "junitxml", "unraisableexception", "threadexception")


def options(root: Path, helpers: Path) -> list[str]:
    """Arguments for `pytest.main`, before the tests.

    Args:
        root: The folder that test ids start from.
        helpers: The folder whose modules the tests may import by name.
    """
    without = [part for name in _NOT_NEEDED for part in ("-p", f"no:{name}")]
    where = ["-c", os.devnull, f"--rootdir={root}", "-o", f"pythonpath={helpers}", "--import-mode=importlib"]
    return [*where, *without, "--assert=plain", "--autograder-timeout=0", "-p", "autograder.testing.plugin"]


def environment() -> dict[str, str]:
    """The variables of this process, without those that would change which tests run and how."""
    kept = {key: value for key, value in os.environ.items() if key not in _CHANGES_WHAT_RUNS}
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
