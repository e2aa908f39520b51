"""Grading on a Dask cluster of one scheduler and two workers, each a process."""

import pytest

from autograder.errors import UsageError
from autograder.grading.grade import grade_on_cluster
from autograder.model.assignment import load_assignment
from autograder.submissions.refs import SubmissionRef
from benchmarks.cluster import running
from tests.cli.batches import SLOW
from tests.grading.toy import submit
from tests.needs import needs

pytestmark = pytest.mark.slow

SECRET = b"c" * 32


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers: its address and their processes."""
    needs("linux")
    with running(tmp_path, workers=2) as started:
        yield started


def graded(toy, tmp_path, address, count):
    """Grade `count` slow submissions on the cluster."""
    handed_in = [
        SubmissionRef.from_path(submit(tmp_path / "class" / f"s{number}", toys=SLOW)) for number in range(count)
    ]
    return grade_on_cluster(toy, load_assignment(toy), handed_in, SECRET, address)


def test_a_killed_worker_loses_nothing(toy, tmp_path, cluster):
    """If a worker is killed, the other one grades its submissions, and each record is returned once."""
    address, workers = cluster
    results = graded(toy, tmp_path, address, 6)
    first = next(results)
    workers[0].kill()
    rest = list(results)
    assert sorted(done.record.submission for done in [first, *rest]) == [f"s{number}" for number in range(6)]
    assert {done.record.score for done in [first, *rest]} == {10.0}


def test_a_missing_scheduler_is_reported_in_one_line(toy, tmp_path, monkeypatch):
    """An address without a scheduler raises UsageError."""
    from autograder.grading import dask_executor as module

    monkeypatch.setattr(module, "PATIENCE", 1)
    with pytest.raises(UsageError, match="no scheduler"):
        list(graded(toy, tmp_path, "tcp://127.0.0.1:9", 1))
