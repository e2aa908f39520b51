"""The record of a submission of which nothing is graded, because grading itself failed or has not come to it."""

from dataclasses import dataclass

from autograder.errors import GraderError
from autograder.grading.job import Job, Setup
from autograder.grading.zero import gradable
from autograder.model.assignment import Assignment, Question, load_assignment
from autograder.model.results import QuestionResult, Record, Status, TestResult
from autograder.model.text import Text

__all__ = ["Why", "held_record", "held_throughout"]


@dataclass(frozen=True)
class Why:
    """Why points are held: in one word, in a sentence for the student, and for instructors whatever is known."""

    status: Status
    student: Text
    instructor: Text


def held_record(job: Job, setup: Setup, problem: str) -> Record:
    """The record of a submission on which grading itself failed: every point is held for a person."""
    from autograder.testing.plugin.outcomes import verdict_of  # imports pytest, which nothing else here needs

    told = verdict_of(GraderError(problem))
    why = Why("grader_error", told.brief, told.explain)
    return held_throughout(load_assignment(setup.folder), why, job.name, {**setup.digests, "submission": job.digest})


def held_throughout(assignment: Assignment, why: Why, name: str, digests: dict[str, str]) -> Record:
    """The record of a submission all of whose points are held.

    Args:
        assignment: What would be graded.
        why: Why it is not.
        name: What results call the submission.
        digests: What is known of them.
    """
    return Record(
        schema=1,
        assignment=assignment.id,
        submission=name,
        isolation={},
        digests=digests,
        score=0.0,
        max_score=gradable(assignment),
        questions=tuple(
            QuestionResult(
                question.id, question.title, question.points, 0.0, _held(question, why), question.kind == "manual"
            )
            for question in assignment.question
        ),
    )


def _held(question: Question, why: Why) -> tuple[TestResult, ...]:
    """One result that stands for all the tests of a question."""
    if question.kind == "manual":
        return ()
    return (
        TestResult(
            id=f"{question.id}::all",
            title=question.title,
            status=why.status,
            visibility="visible",
            weight=1,
            score=0.0,
            max_score=question.points,
            student_message=why.student,
            instructor_message=why.instructor,
        ),
    )
