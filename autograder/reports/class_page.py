"""Write the page of a class for its instructor."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograder.i18n import LANGUAGES, Lines, Message, speaking
from autograder.model.results import STATUSES, Record, Status
from autograder.model.statistics import ItemStatistics
from autograder.model.text import Text
from autograder.reports.class_summary import ClassSummary, SubmissionSummary, summarize_class
from autograder.reports.hand_ins import STATUS_WORDS, HandIn, count_hand_ins
from autograder.reports.page import languages_of, render, word
from autograder.reports.status_labels import LETTERS, MANUAL
from autograder.reports.student_record import StudentRecord

__all__ = ["class_page"]

SLOWEST = 10
HARDEST = 3
UNGRADED = 200
"""Maximum number of entries without a grade on the class page; `submissions.csv` has all."""
WEAK = 0.2
"""Discrimination below which a question is marked."""


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
