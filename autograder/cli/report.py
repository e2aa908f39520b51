"""`autograder report`: rewrite all reports from the records and the adjustments in the gradebook."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.cli.console import make_console
from autograder.cli.options import LangOption, ResultsOption, open_gradebook
from autograder.errors import UsageError

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.gradebook import Gradebook
    from autograder.reports.class_summary import ClassSummary
    from autograder.reports.student_record import StudentRecord

__all__ = ["EXAMPLE", "report", "write_pages"]

EXAMPLE = "autograder report --results results --compare ../2026/results"


def report(
    context: typer.Context,
    results: ResultsOption = Path("results"),
    compare: Annotated[
        Path | None,
        typer.Option("--compare", metavar="OTHER", help="Results of an earlier class, which the class page compares."),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Rewrite all reports, with points that you gave by hand.

    The comparison stays on the class page until it is written again.
    """
    from autograder.i18n import _, choose_language, speaking

    with speaking(choose_language(lang)):
        if context.args:
            text = _("report takes no argument such as {argument}; name the results folder with --results")
            raise UsageError(text.format(argument=context.args[0]))
        write_pages(results, make_console(), compare)


def write_pages(results: Path, console: "Console", compare: Path | None = None) -> None:
    """Write `report.html` for each record in `results`, and one class page per assignment.

    Args:
        results: Folder with the results.
        console: Console to print the paths to.
        compare: Results of an earlier class, for the class pages.

    Raises:
        UsageError: There is no record, a record cannot be read, the earlier class has no result, or the extra
            `instructor` is not installed.
    """
    from autograder.i18n import _
    from autograder.reports.page import pages_can_be_made
    from autograder.reports.results_folder import write_class_page
    from autograder.review.class_files import hand_ins
    from autograder.review.written_state import forget_state

    if not pages_can_be_made():
        raise UsageError("HTML reports need more packages; install the package's extra `instructor`")
    files = _by_assignment(results)
    with _book(results) as book:
        named = sorted({*files, *(book.assignments() if book else ())})
        if not named:
            text = _("{results}: no results; run `autograder grade` first, or name another folder with --results")
            raise UsageError(text.format(results=results))
        forget_state(results)
        for assignment in named:
            page = results / ("class.html" if len(named) == 1 else f"class-{assignment}.html")
            records = _with_pages(book, assignment, files.get(assignment, ()), results)
            before = _earlier(compare, assignment) if compare else None
            write_class_page(records, page, hand_ins(book, assignment) if book else (), before)
            console.print(_("The class: {path}").format(path=page), soft_wrap=True)
    console.print(_("For students: {path}").format(path=results / "students"), soft_wrap=True)


def _earlier(place: Path, assignment: str) -> "ClassSummary":
    """Summarize an earlier class, without converting its gradebook.

    Raises:
        UsageError: It has no result of the assignment.
    """
    from autograder.gradebook import FILE_NAME
    from autograder.i18n import _
    from autograder.reports.class_summary import summarize_class

    with open_gradebook(place if place.is_file() else place / FILE_NAME, unchanged=True) as book:
        found = summarize_class((entry.record for entry in book.latest(assignment)), lambda _row: "")
    if not found.rows:
        text = _("--compare {place}: no results of {assignment}; name the results folder of an earlier class")
        raise UsageError(text.format(place=place, assignment=assignment))
    return found


def _by_assignment(results: Path) -> dict[str, list[Path]]:
    """Return the paths of the records per assignment."""
    from autograder.reports.results_folder import read_record

    found: dict[str, list[Path]] = {}
    for path in sorted(results.glob("instructor/*/result.json")):
        found.setdefault(read_record(path).assignment, []).append(path)
    return found


def _book(results: Path) -> "AbstractContextManager[Gradebook | None]":
    """Open the gradebook, which has the adjustments; yield None if there is none."""
    from autograder.gradebook import FILE_NAME

    return open_gradebook(results / FILE_NAME) if (results / FILE_NAME).is_file() else nullcontext()


def _with_pages(
    book: "Gradebook | None", assignment: str, places: Sequence[Path], results: Path
) -> "Iterator[StudentRecord]":
    """Write every student's page; yield what counts: the gradebook's results, then records that it does not have."""
    from autograder.reports.results_folder import read_record, record_path, write_student_page
    from autograder.reports.student_record import StudentRecord
    from autograder.review.class_files import StudentRecords

    known = set()
    students = StudentRecords(book, assignment) if book else None
    for entry in book.entries(assignment) if book else ():
        assert students is not None
        known.add(record_path(entry.record, results))
        one = students.of_entry(entry)
        write_student_page(one, results)
        if entry.standing.counts:
            yield one
    for place in places:
        if place not in known:
            one = StudentRecord(read_record(place))
            write_student_page(one, results)
            yield one
