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
