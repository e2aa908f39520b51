"""Find what only hidden tests try, by the names and gates of tests, so that a student can think of it beforehand."""

import re
from collections.abc import Iterable

import msgspec

from autograder.authoring.course import AssignmentSource
from autograder.authoring.test_files import read_test_files
from autograder.model.assignment import Assignment, Topic
from autograder.testing.outcome import TestInfo

__all__ = ["with_topics"]

BY_WORD: dict[Topic, str] = {
    "extremes": "extreme|extremes|huge|large|overflow|tiny|underflow",
    "float32": "float32|single_precision",
    "inputs": "input|inputs|modified|unmodified",
    "integers": "int|int64|integer|integers|uint8|whole",
    "memory": "memory",
    "nan": "nan|inf|infinite",
    "ties": "tie|tied|ties",
    "views": "fortran|strided|strides|view|views",
}
"""Topic -> words in the name of a test's function."""

BY_GATE: dict[str, Topic] = {"form": "loops", "inputs": "inputs", "memory": "memory", "work": "work"}
"""Kind of gate -> topic."""


def with_topics(source: AssignmentSource) -> Assignment:
    """Return the assignment; each question says what its hidden tests try and its public tests do not.

    What the author states stays.

    Raises:
        AssignmentError: A test file is broken.
    """
    public, hidden = (
        [test.info for test_file in read_test_files(source, kind) for test in test_file.tests]
        for kind in ("public", "hidden")
    )
    questions = []
    for question in source.assignment.question:
        found = _topics(hidden, question.id) - _topics(public, question.id)
        stated = question.tested_in_grading or tuple(sorted(found))
        questions.append(msgspec.structs.replace(question, tested_in_grading=stated))
    return msgspec.structs.replace(source.assignment, question=tuple(questions))


def _topics(tests: Iterable[TestInfo], question: str) -> set[Topic]:
    return {topic for test in tests if test.question == question for topic in _topics_of(test)}


def _topics_of(test: TestInfo) -> set[Topic]:
    found = {topic for topic, words in BY_WORD.items() if re.search(rf"_(?:{words})(?:_|$)", test.function())}
    if test.gate in BY_GATE:
        found.add(BY_GATE[test.gate])
    return found
