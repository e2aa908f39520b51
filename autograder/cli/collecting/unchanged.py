"""Know that a command was given what the last one was given, and that nothing has changed since.

Then nothing is collected, opened or compared: the gradebook says what the command prints. What a file holds is taken
from its size, its inode and its times. Those of a change cannot be set, so a file that differs from what was read is
noticed, except one that was changed in the same moment; such a class is read again.
"""

import os
import stat
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.cli.collecting.collect import CollectOptions
from autograder.files import write_atomically
from autograder.grading.digests import digest_of_engine
from autograder.i18n import language
from autograder.reports.page import pages_can_be_made
from autograder.reports.results_folder import summarize_result
from autograder.review.class_files import StudentRecords

if TYPE_CHECKING:
    from autograder.gradebook import Gradebook, Standing
    from autograder.reports.class_summary import SubmissionSummary

__all__ = ["LastCommand", "known_rows"]

FILE = Path("instructor", ".given")
"""Holds a digest of what the last complete `grade` was given and of what it left behind."""

SAME_MOMENT, COARSE = 100_000_000, 2_000_000_000
"""Nanoseconds within which two changes may have the same time: by the kernel's clock, and where only seconds count."""


class LastCommand:
    """What the last command on a results folder was given, and what it left.

    Make it before anything is read that was handed in.

    Args:
        assignment: Id of the assignment.
        out: The results folder.
        options: What this command is given.
        more: Whatever else decides what this command does.
    """

    def __init__(self, assignment: str, out: Path, options: CollectOptions, more: tuple[object, ...]) -> None:
        self._assignment = assignment
        self._out = out
        files = [path for path in (options.roster, options.times, options.map) if path]
        kind = (assignment, options, more, str(Path.cwd()), digest_of_engine(), language(), pages_can_be_made())
        self._given = _Listing(time.time_ns())
        for path in (*options.paths, *files):
            self._given.add(path)
        self._given.digest.update(repr(kind).encode())

    def was_the_same(self, book: "Gradebook") -> bool:
        """Return whether the last command was given the same, and nothing has changed since it ended.

        Args:
            book: The gradebook.
        """
        place = self._out / FILE
        if not (self._given.certain and place.is_file()):
            return False
        return place.read_text(encoding="ascii", errors="replace") == self._now(book)

    def save(self, book: "Gradebook") -> None:
        """Note that this command has done all that there is to do.

        Args:
            book: The gradebook.

        Raises:
            UsageError: The file cannot be written.
        """
        if self._given.certain:
            write_atomically(self._out / FILE, self._now(book).encode("ascii"))
        else:
            (self._out / FILE).unlink(missing_ok=True)

    def _now(self, book: "Gradebook") -> str:
        left = _Listing(0)
        for name in ("students", "instructor", "submissions.csv", "grades.csv", "class.html", "class.md"):
            left.add(self._out / name, without=(FILE.name, ".written"))
        state = (book.state(self._assignment), book.last_run(self._assignment))
        return sha256(f"{self._given.digest.hexdigest()} {left.digest.hexdigest()} {state}".encode()).hexdigest()


def known_rows(book: "Gradebook", assignment: str, most: int) -> tuple[int, list["SubmissionSummary"]]:
    """Return the submissions that the last command named, from the gradebook alone.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        most: How many rows to make.

    Returns:
        The number of the submissions, and the rows of the first ones by name.
    """
    found: dict[tuple[str, str], list[Standing]] = {}
    for one in book.standings(assignment):
        if one.latest and one.person and one.has_result:
            found.setdefault((one.submission, one.entry), []).append(one)
    students = StudentRecords(book, assignment)
    return len(found), [_row(book, students, found[key]) for key in sorted(found)[:most]]


def _row(book: "Gradebook", students: StudentRecords, members: Sequence["Standing"]) -> "SubmissionSummary":
    entries = [book.entry(one) for one in members]
    return summarize_result(entries[0].record, [students.of_entry(entry) for entry in entries])


class _Listing:
    """A digest of which files there are, and of what says that one has changed.

    Args:
        now: The time in nanoseconds; 0 if it does not matter when files were changed.

    Attributes:
        digest: The digest.
        certain: Whether a later change of any of the files would show.
    """

    def __init__(self, now: int) -> None:
        self.digest = sha256()
        self.certain = True
        self._now = now

    def add(self, path: Path, without: Sequence[str] = ()) -> None:
        """Add a file, or all files below a folder, but for those with certain names."""
        try:
            self._add(os.fspath(path), os.stat(path))  # noqa: PTH116
        except OSError:
            self.digest.update(f"{path} is missing".encode())
            return
        if path.is_dir():
            for entry in _below(os.fspath(path)):
                if entry.name not in without:
                    self.certain &= not entry.is_symlink()
                    self._add(entry.path, entry.stat(follow_symlinks=False))

    def _add(self, path: str, about: os.stat_result) -> None:
        if stat.S_ISDIR(about.st_mode):  # what is in it says what has changed
            self.digest.update(repr((path, about.st_mode)).encode(errors="surrogatepass"))
            return
        last = max(about.st_ctime_ns, about.st_mtime_ns)
        pause = SAME_MOMENT if last % 1_000_000_000 else COARSE
        if self._now and last + pause > self._now:
            self.certain = False
        known = (path, about.st_mode, about.st_size, about.st_ino, about.st_mtime_ns, about.st_ctime_ns)
        self.digest.update(repr(known).encode(errors="surrogatepass"))


def _below(folder: str) -> Iterator["os.DirEntry[str]"]:
    """Yield everything below a folder, in the order of names."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        yield entry
        if entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
