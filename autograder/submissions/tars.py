"""Open tars, plain and compressed, and any archive by its first bytes.

Nothing is written outside a temporary file without a name. Of `tarfile` only the parser of a plain header is used. Its
other parsers can be made to use hours or gigabytes: extended headers, sparse files, attributes of all members.
"""

import io
import lzma
import re
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from autograder.submissions.archives import (
    MAX_ARCHIVE,
    MAX_DIRECTORY,
    MAX_ENTRIES,
    MAX_UNPACKED,
    Archive,
    ArchiveMember,
    BadArchive,
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
"""Maximum size in bytes of a header with a long name or attributes; ordinary ones have kilobytes."""

_BLOCK = tarfile.BLOCKSIZE
_RECORD = re.compile(rb"(\d{1,7}) ")
_ATTRIBUTES, _ATTRIBUTES_OF_ALL = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE), tarfile.XGLTYPE
_SIZELESS = (tarfile.LNKTYPE, tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE)

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

    Attributes:
        unpacked: Bytes that it was unpacked to; 0 if it is not compressed.

    Raises:
        BadArchive: It is damaged or beyond a limit.
    """

    def __init__(self, file: IO[bytes], kind: str, entries: int = MAX_ENTRIES, most: int = MAX_UNPACKED) -> None:
        self._file = file
        self.unpacked = 0
        try:
            self._plain = file if kind == "tar" else _unpacked(file, kind, most)
            self._end = self._plain.seek(0, io.SEEK_END)
            if kind != "tar":
                self.unpacked = self._end
            self._starts: list[int] = []
            self.members: list[ArchiveMember] = []
            for number, (name, size, start, plain) in enumerate(self._entries(entries), 1):
                if number > entries:
                    raise too_many(entries)
                if plain and (path := path_inside(name)) is not None:
                    self.members.append(ArchiveMember(name, path, size, len(self._starts)))
                    self._starts.append(start)
        except BadArchive:
            raise
        except Exception:
            raise damaged("tar") from None

    def _entries(self, entries: int) -> Iterator[tuple[str, int, int, bool]]:
        """Yield the name of each entry, its size, where its content starts, and whether it is a plain file.

        Raises:
            BadArchive: The tar ends within an entry, or a header is too large.
            tarfile.HeaderError: It does not begin with a header.
        """
        at, said, left = 0, _Said(), MAX_HEADER + entries * _BLOCK * 2
        while True:
            self._plain.seek(at)
            block = self._plain.read(_BLOCK)
            if block == bytes(_BLOCK):
                return
            try:
                info = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
            except tarfile.HeaderError:
                if at == 0:
                    raise
                return  # as tar does: what comes after the last header is nothing
            start = at + _BLOCK
            if info.type == tarfile.GNUTYPE_SPARSE and block[482]:  # the map of its holes goes on in other blocks
                while (more := self._plain.read(_BLOCK)) and (start := start + _BLOCK) and more[-8]:
                    pass
            meta = info.type in (*_ATTRIBUTES, _ATTRIBUTES_OF_ALL, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK)
            size = 0 if info.type in _SIZELESS else info.size if meta or said.size is None else said.size
            if size < 0 or start + size > self._end:
                raise damaged("tar")
            at = start + -(-size // _BLOCK) * _BLOCK
            if meta:
                left -= size
                if size > MAX_HEADER or left < 0:
                    raise too_large()
                said.learn(info.type, self._plain.read(size))
                continue
            plain = info.isreg() and info.type != tarfile.GNUTYPE_SPARSE and not said.sparse
            yield said.name or info.name, size, start, plain
            said = _Said()

    def open(self, member: ArchiveMember) -> IO[bytes]:
        """Open a member for reading."""
        return io.BufferedReader(_Section(self._plain, self._starts[member.index], member.size))

    def read(self, member: ArchiveMember, most: int) -> bytes:
        """Return at most `most + 1` bytes of a member."""

        def read() -> bytes:
            with self.open(member) as file:
                return file.read(most + 1)

        return guarded(read, "tar")

    def close(self) -> None:
        """Close the tar and the file below it."""
        self._plain.close()
        self._file.close()


class _Said:
    """What the headers before an entry say about it: a long name, a large size, that it is sparse."""

    def __init__(self) -> None:
        self.name = ""
        self.size: int | None = None
        self.sparse = False

    def learn(self, kind: bytes, data: bytes) -> None:
        """Read a header; attributes of all members say nothing that matters here."""
        if kind == tarfile.GNUTYPE_LONGNAME:
            self.name = data.rstrip(b"\0").decode("utf-8", "replace")
        if kind not in _ATTRIBUTES:
            return
        at = 0
        while record := _RECORD.match(data, at):
            end = at + int(record[1])
            if end <= record.end():
                raise damaged("tar")
            key, _, value = data[record.end() : end].removesuffix(b"\n").partition(b"=")
            if key == b"path":
                self.name = value.decode("utf-8", "replace").rstrip("/")
            elif key == b"size":
                self.size = int(value)
            self.sparse |= key.startswith(b"GNU.sparse.")
            at = end


class _Section(io.RawIOBase):
    """A part of a file."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        self._file, self._at, self._end = file, start, start + size

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read the next bytes into a buffer, and return their number."""
        self._file.seek(self._at)
        data = self._file.read(min(len(buffer), self._end - self._at))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


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
