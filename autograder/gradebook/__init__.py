"""Store results, adjustments and extensions in an SQLite file, the gradebook.

Each result is committed as soon as it exists, so an interrupted batch loses only the submissions being graded. The key
of a result is assignment digest, submission digest and student. A known key is graded again only on request; the older
result then moves to the history.
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
from autograder.model.people import Person
from autograder.model.results import Record
from autograder.submissions.refs import SubmissionRef

__all__ = ["FILE_NAME", "Entry", "Gradebook", "Known"]

Known = Callable[[SubmissionRef, str], Record | None]
"""Look up the record of a submission by its digest; None if the submission must be graded."""

FILE_NAME = "gradebook.sqlite"
_ENTRIES = "SELECT student, record, who, handed_in, graded FROM result"
"""The columns that `_entry` reads, in its order."""


@dataclass(frozen=True)
class Entry:
    """One result in the gradebook.

    Attributes:
        student: Id of the student.
        record: The record.
        who: What else the platform says about the student.
        handed_in: Time of the submission; None if unknown.
        graded: Time of the grading.
    """

    student: str
    record: Record
    who: dict[str, str]
    handed_in: datetime | None
    graded: datetime


class Gradebook:
    """An open gradebook; use it as a context manager.

    Args:
        path: The file.
        create: Whether to create the file if it does not exist.
        unchanged: Whether to leave a file of an older format as it is, and read a temporary copy in today's format.

    Attributes:
        kept: Path of the backup copy, if opening the file converted it from an older format; otherwise None.

    Raises:
        UsageError: The file is missing, is not a gradebook, has a later format, or cannot be written.
    """

    def __init__(self, path: Path, create: bool = False, *, unchanged: bool = False) -> None:
        self.path = path
        if not create and not path.is_file():
            raise UsageError(
                f"{path}: there is no gradebook; create one with `autograder grade`, or name another folder"
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db, self.kept = opened(path, unchanged)
        except (sqlite3.Error, OSError) as error:
            raise UsageError(f"{path}: cannot be opened as a gradebook ({error}); choose another folder") from None

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    # results

    def find(self, assignment_digest: str, submission_digest: str, student: str) -> Entry | None:
        """Find the result with this key; skip results with an internal error, so that they are graded again."""
        row = self._db.execute(
            f"{_ENTRIES} WHERE assignment_digest = ? AND submission_digest = ? AND student = ? AND NOT failed",
            (assignment_digest, submission_digest, student),
        ).fetchone()
        return _entry(row) if row else None

    def known(self, assignment_digest: str) -> Known:
        """Return a function that looks up the results for this state of the assignment."""

        def known(one: SubmissionRef, digest: str) -> Record | None:
            entry = self.find(assignment_digest, digest, one.student)
            return entry.record if entry else None

        return known

    def add(self, submission: SubmissionRef, record: Record) -> Entry:
        """Commit a result for each student of a submission; move an older result with the same key to the history.

        Args:
            submission: The submission.
            record: Its record.

        Raises:
            UsageError: The disk is full or the file cannot be written.
        """
        added = [self._add(submission, person, record) for person in submission.people]
        return added[0]

    def _add(self, submission: SubmissionRef, person: Person, record: Record) -> Entry:
        key = (record.digests["assignment"], record.digests["submission"], person.key)
        who = {name: getattr(person, name) for name in ("name", "email", "sid") if getattr(person, name)}
        if submission.platform == "gradescope":
            who["submission"] = submission.entry.rpartition("/")[2].removeprefix("submission_")
        graded = datetime.now(UTC)
        row = (
            record.assignment,
            *key,
            record.submission,
            json.dumps(who, ensure_ascii=False),
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
        return Entry(person.key, record, who, submission.handed_in, graded)

    def entries(self, assignment: str | None = None) -> Iterator[Entry]:
        """Iterate over all results, sorted by student and then by time.

        Args:
            assignment: Id of the assignment; None for all.
        """
        rows = self._db.execute(
            f"{_ENTRIES} WHERE ? IS NULL OR assignment = ? ORDER BY student, coalesce(handed_in, graded), graded",
            (assignment, assignment),
        )
        return (_entry(row) for row in rows)

    def latest(self, assignment: str | None = None) -> Iterator[Entry]:
        """Iterate over the last submission of each student to each assignment.

        Args:
            assignment: Id of the assignment; None for all.
        """
        last: Entry | None = None
        for entry in self.entries(assignment):
            if last and (last.student, last.record.assignment) != (entry.student, entry.record.assignment):
                yield last
            last = entry
        if last:
            yield last

    def students(self, assignment: str) -> list[str]:
        """Return the ids of the students who have a result for the assignment, sorted."""
        known = self._db.execute("SELECT DISTINCT student FROM result WHERE assignment = ? ORDER BY 1", (assignment,))
        return [student for (student,) in known]

    def others(self, assignment: str, students: Collection[str]) -> Iterator[Entry]:
        """Iterate over the last submission of each student who is not in `students`."""
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
        """Return the student whose result this record is; None if it is not in the gradebook."""
        row = self._db.execute(
            "SELECT student FROM result WHERE assignment = ? AND submission = ? AND submission_digest = ?"
            " ORDER BY graded DESC LIMIT 1",
            (record.assignment, record.submission, record.digests.get("submission", "")),
        ).fetchone()
        return row[0] if row else None

    # decisions of people

    def adjust(self, assignment: str, student: str, adjustment: Adjustment) -> None:
        """Give a student points for a question; they replace the points of every later grading, too."""
        row = (assignment, student, adjustment.question, adjustment.points, adjustment.reason, _now())
        with self._writing():
            self._db.execute("INSERT INTO adjustment VALUES (?, ?, ?, ?, ?, ?)", row)

    def adjustments(self, assignment: str, student: str) -> dict[str, Adjustment]:
        """Return the last adjustment of each question, by question id."""
        rows = self._db.execute(
            "SELECT question, points, because FROM adjustment WHERE assignment = ? AND student = ? ORDER BY rowid",
            (assignment, student),
        )
        return {question: Adjustment(question, points, reason) for question, points, reason in rows}

    def extend(self, assignment: str, student: str, until: datetime, reason: str) -> None:
        """Set a later due time for one student."""
        with self._writing():
            row = (assignment, student, until.isoformat(), reason, _now())
            self._db.execute("INSERT INTO extension VALUES (?, ?, ?, ?, ?)", row)

    def due(self, assignment: str, student: str, otherwise: datetime | None) -> datetime | None:
        """Return the due time of a student: that of the last extension, or `otherwise` if there is none."""
        row = self._db.execute(
            "SELECT until FROM extension WHERE assignment = ? AND student = ? ORDER BY rowid DESC LIMIT 1",
            (assignment, student),
        ).fetchone()
        return datetime.fromisoformat(row[0]) if row else otherwise

    def _writing(self) -> "_Writing":
        return _Writing(self._db, self.path)


class _Writing:
    """A transaction that raises UsageError if the file cannot be written."""

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
                f"{self._path}: cannot be written ({error}); free disk space, then run the same command to continue"
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
