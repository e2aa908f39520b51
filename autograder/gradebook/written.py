"""Store written answers and requests to look at a question again."""

import msgspec

from autograder.gradebook.decisions import Decisions
from autograder.gradebook.store import now
from autograder.model.written import RegradeRequest, WrittenAnswer

__all__ = ["Written"]


class Written(Decisions):
    """The part of a gradebook that keeps what students wrote."""

    def _write_down(self, assignment: str, entry: str, digest: str, answers: tuple[WrittenAnswer, ...]) -> None:
        """Store the answers that came with a content of an entry; the caller has begun a transaction."""
        key = (assignment, entry, digest)
        if answers:
            row = (*key, msgspec.msgpack.encode(answers))
            self._db.execute("INSERT OR REPLACE INTO written VALUES (?, ?, ?, ?)", row)
        else:
            self._db.execute("DELETE FROM written WHERE assignment = ? AND entry = ? AND submission_digest = ?", key)

    def written(self, assignment: str, entry: str, digest: str) -> tuple[WrittenAnswer, ...]:
        """Return the written answers of a submission.

        Args:
            assignment: Id of the assignment.
            entry: The entry.
            digest: Digest of its listed files.
        """
        row = self._db.execute(
            "SELECT answers FROM written WHERE assignment = ? AND entry = ? AND submission_digest = ?",
            (assignment, entry, digest),
        ).fetchone()
        return msgspec.msgpack.decode(row[0], type=tuple[WrittenAnswer, ...]) if row else ()

    def request(self, assignment: str, student: str, question: str, because: str) -> RegradeRequest:
        """Store a student's request to look at a question again.

        Raises:
            UsageError: The file cannot be written.
        """
        at = now()
        with self._writing():
            number = self._db.execute(
                "INSERT INTO request (assignment, student, question, because, at, answer, grader, answered)"
                " VALUES (?, ?, ?, ?, ?, '', '', '')",
                (assignment, student, question, because, at),
            ).lastrowid
        assert number is not None
        return RegradeRequest(number, student, question, because, at)

    def requests(self, assignment: str, student: str | None = None) -> list[RegradeRequest]:
        """Return the requests of an assignment, the earliest first.

        Args:
            assignment: Id of the assignment.
            student: Key of a student; None for all.
        """
        rows = self._db.execute(
            "SELECT number, student, question, because, at, answer, grader, answered FROM request"
            " WHERE assignment = ?1 AND (?2 IS NULL OR student = ?2) ORDER BY number",
            (assignment, student),
        )
        return [RegradeRequest(*row) for row in rows]

    def answer_request(self, number: int, answer: str, grader: str = "") -> bool:
        """Answer a request; return whether it was open.

        Raises:
            UsageError: The file cannot be written.
        """
        with self._writing():
            done = self._db.execute(
                "UPDATE request SET answer = ?, grader = ?, answered = ? WHERE number = ? AND answered = ''",
                (answer, grader, now(), number),
            )
            return done.rowcount == 1
