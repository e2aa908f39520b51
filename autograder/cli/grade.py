"""`autograder grade`: discover submissions, grade those without a result, and write each result at once."""

import signal
import threading
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from autograder.cli.console import make_console
from autograder.cli.options import (
    INTERRUPTED,
    WITHHELD,
    AssignmentArgument,
    CourseOption,
    LangOption,
    find_course,
    open_gradebook,
)

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.gradebook import Gradebook
    from autograder.grading.grade import GradedSubmission
    from autograder.model.assignment import Assignment
    from autograder.model.results import Record
    from autograder.reports.class_summary import SubmissionSummary
    from autograder.submissions.refs import SubmissionRef

__all__ = ["EXAMPLE", "grade"]

EXAMPLE = "autograder grade a1_knn submissions.zip --out results"

CLASS_PAGE = "class.html"
SHOWN = 60
"""Maximum number of rows in the printed table; the files have all."""


def grade(
    assignment: AssignmentArgument,
    submissions: Annotated[list[Path], typer.Argument(metavar="SUBMISSION", help="Folders, zips, or an LMS export.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the results.")] = Path("results"),
    jobs: Annotated[
        int,
        typer.Option(
            "--jobs", metavar="N", min=0, help="Submissions to grade at once; 0: one per core.", show_default=False
        ),
    ] = 0,
    secret: Annotated[
        Path | None, typer.Option("--secret", metavar="FILE", help="Secret of the hidden tests; by default your own.")
    ] = None,
    form: Annotated[
        str,
        typer.Option("--format", metavar="LIST", help="More formats to write: junit, markdown.", show_default=False),
    ] = "",
    dask: Annotated[
        str | None, typer.Option("--dask", metavar="URL", help="Grade on the workers of this Dask scheduler.")
    ] = None,
    regrade: Annotated[
        bool, typer.Option("--regrade", help="Grade again despite existing results, which are kept.")
    ] = False,
    require_isolation: Annotated[
        bool, typer.Option("--require-isolation", help="Refuse to grade if a sandbox layer is missing.")
    ] = False,
    course: CourseOption = None,
    lang: LangOption = None,
) -> None:
    """Grade submissions: one, or a class."""
    from autograder.grading.secret import load_secret
    from autograder.i18n import choose_language, speaking
    from autograder.reports.results_folder import formats

    also = formats(form)
    folder = find_course(course).source(assignment).folder
    if require_isolation:
        from autograder.grading.grade import refuse_without_isolation

        refuse_without_isolation(folder)
    request = _Request(folder, submissions, out, jobs, dask, regrade, also)
    with speaking(choose_language(lang)):
        raise typer.Exit(_run(request, load_secret(secret), make_console()))


class _Request(NamedTuple):
    """Hold the options of one call.

    Attributes:
        folder: The assignment's source folder.
        paths: Submissions, folders of submissions, or LMS exports.
        out: Folder for the results.
        jobs: Number of submissions to grade at once; 0 for one per core.
        cluster: Address of a Dask scheduler; None to grade on this machine.
        regrade: Whether to grade submissions that have a result.
        also: Additional formats: `junit`, `markdown`.
    """

    folder: Path
    paths: Sequence[Path]
    out: Path
    jobs: int
    cluster: str | None
    regrade: bool
    also: frozenset[str]


class _Tally:
    """Accumulate the results of one call."""

    def __init__(self) -> None:
        self.rows: list[SubmissionSummary] = []
        self.students: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.last: Record | None = None
        self.failed = False

    def add(self, done: "GradedSubmission", row: "SubmissionSummary") -> None:
        self.rows.append(row)
        self.students.add(done.ref.student)
        self.counts["fresh" if done.fresh else "known"] += 1
        self.last = done.record
        self.failed = self.failed or done.record.failed()


def _run(request: _Request, secret: bytes, console: "Console") -> int:
    """Grade, write the results, print the table, and return the exit code.

    Raises:
        UsageError: An argument is wrong (raised before grading), or results cannot be written.
        GraderError: Internal error while grading.
    """
    from autograder.gradebook import FILE_NAME
    from autograder.i18n import _
    from autograder.model.assignment import load_assignment
    from autograder.reports.class_summary import summaries
    from autograder.reports.page import pages_can_be_made
    from autograder.reports.progress import with_progress
    from autograder.reports.results_folder import record_path, records_in, write_class_page, write_grades, write_result
    from autograder.submissions.discover import discover

    assignment = load_assignment(request.folder)
    tally = _Tally()
    handed_in = discover(request.paths, assignment).submissions
    with open_gradebook(request.out / FILE_NAME, create=True) as book, _interrupts() as stop:
        try:
            with closing(_records(request, secret, assignment, handed_in, book, stop)) as graded:
                for done in with_progress(graded, len(handed_in), console):
                    if done.fresh:
                        book.add(done.ref, done.record)
                    tally.add(done, write_result(done.record, request.out, request.also))
        except KeyboardInterrupt:
            left = len(handed_in) - len(tally.rows)
            console.print(
                _("Stopped: {done} graded, {left} left. Run the same command to continue.").format(
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
    if len(here) > 1 and pages_can_be_made():  # for one submission, charts are not worth a second of run time
        write_class_page(records_in(request.out, here), request.out / CLASS_PAGE)
    _show(tally, request.out, console)
    return WITHHELD if tally.failed else 0


def _name(row: "SubmissionSummary") -> str:
    return row.submission


def _records(
    request: _Request,
    secret: bytes,
    assignment: "Assignment",
    handed_in: "Sequence[SubmissionRef]",
    book: "Gradebook",
    stop: threading.Event,
) -> "Generator[GradedSubmission, None, None]":
    from autograder.grading.digests import digest_of_assignment
    from autograder.grading.executor import cores
    from autograder.grading.grade import grade_all, grade_on_cluster, nothing_known

    known = nothing_known if request.regrade else book.known(digest_of_assignment(request.folder))
    if request.cluster:
        return grade_on_cluster(request.folder, assignment, handed_in, secret, request.cluster, known, stop)
    jobs = request.jobs or len(cores())
    return grade_all(request.folder, assignment, handed_in, secret, jobs, known, stop=stop)


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Set an event at the first Ctrl-C, so that running gradings finish; the second one ends the process."""
    stop = threading.Event()

    def once(_signal: int, _frame: object) -> None:
        signal.signal(signal.SIGINT, before)
        stop.set()

    before = signal.signal(signal.SIGINT, once)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


def _show(tally: _Tally, out: Path, console: "Console") -> None:
    """Print the table of the class or of the one submission, and the paths of the results."""
    from autograder.i18n import _
    from autograder.reports.page import pages_can_be_made
    from autograder.reports.text import class_table, submission_table

    if tally.last is None:
        console.print(_("No submissions found."))
        return
    if tally.counts["known"]:
        text = _("{count} already had a result and were skipped; use --regrade to grade them again.")
        console.print(text.format(count=tally.counts["known"]))
    if len(tally.rows) == 1:
        console.print(submission_table(tally.last, instructor=True))
        if tally.last.timing:
            text = _("{wall:.2f} s, of which {overhead:.2f} s overhead (not student, oracle or reference code)")
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
        console.print(_("HTML reports were not written; install the package's extra `instructor`."))
    console.print(_("For instructors: {path}").format(path=out / "instructor"), soft_wrap=True)
    console.print(_("For students: {path}").format(path=out / "students"), soft_wrap=True)
