"""Open tars, plain and compressed, and any archive by its first bytes.

Nothing is written outside a temporary file without a name.
"""

import io
import lzma
import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import IO

from autograder.submissions.archives import (
    MAX_ARCHIVE,
    MAX_DIRECTORY,
    MAX_ENTRIES,
    MAX_UNPACKED,
    Archive,
    ArchiveMember,
    BadArchive,
    SparingReader,
    damaged,
    guarded,
    kind_of,
    path_inside,
    too_large,
    too_many,
)
from autograder.submissions.zips import OpenZip

__all__ = ["OpenTar", "open_archive", "spool"]

MAX_HEADER = 1 << 20
"""Maximum number of bytes that one read of a tar may ask for; ordinary headers have kilobytes."""

MAX_DICTIONARY = 128 << 20
"""Maximum memory in bytes of an xz decompressor; `xz -9` writes what 65 MiB can unpack."""

IN_MEMORY = 4 << 20
"""Bytes of a spooled archive that stay in memory; the rest goes to a temporary file."""

_CHUNK = 1 << 20


class OpenTar:
    """A tar whose members are known; unpacked into a temporary file if it is compressed.

    Args:
        file: The opened file; closed with the archive.
        kind: `tar`, `gzip` or `xz`.
        entries: Maximum number of entries.
        most: Maximum size in bytes when unpacked.

    Raises:
        BadArchive: It is damaged or beyond a limit.
    """

    def __init__(self, file: IO[bytes], kind: str, entries: int = MAX_ENTRIES, most: int = MAX_UNPACKED) -> None:
        self._file = file
        try:
            self._plain = file if kind == "tar" else _unpacked(file, kind, most)
            self._tar = tarfile.open(fileobj=SparingReader(self._plain, MAX_HEADER, None), mode="r:")  # noqa: SIM115
            self._infos: list[tarfile.TarInfo] = []
            while (info := self._tar.next()) is not None:
                self._infos.append(info)
                if len(self._infos) > entries:
                    raise too_many(entries)
        except BadArchive:
            raise
        except Exception:
            raise damaged("tar") from None
        self.members = [
            ArchiveMember(info.name, path, info.size, index)
            for index, info in enumerate(self._infos)
            if info.isreg() and info.sparse is None and (path := path_inside(info.name)) is not None
        ]

    def open(self, member: ArchiveMember) -> IO[bytes]:
        """Open a member for reading."""
        opened = self._tar.extractfile(self._infos[member.index])
        if opened is None:
            raise damaged("tar")
        return opened

    def read(self, member: ArchiveMember, most: int) -> bytes:
        """Return at most `most + 1` bytes of a member."""

        def read() -> bytes:
            with self.open(member) as file:
                return file.read(most + 1)

        return guarded(read, "tar")

    def close(self) -> None:
        """Close the tar and the files below it."""
        self._tar.close()
        self._plain.close()
        self._file.close()


def _unpacked(file: IO[bytes], kind: str, most: int) -> IO[bytes]:
    """Decompress a file into a temporary one.

    Raises:
        BadArchive: It is longer than `most` bytes.
    """
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the archive
    unpacker = zlib.decompressobj(31) if kind == "gzip" else lzma.LZMADecompressor(memlimit=MAX_DICTIONARY)
    size = 0
    while data := file.read(_CHUNK):
        while data:
            piece = unpacker.decompress(data, _CHUNK)
            size += len(piece)
            if size > most:
                raise too_large()
            target.write(piece)
            if unpacker.eof:
                break
            if isinstance(unpacker, lzma.LZMADecompressor):
                data = b""
                while not unpacker.needs_input and not unpacker.eof:
                    piece = unpacker.decompress(b"", _CHUNK)
                    size += len(piece)
                    if size > most:
                        raise too_large()
                    target.write(piece)
            else:
                data = unpacker.unconsumed_tail
        if unpacker.eof:
            break
    if not unpacker.eof:
        raise damaged("tar")  # the download stopped half-way
    target.seek(0)
    return target


def spool(source: IO[bytes], most: int) -> IO[bytes]:
    """Copy an archive that lies in another one to a temporary file.

    Raises:
        BadArchive: It is longer than `most` bytes, or damaged.
    """
    target = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the archive
    size = 0
    while data := guarded(lambda: source.read(_CHUNK)):
        size += len(data)
        if size > most:
            raise too_large()
        target.write(data)
    target.seek(0)
    return target


def open_archive(
    file: Path | IO[bytes], entries: int = MAX_ENTRIES, most: int = MAX_UNPACKED, largest: int = MAX_ARCHIVE
) -> Archive:
    """Open a zip or tar; its first bytes say which.

    Args:
        file: The path, or an opened file, which the archive closes.
        entries: Maximum number of entries.
        most: Maximum size in bytes of an unpacked tar.
        largest: Maximum size of the file in bytes.

    Raises:
        BadArchive: It is neither, is damaged, or is beyond a limit.
        OSError: The file cannot be opened.
    """
    opened = file.open("rb") if isinstance(file, Path) else file
    try:
        kind = kind_of(opened.read(265), "")
        if opened.seek(0, io.SEEK_END) > largest:
            raise too_large()
        opened.seek(0)
        if kind in ("tar", "gzip", "xz"):
            return OpenTar(opened, kind, entries, most)
        return OpenZip(opened, entries, MAX_DIRECTORY * max(1, entries // MAX_ENTRIES))
    except BaseException:
        opened.close()
        raise
