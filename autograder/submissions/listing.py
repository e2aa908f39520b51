"""List what lies in a folder or archive by name, the same way for both, without reading contents."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Protocol

from autograder.submissions.archives import MAX_ENTRIES, MAX_UNPACKED, Archive, ArchiveMember, BadArchive
from autograder.submissions.refs import SubmissionPart
from autograder.submissions.tars import open_archive

__all__ = [
    "ArchiveListing",
    "FolderListing",
    "ListedItem",
    "Listing",
    "SharedArchive",
    "is_junk",
    "is_no_answer",
    "shared_archive",
    "start_of",
]

START = 265
"""Bytes at the start of a file that tell its format; a tar says it at byte 257."""

MAX_CLASS_ENTRIES = 250_000
"""Maximum number of entries in the archive of a class."""

MAX_CLASS_UNPACKED = 2 << 30
"""Maximum size in bytes of the unpacked tar of a class."""

CLASS_RATIO = 50
"""How many times smaller a tar of a class may have become; what shrinks more may be one student's trick."""

MAX_CLASS_ARCHIVE = 64 << 30
"""Maximum size in bytes of the archive of a class; contents are read one submission at a time."""

_JUNK = {"__macosx", "thumbs.db", "desktop.ini", "icon\r", "$recycle.bin"}
_NO_ANSWERS = {"__macosx", "site-packages", "dist-packages", "node_modules", "__pycache__", "venv", "checkpoints"}


def is_junk(name: str) -> bool:
    """Return whether an entry of a class comes from an operating system or an editor, and from no student."""
    return name.startswith((".", "~$")) or name.lower() in _JUNK


def is_no_answer(folder: str) -> bool:
    """Return whether a folder's name says that no answer is in it: libraries, checkpoints, hidden folders."""
    return folder.startswith(".") or folder.lower() in _NO_ANSWERS


@dataclass(frozen=True)
class ListedItem:
    """A file or folder directly in the root of a listing.

    Attributes:
        name: Its name.
        kind: `file`, `folder`, or `link` for what is neither and is never followed.
    """

    name: str
    kind: str


class Listing(Protocol):
    """The names in a folder or archive.

    Attributes:
        where: The folder or archive on disk.
        shown: Path of the listing's root below what the command line names; empty for that itself.
    """

    where: Path
    shown: str

    def items(self) -> list[ListedItem]:
        """Return what lies directly in the root, sorted by name."""

    def below(self, name: str) -> "Listing":
        """Return the listing of a folder in the root."""

    def parts(self, name: str) -> tuple[SubmissionPart, ...]:
        """Return the parts of a submission that is a file or folder in the root; empty for an empty folder."""

    def files(self, name: str) -> Iterator[PurePosixPath]:
        """Iterate over the files below a folder in the root, except in folders without answers."""

    def start(self, name: str) -> bytes:
        """Return the first bytes of a file in the root."""

    def read(self, name: str, most: int) -> bytes:
        """Return at most `most` bytes of a file in the root."""


class FolderListing:
    """The names in a folder on disk.

    Args:
        where: The folder.
        shown: See `Listing`.
    """

    def __init__(self, where: Path, shown: str = "") -> None:
        self.where, self.shown = where, shown

    def items(self) -> list[ListedItem]:
        """Return what lies directly in the root, sorted by name."""
        with os.scandir(self.where) as entries:
            return sorted((ListedItem(entry.name, _kind(entry)) for entry in entries), key=lambda item: item.name)

    def below(self, name: str) -> "FolderListing":
        """Return the listing of a folder in the root."""
        return FolderListing(self.where / name, f"{self.shown}/{name}".lstrip("/"))

    def parts(self, name: str) -> tuple[SubmissionPart, ...]:
        """Return the file or folder as one part; the folder is walked when it is opened."""
        path = self.where / name
        return (SubmissionPart("" if path.is_dir() else name, path),)

    def files(self, name: str) -> Iterator[PurePosixPath]:
        """Iterate over the files below a folder in the root."""
        waiting = [PurePosixPath()]
        count = 0
        for folder in waiting:
            try:
                with os.scandir(self.where / name / folder) as entries:
                    for entry in entries:
                        count += 1
                        if entry.is_symlink() or count > MAX_ENTRIES:
                            continue
                        if not entry.is_dir():
                            yield folder / entry.name
                        elif not is_no_answer(entry.name):
                            waiting.append(folder / entry.name)
            except OSError:
                continue

    def start(self, name: str) -> bytes:
        """Return the first bytes of a file in the root."""
        return self.read(name, START)

    def read(self, name: str, most: int) -> bytes:
        """Return at most `most` bytes of a file in the root; none if it cannot be read."""
        try:
            with (self.where / name).open("rb") as file:
                return file.read(most)
        except OSError:
            return b""


def _kind(entry: "os.DirEntry[str]") -> str:
    if entry.is_symlink():
        return "link"
    return "folder" if entry.is_dir() else "file" if entry.is_file() else "link"


class SharedArchive:
    """The opened archive of a class.

    Args:
        archive: The archive.

    Attributes:
        archive: The archive.
        named: Member name -> member; of several with one name the last, which unpacking would leave.
    """

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.named: dict[str, ArchiveMember] = {member.name: member for member in archive.members}


@lru_cache(maxsize=4)
def _opened(path: Path, _changed: int, size: int) -> SharedArchive:
    most = max(MAX_UNPACKED, min(MAX_CLASS_UNPACKED, CLASS_RATIO * size))
    return SharedArchive(open_archive(path, MAX_CLASS_ENTRIES, most, MAX_CLASS_ARCHIVE))


def shared_archive(path: Path) -> SharedArchive:
    """Open the archive of a class, once for all of its submissions.

    Raises:
        BadArchive: It cannot be opened.
        OSError: The file cannot be read.
    """
    about = path.stat()
    return _opened(path.resolve(), about.st_mtime_ns, about.st_size)


def start_of(part: SubmissionPart) -> bytes:
    """Return the first bytes of a part that is a file; none if it cannot be read."""
    try:
        if part.member is not None:
            shared = shared_archive(part.container)
            return shared.archive.read(shared.named[part.member], START)[:START]
        with part.container.open("rb") as file:
            return file.read(START)
    except (BadArchive, OSError):
        return b""


_Tree = dict[str, "_Tree | ArchiveMember"]


class ArchiveListing:
    """The names in an archive.

    Args:
        where: The archive on disk.
        shown: See `Listing`.
        tree: The folder of the archive that is the root; None for all of it.

    Raises:
        BadArchive: It cannot be opened.
    """

    def __init__(self, where: Path, shown: str = "", tree: _Tree | None = None) -> None:
        self.where, self.shown = where, shown
        self._tree = _tree(shared_archive(where).archive.members) if tree is None else tree

    def items(self) -> list[ListedItem]:
        """Return what lies directly in the root, sorted by name."""
        return [
            ListedItem(name, "folder" if isinstance(inner, dict) else "file")
            for name, inner in sorted(self._tree.items())
        ]

    def below(self, name: str) -> "ArchiveListing":
        """Return the listing of a folder in the root."""
        inner = self._tree[name]
        assert isinstance(inner, dict)
        return ArchiveListing(self.where, f"{self.shown}/{name}".lstrip("/"), inner)

    def parts(self, name: str) -> tuple[SubmissionPart, ...]:
        """Return each file as a part, except in folders without answers."""
        inner = self._tree[name]
        if isinstance(inner, ArchiveMember):
            return (SubmissionPart(name, self.where, inner.name),)
        return tuple(SubmissionPart(str(path), self.where, member.name) for path, member in _walk(inner))

    def files(self, name: str) -> Iterator[PurePosixPath]:
        """Iterate over the files below a folder in the root."""
        inner = self._tree[name]
        assert isinstance(inner, dict)
        return (path for path, _ in _walk(inner))

    def start(self, name: str) -> bytes:
        """Return the first bytes of a file in the root."""
        return self.read(name, START)

    def read(self, name: str, most: int) -> bytes:
        """Return at most `most` bytes of a file in the root; none if it cannot be read."""
        member = self._tree[name]
        assert isinstance(member, ArchiveMember)
        try:
            return shared_archive(self.where).archive.read(member, most)[:most]
        except BadArchive:
            return b""


def _tree(members: list[ArchiveMember]) -> _Tree:
    """Arrange members by folder; a file gives way to a folder of the same name, as nothing could unpack both."""
    top: _Tree = {}
    for member in members:
        place = top
        for folder in member.path.parts[:-1]:
            inner = place.get(folder)
            if not isinstance(inner, dict):
                inner = place[folder] = {}
            place = inner
        if not isinstance(place.get(member.path.name), dict):
            place[member.path.name] = member
    return top


def _walk(tree: _Tree) -> Iterator[tuple[PurePosixPath, ArchiveMember]]:
    waiting: list[tuple[PurePosixPath, _Tree]] = [(PurePosixPath(), tree)]
    for folder, inner in waiting:
        for name, found in inner.items():
            if isinstance(found, ArchiveMember):
                yield folder / name, found
            elif not is_no_answer(name):
                waiting.append((folder / name, found))
