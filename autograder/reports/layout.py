"""Where results go: one folder for instructors, one for students, and the grades of the class.

    DIR/instructor/<submission>/result.json
    DIR/students/<submission>/result.json, results.json
    DIR/grades.csv

A folder of `students/` holds only what that student may see. Every file appears whole or not at all.
"""

import secrets
from collections.abc import Iterable
from pathlib import Path

from autograder.errors import UsageError
from autograder.model.results import Record, student_view
from autograder.reports.csv import to_overview_csv
from autograder.reports.gradescope import to_gradescope
from autograder.reports.json import to_json
from autograder.reports.summary import Summary, folder_name, summarise

__all__ = ["write_atomically", "write_grades", "write_result", "write_results"]


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
    return summarise(record)


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
