"""Define what collecting finds: submissions that are not opened yet, and entries that are none."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from autograder.errors import UsageError
from autograder.model.people import Person
from autograder.model.text import Text, clean_text

__all__ = [
    "LONGEST_NAME",
    "Collected",
    "OtherEntry",
    "SubmissionPart",
    "SubmissionRef",
    "one_line",
    "spelled",
    "submission_name",
    "without_suffix",
]

LONGEST_NAME = 200
"""Characters of a submission's name; longer ones are cut."""

SUFFIXES = (".tar.gz", ".tar.xz", ".tar.bz2", ".zip", ".tar", ".tgz", ".txz", ".rar", ".7z")
"""Suffixes of archives that are not part of a student's name."""


@dataclass(frozen=True, slots=True)
class SubmissionPart:
    """A place where bytes of a submission lie.

    Attributes:
        name: Path inside the submission, with `/`; empty if the whole container is the submission.
        container: The folder, archive or file on disk.
        member: Name of the archive's member that is this part; None if the part is the container itself.
        handed_in: When this part came, if the platform says so for each file.
        number: The platform's number of the file, which grows with the time of upload; None if there is none.
    """

    name: str
    container: Path
    member: str | None = None
    handed_in: datetime | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class SubmissionRef:
    """A submission that has not been opened yet.

    Attributes:
        entry: The entry as it was named: its path below what the command line names, with `/`.
        name: Name of the submission in results; unique among those that are collected together.
        people: The students that it counts for; several for a group, never none.
        parts: Where its bytes lie.
        handed_in: When it came, with a time zone; from the platform only, never from a student's own files.
        attempt: Number of the attempt, if the platform counts them.
        marked_late: Whether the platform says that it is late, without a time.
        platform: The form that it was recognized by: `canvas`, `moodle`, ..., `folder`, `clone`.
        more_entries: The other entries that belong to it, where the platform writes one for each file.
    """

    entry: str
    name: str
    people: tuple[Person, ...]
    parts: tuple[SubmissionPart, ...]
    handed_in: datetime | None = None
    attempt: int | None = None
    marked_late: bool = False
    platform: str = "folder"
    more_entries: tuple[str, ...] = ()

    @property
    def student(self) -> str:
        """Key of the first student."""
        return self.people[0].key

    @classmethod
    def from_path(cls, path: Path, name: str = "") -> "SubmissionRef":
        """Refer to a submission that is one folder or file, whatever lies in it.

        Args:
            path: The folder or file.
            name: Name of the submission and key of its student; by default the name of `path`.

        Raises:
            UsageError: `path` does not exist.
        """
        name = name or submission_name(path)
        return cls(spelled(path.as_posix()), name, (Person(name),), (SubmissionPart("", path),))


@dataclass(frozen=True, slots=True)
class OtherEntry:
    """An entry that is no submission.

    Attributes:
        entry: The entry, as in `SubmissionRef`.
        status: `unusable` for a hand-in that cannot be graded, `ignored` for what is no hand-in.
        reason: Why, and what to do about it.
        people: The students that it belongs to, if the platform says so.
        handed_in: When it came, as in `SubmissionRef`.
        platform: The form that it was recognized by, as in `SubmissionRef`.
    """

    entry: str
    status: Literal["unusable", "ignored"]
    reason: Text
    people: tuple[Person, ...] = ()
    handed_in: datetime | None = None
    platform: str = "folder"


@dataclass(frozen=True)
class Collected:
    """Everything that was handed to one command.

    Attributes:
        submissions: The submissions, in the order of the command line and by name within each path.
        others: The other entries.
    """

    submissions: tuple[SubmissionRef, ...] = ()
    others: tuple[OtherEntry, ...] = ()


def submission_name(path: Path) -> str:
    """Return the name of a submission: that of its folder or file without an archive's suffix, made harmless.

    Raises:
        UsageError: `path` does not exist.
    """
    if not path.exists():
        raise UsageError(f"{path}: there is no such file or folder; name a submission's folder or zip")
    return one_line(without_suffix(path.resolve().name), LONGEST_NAME) or "submission"


def spelled(name: str) -> str:
    """Return the name of a file that is no UTF-8, from a Korean Windows or with its bytes; others stay as they are.

    Different files keep different names.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = name.encode("utf-8", "surrogateescape" if all(map(_is_byte, name)) else "backslashreplace")
        try:
            return raw.decode("cp949")
        except UnicodeDecodeError:
            return raw.decode("utf-8", "backslashreplace")
    return name


def _is_byte(one: str) -> bool:
    """Return whether a character is none of the halves of a pair, except those that stand for a byte."""
    return not "\ud800" <= one <= "\udfff" or "\udc80" <= one <= "\udcff"


def one_line(text: str, most: int) -> str:
    """Return text of a file's name without anything that a terminal or table could take for a command or a line."""
    return clean_text(spelled(text), most).replace("\n", " ").replace("\t", " ").strip()


def without_suffix(name: str, more: tuple[str, ...] = ()) -> str:
    """Return the name of a file without an archive's suffix, in any case, or one of `more`."""
    suffix = next((one for one in (*SUFFIXES, *more) if name.lower().endswith(one)), "")
    return name[: len(name) - len(suffix)] or name
