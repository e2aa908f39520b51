"""Grade paths and return records, for tests."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.grading.grade import grade_all
from autograder.model.assignment import load_assignment
from autograder.model.results import Record
from autograder.submissions.refs import SubmissionRef

__all__ = ["grade"]


def grade(folder: Path, paths: Sequence[Path], secret: bytes, jobs: int = 1, diagnose: bool = True) -> Iterator[Record]:
    """Grade each of `paths` as one submission and yield each record when it is finished."""
    refs = [SubmissionRef.from_path(path) for path in paths]
    return (done.record for done in grade_all(folder, load_assignment(folder), refs, secret, jobs, diagnose=diagnose))
