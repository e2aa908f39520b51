"""Where results go: one folder for instructors, one for students, and the grades of the class.

    DIR/instructor/<submission>/result.json
    DIR/students/<submission>/result.json, results.json, report.html
    DIR/grades.csv, class.html

and where a format is asked for besides

    DIR/students/<submission>/junit.xml, report.md
    DIR/class.md

A folder of `students/` holds only what that student may see. Every file appears whole or not at all.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import msgspec

from autograder.errors import UsageError
from autograder.files import write_atomically
from autograder.model.final_score import NOTHING_DECIDED, Adjustment
from autograder.model.results import Record, student_view
from autograder.reports.class_summary import SubmissionSummary, folder_name, summarize
from autograder.reports.csv import to_overview_csv
from autograder.reports.gradescope import to_gradescope
from autograder.reports.json import to_json
from autograder.reports.junit import to_junit
from autograder.reports.markdown import class_markdown, to_markdown
from autograder.reports.page import pages_can_be_made

__all__ = [
    "FORMATS",
    "formats",
    "read_record",
    "record_path",
    "records_in",
    "write_class_page",
    "write_grades",
    "write_result",
    "write_results",
    "write_student_page",
]


FORMATS = ("junit", "markdown")
"""What is written only where it is asked for: what CI services read."""


def formats(named: str) -> frozenset[str]:
    """The formats in a list with commas.

    Raises:
        UsageError: One is unknown.
    """
    found = frozenset(filter(None, (name.strip() for name in named.split(","))))
    if unknown := sorted(found - set(FORMATS)):
        raise UsageError(f"--format {', '.join(unknown)}: there are {', '.join(FORMATS)}")
    return found


def write_result(record: Record, out: Path, also: Collection[str] = ()) -> SubmissionSummary:
    """Write the files of one submission, as soon as it is graded.

    Args:
        record: Its result.
        out: The folder for the whole class; made if it is not there.
        also: Which of `FORMATS` to write besides.

    Returns:
        What the tables of the class need of it.
    """
    name = folder_name(record)
    write_atomically(record_path(record, out), to_json(record))
    write_atomically(out / "students" / name / "result.json", to_json(student_view(record)))
    write_atomically(out / "students" / name / "results.json", to_gradescope(record))
    if "junit" in also:
        write_atomically(out / "students" / name / "junit.xml", to_junit(record))
    if "markdown" in also:
        write_atomically(out / "students" / name / "report.md", to_markdown(record))
    if pages_can_be_made():
        write_student_page(record, out)
    return summarize(record)


def write_student_page(record: Record, out: Path, decided: Mapping[str, Adjustment] = NOTHING_DECIDED) -> None:
    """Write `report.html` of one submission, with what people decided about its questions."""
    from autograder.reports.html import student_page

    write_atomically(out / _page(record), student_page(record, decided))


def write_class_page(records: Iterable[Record], path: Path) -> None:
    """Write the page of a class to `path`, in the folder with its results; records are taken one at a time."""
    from autograder.reports.html import class_page

    write_atomically(path, class_page(records, lambda row: quote(_page(row).as_posix())))


def _page(result: Record | SubmissionSummary) -> Path:
    return Path("students") / folder_name(result) / "report.html"


def records_in(out: Path, rows: Iterable[SubmissionSummary]) -> Iterator[Record]:
    """The records of these submissions, read from where `write_result` put them, one at a time."""
    return (read_record(record_path(row, out)) for row in rows)


def record_path(result: Record | SubmissionSummary, out: Path) -> Path:
    """Where the record of a submission lies."""
    return out / "instructor" / folder_name(result) / "result.json"


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


def write_grades(results: Collection[Record | SubmissionSummary], out: Path, also: Collection[str] = ()) -> Path:
    """Write `grades.csv`; cells of points that are held for review stay empty. Returns its path."""
    path = out / "grades.csv"
    if "markdown" in also:
        write_atomically(out / "class.md", class_markdown(results))
    write_atomically(path, to_overview_csv(results))
    return path


def write_results(records: Iterable[Record], out: Path, also: Collection[str] = ()) -> list[SubmissionSummary]:
    """Write the files of every submission, then the grades; of each record only its summary is kept."""
    rows = [write_result(record, out, also) for record in records]
    write_grades(rows, out, also)
    return rows
