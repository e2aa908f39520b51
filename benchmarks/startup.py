"""Measure how long commands take to start."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import AUTOGRADER, median, run

__all__ = ["startup"]

REPETITIONS = 15
WRITES_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"


def startup() -> list[str]:
    """Measure the CPU seconds of commands that people wait for, and of a bare interpreter.

    A command that waits for nothing but its own work takes as long on an idle machine; a busy one does not change much.
    Commands run in turn, so that other work on the machine weighs on all of them. Bytecode is kept, as on a laptop.
    """
    os.environ.pop(WRITES_NO_BYTECODE, None)
    with tempfile.TemporaryDirectory() as root:
        home = Path(shutil.copytree(Path.cwd() / "assignments" / "a1_knn", Path(root, "a1_knn")))
        shutil.copy(Path.cwd() / "solutions" / "a1_knn" / "images.py", home)
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            'python -c "import numpy"': [sys.executable, "-c", "import numpy"],
            'python -c "import pytest"': [sys.executable, "-c", "import pytest"],
            "autograder --help (bar: 0.15)": [AUTOGRADER, "--help"],
            "autograder grade --help (bar: 0.3)": [AUTOGRADER, "grade", "--help"],
            "autograder --version (bar: 0.3)": [AUTOGRADER, "--version"],
            "autograder hint on one question (bar: 0.2)": [AUTOGRADER, "hint", "dataset_bytes"],
            "autograder check on one question (bar: 0.6)": [AUTOGRADER, "check", "dataset_bytes"],
        }
        took: dict[str, list[float]] = {name: [] for name in commands}
        for round_ in range(REPETITIONS + 1):
            for name, command in commands.items():
                cpu = run(command, home).cpu
                if round_:  # the first one fills caches
                    took[name].append(cpu)
    return [f"{name}: {median(found):.3f} CPU seconds, {min(found):.3f} at least" for name, found in took.items()]
