"""Grade a batch: open each submission in turn, let an executor grade it, and yield its record as soon as it is done.

Only a few submissions are in memory at any time, regardless of the size of the batch.
"""

import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from autograder.errors import UsageError
from autograder.gradebook import Known
from autograder.grading.digests import digest_of_code, digest_of_files, digests_for, stamp
from autograder.grading.executor import GradingExecutor, LocalExecutor
from autograder.grading.job import GradeOptions, Job, Setup
from autograder.grading.records import lacking, unopened_record
from autograder.model.assignment import Assignment, Limits, load_assignment
from autograder.model.results import Record
from autograder.model.text import Text, clean_text
from autograder.model.written import WrittenAnswer
from autograder.sandbox.limits import Fit, fit
from autograder.submissions.read import Submitted, open_submission
from autograder.submissions.refs import OtherEntry, SubmissionRef

__all__ = [
    "EarlyResults",
    "GradedSubmission",
    "grade_all",
    "grade_on_cluster",
    "nothing_known",
    "refuse_unusable",
    "refuse_without_isolation",
    "setup_here",
]

AHEAD = 2
"""Number of opened submissions for each process."""

LOOK = 0.2
"""Seconds between two checks whether to stop."""

AS_A_WHOLE = GradeOptions()

EarlyResults = Callable[[SubmissionRef], bool]
"""Where results are shown before the deadline: returns whether a submission may be graded now. Hidden inputs then
depend on the student and the parsed code instead of the submission's bytes, so that a comment draws nothing anew."""


@dataclass(frozen=True)
class GradedSubmission:
    """One submission and its record.

    Attributes:
        ref: The submission.
        record: Its record.
        fresh: Whether it was graded now; otherwise the record was there already.
        unusable: Whether it could not be opened.
        written: Its answers to written questions.
        files: Its listed files.
    """

    ref: SubmissionRef
    record: Record
    fresh: bool = True
    unusable: bool = False
    written: tuple[WrittenAnswer, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)


def nothing_known(ref: SubmissionRef, digest: str) -> None:
    """Return None for every submission, so that all are graded."""


def grade_all(
    folder: Path,
    assignment: Assignment,
    submissions: Sequence[SubmissionRef],
    secret: bytes,
    jobs: int = 1,
    known: Known = nothing_known,
    diagnose: bool = True,
    stop: threading.Event | None = None,
    options: Mapping[str, GradeOptions] | None = None,
    accept_names: bool = False,
    early: EarlyResults | None = None,
) -> Generator[GradedSubmission, None, None]:
    """Grade submissions on this machine, and yield each one with its record as soon as it is done.

    Args:
        folder: The assignment's source folder.
        assignment: The assignment in `folder`.
        submissions: The submissions to grade.
        secret: The secret that seeds the hidden tests.
        jobs: Number of submissions to grade at the same time; reduced if memory is short.
        known: Looks up records of submissions that need not be graded again.
        diagnose: Whether to name mistakes, which takes time. Without it no question has a floor.
        stop: An event that stops the batch: KeyboardInterrupt is raised between two submissions.
        options: Submission name -> how to grade it; all others are graded completely.
        accept_names: Whether to take files with nearly right names.
        early: Which submissions may be graded now, if results are shown before the deadline.

    Raises:
        UsageError: The assignment was edited during grading, or its tests cannot be collected.
        GraderError: Grading itself failed.
        KeyboardInterrupt: `stop` was set.
    """
    fitted = fit(assignment.limits.memory << 20, jobs)
    executor = _LateStart(min(fitted.workers, len(submissions)))
    if known is nothing_known:
        executor.start()  # its processes warm up while this function goes on
    try:
        setup = setup_here(folder, assignment, secret, fitted, diagnose)
        executor.set_up(setup)
        yield from _grade_batch(
            assignment, submissions, setup, executor, known, stop, options or {}, accept_names, early
        )
    finally:
        executor.close()


def grade_on_cluster(
    folder: Path,
    assignment: Assignment,
    submissions: Sequence[SubmissionRef],
    secret: bytes,
    address: str,
    known: Known = nothing_known,
    stop: threading.Event | None = None,
    accept_names: bool = False,
    insecure: bool = False,
    early: EarlyResults | None = None,
) -> Generator[GradedSubmission, None, None]:
    """Grade submissions on a Dask cluster, and yield each one with its record as soon as it is done.

    Args:
        folder: The assignment's source folder.
        assignment: The assignment in `folder`.
        submissions: The submissions to grade.
        secret: The secret that seeds the hidden tests.
        address: Address of the scheduler, `tcp://HOST:PORT` or `tls://HOST:PORT`.
        known: Looks up records of submissions that need not be graded again.
        stop: An event that stops the batch: KeyboardInterrupt is raised between two submissions.
        accept_names: Whether to take files with nearly right names.
        insecure: Whether to send the secret and the hidden tests to other machines without TLS.
        early: Which submissions may be graded now, if results are shown before the deadline.

    Raises:
        UsageError: The cluster is elsewhere and has no TLS, the scheduler cannot be reached or has ended, a worker
            cannot grade, the assignment was edited during grading, or its tests cannot be collected.
        GraderError: Grading itself failed.
        KeyboardInterrupt: `stop` was set.
    """
    from autograder.grading.dask_executor import DaskExecutor

    setup = Setup(folder.resolve(), secret, digests_for(folder, secret), assignment.limits)
    executor = DaskExecutor(address, setup, insecure)
    try:
        yield from _grade_batch(assignment, submissions, setup, executor, known, stop, {}, accept_names, early)
    finally:
        executor.close()


class _LateStart:
    """Starts the grading processes for the first submission that needs them; if none does, a resume takes no time.

    Args:
        size: Number of processes.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._executor: LocalExecutor | None = None
        self._setup: Setup | None = None

    @property
    def size(self) -> int:
        """Number of submissions graded at the same time."""
        return self._executor.size if self._executor else self._size

    def start(self) -> LocalExecutor:
        """Start the processes, unless they run."""
        if self._executor is None:
            self._executor = LocalExecutor(self._size)
            if self._setup:
                self._executor.set_up(self._setup)
        return self._executor

    def set_up(self, setup: Setup) -> None:
        """Say what to grade. Call this once, before the first submission."""
        self._setup = setup
        if self._executor:
            self._executor.set_up(setup)

    def submit(self, job: Job) -> Future[Record]:
        """Grade a submission in the next idle process."""
        return self.start().submit(job)

    def close(self) -> None:
        """End the processes and their work."""
        if self._executor:
            self._executor.close()


def setup_here(folder: Path, assignment: Assignment, secret: bytes, fitted: Fit, diagnose: bool = True) -> Setup:
    """Make the setup for grading processes on this machine.

    Args:
        folder: The assignment's source folder.
        assignment: The assignment in `folder`.
        secret: The secret that seeds the hidden tests.
        fitted: Memory for each worker.
        diagnose: Whether to name mistakes.
    """
    limits = Limits(assignment.limits.cpu, fitted.memory >> 20)
    return Setup(folder.resolve(), secret, digests_for(folder, secret), limits, fitted.note, diagnose)


def refuse_unusable(
    folder: Path,
    assignment: Assignment,
    others: Iterable[OtherEntry],
    secret: bytes,
    known: Known = nothing_known,
) -> Iterator[GradedSubmission]:
    """Yield a record of 0 points with the reason for each unusable entry of a student, as for a damaged zip.

    Args:
        folder: The assignment's source folder.
        assignment: The assignment in `folder`.
        others: The entries that are no submissions; those that belong to nobody get no record.
        secret: The secret that seeds the hidden tests.
        known: Looks up records that exist.
    """
    digests = {**digests_for(folder, secret), "submission": digest_of_files({})}
    for other in others:
        if other.status == "unusable" and other.people:
            name = clean_text(other.entry, 200)
            ref = SubmissionRef(other.entry, name, other.people, (), other.handed_in, platform=other.platform)
            record = known(ref, digests["submission"])
            fresh = record is None
            found = record or unopened_record(assignment, ref.name, other.reason, digests)
            yield GradedSubmission(ref, found, fresh, unusable=True)


def _grade_batch(
    assignment: Assignment,
    submissions: Iterable[SubmissionRef],
    setup: Setup,
    executor: GradingExecutor,
    known: Known,
    stop: threading.Event | None,
    options: Mapping[str, GradeOptions],
    accept_names: bool,
    early: EarlyResults | None,
) -> Generator[GradedSubmission, None, None]:
    before = stamp(setup.folder)
    pending: dict[Future[Record], tuple[SubmissionRef, Submitted]] = {}
    try:
        for ref in submissions:
            submitted = open_submission(ref, assignment, accept_names)
            digest = digest_of_files(submitted.files)
            record = known(ref, digest)
            unusable = submitted.reason is not None
            if record is not None:
                found = _with_notes(record, submitted.notes)
                yield GradedSubmission(ref, found, False, unusable, submitted.written, submitted.files)
            elif submitted.reason is not None:
                digests = {**setup.digests, "submission": digest}
                record = unopened_record(assignment, ref.name, submitted.reason, digests)
                yield GradedSubmission(ref, record, unusable=True, written=submitted.written)
            elif early is None or early(ref):
                inputs = digest_of_code(ref.student, submitted.files) if early else ""
                job = Job(ref.name, submitted.files, digest, options.get(ref.name, AS_A_WHOLE), inputs)
                pending[executor.submit(job)] = ref, submitted
                while len(pending) >= AHEAD * executor.size:
                    yield from _finished(pending, setup, before, stop)
        while pending:
            yield from _finished(pending, setup, before, stop)
    finally:
        for future in pending:
            future.cancel()


def _finished(
    pending: dict[Future[Record], tuple[SubmissionRef, Submitted]],
    setup: Setup,
    before: object,
    stop: threading.Event | None,
) -> list[GradedSubmission]:
    """Wait for the next submissions that are done, and remove them from `pending`."""
    ready: set[Future[Record]] = set()
    while not ready:
        if stop is not None and stop.is_set():
            raise KeyboardInterrupt
        ready, _ = wait(pending, timeout=LOOK, return_when=FIRST_COMPLETED)
    if stamp(setup.folder) != before:
        raise UsageError(f"{setup.folder}: the assignment was edited during grading; run the same command again")
    done = [(future, *pending.pop(future)) for future in ready]
    return [
        GradedSubmission(ref, _with_notes(future.result(), opened.notes), written=opened.written, files=opened.files)
        for future, ref, opened in done
    ]


def _with_notes(record: Record, notes: Text) -> Record:
    """Return the record with remarks on its files; those of this time, if it existed before."""
    return msgspec.structs.replace(record, reason=notes) if notes.en else record


def refuse_without_isolation(folder: Path) -> None:
    """Raise an error if workers cannot be locked down completely on this machine.

    Args:
        folder: The assignment's source folder.

    Raises:
        UsageError: A layer of the sandbox is missing that records rely on.
    """
    from autograder.grading.worker_transport import isolation_here

    gone = lacking(isolation_here(load_assignment(folder).limits), folder)
    if gone:
        layers = "; ".join(f"{layer}: {reason}" for layer, reason in gone.items())
        raise UsageError(f"isolation is required but incomplete on this machine ({layers}); run `autograder doctor`")
