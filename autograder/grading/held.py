"""The record of a submission on which grading itself failed."""

from autograder.errors import GraderError
from autograder.grading.job import Job, Setup
from autograder.grading.zero import gradable
from autograder.model.assignment import Question, load_assignment
from autograder.model.results import QuestionResult, Record, TestResult
from autograder.testing.outcomes import Verdict, verdict_of

__all__ = ["held_record"]


def held_record(job: Job, setup: Setup, problem: str) -> Record:
    """The record of a submission on which grading itself failed: every point is held for a person."""
    assignment = load_assignment(setup.folder)
    told = verdict_of(GraderError(problem))
    questions = tuple(
        QuestionResult(
            question.id, question.title, question.points, 0.0, _held(question, told), question.kind == "manual"
        )
        for question in assignment.question
    )
    return Record(
        schema=1,
        assignment=assignment.id,
        submission=job.name,
        isolation={},
        digests={**setup.digests, "submission": job.digest},
        score=0.0,
        max_score=gradable(assignment),
        questions=questions,
    )


def _held(question: Question, told: Verdict) -> tuple[TestResult, ...]:
    """One result that stands for all the tests of a question."""
    if question.kind == "manual":
        return ()
    return (
        TestResult(
            id=f"{question.id}::all",
            title=question.title,
            status="grader_error",
            visibility="visible",
            weight=1,
            score=0.0,
            max_score=question.points,
            student_message=told.brief,
            instructor_message=told.explain,
        ),
    )
