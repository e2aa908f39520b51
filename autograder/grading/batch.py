"""A batch: every submission opened when its turn comes, graded by a executor, and passed on as it is done.

At most a few submissions are in memory at any time, however many there are.
"""

import threading
from collections.abc import Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass

from autograder.errors import UsageError
from autograder.gradebook import Known
from autograder.grading.digests import digest_of_files, stamp
from autograder.grading.executor import Crew
from autograder.grading.job import Job, Setup
from autograder.grading.zero import written_zero
from autograder.model.assignment import Assignment
from autograder.model.results import Record
from autograder.submissions.discover import SubmissionRef
from autograder.submissions.read import open_submission

__all__ = ["Done", "grade_batch", "never"]

AHEAD = 2
"""Submissions that are opened for each that is being graded."""

LOOK = 0.2
"""Seconds between two looks at whether to stop."""


@dataclass(frozen=True)
class Done:
    """One submission and its record; `fresh` says that it was graded now."""

    handed_in: SubmissionRef
    record: Record
    fresh: bool = True


def never(handed_in: SubmissionRef, digest: str) -> None:
    """Know nothing: grade everything."""


def grade_batch(
    assignment: Assignment,
    handed_in: Iterable[SubmissionRef],
    setup: Setup,
    executor: Crew,
    known: Known = never,
    stop: threading.Event | None = None,
) -> Generator[Done, None, None]:
    """Yield each submission as soon as it has a record.

    Args:
        assignment: What is graded.
        handed_in: The submissions.
        setup: How they are graded.
        executor: Who does it.
        known: What need not be graded again.
        stop: Once it is set, the batch ends with KeyboardInterrupt, at a place where nothing is half done.

    Raises:
        UsageError: The assignment was edited meanwhile, or its suite cannot be collected.
        GraderError: The executor failed.
    """
    before = stamp(setup.folder)
    pending: dict[Future[Record], SubmissionRef] = {}
    try:
        for one in handed_in:
            submitted = open_submission(one.path, assignment)
            digest = digest_of_files(submitted.files)
            record = known(one, digest)
            if record is not None:
                yield Done(one, record, fresh=False)
            elif submitted.reason is not None:
                yield Done(one, written_zero(assignment, one.name, submitted.reason, digest, setup.digests))
            else:
                job = Job(one.name, submitted.files, digest, one.question, one.to_the_end)
                pending[executor.executor.submit(executor.task, job)] = one
                while len(pending) >= AHEAD * executor.size:
                    yield from _finished(pending, setup, before, stop)
        while pending:
            yield from _finished(pending, setup, before, stop)
    finally:
        for future in pending:
            future.cancel()


def _finished(
    pending: dict[Future[Record], SubmissionRef], setup: Setup, before: object, stop: threading.Event | None
) -> list[Done]:
    """Wait for the next ones that are done, and take them out of `pending`."""
    ready: set[Future[Record]] = set()
    while not ready:
        if stop is not None and stop.is_set():
            raise KeyboardInterrupt
        ready, _ = wait(pending, timeout=LOOK, return_when=FIRST_COMPLETED)
    if stamp(setup.folder) != before:
        raise UsageError(f"{setup.folder}: it was edited while it was used for grading; run the same command again")
    return [Done(pending.pop(future), future.result()) for future in ready]
