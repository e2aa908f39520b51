"""Builds every record: of tests that ran, of a submission that could not be opened, of points that are withheld."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from autograder.errors import GraderError
from autograder.grading.diagnose import Diagnosis
from autograder.grading.job import Job, Setup
from autograder.grading.scoring import Graded, question_results
from autograder.model.assignment import Assignment, Question, load_assignment
from autograder.model.points import total
from autograder.model.results import QuestionResult, Record, Status, TestResult, Timing
from autograder.model.text import NO_TEXT, Text, only
from autograder.sandbox.lockdown import missing
from autograder.testing.outcome import internal_error_texts

__all__ = [
    "Withheld",
    "graded_record",
    "internal_error_record",
    "joined_record",
    "unopened_record",
    "withheld_record",
]


@dataclass(frozen=True)
class Withheld:
    """Why points are withheld: as a status, in a sentence for the student, and for instructors whatever is known."""

    status: Status
    student: Text
    instructor: Text


def graded_record(assignment: Assignment, job: Job, graded: Graded, setup: Setup) -> Record:
    """The record of a submission whose tests have run."""
    questions = (
        _named(question, graded.diagnoses.get(question.id))
        for question in question_results(assignment, graded.outcomes, job.files)
    )
    return _record(
        assignment,
        job.name,
        {**setup.digests, "submission": job.digest},
        questions,
        isolation=_stated(graded.isolation, setup.note),
        timing=graded.timing,
    )


def unopened_record(assignment: Assignment, name: str, reason: Text, digests: dict[str, str]) -> Record:
    """The record of a submission that could not be opened: 0 points, and the reason."""
    questions = (_untested(question) for question in assignment.question)
    return _record(assignment, name, digests, questions, reason=reason)


def withheld_record(assignment: Assignment, why: Withheld, name: str, digests: dict[str, str]) -> Record:
    """The record of a submission all of whose points are withheld.

    Args:
        assignment: What would be graded.
        why: Why it is not.
        name: What results call the submission.
        digests: What is known of them.
    """
    questions = (_untested(question, why) for question in assignment.question)
    return _record(assignment, name, digests, questions)


def internal_error_record(job: Job, setup: Setup, problem: str) -> Record:
    """The record of a submission on which grading itself failed: every point is withheld for a person to decide."""
    explanation, brief = internal_error_texts(GraderError(problem))
    why = Withheld("grader_error", brief, explanation)
    return withheld_record(load_assignment(setup.folder), why, job.name, {**setup.digests, "submission": job.digest})


def joined_record(assignment: Assignment, blank: Record, graded: Mapping[str, Record]) -> Record:
    """`blank`, with each question that has been graded in a record of its own.

    Args:
        assignment: What is graded.
        blank: The record of the whole submission, before any question is graded.
        graded: Question -> the record in which it is graded.
    """
    by_id = {id: next(one for one in record.questions if one.id == id) for id, record in graded.items()}
    timings = [record.timing for record in graded.values() if record.timing]
    return _record(
        assignment,
        blank.submission,
        blank.digests,
        (by_id.get(question.id, question) for question in blank.questions),
        isolation=next((record.isolation for record in graded.values() if record.isolation), {}),
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
    **more: Any,
) -> Record:
    """Return a record in the assignment's languages, with the sum of the points that tests give.

    Points of questions that are graded by hand are added when a person has graded them.
    """
    all_questions = tuple(questions)
    record = Record(
        schema=1,
        assignment=assignment.id,
        submission=name,
        isolation=dict(isolation or {}),
        digests=digests,
        score=total(question.score for question in all_questions),
        max_score=total(question.points for question in assignment.auto()),
        questions=all_questions,
        **more,
    )
    return only(record, assignment.languages)


def _untested(question: Question, why: Withheld | None = None) -> QuestionResult:
    """A question without results; if its points are withheld, one result that stands for all of its tests."""
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


def _named(question: QuestionResult, diagnosis: Diagnosis | None) -> QuestionResult:
    """The question with the name of the mistake on each test that failed, and its hint on the first of them."""
    if diagnosis is None:
        return question
    name, tests, told = "+".join(diagnosis.misconceptions), [], False
    for test in question.tests:
        if test.status != "passed":
            hint = NO_TEXT if told else diagnosis.text()
            test, told = msgspec.structs.replace(test, misconception=name, hint=hint), True
        tests.append(test)
    return msgspec.structs.replace(question, tests=tuple(tests))


def _stated(isolation: dict[str, str], memory: str) -> dict[str, str]:
    """The layers, what was cut of the memory, and the mark of a record that marks should not rest on."""
    told = {**isolation, "memory": memory} if memory else dict(isolation)
    lacking = missing(isolation) if isolation else {}
    return {**told, "untrusted": ", ".join(lacking)} if lacking else told
