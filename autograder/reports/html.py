"""Write the page of a submission for its student.

A page is a single file that loads nothing from a network. It contains every text in each language of the assignment,
with a switch. It begins with what brings most points, and folds what is right.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.i18n import Lines
from autograder.model.final_score import GivenItem
from autograder.model.results import Excerpt, QuestionResult, Record, Status, TestResult, student_view
from autograder.model.text import NO_TEXT, Text
from autograder.model.written import RegradeRequest, answers_to
from autograder.reports.deductions import deductions, refund_lines
from autograder.reports.first_fixes import FirstFix, first_fixes, hint_of, reason_for_all
from autograder.reports.message_parts import ParsedMessage, parse_message, without_place
from autograder.reports.page import languages_of, render
from autograder.reports.status_labels import remark
from autograder.reports.student_record import StudentRecord
from autograder.reports.written import answer_html, comment_html

__all__ = ["student_page"]

FIRST = 5
"""Maximum number of things to mend at the top of the page; the questions below have all."""

TRIED_AT_HOME: frozenset[Status] = frozenset({"failed", "error", "crashed", "timeout", "memory"})
"""Statuses of a question for which a small call at home can show something."""


@dataclass(frozen=True)
class _Failure:
    """Hold tests of one question that did not pass for the same reason.

    Attributes:
        hint: What happened; empty if the top of the page says it.
        evidence: The count of calls that agree, without the hint.
    """

    titles: tuple[Text, ...]
    status: Status
    remark: Text
    message: ParsedMessage
    hint: Text
    evidence: Text
    excerpt: Excerpt | None
    caption: Text


@dataclass(frozen=True)
class _Passed:
    title: Text
    remark: Text


@dataclass(frozen=True)
class _Question:
    """Hold a question on the student's page.

    Attributes:
        place: Its place in the assignment, from 1.
        score: Points; None if a person gives them and has not yet.
        by_hand: Whether a person has given the points.
        reason: Reason for points given by hand; empty if there are none.
        comment: A person's comment, as HTML; empty if there is none.
        items: The rubric's items that a person found in the answer.
        answers: What the student wrote, as HTML.
        requests: What the student asked to be looked at again, with the answers.
        failures: The tests that did not pass, the dearest reason first.
        again: Whether its mistakes are those of earlier questions on the page.
        above: Whether the top of the page says everything about them, so that they are not shown here.
        hidden: Number of hidden tests; the page shows only this number.
        deductions: What each known mistake costs; none if none is known, or a person has given the points.
        section: Heading of the handout's section about it.
        example: A small call to try at home; empty if there is none, or it would show nothing.
        lines: Where the student's own lines are; empty if they are unknown, or the first failure shows some of them.
    """

    id: str
    place: int
    title: Text
    points: float
    score: float | None
    status: Status
    manual: bool
    by_hand: bool
    reason: str
    comment: str
    items: tuple[GivenItem, ...]
    answers: tuple[str, ...]
    requests: tuple[RegradeRequest, ...]
    failures: tuple[_Failure, ...]
    again: bool
    above: bool
    passed: tuple[_Passed, ...]
    hidden: int
    deductions: tuple[Text, ...]
    section: Text
    example: str
    lines: Text

    @property
    def folded(self) -> bool:
        """Whether nothing about it asks for the student's attention."""
        full = self.score is not None and self.score >= self.points - 1e-9
        return full and not (self.failures or self.comment or self.reason or self.items or self.requests)


def student_page(result: Record | StudentRecord) -> bytes:
    """Return a submission's page for its student: the student's view, and the number of hidden tests.

    Args:
        result: What the student gets, or a record that nobody has decided about.

    Returns:
        HTML in UTF-8.
    """
    student = result if isinstance(result, StudentRecord) else StudentRecord(result)
    record, score, adjustments = student.record, student.score, student.adjustments
    titles = {question.id: question.title for question in record.questions}
    view = student_view(record)
    named = {question.id for question in view.questions if question.mistakes}
    refunds = [one for one in score.refunds if named.issuperset(one.questions)]
    fixes = first_fixes(view.questions, refunds, score.adjusted)
    shared = {id for fix in fixes[:FIRST] if len(fix.questions) > 1 for id in fix.questions}
    told = {fix.hint for fix in fixes[:FIRST]}
    pairs = zip(view.questions, record.questions, _again(view.questions), strict=True)
    questions = [
        _question(place, seen, whole, student, again, shared, told)
        for place, (seen, whole, again) in enumerate(pairs, start=1)
    ]
    places = {question.id: question.place for question in questions}
    return render(
        "student.html",
        languages_of(record),
        record=record,
        heading=record.heading(),
        score=score.final,
        max_score=score.max_score,
        raw=score.raw,
        late=student.late,
        fixes=[_linked(fix, places, titles) for fix in fixes[:FIRST]],
        more_fixes=max(0, len(fixes) - FIRST),
        withheld=[question for question in questions if question.id in score.held],
        held=bool(score.held),
        opened=[question for question in questions if not question.folded and question.score is not None],
        waiting=[question for question in questions if question.score is None],
        folded=[question for question in questions if question.folded],
        questions=questions,
        comment=comment_html(adjustments[""].comment) if "" in adjustments else "",
        notes=student.notes,
        refunds=refund_lines(refunds, titles),
    )


@dataclass(frozen=True)
class _Linked:
    """Hold something to mend, with the places of its questions on the page, and the handout's sections in one line."""

    fix: FirstFix
    questions: tuple[tuple[int, Text], ...]
    sections: Text | None


def _linked(fix: FirstFix, places: Mapping[str, int], titles: Mapping[str, Text]) -> _Linked:
    sections = sorted(fix.sections, key=lambda section: section.en)
    line = Text.of(Lines(*sections, separator="; ")) if sections else None
    return _Linked(fix, tuple((places[id], titles[id]) for id in fix.questions), line)


def _again(questions: Sequence[QuestionResult]) -> Iterator[bool]:
    """Yield for each question whether it has known mistakes, and all of them were made in earlier questions."""
    ideas: set[str] = set()
    for question in questions:
        own = {mistake.idea for mistake in question.mistakes}
        yield bool(own) and own <= ideas
        ideas |= own


def _question(
    place: int,
    seen: QuestionResult,
    whole: QuestionResult,
    student: StudentRecord,
    again: bool,
    shared: set[str],
    told: set[Text],
) -> _Question:
    adjustment = student.adjustments.get(whole.id)
    by_hand = adjustment is not None and adjustment.points is not None
    failed = sorted((test for test in seen.tests if test.status != "passed"), key=_weight, reverse=True)
    alike: dict[tuple[Status, Text, Text], list[TestResult]] = {}
    for test in failed:
        alike.setdefault((test.status, test.student_message, test.hint), []).append(test)
    failures = tuple(_failure(tests, told) for tests in alike.values())
    said_above = whole.id in shared and reason_for_all(seen) is not None
    return _Question(
        id=seen.id,
        place=place,
        title=seen.title,
        points=seen.points,
        score=student.score.questions[whole.id],
        status=whole.shown_status(),
        manual=seen.manual,
        by_hand=by_hand,
        reason=adjustment.reason if adjustment else "",
        comment=comment_html(adjustment.comment) if adjustment else "",
        items=adjustment.items if adjustment else (),
        answers=tuple(map(answer_html, answers_to(whole.id, student.written))),
        requests=tuple(one for one in student.requests if one.question == whole.id),
        failures=failures,
        again=again,
        above=said_above and not any(test.excerpt or "\n" in test.student_message.en for test in failed),
        passed=tuple(_Passed(test.title, _remark(test)) for test in seen.tests if test.status == "passed"),
        hidden=len(whole.tests) - len(seen.tests),
        deductions=() if by_hand else deductions(seen),
        section=seen.section,
        example=seen.example if whole.shown_status() in TRIED_AT_HOME else "",
        lines=NO_TEXT if failures and failures[0].excerpt else seen.place,
    )


def _weight(test: TestResult) -> tuple[bool, bool, float]:
    """Return what puts a failure first: the name of its mistake, own lines or values to see, then its points."""
    return bool(test.hint.en), bool(test.excerpt or "\n" in test.student_message.en), test.max_score


def _failure(tests: Sequence[TestResult], told: set[Text]) -> _Failure:
    first = tests[0]
    titles = tuple(test.title for test in tests)
    message, caption = parse_message(first.student_message), NO_TEXT
    if first.excerpt:
        message, caption = without_place(message, first.excerpt)
    hint = NO_TEXT if hint_of(first) in told else first.hint
    evidence = first.hint.changed(lambda text: text.rpartition("\n")[2] if "\n" in text else "")
    return _Failure(titles, first.status, _remark(first), message, hint, evidence, first.excerpt, caption)


def _remark(test: TestResult) -> Text:
    return Text.of(remark(test) or "")
