"""Write the page of a class for its instructor."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.i18n import LANGUAGES, Lines, Message
from autograder.model.results import STATUSES, Record, Status
from autograder.model.statistics import ItemStatistics
from autograder.model.text import Text
from autograder.reports.class_comparison import bad_tests, compared_mistakes, compared_questions
from autograder.reports.class_mistakes import ClassMistake, NeedsHelp
from autograder.reports.class_summary import ClassRow, ClassSummary, SubmissionSummary, summarize_class
from autograder.reports.hand_ins import STATUS_WORDS, HandIn, count_hand_ins
from autograder.reports.page import languages_of, render, word
from autograder.reports.status_labels import LETTERS, MANUAL, number
from autograder.reports.student_record import StudentRecord

__all__ = ["class_page"]

SLOWEST = 10
HARDEST = 3
UNGRADED = 200
"""Maximum number of entries without a grade on the class page; `submissions.csv` has all."""
WEAK = 0.2
"""Discrimination below which a question is marked."""
ROWS = 100
"""Rows of submissions that are shown at a time; the page's script turns to the others."""
HELPED = 12
"""Maximum number of students listed who need help; the page's filter finds the others."""
NAMED = 30
"""Maximum number of submissions listed under one mistake; the page's filter finds the others."""
BAD_TESTS = 12
"""Maximum number of tests listed that separate badly for the same reason."""

WITHHELD = Message("withheld")


def class_page(
    records: Iterable[Record | StudentRecord],
    link: Callable[[SubmissionSummary], str],
    hand_ins: Sequence[HandIn] = (),
    before: ClassSummary | None = None,
) -> bytes:
    """Return the page of a class: who needs help, mistakes, what waits, statistics, and one row per submission.

    Args:
        records: Records of one assignment, in the order of the rows; read once, one at a time.
        link: Returns the address of a submission's page, relative to this one.
        hand_ins: All entries; the page counts them, and lists those that are not graded.
        before: An earlier class to compare with.

    Returns:
        HTML in UTF-8.
    """
    from markupsafe import Markup, escape

    from autograder.reports.charts import class_charts

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

    def spans(charts: Mapping[str, str]) -> Markup:
        return Markup("".join(f'<span lang="{escape(name)}">{chart}</span>' for name, chart in charts.items()))

    charts = class_charts(bins if whole.rows else (), figures.questions, names)

    titles = {item.id: item.title for item in figures.questions}
    return render(
        "class.html",
        names,
        heading=whole.heading,
        assignment=whole.assignment,
        count=len(whole.rows),
        rows=whole.rows[:ROWS],
        per_page=ROWS,
        data=_rows_as_data(whole),
        held=whole.held,
        untrusted=whole.untrusted,
        lacking=", ".join(whole.lacking),
        mean=mean,
        median=median,
        low=low,
        high=high,
        max_score=figures.max_score,
        bins=bins,
        score_chart=spans(charts.scores),
        questions=[_figures(item) for item in figures.questions],
        question_chart=spans(charts.questions),
        hardest=_hardest(figures.questions),
        help=[_helped(one, whole) for one in whole.help[:HELPED]],
        more_help=max(0, len(whole.help) - HELPED),
        mistakes=[_mistake(one, whole, titles) for one in whole.mistakes],
        bad_tests=bad_tests(figures.tests),
        shown_tests=BAD_TESTS,
        compared=compared_questions(whole, before) if before else [],
        compared_mistakes=compared_mistakes(whole, before) if before else [],
        count_before=len(before.rows) if before else 0,
        slowest=figures.slowest[:SLOWEST],
        places=whole.places,
        waiting=sorted(whole.waiting.items()),
        key=_key(whole),
        entries=Text.of(count_hand_ins(hand_ins)) if hand_ins else None,
        ungraded=[_Ungraded(one) for one in ungraded[:UNGRADED]],
        more_ungraded=max(0, len(ungraded) - UNGRADED),
    )


@dataclass(frozen=True)
class _Helped:
    """Hold a student who needs help, with the reasons."""

    row: ClassRow
    reasons: tuple[Text, ...]


def _helped(one: NeedsHelp, whole: ClassSummary) -> _Helped:
    reasons = []
    if one.behind:
        reasons.append(Message("{points} points below the median", points=number(one.behind)))
    if one.again:
        name, times = one.again
        reasons.append(Message("the same mistake in {count} questions: {name}", count=times, name=name))
    return _Helped(whole.rows[one.row], tuple(Text.of(reason) for reason in reasons))


@dataclass(frozen=True)
class _Mistake:
    """Hold a mistake of the class as a sentence, with the first of its submissions."""

    idea: str
    said: Text
    where: Text
    points: float
    rows: tuple[ClassRow, ...]
    more: int


def _mistake(one: ClassMistake, whole: ClassSummary, titles: Mapping[str, Text]) -> _Mistake:
    said = Message("{count} of {all}: {name}", count=len(one.rows), all=len(whole.rows), name=one.name)
    where = Lines(*(titles.get(id, id) for id in one.questions), separator=", ")
    listed = tuple(whole.rows[row] for row in one.rows[:NAMED])
    return _Mistake(one.idea, Text.of(said), Text.of(where), one.points, listed, len(one.rows) - len(listed))


def _rows_as_data(whole: ClassSummary) -> str:
    """Return all rows as JSON for the page's script, which shows a part of them at a time.

    A data block of HTML ends at `</script`, and comments may begin in it, so `<`, `>` and `&` are written as escapes.
    """
    reasons = list(dict.fromkeys(row.reason for row in whole.rows if row.reason))
    places = {reason: place for place, reason in enumerate(reasons)}
    escapes = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}

    def encoded(value: object) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(escapes)

    rows = ",".join(
        encoded(
            [
                row.name,
                row.link,
                number(row.score),
                int(bool(row.held)),
                row.letters,
                row.mistakes,
                places[row.reason] if row.reason else -1,
                int(row.needs_help),
            ]
        )
        for row in whole.rows
    )
    rest = {
        "reasons": [reason.texts() for reason in reasons],
        "withheld": Text.of(WITHHELD).texts(),
        "kinds": {**{LETTERS[status]: status for status in whole.statuses}, MANUAL: "manual"},
    }
    return f'{{"rows":[{rows}],{encoded(rest)[1:]}'


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
