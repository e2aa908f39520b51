"""Report at the end of a test run the slowest tests, and the CPU seconds of each folder against its budget.

The budget is `budget.toml`, beside this file. The report fails nothing, because machines differ and a busy machine
spends more CPU time on the same work. CPU time of a test contains its fixtures, and the processes that it starts and
waits for.
"""

import os
import time
import tomllib
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

__all__ = ["CpuReport", "cpu_seconds", "folder_of", "report_lines"]

BUDGET = Path(__file__).with_name("budget.toml")
OUTSIDE = "outside of tests"
"""Start, collection and end of each process."""

SLOWEST = 10


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of the children that it has waited for."""
    return sum(os.times()[:4])


def folder_of(nodeid: str) -> str:
    """Return the folder in `tests/` that a test belongs to; `.` for the files directly in it."""
    folder, slash, _ = nodeid.partition("::")[0].removeprefix("tests/").partition("/")
    return folder if slash else "."


class CpuReport:
    """Measure each test in the process that runs it, and print the sum over all processes."""

    def __init__(self) -> None:
        self.tests: dict[str, tuple[float, float]] = {}  # seconds and CPU seconds
        self.outside = 0.0

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Measure a test with its fixtures."""
        began, cpu = time.perf_counter(), cpu_seconds()
        result = yield
        self.tests[item.nodeid] = (time.perf_counter() - began, cpu_seconds() - cpu)
        return result

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Hand the figures of a worker process of pytest-xdist to the process that prints them."""
        self.outside += cpu_seconds() - sum(cpu for _, cpu in self.tests.values())
        if (output := getattr(session.config, "workeroutput", None)) is not None:
            output["cpu_report"] = (self.tests, self.outside)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Add the figures of a worker process that has ended; a crashed one has none."""
        tests, outside = getattr(node, "workeroutput", {}).get("cpu_report", ({}, 0.0))
        self.tests.update(tests)
        self.outside += outside

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
        """Print the report, after runs of a whole folder at least; keep the figures of each test in pytest's cache."""
        if config.option.collectonly or len({name.partition("::")[0] for name in self.tests}) < 2:
            return
        if hasattr(config, "cache") and config.cache is not None:
            config.cache.set("cpu_report", {name: list(figures) for name, figures in self.tests.items()})
        terminalreporter.section("where the time went")
        budget = tomllib.loads(BUDGET.read_text(encoding="utf-8"))
        for line in report_lines(self.tests, self.outside, budget):
            terminalreporter.write_line(line)


def report_lines(tests: dict[str, tuple[float, float]], outside: float, budget: dict[str, float]) -> list[str]:
    """Return the lines of the report.

    Args:
        tests: Seconds and CPU seconds of each test by its node id.
        outside: CPU seconds spent outside of tests.
        budget: CPU seconds by folder; the content of `budget.toml`.
    """
    slowest = sorted(tests, key=lambda name: -tests[name][0])[:SLOWEST]
    lines = ["seconds  CPU seconds  slowest tests"]
    lines += [f"{tests[name][0]:7.1f}  {tests[name][1]:11.1f}  {name.removeprefix('tests/')}" for name in slowest]
    spent = {OUTSIDE: outside}
    for name, (_, cpu) in tests.items():
        folder = folder_of(name)
        spent[folder] = spent.get(folder, 0.0) + cpu
    lines += ["", "CPU seconds  budget  folder"]
    for folder, cpu in sorted(spent.items(), key=lambda pair: -pair[1]):
        limit = budget.get(folder, 0.0)
        lines.append(f"{cpu:11.1f}  {limit:6.0f}  {folder}{'  OVER BUDGET' if cpu > limit else ''}")
    return [*lines, f"{sum(spent.values()):11.1f}  {sum(budget.values()):6.0f}  in all"]
