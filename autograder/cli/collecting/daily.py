"""Limit how often a student is graded in a day, where results are shown before the deadline."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.gradebook import Gradebook
    from autograder.submissions.refs import SubmissionRef

__all__ = ["DailyLimit"]

DAY = timedelta(hours=24)


class DailyLimit:
    """Decides which submissions may be graded now.

    Every result tells a student a little about hidden tests; many results, with answers made for that, tell much.

    Args:
        book: The gradebook, which knows the gradings so far.
        assignment: Id of the assignment.
        daily: How often each student is graded in 24 hours.

    Attributes:
        waiting: Names of the submissions that must wait.
    """

    def __init__(self, book: "Gradebook", assignment: str, daily: int) -> None:
        since = datetime.now(UTC) - DAY
        self._daily = daily
        self._graded = Counter(entry.student for entry in book.entries(assignment) if entry.graded > since)
        self.waiting: list[str] = []

    def __call__(self, submission: "SubmissionRef") -> bool:
        """Return whether a submission may be graded now, and count it if so."""
        students = [person.key for person in submission.people]
        if any(self._graded[student] >= self._daily for student in students):
            self.waiting.append(submission.name)
            return False
        self._graded.update(students)
        return True
