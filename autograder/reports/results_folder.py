"""Write the results folder: a part for instructors, a part for students, and the grades of the class.

    DIR/instructor/<submission>/result.json
    DIR/students/<submission>/result.json, results.json, report.html
    DIR/grades.csv, class.html

and, for each additional format that was requested,

    DIR/students/<submission>/junit.xml, report.md
    DIR/class.md

A folder in `students/` contains only what that student may see. Each file is written completely or not at all.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import msgspec

from autograder.errors import UsageError
from autograder.files import write_atomically
from autograder.model.final_score import NO_ADJUSTMENTS, Adjustment
from autograder.model.results import Record, student_view
from autograder.reports.class_summary import SubmissionSummary, folder_name, summarize
from autograder.reports.csv import to_overview_csv
from autograder.reports.gradescope import to_gradescope
from autograder.reports.junit import to_junit
from autograder.reports.markdown import class_markdown, to_markdown
from autograder.reports.page import pages_can_be_made

__all__ = [
    "FORMATS",
    "formats",
    "read_record",
    "record_path",
    "records_in",
    "to_json",
    "write_class_page",
    "write_grades",
    "write_result",
    "write_student_page",
]

FORMATS = ("junit", "markdown")
"""Formats for CI services, written only if requested."""


def formats(named: str) -> frozenset[str]:
    """Parse a comma-separated list of formats.

    Args:
        named: The list.

    Raises:
        UsageError: A format is unknown.
    """
    found = frozenset(filter(None, (name.strip() for name in named.split(","))))
    if unknown := sorted(found - set(FORMATS)):
        raise UsageError(f"--format {', '.join(unknown)}: use {', '.join(FORMATS)}")
    return found


def write_result(record: Record, out: Path, also: Collection[str] = ()) -> SubmissionSummary:
    """Write the files of one submission.

    Args:
        record: The result of the submission.
        out: The folder for the whole class; created if it does not exist.
        also: Additional formats to write, out of `FORMATS`.

    Returns:
        The summary of the record, for the tables of the class.

    Raises:
        UsageError: A file cannot be written.
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


def write_student_page(record: Record, out: Path, adjustments: Mapping[str, Adjustment] = NO_ADJUSTMENTS) -> None:
    """Write `report.html` of one submission, including points given by hand.

    Args:
        record: The result of the submission.
        out: The folder for the whole class.
        adjustments: Question -> points given by hand.

    Raises:
        UsageError: The file cannot be written.
    """
    from autograder.reports.html import student_page

    write_atomically(out / _page(record), student_page(record, adjustments))


def write_class_page(records: Iterable[Record], path: Path) -> None:
    """Write the page of a class.

    Args:
        records: Records of one assignment; read once, one at a time.
        path: File to write; in the results folder, so that links to students' pages work.

    Raises:
        UsageError: The file cannot be written.
    """
    from autograder.reports.html import class_page

    write_atomically(path, class_page(records, lambda row: quote(_page(row).as_posix())))


def _page(result: Record | SubmissionSummary) -> Path:
    return Path("students") / folder_name(result) / "report.html"


def records_in(out: Path, rows: Iterable[SubmissionSummary]) -> Iterator[Record]:
    """Read the records of submissions one at a time.

    Args:
        out: The folder for the whole class.
        rows: The submissions.
    """
    return (read_record(record_path(row, out)) for row in rows)


def record_path(result: Record | SubmissionSummary, out: Path) -> Path:
    """Return the path of a submission's record."""
    return out / "instructor" / folder_name(result) / "result.json"


def to_json(record: Record) -> bytes:
    """Encode a record as indented UTF-8 JSON, with fields in the record's order and mappings sorted by key.

    Equal records give equal bytes.
    """
    return msgspec.json.format(msgspec.json.encode(record, order="deterministic"), indent=2) + b"\n"


def read_record(path: Path) -> Record:
    """Read a record.

    Raises:
        UsageError: The file cannot be read, or is not a record of this version.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Record)
    except OSError as error:
        raise UsageError(f"{path}: cannot read the record ({error.strerror}); grade again") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not a record of this version ({error}); grade again") from None


def write_grades(results: Collection[Record | SubmissionSummary], out: Path, also: Collection[str] = ()) -> Path:
    """Write `grades.csv`, in which cells of withheld points stay empty.

    Args:
        results: Records of the whole class, or their summaries.
        out: The folder for the whole class.
        also: Additional formats to write, out of `FORMATS`: `markdown` adds `class.md`.

    Returns:
        The path of `grades.csv`.

    Raises:
        UsageError: A file cannot be written.
    """
    path = out / "grades.csv"
    if "markdown" in also:
        write_atomically(out / "class.md", class_markdown(results))
    write_atomically(path, to_overview_csv(results))
    return path
