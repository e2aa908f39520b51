"""Grading submissions: opening them, sharing them out among lanes, and yielding a record for each."""

import queue
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path

from autograder.errors import UsageError
from autograder.grading.digests import digest_of_assignment, digest_of_engine, digest_of_files
from autograder.grading.intake import Submitted, open_submission
from autograder.grading.job import Job, Setup
from autograder.grading.lane import Lane
from autograder.grading.secret import fingerprint
from autograder.grading.zero import written_zero
from autograder.model.assignment import Assignment, Limits, load_assignment
from autograder.model.results import Record
from autograder.sandbox.limits import fit

__all__ = ["grade", "refuse_without_isolation"]


def grade(folder: Path, paths: Sequence[Path], secret: bytes, jobs: int = 1) -> Iterator[Record]:
    """Grade each submission and yield its record as soon as it is there.

    Args:
        folder: The assignment's source folder.
        paths: Folders and zips.
        secret: Seeds the hidden tests.
        jobs: How many submissions to grade at once; fewer where memory is short.

    Raises:
        UsageError: A path or the assignment is wrong; raised before anything is graded.
        GraderError: Grading itself failed.
    """
    assignment = load_assignment(folder)
    submitted = [open_submission(path, assignment) for path in paths]
    fitted = fit(assignment.limits.memory << 20, jobs)
    good = sum(one.reason is None for one in submitted)
    lanes = [Lane() for _ in range(min(fitted.workers, good))]  # they warm up during all that follows here
    limits = Limits(assignment.limits.cpu, fitted.memory >> 20)
    setup = Setup(folder.resolve(), secret, _digests(folder, secret), limits, fitted.note)
    for lane in lanes:
        lane.set_up(setup)
    return _records(assignment, submitted, setup, lanes)


def _records(
    assignment: Assignment, submitted: Sequence[Submitted], setup: Setup, lanes: Sequence[Lane]
) -> Iterator[Record]:
    """First those that could not be opened, then the others as they are graded; the lanes end with the last."""
    try:
        for one in submitted:
            if one.reason is not None:
                yield written_zero(assignment, one, digest_of_files(one.files), setup.digests)
        if lanes:
            yield from _graded([one for one in submitted if one.reason is None], lanes)
    finally:
        for lane in lanes:
            lane.close()


def refuse_without_isolation(folder: Path) -> None:
    """Make sure that workers are locked down on this machine.

    Args:
        folder: The assignment's source folder.

    Raises:
        UsageError: A layer is missing without which a record cannot be trusted.
    """
    from autograder.sandbox.lockdown import missing
    from autograder.sandbox.remote import isolation_here

    gone = missing(isolation_here(load_assignment(folder).limits))
    if gone:
        layers = "; ".join(f"{layer}: {reason}" for layer, reason in gone.items())
        raise UsageError(f"isolation is required and not complete here ({layers}); `autograder doctor` says more")


def _digests(folder: Path, secret: bytes) -> dict[str, str]:
    return {"assignment": digest_of_assignment(folder), "engine": digest_of_engine(), "secret": fingerprint(secret)}


def _graded(submitted: Sequence[Submitted], lanes: Sequence[Lane]) -> Iterator[Record]:
    """Every submission's record, in the order in which they are done."""
    idle: queue.SimpleQueue[Lane] = queue.SimpleQueue()
    for lane in lanes:
        idle.put(lane)

    def one(job: Job) -> Record:
        lane = idle.get()
        try:
            return lane.grade(job)
        finally:
            idle.put(lane)

    with ThreadPoolExecutor(len(lanes)) as threads:
        futures: list[Future[Record]] = [
            threads.submit(one, Job(each.name, each.files, digest_of_files(each.files))) for each in submitted
        ]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            for future in futures:
                future.cancel()
