"""Store written answers and requests to look at a question again."""

import zlib
from collections.abc import Mapping

import msgspec

from autograder.gradebook.decisions import Decisions
from autograder.gradebook.store import now
from autograder.model.written import RegradeRequest, WrittenAnswer, answers_to, same_answer

__all__ = ["Written"]


class Written(Decisions):
    """The part of a gradebook that keeps what students wrote."""

    def _write_down(self, assignment: str, entry: str, digest: str, answers: tuple[WrittenAnswer, ...]) -> None:
        """Store the answers that came with a content of an entry; the caller has begun a transaction."""
        key = (assignment, entry, digest)
        self._db.execute("DELETE FROM written WHERE assignment = ? AND entry = ? AND submission_digest = ?", key)
        for question in dict.fromkeys(answer.question for answer in answers):
            own = answers_to(question, answers)
            row = (*key, question, same_answer(own), msgspec.msgpack.encode(own))
            self._db.execute("INSERT INTO written VALUES (?, ?, ?, ?, ?, ?)", row)

    def written(
        self, assignment: str, entry: str, digest: str, question: str | None = None
    ) -> tuple[WrittenAnswer, ...]:
        """Return the written answers of a submission.

        Args:
            assignment: Id of the assignment.
            entry: The entry.
            digest: Digest of its listed files.
            question: Id of a question; None for all.
        """
        rows = self._db.execute(
            "SELECT answers FROM written WHERE assignment = ?1 AND entry = ?2 AND submission_digest = ?3"
            " AND (?4 IS NULL OR question = ?4) ORDER BY rowid",
            (assignment, entry, digest, question),
        )
        return tuple(
            answer for row in rows for answer in msgspec.msgpack.decode(row[0], type=tuple[WrittenAnswer, ...])
        )

    def written_keys(self, assignment: str) -> dict[tuple[str, str], dict[str, str]]:
        """Return a key for each written answer, which equal answers share: (entry, digest) -> question -> key.

        Args:
            assignment: Id of the assignment.
        """
        found: dict[tuple[str, str], dict[str, str]] = {}
        for entry, digest, question, same in self._db.execute(
            "SELECT entry, submission_digest, question, same FROM written WHERE assignment = ?", (assignment,)
        ):
            found.setdefault((entry, digest), {})[question] = same
        return found

    def _keep_source(self, digest: str, files: Mapping[str, bytes]) -> None:
        """Store the listed files of a submission; the caller has begun a transaction."""
        if files:
            row = (digest, zlib.compress(msgspec.msgpack.encode(files), 6))
            self._db.execute("INSERT OR IGNORE INTO source VALUES (?, ?)", row)

    def source(self, digest: str) -> dict[str, bytes]:
        """Return the listed files of a submission; none if an earlier version graded it.

        Args:
            digest: Digest of the files.
        """
        row = self._db.execute("SELECT files FROM source WHERE submission_digest = ?", (digest,)).fetchone()
        return msgspec.msgpack.decode(zlib.decompress(row[0]), type=dict[str, bytes]) if row else {}

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
