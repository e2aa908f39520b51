"""Making the record of one submission."""

import msgspec

from autograder.grading.diagnose import Diagnosis
from autograder.grading.job import Job, Setup
from autograder.grading.scoring import question_results
from autograder.grading.suite import Graded
from autograder.grading.zero import gradable
from autograder.model.assignment import Assignment
from autograder.model.points import total
from autograder.model.results import QuestionResult, Record
from autograder.model.text import NO_TEXT
from autograder.sandbox.lockdown import missing

__all__ = ["make_record"]


def make_record(assignment: Assignment, job: Job, graded: Graded, setup: Setup) -> Record:
    """The record of a submission whose tests have run."""
    questions = tuple(
        _named(question, graded.diagnoses.get(question.id))
        for question in question_results(assignment, graded.ran, job.files)
    )
    return Record(
        schema=1,
        assignment=assignment.id,
        submission=job.name,
        isolation=_stated(graded.isolation, setup.note),
        digests={**setup.digests, "submission": job.digest},
        score=total(question.score for question in questions),
        max_score=gradable(assignment),
        questions=questions,
        timing=graded.timing,
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
