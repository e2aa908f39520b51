"""`autograder report`: write the pages again, from the records that are there and what people decided since."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from rich.console import Console

from autograder.errors import UsageError
from autograder.gradebook import FILE_NAME, Gradebook
from autograder.i18n import _
from autograder.model.results import Record
from autograder.reports.page import pages_can_be_made
from autograder.reports.results_folder import read_record, write_class_page, write_student_page

__all__ = ["report"]


def report(out: Path, console: Console) -> None:
    """Write `report.html` for each record in `out`, and `class.html` for all of an assignment.

    Raises:
        UsageError: There is no record, one cannot be read, or what makes pages is not installed.
    """
    if not pages_can_be_made():
        raise UsageError("HTML needs Jinja2, Altair and vl-convert-python; install the package's extra `instructor`")
    found = _by_assignment(out)
    for assignment, places in found.items():
        page = out / ("class.html" if len(found) == 1 else f"class-{assignment}.html")
        with _book(out) as book:
            write_class_page(_with_pages(places, out, book), page)
        console.print(_("The class: {path}").format(path=page), soft_wrap=True)
    console.print(_("For students: {path}").format(path=out / "students"), soft_wrap=True)


def _by_assignment(out: Path) -> dict[str, list[Path]]:
    """Assignment -> where its records are."""
    found: dict[str, list[Path]] = {}
    for path in sorted(out.glob("instructor/*/result.json")):
        found.setdefault(read_record(path).assignment, []).append(path)
    if not found:
        raise UsageError(f"{out}: there are no results in it; `autograder grade` makes them, or name another folder")
    return found


def _book(out: Path) -> AbstractContextManager[Gradebook | None]:
    """The gradebook, where people's decisions are; None if there is none."""
    return Gradebook(out / FILE_NAME) if (out / FILE_NAME).is_file() else nullcontext()


def _with_pages(places: Sequence[Path], out: Path, book: Gradebook | None) -> Iterator[Record]:
    """Each record, once its student's page is written."""
    for place in places:
        record = read_record(place)
        student = book.student_of(record) if book else None
        write_student_page(record, out, book.adjustments(record.assignment, student) if book and student else {})
        yield record
