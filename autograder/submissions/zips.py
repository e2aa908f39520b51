"""Open zips."""

import stat
import zipfile
from typing import IO

from autograder.i18n import Message
from autograder.submissions.archives import (
    MAX_DIRECTORY,
    MAX_ENTRIES,
    ArchiveMember,
    BadArchive,
    SparingReader,
    damaged,
    guarded,
    path_inside,
    too_many,
)

__all__ = ["OpenZip"]

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Methods that the tools of every system write. An LZMA member could demand gigabytes of memory to unpack."""

_UTF8_NAME, _ENCRYPTED = 0x800, 0x1


class OpenZip:
    """A zip whose members are known.

    Args:
        file: The opened file; closed with the archive.
        entries: Maximum number of entries.
        directory: Maximum size of the table of contents in bytes.

    Attributes:
        unpacked: 0, because nothing is unpacked before it is read.

    Raises:
        BadArchive: It is damaged or beyond a limit.
    """

    def __init__(self, file: IO[bytes], entries: int = MAX_ENTRIES, directory: int = MAX_DIRECTORY) -> None:
        self._file = file
        self.unpacked = 0
        try:
            self._zip = zipfile.ZipFile(SparingReader(file, directory, entries))
            self._infos = self._zip.infolist()
            if len(self._infos) > entries:
                raise too_many(entries)
            self.members = [
                ArchiveMember(info.filename, path, info.file_size, index)
                for index, info in enumerate(self._infos)
                if _is_plain(info) and (path := path_inside(_decoded(info))) is not None
            ]
        except BadArchive:
            raise
        except Exception:
            raise damaged() from None

    def open(self, member: ArchiveMember) -> IO[bytes]:
        """Open a member for reading."""
        info = self._infos[member.index]
        if info.flag_bits & _ENCRYPTED:
            raise BadArchive(Message("The archive has a password; hand in one without."))
        if info.compress_type not in _METHODS:
            raise damaged()
        return self._zip.open(info)

    def read(self, member: ArchiveMember, most: int) -> bytes:
        """Return at most `most + 1` bytes of a member."""

        def read() -> bytes:
            with self.open(member) as file:
                return file.read(most + 1)

        return guarded(read)

    def close(self) -> None:
        """Close the zip and the file below it."""
        self._zip.close()
        self._file.close()


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """Return whether a member is a plain file: no folder, link or device."""
    mode = info.external_attr >> 16
    if not info.filename or info.filename.endswith(("/", "\\")):
        return False
    return not mode or stat.S_IFMT(mode) in (0, stat.S_IFREG)


def _decoded(info: zipfile.ZipInfo) -> str:
    """Return a member's name; one without UTF-8 flag may be UTF-8 all the same, or come from a Korean Windows."""
    if info.flag_bits & _UTF8_NAME or info.filename.isascii():
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
