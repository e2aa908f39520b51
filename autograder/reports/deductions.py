"""Say in one line what a known mistake costs, and what comes back where it was made again."""

from collections.abc import Mapping, Sequence

from autograder.i18n import Lines, Message
from autograder.model.points import total
from autograder.model.results import QuestionResult, Refund
from autograder.model.text import Text
from autograder.reports.status_labels import number

__all__ = ["deduction", "refund_lines"]


def deduction(question: QuestionResult) -> Text | None:
    """Return what the known mistakes of a question cost; None if none is known, or nothing is lost.

    Args:
        question: The result of a question, in the view of its reader.
    """
    lost = total([question.points, -question.score])
    if question.held() or not lost or not (question.mistakes or question.credit()):
        return None
    if not question.mistakes:
        assert question.floor is not None
        return question.floor.reason
    names = Lines(*(mistake.name for mistake in question.mistakes), separator="; ")
    return Text.of(
        Message("{name}: -{lost} of {points}", name=names, lost=number(lost), points=number(question.points))
    )


def refund_lines(refunds: Sequence[Refund], titles: Mapping[str, Text]) -> list[Text]:
    """Return a line for each mistake that was made in several questions.

    Args:
        refunds: What is refunded.
        titles: Question -> its title.
    """
    return [
        Text.of(
            Message(
                "The same mistake again ({name}) in {questions}: +{points} back",
                name=one.name,
                questions=Lines(*(titles[id] for id in one.questions), separator=", "),
                points=number(one.points),
            )
        )
        for one in refunds
    ]
