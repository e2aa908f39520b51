"""What all tests have in common."""

from functools import partial

import pytest

from autograder.grading.grade import grade
from tests.needs import needs
from tests.samples import ROOT, samples
from tests.shared import once


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    """Messages are English unless a test says otherwise, whatever the machine speaks."""
    monkeypatch.setenv("AUTOGRADER_LANG", "en")


@pytest.fixture(scope="session")
def sample_records(tmp_path_factory):
    """The records of an assignment's sample submissions, graded in one batch: `sample_records("a1_knn")[name]`."""
    needs("linux")
    return lambda assignment: once(tmp_path_factory, f"samples-{assignment}", partial(_graded, assignment))


def _graded(assignment, folder):
    paths = [sample.put(folder) for sample in samples(assignment)]
    graded = grade(ROOT / "solutions" / assignment, paths, b"s" * 32, jobs=2, diagnose=False)
    return {record.submission: record for record in graded}
