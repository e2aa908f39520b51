"""Say what a student should mend first: mistakes merged over questions, the one that costs most first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from autograder.i18n import Lines, Message, Renderable
from autograder.model.points import total
from autograder.model.results import QuestionResult, Refund, TestResult
from autograder.model.text import NO_TEXT, Text
from autograder.reports.deductions import REST, Loss, losses

__all__ = ["FirstFix", "first_fixes", "hint_of", "reason_for_all"]

NOT_WRITTEN = Message("not written yet")
HIDDEN = Message("hidden tests that do not pass")


@dataclass
class FirstFix:
    """Something to mend.

    Attributes:
        name: What it is.
        points: The points that it costs in all questions together, without those that come back.
        questions: Ids of the questions that it costs points in, in the assignment's order.
        hint: What explains it; empty if nothing does.
        sections: Headings of the handout's sections about it.
        mistake: Whether it is a known mistake.
    """

    name: Text
    points: float = 0.0
    questions: list[str] = field(default_factory=list)
    hint: Text = NO_TEXT
    sections: list[Text] = field(default_factory=list)
    mistake: bool = False


def first_fixes(
    questions: Sequence[QuestionResult], refunds: Sequence[Refund], decided: Collection[str] = ()
) -> list[FirstFix]:
    """Return what costs points, merged over questions; what costs most comes first.

    Args:
        questions: The questions, in the student's view.
        refunds: What comes back for mistakes made again.
        decided: Ids of questions whose points a person has set.
    """
    back = {refund.idea: refund.points for refund in refunds}
    found: dict[tuple[str, ...], FirstFix] = {}
    for question in questions:
        if question.manual or question.held() or question.id in decided:
            continue
        hint = next((hint_of(test) for test in question.tests if test.hint.en), NO_TEXT)
        for loss in losses(question):
            key, name = _identity(question, loss)
            fix = found.setdefault(key, FirstFix(Text.of(name), mistake=bool(loss.mistakes)))
            fix.points = total([fix.points, loss.points])
            fix.questions.append(question.id)
            alone = bool(loss.mistakes) and len(question.mistakes) == len(loss.mistakes)
            fix.hint = fix.hint if fix.hint.en or not alone else hint
            if question.section.en and question.section not in fix.sections:
                fix.sections.append(question.section)
    for (kind, *ideas), fix in found.items():
        if kind == "mistake" and len(ideas) == 1:
            fix.points = total([fix.points, -back.get(ideas[0], 0.0)])
    return sorted(found.values(), key=lambda fix: -fix.points)


def _identity(question: QuestionResult, loss: Loss) -> tuple[tuple[str, ...], Renderable]:
    """Return what one thing to mend has in common over the questions, and how it is called."""
    if loss.mistakes:
        ideas = tuple(dict.fromkeys(mistake.idea for mistake in loss.mistakes))
        return ("mistake", *ideas), loss.mistakes[0].name if len(ideas) == 1 else Lines(
            *(mistake.name for mistake in loss.mistakes), separator="; "
        )
    if question.mistakes:
        return ("rest",), REST
    failed = sorted((test for test in question.tests if test.status != "passed"), key=lambda test: -test.max_score)
    if not failed:
        return ("hidden",), HIDDEN
    if {test.status for test in failed} == {"not_implemented"}:
        return ("stub",), NOT_WRITTEN
    if reason := reason_for_all(question):
        return ("reason", failed[0].status, reason.en), reason
    return ("question", question.id), Message("test that does not pass: {title}", title=failed[0].title)


def reason_for_all(question: QuestionResult) -> Text | None:
    """Return the first line of the message with which every test of a question ends, as where its file is missing.

    None if a test passes, or if their messages differ.
    """
    messages = {test.student_message for test in question.tests}
    if len(messages) != 1 or any(test.status == "passed" for test in question.tests):
        return None
    first = messages.pop().changed(lambda text: text.partition("\n")[0])
    return first if first.en else None


def hint_of(test: TestResult) -> Text:
    """Return the hint of a known mistake without its last line, which counts the calls that agree."""
    return test.hint.changed(lambda text: text.rpartition("\n")[0] or text)
