"""Read a submission safely: from folders and archives, only the files that the assignment lists.

Nothing is written to disk, imported or parsed: the listed files are returned as bytes. A submission that cannot be
opened does not stop the batch: it gets a score of 0 with a reason. Each submission has a budget of entries, archives
and unpacked bytes; what lies beyond is not opened.
"""

import io
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.errors import UsageError
from autograder.i18n import Lines, Message
from autograder.model.assignment import Assignment
from autograder.model.text import NO_TEXT, Text, clean_text
from autograder.model.written import WrittenAnswer, manual_questions
from autograder.submissions.archives import (
    ARCHIVES,
    MAX_ARCHIVE,
    MAX_ENTRIES,
    MAX_UNPACKED,
    Archive,
    ArchiveMember,
    BadArchive,
    guarded,
    kind_of,
    too_large,
    too_many,
)
from autograder.submissions.choose import FileSource, FoundFile, choose_files, is_near
from autograder.submissions.listing import is_junk, is_no_answer, shared_archive, start_of
from autograder.submissions.refs import SubmissionPart, SubmissionRef, without_suffix
from autograder.submissions.tars import open_archive, spool
from autograder.submissions.written import LARGEST, WrittenFile, is_written, written_answers

__all__ = ["MAX_SOURCE", "Submitted", "open_submission"]

MAX_SOURCE = 256 << 10
"""Maximum size of one source file in bytes."""

MAX_DEPTH = 40
"""Maximum depth of folders around the files of a submission."""

MAX_INNER = 40
"""Maximum number of archives in a submission that are opened."""

MAX_WORK = 4 * MAX_UNPACKED
"""Maximum number of bytes that are unpacked for one submission to look into its archives, also into bad ones."""

GZIP_RATIO = 1_100
"""Maximum number of bytes that gzip can unpack one byte to."""

LEVELS = 2
"""How deep archives may lie in each other: a zip, and a zip in it."""

_START = 265
_NAMED = 5
"""Number of names in a reason that tells what was found instead."""


@dataclass(frozen=True)
class Submitted:
    """The content of a submission.

    Attributes:
        name: The submission's name.
        files: Listed file -> content, for the files that exist.
        reason: Why nothing can be graded; None if something can.
        notes: What the record says about the files: accepted names, which of two was taken; empty if nothing.
        written: The answers to written questions, also if nothing else can be graded.
    """

    name: str
    files: dict[str, bytes] = field(default_factory=dict)
    reason: Text | None = None
    notes: Text = NO_TEXT
    written: tuple[WrittenAnswer, ...] = ()


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
    search = _Search(assignment)
    try:
        submitted = _searched(search, ref, assignment, accept_names)
        written, unreadable = written_answers(assignment, search.written)
    finally:
        search.close()
    if unreadable and manual_questions(assignment):
        told = Message("Not readable, with the written answers in it: {files}.", files=", ".join(unreadable))
        if submitted.reason:
            submitted = replace(submitted, reason=Text.of(Lines(submitted.reason, told, separator=" ")).cleaned())
        else:
            said = [submitted.notes] if submitted.notes.en else []
            submitted = replace(submitted, notes=Text.of(Lines(*said, told)).cleaned())
    return replace(submitted, written=written)


def _searched(search: "_Search", ref: SubmissionRef, assignment: Assignment, accept_names: bool) -> Submitted:
    """Look through every part of a submission, and choose the files that count."""
    names, given = assignment.files(), assignment.given
    try:
        for part in ref.parts:
            search.add(part)
        chosen, notes = choose_files(search.found, names, given, accept_names)
        if not chosen and (lone := search.lone_file()):
            chosen = {names[0]: lone}
            notes = [Message("{found} was taken as {file}, the only file that is asked for.",
                             found=str(lone), file=names[0])]  # fmt: skip
        if not chosen:
            return Submitted(ref.name, reason=Text.of(search.nothing(notes)).cleaned())
        files = {name: file.content for name, file in chosen.items()}
        for name, data in files.items():
            _refuse_large(name, len(data))
    except BadArchive as refused:
        return Submitted(ref.name, reason=Text.of(refused.reason).cleaned())
    problems = search.problems if len(chosen) < len(names) else []
    said = [*notes, *problems]
    return Submitted(ref.name, files, None, Text.of(Lines(*said)).cleaned() if said else NO_TEXT)


def _refuse_large(file: str, size: int, most: int = MAX_SOURCE) -> None:
    if size > most:
        raise BadArchive(
            Message("{file} is too large: {size} bytes, where {most} are allowed.", file=file, size=size, most=most)
        )


class _Search:
    """Look for an assignment's files in the parts of a submission.

    Args:
        assignment: The assignment.

    Attributes:
        found: Files with a listed name, or nearly.
        problems: Archives that could not be opened, and why.
        written: Files that may hold written answers.
    """

    def __init__(self, assignment: Assignment) -> None:
        self._listed = frozenset(assignment.files())
        self._names = assignment.files()
        self.found: list[FoundFile] = []
        self.problems: list[Message] = []
        self.written: list[WrittenFile] = []
        self._others: list[str] = []
        self._lone: list[FoundFile] = []
        self._count = 0
        self._work = MAX_WORK
        self._tried = 0
        self._archives: list[Archive] = []

    def close(self) -> None:
        """Close every archive that was opened."""
        for archive in self._archives:
            archive.close()

    def add(self, part: SubmissionPart) -> None:
        """Look into one part.

        Raises:
            BadArchive: It is the whole submission and cannot be opened, or the budget is used up.
        """
        source = FileSource("", part.handed_in, part.number)
        if part.member is not None:
            self._add_member(part, source)
        elif part.container.is_dir():
            self._walk(part.container, PurePosixPath(part.name), source)
        else:
            path = PurePosixPath(part.name or part.container.name)
            opener = partial(_opened, part.container)
            if not _is_source(path.name) and (not part.name or kind_of(start_of(part), path.name) in ARCHIVES):
                self._open_archive(part.name, opener, source, 1)  # the submission itself, whatever its suffix
            else:
                self._add_file(path, partial(_load, part.container), opener, source, 0)
                self._note_lone(path, partial(_load, part.container), source)

    def _add_member(self, part: SubmissionPart, source: FileSource) -> None:
        try:
            shared = shared_archive(part.container)
        except OSError as error:
            raise BadArchive(Message("It cannot be read: {error}.", error=error.strerror or "")) from None
        member = shared.named.get(part.member or "")
        if member is None:
            raise UsageError(f"{part.container}: it has changed; run the same command again")
        path = PurePosixPath(part.name)
        load = partial(_load_member, shared.archive, member)
        self._add_file(path, load, partial(_spooled, shared.archive, member), source, 0)
        if len(path.parts) == 1:
            self._note_lone(path, load, source)

    def _walk(self, root: Path, inside: PurePosixPath, source: FileSource) -> None:
        """Look at the files below a folder, breadth first, without following links."""
        waiting = [inside]
        for folder in waiting:
            try:
                with os.scandir(root / folder.relative_to(inside)) as scanned:
                    entries = sorted(scanned, key=lambda entry: entry.name)
            except OSError:
                continue
            self._spend(len(entries))
            for entry in entries:
                path = folder / entry.name
                if entry.is_dir(follow_symlinks=False):
                    if not is_no_answer(entry.name) and len(folder.parts) < MAX_DEPTH:
                        waiting.append(path)
                elif _is_plain_file(entry):
                    real = Path(entry.path)
                    self._add_file(path, partial(_load, real), partial(_opened, real), source, 0)

    def _spend(self, entries: int) -> None:
        self._count += entries
        if self._count > MAX_ENTRIES:
            raise too_many(MAX_ENTRIES)

    def _add_file(
        self,
        path: PurePosixPath,
        load: "Load",
        opener: "Opener",
        source: FileSource,
        level: int,
    ) -> None:
        name = path.name
        if is_written(name) and not is_junk(name):
            self.written.append(WrittenFile(f"{source.archive}/{path}".lstrip("/"), partial(load, most=LARGEST)))
        if name in self._listed or (not is_junk(name) and any(is_near(name, listed) for listed in self._names)):
            self.found.append(FoundFile(path, source, load))
        elif without_suffix(name) != name and not is_junk(name):
            shown = f"{source.archive}/{path}".lstrip("/")
            if level >= LEVELS:
                self.problems.append(Message("{archive} lies in too many archives to be opened.", archive=shown))
                return
            try:
                self._open_archive(shown, opener, source, level + 1)
            except BadArchive as bad:
                self.problems.append(Message("{archive}: {problem}", archive=shown, problem=bad.reason))
        elif len(self._others) < 1_000 and not is_junk(name):
            self._others.append(name)

    def _open_archive(self, shown: str, opener: "Opener", outer: FileSource, level: int) -> None:
        """Look into an archive.

        Raises:
            BadArchive: It cannot be opened.
        """
        if self._tried >= MAX_INNER:
            raise BadArchive(Message("It has more than {most} archives.", most=MAX_INNER))
        self._tried += 1
        most = min(self._work, MAX_UNPACKED)
        if not most:
            raise BadArchive(Message("The archives in it are too large."))
        spent = most if level > 1 else 0  # what cannot be opened has taken the time all the same
        try:
            # An archive of a class holds each submission as it was uploaded, so its size is no trick.
            file = opener(most if level > 1 else MAX_ARCHIVE)
            start = file.read(_START)
            size = file.seek(0, io.SEEK_END)
            file.seek(0)
            kind = kind_of(start, "")
            copied = size if level > 1 else 0
            spent = copied + {"gzip": min(most, size * GZIP_RATIO), "xz": most}.get(kind, 0)
            _refuse_kind(kind, file)
            archive = open_archive(file, MAX_ENTRIES, most)
            spent = copied + archive.unpacked
        except OSError as error:
            raise BadArchive(Message("It cannot be read: {error}.", error=error.strerror or "")) from None
        finally:
            self._work = max(0, self._work - spent)
        self._archives.append(archive)
        self._spend(len(archive.members))
        source = FileSource(shown, outer.handed_in, outer.number)
        for member in archive.members:
            if len(member.path.parts) <= MAX_DEPTH and not any(map(is_no_answer, member.path.parts[:-1])):
                load = partial(_load_member, archive, member)
                opener = partial(_spooled, archive, member)
                self._add_file(member.path, load, opener, source, level)

    def _note_lone(self, path: PurePosixPath, load: Callable[[], bytes], source: FileSource) -> None:
        if path.suffix.lower() == ".py":
            self._lone.append(FoundFile(path, source, load))

    def lone_file(self) -> FoundFile | None:
        """Return the only Python file, if it was handed in by itself and the assignment asks for only one."""
        alone = len(self._lone) == 1 and len(self._names) == 1
        return self._lone[0] if alone and len({*self._others, *(str(file) for file in self.found)}) <= 1 else None

    def nothing(self, notes: list[Message]) -> Lines:
        """Return the reason of a submission without any listed file."""
        first = Message("There is none of the assignment's files in it: {files}.", files=", ".join(self._names))
        told: list[Message] = [*notes, *self.problems[:3]]
        if any(name.lower().endswith(".ipynb") for name in self._others):
            told.append(Message("A notebook is not graded; the answers belong in the Python files."))
        if not told and self._others:
            names = sorted(self._others, key=lambda name: (not name.endswith(".py"), name))
            told.append(Message("Found: {names}.", names=clean_text(", ".join(names[:_NAMED]), 300)))
        if not told:
            told.append(Message("It is empty."))
        return Lines(first, *told, separator=" ")


def _refuse_kind(kind: str, file: IO[bytes]) -> None:
    """Close a file that is certainly no archive that can be opened.

    Raises:
        BadArchive: It is one.
    """
    if kind in ("RAR", "7z", "bzip2", "zstd"):
        reason = Message("It is a {kind} archive, which cannot be opened; hand in a zip.", kind=kind)
    elif kind == "empty":
        reason = Message("The file is empty; was it downloaded completely?")
    elif kind not in ARCHIVES and kind != "":
        reason = Message("It is not an archive, it has the format {kind}; hand in a zip.", kind=kind)
    else:
        return
    file.close()
    raise BadArchive(reason)


def _is_source(name: str) -> bool:
    return name.lower().endswith((".py", ".ipynb"))


def _is_plain_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)
    except OSError:
        return False


Load = Callable[..., bytes]
"""Reads a file; its optional argument `most` is the limit in bytes, by default that of a source file."""

Opener = Callable[[int], IO[bytes]]
"""Opens an archive; its argument is the maximum number of bytes to copy."""


def _opened(path: Path, most: int) -> IO[bytes]:
    return path.open("rb")


def _load(path: Path, most: int = MAX_SOURCE) -> bytes:
    """Read a file up to a limit, and a byte more if it is longer.

    Raises:
        BadArchive: It is too large or cannot be read.
    """
    try:
        _refuse_large(path.name, path.lstat().st_size, most)
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError:
        raise BadArchive(Message("{file} cannot be read.", file=path.name)) from None


def _load_member(archive: Archive, member: ArchiveMember, most: int = MAX_SOURCE) -> bytes:
    """Read a member up to a limit; its stated size may be false.

    Raises:
        BadArchive: It is too large or cannot be read.
    """
    _refuse_large(member.path.name, member.size, most)
    return archive.read(member, most)


def _spooled(archive: Archive, member: ArchiveMember, most: int) -> IO[bytes]:
    """Copy a member that is an archive to a temporary file.

    Raises:
        BadArchive: It is too large, damaged, or has a password.
    """
    if member.size > most:
        raise too_large()
    return guarded(lambda: _copy(archive, member, most))


def _copy(archive: Archive, member: ArchiveMember, most: int) -> IO[bytes]:
    with archive.open(member) as source:
        return spool(source, most)
