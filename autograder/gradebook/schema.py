"""The tables of a gradebook, and how a file with those of an earlier version gets today's.

The file states its format. An older one is brought to today's when it is opened, and a copy of what it was is kept.
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
"""Tells a gradebook from every other SQLite file, from format 2 on: SQLite's `application_id`."""

_COLUMNS = """
        assignment TEXT NOT NULL, -- The assignment's id.
        assignment_digest TEXT NOT NULL, -- Of its sources: where it differs, other tests were run.
        submission_digest TEXT NOT NULL, -- Of the files that count.
        student TEXT NOT NULL, -- Whom it counts for.
        submission TEXT NOT NULL, -- What results call it.
        who TEXT NOT NULL, -- What else the platform says of the student, as JSON.
        handed_in TEXT, -- When it came, where the platform says so.
        graded TEXT NOT NULL, -- When it was graded.
        score REAL NOT NULL, -- What the tests gave, before lateness and adjustments.
        max_score REAL NOT NULL, -- What they could give.
        held INTEGER NOT NULL, -- Whether points wait for a person.
        failed INTEGER NOT NULL, -- Whether grading itself failed, so that it is tried again.
        record TEXT NOT NULL -- The whole result, as `result.json` has it.
"""
_FORMAT_TABLE = """
    CREATE TABLE format ( -- The formats that this file has had since format 2; the last row is the one that it has.
        schema INTEGER NOT NULL, -- Its number, which is SQLite's `user_version` too.
        engine TEXT NOT NULL, -- Version of the package that wrote the file in it.
        at TEXT NOT NULL -- When that was.
    )"""
_TABLES = (
    f"""
    CREATE TABLE result ( -- Each submission's last grading, by the assignment's state; a student's latest counts.
        {_COLUMNS},
        PRIMARY KEY (assignment_digest, submission_digest, student))""",
    "CREATE INDEX result_by_student ON result (assignment, student)",
    f"""
    CREATE TABLE history ( -- What a later grading of the same has replaced.
        {_COLUMNS})""",
    """
    CREATE TABLE adjustment ( -- Points that a person gave. The last row for a question counts.
        assignment TEXT NOT NULL, -- The assignment's id.
        student TEXT NOT NULL, -- Whose points.
        question TEXT NOT NULL, -- The question's id.
        points REAL NOT NULL, -- What it gets, whatever is graded later.
        because TEXT NOT NULL, -- The reason, which the student reads.
        at TEXT NOT NULL -- When it was decided.
    )""",
    """
    CREATE TABLE extension ( -- Who may hand in later. The last row for a student counts.
        assignment TEXT NOT NULL, -- The assignment's id.
        student TEXT NOT NULL, -- Who.
        until TEXT NOT NULL, -- When it is due for this student.
        because TEXT NOT NULL, -- The reason.
        at TEXT NOT NULL -- When it was decided.
    )""",
    _FORMAT_TABLE,
)
_MIGRATIONS: dict[int, tuple[str, ...]] = {1: (_FORMAT_TABLE,)}
"""Format -> the statements that make the next format of it."""

_FIRST_TABLES = {"result", "history", "adjustment", "extension"}
"""By these a file of format 1 is known, which had no `application_id`."""


def opened(path: Path, unchanged: bool) -> tuple[sqlite3.Connection, Path | None]:
    """Connect to the file, in today's format; return the copy of what it was too, where that was an older one."""
    db = sqlite3.connect(path, timeout=30, check_same_thread=False)
    try:
        if unchanged and 0 < _format_of(db, path) < SCHEMA:
            with closing(db) as older:
                db = sqlite3.connect("", check_same_thread=False)
                older.backup(db)
        kept = _brought_up_to_date(db, path, keep=not unchanged)
        _write_ahead(db)
        db.execute("PRAGMA synchronous = NORMAL")  # safe against our death; a power cut may cost the last rows
    except BaseException:
        db.close()
        raise
    return db, kept


def _write_ahead(db: sqlite3.Connection) -> None:
    """Let others read while somebody writes; of several processes that arrange it for a new file one may be refused."""
    for tries_left in reversed(range(50)):
        try:
            db.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or not tries_left:
                raise
            time.sleep(0.02)


def _brought_up_to_date(db: sqlite3.Connection, path: Path, *, keep: bool) -> Path | None:
    """Make the tables of a new file, or today's format of an older one; return the copy that was kept of it.

    All of it is one transaction that no other process can write in between, so that whatever ends it leaves the file
    as it was, and of several processes that open an older file at once one changes it, and the others find it changed.
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
    with _transaction(db, "DEFERRED"):  # all that is looked at is of one moment
        return _recognized(db, path)


def _recognized(db: sqlite3.Connection, path: Path) -> int:
    """Return the number of the file's format; 0 if there is nothing in it yet.

    Raises:
        UsageError: It is something else, or a gradebook of a later version.
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
    """Copy the file beside itself, with what still stands in its write-ahead log; no earlier copy is overwritten."""
    names = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    places = (path.with_name(f"{path.stem}.v{version}{name}{path.suffix}") for name in names)
    kept = next(place for place in places if not place.exists())
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{kept.name}.")
    os.close(handle)
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(beside)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # a single file, which may be moved by itself
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
