"""Grade paths and return records, for tests."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from autograder.grading.grade import grade_all
from autograder.model.assignment import load_assignment
from autograder.model.results import Record
from autograder.submissions.refs import SubmissionRef
from tests.needs import needs
from tests.samples import ROOT, Sample, samples
from tests.shared import once

__all__ = ["grade", "sample_record"]


def grade(folder: Path, paths: Sequence[Path], secret: bytes, jobs: int = 1, diagnose: bool = True) -> Iterator[Record]:
    """Grade each of `paths` as one submission and yield each record when it is finished."""
    refs = [SubmissionRef.from_path(path) for path in paths]
    return (done.record for done in grade_all(folder, load_assignment(folder), refs, secret, jobs, diagnose=diagnose))


def sample_record(factory: pytest.TempPathFactory, assignment: str, sample: Sample) -> Record:
    """Return the record of a sample; skip the test where nothing can be graded.

    The samples of an assignment are graded in two batches: ordinary ones, and those that hang, crash or exhaust memory.

    Args:
        factory: pytest's `tmp_path_factory`, which knows the folder of the run.
        assignment: Id of the assignment.
        sample: One of its samples.
    """
    needs("linux")
    name = f"samples-{assignment}-{sample.ends_by_itself}"
    return once(factory, name, partial(_graded, assignment, sample.ends_by_itself))[sample.name]


def _graded(assignment: str, ends_by_itself: bool, folder: Path) -> dict[str, Record]:
    paths = [sample.put(folder) for sample in samples(assignment) if sample.ends_by_itself is ends_by_itself]
    graded = grade(ROOT / "solutions" / assignment, paths, b"s" * 32, jobs=2, diagnose=False)
    return {record.submission: record for record in graded}
