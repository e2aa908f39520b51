"""Grade one submission question by question, so that a record exists at any time; ungraded points are withheld.

Use it on platforms such as Gradescope, which stop grading after a time limit and keep only what was written before.
"""

import time
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from autograder.grading.digests import digest_of_code, digest_of_files
from autograder.grading.executor import LocalExecutor
from autograder.grading.grade import setup_here
from autograder.grading.job import GradeOptions, Job, Setup
from autograder.grading.records import Withheld, joined_record, unopened_record, withheld_record
from autograder.i18n import Message
from autograder.model.assignment import Assignment, load_assignment
from autograder.model.results import Record, TestResult
from autograder.model.text import Text
from autograder.sandbox.limits import fit
from autograder.submissions.read import open_submission
from autograder.submissions.refs import SubmissionRef

__all__ = ["Step", "grade_stepwise"]

NO_TURN = Message("Not graded yet: the tests of this question have not run.")


@dataclass(frozen=True)
class Step:
    """The state of grading after a question.

    Attributes:
        record: The record so far; points of waiting questions are withheld.
        waiting: Ids of the questions that have not been graded.
    """

    record: Record
    waiting: tuple[str, ...] = ()


def grade_stepwise(
    folder: Path, path: Path, secret: bytes, seconds: float, student: str = ""
) -> Generator[Step, None, None]:
    """Grade one submission, and yield a step after each question.

    In the last step no question is waiting, unless the time ran out.

    Args:
        folder: The assignment's source folder.
        path: The submission's folder or zip.
        secret: The secret that seeds the hidden tests.
        seconds: Time limit in seconds.
        student: Who handed in, if results of hidden tests are shown before the deadline; hidden inputs then depend on
            the student and the parsed code instead of the submission's bytes.

    Raises:
        UsageError: `path` does not exist, or the assignment has an error.
        GraderError: Grading itself failed.
    """
    end = time.monotonic() + seconds
    assignment = load_assignment(folder)
    submitted = open_submission(SubmissionRef.from_path(path), assignment)
    setup = setup_here(folder, assignment, secret, fit(assignment.limits.memory << 20, 1))
    digests = {**setup.digests, "submission": digest_of_files(submitted.files)}
    if submitted.reason is not None:
        yield Step(unopened_record(assignment, submitted.name, submitted.reason, digests))
        return
    executor = LocalExecutor(1)
    try:
        executor.set_up(setup)
        inputs = digest_of_code(student, submitted.files) if student else ""
        job = Job(submitted.name, submitted.files, digests["submission"], inputs=inputs)
        yield from _steps(assignment, job, digests, setup, executor, end)
    finally:
        executor.close()


def _steps(
    assignment: Assignment,
    submission: Job,
    digests: dict[str, str],
    setup: Setup,
    executor: LocalExecutor,
    end: float,
) -> Generator[Step, None, None]:
    """Yield a step after each question, and one more if the time ran out."""
    graded: dict[str, Record] = {}
    waiting = [question.id for question in assignment.auto()]
    reason = Text.of(NO_TURN)
    blank = withheld_record(assignment, Withheld("review", reason, reason), submission.name, digests)

    def step() -> Step:
        return Step(joined_record(assignment, blank, graded), tuple(waiting))

    while waiting:
        job = replace(submission, options=GradeOptions(waiting[0], every_test=True, step=True))
        try:
            record = executor.submit(job).result(timeout=max(0.0, end - time.monotonic()))
        except TimeoutError:
            yield step()
            return
        graded[waiting.pop(0)] = _withhold_doubtful(record, setup)
        yield step()


def _withhold_doubtful(record: Record, setup: Setup) -> Record:
    """Withhold the points of tests that may have failed because the machine has too little memory."""
    if not setup.note:
        return record
    return msgspec.structs.replace(
        record,
        questions=tuple(
            msgspec.structs.replace(question, tests=tuple(_doubtful(test, setup.note) for test in question.tests))
            for question in record.questions
        ),
    )


def _doubtful(test: TestResult, note: str) -> TestResult:
    if test.status not in ("memory", "crashed"):
        return test
    reason = Text.of(Message("Graded with less memory than the assignment allows, which may be the cause."))
    more = test.instructor_message.changed(lambda text: f"{text}\n{note}")
    return msgspec.structs.replace(test, status="review", student_message=reason, instructor_message=more)
