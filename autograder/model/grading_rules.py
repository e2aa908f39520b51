"""Reads `grading.toml`: what graders know and students must not read."""

from pathlib import Path
from typing import Annotated

import msgspec

from autograder.errors import AssignmentError
from autograder.files import read_toml
from autograder.model.assignment import Assignment, Identifier

__all__ = ["FILE_NAME", "GradingRules", "Ladder", "load_grading_rules"]

FILE_NAME = "grading.toml"


class Ladder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Answers to one question, from worst to best. `autograder validate` requires that points never fall along it.

    Attributes:
        question: Id of the question.
        steps: Ids of misconceptions; two ids joined by `+` are both at once. The skeleton comes before the first, and
            the reference after the last.
    """

    question: Identifier
    steps: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]


class GradingRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of an assignment.

    Attributes:
        repeated: The share of its cost (0 to 1) that a mistake costs where it is made again in another question.
        ladder: Answers in the order of their points.
    """

    repeated: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.5
    ladder: tuple[Ladder, ...] = ()


def load_grading_rules(folder: Path, assignment: Assignment) -> GradingRules:
    """Read `grading.toml` in `folder`; without the file, the defaults hold.

    Args:
        folder: The source of the assignment.
        assignment: The assignment in it.

    Raises:
        AssignmentError: The file is broken, or names a question that tests do not grade.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return GradingRules()
    rules = read_toml(path, GradingRules)
    known = [question.id for question in assignment.auto()]
    for index, ladder in enumerate(rules.ladder):
        if ladder.question not in known:
            where = f"{path}: ladder[{index}].question"
            raise AssignmentError(where, f"found {ladder.question!r}; allowed: {', '.join(known)}")
    return rules
