"""Measure a batch: two processes against one, memory by class size."""

import tempfile
from pathlib import Path

from benchmarks.measure import class_of, grade_command, loop_rate, median, quiet, run

__all__ = ["memory", "peak_of_a_class", "scaling"]

LARGE_CLASS = 120
SIZES = (50, 500, 5_000)
ONE_TEST = '''
import numpy as np
import pytest

from autograder.testing import assert_close, scalar


@pytest.mark.question("total", ko="합")
def test_a_sum(submission, rng):
    """The sum is NumPy's."""
    x = rng.normal(size=5)
    assert_close(submission.answers.total.call(x, returns=scalar("total")), x.sum(), "total")
'''


def _copies(source: Path, into: Path, count: int) -> None:
    for number in range(count):
        home = into / f"s{number:05}"
        home.mkdir(parents=True)
        for path in source.glob("*.py"):
            text = path.read_text(encoding="utf-8")
            (home / path.name).write_text(f"{text}\n# {number}\n", encoding="utf-8")


def scaling() -> list[str]:
    """Compare the speed-up of two grading processes with that of two compute loops, measured in turn."""
    ours, loops = [], []
    with tempfile.TemporaryDirectory() as root:
        handed_in = Path(root, "class")
        _copies(Path.cwd() / "solutions" / "a1_knn", handed_in, LARGE_CLASS)
        for repetition in range(3):
            walls = [
                run(grade_command(handed_in, Path(root, f"{repetition}{jobs}"), jobs, Path.cwd(), "a1_knn")).wall
                for jobs in (1, 2)
            ]
            ours.append(walls[0] / walls[1])
            one, two = loop_rate(1), loop_rate(2)
            loops.append(two / one)
    ratio = median(ours) / median(loops)
    return [
        f"two processes: {median(ours):.2f} times the submissions of one; two compute loops: {median(loops):.2f} times "
        f"the rounds of one; ratio {ratio:.2f} (bar: 0.9)"
    ]


def memory() -> list[str]:
    """Measure the peak memory of the largest trusted process for classes of growing size."""
    peaks = {size: int(quiet("benchmarks.batch:peak_of_a_class", str(size))) for size in SIZES}
    flat = peaks[SIZES[-1]] / peaks[SIZES[0]]
    listed = ", ".join(f"{peak / 2**20:.0f} MiB at {size:,}" for size, peak in peaks.items())
    return [f"largest process: {listed}; {flat:.2f} times from the first to the last (bar: within 10 %)"]


def peak_of_a_class(size: str) -> int:
    """Grade a class with a one-test assignment, and return the peak in bytes."""
    with tempfile.TemporaryDirectory() as root:
        solution = Path(root, "course", "solutions", "one_test")
        solution.mkdir(parents=True)
        (solution / "assignment.toml").write_text(
            'schema = 1\nid = "one_test"\ntitle = { en = "One", ko = "하나" }\n\n[[question]]\nid = "total"\n'
            'title = { en = "Sum", ko = "합" }\nfile = "answers.py"\nfunction = "total"\npoints = 1\n'
            'hints = [{ en = "Add.", ko = "더하세요." }]\n',
            encoding="utf-8",
        )
        text = "import numpy as np\n\n\ndef total(x):\n    return np.sum(x)\n"
        (solution / "answers.py").write_text(text, encoding="utf-8")
        (solution / "tests" / "hidden").mkdir(parents=True)
        (solution / "tests" / "hidden" / "test_answers_hidden.py").write_text(ONE_TEST, encoding="utf-8")
        handed_in = class_of(Path(root, "class"), int(size), text)
        return run(grade_command(handed_in, Path(root, "out"), 2, Path(root, "course"), "one_test")).peak
