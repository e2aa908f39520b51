"""Grading submissions on this machine or on a cluster, and yielding a record for each."""

import threading
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from autograder.errors import UsageError
from autograder.gradebook import Known
from autograder.grading.batch import Done, grade_batch, never
from autograder.grading.digests import digests_for
from autograder.grading.executor import LocalExecutor
from autograder.grading.job import Setup
from autograder.model.assignment import Assignment, Limits, load_assignment
from autograder.model.results import Record
from autograder.sandbox.limits import Fit, fit
from autograder.submissions.discover import SubmissionRef

__all__ = ["grade", "grade_all", "grade_on_cluster", "refuse_without_isolation", "setup_here"]


def grade(folder: Path, paths: Sequence[Path], secret: bytes, jobs: int = 1, diagnose: bool = True) -> Iterator[Record]:
    """Grade each of `paths` as one submission and yield its record as soon as it is there.

    Args:
        folder: The assignment's source folder.
        paths: Folders and zips.
        secret: Seeds the hidden tests.
        jobs: How many submissions to grade at once; fewer where memory is short.
        diagnose: Whether mistakes get their names, which takes its time and changes no score.

    Raises:
        UsageError: A path or the assignment is wrong; raised before anything is graded.
        GraderError: Grading itself failed.
    """
    assignment = load_assignment(folder)
    handed_in = [SubmissionRef.alone(path) for path in paths]
    return (done.record for done in grade_all(folder, assignment, handed_in, secret, jobs, diagnose=diagnose))


def grade_all(
    folder: Path,
    assignment: Assignment,
    handed_in: Sequence[SubmissionRef],
    secret: bytes,
    jobs: int = 1,
    known: Known = never,
    diagnose: bool = True,
    stop: threading.Event | None = None,
) -> Generator[Done, None, None]:
    """Grade what was handed in, on this machine.

    Args:
        folder: The assignment's source folder.
        assignment: What stands there.
        handed_in: The submissions.
        secret: Seeds the hidden tests.
        jobs: How many to grade at once; fewer where memory is short.
        known: What need not be graded again.
        diagnose: Whether mistakes get their names.
        stop: Once it is set, the batch ends with KeyboardInterrupt.
    """
    fitted = fit(assignment.limits.memory << 20, jobs)
    executor = LocalExecutor(min(fitted.workers, len(handed_in)))  # it warms up during all that follows here
    try:
        setup = setup_here(folder, assignment, secret, fitted, diagnose)
        executor.set_up(setup)
        yield from grade_batch(assignment, handed_in, setup, executor, known, stop)
    finally:
        executor.close()


def setup_here(folder: Path, assignment: Assignment, secret: bytes, fitted: Fit, diagnose: bool = True) -> Setup:
    """What lanes of this machine need to know, with the memory that there is for each."""
    limits = Limits(assignment.limits.cpu, fitted.memory >> 20)
    return Setup(folder.resolve(), secret, digests_for(folder, secret), limits, fitted.note, diagnose)


def grade_on_cluster(
    folder: Path,
    assignment: Assignment,
    handed_in: Sequence[SubmissionRef],
    secret: bytes,
    address: str,
    known: Known = never,
    stop: threading.Event | None = None,
) -> Generator[Done, None, None]:
    """Grade what was handed in, on the workers of a Dask scheduler at `address`; otherwise as `grade_all`."""
    from autograder.grading.dask_executor import DaskExecutor

    setup = Setup(folder.resolve(), secret, digests_for(folder, secret), assignment.limits)
    executor = DaskExecutor(address, setup)
    try:
        yield from grade_batch(assignment, handed_in, setup, executor, known, stop)
    finally:
        executor.close()


def refuse_without_isolation(folder: Path) -> None:
    """Make sure that workers are locked down on this machine.

    Args:
        folder: The assignment's source folder.

    Raises:
        UsageError: A layer is missing without which a record cannot be trusted.
    """
    from autograder.grading.worker_transport import isolation_here
    from autograder.sandbox.lockdown import missing

    gone = missing(isolation_here(load_assignment(folder).limits))
    if gone:
        layers = "; ".join(f"{layer}: {reason}" for layer, reason in gone.items())
        raise UsageError(f"isolation is required and not complete here ({layers}); `autograder doctor` says more")
