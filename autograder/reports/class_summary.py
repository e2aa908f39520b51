"""Summarize submissions for class tables, and a class for its page.

Both read records one at a time and keep little of each, so that a class of ten thousand fits into memory.
"""

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from statistics import mean, median, quantiles

from autograder.model.final_score import FinalScore
from autograder.model.results import STATUSES, QuestionResult, Record, Status
from autograder.model.statistics import ClassStatistics, class_statistics
from autograder.model.text import NO_TEXT, Text
from autograder.reports.class_mistakes import ClassMistake, MistakeTally, NeedsHelp
from autograder.reports.status_labels import LETTERS, MANUAL, number
from autograder.reports.student_record import DIGEST_SHOWN, StudentRecord, record_digest

__all__ = [
    "Bin",
    "ClassRow",
    "ClassSummary",
    "QuestionSummary",
    "StatusRun",
    "SubmissionSummary",
    "display_names",
    "folder_name",
    "student_labels",
    "summaries",
    "summarize",
    "summarize_class",
]

BINS = 10

_NAME_IN_FOLDER = 48


@dataclass(frozen=True, slots=True)
class QuestionSummary:
    """Summarize one question of one submission.

    Attributes:
        score: Its points; None if a person has not graded it yet.
        held: Whether some of its points are withheld.
    """

    id: str
    points: float
    score: float | None
    status: Status
    held: bool
    manual: bool


@dataclass(frozen=True, slots=True)
class SubmissionSummary:
    """Summarize one submission, without its tests.

    Attributes:
        score: The final score, as on every page.
        status: That of submissions.csv.
        late_unknown: Whether it is late by an unknown time, so that the score is not certain.
    """

    submission: str
    digest: str
    score: float
    max_score: float
    questions: tuple[QuestionSummary, ...]
    reason: Text | None
    student: str = ""
    name: str = ""
    status: str = "graded"
    late_unknown: bool = False

    def held(self) -> tuple[str, ...]:
        """Return the ids of the questions with withheld points."""
        return tuple(question.id for question in self.questions if question.held)

    def waiting(self) -> tuple[str, ...]:
        """Return the ids of the questions that a person has not graded yet."""
        return tuple(question.id for question in self.questions if question.score is None)


def summarize(result: Record | StudentRecord) -> SubmissionSummary:
    """Summarize one record."""
    whole = result if isinstance(result, StudentRecord) else StudentRecord(result)
    record, score = whole.record, whole.score
    return SubmissionSummary(
        submission=record.submission,
        digest=record_digest(record),
        score=score.final,
        max_score=score.max_score,
        questions=tuple(_summarize_question(question, score) for question in record.questions),
        reason=record.reason,
        student=whole.student,
        name=whole.name,
        status=whole.status,
        late_unknown=score.late_unknown,
    )


def summaries(results: Iterable[Record | StudentRecord | SubmissionSummary]) -> list[SubmissionSummary]:
    """Summarize records; summaries among them stay as they are."""
    return [result if isinstance(result, SubmissionSummary) else summarize(result) for result in results]


def display_names(rows: Sequence[SubmissionSummary]) -> list[str]:
    """Return a display name for each submission: its name, plus a short digest if two submissions share the name.

    Names that differ only in case or Unicode form count as the same. If the digests are equal too (one submission
    handed in twice), a number is appended.
    """
    same_name = Counter(_folded(row.submission) for row in rows)
    seen: Counter[tuple[str, str]] = Counter()
    names = []
    for row in rows:
        key = (_folded(row.submission), row.digest)
        seen[key] += 1
        copy = f" ({seen[key]})" if seen[key] > 1 else ""
        name = " ".join(row.submission.split()) or "?"
        names.append(f"{name} [{row.digest[:DIGEST_SHOWN]}]{copy}" if same_name[key[0]] > 1 else name)
    return names


def student_labels(rows: Sequence[SubmissionSummary]) -> list[str]:
    """Return how pages call each row: the student's key and name, or the submission's name if nobody is known."""
    return [
        (f"{row.student} ({row.name})" if row.name not in ("", row.student) else row.student) or name
        for row, name in zip(rows, display_names(rows), strict=True)
    ]


def folder_name(result: Record | SubmissionSummary) -> str:
    """Return the folder name for a submission's files: a safe form of its name, then its short digest.

    The safe form has at most 48 lower-case letters, digits, hyphens and underscores. Therefore no name leads outside of
    the folder, no two names differ only in case, and (because of the digest) none is reserved on Windows.
    """
    slug = re.sub(r"[^\w-]+", "-", _folded(result.submission))[:_NAME_IN_FOLDER].strip("-_")
    digest = result.digest if isinstance(result, SubmissionSummary) else record_digest(result)
    return f"{slug or 'submission'}-{digest[:DIGEST_SHOWN]}"


def _summarize_question(question: QuestionResult, score: FinalScore) -> QuestionSummary:
    points, held = score.questions[question.id], question.id in score.held
    return _question(question.id, question.points, points, question.status(), held, question.manual)


@lru_cache(maxsize=10_000)
def _question(id: str, points: float, score: float | None, status: Status, held: bool, manual: bool) -> QuestionSummary:
    """Return a summary; that of several submissions is the same object, because a class may have forty thousand."""
    return QuestionSummary(id, points, score, status, held, manual)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())


@dataclass(frozen=True, slots=True)
class StatusRun:
    """Hold the letters of consecutive questions with the same status."""

    status: str
    letters: str


@dataclass(frozen=True, slots=True)
class ClassRow:
    """Hold one row of the page, for one submission.

    Attributes:
        mistakes: The ideas of its known mistakes, separated by spaces.
    """

    name: str
    link: str
    score: float
    held: str
    runs: tuple[StatusRun, ...]
    mistakes: str
    needs_help: bool
    reason: Text | None

    @property
    def letters(self) -> str:
        """Letters of the questions, one each."""
        return "".join(run.letters for run in self.runs)


@dataclass(frozen=True, slots=True)
class Bin:
    """Hold the number of submissions with a score in a range."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ClassSummary:
    """Hold the content of the class page.

    Attributes:
        heading: Title of the assignment.
        mistakes: The known mistakes, merged by idea.
        help: The students who need help.
        places: Ids of the questions, in the order of the letters.
        statuses: The statuses that occur, by precedence.
        manual: Whether some question is graded by hand.
        waiting: Question -> number of students whose answer nobody has graded yet.
        untrusted: Number of records graded without some layer of the sandbox.
        lacking: Names of these layers.
    """

    assignment: str
    heading: Text
    statistics: ClassStatistics
    rows: tuple[ClassRow, ...]
    mistakes: tuple[ClassMistake, ...]
    help: tuple[NeedsHelp, ...]
    places: tuple[str, ...]
    statuses: tuple[Status, ...]
    manual: bool
    waiting: dict[str, int]
    untrusted: int
    lacking: tuple[str, ...]

    @property
    def held(self) -> list[ClassRow]:
        """Rows with withheld points."""
        return [row for row in self.rows if row.held]

    @property
    def bins(self) -> list[Bin]:
        """Counts of scores in ten ranges of equal width; the last range includes full marks."""
        worth = self.statistics.max_score or 1.0
        counts = [0] * BINS
        for score in self.statistics.scores:
            counts[min(BINS - 1, max(0, int(BINS * score / worth + 1e-9)))] += 1
        edges = [number(worth * place / BINS) for place in range(BINS + 1)]
        return [Bin(f"{edges[place]}–{edges[place + 1]}", count) for place, count in enumerate(counts)]

    @property
    def middle(self) -> tuple[float, float, float, float]:
        """Mean, first quartile, median and third quartile of the scores; zeros for an empty class."""
        scores = self.statistics.scores
        if not scores:
            return 0.0, 0.0, 0.0, 0.0
        low, _, high = quantiles(scores, n=4, method="inclusive") if len(scores) > 1 else (scores[0],) * 3
        return mean(scores), low, median(scores), high


@dataclass
class _Gathered:
    """Collect the page's data of each record while the statistics are computed."""

    assignment: str = ""
    heading: Text = NO_TEXT
    rows: list[SubmissionSummary] = field(default_factory=list)
    runs: list[tuple[StatusRun, ...]] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    places: tuple[str, ...] = ()
    found: set[Status] = field(default_factory=set)
    manual: bool = False
    waiting: Counter[str] = field(default_factory=Counter)
    mistakes: MistakeTally = field(default_factory=MistakeTally)
    untrusted: int = 0
    lacking: set[str] = field(default_factory=set)

    def passing(self, records: Iterable[Record | StudentRecord]) -> Iterator[Record]:
        """Yield the records and keep the page's data of each."""
        for one in records:
            record = one.record if isinstance(one, StudentRecord) else one
            if not self.rows:
                self.assignment = record.assignment
            self.heading = record.heading() if not self.heading.en or record.title.en else self.heading
            self._keep(summarize(one))
            if layers := record.isolation.get("untrusted"):
                self.untrusted += 1
                self.lacking.update(layers.split(", "))
            self.mistakes.add(record, one.score.adjusted if isinstance(one, StudentRecord) else ())
            yield record

    def _keep(self, row: SubmissionSummary) -> None:
        """Keep of a row what the page shows, without its questions; what many rows have alike is kept once."""
        ended = tuple(("manual", MANUAL) if one.manual else (one.status, LETTERS[one.status]) for one in row.questions)
        self.rows.append(replace(row, questions=()))
        self.runs.append(_runs(ended))
        self.held.append(sys.intern(", ".join(row.held())))
        if len(row.questions) > len(self.places):
            self.places = tuple(question.id for question in row.questions)
        self.found.update(question.status for question in row.questions if not question.manual)
        self.manual = self.manual or any(question.manual for question in row.questions)
        self.waiting.update(row.waiting())


@lru_cache(maxsize=1_000)
def _runs(ended: tuple[tuple[str, str], ...]) -> tuple[StatusRun, ...]:
    by_status = groupby(ended, key=itemgetter(0))
    return tuple(StatusRun(status, "".join(letter for _, letter in run)) for status, run in by_status)


def summarize_class(
    records: Iterable[Record | StudentRecord], link: Callable[[SubmissionSummary], str]
) -> ClassSummary:
    """Summarize a class in one pass over its records.

    Args:
        records: Records of one assignment.
        link: Returns the address of a submission's page, relative to the class page.
    """
    gathered = _Gathered()
    statistics = class_statistics(gathered.passing(records))
    summaries, names = gathered.rows, student_labels(gathered.rows)
    statistics = replace(
        statistics,
        scores=tuple(one.score for one in summaries),
        max_score=max((one.max_score for one in summaries), default=0.0),
    )
    help = gathered.mistakes.help(statistics.scores, statistics.max_score)
    helped = {one.row for one in help}
    rows = tuple(
        ClassRow(
            name=name,
            link=link(one),
            score=one.score,
            held=gathered.held[place],
            runs=gathered.runs[place],
            mistakes=sys.intern(" ".join(gathered.mistakes.ideas(place))),
            needs_help=place in helped,
            reason=one.reason,
        )
        for place, (one, name) in enumerate(zip(summaries, names, strict=True))
    )
    return ClassSummary(
        assignment=gathered.assignment,
        heading=gathered.heading,
        statistics=statistics,
        rows=rows,
        mistakes=gathered.mistakes.merged(),
        help=help,
        places=gathered.places,
        statuses=tuple(status for status in STATUSES if status in gathered.found),
        manual=gathered.manual,
        waiting=dict(gathered.waiting),
        untrusted=gathered.untrusted,
        lacking=tuple(sorted(gathered.lacking)),
    )
