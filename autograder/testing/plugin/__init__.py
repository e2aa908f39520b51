"""The pytest plugin for tests of a submission, on a laptop and in grading.

A bundle's `pytest.ini` loads it (`-p autograder.testing.plugin`). It has no entry point, so it does not affect other
projects in the same environment. It provides the fixtures and replaces tracebacks by short messages.
"""

import faulthandler
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.datasets import Digits, load_digits
from autograder.errors import Finding, UsageError
from autograder.i18n import _
from autograder.model.assignment import load_assignment
from autograder.testing.compare import failures_go_to
from autograder.testing.fingerprints import FINGERPRINTS
from autograder.testing.plugin.marks import MARKER, QUESTION, info_of, questions_named, with_locks
from autograder.testing.plugin.naming import MistakeNamer
from autograder.testing.plugin.outcomes import OUTCOME, outcome_of
from autograder.testing.plugin.stash import CPU, INFO, PROVIDER, RECORDER
from autograder.testing.provider import LocalProvider
from autograder.testing.report_log import ReportLine, ReportLog
from autograder.testing.speed import SpeedJudge
from autograder.testing.submission import Function, Submission

__all__ = ["INFO", "PROVIDER", "RECORDER"]

_STDERR: pytest.StashKey[int] = pytest.StashKey()
_LOG: pytest.StashKey[ReportLog] = pytest.StashKey()
_SUBMISSION: pytest.StashKey[Submission] = pytest.StashKey()
_NAMER: pytest.StashKey[MistakeNamer] = pytest.StashKey()

_NOT_WRITTEN, _UNREADABLE = "not written yet", "cannot be read"
_SHARED = {_NOT_WRITTEN: ("n", "NOT WRITTEN"), _UNREADABLE: ("U", "UNREADABLE")}
"""Failures that all tests of a question or file share, with pytest's letter and word for each."""

LOCAL_LIMIT = 20.0
"""Default limit of one test on a laptop, in seconds of wall time."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that `autograder check` uses; students need none of them."""
    group = parser.getgroup("autograder")
    group.addoption("--autograder-submission", type=Path, metavar="DIR", help="folder with the files to test")
    group.addoption(
        "--autograder-assignment", type=Path, metavar="DIR", help="folder with the assignment's description"
    )
    group.addoption(
        "--autograder-question", action="append", default=[], metavar="ID", help="only this question's tests"
    )
    group.addoption(
        "--autograder-report", type=Path, metavar="FILE", help="append a JSON line as each test starts and ends"
    )
    group.addoption("--autograder-timeout", type=float, default=LOCAL_LIMIT, metavar="S", help="seconds for one test")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, Any, Any]:
    """Save stderr before pytest captures it, so that the line of a hanging test reaches the terminal."""
    early_config.stash[_STDERR] = os.dup(2)
    return (yield)


def pytest_configure(config: pytest.Config) -> None:
    """Load the assignment, unless grading has stored its own provider."""
    config.addinivalue_line("markers", MARKER)
    if config.getoption("tbstyle", "auto") == "auto":
        # Failures have their own messages. For pytest's it would parse the whole test file at every failure.
        config.option.tbstyle = "native"
    config.stash[_LOG] = ReportLog(config.getoption("autograder_report"))
    if PROVIDER in config.stash:
        return
    folder = config.getoption("autograder_submission") or config.rootpath
    try:
        assignment = load_assignment(config.getoption("autograder_assignment") or folder)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    config.stash[PROVIDER] = LocalProvider(assignment, folder)
    if (folder / FINGERPRINTS).is_file():
        log = config.stash[_LOG]
        namer = MistakeNamer(
            folder, assignment.id, lambda outcome: log.write(ReportLine("named", outcome.test, outcome.case, outcome))
        )
        config.stash[_NAMER] = namer
        config.pluginmanager.register(namer)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the saved stderr."""
    descriptor = config.stash.get(_STDERR, None)
    if descriptor is not None:
        os.close(descriptor)
        del config.stash[_STDERR]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Make one item for each question that a mark names, if it names several."""
    named = questions_named(metafunc.definition.get_closest_marker(QUESTION))
    if len(named) > 1:
        if QUESTION not in metafunc.fixturenames:
            metafunc.fixturenames.append(QUESTION)
        metafunc.parametrize(QUESTION, named, ids=[str(one) for one in named], indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Read the mark of every test, and select the requested questions."""
    assignment = config.stash[PROVIDER].assignment
    wanted = set(config.getoption("autograder_question"))
    try:
        infos = with_locks([info_of(item, assignment) for item in items])
    except UsageError as error:
        raise pytest.UsageError(str(error)) from error
    for item, info in zip(items, infos, strict=True):
        item.stash[INFO] = info
    dropped = [item for item in items if wanted and item.stash[INFO].question not in wanted]
    if dropped:
        config.hook.pytest_deselected(items=dropped)
        items[:] = [item for item in items if item.stash[INFO].question in wanted]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Report that a test starts, and stop the run if it exceeds the time limit."""
    config, info = item.config, item.stash[INFO]
    config.stash[_LOG].write(ReportLine("started", info, item.nodeid))
    limit = config.getoption("autograder_timeout")
    if limit:
        faulthandler.dump_traceback_later(limit, exit=True, file=config.stash[_STDERR])
    try:
        return (yield)
    finally:
        if limit:
            faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, Any, pytest.TestReport]:
    """Replace the traceback by the outcome's message."""
    failed = call.excinfo.value if call.excinfo else None
    with _without_traceback(item) if isinstance(failed, Finding | AssertionError) else nullcontext():
        report: pytest.TestReport = yield
    if call.when == "call" or (call.when == "setup" and failed):
        found = outcome_of(item.stash[INFO], failed, item.stash.get(_SUBMISSION, None))
        cpu = item.stash.get(CPU, 0.0)
        outcome = item.stash[OUTCOME] = replace(found, case=item.nodeid, cpu=cpu)
        is_reported = RECORDER not in item.stash
        if is_reported:
            item.config.stash[_LOG].write(ReportLine("ended", outcome.test, outcome.case, outcome))
        if outcome.status not in ("passed", "grader_error"):
            report.longrepr = str(outcome.explanation)
            shared = {"not_implemented": _NOT_WRITTEN, "error": _UNREADABLE if outcome.whole_file else None}
            report.__dict__["shared_failure"] = shared.get(outcome.status)
        namer = item.config.stash.get(_NAMER, None)
        if is_reported and namer is not None:
            namer.add(outcome, report)
    return report


@contextmanager
def _without_traceback(item: pytest.Item) -> Iterator[None]:
    """Keep pytest from formatting a traceback inside the block; nobody reads it, and it takes longer than the test."""
    vars(item)["repr_failure"] = lambda *_: ""
    try:
        yield
    finally:
        del vars(item)["repr_failure"]


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Count shared failures apart, so that an untouched or broken file does not fill the screen."""
    category = getattr(report, "shared_failure", None)
    return (category, *_SHARED[category]) if category else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write one line for each question that is not written yet, and for each file that cannot be read."""
    for category, title in ((_UNREADABLE, _("cannot be read")), (_NOT_WRITTEN, _("not written yet"))):
        reports = terminalreporter.getreports(category)
        if reports:
            terminalreporter.section(title)
            for text in dict.fromkeys(str(report.longrepr) for report in reports):
                terminalreporter.write_line(text)


@pytest.fixture
def submission(request: pytest.FixtureRequest) -> Iterator[Submission]:
    """Provide the student's modules, without any state of the test before.

    If the item has a recorder, it gets the events of the transport and the failed comparisons.
    """
    info, recorder = request.node.stash[INFO], request.node.stash.get(RECORDER, None)
    opened = request.config.stash[PROVIDER].open(info.id, info.hidden, recorder)
    request.node.stash[_SUBMISSION] = opened
    with nullcontext() if recorder is None else failures_go_to(recorder.failure):
        yield opened


@pytest.fixture
def question(request: pytest.FixtureRequest) -> str:
    """Return the id of the question that the test runs for."""
    return str(request.node.stash[INFO].question)


@pytest.fixture
def function(request: pytest.FixtureRequest, submission: Submission, question: str) -> Function:
    """Return the student's function that answers this question.

    Raises:
        UsageError: The answer is a method; a test of it makes the object first.
    """
    found = request.config.stash[PROVIDER].assignment.named(question)
    name = str(found.function)
    if "." in name:
        raise UsageError(f"{question}: the answer is the method {name}; use `submission` and make the object first")
    answer: Function = getattr(getattr(submission, str(found.file).removesuffix(".py")), name)
    return answer


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """Provide a generator of random numbers, seeded for this test."""
    return np.random.default_rng(_seed(request))


@pytest.fixture
def speed(request: pytest.FixtureRequest, submission: Submission) -> SpeedJudge:
    """Provide the speed judge."""
    return request.config.stash[PROVIDER].speed(submission, _seed(request))


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Any:
    """Provide the reference modules, in hidden tests only."""
    return request.config.stash[PROVIDER].reference()


@pytest.fixture(scope="session")
def digits() -> Digits:
    """Provide the 1,797 handwritten digits of 8 x 8 pixels."""
    return load_digits()


def _seed(request: pytest.FixtureRequest) -> int:
    info = request.node.stash[INFO]
    return request.config.stash[PROVIDER].seed(info.id, info.hidden)
