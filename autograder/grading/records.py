"""Build records: for tests that ran, submissions that cannot be opened, and points that are withheld."""

import platform
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from autograder.errors import GraderError
from autograder.grading.job import Job, Setup
from autograder.grading.scoring import Graded, answer_lines, question_results
from autograder.model.assignment import Assignment, Question, load_assignment
from autograder.model.grading_rules import GradingRules
from autograder.model.points import total
from autograder.model.results import QuestionResult, Record, Status, TestResult, Timing
from autograder.model.text import NO_TEXT, Text, only
from autograder.model.translations import handout_sections
from autograder.sandbox.lockdown import ON, missing
from autograder.testing.outcome import internal_error_texts

__all__ = [
    "Withheld",
    "graded_record",
    "internal_error_record",
    "joined_record",
    "lacking",
    "unopened_record",
    "withheld_record",
]

WRITTEN: frozenset[Status] = frozenset({"crashed", "timeout", "memory", "error", "failed"})
"""Statuses of a question whose answer is there and wrong, so that its lines are worth a look."""


@dataclass(frozen=True)
class Withheld:
    """Why points are withheld.

    Attributes:
        status: `grader_error` or `review`.
        student: One sentence for the student.
        instructor: All details.
    """

    status: Status
    student: Text
    instructor: Text


def graded_record(assignment: Assignment, rules: GradingRules, job: Job, graded: Graded, setup: Setup) -> Record:
    """Build the record of a submission whose tests have run.

    Args:
        assignment: The assignment.
        rules: Its rules for points.
        job: The submission.
        graded: The results of its tests.
        setup: The setup of the grading process.
    """
    sections = handout_sections(setup.folder, assignment.languages)
    questions = [
        msgspec.structs.replace(
            result,
            section=sections.get(result.id, NO_TEXT),
            example=assignment.named(result.id).example(),
            place=answer_lines(assignment.named(result.id), job.files) if result.shown_status() in WRITTEN else NO_TEXT,
        )
        for result in question_results(assignment, graded.outcomes, job.files, graded.diagnoses)
    ]
    return _record(
        assignment,
        job.name,
        {**setup.digests, "submission": job.digest},
        questions,
        isolation=_isolation(graded.isolation, setup),
        repeated=rules.repeated,
        timing=graded.timing,
    )


def unopened_record(assignment: Assignment, name: str, reason: Text, digests: dict[str, str]) -> Record:
    """Build the record of a submission that cannot be opened: 0 points and the reason."""
    questions = (_untested(question) for question in assignment.question)
    return _record(assignment, name, digests, questions, reason=reason)


def withheld_record(assignment: Assignment, why: Withheld, name: str, digests: dict[str, str]) -> Record:
    """Build a record in which all points are withheld.

    Args:
        assignment: The assignment.
        why: Why the points are withheld.
        name: Name of the submission in results.
        digests: The known digests.
    """
    questions = (_untested(question, why) for question in assignment.question)
    return _record(assignment, name, digests, questions)


def internal_error_record(job: Job, setup: Setup, problem: str) -> Record:
    """Build the record of a submission whose grading failed with an internal error: all points are withheld."""
    explanation, brief = internal_error_texts(GraderError(problem))
    why = Withheld("grader_error", brief, explanation)
    return withheld_record(load_assignment(setup.folder), why, job.name, {**setup.digests, "submission": job.digest})


def joined_record(assignment: Assignment, blank: Record, graded: Mapping[str, Record]) -> Record:
    """Join records that each grade one question into one record.

    Args:
        assignment: The assignment.
        blank: The record for the questions that are not graded yet.
        graded: Question -> the record that grades it.
    """
    by_id = {id: next(one for one in record.questions if one.id == id) for id, record in graded.items()}
    timings = [record.timing for record in graded.values() if record.timing]
    return _record(
        assignment,
        blank.submission,
        blank.digests,
        (by_id.get(question.id, question) for question in blank.questions),
        isolation=next((record.isolation for record in graded.values() if record.isolation), {}),
        repeated=min((record.repeated for record in graded.values()), default=1.0),
        timing=Timing(
            sum(one.wall for one in timings),
            sum(one.worker_cpu for one in timings),
            sum(one.oracle_cpu for one in timings),
        ),
    )


def _record(
    assignment: Assignment,
    name: str,
    digests: dict[str, str],
    questions: Iterable[QuestionResult],
    isolation: Mapping[str, str] | None = None,
    repeated: float = 1.0,
    **more: Any,
) -> Record:
    """Build a record in the assignment's languages; sum the points of its questions and the refunds.

    Points of written questions are added when a person has graded them.
    """
    all_questions = tuple(questions)
    record = Record(
        schema=1,
        assignment=assignment.id,
        submission=name,
        isolation=dict(isolation or {}),
        digests=digests,
        score=0.0,
        max_score=total(question.points for question in assignment.auto()),
        questions=all_questions,
        versions={"python": platform.python_version(), "numpy": np.__version__},
        repeated=repeated,
        title=assignment.title,
        **more,
    )
    score = total([*(question.score for question in all_questions), *(one.points for one in record.refunds())])
    return only(msgspec.structs.replace(record, score=score), assignment.languages)


def _untested(question: Question, why: Withheld | None = None) -> QuestionResult:
    """Build the result of a question whose tests did not run: no tests, or one that represents all withheld points."""
    manual = question.kind == "manual"
    tests = () if manual or why is None else (_all_withheld(question, why),)
    return QuestionResult(question.id, question.title, question.points, 0.0, tests, manual)


def _all_withheld(question: Question, why: Withheld) -> TestResult:
    return TestResult(
        id=f"{question.id}::all",
        title=question.title,
        status=why.status,
        visibility="visible",
        weight=1,
        score=0.0,
        max_score=question.points,
        student_message=why.student,
        instructor_message=why.instructor,
    )


def lacking(isolation: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Find the layers that are off although records of this assignment rely on them.

    A user id of its own keeps a worker from files that other users cannot read. So without Landlock the assignment must
    lie in a folder that only the grader can enter.

    Args:
        isolation: Layer -> `on`, or why it is off.
        folder: The assignment's source folder.

    Returns:
        Missing layer -> why it is off.
    """
    found = missing(isolation)
    if not found and isolation.get("landlock") != ON and _open_to_others(folder):
        found = {"landlock": f"{isolation.get('landlock')}, and other users can enter {folder}"}
    return found


def _open_to_others(folder: Path) -> bool:
    """Return whether every user can enter a folder; `chmod go= FOLDER` keeps them out."""
    return all(one.stat().st_mode & stat.S_IXOTH for one in (folder.resolve(), *folder.resolve().parents))


def _isolation(layers: dict[str, str], setup: Setup) -> dict[str, str]:
    """Combine the layers, a note on reduced memory, and `untrusted` if a layer is missing that records rely on."""
    stated = {**layers, "memory": setup.note} if setup.note else dict(layers)
    off = lacking(layers, setup.folder) if layers else {}
    return {**stated, "untrusted": ", ".join(off)} if off else stated
