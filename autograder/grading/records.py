"""Making the record of one submission."""

from autograder.grading.job import Job, Setup
from autograder.grading.score import Ran, question_results
from autograder.grading.zero import gradable
from autograder.model.assignment import Assignment
from autograder.model.points import total
from autograder.model.results import Record, Timing
from autograder.sandbox.lockdown import missing

__all__ = ["make_record"]


def make_record(
    assignment: Assignment, job: Job, graded: tuple[list[Ran], Timing, dict[str, str]], setup: Setup
) -> Record:
    """The record of a submission whose tests have run."""
    ran, timing, isolation = graded
    questions = question_results(assignment, ran)
    return Record(
        schema=1,
        assignment=assignment.id,
        submission=job.name,
        isolation=_stated(isolation, setup.note),
        digests={**setup.digests, "submission": job.digest},
        score=total(question.score for question in questions),
        max_score=gradable(assignment),
        questions=questions,
        timing=timing,
    )


def _stated(isolation: dict[str, str], memory: str) -> dict[str, str]:
    """The layers, what was cut of the memory, and the mark of a record that marks should not rest on."""
    told = {**isolation, "memory": memory} if memory else dict(isolation)
    lacking = missing(isolation) if isolation else {}
    return {**told, "untrusted": ", ".join(lacking)} if lacking else told
