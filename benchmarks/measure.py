"""Shared parts of the benchmarks: run commands, compute medians, write classes of submissions."""

import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "ANSWERS",
    "AUTOGRADER",
    "COURSE",
    "Finished",
    "class_of",
    "grade_command",
    "loop_rate",
    "median",
    "quiet",
    "run",
]

COURSE = Path(__file__).parent / "course"
AUTOGRADER = str(Path(sys.executable).with_name("autograder"))
ANSWERS = COURSE / "solutions" / "b1_bench" / "answers.py"


@dataclass(frozen=True)
class Finished:
    """A finished command.

    Attributes:
        wall: Wall time in seconds.
        peak: Peak memory of its largest process in bytes.
        cpu: CPU seconds of all its processes.
    """

    wall: float
    peak: int
    cpu: float


def run(command: Sequence[str | Path], cwd: Path | None = None, **environment: str) -> Finished:
    """Run a command to its end; if it fails, print its output and exit."""
    start, before = time.perf_counter(), _cpu_of_children()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output, _ = process.communicate()
    wall = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{output[-2000:]}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return Finished(wall, peak, _cpu_of_children() - before)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def quiet(module: str, *arguments: str) -> str:
    """Run `module:function` in a new process, so that its memory is measured alone."""
    name, _, function = module.partition(":")
    code = f"import sys; from {name} import {function} as f; print(f(*sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def class_of(folder: Path, count: int, text: str = "") -> Path:
    """Write `count` submissions, each with its own comment, so that no two are the same."""
    answer = text or ANSWERS.read_text(encoding="utf-8")
    for number in range(count):
        home = folder / f"s{number:05}"
        home.mkdir(parents=True)
        (home / "answers.py").write_text(f"{answer}\n# {number}\n", encoding="utf-8")
    return folder


def grade_command(handed_in: Path, out: Path, jobs: int, course: Path = COURSE, id: str = "b1_bench") -> list[str]:
    """Return the command that grades a class."""
    return [AUTOGRADER, "grade", id, str(handed_in), "--course", str(course), "--out", str(out), "--jobs", str(jobs)]


def _spin(seconds: float, done: "multiprocessing.Queue[int]") -> None:
    end, count = time.perf_counter() + seconds, 0
    while time.perf_counter() < end:
        count += sum(range(1_000)) > 0
    done.put(count)


def loop_rate(processes: int, seconds: float = 3.0) -> float:
    """Measure the total rounds a second of `processes` independent compute loops."""
    done: multiprocessing.Queue[int] = multiprocessing.Queue()
    started = [multiprocessing.Process(target=_spin, args=(seconds, done)) for _ in range(processes)]
    for process in started:
        process.start()
    total = sum(done.get() for _ in started)
    for process in started:
        process.join()
    return total / seconds


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)
