"""The pytest plugin of the process in which `autograder check` runs the tests, beside the bundle's own plugin.

It leaves out the tests that an earlier process of the same check has finished or died of, says which tests there are,
and reports what the student's code printed.
"""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from autograder.student.runner import DONE
from autograder.testing.plugin import INFO

__all__ = ["PRINTED", "pytest_addoption", "pytest_collection_modifyitems", "pytest_runtest_makereport"]

PRINTED = 2_000
"""Characters of printed output that are passed on for one test."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """One option, which names a file."""
    parser.addoption(DONE, type=Path, metavar="FILE", help="ids of tests to leave out, one a line")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is done, whole tests only: all cases of a parametrized test are one test."""
    done = set(config.getoption(DONE).read_text(encoding="utf-8").splitlines())
    dropped = [item for item in items if item.stash[INFO].id in done]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item.stash[INFO].id not in done]
    for info in dict.fromkeys(item.stash[INFO] for item in items):
        title = {"en": info.title.en, "ko": info.title.ko}
        _report(config, {"plan": True, "id": info.id, "question": info.question, "title": title})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, pytest.TestReport]:
    """Report what the call printed."""
    report: pytest.TestReport = yield
    if report.when == "call" and report.capstdout:
        _report(item.config, {"printed": report.capstdout[:PRINTED], "id": item.stash[INFO].id, "case": item.nodeid})
    return report


def _report(config: pytest.Config, line: dict[str, object]) -> None:
    with config.getoption("autograder_report").open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
