"""Define the tables of a gradebook, and convert files of an older format.

The file states its format. A file of an older format is converted when it is opened; a backup copy is kept.
"""

import itertools
import os
import shutil
import sqlite3
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from autograder import __version__
from autograder.errors import UsageError
from autograder.i18n import _

__all__ = ["APPLICATION", "SCHEMA", "opened"]

SCHEMA = 5
APPLICATION = 0x67726462
"""SQLite's `application_id`, which marks a file as a gradebook; set since format 2."""

_COLUMNS = """
        assignment TEXT NOT NULL, -- Id of the assignment.
        assignment_digest TEXT NOT NULL, -- SHA-256 of its sources; another digest means other tests.
        submission_digest TEXT NOT NULL, -- SHA-256 of the listed files.
        submission TEXT NOT NULL, -- Name of the submission in results.
        graded TEXT NOT NULL, -- Time of the grading.
        score REAL NOT NULL, -- Points of the tests, before adjustments and late penalty.
        max_score REAL NOT NULL, -- Maximum points of the tests.
        held INTEGER NOT NULL, -- Whether points are withheld until a person decides.
        failed INTEGER NOT NULL, -- Whether grading failed (internal error); the submission is then graded again.
        record BLOB NOT NULL -- The whole result, as in `result.json`, compressed by zlib.
"""
_RESULT = f"""
    CREATE TABLE result ( -- Last grading of each submission for each state of the assignment.
        {_COLUMNS},
        PRIMARY KEY (assignment_digest, submission_digest, submission))"""
_HISTORY = f"""
    CREATE TABLE history ( -- Results that a later grading has replaced.
        {_COLUMNS})"""
_DECISIONS = (
    """
    CREATE TABLE decision ( -- What a person decided about a question. The last row for a question counts.
        number INTEGER PRIMARY KEY, -- Order of the decisions.
        assignment TEXT NOT NULL, -- Id of the assignment.
        student TEXT NOT NULL, -- Key of the student.
        question TEXT NOT NULL, -- Id of the question; empty for the submission as a whole.
        points REAL, -- Points of the question; they replace the points of every grading. Null: those of the tests.
        because TEXT NOT NULL, -- The reason, which the student can read.
        comment TEXT NOT NULL, -- A comment for the student, in Markdown.
        items TEXT NOT NULL, -- The rubric's items that hold, as a JSON list: key, points, text.
        answer TEXT NOT NULL, -- What was judged: `same_answer` of the written answer; empty for everything else.
        grader TEXT NOT NULL, -- Who decided; empty if nobody said.
        at TEXT NOT NULL -- Time of the decision.
    )""",
    "CREATE INDEX decision_by_student ON decision (student, assignment, question)",
    "CREATE INDEX decision_by_question ON decision (assignment, question)",
    """
    CREATE TABLE talk ( -- What came of conversations with students; no score depends on it.
        assignment TEXT NOT NULL, -- Id of the assignment.
        student TEXT NOT NULL, -- Key of the student.
        value TEXT NOT NULL, -- Who talked and what came of it, as JSON.
        at TEXT NOT NULL -- When it was stored.
    )""",
    "CREATE INDEX talk_by_student ON talk (student, assignment)",
)
_WRITTEN = (
    """
    CREATE TABLE written ( -- Answers to written questions, for each content of an entry; the last that was read.
        assignment TEXT NOT NULL, -- Id of the assignment.
        entry TEXT NOT NULL, -- The entry.
        submission_digest TEXT NOT NULL, -- SHA-256 of the listed files that came with them.
        question TEXT NOT NULL, -- Id of the question.
        same TEXT NOT NULL, -- A key that equal answers share.
        answers BLOB NOT NULL, -- The answers, with their pictures, as MessagePack.
        PRIMARY KEY (assignment, entry, submission_digest, question))""",
    """
    CREATE TABLE source ( -- The listed files of submissions, for those who look at them.
        submission_digest TEXT NOT NULL, -- SHA-256 of the files.
        files BLOB NOT NULL, -- Name and content of each, as MessagePack, compressed by zlib.
        PRIMARY KEY (submission_digest))""",
    """
    CREATE TABLE request ( -- Requests of students to look at a question again.
        number INTEGER PRIMARY KEY, -- Order of the requests.
        assignment TEXT NOT NULL, -- Id of the assignment.
        student TEXT NOT NULL, -- Key of the student.
        question TEXT NOT NULL, -- Id of the question.
        because TEXT NOT NULL, -- What the student says.
        at TEXT NOT NULL, -- When it was made.
        answer TEXT NOT NULL, -- The answer, which the student can read; empty while it is open.
        grader TEXT NOT NULL, -- Who answered.
        answered TEXT NOT NULL -- When it was answered; empty while it is open.
    )""",
    "CREATE INDEX request_by_student ON request (student, assignment)",
)
_EXTENSION = """
    CREATE TABLE extension ( -- Later due times of single students. The last row for a student counts.
        assignment TEXT NOT NULL, -- Id of the assignment.
        student TEXT NOT NULL, -- Key of the student.
        until TEXT NOT NULL, -- The student's due time.
        because TEXT NOT NULL, -- The reason.
        at TEXT NOT NULL -- Time of the decision.
    )"""
_FORMAT_TABLE = """
    CREATE TABLE format ( -- Every format of this file since format 2; the last row is the current one.
        schema INTEGER NOT NULL, -- Number of the format, also in SQLite's `user_version`.
        engine TEXT NOT NULL, -- Version of the package that created the file or converted it.
        at TEXT NOT NULL -- Time of that.
    )"""
_COLLECTING = (
    """
    CREATE TABLE entry ( -- Every entry that was handed to `grade`, once for each content that it had.
        assignment TEXT NOT NULL, -- Id of the assignment.
        entry TEXT NOT NULL, -- The entry as it was named: its path below what the command line named.
        submission_digest TEXT NOT NULL, -- SHA-256 of the listed files; empty if it has not been graded.
        assignment_digest TEXT NOT NULL, -- The state of the assignment whose result counts; empty without a result.
        submission TEXT NOT NULL, -- Name of the submission in results; empty for what is no submission.
        platform TEXT NOT NULL, -- The form that it was recognized by; empty if an earlier format did not store it.
        status TEXT NOT NULL, -- `waiting` (not graded yet), `submission`, `unusable` or `ignored`.
        reason TEXT, -- Why it is unusable or ignored, or remarks, as JSON: a text in each language.
        handed_in TEXT, -- When it was handed in, if that is known.
        time_from TEXT NOT NULL, -- Who says so: `platform`, `roster` or `times` (the option); empty for nobody.
        attempt INTEGER, -- Number of the attempt, if the platform counts them.
        marked_late INTEGER NOT NULL, -- Whether the platform says that it is late, without a time.
        place INTEGER NOT NULL, -- Order in which contents were first named; a later one has a higher number.
        container TEXT NOT NULL, -- The folder or archive that it was last read from.
        run INTEGER NOT NULL, -- Number of the last command that named it.
        more TEXT NOT NULL, -- Further entries that belong to the submission, as a JSON list.
        PRIMARY KEY (assignment, entry, submission_digest))""",
    """
    CREATE TABLE member ( -- The students whom an entry belongs to: one, or the members of a group.
        assignment TEXT NOT NULL, -- Id of the assignment.
        entry TEXT NOT NULL, -- The entry.
        student TEXT NOT NULL, -- Key of the student.
        team TEXT NOT NULL, -- Name of the group; empty if there is none.
        PRIMARY KEY (assignment, entry, student))""",
    """
    CREATE TABLE person ( -- Every student who is known from an entry or a roster.
        student TEXT NOT NULL, -- Key of the student, by which every command, page and file calls them.
        about TEXT NOT NULL, -- What platforms and rosters say, as JSON: id, name, email, sid, login.
        PRIMARY KEY (student))""",
    """
    CREATE TABLE roster ( -- Rosters that were given. The last row for an assignment counts.
        assignment TEXT NOT NULL, -- Id of the assignment.
        name TEXT NOT NULL, -- Name of the file.
        source BLOB NOT NULL, -- The file, byte for byte.
        at TEXT NOT NULL -- When it was given.
    )""",
    """
    CREATE TABLE mapping ( -- Students that `--map` gave to entries. The last row for an entry counts.
        assignment TEXT NOT NULL, -- Id of the assignment.
        entry TEXT NOT NULL, -- The entry, or the name of its submission.
        students TEXT NOT NULL, -- The students, as the file spells them; a JSON list.
        at TEXT NOT NULL -- When it was given.
    )""",
    """
    CREATE TABLE setting ( -- Options of `grade` that are remembered. The last row for a name counts.
        assignment TEXT NOT NULL, -- Id of the assignment.
        name TEXT NOT NULL, -- Name of the option: `late_counts_as`.
        value TEXT NOT NULL, -- Its value.
        at TEXT NOT NULL -- When it was given.
    )""",
    "CREATE INDEX entry_by_run ON entry (assignment, run)",
    "CREATE INDEX entry_by_place ON entry (assignment, place)",
    "CREATE INDEX member_by_student ON member (student, assignment, entry)",
    "CREATE INDEX extension_by_student ON extension (student, assignment)",
)
_TABLES = (_RESULT, _HISTORY, _EXTENSION, _FORMAT_TABLE, *_COLLECTING, *_DECISIONS, *_WRITTEN)

_KEPT = "assignment, assignment_digest, submission_digest, submission, graded, score, max_score, held, failed, record"
_FROM_2 = (
    "ALTER TABLE result RENAME TO result_2",
    "ALTER TABLE history RENAME TO history_2",
    "DROP INDEX result_by_student",
    _RESULT,
    _HISTORY,
    # Two students' rows of one content and one name have the same record.
    f"INSERT OR IGNORE INTO result SELECT {_KEPT} FROM result_2 ORDER BY graded DESC",
    f"INSERT INTO history SELECT {_KEPT} FROM history_2",
    *_COLLECTING,
    # Format 2 did not store entries: each student's submission becomes one, named so that no two of them meet. Of a
    # content that was graded with several states of the tests, the last grading counts, as before.
    """
    INSERT INTO entry
    SELECT assignment, student || '/' || submission, submission_digest, assignment_digest, submission, '',
        CASE WHEN unopened THEN 'unusable' ELSE 'submission' END,
        CASE WHEN unopened THEN json_extract(record, '$.reason') END, handed_in,
        CASE WHEN handed_in IS NULL THEN '' ELSE 'platform' END, NULL,
        coalesce(json_extract(who, '$.late'), '') != '', row_number() OVER (ORDER BY graded), '', 0, '[]'
    FROM (SELECT *, row_number() OVER (
            PARTITION BY assignment, student, submission, submission_digest ORDER BY graded DESC) AS newer,
        json_extract(record, '$.reason') IS NOT NULL AND json_extract(record, '$.timing') IS NULL AS unopened
        FROM result_2)
    WHERE newer = 1""",
    "INSERT INTO member SELECT DISTINCT assignment, student || '/' || submission, student, '' FROM result_2",
    """
    INSERT INTO person
    SELECT student, json_set(json_remove(who, '$.submission', '$.late'), '$.key', student)
    FROM (SELECT *, row_number() OVER (PARTITION BY student ORDER BY graded DESC) AS newer FROM result_2)
    WHERE newer = 1""",
    "DROP TABLE result_2",
    "DROP TABLE history_2",
)
_FROM_3 = (
    *_DECISIONS,
    *_WRITTEN,
    """
    INSERT INTO decision (assignment, student, question, points, because, comment, items, answer, grader, at)
    SELECT assignment, student, question, points, because, '', '[]', '', '', at FROM adjustment ORDER BY rowid""",
    "DROP TABLE adjustment",
)
_FROM_4 = tuple(
    statement
    for table, created in (("result", _RESULT), ("history", _HISTORY))
    for statement in (
        f"ALTER TABLE {table} RENAME TO {table}_4",
        created,
        f"INSERT INTO {table} SELECT {_KEPT.replace('record', 'compressed(record)')} FROM {table}_4 ORDER BY rowid",
        f"DROP TABLE {table}_4",
    )
)
_MIGRATIONS: dict[int, tuple[str, ...]] = {1: (_FORMAT_TABLE,), 2: _FROM_2, 3: _FROM_3, 4: _FROM_4}
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
        db.create_function("compressed", 1, lambda text: zlib.compress(text.encode()), deterministic=True)
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
