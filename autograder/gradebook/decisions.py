"""Store what people decided: adjustments, extensions, rosters, assigned entries and remembered options."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from autograder.gradebook.store import Store, now
from autograder.model.final_score import Adjustment
from autograder.model.roster import Roster
from autograder.submissions.roster import parse_roster

__all__ = ["Decisions", "Extension"]


@dataclass(frozen=True)
class Extension:
    """A later due time of one student, and the reason."""

    until: datetime
    reason: str


class Decisions(Store):
    """The part of a gradebook that no grading changes."""

    def adjust(self, assignment: str, student: str, adjustment: Adjustment) -> None:
        """Give a student points for a question; they replace the points of every later grading, too."""
        row = (assignment, student, adjustment.question, adjustment.points, adjustment.reason, now())
        with self._writing():
            self._db.execute("INSERT INTO adjustment VALUES (?, ?, ?, ?, ?, ?)", row)

    def adjustments(self, assignment: str, student: str) -> dict[str, Adjustment]:
        """Return the last adjustment of each question, by question id."""
        rows = self._db.execute(
            "SELECT question, points, because FROM adjustment WHERE assignment = ? AND student = ? ORDER BY rowid",
            (assignment, student),
        )
        return {question: Adjustment(question, points, reason) for question, points, reason in rows}

    def all_adjustments(self, assignment: str) -> defaultdict[str, dict[str, Adjustment]]:
        """Return the adjustments of every student, by student and question."""
        found: defaultdict[str, dict[str, Adjustment]] = defaultdict(dict)
        for student, question, points, reason in self._db.execute(
            "SELECT student, question, points, because FROM adjustment WHERE assignment = ? ORDER BY rowid",
            (assignment,),
        ):
            found[student][question] = Adjustment(question, points, reason)
        return found

    def extend(self, assignment: str, student: str, until: datetime, reason: str) -> None:
        """Set a later due time for one student."""
        with self._writing():
            row = (assignment, student, until.isoformat(), reason, now())
            self._db.execute("INSERT INTO extension VALUES (?, ?, ?, ?, ?)", row)

    def extensions(self, assignment: str) -> dict[str, Extension]:
        """Return the last extension of each student who has one."""
        rows = self._db.execute(
            "SELECT student, until, because FROM extension WHERE assignment = ? ORDER BY rowid", (assignment,)
        )
        return {student: Extension(datetime.fromisoformat(until), reason) for student, until, reason in rows}

    def due(self, assignment: str, student: str, otherwise: datetime | None) -> datetime | None:
        """Return the due time of a student: that of the last extension, or `otherwise` if there is none."""
        row = self._db.execute(
            "SELECT until FROM extension WHERE assignment = ? AND student = ? ORDER BY rowid DESC LIMIT 1",
            (assignment, student),
        ).fetchone()
        return datetime.fromisoformat(row[0]) if row else otherwise

    def remember_roster(self, assignment: str, roster: Roster) -> None:
        """Store a roster; the last one of an assignment counts."""
        with self._writing():
            row = (assignment, roster.sheet.name, roster.source, now())
            self._db.execute("INSERT INTO roster VALUES (?, ?, ?, ?)", row)

    def roster(self, assignment: str) -> Roster | None:
        """Return the last roster that was given for an assignment; None if there is none."""
        row = self._db.execute(
            "SELECT source, name FROM roster WHERE assignment = ? ORDER BY rowid DESC LIMIT 1", (assignment,)
        ).fetchone()
        return parse_roster(*row) if row else None

    def remember_map(self, assignment: str, students: Mapping[str, Sequence[str]]) -> None:
        """Store which students an entry belongs to, by entry; the last row for an entry counts."""
        rows = [(assignment, entry, msgspec.json.encode(names).decode(), now()) for entry, names in students.items()]
        with self._writing():
            self._db.executemany("INSERT INTO mapping VALUES (?, ?, ?, ?)", rows)

    def map(self, assignment: str) -> dict[str, tuple[str, ...]]:
        """Return every entry that a person assigned, with its students."""
        rows = self._db.execute(
            "SELECT entry, students FROM mapping WHERE assignment = ? ORDER BY rowid", (assignment,)
        )
        return {entry: msgspec.json.decode(students, type=tuple[str, ...]) for entry, students in rows}

    def remember(self, assignment: str, name: str, value: str) -> None:
        """Store an option of `grade` for later commands."""
        with self._writing():
            self._db.execute("INSERT INTO setting VALUES (?, ?, ?, ?)", (assignment, name, value, now()))

    def setting(self, assignment: str, name: str) -> str | None:
        """Return the last value of an option; None if it was never given."""
        row = self._db.execute(
            "SELECT value FROM setting WHERE assignment = ? AND name = ? ORDER BY rowid DESC LIMIT 1",
            (assignment, name),
        ).fetchone()
        return row[0] if row else None

    def late_counts_as(self, assignment: str) -> float | None:
        """Return the hours that "late" without a time counts as; None if nobody has decided."""
        value = self.setting(assignment, "late_counts_as")
        return None if value is None else float(value)

    def _rename_decisions(self, renamed: Sequence[tuple[str, str]], assignment: str | None = None) -> None:
        """Give the decisions about a student (old key, new key) to the key that the student has now."""
        rows = [(new, old, assignment) for old, new in renamed]
        for table in ("adjustment", "extension"):
            self._db.executemany(
                f"UPDATE {table} SET student = ?1 WHERE student = ?2 AND (?3 IS NULL OR assignment = ?3)", rows
            )
