"""The gradebook: an SQLite file with every result, what people decided about it, and who may hand in later.

Each result is committed as it arrives, so that whatever ends a batch costs at most the submissions in flight. A result
is known by assignment digest, submission digest and student: the same three are never graded twice, unless asked for;
then the older one moves into the history.
"""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from autograder.errors import UsageError
from autograder.gradebook.schema import opened
from autograder.model.final_score import Adjustment
from autograder.model.results import Record
from autograder.submissions.discover import SubmissionRef

__all__ = ["FILE_NAME", "Entry", "Gradebook", "Known"]

Known = Callable[[SubmissionRef, str], Record | None]
"""The record of a submission, by its digest, if it need not be graded again."""

FILE_NAME = "gradebook.sqlite"
_ENTRIES = "SELECT student, record, who, handed_in, graded FROM result"
"""The columns that `_entry` reads, in its order."""


@dataclass(frozen=True)
class Entry:
    """One row: a record, whose it is, and when it came."""

    student: str
    record: Record
    who: dict[str, str]
    handed_in: datetime | None
    graded: datetime


class Gradebook:
    """One file; use as a context manager.

    Args:
        path: The file.
        create: Make it if it is not there.
        unchanged: Read a file of an older format by a temporary copy, and leave it as it is.

    Attributes:
        kept: Where the file is kept as it was, if opening it has changed its format.

    Raises:
        UsageError: The file is missing, is no gradebook, is one of a later version, or cannot be written.
    """

    def __init__(self, path: Path, create: bool = False, *, unchanged: bool = False) -> None:
        self.path = path
        if not create and not path.is_file():
            raise UsageError(
                f"{path}: there is no gradebook here; `autograder grade` makes one, or name another folder"
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db, self.kept = opened(path, unchanged)
        except (sqlite3.Error, OSError) as error:
            raise UsageError(f"{path}: cannot be used as a gradebook ({error}); choose another place") from None

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    # results

    def find(self, assignment_digest: str, submission_digest: str, student: str) -> Entry | None:
        """The result of exactly this; one that failed by our fault does not count."""
        row = self._db.execute(
            f"{_ENTRIES} WHERE assignment_digest = ? AND submission_digest = ? AND student = ? AND NOT failed",
            (assignment_digest, submission_digest, student),
        ).fetchone()
        return _entry(row) if row else None

    def known(self, assignment_digest: str) -> Known:
        """What has a result for this state of the assignment, and need not be graded again."""

        def known(one: SubmissionRef, digest: str) -> Record | None:
            entry = self.find(assignment_digest, digest, one.student)
            return entry.record if entry else None

        return known

    def add(self, submission: SubmissionRef, record: Record) -> Entry:
        """Keep a result, for good once this returns; an older one of the same key moves into the history.

        Raises:
            UsageError: The disk is full or the file cannot be written.
        """
        key = (record.digests["assignment"], record.digests["submission"], submission.student)
        graded = datetime.now(UTC)
        row = (
            record.assignment,
            *key,
            record.submission,
            json.dumps(submission.who, ensure_ascii=False),
            submission.handed_in.isoformat() if submission.handed_in else None,
            graded.isoformat(),
            record.score,
            record.max_score,
            record.held(),
            record.failed(),
            msgspec.json.encode(record).decode(),
        )
        where = "WHERE assignment_digest = ? AND submission_digest = ? AND student = ?"
        with self._writing():
            self._db.execute(f"INSERT INTO history SELECT * FROM result {where}", key)
            self._db.execute(f"INSERT OR REPLACE INTO result VALUES ({', '.join('?' * len(row))})", row)
        return Entry(submission.student, record, submission.who, submission.handed_in, graded)

    def entries(self, assignment: str | None = None) -> Iterator[Entry]:
        """Every result, by student and then by time."""
        rows = self._db.execute(
            f"{_ENTRIES} WHERE ? IS NULL OR assignment = ? ORDER BY student, coalesce(handed_in, graded), graded",
            (assignment, assignment),
        )
        return (_entry(row) for row in rows)

    def latest(self, assignment: str | None = None) -> Iterator[Entry]:
        """Each student's last submission to each assignment."""
        last: Entry | None = None
        for entry in self.entries(assignment):
            if last and (last.student, last.record.assignment) != (entry.student, entry.record.assignment):
                yield last
            last = entry
        if last:
            yield last

    def students(self, assignment: str) -> list[str]:
        """Who has a result for it."""
        known = self._db.execute("SELECT DISTINCT student FROM result WHERE assignment = ? ORDER BY 1", (assignment,))
        return [student for (student,) in known]

    def others(self, assignment: str, students: Collection[str]) -> Iterator[Entry]:
        """The last submission of each student who is none of these."""
        for student in self.students(assignment):
            if student not in students:
                yield _entry(
                    self._db.execute(
                        f"{_ENTRIES} WHERE assignment = ? AND student = ?"
                        " ORDER BY coalesce(handed_in, graded) DESC, graded DESC LIMIT 1",
                        (assignment, student),
                    ).fetchone()
                )

    def student_of(self, record: Record) -> str | None:
        """Whom a record counts for."""
        row = self._db.execute(
            "SELECT student FROM result WHERE assignment = ? AND submission = ? AND submission_digest = ?"
            " ORDER BY graded DESC LIMIT 1",
            (record.assignment, record.submission, record.digests.get("submission", "")),
        ).fetchone()
        return row[0] if row else None

    # decisions of people

    def adjust(self, assignment: str, student: str, adjustment: Adjustment) -> None:
        """Give points to a question of a student's, whatever is graded for it later."""
        row = (assignment, student, adjustment.question, adjustment.points, adjustment.reason, _now())
        with self._writing():
            self._db.execute("INSERT INTO adjustment VALUES (?, ?, ?, ?, ?, ?)", row)

    def adjustments(self, assignment: str, student: str) -> dict[str, Adjustment]:
        """Question -> the last decision about it."""
        rows = self._db.execute(
            "SELECT question, points, because FROM adjustment WHERE assignment = ? AND student = ? ORDER BY rowid",
            (assignment, student),
        )
        return {question: Adjustment(question, points, because) for question, points, because in rows}

    def extend(self, assignment: str, student: str, until: datetime, because: str) -> None:
        """Let a student hand in until later."""
        with self._writing():
            row = (assignment, student, until.isoformat(), because, _now())
            self._db.execute("INSERT INTO extension VALUES (?, ?, ?, ?, ?)", row)

    def due(self, assignment: str, student: str, otherwise: datetime | None) -> datetime | None:
        """When it is due for this student: by the last extension, or as for everybody."""
        row = self._db.execute(
            "SELECT until FROM extension WHERE assignment = ? AND student = ? ORDER BY rowid DESC LIMIT 1",
            (assignment, student),
        ).fetchone()
        return datetime.fromisoformat(row[0]) if row else otherwise

    def _writing(self) -> "_Writing":
        return _Writing(self._db, self.path)


class _Writing:
    """A transaction whose failure is told in one line."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path

    def __enter__(self) -> None:
        self._db.__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            self._db.__exit__(kind, error, trace)  # type: ignore[arg-type]
        except sqlite3.Error as problem:
            error = problem
        if isinstance(error, sqlite3.Error):
            raise UsageError(
                f"{self._path}: cannot be written ({error}); make room, then run the same command to go on"
            ) from None


def _entry(row: tuple[str, str, str, str | None, str]) -> Entry:
    student, record, who, handed_in, graded = row
    return Entry(
        student,
        msgspec.json.decode(record, type=Record),
        json.loads(who),
        datetime.fromisoformat(handed_in) if handed_in else None,
        datetime.fromisoformat(graded),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat()
