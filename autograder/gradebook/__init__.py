"""Store results, entries and decisions in an SQLite file, the gradebook.

Each result is committed as soon as it exists, so an interrupted batch loses only the submissions being graded. The key
of a result is assignment digest, submission digest and the submission's name. A known key is graded again only on
request; the older result then moves to the history. Which submission of a student counts is decided when the results
are read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from autograder.errors import UsageError
from autograder.gradebook.decisions import Extension, Overtaken
from autograder.gradebook.forgetting import Forgetting, Forgotten
from autograder.gradebook.standings import Standing
from autograder.gradebook.store import pack_record, unpack_record
from autograder.i18n import _
from autograder.model.people import Person
from autograder.model.results import Record
from autograder.model.written import WrittenAnswer
from autograder.submissions.match import NobodyFits, find_person
from autograder.submissions.refs import SubmissionRef

__all__ = [
    "FILE_NAME",
    "Entry",
    "Extension",
    "Forgotten",
    "Gradebook",
    "Known",
    "Overtaken",
    "Standing",
]

Known = Callable[[SubmissionRef, str], Record | None]
"""Look up the record of a submission by its digest; None if the submission must be graded."""

FILE_NAME = "gradebook.sqlite"
NO_FILES: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True)
class Entry:
    """A submission of one student, with its result.

    Attributes:
        person: The student.
        record: The record; the members of a group have the same one.
        standing: What became of the submission for this student.
        graded: Time of the grading.
    """

    person: Person
    record: Record
    standing: Standing
    graded: datetime

    @property
    def student(self) -> str:
        """Key of the student."""
        return self.person.key

    @property
    def handed_in(self) -> datetime | None:
        """Time of the submission; None if unknown."""
        return self.standing.handed_in


class Gradebook(Forgetting):
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

    def find(self, assignment_digest: str, submission_digest: str, submission: str) -> Record | None:
        """Find the result with this key; skip results with an internal error, so that they are graded again."""
        row = self._db.execute(
            "SELECT record FROM result"
            " WHERE assignment_digest = ? AND submission_digest = ? AND submission = ? AND NOT failed",
            (assignment_digest, submission_digest, submission),
        ).fetchone()
        return unpack_record(row[0]) if row else None

    def known(self, assignment_digest: str) -> Known:
        """Return a function that looks up the results for this state of the assignment."""

        def known(one: SubmissionRef, digest: str) -> Record | None:
            return self.find(assignment_digest, digest, one.name)

        return known

    def add(
        self,
        submission: SubmissionRef,
        record: Record,
        unusable: bool = False,
        written: tuple[WrittenAnswer, ...] = (),
        files: Mapping[str, bytes] = NO_FILES,
    ) -> None:
        """Commit a result; move an older result with the same key to the history.

        Args:
            submission: The submission.
            record: Its record.
            unusable: Whether it could not be opened; the record has the reason.
            written: Its answers to written questions.
            files: Its listed files.

        Raises:
            UsageError: The disk is full or the file cannot be written.
        """
        key = (record.digests["assignment"], record.digests["submission"], record.submission)
        row = (
            record.assignment,
            *key,
            datetime.now(UTC).isoformat(),
            record.score,
            record.max_score,
            record.held(),
            record.failed(),
            pack_record(record),
        )
        where = "WHERE assignment_digest = ? AND submission_digest = ? AND submission = ?"
        with self._writing():
            self._db.execute(f"INSERT INTO history SELECT * FROM result {where}", key)
            self._db.execute(f"INSERT OR REPLACE INTO result VALUES ({', '.join('?' * len(row))})", row)
            self._keep(submission, record, unusable, written, files)

    def held(self, assignment: str) -> set[tuple[str, str, str]]:
        """Return the results with withheld points: assignment digest, submission digest, name of the submission."""
        rows = self._db.execute(
            "SELECT assignment_digest, submission_digest, submission FROM result WHERE held AND assignment = ?",
            (assignment,),
        )
        return set(rows.fetchall())

    def keep(
        self,
        submission: SubmissionRef,
        record: Record,
        unusable: bool = False,
        written: tuple[WrittenAnswer, ...] = (),
        files: Mapping[str, bytes] = NO_FILES,
    ) -> None:
        """Note that a submission has this result already.

        Args:
            submission: The submission.
            record: Its record.
            unusable: Whether it could not be opened; the record has the reason.
            written: Its answers to written questions.
            files: Its listed files.

        Raises:
            UsageError: The disk is full or the file cannot be written.
        """
        with self._writing():
            self._keep(submission, record, unusable, written, files)

    def _keep(
        self,
        submission: SubmissionRef,
        record: Record,
        unusable: bool,
        written: tuple[WrittenAnswer, ...],
        files: Mapping[str, bytes],
    ) -> None:
        """Store a submission's entry and what came with it; the caller has begun a transaction."""
        self._settle(submission, record, unusable)
        self._write_down(record.assignment, submission.entry, record.digests["submission"], written)
        self._keep_source(record.digests["submission"], files)

    def entries(self, assignment: str | None = None) -> Iterator[Entry]:
        """Iterate over every submission with a result, once for each of its students, by student and then by place.

        Args:
            assignment: Id of the assignment; None for all, one after the other.
        """
        for one in [assignment] if assignment is not None else self.assignments():
            for standing in self.standings(one):
                if standing.person and standing.has_result:
                    yield self.entry(standing)

    def entry(self, standing: Standing) -> Entry:
        """Return a submission with its result; it has a result and belongs to a student."""
        record, graded = self._db.execute(
            "SELECT record, graded FROM result"
            " WHERE assignment_digest = ? AND submission_digest = ? AND submission = ?",
            (*standing.digests, standing.submission),
        ).fetchone()
        assert standing.person
        return Entry(standing.person, unpack_record(record), standing, datetime.fromisoformat(graded))

    def latest(self, assignment: str | None = None) -> Iterator[Entry]:
        """Iterate over the submission of each student that counts.

        Args:
            assignment: Id of the assignment; None for all.
        """
        for one in [assignment] if assignment is not None else self.assignments():
            for standing in self.standings(one):
                if standing.person and standing.has_result and standing.counts:
                    yield self.entry(standing)

    def students(self, assignment: str) -> list[str]:
        """Return the keys of the students who have a result for the assignment, sorted."""
        found = (one.student for one in self.standings(assignment) if one.counts and one.has_result)
        return sorted(found)

    def student(self, assignment: str, spelling: str) -> str:
        """Return the key of the student whom a command names.

        Args:
            assignment: Id of the assignment.
            spelling: A key, the platform's id, name, e-mail address, student number or login of a student; or an entry
                or a submission that belongs to one student.

        Raises:
            NobodyFits: The spelling names nobody.
            UsageError: It names several students; the message lists them.
        """
        people = self.people(assignment)
        if spelling in people:
            return spelling
        owners = {
            one.student
            for one in self.standings(assignment)
            if one.person and spelling in (one.entry, one.entry.rstrip("/").rpartition("/")[2], one.submission)
        }
        try:
            owners.add(find_person(people.values(), spelling).key)
        except NobodyFits:
            if not owners:
                raise
        if len(owners) == 1:
            return owners.pop()
        text = _("{spelling} names {count} students: {students}; write one of these keys")
        raise UsageError(
            text.format(spelling=repr(spelling), count=len(owners), students=", ".join(sorted(owners)[:5]))
        )

    def adopt_spellings(self, assignment: str) -> list[str]:
        """Give decisions about a spelling to the student whom it names by now.

        An extension can be given before anything is handed in, by a name or an e-mail address.

        Returns:
            The spellings that still name nobody, or several students.

        Raises:
            UsageError: The file cannot be written.
        """
        people = self.people(assignment)
        rows = self._db.execute(
            "SELECT student FROM extension WHERE assignment = ?1 UNION SELECT student FROM decision"
            " WHERE assignment = ?1 ORDER BY 1",
            (assignment,),
        )
        left = []
        for (spelling,) in rows.fetchall():
            if spelling not in people:
                try:
                    key = find_person(people.values(), spelling).key
                except UsageError:
                    left.append(spelling)
                else:
                    with self._writing():
                        self._rename_decisions([(spelling, key)], assignment)
        return left
