"""The pages that people look at: one for each student, and one for whoever teaches the class.

Each is a single file that asks nothing of a network, in both languages, with a switch between them.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.i18n import _, in_both
from autograder.model.final_score import NOTHING_DECIDED, Adjustment, settle
from autograder.model.points import total
from autograder.model.results import STATUSES, Excerpt, QuestionResult, Record, Status, TestResult, student_view
from autograder.model.statistics import ItemStatistics
from autograder.model.text import NO_TEXT, Text
from autograder.reports.class_summary import Roll, summarize_class
from autograder.reports.message import Message, take_apart
from autograder.reports.page import both, render, word
from autograder.reports.status_labels import LETTERS, MANUAL, remark
from autograder.reports.summary import Summary

__all__ = ["class_page", "student_page"]

SLOWEST = 10
HARDEST = 3
WEAK = 0.2
"""Discrimination below which a question is marked."""


@dataclass(frozen=True)
class _Failure:
    """Tests of one question that did not pass, all for the same reason."""

    titles: tuple[Text, ...]
    status: Status
    remark: Text
    message: Message
    hint: Text
    excerpt: Excerpt | None
    caption: Text


@dataclass(frozen=True)
class _Passed:
    title: Text
    remark: Text


@dataclass(frozen=True)
class _Question:
    """A question as its student sees it.

    `hidden` tests are counted, and that is all; `because` is why a person gave these points, empty if nobody did.
    """

    id: str
    title: Text
    points: float
    score: float
    status: Status
    manual: bool
    because: str
    failures: tuple[_Failure, ...]
    passed: tuple[_Passed, ...]
    hidden: int


def student_page(record: Record, decided: Mapping[str, Adjustment] = NOTHING_DECIDED) -> bytes:
    """What this submission's student may see: made of the student's view, and of how many tests it leaves out.

    Args:
        record: Of the submission.
        decided: Question -> what a person decided; points are shown with it, and before lateness.
    """
    settled = settle(record, decided)
    by_hand = total(question.points for question in record.questions if question.manual and question.id in decided)
    pairs = zip(student_view(record).questions, record.questions, strict=True)
    return render(
        "student.html",
        record=record,
        score=settled.raw,
        max_score=record.max_score + by_hand,
        questions=[_question(seen, whole, decided.get(whole.id)) for seen, whole in pairs],
        held=bool(settled.held),
    )


def _question(seen: QuestionResult, whole: QuestionResult, decision: Adjustment | None) -> _Question:
    alike: dict[tuple[Status, Text, Text], list[TestResult]] = {}
    for test in seen.tests:
        if test.status != "passed":
            alike.setdefault((test.status, test.student_message, test.hint), []).append(test)
    return _Question(
        id=seen.id,
        title=seen.title,
        points=seen.points,
        score=decision.points if decision else seen.score,
        status=whole.status(),
        manual=seen.manual,
        because=decision.because if decision else "",
        failures=tuple(_failure(tests) for tests in alike.values()),
        passed=tuple(_Passed(test.title, _remark(test)) for test in seen.tests if test.status == "passed"),
        hidden=len(whole.tests) - len(seen.tests),
    )


def _failure(tests: Sequence[TestResult]) -> _Failure:
    first = tests[0]
    titles = tuple(test.title for test in tests)
    message = take_apart(first.student_message)
    if first.excerpt is None:
        return _Failure(titles, first.status, _remark(first), message, first.hint, None, NO_TEXT)
    message, caption = _without_place(message, first.excerpt)
    return _Failure(titles, first.status, _remark(first), message, first.hint, first.excerpt, caption)


def _without_place(message: Message, excerpt: Excerpt) -> tuple[Message, Text]:
    """The message without the line that the excerpt shows, and what it says of that line."""
    ends = re.compile(rf"\b{re.escape(excerpt.file)}\D+{excerpt.line}\b\D*")
    same = [piece for piece in message.pieces if piece.place and ends.search(piece.place.en)]
    told = [piece.place for piece in same if piece.place and not ends.fullmatch(piece.place.en)]
    caption = both(lambda: _("Your code: {file}, line {line}").format(file=excerpt.file, line=excerpt.line))
    pieces = tuple(piece for piece in message.pieces if piece not in same)
    return replace(message, pieces=pieces), told[0] if told else caption


def _remark(test: TestResult) -> Text:
    return both(lambda: remark(test))


def class_page(records: Iterable[Record], link: Callable[[Summary], str]) -> bytes:
    """What a class understood and what it did not.

    Args:
        records: Of one assignment, in the order of the rows; taken one at a time, and once.
        link: Where the page of a submission is, seen from this one.
    """
    from markupsafe import Markup

    from autograder.reports.charts import question_chart, score_chart

    roll = summarize_class(records, link)
    figures, bins = roll.statistics, roll.bins
    mean, low, median, high = roll.middle

    def drawn(draw: Callable[[], str]) -> Markup:
        return Markup("".join(f'<span lang="{name}">{svg}</span>' for name, svg in in_both(draw).items()))

    return render(
        "class.html",
        assignment=roll.assignment,
        rows=roll.rows,
        held=roll.held,
        untrusted=roll.untrusted,
        lacking=", ".join(roll.lacking),
        mean=mean,
        median=median,
        low=low,
        high=high,
        max_score=figures.max_score,
        bins=bins,
        score_chart=drawn(lambda: score_chart(bins)) if roll.rows else "",
        questions=[_figures(item) for item in figures.questions],
        question_chart=drawn(lambda: question_chart(figures.questions)) if figures.questions else "",
        hardest=_hardest(figures.questions),
        misconceptions=roll.mistakes,
        slowest=figures.slowest[:SLOWEST],
        places=roll.places,
        key=_key(roll),
    )


@dataclass(frozen=True)
class _Figures:
    id: str
    title: Text
    pass_rate: float
    mean: float
    discrimination: float | None
    weak: bool
    statuses: list[tuple[Status, int]]


def _figures(item: ItemStatistics) -> _Figures:
    weak = item.discrimination is not None and item.discrimination < WEAK
    statuses = sorted(item.statuses.items(), key=lambda pair: -STATUSES.index(pair[0]))
    return _Figures(item.id, item.title, item.pass_rate, item.mean, item.discrimination, weak, statuses)


def _hardest(questions: Sequence[ItemStatistics]) -> Text:
    found = sorted(questions, key=lambda question: question.pass_rate)[:HARDEST]
    return both(lambda: ", ".join(str(question.title) for question in found))


def _key(roll: Roll) -> list[tuple[str, Text]]:
    """What the letters mean."""
    meanings = [(LETTERS[status], word(status)) for status in reversed(roll.statuses)]
    if roll.manual:
        meanings.append((MANUAL, both(lambda: _("graded by hand"))))
    return meanings
