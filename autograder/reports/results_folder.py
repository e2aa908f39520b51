"""Write the results folder: a part for instructors, a part for students, and the grades of the class.

    DIR/instructor/<submission>/result.json
    DIR/students/<submission>/result.json, report.html
    DIR/students/<submission>/superseded.txt, if another submission of the student counts
    DIR/submissions.csv, grades.csv, class.html

and, for each additional format that was requested,

    DIR/students/<submission>/results.json, junit.xml, report.md
    DIR/class.md

A folder in `students/` contains only what that student may see. Each file is written completely or not at all.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import msgspec

from autograder.errors import UsageError
from autograder.files import write_atomically
from autograder.i18n import _
from autograder.model.results import Record, student_view
from autograder.reports.class_summary import ClassSummary, SubmissionSummary, folder_name, summarize
from autograder.reports.csv import to_overview_csv
from autograder.reports.gradescope import to_gradescope
from autograder.reports.hand_ins import HandIn, hand_ins_csv
from autograder.reports.junit import to_junit
from autograder.reports.markdown import class_markdown, to_markdown
from autograder.reports.page import pages_can_be_made
from autograder.reports.student_record import StudentRecord

__all__ = [
    "FORMATS",
    "formats",
    "is_up_to_date",
    "read_record",
    "record_path",
    "student_folder",
    "summarize_result",
    "to_json",
    "write_class_page",
    "write_grades",
    "write_hand_ins",
    "write_result",
    "write_student_files",
    "write_student_page",
]

SUPERSEDED = "superseded.txt"
MARKDOWN = "report.md"

FORMATS = ("gradescope", "junit", "markdown")
"""Formats for Gradescope and CI services, written only if requested."""


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


def write_result(
    record: Record, out: Path, also: Collection[str] = (), students: Sequence[StudentRecord] = ()
) -> SubmissionSummary:
    """Write the files of one submission.

    Args:
        record: The result of the submission.
        out: The folder for the whole class; created if it does not exist.
        also: Additional formats to write, out of `FORMATS`.
        students: What each of its students gets; by default one student gets the record.

    Returns:
        The summary of the record, for the tables of the class.

    Raises:
        UsageError: A file cannot be written.
    """
    write_atomically(record_path(record, out), to_json(record))
    for one in students or [StudentRecord(record)]:
        write_student_files(one, out, also)
    return summarize_result(record, students)


def summarize_result(record: Record, students: Sequence[StudentRecord] = ()) -> SubmissionSummary:
    """Return the row of a submission in the tables that `grade` prints.

    Args:
        record: The result of the submission.
        students: What each of its students gets.
    """
    return summarize(replace(students[0], record=record, student="", name="") if students else record)


def write_student_files(one: StudentRecord, out: Path, also: Collection[str] = ()) -> None:
    """Write the folder of one student's submission, and mark it if another submission of the student counts.

    Args:
        one: What the student gets.
        out: The folder for the whole class.
        also: Additional formats to write, out of `FORMATS`.

    Raises:
        UsageError: A file cannot be written.
    """
    folder = student_folder(one.record, out)
    write_atomically(folder / "result.json", to_json(student_view(one.record)))
    if "gradescope" in also:
        write_atomically(folder / "results.json", to_gradescope(one.record))
    if "junit" in also:
        write_atomically(folder / "junit.xml", to_junit(one.record))
    if "markdown" in also:
        write_atomically(folder / MARKDOWN, to_markdown(one))
    write_student_page(one, out)


def write_student_page(one: StudentRecord, out: Path) -> None:
    """Write `report.html` of one submission, including points given by hand, and `superseded.txt` if it does not count.

    `report.md` is written again where it exists, so that it has the same points.

    Args:
        one: What the student gets.
        out: The folder for the whole class.

    Raises:
        UsageError: A file cannot be written.
    """
    folder = student_folder(one.record, out)
    mark = folder / SUPERSEDED
    if one.superseded_by:
        text = _("Another submission counts instead of this one: {entry}").format(entry=one.superseded_by)
        write_atomically(mark, f"{text}\n".encode())
    else:
        mark.unlink(missing_ok=True)
    if (folder / MARKDOWN).is_file():
        write_atomically(folder / MARKDOWN, to_markdown(one))
    if pages_can_be_made():
        from autograder.reports.html import student_page

        write_atomically(out / _page(one.record), student_page(one))


def is_up_to_date(one: StudentRecord, out: Path) -> bool:
    """Return whether a student's folder exists and is marked as superseded if it is, and only then."""
    folder = student_folder(one.record, out)
    written = (out / _page(one.record) if pages_can_be_made() else folder / "result.json").is_file()
    return written and (folder / SUPERSEDED).is_file() == bool(one.superseded_by)


def student_folder(record: Record, out: Path) -> Path:
    """Return the folder that one student gets for a record (of a group: for the member's record)."""
    return out / "students" / folder_name(record)


def write_class_page(
    records: Iterable[Record | StudentRecord],
    path: Path,
    hand_ins: Sequence[HandIn] = (),
    before: ClassSummary | None = None,
) -> None:
    """Write the page of a class.

    Args:
        records: Records of one assignment that count; read once, one at a time.
        path: File to write; in the results folder, so that links to students' pages work.
        hand_ins: All entries, to count them and to list those without a grade.
        before: An earlier class to compare with.

    Raises:
        UsageError: The file cannot be written.
    """
    from autograder.reports.class_page import class_page

    write_atomically(path, class_page(records, lambda row: quote(_page(row).as_posix()), hand_ins, before))


def _page(result: Record | SubmissionSummary) -> Path:
    return Path("students") / folder_name(result) / "report.html"


def record_path(result: Record | SubmissionSummary, out: Path) -> Path:
    """Return the path of a submission's record."""
    return out / "instructor" / folder_name(result) / "result.json"


def to_json(record: Record) -> bytes:
    """Encode a record as UTF-8 JSON, with fields in the record's order, without defaults, and mappings sorted by key.

    Equal records give equal bytes. The file has no indents, which would be a third of it.
    """
    return msgspec.json.encode(record, order="deterministic") + b"\n"


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


def write_hand_ins(rows: Iterable[HandIn], out: Path) -> Path:
    """Write `submissions.csv`, and return its path.

    Raises:
        UsageError: The file cannot be written.
    """
    path = out / "submissions.csv"
    content = hand_ins_csv(rows)
    if not (path.is_file() and path.read_bytes() == content):
        write_atomically(path, content)
    return path


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
