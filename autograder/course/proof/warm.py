"""A process that has imported what tests need, and runs each bundle's tests in a fork of itself.

To start Python, NumPy, SciPy and pytest takes longer than most suites do; here that is done once.

Usage: python -P -m autograder.course.proof.warm MODULE...     imports the modules, then serves standard input

Each line of input is a JSON list, a folder and then the arguments for pytest there; each line of output is the exit
code of that run.
"""

import importlib
import json
import os
import sys

import pytest

import autograder.testing.plugin

__all__ = ["main"]

assert autograder.testing.plugin  # every bundle's pytest.ini names it


def main(modules: list[str]) -> None:
    """Import, then serve until the input ends."""
    for module in modules:
        importlib.import_module(module)
    for line in sys.stdin:
        folder, *arguments = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _run(folder, arguments)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _run(folder: str, arguments: list[str]) -> None:
    """One run, in the fork; nothing that it prints may get between the answers."""
    code = 1
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        os.chdir(folder)
        code = int(pytest.main(arguments))
    finally:
        os._exit(code)


if __name__ == "__main__":
    main(sys.argv[1:])
