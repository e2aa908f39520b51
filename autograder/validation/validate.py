"""Proves the assignments of a course, one after another."""

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction

from autograder.authoring.course import Course
from autograder.errors import UsageError
from autograder.model.proof import Validation
from autograder.validation.plan import ProofPlan, plan, prove

__all__ = ["plans", "validate"]

SCHEMA = 1


def plans(
    course: Course,
    assignments: Sequence[str] = (),
    only: Collection[str] = (),
    repeat: int = 2,
    load: bool = False,
    mutants: float = 0.0,
) -> list[ProofPlan]:
    """What there is to do for each assignment (all of the course, if none is named).

    Raises:
        UsageError: An assignment or a part is unknown, the number of repetitions is none, or `mutants` is no share.
        AssignmentError: An `assignment.toml` is broken.
    """
    if repeat < 1:
        raise UsageError(f"--repeat {repeat}: right answers are graded once at least")
    if not 0 <= mutants <= 100:
        raise UsageError(f"--sample {mutants:g}: it is how many in a hundred, from 0 to 100")
    share = Fraction(str(mutants)) / 100
    return [plan(course, one, only, repeat, load, share) for one in tuple(dict.fromkeys(assignments)) or course.ids()]


def validate(planned: Sequence[ProofPlan], step: Callable[[], None]) -> Validation:
    """Do all that is planned; `step` is called whenever a submission has run."""
    return Validation(SCHEMA, tuple(prove(one, step) for one in planned))
