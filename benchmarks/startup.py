"""Measure how long commands take to start."""

import shutil
import tempfile
from pathlib import Path

from benchmarks.measure import AUTOGRADER, median, run

__all__ = ["startup"]

REPETITIONS = 5


def startup() -> list[str]:
    """Measure the seconds of commands that people wait for, and of a bare interpreter."""
    bare = _median(["python3", "-c", "pass"])
    lines = [f"python3 -c pass: {bare:.3f} s"]
    for command, bar in ((["--help"], "0.3"), (["grade", "--help"], "0.3"), (["--version"], "0.3")):
        lines.append(f"autograder {' '.join(command)}: {_median([AUTOGRADER, *command]):.2f} s (bar: {bar})")
    with tempfile.TemporaryDirectory() as root:
        home = Path(shutil.copytree(Path.cwd() / "assignments" / "a1_knn", Path(root, "a1_knn")))
        shutil.copy(Path.cwd() / "solutions" / "a1_knn" / "images.py", home)
        took = _median([AUTOGRADER, "check", "dataset_bytes"], home)
    return [*lines, f"autograder check on one question: {took:.2f} s (bar: 1)"]


def _median(command: list[str], cwd: Path | None = None) -> float:
    run(command, cwd)
    return median([run(command, cwd).wall for _ in range(REPETITIONS)])
