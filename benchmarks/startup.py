"""Measure how long commands take to start."""

import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import AUTOGRADER, median, run

__all__ = ["startup"]

REPETITIONS = 7


def startup() -> list[str]:
    """Measure the CPU seconds of commands that people wait for, and of a bare interpreter.

    A command that waits for nothing but its own work takes as long on an idle machine; a busy one does not change much.
    """
    lines = [f"python -c pass: {_median([sys.executable, '-c', 'pass']):.3f} CPU seconds"]
    for command, bar in ((["--help"], "0.15"), (["grade", "--help"], "0.3"), (["--version"], "0.3")):
        lines.append(f"autograder {' '.join(command)}: {_median([AUTOGRADER, *command]):.2f} (bar: {bar})")
    with tempfile.TemporaryDirectory() as root:
        home = Path(shutil.copytree(Path.cwd() / "assignments" / "a1_knn", Path(root, "a1_knn")))
        shutil.copy(Path.cwd() / "solutions" / "a1_knn" / "images.py", home)
        for command, bar in ((["hint", "dataset_bytes"], "0.2"), (["check", "dataset_bytes"], "0.6")):
            took = _median([AUTOGRADER, *command], home)
            lines.append(f"autograder {command[0]} on one question: {took:.2f} (bar: {bar})")
    return lines


def _median(command: list[str], cwd: Path | None = None) -> float:
    """Return the median of the CPU seconds of a command and of the processes that it waits for."""
    run(command, cwd)
    return median([run(command, cwd).cpu for _ in range(REPETITIONS)])
