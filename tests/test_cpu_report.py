"""The report at the end of a run names the slowest tests and the folders above their budget."""

import tomllib
from types import SimpleNamespace

from tests.cpu_report import BUDGET, OUTSIDE, CpuReport, folder_of, report_lines
from tests.samples import ROOT

TESTS = {f"tests/model/test_points.py::test_{number}": (number / 10, 0.5) for number in range(20)} | {
    "tests/test_meta.py::test_a": (9.0, 3.25),
    "tests/student/deep/test_b.py::test_b[tests/x]": (1.0, 8.0),
}


def test_a_folder_is_the_first_below_tests():
    """Files directly in `tests/` count together."""
    assert [folder_of(name) for name in list(TESTS)[-3:]] == ["model", ".", "student"]


def test_the_slowest_tests_come_first():
    """Ten tests, by the time that somebody waits for them."""
    lines = report_lines(TESTS, 1.0, {})
    listed = lines[1 : lines.index("")]
    assert len(listed) == 10
    assert listed[0].split() == ["9.0", "3.2", "test_meta.py::test_a"]
    assert [float(line.split()[0]) for line in listed] == sorted((t for t, _ in TESTS.values()), reverse=True)[:10]


def test_a_folder_above_its_budget_is_marked():
    """So is one without a budget; the last line has the sums."""
    lines = report_lines(TESTS, 1.0, {"model": 10, "student": 7.9, OUTSIDE: 1})
    folders = {line.split("  ")[-1 - line.endswith("BUDGET")]: line for line in lines[lines.index("") + 2 : -1]}
    over = {name for name, line in folders.items() if line.endswith("  OVER BUDGET")}
    assert (set(folders), over) == ({"model", "student", ".", OUTSIDE}, {"student", "."})
    assert lines[-1].split() == ["22.2", "19", "in", "all"]


def test_processes_of_a_run_are_added():
    """The figures of each worker process count; a process that crashed has none."""
    report = CpuReport()
    for name, figures in list(TESTS.items())[-2:]:
        report.pytest_testnodedown(SimpleNamespace(workeroutput={"cpu_report": ({name: figures}, 0.5)}))
    report.pytest_testnodedown(SimpleNamespace())
    assert report.tests == dict(list(TESTS.items())[-2:])
    assert report.outside == 1.0


def test_every_folder_has_its_budget():
    """Each folder with tests has one, no other has, and together they fit into six minutes."""
    budget = tomllib.loads(BUDGET.read_text(encoding="utf-8"))
    folders = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    assert set(budget) == {".", OUTSIDE, *folders}
    assert sum(budget.values()) <= 680
