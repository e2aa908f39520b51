"""Define what a platform's form is, and share the steps that several forms need."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from autograder.i18n import Message
from autograder.model.people import Person
from autograder.model.text import Text
from autograder.submissions.archives import ARCHIVES, kind_of
from autograder.submissions.listing import ListedItem, Listing
from autograder.submissions.refs import (
    LONGEST_NAME,
    Collected,
    OtherEntry,
    SubmissionPart,
    SubmissionRef,
    one_line,
    without_suffix,
)

__all__ = [
    "SOURCES",
    "GroupOfFiles",
    "Platform",
    "collected_groups",
    "entry_path",
    "file_name",
    "ignored",
    "is_index",
    "plain_name",
    "refusal",
    "unusable",
]

LONGEST_ENTRY = 1_000
"""Characters of an entry's path; longer ones are cut."""

SOURCES = (".py", ".ipynb")
"""Suffixes of files that are a submission by themselves."""

_INDEX = re.compile(r"index\.html?", re.IGNORECASE)


class Platform(Protocol):
    """A way in which a class is handed over: the download of a learning platform, or folders made by hand.

    Attributes:
        name: Its name for `--from`.
        title: Its name in messages.
    """

    name: str
    title: str

    def claims(self, listing: Listing, items: list[ListedItem]) -> int:
        """Return how many of the items in the root have names that only this platform writes.

        Args:
            listing: The listing.
            items: What lies in its root, without what operating systems add.
        """

    def collect(self, listing: Listing, items: list[ListedItem]) -> Collected:
        """Assign every item to a student, or say why it is no hand-in.

        Args:
            listing: The listing.
            items: What lies in its root, without what operating systems add.

        Raises:
            UsageError: A file that describes the whole download is damaged.
        """


def plain_name(text: str) -> str:
    """Return a name from an entry without anything that a terminal or page could take for a command."""
    return one_line(text, LONGEST_NAME)


def file_name(text: str) -> str:
    """Return the name of a file inside a submission: without folders, never empty."""
    return one_line(text.replace("\\", "/"), LONGEST_NAME).strip("/") or "file"


def entry_path(listing: Listing, name: str) -> str:
    """Return an entry's path below what the command line names."""
    return one_line(f"{listing.shown}/{name}".lstrip("/"), LONGEST_ENTRY)


def is_index(name: str) -> bool:
    """Return whether a file is the page of contents that platforms put beside hand-ins."""
    return _INDEX.fullmatch(name) is not None


def ignored(listing: Listing, name: str, reason: Message, *people: Person) -> OtherEntry:
    """Return an entry that is no hand-in."""
    return OtherEntry(entry_path(listing, name), "ignored", Text.of(reason), people)


def unusable(listing: Listing, name: str, reason: Message, *people: Person) -> OtherEntry:
    """Return a hand-in that cannot be graded."""
    return OtherEntry(entry_path(listing, name), "unusable", Text.of(reason), people)


class GroupOfFiles:
    """What one student handed in at one time, as a platform lists it.

    Args:
        person: The student or group.
        name: Name of the submission.

    Attributes:
        parts: The files and folders.
        entries: Their entries.
        texts: Entries that are a text or a link, with what they are.
        handed_in: When it came, if the entries say so.
        late: Whether the entries say that it is late.
    """

    def __init__(self, person: Person, name: str) -> None:
        self.person, self.name = person, name
        self.parts: list[SubmissionPart] = []
        self.entries: list[str] = []
        self.texts: list[tuple[str, Message]] = []
        self.handed_in: datetime | None = None
        self.late = False

    def collected(self, platform: str, attempt: int | None = None) -> Collected:
        """Return the submission; its texts are ignored beside files, and cannot be graded alone."""
        if not self.parts:
            reason = Message("It has no file, only {what}; ask for the files.", what=self.texts[0][1])
            about = Text.of(reason), (self.person,), self.handed_in
            first, *others = [OtherEntry(entry, "unusable", *about) for entry, _ in self.texts]
            return Collected((), (first, *others))
        ref = SubmissionRef(
            self.entries[0],
            self.name,
            (self.person,),
            tuple(self.parts),
            self.handed_in,
            attempt,
            self.late,
            platform,
            tuple(self.entries[1:]),
        )
        others = [
            OtherEntry(entry, "ignored", Text.of(Message("{what} beside files", what=what)), (self.person,))
            for entry, what in self.texts
        ]
        return Collected((ref,), tuple(others))


def collected_groups(groups: Iterable[GroupOfFiles], platform: str, others: Iterable[OtherEntry]) -> Collected:
    """Join the submissions of groups with other entries; several groups of one student are attempts, by time."""
    by_student: dict[str, list[GroupOfFiles]] = {}
    for group in groups:
        by_student.setdefault(group.person.key, []).append(group)
    submissions: list[SubmissionRef] = []
    rest = list(others)
    for attempts in by_student.values():
        attempts.sort(key=lambda group: group.handed_in.timestamp() if group.handed_in else 0.0)
        for number, group in enumerate(attempts, 1):
            found = group.collected(platform, number if len(attempts) > 1 else None)
            submissions += found.submissions
            rest += found.others
    return Collected(tuple(submissions), tuple(rest))


def refusal(start: bytes, name: str, *, alone: bool = True) -> Message | None:
    """Return why a file cannot be a submission, by its first bytes; None if it can.

    Args:
        start: Its first bytes, as `kind_of` needs them.
        name: Its name.
        alone: Whether nothing else was handed in; otherwise a file of no known format is left to opening.
    """
    if name.lower().endswith(SOURCES):
        return None
    kind = kind_of(start, name)
    if kind in ARCHIVES:
        return None
    name = plain_name(name)
    if kind == "empty":
        return Message("{file} is empty; was it downloaded completely?", file=name)
    if kind in ("RAR", "7z", "bzip2", "zstd"):
        return Message(
            "{file} is a {kind} archive; ask for a zip, or put a zip of the same files in its place, with the same "
            "name but .zip at the end.",
            file=name,
            kind=kind,
        )
    if without_suffix(name) != name:
        if kind:
            return Message("{file} is not an archive, it has the format {kind}; ask for a zip.", file=name, kind=kind)
        return Message("{file} is not an archive although its name says so; is it damaged or incomplete?", file=name)
    if kind:
        return Message(
            "{file} has the format {kind}; a submission is a folder, an archive or Python files.", file=name, kind=kind
        )
    return (
        Message("{file} is not a submission: neither a folder nor an archive nor a Python file.", file=name)
        if alone
        else None
    )
