"""Store what people decided: points and comments, extensions, rosters, assigned entries and remembered options."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from autograder.gradebook.store import Store, now
from autograder.model.assignment import Assignment
from autograder.model.final_score import Adjustment, GivenItem
from autograder.model.lateness import LatePolicy
from autograder.model.roster import Roster
from autograder.submissions.roster import parse_roster

__all__ = ["Decisions", "Extension", "Overtaken", "Talk"]

_FIELDS = "question, points, because, comment, items, answer, grader, at, number"
_INSERT = (
    "INSERT INTO decision (assignment, student, question, points, because, comment, items, answer, grader, at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class Overtaken(Exception):
    """Somebody else has decided about the question in the meantime.

    Attributes:
        student: Key of the student.
        last: The decision that counts now.
    """

    def __init__(self, student: str, last: Adjustment) -> None:
        super().__init__(student, last)
        self.student = student
        self.last = last


@dataclass(frozen=True)
class Extension:
    """A later due time of one student, and the reason."""

    until: datetime
    reason: str


class Talk(msgspec.Struct, frozen=True):
    """What came of a conversation about the student's own code.

    Attributes:
        grader: Who asked.
        right: Right answers.
        asked: Questions.
        note: A note.
    """

    grader: str
    right: int
    asked: int
    note: str = ""


class Decisions(Store):
    """The part of a gradebook that no grading changes."""

    def adjust(self, assignment: str, student: str, adjustment: Adjustment, seen: int | None = None) -> Adjustment:
        """Store what was decided about a question; points replace the points of every later grading, too.

        Args:
            assignment: Id of the assignment.
            student: Key of the student.
            adjustment: The decision.
            seen: Number of the decision that counted when the grader looked, 0 for none; None to overrule any.

        Returns:
            The decision as stored.

        Raises:
            Overtaken: Somebody else has decided about the question since then.
            UsageError: The file cannot be written.
        """
        (stored,) = self.adjust_many(assignment, [(student, adjustment, seen)])
        return stored

    def adjust_many(self, assignment: str, decisions: Iterable[tuple[str, Adjustment, int | None]]) -> list[Adjustment]:
        """Store decisions, all or none; see `adjust`.

        What is stored together has the same time, `at`.

        Args:
            assignment: Id of the assignment.
            decisions: Student, decision, and number of the last decision that the grader has seen.

        Raises:
            Overtaken: Somebody else has decided about one of the questions since then.
            UsageError: The file cannot be written.
        """
        stored = []
        with self._writing():
            self._db.execute("BEGIN IMMEDIATE")  # nobody decides between the look and the write
            at = now()
            for student, adjustment, seen in decisions:
                last = self._last(assignment, student, adjustment.question)
                if seen is not None and seen != (last.number if _counts(last) else 0):
                    raise Overtaken(student, last)
                row = (
                    *(assignment, student, adjustment.question, adjustment.points, adjustment.reason),
                    *(adjustment.comment, msgspec.json.encode(adjustment.items).decode(), adjustment.answer),
                    *(adjustment.grader, at),
                )
                number = self._db.execute(_INSERT, row).lastrowid
                assert number is not None
                stored.append(replace(adjustment, at=at, number=number))
        return stored

    def _last(self, assignment: str, student: str, question: str) -> Adjustment:
        row = self._db.execute(
            f"SELECT {_FIELDS} FROM decision WHERE assignment = ? AND student = ? AND question = ?"
            " ORDER BY number DESC LIMIT 1",
            (assignment, student, question),
        ).fetchone()
        return _adjustment(row) if row else Adjustment(question, None, "")

    def adjustments(self, assignment: str, student: str) -> dict[str, Adjustment]:
        """Return the last decision about each question, by question id."""
        rows = self._db.execute(
            f"SELECT {_FIELDS} FROM decision WHERE assignment = ? AND student = ? ORDER BY number",
            (assignment, student),
        )
        return _last_of(rows)

    def all_adjustments(self, assignment: str, question: str | None = None) -> defaultdict[str, dict[str, Adjustment]]:
        """Return the last decision about each question of every student, by student and question.

        Args:
            assignment: Id of the assignment.
            question: Id of a question; None for all.
        """
        rows: defaultdict[str, list[Any]] = defaultdict(list)
        for student, *row in self._db.execute(
            f"SELECT student, {_FIELDS} FROM decision WHERE assignment = ?1 AND (?2 IS NULL OR question = ?2)"
            " ORDER BY number",
            (assignment, question),
        ):
            rows[student].append(row)
        found: defaultdict[str, dict[str, Adjustment]] = defaultdict(dict)
        found.update({student: _last_of(own) for student, own in rows.items()})
        return found

    def history(
        self, assignment: str, student: str | None = None, question: str | None = None
    ) -> list[tuple[str, Adjustment]]:
        """Return every decision that was ever made, with its student, the earliest first.

        Args:
            assignment: Id of the assignment.
            student: Key of a student; None for all.
            question: Id of a question; None for all.
        """
        rows = self._db.execute(
            f"SELECT student, {_FIELDS} FROM decision WHERE assignment = ?1 AND (?2 IS NULL OR student = ?2)"
            " AND (?3 IS NULL OR question = ?3) ORDER BY number",
            (assignment, student, question),
        )
        return [(student, _adjustment(row)) for student, *row in rows]

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

    def record_talk(self, assignment: str, student: str, talk: Talk) -> None:
        """Store what came of a conversation; no score depends on it.

        Raises:
            UsageError: The file cannot be written.
        """
        row = (assignment, student, msgspec.json.encode(talk).decode(), now())
        with self._writing():
            self._db.execute("INSERT INTO talk VALUES (?, ?, ?, ?)", row)

    def talks(self, assignment: str, student: str) -> list[tuple[str, Talk]]:
        """Return the conversations with a student, each with its time, the first one first."""
        rows = self._db.execute(
            "SELECT at, value FROM talk WHERE assignment = ? AND student = ? ORDER BY rowid",
            (assignment, student),
        )
        return [(at, msgspec.json.decode(value, type=Talk)) for at, value in rows]

    def remember_rules(self, rules: Assignment) -> None:
        """Store when an assignment is due and what lateness costs, so that pages need no course."""
        value = msgspec.json.encode((rules.due, rules.late)).decode()
        if value != self.setting(rules.id, "lateness"):
            self.remember(rules.id, "lateness", value)

    def late_rules(self, assignment: str) -> tuple[datetime | None, LatePolicy | None]:
        """Return when an assignment is due and what lateness costs, as of the last `grade`; None for the unknown."""
        value = self.setting(assignment, "lateness")
        if value is None:
            return None, None
        return msgspec.json.decode(value, type=tuple[datetime | None, LatePolicy | None])

    def late_counts_as(self, assignment: str) -> float | None:
        """Return the hours that "late" without a time counts as; None if nobody has decided."""
        value = self.setting(assignment, "late_counts_as")
        return None if value is None else float(value)

    def _rename_decisions(self, renamed: Sequence[tuple[str, str]], assignment: str | None = None) -> None:
        """Give the decisions about a student (old key, new key) to the key that the student has now."""
        rows = [(new, old, assignment) for old, new in renamed]
        for table in ("decision", "request", "extension", "talk"):
            self._db.executemany(
                f"UPDATE {table} SET student = ?1 WHERE student = ?2 AND (?3 IS NULL OR assignment = ?3)", rows
            )


def _adjustment(row: Sequence[Any]) -> Adjustment:
    question, points, because, comment, items, answer, grader, at, number = row
    held = tuple(msgspec.json.decode(items, type=list[GivenItem]))
    return Adjustment(question, points, because, comment, held, answer, grader, at, number)


def _last_of(rows: Iterable[Sequence[Any]]) -> dict[str, Adjustment]:
    """Return the last decision about each question; one that took everything back is none."""
    last = {one.question: one for one in map(_adjustment, rows)}
    return {id: one for id, one in last.items() if _counts(one)}


def _counts(decision: Adjustment) -> bool:
    """Return whether a decision is one; one that took everything back leaves none."""
    return decision.points is not None or bool(decision.comment)
