"""A process that has collected a bundle's tests, and runs them in a fork of itself for one submission after another.

To start Python, NumPy and pytest and to collect the tests takes longer than most suites do; here that is done once.

Usage, in the bundle's folder: python -P -m autograder.validation.warm OPTION...     options for pytest

Each line of input is the JSON of a question, or of null for all; a line of output says that its tests have run. The
submission is what lies in the folder then.
"""

import json
import os
import sys
from typing import IO

import pytest

from autograder.testing.plugin import INFO

__all__ = ["main"]


class _Server:
    """Stands in for pytest's loop over the tests."""

    def __init__(self, asked: IO[str], answers: IO[str]) -> None:
        self._asked = asked
        self._answers = answers

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve until the input ends."""
        for line in self._asked:
            question = json.loads(line)
            pid = os.fork()
            if pid == 0:
                _run([item for item in session.items if question in (None, item.stash[INFO].question)])
            os.waitpid(pid, 0)
            print("done", file=self._answers, flush=True)
        return True


def main(options: list[str]) -> None:
    """Collect, then serve."""
    asked, answers = (os.fdopen(os.dup(descriptor), mode) for descriptor, mode in ((0, "r"), (1, "w")))
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):  # whatever tests and answers read and print there
        os.dup2(nothing, descriptor)
    pytest.main(options, plugins=[_Server(asked, answers)])


def _run(items: list[pytest.Item]) -> None:
    """One run, in the fork."""
    try:
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
