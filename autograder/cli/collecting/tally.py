"""Count what `grade` has graded, and print it: the table of the class or of the one submission, and where files are."""

from bisect import insort
from collections import Counter
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.i18n import _
from autograder.reports.page import pages_can_be_made
from autograder.reports.text import class_table, submission_table
from autograder.review.class_files import CLASS_PAGE

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.grading.grade import GradedSubmission
    from autograder.model.results import Record
    from autograder.reports.class_summary import SubmissionSummary

__all__ = ["SHOWN", "Tally", "show_tally"]

SHOWN = 60
"""Maximum number of rows in the printed table; the files have all."""


class Tally:
    """Accumulate the results of one call.

    Attributes:
        rows: The first rows of the table, by name.
        counts: Number of submissions that were graded now (`fresh`), and of those that had a result (`known`).
        last: The last record.
        failed: Whether a record has an internal error.
    """

    def __init__(self) -> None:
        self.rows: list[SubmissionSummary] = []
        self.counts: Counter[str] = Counter()
        self.last: Record | None = None
        self.failed = False

    def add(self, done: "GradedSubmission", row: "SubmissionSummary") -> None:
        """Add a submission and its row."""
        insort(self.rows, row, key=attrgetter("submission"))
        del self.rows[SHOWN:]
        self.counts["fresh" if done.fresh else "known"] += 1
        self.last = done.record
        self.failed = self.failed or done.record.failed()

    def count(self) -> int:
        """Return the number of submissions."""
        return self.counts.total()


def show_tally(tally: Tally, out: Path, console: "Console") -> None:
    """Print the table of the class or of the one submission, and the paths of the results.

    Args:
        tally: What was graded.
        out: The results folder.
        console: Console to print to.
    """
    if not tally.count():
        console.print(_("No submissions found."))
    if tally.counts["known"]:
        text = _("{count} already had a result and were skipped; use --regrade to grade them again.")
        console.print(text.format(count=tally.counts["known"]))
    if tally.last and tally.count() == 1:
        console.print(submission_table(tally.last, instructor=True))
        if tally.last.timing:
            text = _("{wall:.2f} s; the tests and the student's code computed for {cpu:.2f} s of it")
            console.print(text.format(wall=tally.last.timing.wall, cpu=tally.last.timing.cpu()))
    elif tally.rows:
        console.print(class_table(tally.rows))
        if tally.count() > SHOWN:
            console.print(_("… and {count} more, in the files:").format(count=tally.count() - SHOWN))
    console.print(_("Submissions: {path}").format(path=out / "submissions.csv"), soft_wrap=True)
    console.print(_("Grades: {path}").format(path=out / "grades.csv"), soft_wrap=True)
    if pages_can_be_made():
        if (out / CLASS_PAGE).is_file():
            console.print(_("The class: {path}").format(path=out / CLASS_PAGE), soft_wrap=True)
    else:
        console.print(_("HTML reports were not written; install the package's extra `instructor`."))
    console.print(_("For instructors: {path}").format(path=out / "instructor"), soft_wrap=True)
    console.print(_("For students: {path}").format(path=out / "students"), soft_wrap=True)
