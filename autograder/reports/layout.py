"""Where results go: one folder for instructors, one for students, and the grades of the class.

    DIR/instructor/<submission>/result.json
    DIR/students/<submission>/result.json, results.json, report.html
    DIR/grades.csv, class.html

A folder of `students/` holds only what that student may see. Every file appears whole or not at all.
"""

import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

import msgspec

from autograder.errors import UsageError
from autograder.model.results import Record, student_view
from autograder.reports.csv import to_overview_csv
from autograder.reports.gradescope import to_gradescope
from autograder.reports.json import to_json
from autograder.reports.page import pages_can_be_made
from autograder.reports.summary import Summary, folder_name, summarise

__all__ = [
    "read_record",
    "records_in",
    "write_atomically",
    "write_class_page",
    "write_grades",
    "write_result",
    "write_results",
    "write_student_page",
]


def write_result(record: Record, out: Path) -> Summary:
    """Write the files of one submission, as soon as it is graded.

    Args:
        record: Its result.
        out: The folder for the whole class; made if it is not there.

    Returns:
        What the tables of the class need of it.
    """
    name = folder_name(record)
    write_atomically(out / "instructor" / name / "result.json", to_json(record))
    write_atomically(out / "students" / name / "result.json", to_json(student_view(record)))
    write_atomically(out / "students" / name / "results.json", to_gradescope(record))
    if pages_can_be_made():
        write_student_page(record, out)
    return summarise(record)


def write_student_page(record: Record, out: Path) -> None:
    """Write `report.html` of one submission."""
    from autograder.reports.html import student_page

    write_atomically(out / _page(record), student_page(record))


def write_class_page(records: Iterable[Record], path: Path) -> None:
    """Write the page of a class to `path`, in the folder with its results; records are taken one at a time."""
    from autograder.reports.html import class_page

    write_atomically(path, class_page(records, lambda row: quote(_page(row).as_posix())))


def _page(result: Record | Summary) -> Path:
    return Path("students") / folder_name(result) / "report.html"


def records_in(out: Path, rows: Iterable[Summary]) -> Iterator[Record]:
    """The records of these submissions, read from where `write_result` put them, one at a time."""
    return (read_record(out / "instructor" / folder_name(row) / "result.json") for row in rows)


def read_record(path: Path) -> Record:
    """A record that was written before.

    Raises:
        UsageError: It is gone, or no record of this version.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Record)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); grade again") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: no record of this version ({error}); grade again") from None


def write_grades(results: Iterable[Record | Summary], out: Path) -> Path:
    """Write `grades.csv`; cells of points that are held for review stay empty. Returns its path."""
    path = out / "grades.csv"
    write_atomically(path, to_overview_csv(results))
    return path


def write_results(records: Iterable[Record], out: Path) -> list[Summary]:
    """Write the files of every submission, then the grades; of each record only its summary is kept."""
    rows = [write_result(record, out) for record in records]
    write_grades(rows, out)
    return rows


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` at `path` so that a reader finds the old file or the new one, never a part.

    Raises:
        UsageError: The place cannot be written to.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); choose another place") from None
