"""Make the similarity list of a class."""

from pathlib import Path

from autograder.authoring.course import AssignmentSource
from autograder.errors import UsageError
from autograder.gradebook import Gradebook
from autograder.i18n import Message
from autograder.understanding.similarity import SharedCode, groups_of, rank, usual_share
from autograder.understanding.similarity_page import SimilarityList
from autograder.understanding.similarity_sources import (
    CollectedCode,
    authors_answers,
    class_code,
    earlier_code,
    given_runs,
)

__all__ = ["similarity_list"]

HALF = 0.5
"""The share that a pair needs at least to connect a group, whatever independent answers share."""


def similarity_list(
    source: AssignmentSource, book: Gradebook, earlier: Path | None, most: int
) -> tuple[SimilarityList, SharedCode, frozenset[bytes]]:
    """Compare the code of a class.

    Args:
        source: The assignment.
        book: The gradebook of the class, which is only read.
        earlier: Results or hand-ins of an earlier class; None if there is none.
        most: Maximum number of pairs.

    Returns:
        The list, the weights of fingerprints, and the runs of given code.

    Raises:
        UsageError: The gradebook has no code for the assignment, or the earlier class cannot be read.
    """
    given = given_runs(source)
    found = class_code(book, source.id, given)
    if not found.answers:
        raise UsageError(
            Message(
                "the gradebook has no code for {assignment}; grade it with this version first, or check --results",
                assignment=source.id,
            )
        )
    before = earlier_code(earlier, source, given) if earlier else CollectedCode()
    authors = authors_answers(source, given)
    everyone = [*found.answers, *before.answers]
    code = SharedCode([*everyone, *authors])
    usual, usual_before = usual_share(authors, code), usual_share(before.answers, code)
    pairs = rank(everyone, code, most)
    groups = groups_of(pairs, max([HALF, *(one.high for one in (usual, usual_before) if one)]))
    made = SimilarityList(
        source.id,
        len(found.answers),
        len(before.answers),
        pairs,
        groups,
        usual,
        usual_before,
        [*found.left_out, *before.left_out],
        [*found.unreadable, *before.unreadable],
    )
    return made, code, given
