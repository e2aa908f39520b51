"""What all tests have in common."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from autograder.authoring.course import Course
from autograder.grading.worker_transport import WorkerTransport
from autograder.model.results import Record
from autograder.sandbox.pool import Zygote
from autograder.testing.submission import Submission
from autograder.testing.transport import InProcessTransport, Transport
from tests.graded import grade
from tests.grading.toy import make_assignment
from tests.needs import needs
from tests.samples import ROOT, Sample, samples
from tests.shared import once
from tests.toy_course import make_course
from tests.transports import Open, opener


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are English unless a test says otherwise, whatever the machine speaks."""
    monkeypatch.setenv("AUTOGRADER_LANG", "en")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of two tiny assignments, to read and to spoil."""
    return make_course(tmp_path / "course")


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the toy assignment."""
    return make_assignment(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def sample_record(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Sample], Record]:
    """The record of a sample submission: `sample_record("a1_knn", sample)`.

    Those of an assignment are graded in two batches: what ends by itself, and what hangs, crashes or takes all memory.
    """
    needs("linux")

    def record(assignment: str, sample: Sample) -> Record:
        name = f"samples-{assignment}-{sample.ends_by_itself}"
        return once(tmp_path_factory, name, partial(_graded, assignment, sample.ends_by_itself))[sample.name]

    return record


def _graded(assignment: str, ends_by_itself: bool, folder: Path) -> dict[str, Record]:
    paths = [sample.put(folder) for sample in samples(assignment) if sample.ends_by_itself is ends_by_itself]
    graded = grade(ROOT / "solutions" / assignment, paths, b"s" * 32, jobs=2, diagnose=False)
    return {record.submission: record for record in graded}


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    """A warm process that workers are forked from."""
    needs("linux")
    warm = Zygote()
    yield warm
    warm.close()


@pytest.fixture
def opened() -> Iterator[list[Transport]]:
    """The transports that a test has opened; they are closed after it."""
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
    """Opens a submission in a worker."""
    return opener(zygote, opened)


@pytest.fixture
def local(opened: list[Transport]) -> Open:
    """Opens a submission in this process."""
    return opener(None, opened)


@pytest.fixture(params=["local", "remote"])
def either(request: pytest.FixtureRequest) -> Open:
    """Opens a submission on one transport, then on the other."""
    found: Open = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def both(local: Open, remote: Open) -> Callable[..., tuple[Submission, Submission]]:
    """Opens a submission on both transports at once."""
    return lambda **files: (local(**files), remote(**files))
