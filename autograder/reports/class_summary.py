"""What the class page is made of, gathered from records one at a time: figures, and a row for each submission."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from statistics import mean, median, quantiles

from autograder.model.results import STATUSES, Record, Status
from autograder.model.statistics import ClassStatistics, class_statistics
from autograder.model.text import Text
from autograder.reports.status_labels import LETTERS, MANUAL, number
from autograder.reports.summary import Summary, display_names, summarise

__all__ = ["Bin", "Mistake", "Roll", "Row", "Run", "summarize_class"]

BINS = 10
NAMED = 30
"""Submissions that are listed at a mistake; the filter finds the others."""


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of questions that follow one another and ended alike."""

    status: str
    letters: str


@dataclass(frozen=True, slots=True)
class Row:
    """One submission, as the page shows it."""

    name: str
    link: str
    score: float
    held: str
    runs: tuple[Run, ...]
    mistakes: str
    reason: Text | None

    @property
    def letters(self) -> str:
        """One for each question."""
        return "".join(run.letters for run in self.runs)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A misconception of a question, how many submissions have it, and the first of them."""

    id: str
    question: str
    count: int
    rows: tuple[Row, ...]

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class Bin:
    """How many submissions have a score of this range."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Roll:
    """Everything on the page.

    Attributes:
        places: Ids of the questions, in the order of the letters.
        statuses: Those that occur, by precedence.
        manual: Whether a person grades some question.
        untrusted: How many records were made without some layer of the sandbox.
        lacking: Those layers.
    """

    assignment: str
    statistics: ClassStatistics
    rows: tuple[Row, ...]
    mistakes: tuple[Mistake, ...]
    places: tuple[str, ...]
    statuses: tuple[Status, ...]
    manual: bool
    untrusted: int
    lacking: tuple[str, ...]

    @property
    def held(self) -> list[Row]:
        """Submissions with points that wait for a person."""
        return [row for row in self.rows if row.held]

    @property
    def bins(self) -> list[Bin]:
        """Scores in ten ranges of equal width; the last one takes full marks too."""
        worth = self.statistics.max_score or 1.0
        counts = [0] * BINS
        for score in self.statistics.scores:
            counts[min(BINS - 1, max(0, int(BINS * score / worth + 1e-9)))] += 1
        edges = [number(worth * place / BINS) for place in range(BINS + 1)]
        return [Bin(f"{edges[place]}–{edges[place + 1]}", count) for place, count in enumerate(counts)]

    @property
    def middle(self) -> tuple[float, float, float, float]:
        """Mean, first quartile, median and third quartile of the scores; zeros for nobody."""
        scores = self.statistics.scores
        if not scores:
            return 0.0, 0.0, 0.0, 0.0
        low, _, high = quantiles(scores, n=4, method="inclusive") if len(scores) > 1 else (scores[0],) * 3
        return mean(scores), low, median(scores), high


@dataclass
class _Gathered:
    """What is kept of each record while the figures are computed."""

    assignment: str = ""
    rows: list[Summary] = field(default_factory=list)
    mistakes: list[frozenset[tuple[str, str]]] = field(default_factory=list)
    untrusted: int = 0
    lacking: set[str] = field(default_factory=set)

    def passing(self, records: Iterable[Record]) -> Iterator[Record]:
        for record in records:
            self.assignment = self.assignment or record.assignment
            self.rows.append(summarise(record))
            if layers := record.isolation.get("untrusted"):
                self.untrusted += 1
                self.lacking.update(layers.split(", "))
            self.mistakes.append(
                frozenset(
                    (question.id, test.misconception)
                    for question in record.questions
                    for test in question.tests
                    if test.misconception
                )
            )
            yield record


def summarize_class(records: Iterable[Record], link: Callable[[Summary], str]) -> Roll:
    """Gather the class; of each record little is kept, and none is asked for twice.

    Args:
        records: Of one assignment.
        link: Where the page of a submission is, seen from the page of the class.
    """
    gathered = _Gathered()
    statistics = class_statistics(gathered.passing(records))
    summaries, names = gathered.rows, display_names(gathered.rows)
    rows = tuple(
        _row(one, name, link(one), mistakes)
        for one, name, mistakes in zip(summaries, names, gathered.mistakes, strict=True)
    )
    whose: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row, mistakes in zip(rows, gathered.mistakes, strict=True):
        for mistake in mistakes:
            whose[mistake].append(row)
    questions = [question for one in summaries for question in one.questions]
    found = {question.status for question in questions if not question.manual}
    return Roll(
        assignment=gathered.assignment,
        statistics=statistics,
        rows=rows,
        mistakes=tuple(
            Mistake(id, question, count, tuple(whose[question, id][:NAMED]))
            for question, id, count in statistics.misconceptions
        ),
        places=tuple(question.id for question in max((one.questions for one in summaries), key=len, default=())),
        statuses=tuple(status for status in STATUSES if status in found),
        manual=any(question.manual for question in questions),
        untrusted=gathered.untrusted,
        lacking=tuple(sorted(gathered.lacking)),
    )


def _row(summary: Summary, name: str, link: str, mistakes: frozenset[tuple[str, str]]) -> Row:
    ended = [("manual", MANUAL) if one.manual else (one.status, LETTERS[one.status]) for one in summary.questions]
    runs = tuple(Run(status, "".join(letter for _, letter in run)) for status, run in groupby(ended, key=itemgetter(0)))
    said = " ".join(sorted(id for _, id in mistakes))
    return Row(name, link, summary.score, ", ".join(summary.held()), runs, said, summary.reason)
