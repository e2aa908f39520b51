"""Report tests from the processes of `autograder check`; a pytest plugin loaded beside the bundle's own.

It skips the tests that an earlier process of the same check finished or died in, reports which tests are planned,
reports what the student's code printed, and applies grading's rules to the student's code.
"""

import atexit
import gc
import os
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, NoReturn

import pytest

from autograder.student.grading_rules import apply_grading_rules
from autograder.student.runner import DONE, FREE
from autograder.testing import plugin
from autograder.testing.findings import slept_too_long
from autograder.testing.plugin import INFO, PROVIDER, RECORDER
from autograder.testing.plugin.stash import CPU
from autograder.testing.report_log import ReportLine, ReportLog

__all__ = ["PRINTED", "main", "pytest_addoption", "pytest_collection_modifyitems", "pytest_runtest_makereport"]

SLEPT = pytest.StashKey[Callable[[], float]]()
PRINTED = 2_000
"""Maximum number of characters of printed output to report for one test."""


def main() -> NoReturn:
    """Run pytest with this process's arguments, and exit.

    It gets both plugins as modules: given by name alone, pytest would look for each of them in all installed packages.
    The process ends without taking itself apart, which would take as long as the tests of a question.
    """
    code = int(pytest.main(sys.argv[1:], plugins=[plugin, sys.modules[__name__]]))
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for the file of finished tests, and for code without rules."""
    parser.addoption(DONE, type=Path, metavar="FILE", help="ids of tests to skip, one per line")
    parser.addoption(FREE, action="store_true", help="do not apply grading's rules to the student's code")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect finished tests and report the others as planned; all cases of a parametrized test are one test."""
    finished = config.getoption(DONE)
    done = set(finished.read_text(encoding="utf-8").splitlines() if finished else ())
    dropped = [item for item in items if item.stash[INFO].id in done]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item.stash[INFO].id not in done]
    for test in dict.fromkeys(item.stash[INFO] for item in items):
        _log(config).write(ReportLine("planned", test))
    if not config.getoption(FREE):
        assignment = config.stash[PROVIDER].assignment
        temporary = Path(tempfile.mkdtemp(dir=config.getoption("autograder_report").parent))
        files = (*assignment.files(), *assignment.given)
        config.stash[SLEPT] = apply_grading_rules(config.rootpath, files, temporary)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Collect garbage from here on, and none of what was loaded before."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Measure what a test counts for in grading's limit, and let it time out if the student's code sleeps for too long.

    CPU seconds and sleep count, as in grading: how long a test takes depends on what else the computer does.

    Raises:
        TimedOut: It has slept too long, and the test would have passed.
    """
    slept = item.config.stash.get(SLEPT, float)
    slept()
    start, pause = time.process_time(), 0.0
    try:
        yield
    finally:
        pause = slept()
        item.stash[CPU] = time.process_time() - start + pause
    limit = item.config.stash[PROVIDER].assignment.limits.sleep()
    if pause >= limit:
        raise slept_too_long(limit)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, pytest.TestReport]:
    """Report what the student's code printed during the test."""
    report: pytest.TestReport = yield
    if report.when == "call" and report.capstdout and RECORDER not in item.stash:
        _log(item.config).write(
            ReportLine("printed", item.stash[INFO], item.nodeid, printed=report.capstdout[:PRINTED])
        )
    return report


def _log(config: pytest.Config) -> ReportLog:
    return ReportLog(config.getoption("autograder_report"))
