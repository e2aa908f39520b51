"""Delete everything about one student from a gradebook, its history, its rosters and its free pages included."""

from dataclasses import dataclass
from pathlib import Path

import msgspec

from autograder.gradebook.entries import Entries
from autograder.gradebook.standings import person_from
from autograder.gradebook.store import unpack_record
from autograder.model.people import Person
from autograder.model.results import Record
from autograder.submissions.roster import parse_roster

__all__ = ["Forgetting", "Forgotten"]


@dataclass(frozen=True)
class Forgotten:
    """What a gradebook knew about a student.

    Attributes:
        records: Results of submissions that were this student's alone, earlier ones included.
        shared: Results of groups, which stay for the other members.
        decisions: Number of decisions about questions, requests, extensions and conversations.
        rosters: Number of rosters that listed the student.
        assignments: Ids of the assignments that the student handed in.
        containers: Where the hand-ins were read from; they are not deleted.
    """

    records: tuple[Record, ...]
    shared: tuple[Record, ...]
    decisions: int
    rosters: int
    assignments: tuple[str, ...]
    containers: tuple[Path, ...]


class _DryRun(Exception):
    """Roll a transaction back on purpose."""


class Forgetting(Entries):
    """The part of a gradebook that deletes."""

    def forget(self, student: str, *, dry_run: bool = False) -> Forgotten:
        """Delete everything about a student, in one transaction.

        The results of a group stay, without this member.

        Args:
            student: Key of the student.
            dry_run: Only return what would be deleted.

        Raises:
            UsageError: The file cannot be written.
        """
        self._db.execute("PRAGMA secure_delete = ON")
        found: Forgotten | None = None
        try:
            with self._writing():
                found = self._forgotten(student)
                if dry_run:
                    raise _DryRun
        except _DryRun:
            pass
        else:
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert found is not None
        return found

    def _forgotten(self, student: str) -> Forgotten:
        about = self._db.execute("SELECT about FROM person WHERE student = ?", (student,)).fetchone()
        person = person_from(about[0]) if about else Person(student)
        mine = self._db.execute(
            "SELECT assignment, entry FROM member WHERE student = ? ORDER BY 1, 2", (student,)
        ).fetchall()
        containers: set[Path] = set()
        records: list[Record] = []
        shared: list[Record] = []
        self._db.execute("DELETE FROM member WHERE student = ?", (student,))
        for assignment, entry in mine:
            rows = self._db.execute(
                "SELECT submission, submission_digest, container FROM entry WHERE assignment = ? AND entry = ?",
                (assignment, entry),
            ).fetchall()
            containers |= {Path(container) for _, _, container in rows if container}
            alone = not self._db.execute(
                "SELECT 1 FROM member WHERE assignment = ? AND entry = ? LIMIT 1", (assignment, entry)
            ).fetchone()
            for name, digest in dict.fromkeys(row[:2] for row in rows):
                (records if alone else shared).extend(self._records(assignment, name, digest))
            if alone:
                for table in ("entry", "written"):
                    self._db.execute(f"DELETE FROM {table} WHERE assignment = ? AND entry = ?", (assignment, entry))
                self._drop_sources({row[1] for row in rows})
                for name in {row[0] for row in rows}:
                    self._drop_results(assignment, name)
                self._db.execute(
                    "DELETE FROM mapping WHERE assignment = ?1 AND (entry = ?2 OR entry IN (SELECT value FROM"
                    " json_each(?3)))",
                    (assignment, entry, msgspec.json.encode([row[0] for row in rows]).decode()),
                )
        spellings = tuple(name for name in person.names() if name != person.name)
        decisions = sum(self._drop_decisions(spelling) for spelling in spellings)
        rosters = self._leave_rosters(student)
        self._leave_mappings({*spellings, person.name})
        self._db.execute("DELETE FROM person WHERE student = ?", (student,))
        return Forgotten(
            tuple(records),
            tuple(shared),
            decisions,
            rosters,
            tuple(dict.fromkeys(assignment for assignment, _ in mine)),
            tuple(sorted(containers)),
        )

    def _records(self, assignment: str, submission: str, digest: str) -> list[Record]:
        """Return the results of one content, the last and the earlier ones."""
        rows = self._db.execute(
            "SELECT record FROM result WHERE assignment = ?1 AND submission = ?2 AND submission_digest = ?3"
            " UNION ALL SELECT record FROM history"
            " WHERE assignment = ?1 AND submission = ?2 AND submission_digest = ?3",
            (assignment, submission, digest),
        )
        return [unpack_record(row[0]) for row in rows]

    def _drop_results(self, assignment: str, submission: str) -> None:
        """Delete the results of this name that no entry has any more."""
        for table in ("result", "history"):
            self._db.execute(
                f"DELETE FROM {table} WHERE assignment = ? AND submission = ? AND NOT EXISTS ("
                f" SELECT 1 FROM entry WHERE entry.assignment = {table}.assignment"
                f" AND entry.submission = {table}.submission"
                f" AND entry.submission_digest = {table}.submission_digest)",
                (assignment, submission),
            )

    def _drop_sources(self, digests: set[str]) -> None:
        """Delete the files of contents that no entry has any more."""
        self._db.executemany(
            "DELETE FROM source WHERE submission_digest = ?1"
            " AND NOT EXISTS (SELECT 1 FROM entry WHERE submission_digest = ?1)",
            [(digest,) for digest in digests],
        )

    def _drop_decisions(self, student: str) -> int:
        return sum(
            self._db.execute(f"DELETE FROM {table} WHERE student = ?", (student,)).rowcount
            for table in ("decision", "request", "extension", "talk")
        )

    def _leave_rosters(self, student: str) -> int:
        """Cut a student's row out of every roster that was kept; return the number of rosters."""
        count = 0
        for rowid, name, source in self._db.execute("SELECT rowid, name, source FROM roster").fetchall():
            roster = parse_roster(source, name)
            if student not in roster.rows:
                continue
            count += 1
            if len(roster.people) == 1:  # a roster without a student cannot be read
                self._db.execute("DELETE FROM roster WHERE rowid = ?", (rowid,))
            else:
                shorter = roster.sheet.without_rows({roster.rows[student]})
                self._db.execute("UPDATE roster SET source = ? WHERE rowid = ?", (shorter, rowid))
        return count

    def _leave_mappings(self, spellings: set[str]) -> None:
        """Take a student out of the entries that were assigned by hand."""
        for rowid, names in self._db.execute("SELECT rowid, students FROM mapping").fetchall():
            students = msgspec.json.decode(names, type=list[str])
            left = [one for one in students if one not in spellings]
            if not left:
                self._db.execute("DELETE FROM mapping WHERE rowid = ?", (rowid,))
            elif left != students:
                row = (msgspec.json.encode(left).decode(), rowid)
                self._db.execute("UPDATE mapping SET students = ? WHERE rowid = ?", row)
