"""`autograder grade`: discover submissions, grade those without a result, and write each result at once."""

import signal
import threading
from collections.abc import Generator, Iterator
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
from autograder.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.cli.collecting.collect import CollectOptions, Intake
    from autograder.cli.collecting.daily import DailyLimit
    from autograder.cli.collecting.tally import Tally
    from autograder.cli.collecting.unchanged import LastCommand
    from autograder.gradebook import Gradebook
    from autograder.grading.grade import GradedSubmission
    from autograder.model.assignment import Assignment
    from autograder.review.written_state import WrittenState

__all__ = ["EXAMPLE", "grade"]

EXAMPLE = "autograder grade a1_knn submissions.zip --out results"

ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""The signals that stop grading; Windows has no SIGHUP."""

MOST_HOURS = 10_000


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
        typer.Option(
            "--format", metavar="LIST", help="More formats to write: gradescope, junit, markdown.", show_default=False
        ),
    ] = "",
    dask: Annotated[
        str | None, typer.Option("--dask", metavar="URL", help="Grade on the workers of this Dask scheduler.")
    ] = None,
    insecure_cluster: Annotated[
        bool, typer.Option("--insecure-cluster", help="Send hidden tests to other machines without TLS.")
    ] = False,
    platform: Annotated[
        str | None,
        typer.Option("--from", metavar="PLATFORM", help="Platform of the download; by default recognized."),
    ] = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", metavar="FILE", help="Students of the class; remembered.")
    ] = None,
    times: Annotated[
        Path | None, typer.Option("--times", metavar="FILE", help="CSV with student,time: when it was handed in.")
    ] = None,
    students: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="CSV with entry,student: whose it is; remembered.")
    ] = None,
    accept_names: Annotated[
        bool, typer.Option("--accept-names", help="Take files with nearly right names, and say so.")
    ] = False,
    late_counts_as: Annotated[
        float | None,
        typer.Option("--late-counts-as", metavar="H", min=0, help="Hours that 'late' without a time counts as."),
    ] = None,
    daily: Annotated[
        int,
        typer.Option(
            "--daily",
            metavar="N",
            min=0,
            help="With results shown early: gradings a day.",
            show_default=False,
        ),
    ] = 0,
    regrade: Annotated[bool, typer.Option("--regrade", help="Grade again what has a result, which is kept.")] = False,
    require_isolation: Annotated[
        bool, typer.Option("--require-isolation", help="Refuse to grade if a sandbox layer is missing.")
    ] = False,
    course: CourseOption = None,
    lang: LangOption = None,
) -> None:
    """Grade submissions: one, or a class."""
    from autograder.cli.collecting.collect import CollectOptions
    from autograder.grading.secret import load_secret
    from autograder.i18n import choose_language, speaking
    from autograder.reports.results_folder import formats

    if late_counts_as is not None and not late_counts_as < MOST_HOURS:
        raise UsageError(f"--late-counts-as {late_counts_as}: give less than {MOST_HOURS:,} hours")
    also = formats(form)
    folder = find_course(course).source(assignment).folder
    if require_isolation:
        from autograder.grading.grade import refuse_without_isolation

        refuse_without_isolation(folder)
    collecting = CollectOptions(submissions, platform, roster, times, students, late_counts_as)
    request = _Request(folder, collecting, out, jobs, dask, insecure_cluster, regrade, also, accept_names, daily)
    with speaking(choose_language(lang)):
        raise typer.Exit(_run(request, load_secret(secret), make_console()))


class _Request(NamedTuple):
    """Hold the options of one call.

    Attributes:
        folder: The assignment's source folder.
        collecting: What to grade, and who handed it in when.
        out: Folder for the results.
        jobs: Number of submissions to grade at once; 0 for one per core.
        cluster: Address of a Dask scheduler; None to grade on this machine.
        insecure: Whether the cluster may be elsewhere without TLS.
        regrade: Whether to grade submissions that have a result.
        also: Additional formats: `gradescope`, `junit`, `markdown`.
        accept_names: Whether to take files with nearly right names.
        daily: How often a student is graded in 24 hours, if results are shown before the deadline; 0 if they are not.
    """

    folder: Path
    collecting: "CollectOptions"
    out: Path
    jobs: int
    cluster: str | None
    insecure: bool
    regrade: bool
    also: frozenset[str]
    accept_names: bool
    daily: int = 0


def _run(request: _Request, secret: bytes, console: "Console") -> int:
    """Collect, grade, write the results, print the tables, and return the exit code.

    Raises:
        UsageError: An argument is wrong (raised before anything is written), or results cannot be written.
        GraderError: Internal error while grading.
    """
    from autograder.cli.collecting.accounts import show_accounts, show_collected
    from autograder.cli.collecting.collect import collect, remember
    from autograder.cli.collecting.tally import Tally, show_tally
    from autograder.cli.collecting.unchanged import LastCommand
    from autograder.gradebook import FILE_NAME
    from autograder.grading.digests import digest_of_assignment
    from autograder.model.assignment import load_assignment
    from autograder.review.class_files import CLASS_PAGE, hand_ins, write_class_files
    from autograder.review.written_state import WrittenState

    assignment = load_assignment(request.folder)
    deciding = (
        assignment,
        digest_of_assignment(request.folder),
        sorted(request.also),
        request.accept_names,
        request.daily,
    )
    last = LastCommand(assignment.id, request.out, request.collecting, deciding)
    if _nothing_to_do(request, assignment, last, console):
        return 0
    intake = collect(request.collecting, assignment, request.out)
    tally = Tally()
    with open_gradebook(request.out / FILE_NAME, create=True) as book:
        written = WrittenState(book, assignment.id, request.out, request.also)
        before = hand_ins(book, assignment.id)
        unknown = remember(intake, assignment.id, book)
        book.remember_rules(assignment)
        written.registered()
        show_collected(book, assignment, request.out, intake.notes, unknown, console)
        certain = not (unknown or intake.notes)
        _say_if_anew(request, assignment, book, console)
        with _interrupts() as stop:
            try:
                stopped = _grade_all(request, secret, assignment, intake, book, tally, written, console, stop)
            finally:
                del intake  # its references take as much memory as the tables that are written now
                if written.nothing_changed():
                    rows = hand_ins(book, assignment.id, assignment)
                else:
                    rows = write_class_files(
                        book,
                        assignment.id,
                        request.out,
                        page=request.out / CLASS_PAGE,
                        rules=assignment,
                        also=request.also,
                        wanted=lambda count: count > 1,  # for one submission, charts are not worth a second of run time
                    )
        if not stopped:
            written.save()
        if certain and not (stopped or tally.failed) and tally.count() > 1:
            last.save(book)
    if stopped:
        return INTERRUPTED
    show_tally(tally, request.out, console)
    show_accounts(before, rows, request.out, console)
    return WITHHELD if tally.failed else 0


def _nothing_to_do(request: _Request, assignment: "Assignment", last: "LastCommand", console: "Console") -> bool:
    """Print what the last command has graded, if it was given the same and nothing has changed; return whether so."""
    from autograder.cli.collecting.accounts import show_accounts, show_collected
    from autograder.cli.collecting.tally import SHOWN, Tally, show_tally
    from autograder.cli.collecting.unchanged import known_rows
    from autograder.gradebook import FILE_NAME

    if request.regrade or request.daily or not (request.out / FILE_NAME).is_file():
        return False
    tally = Tally()
    with open_gradebook(request.out / FILE_NAME) as book:
        if not last.was_the_same(book):
            return False
        rows = show_collected(book, assignment, request.out, (), (), console)
        _say_if_anew(request, assignment, book, console)
        tally.counts["known"], tally.rows = known_rows(book, assignment.id, SHOWN)
    show_tally(tally, request.out, console)
    show_accounts(rows, rows, request.out, console)
    return True


def _say_if_anew(request: _Request, assignment: "Assignment", book: "Gradebook", console: "Console") -> None:
    """Say how many results are of another version of the assignment, because they are graded anew."""
    from autograder.grading.digests import digest_of_assignment
    from autograder.i18n import _

    now = digest_of_assignment(request.folder)
    standings = book.standings(assignment.id)
    count = sum(one.digests[0] != now for one in standings if one.person and one.has_result)
    if count and not request.regrade:
        text = _(
            "{count} results are of another version of the assignment, and what is handed in here is graded anew. To "
            "keep the old points, stop and see `A new version, in the middle of a course` in docs/instructors.md."
        )
        console.print(text.format(count=count))


def _grade_all(
    request: _Request,
    secret: bytes,
    assignment: "Assignment",
    intake: "Intake",
    book: "Gradebook",
    tally: "Tally",
    written: "WrittenState",
    console: "Console",
    stop: threading.Event,
) -> bool:
    """Grade, and write each result at once; return whether a signal stopped it."""
    from autograder.cli.collecting.daily import DailyLimit
    from autograder.i18n import _
    from autograder.reports.progress import with_progress
    from autograder.reports.results_folder import summarize_result, write_result
    from autograder.review.class_files import StudentRecords

    students = StudentRecords(book, assignment.id)
    early = DailyLimit(book, assignment.id, request.daily) if request.daily else None
    count = sum(one.status == "unusable" and bool(one.people) for one in intake.others) + len(intake.submissions)
    try:
        with closing(_records(request, secret, assignment, intake, book, stop, early)) as graded:
            for done in with_progress(graded, count, console):
                if written.may_hold(done):
                    views = students.of_submission(done.ref, done.record)
                    if written.exists(done.record, views):
                        tally.add(done, summarize_result(done.record, views))
                        continue
                store = book.add if done.fresh else book.keep
                store(done.ref, done.record, done.unusable, done.written, done.files)
                views = students.of_submission(done.ref, done.record)
                tally.add(done, write_result(done.record, request.out, request.also, views))
    except KeyboardInterrupt:
        text = _("Stopped: {done} graded, {left} left. Run the same command to continue.")
        console.print(text.format(done=tally.count(), left=count - tally.count()))
        return True
    if early and early.waiting:
        text = _("{count} wait: their students were graded {daily} times in the last 24 hours. Run this again later.")
        console.print(text.format(count=len(early.waiting), daily=request.daily))
    return False


def _records(
    request: _Request,
    secret: bytes,
    assignment: "Assignment",
    intake: "Intake",
    book: "Gradebook",
    stop: threading.Event,
    early: "DailyLimit | None",
) -> "Generator[GradedSubmission, None, None]":
    from autograder.grading.digests import digest_of_assignment
    from autograder.grading.executor import cores
    from autograder.grading.grade import grade_all, grade_on_cluster, nothing_known, refuse_unusable

    anew = request.regrade or not any(one.has_result for one in book.standings(assignment.id))
    known = nothing_known if anew else book.known(digest_of_assignment(request.folder))
    yield from refuse_unusable(request.folder, assignment, intake.others, secret, known)
    submissions, names, insecure = intake.submissions, request.accept_names, request.insecure
    if request.cluster:
        batch = grade_on_cluster(
            request.folder, assignment, submissions, secret, request.cluster, known, stop, names, insecure, early
        )
    else:
        jobs = request.jobs or len(cores())
        batch = grade_all(
            request.folder, assignment, submissions, secret, jobs, known, stop=stop, accept_names=names, early=early
        )
    with closing(batch):
        yield from batch


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Set an event at the first Ctrl-C, SIGTERM or SIGHUP, so that results are written; the second ends the process."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in ENDING}

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    def once(_signal: int, _frame: object) -> None:
        restore()
        stop.set()

    for number, handler in before.items():
        if handler != signal.SIG_IGN:  # as under nohup
            signal.signal(number, once)
    try:
        yield stop
    finally:
        restore()
