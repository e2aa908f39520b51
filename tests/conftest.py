"""Fixtures that all tests share."""

from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from pathlib import Path

import hypothesis
import pytest

from autograder.authoring.course import Course
from autograder.grading.worker_transport import WorkerTransport
from autograder.sandbox.pool import Zygote
from autograder.testing.submission import Submission
from autograder.testing.transport import InProcessTransport, Transport
from tests.cheap_start import CheapStart
from tests.cpu_report import CpuReport
from tests.grading.toy import make_assignment
from tests.needs import needs
from tests.recorded import RecordedTests
from tests.toy_course import make_course
from tests.transports import Open, opener

hypothesis.settings.register_profile("repeatable", derandomize=True, database=None)
hypothesis.settings.load_profile("repeatable")  # two runs of the tests try the same examples

HERE = Path(__file__).parent

NOT_QUICK = (
    "sandbox/test_lockdown*.py",
    "sandbox/test_pool.py",
    "grading/test_cpu_clock.py",
    "grading/test_diagnose.py",
    "grading/test_faults.py",
    "grading/test_isolation.py",
    "intake/test_hostile_hand_ins.py",
    "student/test_portable.py",
)
"""Files whose tests start processes for nearly every case; they cost about a third of all that is not marked `slow`.

Without them, `make check` still grades in the sandbox (`grading/test_grade.py`, `grading/test_worker_transport.py`) and
still looks at every hostile archive of `intake/test_read.py`."""

REMARK = "remark"
"""Key under which a test records a sentence for the end of the run, with `record_property`."""


@pytest.hookimpl(specname="pytest_terminal_summary")
def pytest_remarks(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests had to say that is neither a pass nor a failure, such as proofs that are stale."""
    reports = [one for key in ("passed", "failed") for one in terminalreporter.stats.get(key, [])]
    remarks = [value for one in reports for key, value in getattr(one, "user_properties", ()) if key == REMARK]
    if remarks:
        terminalreporter.section("remarks")
        for remark in sorted(set(remarks)):
            terminalreporter.write_line(remark)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make check` leaves out for its cost, before `-m` selects."""
    for item in items:
        place = item.path.relative_to(HERE).as_posix() if item.path.is_relative_to(HERE) else ""
        if any(fnmatch(place, pattern) for pattern in NOT_QUICK):
            item.add_marker(pytest.mark.slow)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that records tests."""
    parser.addoption(
        "--prove",
        action="store_true",
        help="run recorded tests although they passed before, and record those that pass",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Report where the time of a run went, and leave out tests that passed before on the same files."""
    prove = config.getoption("--prove")
    if prove and (config.option.keyword or any("::" in argument for argument in config.args)):
        raise pytest.UsageError("--prove records whole files: name no single tests, and leave out -k")
    cpu = CpuReport()
    config.pluginmanager.register(cpu)
    config.pluginmanager.register(RecordedTests(cpu, prove))
    config.pluginmanager.register(CheapStart())


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the language of messages to English, whatever the machine's language is."""
    monkeypatch.setenv("AUTOGRADER_LANG", "en")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """Write a course of two tiny assignments, which a test may change."""
    return make_course(tmp_path / "course")


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the toy assignment and return its folder."""
    return make_assignment(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """Start a zygote, the process from which workers are forked."""
    needs("linux")
    warm = Zygote()
    yield warm
    warm.close()


@pytest.fixture
def opened() -> Iterator[list[Transport]]:
    """Collect the transports that a test opens, and close them after it."""
    transports: list[Transport] = []
    yield transports
    for transport in transports:
        if isinstance(transport, WorkerTransport):
            transport.drop()
            transport._session.close()
        elif isinstance(transport, InProcessTransport):
            transport.close()


@pytest.fixture
def remote(zygote: Zygote, opened: list[Transport]) -> Open:
    """Open a submission in a worker."""
    return opener(zygote, opened)


@pytest.fixture
def local(opened: list[Transport]) -> Open:
    """Open a submission in this process."""
    return opener(None, opened)


@pytest.fixture(params=["local", "remote"])
def either(request: pytest.FixtureRequest) -> Open:
    """Open a submission on one transport, then on the other."""
    found: Open = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def both(local: Open, remote: Open) -> Callable[..., tuple[Submission, Submission]]:
    """Open a submission on both transports at once."""
    return lambda **files: (local(**files), remote(**files))
