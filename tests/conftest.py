"""What all tests have in common."""

from functools import partial

import pytest

from autograder.grading.worker_transport import WorkerTransport
from autograder.sandbox.pool import Zygote
from tests.graded import grade
from tests.grading.toy import make_assignment
from tests.needs import needs
from tests.samples import ROOT, samples
from tests.shared import once
from tests.toy_course import make_course
from tests.transports import opener


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    """Messages are English unless a test says otherwise, whatever the machine speaks."""
    monkeypatch.setenv("AUTOGRADER_LANG", "en")


@pytest.fixture
def course(tmp_path):
    """A course of two tiny assignments, to read and to spoil."""
    return make_course(tmp_path / "course")


@pytest.fixture(scope="session")
def toy(tmp_path_factory):
    """The folder of the toy assignment."""
    return make_assignment(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def sample_record(tmp_path_factory):
    """The record of a sample submission: `sample_record("a1_knn", sample)`.

    Those of an assignment are graded in two batches: what ends by itself, and what hangs, crashes or takes all memory.
    """
    needs("linux")

    def record(assignment, sample):
        name = f"samples-{assignment}-{sample.ends_by_itself}"
        return once(tmp_path_factory, name, partial(_graded, assignment, sample.ends_by_itself))[sample.name]

    return record


def _graded(assignment, ends_by_itself, folder):
    paths = [sample.put(folder) for sample in samples(assignment) if sample.ends_by_itself is ends_by_itself]
    graded = grade(ROOT / "solutions" / assignment, paths, b"s" * 32, jobs=2, diagnose=False)
    return {record.submission: record for record in graded}


@pytest.fixture(scope="session")
def zygote():
    """A warm process that workers are forked from."""
    needs("linux")
    warm = Zygote()
    yield warm
    warm.close()


@pytest.fixture
def opened():
    """The transports that a test has opened; they are closed after it."""
    transports = []
    yield transports
    for transport in transports:
        if isinstance(transport, WorkerTransport):
            transport.drop()
            transport._session.close()
        else:
            transport.close()


@pytest.fixture
def remote(zygote, opened):
    """Opens a submission in a worker."""
    return opener(zygote, opened)


@pytest.fixture
def local(opened):
    """Opens a submission in this process."""
    return opener(None, opened)


@pytest.fixture(params=["local", "remote"])
def either(request):
    """Opens a submission on one transport, then on the other."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def both(local, remote):
    """Opens a submission on both transports at once."""
    return lambda **files: (local(**files), remote(**files))
