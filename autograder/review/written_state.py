"""Know which files of a results folder still say what the gradebook says, so that a resume writes nothing again."""

from collections.abc import Collection
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.files import write_atomically
from autograder.gradebook import Gradebook, Standing
from autograder.grading.digests import digest_of_engine
from autograder.i18n import language
from autograder.reports.page import pages_can_be_made
from autograder.reports.results_folder import is_up_to_date, record_path

if TYPE_CHECKING:
    from autograder.grading.grade import GradedSubmission
    from autograder.model.results import Record
    from autograder.reports.student_record import StudentRecord

__all__ = ["WrittenState", "forget_state"]

FILE = Path("instructor", ".written")
"""Holds a digest of the gradebook's state that the last complete `grade` wrote. Without it, everything is written."""


class WrittenState:
    """The state of a results folder at the beginning of a command.

    Make it before the gradebook learns anything from the command.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        out: The results folder.
        also: Additional formats to write.
    """

    def __init__(self, book: Gradebook, assignment: str, out: Path, also: Collection[str]) -> None:
        self._book = book
        self._assignment = assignment
        self._out = out
        self._kind = repr((assignment, digest_of_engine(), language(), sorted(also), pages_can_be_made()))
        self._digest, self._decided = self._now(), book.decided(assignment)
        self._valid = (out / FILE).is_file() and (out / FILE).read_text(encoding="ascii", errors="replace") == (
            self._digest
        )
        self._before = self._standings() if self._valid else {}
        self._holding: dict[tuple[str, str], Standing] = {}

    def registered(self) -> None:
        """Compare with what the gradebook says after it has learned what this command names."""
        if self._valid and self._book.decided(self._assignment) == self._decided:
            now = self._standings()
            self._holding = {key: one for key, one in self._before.items() if now.get(key) == one}

    def may_hold(self, done: "GradedSubmission") -> bool:
        """Return whether the gradebook says about a submission what it said when its files were written."""
        if done.fresh or not self._holding:
            return False
        digests = (done.record.digests["assignment"], done.record.digests["submission"])
        for person in done.ref.people:
            one = self._holding.get((done.ref.entry, person.key))
            if one is None or one.digests != digests or one.reason != done.record.reason:
                return False
            if one.submission != done.record.submission or one.status not in ("graded", "superseded", "unusable"):
                return False
        return True

    def exists(self, record: "Record", views: Collection["StudentRecord"]) -> bool:
        """Return whether the files of a submission are there.

        Args:
            record: Its record.
            views: What each of its students gets.
        """
        return record_path(record, self._out).is_file() and all(is_up_to_date(one, self._out) for one in views)

    def nothing_changed(self) -> bool:
        """Return whether the tables and pages of the class still hold."""
        here = all((self._out / name).is_file() for name in ("submissions.csv", "grades.csv"))
        return self._valid and here and self._now() == self._digest

    def save(self) -> None:
        """Note that everything in the folder says what the gradebook says now.

        Raises:
            UsageError: The file cannot be written.
        """
        now = self._now()
        if not (self._valid and now == self._digest):
            write_atomically(self._out / FILE, now.encode("ascii"))

    def _now(self) -> str:
        return sha256(f"{self._kind} {self._book.state(self._assignment)}".encode()).hexdigest()

    def _standings(self) -> dict[tuple[str, str], Standing]:
        """Return what became of each entry that the last command settled, without the order of commands."""
        found: dict[tuple[str, str], Standing] = {}
        twice = set()
        for one in self._book.standings(self._assignment):
            key = one.entry, one.student
            if key in found:  # the entry had other contents before
                twice.add(key)
            found[key] = replace(one, latest=True)
        return {key: one for key, one in found.items() if key not in twice}


def forget_state(out: Path) -> None:
    """Let the next `grade` write everything, because another command has written pages in another way."""
    (out / FILE).unlink(missing_ok=True)
