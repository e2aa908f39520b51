"""Attribute the CPU time of a submission to the processes that work for it, by samples of `perf` of a whole batch."""

import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cost import classes
from benchmarks.measure import grade_command, run

__all__ = ["where"]

CLASS, HERTZ = 5, 997
ROLES = {
    "batch": "batch: reads, records, writes pages",
    "grader": "grading process: forks itself, scores",
    "fork": "its fork: tests, oracles, pytest, the trusted side of messages",
    "session": "session: forks workers, waits for them, wipes their folders",
    "worker": "workers: lock-down, student code, their side of messages",
}
WHERE = re.compile(r"^.*?\s(?P<pid>\d+)\s+(?P<time>[\d.]+):\s*(?P<what>.*)$")
FORKED = re.compile(r"PERF_RECORD_FORK\((?P<child>\d+):\d+\):\((?P<parent>\d+):\d+\)")


@dataclass
class _Sample:
    pid: int
    time: float
    kernel: bool


def where() -> list[str]:
    """Say where the CPU time of a reference of a1 goes, from the second submission of a batch to the last."""
    if shutil.which("perf") is None:
        return ["not measured: there is no `perf` here"]
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        group = classes("a1_knn", Path.cwd())[0]
        handed_in = group.hand_in(root / "class", CLASS)
        data = root / "perf.data"
        recorder = ["perf", "record", "-q", "-F", str(HERTZ), "-e", "cpu-clock", "-o", str(data)]
        run([*recorder, "--", *grade_command(handed_in, root / "out", 1, group.course, group.id)])
        script = ["perf", "script", "-i", str(data), "--show-task-events", "-F", "comm,pid,time,ip,sym,dso"]
        text = subprocess.run(script, capture_output=True, text=True, check=True).stdout
    return _table(text)


def _table(text: str) -> list[str]:
    samples, parents, born = _read(text)
    top = min(parents.values())
    children = Counter(parents.values())
    grader = max((pid for pid in children if parents.get(pid) == top), key=lambda pid: children[pid])
    # The grading process forks itself for each submission; its only other child, the zygote, forks further.
    forks = sorted((pid for pid in born if parents[pid] == grader and not children[pid]), key=lambda pid: born[pid])
    begin, end = born[forks[1]], born[forks[-1]]
    counted = len(forks) - 2
    found: Counter[tuple[str, bool]] = Counter()
    for one in samples:
        if begin <= one.time < end:
            found[_role(one.pid, top, grader, set(forks), parents), one.kernel] += 1
    per = 1e3 / HERTZ / counted
    total = sum(found.values()) * per
    lines = [f"all processes: {total:.0f} CPU ms a submission ({counted} of them, {sum(found.values())} samples)"]
    for role, text in ROLES.items():
        both = (found[role, False] + found[role, True]) * per
        lines.append(f"{text}: {both:.0f} ms, {both / total:.0%}; {found[role, True] * per:.0f} ms of it in the kernel")
    return lines


def _role(pid: int, top: int, grader: int, forks: set[int], parents: dict[int, int]) -> str:
    if pid == top:
        return "batch"
    if pid == grader:
        return "grader"
    if pid in forks:
        return "fork"
    line = list(_line(pid, parents))
    if grader not in line:
        return "batch"
    below = line.index(grader)  # 1 for the zygote, 2 for its sessions, 3 for their workers
    return "session" if below < 3 else "worker"


def _line(pid: int, parents: dict[int, int]) -> Iterator[int]:
    while pid:
        yield pid
        pid = parents.get(pid, 0)


def _read(text: str) -> tuple[list[_Sample], dict[int, int], dict[int, float]]:
    samples, parents, born = [], dict[int, int](), dict[int, float]()
    for line in text.splitlines():
        found = WHERE.match(line)
        if not found:
            continue
        time = float(found["time"])
        forked = FORKED.search(line)
        if forked:
            if forked["child"] != forked["parent"]:
                parents[int(forked["child"])], born[int(forked["child"])] = int(forked["parent"]), time
        elif "PERF_RECORD" not in line:
            samples.append(_Sample(int(found["pid"]), time, "[kernel" in line or "([k" in line))
    return samples, parents, born
