"""Measure what a submission costs: CPU of everything that is started for it, and that of its tests alone."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.model.assignment import Assignment, load_assignment
from autograder.model.misconceptions import Misconception, load_misconceptions
from autograder.model.source_edit import with_mistakes
from benchmarks.measure import COURSE, grade_command, median, quiet, run

__all__ = ["Class", "classes", "cost"]

COURSES = (("a1_knn", Path.cwd()), ("a3_gradients", Path.cwd()), ("a5_networks", Path.cwd()), ("b1_bench", COURSE))
SMALL, LARGE, ROUNDS = 2, 14, 2
"""Two sizes of a class, whose difference leaves out what starts once, and how often each pair is measured.

The CPU time of a start varies by half a second, which is then a fiftieth of a submission of a1."""

Picked = Callable[[int], bool]
KINDS: dict[str, Picked] = {
    "reference": lambda index: False,
    "typical": lambda index: index % 4 == 1,
    "all wrong": lambda index: True,
}
"""Which questions of an assignment have their most frequent mistake: none, every fourth, each that has one."""


@dataclass(frozen=True)
class Class:
    """Submissions with the same answers.

    Attributes:
        id: The assignment.
        course: Its course.
        kind: A key of `KINDS`.
        files: File -> text.
    """

    id: str
    course: Path
    kind: str
    files: dict[str, str]

    @property
    def source(self) -> Path:
        """The folder of the assignment."""
        return self.course / "solutions" / self.id

    def hand_in(self, folder: Path, count: int) -> Path:
        """Write `count` submissions that differ in a comment."""
        for number in range(count):
            home = folder / f"s{number:03}"
            home.mkdir(parents=True)
            for name, text in self.files.items():
                (home / name).write_text(f"{text}\n# {number}\n", encoding="utf-8")
        return folder


def classes(id: str, course: Path) -> list[Class]:
    """Return a class of each kind."""
    source = course / "solutions" / id
    assignment = load_assignment(source)
    catalog = load_misconceptions(source, assignment)
    return [
        Class(id, course, kind, _answers(source, assignment, catalog, picked))
        for kind, picked in KINDS.items()
        if catalog or kind == "reference"
    ]


def _answers(
    source: Path, assignment: Assignment, catalog: tuple[Misconception, ...], picked: Picked
) -> dict[str, str]:
    files = {name: (source / name).read_text(encoding="utf-8") for name in assignment.files()}
    for index, question in enumerate(assignment.auto()):
        own = [entry for entry in catalog if entry.question == question.id]
        if own and question.file and picked(index):
            wrong = max(own, key=lambda entry: entry.frequency)
            files[question.file] = with_mistakes(files[question.file], question, [wrong], wrong.id)
    return files


def cost() -> list[str]:
    """Measure the overhead: CPU of all processes for a submission, divided by that of its tests in one warm process."""
    lines, ratios = [], dict[str, list[float]]()
    for id, course in COURSES:
        for group in classes(id, course):
            rounds = [_measured(group) for _ in range(ROUNDS)]
            found = sorted(ours / warm for ours, warm, _start in rounds)
            ours, warm, start = (median(values) for values in zip(*rounds, strict=True))
            ratios.setdefault(group.kind, []).append(median(found))
            lines.append(
                f"{id}, {group.kind}: {ours * 1e3:.0f} CPU ms a submission, tests alone {warm * 1e3:.0f}; overhead "
                f"{median(found):.2f} ({found[0]:.2f} to {found[-1]:.2f}); starting, once a batch: {start:.1f} CPU s"
            )
    bars = {"reference": 1.25, "typical": 1.5, "all wrong": 1.5}
    listed = "; ".join(f"{kind} {median(values):.2f} (bar: {bars[kind]})" for kind, values in ratios.items())
    return [f"overhead, median over assignments: {listed}", *lines]


def _measured(group: Class) -> tuple[float, float, float]:
    """Return CPU seconds of a submission graded, of its tests alone, and of what a batch does once."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        took = []
        for count in (SMALL, LARGE):
            out = root / f"out{count}"
            handed_in = group.hand_in(root / f"class{count}", count)
            took.append(run(grade_command(handed_in, out, 1, group.course, group.id)).cpu)
        each = (took[1] - took[0]) / (LARGE - SMALL)
        folders = sorted(str(folder) for folder in handed_in.iterdir())
        alone = [float(word) for word in quiet("benchmarks.warm:warm_seconds", str(group.source), *folders).split()]
        return each, sum(alone) / len(alone), took[0] - SMALL * each
