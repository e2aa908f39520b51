"""Define what an archive is that somebody else made, the limits on opening one, and the errors.

An archive can be made to hurt: a member may be larger
than it says, a table of contents may be endless, a header may ask for gigabytes, a name may lead elsewhere. So every
read has a limit, and whatever `zipfile`, `tarfile` or a decompressor raises becomes `BadArchive`.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Protocol, TypeVar

from autograder.i18n import Message

__all__ = [
    "ARCHIVES",
    "MAX_ARCHIVE",
    "MAX_DIRECTORY",
    "MAX_ENTRIES",
    "MAX_UNPACKED",
    "Archive",
    "ArchiveMember",
    "BadArchive",
    "SparingReader",
    "damaged",
    "guarded",
    "kind_of",
    "path_inside",
    "too_large",
    "too_many",
]

T = TypeVar("T")

MAX_ARCHIVE = 512 << 20
"""Maximum size of an archive in bytes; only the listed files in it are read."""

MAX_UNPACKED = 256 << 20
"""Maximum size in bytes of an unpacked tar, and of an archive that lies in another archive."""

MAX_ENTRIES = 50_000
"""Maximum number of entries in an archive or folder; an environment with everything for the notebook has fewer."""

MAX_DIRECTORY = 16 << 20
"""Maximum size in bytes of a zip's central directory; bounds memory while parsing."""

MAX_PARTS = 100
"""Maximum number of folders around a file of an archive; systems unpack few more, and each costs time."""

_DIRECTORY_ENTRY = b"PK\x01\x02"
_TAIL = 1 << 17
"""Bytes of a read without a size: the end of a zip, with its comment, has at most 65,557."""

ARCHIVES = ("zip", "tar", "gzip", "xz")
"""The kinds that `open_archive` opens."""

_MAGIC = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"BZh", "bzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "Office"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x7fELF", "ELF"),
    (b"MZ", "EXE"),
    (b"<!DOCTYPE", "HTML"),
    (b"<!doctype", "HTML"),
    (b"<html", "HTML"),
)
_OFFICE = (".docx", ".pptx", ".xlsx", ".odt", ".jar", ".whl")
"""Suffixes of formats that are zips inside, but hold no submission."""


class BadArchive(Exception):
    """An archive cannot be opened.

    Args:
        reason: Why, for the student and the instructor.
    """

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.template)
        self.reason = reason


def damaged(kind: str = "zip") -> BadArchive:
    """Return the error for an archive that does not follow its format."""
    if kind == "zip":
        return BadArchive(Message("This is not a zip that can be opened; is it damaged or incomplete?"))
    return BadArchive(Message("This is not a tar archive that can be opened; is it damaged or incomplete?"))


def too_large() -> BadArchive:
    """Return the error for an archive beyond a limit of size."""
    return BadArchive(Message("The archive is too large."))


def too_many(most: int) -> BadArchive:
    """Return the error for more than `most` entries."""
    return BadArchive(Message("It has more than {most} files and folders.", most=most))


def kind_of(start: bytes, name: str) -> str:
    """Return the format of a file by its first bytes.

    Args:
        start: At least the first 265 bytes, or the whole file if it is shorter.
        name: Name of the file; decides only between formats with the same bytes.

    Returns:
        `zip`, `tar`, `gzip`, `xz`, `RAR`, `7z`, ...; `empty` for no bytes, `` for anything else.
    """
    if not start:
        return "empty"
    found = next((kind for magic, kind in _MAGIC if start.startswith(magic)), "")
    if found == "zip" and name.lower().endswith(_OFFICE):
        return "Office"
    if not found and start[257:262] == b"ustar":
        return "tar"
    return found


@dataclass(frozen=True)
class ArchiveMember:
    """A plain file in an archive.

    Attributes:
        name: Its name as the archive has it; the argument of `Archive.read`.
        path: Its path with `/`, decoded.
        size: Its stated size in bytes, which may be false.
        index: Its place in the archive, from 0.
    """

    name: str
    path: PurePosixPath
    size: int
    index: int


class Archive(Protocol):
    """An opened archive."""

    members: list[ArchiveMember]
    unpacked: int

    def open(self, member: ArchiveMember) -> IO[bytes]:
        """Open a member for reading; its length may differ from its stated size."""

    def read(self, member: ArchiveMember, most: int) -> bytes:
        """Return at most `most + 1` bytes of a member, so that a longer one shows.

        Raises:
            BadArchive: The member is damaged, has a password, or is packed in a way that is not allowed.
        """

    def close(self) -> None:
        """Release the files behind it."""


def guarded(read: Callable[[], T], kind: str = "zip") -> T:
    """Read, and convert whatever a damaged archive raises.

    Raises:
        BadArchive: Reading failed.
    """
    try:
        return read()
    except BadArchive:
        raise
    except Exception:  # `zipfile` raises whatever its parts do: IndexError, struct.error, LZMAError, MemoryError...
        raise damaged(kind) from None


class SparingReader(io.RawIOBase):
    """A zip that refuses to read more bytes at once than a table of contents may have."""

    def __init__(self, file: IO[bytes], most: int, entries: int) -> None:
        self._file, self._most, self._entries = file, most, entries

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a position."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the position."""
        return self._file.tell()

    def read(self, size: int | None = -1) -> bytes:
        """Return the next bytes.

        Raises:
            BadArchive: More are asked for than a table of contents may have, or it lists too many entries.
        """
        if size is not None and size > self._most:
            raise too_large()
        data = self._file.read(_TAIL if size is None or size < 0 else size)
        if data.count(_DIRECTORY_ENTRY) > self._entries:
            raise too_many(self._entries)  # before they are parsed; a table of contents is one read
        return data


def path_inside(name: str) -> PurePosixPath | None:
    """Return a member's path with `/`; None for one that leads out or is too deep. Windows may write backslashes."""
    if name.count("/") + name.count("\\") > MAX_PARTS:
        return None
    path = PurePosixPath(name.replace("\\", "/") if "/" not in name else name)
    drive = bool(path.parts) and path.parts[0].endswith(":")
    outside = path.is_absolute() or ".." in path.parts or drive or "\\" in str(path)
    return None if outside or not path.parts or "\0" in name else path
