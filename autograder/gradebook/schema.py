"""Define the tables of a gradebook, and convert files of an older format.

The file states its format. A file of an older format is converted when it is opened; a backup copy is kept.
"""

import itertools
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from autograder import __version__
from autograder.errors import UsageError
from autograder.i18n import _

__all__ = ["APPLICATION", "SCHEMA", "opened"]

SCHEMA = 2
APPLICATION = 0x67726462
"""SQLite's `application_id`, which marks a file as a gradebook; set since format 2."""

_COLUMNS = """
        assignment TEXT NOT NULL, -- Id of the assignment.
        assignment_digest TEXT NOT NULL, -- SHA-256 of its sources; another digest means other tests.
        submission_digest TEXT NOT NULL, -- SHA-256 of the listed files.
        student TEXT NOT NULL, -- Id of the student.
        submission TEXT NOT NULL, -- Name of the submission in results.
        who TEXT NOT NULL, -- What else the platform says about the student, as JSON.
        handed_in TEXT, -- Time of the submission, if the platform states it.
        graded TEXT NOT NULL, -- Time of the grading.
        score REAL NOT NULL, -- Points of the tests, before adjustments and late penalty.
        max_score REAL NOT NULL, -- Maximum points of the tests.
        held INTEGER NOT NULL, -- Whether points are withheld until a person decides.
        failed INTEGER NOT NULL, -- Whether grading failed (internal error); the submission is then graded again.
        record TEXT NOT NULL -- The whole result, as in `result.json`.
"""
_FORMAT_TABLE = """
    CREATE TABLE format ( -- Every format of this file since format 2; the last row is the current one.
        schema INTEGER NOT NULL, -- Number of the format, also in SQLite's `user_version`.
        engine TEXT NOT NULL, -- Version of the package that created the file or converted it.
        at TEXT NOT NULL -- Time of that.
    )"""
_TABLES = (
    f"""
    CREATE TABLE result ( -- Last grading of each submission for each state of the assignment.
        {_COLUMNS},
        PRIMARY KEY (assignment_digest, submission_digest, student))""",
    "CREATE INDEX result_by_student ON result (assignment, student)",
    f"""
    CREATE TABLE history ( -- Results that a later grading has replaced.
        {_COLUMNS})""",
    """
    CREATE TABLE adjustment ( -- Points that a person gave. The last row for a question counts.
        assignment TEXT NOT NULL, -- Id of the assignment.
        student TEXT NOT NULL, -- Id of the student.
        question TEXT NOT NULL, -- Id of the question.
        points REAL NOT NULL, -- Points of the question; they replace the points of every grading.
        because TEXT NOT NULL, -- The reason, which the student can read.
        at TEXT NOT NULL -- Time of the decision.
    )""",
    """
    CREATE TABLE extension ( -- Later due times of single students. The last row for a student counts.
        assignment TEXT NOT NULL, -- Id of the assignment.
        student TEXT NOT NULL, -- Id of the student.
        until TEXT NOT NULL, -- The student's due time.
        because TEXT NOT NULL, -- The reason.
        at TEXT NOT NULL -- Time of the decision.
    )""",
    _FORMAT_TABLE,
)
_MIGRATIONS: dict[int, tuple[str, ...]] = {1: (_FORMAT_TABLE,)}
"""Format -> SQL statements that convert it to the next format."""

_FIRST_TABLES = {"result", "history", "adjustment", "extension"}
"""Tables of format 1; they identify it, because it had no `application_id`."""


def opened(path: Path, unchanged: bool) -> tuple[sqlite3.Connection, Path | None]:
    """Open the file and convert an older format to today's.

    Args:
        path: The file; it is created if it does not exist.
        unchanged: Whether to convert a temporary copy, and leave a file of an older format as it is.

    Returns:
        The connection, and the path of the backup copy; None if the file was not converted.

    Raises:
        UsageError: The file is not a gradebook, or has a later format.
        sqlite3.Error, OSError: The file cannot be opened or written.
    """
    db = sqlite3.connect(path, timeout=30, check_same_thread=False)
    try:
        if unchanged and 0 < _format_of(db, path) < SCHEMA:
            with closing(db) as older:
                db = sqlite3.connect("", check_same_thread=False)
                older.backup(db)
        kept = _brought_up_to_date(db, path, keep=not unchanged)
        _write_ahead(db)
        # NORMAL survives a crash of this process; a power cut may lose the last rows.
        db.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        db.close()
        raise
    return db, kept


def _write_ahead(db: sqlite3.Connection) -> None:
    """Switch to a write-ahead log, so that others can read during a write.

    Retry for a second if the file is busy: other processes may be opening the same new file.
    """
    for tries_left in reversed(range(50)):
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not tries_left:
                raise
            time.sleep(0.02)


def _brought_up_to_date(db: sqlite3.Connection, path: Path, *, keep: bool) -> Path | None:
    """Create the tables of a new file, or convert an older format; return the path of the backup copy.

    Everything happens in one exclusive transaction. An interruption leaves the file as it was, and if several processes
    open an older file at the same time, one converts it and the others find it converted.
    """
    if _format_of(db, path) == SCHEMA:
        return None
    with _transaction(db, "IMMEDIATE"):
        found = _recognized(db, path)
        if found == SCHEMA:
            return None
        kept = _keep(path, found) if keep and found else None
        steps = [_MIGRATIONS[step] for step in range(found, SCHEMA)] if found else [_TABLES]
        for statement in itertools.chain(*steps):
            db.execute(statement)
        db.execute("INSERT INTO format VALUES (?, ?, ?)", (SCHEMA, __version__, datetime.now(UTC).isoformat()))
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {SCHEMA}")
    return kept


def _format_of(db: sqlite3.Connection, path: Path) -> int:
    with _transaction(db, "DEFERRED"):  # one transaction, so that all reads are consistent
        return _recognized(db, path)


def _recognized(db: sqlite3.Connection, path: Path) -> int:
    """Return the number of the file's format; 0 if the file is empty.

    Raises:
        UsageError: The file is not a gradebook, or has a later format.
    """
    found, application = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("user_version", "application_id"))
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if application == APPLICATION and found > SCHEMA:
        text = _(
            "{path}: written by a later version (format {found}; this one reads up to {known}); "
            "update image-classification-course or name another folder"
        )
        raise UsageError(text.format(path=path, found=found, known=SCHEMA))
    empty = not tables and (found, application) == (0, 0)
    if empty or application == APPLICATION or (found == 1 and tables >= _FIRST_TABLES):
        return int(found)
    text = _("{path} is an SQLite file but not a gradebook; name another folder")
    raise UsageError(text.format(path=path))


def _keep(path: Path, version: int) -> Path:
    """Copy the file, including its write-ahead log, to a new file in the same folder; return the path of the copy."""
    names = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    places = (path.with_name(f"{path.stem}.v{version}{name}{path.suffix}") for name in names)
    kept = next(place for place in places if not place.exists())
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{kept.name}.")
    os.close(handle)
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(beside)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # a single file, without a log beside it
        shutil.copymode(path, beside)
        Path(beside).rename(kept)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return kept


@contextmanager
def _transaction(db: sqlite3.Connection, kind: str) -> Iterator[None]:
    db.execute(f"BEGIN {kind}")
    with db:
        yield
