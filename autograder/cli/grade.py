"""`autograder grade`: find what was handed in, grade what has no result yet, and write everything down as it comes."""

import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from autograder.gradebook import FILE_NAME, Gradebook
from autograder.grading.digests import digest_of_assignment
from autograder.grading.executor import cores
from autograder.grading.grade import GradedSubmission, grade_all, grade_on_cluster, nothing_known
from autograder.i18n import _
from autograder.model.assignment import Assignment, load_assignment
from autograder.model.results import Record
from autograder.reports.class_summary import SubmissionSummary, summaries
from autograder.reports.page import pages_can_be_made
from autograder.reports.progress import with_progress
from autograder.reports.results_folder import record_path, records_in, write_class_page, write_grades, write_result
from autograder.reports.text import class_table, submission_table
from autograder.submissions.discover import SubmissionRef, discover

__all__ = ["HELD", "INTERRUPTED", "Request", "grade"]

HELD = 3
INTERRUPTED = 130
CLASS_PAGE = "class.html"
SHOWN = 60
"""Rows of the table at the end; a larger class is read in the files."""


@dataclass(frozen=True)
class Request:
    """What the caller asked for.

    Attributes:
        folder: The assignment's source folder.
        paths: Submissions, folders of them, exports.
        out: Where results go.
        jobs: How many at once; 0 for as many as cores.
        cluster: Address of a Dask scheduler, or None for this machine.
        regrade: Whether to grade again what has a result.
        also: Formats to write besides; see `autograder.reports.results_folder`.
    """

    folder: Path
    paths: Sequence[Path]
    out: Path
    secret: bytes = field(repr=False)
    jobs: int = 0
    cluster: str | None = None
    regrade: bool = False
    also: frozenset[str] = frozenset()


@dataclass
class _Tally:
    """What has happened so far."""

    rows: list[SubmissionSummary] = field(default_factory=list)
    students: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    last: Record | None = None
    failed: bool = False

    def add(self, done: GradedSubmission, row: SubmissionSummary) -> None:
        self.rows.append(row)
        self.students.add(done.ref.student)
        self.counts["fresh" if done.fresh else "known"] += 1
        self.last = done.record
        self.failed = self.failed or done.record.failed()


def grade(request: Request, console: Console) -> int:
    """Grade, write results, show the table, and return the exit code.

    Raises:
        UsageError: The caller's mistake; before anything is graded, unless the place for results fills up.
        GraderError: Grading itself failed.
    """
    assignment = load_assignment(request.folder)
    tally = _Tally()
    with tempfile.TemporaryDirectory(prefix="autograder-") as scratch:
        handed_in = discover(request.paths, assignment, Path(scratch))
        with Gradebook(request.out / FILE_NAME, create=True) as book, _interrupts() as stop:
            try:
                with closing(_records(request, assignment, handed_in, book, stop)) as graded:
                    for done in with_progress(graded, len(handed_in), console):
                        if done.fresh:
                            book.add(done.ref, done.record)
                        tally.add(done, write_result(done.record, request.out, request.also))
            except KeyboardInterrupt:
                left = len(handed_in) - len(tally.rows)
                console.print(
                    _("Stopped. {done} have results, {left} have none yet; run the same command to go on.").format(
                        done=len(tally.rows), left=left
                    )
                )
                return INTERRUPTED
            finally:
                tally.rows.sort(key=_name)
                before = book.others(assignment.id, tally.students)
                everybody = sorted([*tally.rows, *summaries(entry.record for entry in before)], key=_name)
                write_grades(everybody, request.out, request.also)
    here = [row for row in everybody if record_path(row, request.out).is_file()]
    if len(here) > 1 and pages_can_be_made():  # one submission is no class, and its charts would cost a second
        write_class_page(records_in(request.out, here), request.out / CLASS_PAGE)
    _show(tally, request.out, console)
    return HELD if tally.failed else 0


def _name(row: SubmissionSummary) -> str:
    return row.submission


def _records(
    request: Request, assignment: Assignment, handed_in: Sequence[SubmissionRef], book: Gradebook, stop: threading.Event
) -> Generator[GradedSubmission, None, None]:
    known = nothing_known if request.regrade else book.known(digest_of_assignment(request.folder))
    if request.cluster:
        return grade_on_cluster(request.folder, assignment, handed_in, request.secret, request.cluster, known, stop)
    jobs = request.jobs or len(cores())
    return grade_all(request.folder, assignment, handed_in, request.secret, jobs, known, stop=stop)


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Set an event at the first Ctrl-C, so that nothing is half done; a second one ends the process as usual."""
    stop = threading.Event()

    def once(_signal: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        stop.set()

    before = signal.signal(signal.SIGINT, once)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _show(tally: _Tally, out: Path, console: Console) -> None:
    """The table of the class (or of the one submission), and where everything lies."""
    if tally.last is None:
        console.print(_("There is no submission in it."))
        return
    if tally.counts["known"]:
        text = _("{count} had a result already and were not graded again; --regrade does.")
        console.print(text.format(count=tally.counts["known"]))
    if len(tally.rows) == 1:
        console.print(submission_table(tally.last, instructor=True))
        if tally.last.timing:
            text = _("{wall:.2f} s, of which {overhead:.2f} s beyond the computing of student, oracle and reference")
            console.print(text.format(wall=tally.last.timing.wall, overhead=tally.last.timing.overhead()))
    else:
        console.print(class_table(tally.rows[:SHOWN]))
        if len(tally.rows) > SHOWN:
            console.print(_("… and {count} more, in the files:").format(count=len(tally.rows) - SHOWN))
    console.print(_("Grades: {path}").format(path=out / "grades.csv"), soft_wrap=True)
    if pages_can_be_made():
        if (out / CLASS_PAGE).is_file():
            console.print(_("The class: {path}").format(path=out / CLASS_PAGE), soft_wrap=True)
    else:
        console.print(_("No report.html and no class.html: they need the package's extra `instructor`."))
    console.print(_("For instructors: {path}").format(path=out / "instructor"), soft_wrap=True)
    console.print(_("For students: {path}").format(path=out / "students"), soft_wrap=True)
