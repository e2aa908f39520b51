"""Read a submission safely: from a folder or zip, only the files that the assignment lists.

Nothing is written to disk, imported or parsed: the listed files are returned as bytes. A submission that cannot be
opened does not stop the batch: it gets a score of 0 with a reason.
"""

import io
import os
import stat
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.errors import UsageError
from autograder.i18n import Message
from autograder.model.assignment import Assignment
from autograder.model.text import NO_TEXT, Text
from autograder.submissions.refs import SubmissionPart, SubmissionRef

__all__ = [
    "MAX_ARCHIVE",
    "MAX_DIRECTORY",
    "MAX_ENTRIES",
    "MAX_SOURCE",
    "Submitted",
    "open_submission",
]

MAX_SOURCE = 256 << 10
"""Maximum size of one source file in bytes."""

MAX_ENTRIES = 50_000
"""Maximum number of entries in a zip or folder; an environment with everything for the notebook has fewer."""

MAX_ARCHIVE = 512 << 20
"""Maximum size of a zip in bytes; only the listed files in it are read."""

MAX_DIRECTORY = 6 << 20
"""Maximum size in bytes of a zip's central directory; bounds memory while parsing."""

MAX_DEPTH = 6
"""Maximum depth of folders around the files of a submission."""

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Methods that the tools of every system write. An LZMA member could demand gigabytes of memory to unpack."""


@dataclass(frozen=True)
class Submitted:
    """The content of a submission.

    Attributes:
        name: The submission's name.
        files: Listed file -> content, for the files that exist.
        reason: Why nothing can be graded; None if something can.
        notes: What the record says about the files: accepted names, which of two was taken; empty if nothing.
    """

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    reason: Text | None = None
    notes: Text = NO_TEXT


class _Refused(Exception):
    """Raised if a submission cannot be opened."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.template)
        self.reason = Text.of(reason)


def open_submission(ref: SubmissionRef, assignment: Assignment, accept_names: bool = False) -> Submitted:
    """Read the assignment's files from a submission.

    A submission that cannot be opened is returned without files and with a reason.

    Args:
        ref: The submission.
        assignment: The assignment whose files to read.
        accept_names: Whether to take files with nearly right names; `notes` then says which.

    Raises:
        UsageError: A file or folder of the submission does not exist any more.
    """
    for part in ref.parts:
        if not part.container.exists():
            raise UsageError(f"{part.container}: there is no such file or folder; name a submission's folder or zip")
    try:
        files = _from_parts(ref.parts, assignment)
        if not files:
            raise _Refused(_nothing_listed(assignment))
        for file, data in files.items():
            _refuse_large(file, len(data))
    except _Refused as refused:
        return Submitted(ref.name, reason=refused.reason)
    return Submitted(ref.name, files)


def _from_parts(parts: Sequence[SubmissionPart], assignment: Assignment) -> dict[str, bytes]:
    if parts[0].member is None:
        path = parts[0].container
        return _from_folder(path, assignment) if path.is_dir() else _from_zip(path, assignment)
    zips = [part for part in parts if part.name.lower().endswith(".zip")]
    if len(zips) == 1:
        return _from_zip(io.BytesIO(_member(zips[0], MAX_ARCHIVE)), assignment)
    return {part.name: _member(part, MAX_SOURCE) for part in parts if part.name in assignment.files()}


def _member(part: SubmissionPart, most: int) -> bytes:
    """Read at most one byte more than `most`; a member's stated size may be false."""
    with zipfile.ZipFile(part.container) as archive, archive.open(part.member or "") as file:
        return file.read(most + 1)


def _nothing_listed(assignment: Assignment) -> Message:
    return Message("There is none of the assignment's files in it: {files}.", files=", ".join(assignment.files()))


def _refuse_large(file: str, size: int) -> None:
    if size > MAX_SOURCE:
        raise _Refused(
            Message(
                "{file} is too large: {size} bytes, where {most} are allowed.", file=file, size=size, most=MAX_SOURCE
            )
        )


def _from_folder(path: Path, assignment: Assignment) -> dict[str, bytes]:
    """Read the listed files from the folder that holds most of them, the uppermost first."""
    found = {place: _plain_file(path / place) for place in _walk(path, frozenset(assignment.files()))}
    chosen = _home([place for place, real in found.items() if real], assignment)
    files = {}
    for name in assignment.files():
        real = found.get(chosen / name)
        if real:
            _refuse_large(name, real.stat().st_size)
            try:
                files[name] = real.read_bytes()
            except OSError:
                raise _unreadable(name) from None
    return files


def _unreadable(name: str) -> _Refused:
    return _Refused(Message("{file} cannot be read.", file=name))


def _too_many() -> _Refused:
    return _Refused(Message("It has more than {most} files and folders.", most=MAX_ENTRIES))


def _walk(root: Path, listed: frozenset[str]) -> Iterator[PurePosixPath]:
    """Yield the relative paths of files with a listed name below `root`, breadth first, without following links."""
    waiting = [PurePosixPath()]
    count = 0
    for folder in waiting:
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError:
            continue
        count += len(entries)
        if count > MAX_ENTRIES:
            raise _too_many()
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and len(folder.parts) < MAX_DEPTH:
                waiting.append(folder / entry.name)
            elif entry.name in listed and not entry.is_symlink():
                yield folder / entry.name


def _plain_file(path: Path) -> Path | None:
    try:
        return path if stat.S_ISREG(path.lstat().st_mode) else None
    except OSError:
        return None


def _home(places: list[PurePosixPath], assignment: Assignment) -> PurePosixPath:
    """Return the folder with most of the listed files; of several the uppermost, then the first by name."""
    listed = set(assignment.files())
    counts: dict[PurePosixPath, int] = {}
    for place in places:
        if place.name in listed:
            counts[place.parent] = counts.get(place.parent, 0) + 1
    best = sorted(counts, key=lambda folder: (-counts[folder], len(folder.parts), str(folder)))
    return best[0] if best else PurePosixPath()


def _from_zip(source: Path | io.BytesIO, assignment: Assignment) -> dict[str, bytes]:
    size = source.stat().st_size if isinstance(source, Path) else len(source.getbuffer())
    if size > MAX_ARCHIVE:
        raise _Refused(Message("The archive is too large."))
    try:
        file = _Sparing(source) if isinstance(source, Path) else source
        with file, zipfile.ZipFile(file) as archive:
            return _listed_members(archive, assignment)
    except _Refused:
        raise
    except Exception:  # `zipfile` raises whatever its parts do: IndexError, struct.error, LZMAError, MemoryError...
        raise _Refused(Message("This is not a zip that can be opened; is it damaged or incomplete?")) from None


class _Sparing(io.FileIO):
    """A zip file that refuses to read more bytes at once than a central directory may have."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > MAX_DIRECTORY:
            raise zipfile.BadZipFile("its table of contents is too long")
        return super().read(size)


def _listed_members(archive: zipfile.ZipFile, assignment: Assignment) -> dict[str, bytes]:
    members = archive.infolist()
    if len(members) > MAX_ENTRIES:
        raise _too_many()
    places = {PurePosixPath(member.filename): member for member in members if _is_plain(member)}
    chosen = _home(list(places), assignment)
    files = {}
    for name in assignment.files():
        member = places.get(chosen / name)
        if member is not None:
            _refuse_large(name, member.file_size)
            if member.compress_type not in _METHODS:
                raise NotImplementedError("a rare way of packing")
            with archive.open(member) as file:
                files[name] = file.read(MAX_SOURCE + 1)  # its stated size may be false
    return files


def _is_plain(member: zipfile.ZipInfo) -> bool:
    """Return whether a member is a plain file inside the zip: no folder, link or device, no absolute or parent path."""
    mode = member.external_attr >> 16
    place = PurePosixPath(member.filename)
    if not member.filename or member.is_dir() or (mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
        return False
    inside = not place.is_absolute() and ".." not in place.parts and "\\" not in member.filename
    return inside and len(place.parts) <= MAX_DEPTH + 1
