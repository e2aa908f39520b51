"""Say in one line what a known mistake costs, and what comes back where it was made again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autograder.i18n import Lines, Message, Renderable
from autograder.model.partial_credit import floor_points
from autograder.model.points import share, total
from autograder.model.results import Mistake, QuestionResult, Refund
from autograder.model.text import Text
from autograder.reports.status_labels import number

__all__ = ["REST", "Loss", "deductions", "losses", "refund_lines"]

REST = Message("what fails besides (loops, speed, memory)")
"""What is lost in addition to what the known mistakes cost."""


@dataclass(frozen=True)
class Loss:
    """Points that a question lost.

    Attributes:
        points: How many.
        mistakes: The known mistakes that cost them: one, or all of the question if the author states no cost of one of
            them; none for what no known mistake explains.
    """

    points: float
    mistakes: tuple[Mistake, ...] = ()


def losses(question: QuestionResult) -> tuple[Loss, ...]:
    """Return what each known mistake of a question costs, and what else is lost; together they are all that is lost.

    Args:
        question: The result of a question, in the view of its reader.
    """
    lost = total([question.points, -question.score])
    if lost <= 0:
        return ()
    costs = question.costs()
    if question.held() or not question.mistakes:
        return (Loss(lost),)
    if len(costs) < len(question.mistakes):
        return (Loss(lost, question.mistakes),)
    theirs = min(lost, total([question.points, -floor_points(question.points, costs)]))
    shares = share(theirs, costs)
    named = tuple(Loss(part, (one,)) for one, part in zip(question.mistakes, shares, strict=True))
    rest = total([lost, -theirs])
    return (*named, Loss(rest)) if rest else named


def deductions(question: QuestionResult) -> tuple[Text, ...]:
    """Return a line for each known mistake of a question with what it costs, and one for what else is lost.

    Args:
        question: The result of a question, in the view of its reader.

    Returns:
        The lines; none if no mistake is known, or nothing is lost.
    """
    found = losses(question)
    if question.held() or not found or not (question.mistakes or question.credit()):
        return ()
    if not question.mistakes:
        assert question.floor is not None
        return (question.floor.reason,)
    return tuple(_line(_names(loss), loss.points, question.points) for loss in found)


def _names(loss: Loss) -> Renderable:
    return Lines(*(mistake.name for mistake in loss.mistakes), separator="; ") if loss.mistakes else REST


def _line(name: Renderable, lost: float, points: float) -> Text:
    return Text.of(Message("{name}: -{lost} of {points}", name=name, lost=number(lost), points=number(points)))


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
