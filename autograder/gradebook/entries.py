"""Account for every entry that was handed in: what it is, whose it is, when it came, and which result it has."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType

import msgspec

from autograder.gradebook.standings import Standing, decided, person_from, standing_of
from autograder.gradebook.written import Written
from autograder.model.people import Person
from autograder.model.results import Record
from autograder.model.text import Text
from autograder.submissions.refs import OtherEntry, SubmissionRef, spelled

__all__ = ["Entries"]

NO_SOURCES: Mapping[str, str] = MappingProxyType({})
TIME_SOURCES = ("", "roster", "platform", "times")
"""Who says when something was handed in; a later one overrules an earlier one."""


_OTHER = "INSERT OR REPLACE INTO entry VALUES (?, ?, '', '', '', '', ?, ?, ?, ?, NULL, 0, ?, '', ?, '[]')"


_STATE = (
    "SELECT entry, submission_digest, assignment_digest, submission, platform, status, reason, handed_in, attempt,"
    " marked_late, place, more FROM entry WHERE assignment = ? ORDER BY place, entry, submission_digest",
    "SELECT entry, student, team, about FROM member LEFT JOIN person USING (student) WHERE assignment = ?"
    " ORDER BY entry, student",
    "SELECT assignment_digest, submission_digest, submission, graded FROM result WHERE assignment = ? ORDER BY 1, 2, 3",
    "SELECT entry, submission_digest, question, same FROM written WHERE assignment = ? ORDER BY 1, 2, 3",
)
_DECIDED = (
    "SELECT count(*), max(number) FROM decision WHERE assignment = ?",
    "SELECT student, until, because FROM extension WHERE assignment = ? ORDER BY rowid",
    "SELECT number, student, answer, answered FROM request WHERE assignment = ? ORDER BY number",
    "SELECT name, value FROM setting WHERE assignment = ? ORDER BY rowid",
    "SELECT name, source FROM roster WHERE assignment = ? ORDER BY rowid DESC LIMIT 1",
)
"""Statements whose rows say whether the files of a class still hold."""


@dataclass(frozen=True)
class _Row:
    """What is stored about one content of an entry."""

    digest: str
    container: str
    place: int
    handed_in: str | None
    time_from: str


class Entries(Written):
    """The part of a gradebook that knows who handed in what."""

    _time_from: Mapping[str, str] = NO_SOURCES  # of the submissions that were registered last
    _standings: Mapping[str, tuple[object, tuple[Standing, ...]]] = MappingProxyType({})  # those that were read last

    def register(
        self,
        assignment: str,
        submissions: Sequence[SubmissionRef],
        others: Sequence[OtherEntry] = (),
        time_from: Mapping[str, str] = NO_SOURCES,
    ) -> None:
        """Account for everything that a command names, before any of it is graded.

        Args:
            assignment: Id of the assignment.
            submissions: The submissions; no two have the same entry.
            others: The entries that are none.
            time_from: Entry -> who gave its time, `times` or `roster`; the platform did for all others.

        Raises:
            UsageError: The file cannot be written.
        """
        self._time_from = time_from
        with self._writing():
            run, place = (self._next(assignment, column) for column in ("run", "place"))
            renamed: list[tuple[str, str]] = []
            for number, one in enumerate(submissions):
                renamed += self._belongs(assignment, one.entry, one.people)
                current = _current(self._rows(assignment, one.entry), one)
                source = time_from.get(one.entry, "platform")
                if current is None:
                    self._put(assignment, one, _Row("", _container(one), place + number, *_time(one, source)), run)
                else:
                    time, by = _better_time(current, one, source)
                    self._db.execute(
                        "UPDATE entry SET run = ?, handed_in = ?, time_from = ?"
                        " WHERE assignment = ? AND entry = ? AND submission_digest = ?",
                        (run, time, by, assignment, one.entry, current.digest),
                    )
            for other in others:
                renamed += self._belongs(assignment, other.entry, other.people)
                source = time_from.get(other.entry, "platform")
                if other.status == "unusable" and self._still_unusable(assignment, other, source, run):
                    continue
                row = (assignment, other.entry, other.status, _json(other.reason), *_time(other, source))
                self._db.execute(_OTHER, (*row, place + len(submissions), run))
            self._rename(renamed)

    def _still_unusable(self, assignment: str, other: OtherEntry, source: str, run: int) -> bool:
        """Return whether an earlier command settled that this entry is unusable; if so, this command names it again."""
        row = self._db.execute(
            "SELECT submission_digest, container, place, handed_in, time_from FROM entry"
            " WHERE assignment = ? AND entry = ? AND submission_digest != '' AND container = ''"
            " AND status = 'unusable'",
            (assignment, other.entry),
        ).fetchone()
        if row is None:
            return False
        time, by = _better_time(_Row(*row), other, source)
        self._db.execute(
            "UPDATE entry SET run = ?, reason = ?, handed_in = ?, time_from = ?"
            " WHERE assignment = ? AND entry = ? AND submission_digest = ?",
            (run, _json(other.reason), time, by, assignment, other.entry, row[0]),
        )
        return True

    def _settle(self, ref: SubmissionRef, record: Record, unusable: bool) -> None:
        """Replace the waiting entry of a submission by one with its result; the caller has begun a transaction."""
        assignment, digest = record.assignment, record.digests["submission"]
        ref = replace(ref, name=record.submission)
        rows = self._rows(assignment, ref.entry)
        current = _current(rows, ref)
        waiting = next((row for row in rows if not row.digest), None)
        same = next((row for row in rows if row.digest == digest), None)
        source = self._time_from.get(ref.entry, "platform")
        if not waiting and not current:
            self._belongs(assignment, ref.entry, ref.people)
        time, by = _better_time(same, ref, source) if same else _time(ref, source)
        if same and (current is None or current.digest == digest):
            place = same.place  # a content that was named before keeps its place, whatever is graded again
        else:
            place = waiting.place if waiting else self._next(assignment, "place")
        run = self._next(assignment, "run") - 1
        inherited = self._drop_migrated(assignment, ref, digest)
        self._db.execute(
            "DELETE FROM entry WHERE assignment = ? AND entry = ? AND submission_digest = ''", (assignment, ref.entry)
        )
        self._put(
            assignment,
            ref,
            _Row(digest, _container(ref), place if inherited is None else inherited, time, by),
            run,
            record.digests["assignment"],
            "unusable" if unusable else "submission",
            record.reason,
        )

    def _next(self, assignment: str, column: str) -> int:
        row = self._db.execute(f"SELECT coalesce(max({column}), 0) FROM entry WHERE assignment = ?", (assignment,))
        return int(row.fetchone()[0]) + 1

    def _rows(self, assignment: str, entry: str) -> list[_Row]:
        found = self._db.execute(
            "SELECT submission_digest, container, place, handed_in, time_from FROM entry"
            " WHERE assignment = ? AND entry = ?",
            (assignment, entry),
        )
        return [_Row(*row) for row in found]

    def _put(
        self,
        assignment: str,
        ref: SubmissionRef,
        row: _Row,
        run: int,
        assignment_digest: str = "",
        status: str = "waiting",
        reason: Text | None = None,
    ) -> None:
        self._db.execute(
            f"INSERT OR REPLACE INTO entry VALUES ({', '.join('?' * 16)})",
            (
                assignment,
                ref.entry,
                row.digest,
                assignment_digest,
                ref.name,
                ref.platform,
                status,
                _json(reason),
                row.handed_in,
                row.time_from,
                ref.attempt,
                ref.marked_late,
                row.place,
                row.container,
                run,
                msgspec.json.encode(ref.more_entries).decode(),
            ),
        )

    def _drop_migrated(self, assignment: str, ref: SubmissionRef, digest: str) -> int | None:
        """Delete what an earlier format stored about this submission; return its place, None if there was nothing."""
        inherited: int | None = None
        for person in ref.people:
            old = self._db.execute(  # CROSS JOIN begins with the student's few entries
                "SELECT entry, place FROM member CROSS JOIN entry USING (assignment, entry) WHERE assignment = ?"
                " AND student = ? AND platform = '' AND submission_digest = ? AND status IN ('submission', 'unusable')",
                (assignment, person.key, digest),
            ).fetchall()
            for entry, place in old:
                inherited = max(inherited or 0, place)
                self._db.execute(
                    "DELETE FROM entry WHERE assignment = ? AND entry = ? AND submission_digest = ?",
                    (assignment, entry, digest),
                )
                self._drop_members_of_nothing(assignment, entry)
        return inherited

    def _drop_members_of_nothing(self, assignment: str, entry: str) -> None:
        self._db.execute(
            "DELETE FROM member WHERE assignment = ?1 AND entry = ?2"
            " AND NOT EXISTS (SELECT 1 FROM entry WHERE assignment = ?1 AND entry = ?2)",
            (assignment, entry),
        )

    def _belongs(self, assignment: str, entry: str, people: Sequence[Person]) -> list[tuple[str, str]]:
        """Store whom an entry belongs to; return (old key, new key) if one student took the place of another."""
        stored = self._db.execute(
            "SELECT student, team, about FROM member LEFT JOIN person USING (student)"
            " WHERE assignment = ? AND entry = ?",
            (assignment, entry),
        ).fetchall()
        known = {student: about for student, _team, about in stored}
        if sorted(stored) == sorted((one.key, one.group, _about(one, known.get(one.key))) for one in people):
            return []
        before = set(known)
        self._db.execute("DELETE FROM member WHERE assignment = ? AND entry = ?", (assignment, entry))
        for person in people:
            row = (assignment, entry, person.key, person.group)
            self._db.execute("INSERT OR REPLACE INTO member VALUES (?, ?, ?, ?)", row)
            self._meet(person)
        now = {person.key for person in people}
        return [(*before, *now)] if len(before) == len(now) == 1 and before != now else []

    def _meet(self, person: Person) -> None:
        """Store what is known about a student; what is unknown today stays as it was."""
        row = self._db.execute("SELECT about FROM person WHERE student = ?", (person.key,)).fetchone()
        self._db.execute("INSERT OR REPLACE INTO person VALUES (?, ?)", (person.key, _about(person, row and row[0])))

    def _rename(self, renamed: Sequence[tuple[str, str]]) -> None:
        """Let decisions about a student follow to the student's new key, if nothing else has the old one."""
        gone = [
            pair
            for pair in dict.fromkeys(renamed)
            if not self._db.execute("SELECT 1 FROM member WHERE student = ? LIMIT 1", pair[:1]).fetchone()
        ]
        news = Counter(old for old, _ in gone)
        self._rename_decisions([pair for pair in gone if news[pair[0]] == 1])
        self._db.executemany("DELETE FROM person WHERE student = ?", [pair[:1] for pair in gone])

    # reading

    def standings(self, assignment: str) -> list[Standing]:
        """Return every entry of an assignment, once for each of its students, by student and then by place."""
        state = self._state()
        if self._standings.get(assignment, (None, ()))[0] != state:
            self._standings = {assignment: (state, tuple(self._read_standings(assignment)))}
        return list(self._standings[assignment][1])

    def _read_standings(self, assignment: str) -> Iterator[Standing]:
        last = self.last_run(assignment)
        rows = self._db.execute(
            "SELECT entry, submission_digest, assignment_digest, submission, platform, status, reason, handed_in,"
            " attempt, marked_late, place, run, more, about, team, student"
            " FROM entry LEFT JOIN member USING (assignment, entry) LEFT JOIN person USING (student)"
            " WHERE assignment = ? ORDER BY student, place, entry",
            (assignment,),
        )
        groups = self._db.execute(
            "SELECT entry, count(*) FROM member WHERE assignment = ? GROUP BY entry HAVING count(*) > 1", (assignment,)
        )
        members = dict(groups.fetchall())
        found = (standing_of(row, members.get(row[0], 1), last) for row in rows)  # one at a time: a class may be large
        for _, group in groupby(found, key=attrgetter("student")):
            yield from decided(list(group))

    def state(self, assignment: str) -> str:
        """Return a digest of all that pages and tables of an assignment depend on, whichever command named it last."""
        digest = sha256(self.decided(assignment).encode())
        for statement in _STATE:
            for row in self._db.execute(statement, (assignment,)):
                digest.update(repr(row).encode())
        return digest.hexdigest()

    def time_of(self, assignment: str, entry: str, digest: str) -> datetime | None:
        """Return when a content of an entry was handed in, whichever command said so; None if none has.

        Args:
            assignment: Id of the assignment.
            entry: The entry.
            digest: Digest of the content.
        """
        row = self._db.execute(
            "SELECT handed_in FROM entry WHERE assignment = ? AND entry = ? AND submission_digest = ?",
            (assignment, entry, digest),
        ).fetchone()
        return datetime.fromisoformat(row[0]) if row and row[0] else None

    def last_run(self, assignment: str) -> int:
        """Return the number of the last command that named entries of an assignment; 0 if none has."""
        (last,) = self._db.execute("SELECT max(run) FROM entry WHERE assignment = ?", (assignment,)).fetchone()
        return last or 0

    def decided(self, assignment: str) -> str:
        """Return a digest of what people decided, the roster and remembered options included."""
        digest = sha256()
        for statement in _DECIDED:
            for row in self._db.execute(statement, (assignment,)):
                digest.update(repr(row).encode())
        return digest.hexdigest()

    def assignments(self) -> list[str]:
        """Return the ids of the assignments that anything was handed in for."""
        return [row[0] for row in self._db.execute("SELECT DISTINCT assignment FROM entry ORDER BY 1")]

    def people(self, assignment: str) -> dict[str, Person]:
        """Return the students of an assignment by key: those of its entries, and those of its roster."""
        roster = self.roster(assignment)
        rows = self._db.execute(
            "SELECT DISTINCT student, about FROM member JOIN person USING (student) WHERE assignment = ?",
            (assignment,),
        )
        found = {student: person_from(about) for student, about in rows}
        return {person.key: person for person in roster.people} | found if roster else found

    def missing(self, assignment: str) -> list[Person]:
        """Return the students of the roster who have no entry; none without a roster."""
        roster = self.roster(assignment)
        rows = self._db.execute(
            "SELECT DISTINCT student FROM member JOIN entry USING (assignment, entry)"
            " WHERE assignment = ? AND status != 'ignored'",
            (assignment,),
        )
        came = {row[0] for row in rows}
        return [person for person in roster.people if person.key not in came] if roster else []


def _about(person: Person, stored: str | None) -> str:
    """Return what is known about a student, as JSON; what is unknown today stays as it was."""
    known = person_from(stored) if stored else person
    news = {name: value for name, value in msgspec.structs.asdict(person).items() if value and name != "group"}
    return msgspec.json.encode(msgspec.structs.replace(known, **news, group="")).decode()


def _current(rows: Sequence[_Row], ref: SubmissionRef) -> _Row | None:
    """Return the content that an entry had when it was last read from the same folder or archive."""
    container = _container(ref)
    return max(
        (row for row in rows if row.digest and row.container == container), key=attrgetter("place"), default=None
    )


def _container(ref: SubmissionRef) -> str:
    return spelled(str(ref.parts[0].container.resolve())) if ref.parts else ""


def _time(ref: SubmissionRef | OtherEntry, source: str) -> tuple[str | None, str]:
    return (ref.handed_in.isoformat(), source) if ref.handed_in else (None, "")


def _better_time(known: _Row, ref: SubmissionRef | OtherEntry, source: str) -> tuple[str | None, str]:
    """Return the time that counts, of the known one and that of today; a time that is not repeated stays."""
    time, by = _time(ref, source)
    if time is None or TIME_SOURCES.index(by) < TIME_SOURCES.index(known.time_from):
        return known.handed_in, known.time_from
    return time, by


def _json(text: Text | None) -> str | None:
    return msgspec.json.encode(text).decode() if text else None
