"""Report tests from the processes of `autograder check`; a pytest plugin loaded beside the bundle's own.

It skips the tests that an earlier process of the same check finished or died in, reports which tests are planned,
reports what the student's code printed, and applies grading's rules to the student's code.
"""

import tempfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from autograder.student.grading_rules import apply_grading_rules
from autograder.student.runner import DONE, FREE
from autograder.testing.findings import slept_too_long
from autograder.testing.plugin import INFO, PROVIDER, RECORDER
from autograder.testing.report_log import ReportLine, ReportLog

__all__ = ["PRINTED", "pytest_addoption", "pytest_collection_modifyitems", "pytest_runtest_makereport"]

SLEPT = pytest.StashKey[Callable[[], float]]()
PRINTED = 2_000
"""Maximum number of characters of printed output to report for one test."""


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Let a test time out for which the student's code sleeps as long as grading does not wait.

    Raises:
        TimedOut: It has slept too long, and the test would have passed.
    """
    slept = item.config.stash.get(SLEPT, float)
    slept()
    yield
    limit = item.config.stash[PROVIDER].assignment.limits.sleep()
    if slept() >= limit:
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
