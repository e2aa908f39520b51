"""Write HTML pages: one per student, and one for the instructor of a class.

Each page is a single file that loads nothing from a network. It contains every text in each language of the
assignment, with a switch.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from autograder.i18n import LANGUAGES, Lines, Message, speaking
from autograder.model.final_score import GivenItem
from autograder.model.results import STATUSES, Excerpt, QuestionResult, Record, Status, TestResult, student_view
from autograder.model.statistics import ItemStatistics
from autograder.model.text import NO_TEXT, Text
from autograder.model.written import RegradeRequest, answers_to
from autograder.reports.class_summary import ClassSummary, SubmissionSummary, summarize_class
from autograder.reports.deductions import deductions, refund_lines
from autograder.reports.hand_ins import STATUS_WORDS, HandIn, count_hand_ins
from autograder.reports.page import languages_of, render, word
from autograder.reports.status_labels import LETTERS, MANUAL, remark
from autograder.reports.student_record import StudentRecord
from autograder.reports.written import answer_html, comment_html

__all__ = ["class_page", "student_page"]

SLOWEST = 10
HARDEST = 3
UNGRADED = 200
"""Maximum number of entries without a grade on the class page; `submissions.csv` has all."""
WEAK = 0.2
"""Discrimination below which a question is marked."""

_PRINTED = re.compile(r"\n--- (?:printed|출력) ---\n")
_FRAME = re.compile(r"  (?P<place>[^\n]*?\.py\b[^:\n]*\d[^:\n]*): (?P<code>.+)")
"""`  knn.py, line 12: return x`, in either language, with or without words before it."""


@dataclass(frozen=True)
class _MessagePart:
    """Hold lines of a message; with a `place`, one line of the student's file."""

    text: Text
    place: Text | None = None

    @property
    def prose(self) -> bool:
        """Whether the lines are sentences; indented lines are a table."""
        return not self.text.en.startswith(" ")


@dataclass(frozen=True)
class _ParsedMessage:
    """Hold a test's message: its first line, the other lines, and what the student's code printed."""

    headline: Text
    parts: tuple[_MessagePart, ...]
    printed: Text


@dataclass(frozen=True)
class _Failure:
    """Hold tests of one question that did not pass for the same reason."""

    titles: tuple[Text, ...]
    status: Status
    remark: Text
    message: _ParsedMessage
    hint: Text
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
        score: Points; None if a person gives them and has not yet.
        by_hand: Whether a person has given the points.
        reason: Reason for points given by hand; empty if there are none.
        comment: A person's comment, as HTML; empty if there is none.
        items: The rubric's items that a person found in the answer.
        answers: What the student wrote, as HTML.
        requests: What the student asked to be looked at again, with the answers.
        hidden: Number of hidden tests; the page shows only this number.
        deductions: What each known mistake costs; none if none is known, or a person has given the points.
    """

    id: str
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
    passed: tuple[_Passed, ...]
    hidden: int
    deductions: tuple[Text, ...]


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
    return render(
        "student.html",
        languages_of(record),
        record=record,
        score=score.final,
        max_score=score.max_score,
        raw=score.raw,
        late=student.late,
        waiting=[titles[id] for id in score.waiting],
        questions=[
            _question(seen, whole, student) for seen, whole in zip(view.questions, record.questions, strict=True)
        ],
        comment=comment_html(adjustments[""].comment) if "" in adjustments else "",
        held=bool(score.held),
        notes=student.notes,
        refunds=refund_lines(refunds, titles),
    )


def _question(seen: QuestionResult, whole: QuestionResult, student: StudentRecord) -> _Question:
    adjustment = student.adjustments.get(whole.id)
    by_hand = adjustment is not None and adjustment.points is not None
    alike: dict[tuple[Status, Text, Text], list[TestResult]] = {}
    for test in seen.tests:
        if test.status != "passed":
            alike.setdefault((test.status, test.student_message, test.hint), []).append(test)
    return _Question(
        id=seen.id,
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
        failures=tuple(_failure(tests) for tests in alike.values()),
        passed=tuple(_Passed(test.title, _remark(test)) for test in seen.tests if test.status == "passed"),
        hidden=len(whole.tests) - len(seen.tests),
        deductions=() if by_hand else deductions(seen),
    )


def _failure(tests: Sequence[TestResult]) -> _Failure:
    first = tests[0]
    titles = tuple(test.title for test in tests)
    message = _parse_message(first.student_message)
    if first.excerpt is None:
        return _Failure(titles, first.status, _remark(first), message, first.hint, None, NO_TEXT)
    message, caption = _without_place(message, first.excerpt)
    return _Failure(titles, first.status, _remark(first), message, first.hint, first.excerpt, caption)


def _without_place(message: _ParsedMessage, excerpt: Excerpt) -> tuple[_ParsedMessage, Text]:
    """Return the message without the line that the excerpt shows, and a caption for the excerpt."""
    ends = re.compile(rf"\b{re.escape(excerpt.file)}\D+{excerpt.line}\b\D*")
    same = [part for part in message.parts if part.place and ends.search(part.place.en)]
    captions = [part.place for part in same if part.place and not ends.fullmatch(part.place.en)]
    caption = Text.of(Message("Your code: {file}, line {line}", file=excerpt.file, line=excerpt.line))
    parts = tuple(part for part in message.parts if part not in same)
    return replace(message, parts=parts), captions[0] if captions else caption


def _parse_message(message: Text) -> _ParsedMessage:
    """Split a message into its parts, in every language.

    A message contains text of the submission, which can at most break the layout of its own page.
    """
    split = {name: _split(text) for name, text in message.texts().items()}
    first = Text.made_of({name: text.partition("\n")[0] for name, (text, _) in split.items()})
    rest = {name: text.partition("\n")[2] for name, (text, _) in split.items()}
    return _ParsedMessage(
        first, tuple(_parts(rest)), Text.made_of({name: printed for name, (_, printed) in split.items()})
    )


def _split(message: str) -> tuple[str, str]:
    text, *printed = _PRINTED.split(message, maxsplit=1)
    return text, printed[0].rstrip("\n") if printed else ""


def _parts(texts: Mapping[str, str]) -> Iterator[_MessagePart]:
    parsed = {name: list(_parsed(body)) for name, body in texts.items()}
    if len({tuple(bool(place) for place, _ in parts) for parts in parsed.values()}) > 1:  # other lines in a translation
        yield _MessagePart(Text.made_of(texts))
        return
    for index, (english_place, _) in enumerate(parsed["en"]):
        text = Text.made_of({name: parts[index][1] for name, parts in parsed.items()})
        place = Text.made_of({name: parts[index][0] for name, parts in parsed.items()})
        yield _MessagePart(text, place if english_place else None)


def _parsed(body: str) -> Iterator[tuple[str, str]]:
    """Yield (place or empty text, lines) in order."""
    lines = body.split("\n") if body else []
    for kind, run in groupby(lines, key=_kind):
        if kind == "frame":
            yield from ((found["place"], found["code"]) for line in run if (found := _FRAME.fullmatch(line)))
        else:
            yield "", "\n".join(run)


def _kind(line: str) -> str:
    if _FRAME.fullmatch(line):
        return "frame"
    return "table" if line.startswith(" ") else "prose"


def _remark(test: TestResult) -> Text:
    return Text.of(remark(test) or "")


def class_page(
    records: Iterable[Record | StudentRecord],
    link: Callable[[SubmissionSummary], str],
    hand_ins: Sequence[HandIn] = (),
) -> bytes:
    """Return the page of a class: statistics, frequent mistakes, and one row per submission.

    Args:
        records: Records of one assignment, in the order of the rows; read once, one at a time.
        link: Returns the address of a submission's page, relative to this one.
        hand_ins: All entries; the page counts them, and lists those that are not graded.

    Returns:
        HTML in UTF-8.
    """
    from markupsafe import Markup

    from autograder.reports.charts import question_chart, score_chart

    languages: dict[str, None] = {}

    def noted() -> Iterator[Record | StudentRecord]:
        for one in records:
            languages.update(dict.fromkeys(languages_of(one.record if isinstance(one, StudentRecord) else one)))
            yield one

    whole = summarize_class(noted(), link)
    names = tuple(languages) or LANGUAGES
    figures, bins = whole.statistics, whole.bins
    mean, low, median, high = whole.middle
    ungraded = [one for one in hand_ins if one.status not in ("graded", "ignored") and not one.part_of]

    def drawn(draw: Callable[[], str]) -> Markup:
        spans = []
        for name in names:
            with speaking(name):
                spans.append(f'<span lang="{name}">{draw()}</span>')
        return Markup("".join(spans))

    return render(
        "class.html",
        names,
        assignment=whole.assignment,
        rows=whole.rows,
        held=whole.held,
        untrusted=whole.untrusted,
        lacking=", ".join(whole.lacking),
        mean=mean,
        median=median,
        low=low,
        high=high,
        max_score=figures.max_score,
        bins=bins,
        score_chart=drawn(lambda: score_chart(bins)) if whole.rows else "",
        questions=[_figures(item) for item in figures.questions],
        question_chart=drawn(lambda: question_chart(figures.questions)) if figures.questions else "",
        hardest=_hardest(figures.questions),
        misconceptions=whole.mistakes,
        slowest=figures.slowest[:SLOWEST],
        places=whole.places,
        waiting=sorted(whole.waiting.items()),
        key=_key(whole),
        entries=Text.of(count_hand_ins(hand_ins)) if hand_ins else None,
        ungraded=[_Ungraded(one) for one in ungraded[:UNGRADED]],
        more_ungraded=max(0, len(ungraded) - UNGRADED),
    )


@dataclass(frozen=True)
class _Ungraded:
    """Hold an entry or a student without a grade."""

    row: HandIn

    @property
    def status(self) -> Text:
        return Text.of(STATUS_WORDS[self.row.status])


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
    return Text.of(Lines(*(question.title for question in found), separator=", "))


def _key(whole: ClassSummary) -> list[tuple[str, Text]]:
    """Return each letter with its meaning."""
    meanings = [(LETTERS[status], word(status)) for status in reversed(whole.statuses)]
    if whole.manual:
        meanings.append((MANUAL, Text.of(Message("graded by hand"))))
    return meanings
