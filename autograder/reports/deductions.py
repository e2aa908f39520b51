"""Say in one line what a known mistake costs, and what comes back where it was made again."""

from collections.abc import Mapping, Sequence

from autograder.i18n import Lines, Message, Renderable
from autograder.model.partial_credit import floor_points
from autograder.model.points import share, total
from autograder.model.results import QuestionResult, Refund
from autograder.model.text import Text
from autograder.reports.status_labels import number

__all__ = ["deductions", "refund_lines"]

REST = Message("what fails besides (loops, speed, memory)")
"""What is lost in addition to what the known mistakes cost."""


def deductions(question: QuestionResult) -> tuple[Text, ...]:
    """Return what each known mistake of a question costs, and what else is lost; together they are all that is lost.

    Args:
        question: The result of a question, in the view of its reader.

    Returns:
        One line for each mistake; none if no mistake is known, or nothing is lost.
    """
    lost = total([question.points, -question.score])
    if question.held() or lost <= 0 or not (question.mistakes or question.credit()):
        return ()
    if not question.mistakes:
        assert question.floor is not None
        return (question.floor.reason,)
    costs = question.costs()
    if len(costs) < len(question.mistakes):  # the author states no cost of one of them
        names = Lines(*(mistake.name for mistake in question.mistakes), separator="; ")
        return (_line(names, lost, question.points),)
    theirs = min(lost, total([question.points, -floor_points(question.points, costs)]))
    shares = share(theirs, costs)
    lines = [_line(one.name, part, question.points) for one, part in zip(question.mistakes, shares, strict=True)]
    rest = total([lost, -theirs])
    return (*lines, _line(REST, rest, question.points)) if rest else tuple(lines)


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
