"""Reads `grading.toml`: what graders know and students must not read."""

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Any

import msgspec

from autograder.errors import AssignmentError
from autograder.files import read_toml
from autograder.model.assignment import Assignment, Identifier
from autograder.model.points import exact, total
from autograder.model.text import Text
from autograder.model.translations import plain_text_is_english
from autograder.model.written import manual_questions

__all__ = ["FILE_NAME", "ExampleAnswer", "GradingRules", "Ladder", "RubricItem", "deciding_part", "load_grading_rules"]

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


class RubricItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a good answer to a written question has, or that costs points.

    Attributes:
        question: Id of the question.
        points: Points for it, with at most two decimals; below 0 for what costs points.
        text: What it is, in a sentence that the student can read.
    """

    question: Identifier
    points: float
    text: Text

    @property
    def key(self) -> str:
        """A key that changes with the item, so that a changed rubric is noticed."""
        return hashlib.sha256(f"{self.question}\0{self.points!r}\0{self.text.en}".encode()).hexdigest()[:12]


class ExampleAnswer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A good answer to a written question, for graders.

    Attributes:
        question: Id of the question.
        text: The answer, in Markdown.
    """

    question: Identifier
    text: Text


class GradingRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of an assignment.

    Attributes:
        repeated: The share of its cost (0 to 1) that a mistake costs where it is made again in another question.
        ladder: Answers in the order of their points.
        rubric: What written answers get points for, in the order in which graders see it.
        answer: Example answers to written questions.
    """

    repeated: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.5
    ladder: tuple[Ladder, ...] = ()
    rubric: tuple[RubricItem, ...] = ()
    answer: tuple[ExampleAnswer, ...] = ()

    def rubric_of(self, question: str) -> tuple[RubricItem, ...]:
        """Return the rubric of one question."""
        return tuple(item for item in self.rubric if item.question == question)

    def by_people(self) -> tuple[RubricItem | ExampleAnswer, ...]:
        """Return everything that people grade by and students must not read."""
        return (*self.rubric, *self.answer)


def deciding_part(source: bytes) -> bytes:
    """Return what of a `grading.toml` decides about the points of tests, without what people grade by.

    Args:
        source: The file; one that is not valid TOML is returned as it is.
    """
    try:
        tables = tomllib.loads(source.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return source
    kept = {name: value for name, value in tables.items() if name not in ("rubric", "answer", "ladder")}
    return msgspec.json.encode(kept, order="sorted")


def load_grading_rules(folder: Path, assignment: Assignment) -> GradingRules:
    """Read `grading.toml` in `folder`; without the file, the defaults hold.

    Args:
        folder: The source of the assignment.
        assignment: The assignment in it.

    Raises:
        AssignmentError: The file is broken, names a question of another kind, or the rubric of a question does not add
            up to its points.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        return GradingRules()
    rules = read_toml(path, GradingRules, _prepare)
    known = [question.id for question in assignment.auto()]
    for index, ladder in enumerate(rules.ladder):
        if ladder.question not in known:
            where = f"{path}: ladder[{index}].question"
            raise AssignmentError(where, f"found {ladder.question!r}; allowed: {', '.join(known)}")
    _require_rubric(rules, assignment, str(path))
    return rules


def _prepare(table: dict[str, Any]) -> None:
    """Let a plain string stand for an English text."""
    for name in ("rubric", "answer"):
        entries = table.get(name)
        for entry in entries if isinstance(entries, list) else []:
            if isinstance(entry, dict):
                plain_text_is_english(entry, ["text"])


def _require_rubric(rules: GradingRules, assignment: Assignment, path: str) -> None:
    """Require that rubrics and answers belong to written questions, and that each rubric adds up."""
    known = {question.id: question for question in manual_questions(assignment)}
    for entry in rules.by_people():
        if entry.question not in known:
            name = "rubric" if isinstance(entry, RubricItem) else "answer"
            allowed = ", ".join(known) or "none, because there is no written question"
            raise AssignmentError(f"{path}: {name}.question", f"found {entry.question!r}; allowed: {allowed}")
    for index, item in enumerate(rules.rubric):
        if not exact(item.points) or item.points == 0:
            raise AssignmentError(
                f"{path}: rubric[{index}].points", f"found {item.points}; write at most two decimals, not 0"
            )
    for id, question in known.items():
        items = rules.rubric_of(id)
        best = total(item.points for item in items if item.points > 0)
        if items and best != question.points:
            raise AssignmentError(
                f"{path}: rubric of {id}", f"its points add up to {best:g}; the question has {question.points:g}"
            )
        if len({item.key for item in items}) < len(items):
            raise AssignmentError(f"{path}: rubric of {id}", "two items are the same")
