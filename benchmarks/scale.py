"""Measure a class as it grows: answers that sleep or loop, what a resume and the reports cost, storage, the cluster.

Most of a large class is simulated: `instant` runs the real command with an executor that grades the first submission
and answers for all others at once, so what remains is everything around grading.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.cli import main
from autograder.grading import grade as module
from autograder.grading.executor import LocalExecutor
from autograder.grading.job import Job, Setup
from autograder.model.results import Record
from benchmarks.cluster import running
from benchmarks.measure import ANSWERS, AUTOGRADER, COURSE, class_of, grade_command

__all__ = ["instant", "scale"]

CLASS = 60
SIZES = (500, 5_000)
LARGEST = 40_000
FEW, MANY = 40, 240


@dataclass(frozen=True)
class Cost:
    """What a command cost: wall and CPU seconds of its process and of those that it waited for, peak in MiB."""

    wall: float
    cpu: float
    peak: float


def scale() -> list[str]:
    """Measure all of it."""
    return [f"load of the machine at the beginning: {os.getloadavg()[0]:.1f}", *_sleepers(), *_sizes(), *_cluster()]


def _cost(command: Sequence[str | Path]) -> Cost:
    """Run a command to its end; if it fails, exit with its output."""
    code = (
        "import json,resource,subprocess,sys,time; start=time.perf_counter();"
        "done=subprocess.run(sys.argv[1:],capture_output=True,text=True); wall=time.perf_counter()-start;"
        "used=resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(json.dumps([wall,used.ru_utime+used.ru_stime,used.ru_maxrss/1024,done.returncode,done.stderr[-2000:]]))"
    )
    found = subprocess.run([sys.executable, "-c", code, *map(str, command)], capture_output=True, text=True, check=True)
    wall, cpu, peak, status, said = json.loads(found.stdout)
    if status:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {status}:\n{said}")
    return Cost(wall, cpu, peak)


def _spoiled(number: int, questions: int = 1) -> str:
    """Return answers in which some questions of three sleep (if the number is even) or loop without end."""
    act = ["    import time\n    time.sleep(1_000)\n", "    while True:\n        pass\n"][number % 2]
    begin = "    # BEGIN SOLUTION\n"
    return f"{ANSWERS.read_text(encoding='utf-8').replace(begin, act + begin, questions)}\n# {number}\n"


def _sleepers() -> list[str]:
    """Grade a class of toys: as it is, with a sleeper in one question or in all, with 30 percent that sleep or loop."""
    walls = {}
    many = [number for number in range(CLASS) if number % 10 in (1, 4, 7)]
    with tempfile.TemporaryDirectory() as root:
        for name, spoiled, questions in (("none", [], 1), ("one", [20], 1), ("all", [20], 3), ("30 %", many, 1)):
            handed_in = class_of(Path(root, name), CLASS)
            for count, number in enumerate(spoiled):
                text = _spoiled(count, questions)
                (handed_in / f"s{number:05}" / "answers.py").write_text(text, encoding="utf-8")
            walls[name] = _cost(grade_command(handed_in, Path(root, f"{name} out"), 2)).wall
    return [
        f"{CLASS} toys on two processes, wall time: {walls['none']:.0f} s; one sleeps in one question of three: "
        f"{walls['one'] / walls['none']:.1f} times (bar: 1.3), in all three: {walls['all'] / walls['none']:.1f} times; "
        f"every third sleeps or loops in one question: {walls['30 %'] / walls['none']:.1f} times (bar: 3). A question "
        "that loops costs two limits of 5 CPU s, one that sleeps two of 1 s, whatever a class takes"
    ]


def instant(*arguments: str) -> None:
    """Run a command, with an executor that answers for every submission with the record of the first."""

    class Instant:
        """Grades one submission, and gives its record to all others."""

        def __init__(self, size: int) -> None:
            self.size = size
            self._setup: Setup | None = None
            self._record: Record | None = None

        def set_up(self, setup: Setup) -> None:
            self._setup = setup

        def submit(self, job: Job) -> "Future[Record]":
            assert self._setup is not None
            if self._record is None:
                executor = LocalExecutor(1)
                executor.set_up(self._setup)
                self._record = executor.submit(job).result()
                executor.close()
            done: Future[Record] = Future()
            digests = {**self._record.digests, "submission": job.digest}
            done.set_result(msgspec.structs.replace(self._record, submission=job.name, digests=digests))
            return done

        def close(self) -> None:
            """Nothing runs."""

    vars(module)["LocalExecutor"] = Instant
    sys.argv = ["autograder", *arguments]
    main()


def _instant(handed_in: Path, out: Path) -> Cost:
    code = "import sys; from benchmarks.scale import instant; instant(*sys.argv[1:])"
    return _cost([sys.executable, "-c", code, *grade_command(handed_in, out, 2)[1:]])


def _sizes() -> list[str]:
    """Measure each command on a small class and on a large one, then the memory of the largest."""
    lines = []
    costs: dict[str, dict[int, Cost]] = {}
    for size in SIZES:
        with tempfile.TemporaryDirectory() as root:
            handed_in, out = class_of(Path(root, "class"), size), Path(root, "out")
            costs.setdefault("all but grading", {})[size] = _instant(handed_in, out)
            written = {path: path.stat().st_mtime_ns for path in _files(out)}
            costs.setdefault("resume with nothing to do", {})[size] = _instant(handed_in, out)
            again = sum(path.stat().st_mtime_ns != before for path, before in written.items())
            results = ["--results", str(out)]
            for name, command in {
                "report": ["report", *results],
                "export": ["export", "b1_bench", "--to", "csv", "--course", str(COURSE), *results],
                "diff": ["diff", str(out), str(out)],
                "adjust of one student": [
                    *("adjust", "b1_bench", "s00007", "total", "1", "--because", "read twice"),
                    *("--course", str(COURSE), *results),
                ],
            }.items():
                costs.setdefault(name, {})[size] = _cost([AUTOGRADER, *command])
            stored = sum(path.stat().st_size for path in _files(out)) / size
            lines.append(
                f"storage at {size:,}: {stored / 1_000:.0f} KB and {len(_files(out)) / size:.1f} files a submission of "
                f"the toy; a resume wrote {again} of the files again"
            )
    for name, found in costs.items():
        listed = "; ".join(f"{size:,}: {one.cpu:.1f} ({one.wall:.0f} s)" for size, one in found.items())
        lines.append(f"{name}, CPU seconds (wall time): {listed}")
    with tempfile.TemporaryDirectory() as root:
        cost = _instant(class_of(Path(root, "class"), LARGEST), Path(root, "out"))
    before = costs["all but grading"][SIZES[-1]]
    lines.append(
        f"{LARGEST:,} submissions, all but grading: {cost.cpu:.0f} CPU seconds, {cost.cpu / before.cpu:.1f} times "
        f"those of {SIZES[-1]:,}; peak {cost.peak:.0f} MiB against {before.peak:.0f}"
    )
    return lines


def _files(out: Path) -> list[Path]:
    return [path for path in out.rglob("*") if path.is_file() and "gradebook.sqlite-" not in path.name]


def _cluster() -> list[str]:
    """Measure what one more submission costs the client of a cluster, and how many workers that feeds."""
    costs = {}
    with tempfile.TemporaryDirectory() as root, running(Path(root), 2) as (address, _processes, _join):
        for size in (FEW, MANY):
            handed_in = class_of(Path(root, f"class {size}"), size)
            costs[size] = _cost([*grade_command(handed_in, Path(root, f"out {size}"), 0), "--dask", address])
    each = (costs[MANY].cpu - costs[FEW].cpu) / (MANY - FEW)
    return [
        f"a Dask cluster: each submission costs its client {1_000 * each:.0f} ms of CPU time (reading, passing on, "
        f"gradebook, pages), so one client feeds at most {1 / each:.0f} submissions a second: "
        f"{0.7 / each:.0f} worker threads at 0.7 s a submission (a1), {0.1 / each:.0f} at 0.1 s (the toy). Beyond "
        "that, several clients, each with a part of the class and a results folder of its own"
    ]
