"""Create, measure and wipe the private folders of workers, on the trusted side.

A worker may fill its folder with anything: names that are not text, folders without permissions, trees deeper than the
longest path. Its folder is wiped after it has ended, so nothing new appears in it meanwhile.
"""

import contextlib
import itertools
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "MAX_BYTES",
    "MAX_ENTRIES",
    "Used",
    "is_root",
    "leftovers",
    "make",
    "make_root",
    "overfull",
    "remove",
    "used",
    "wipe",
]

MAX_BYTES = 64 << 20
MAX_ENTRIES = 1_000
"""Maximum bytes and entries in a worker's folder, more than ten times what solutions need."""

PUBLIC_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")
"""Folders that every user may write to: possible roots of scratch folders, where workers can leave files, too."""

_DESCRIPTOR_RELATIVE = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


@dataclass(frozen=True)
class Used:
    """Disk usage of a folder.

    Attributes:
        size: Bytes on the disk.
        entries: Number of files and folders in it; counting stops soon after a maximum.
        hidden: Whether a folder in it could not be listed.
    """

    size: int
    entries: int
    hidden: bool = False


def make_root() -> Path:
    """Create a folder for scratch folders, which other users can traverse but not list.

    Raises:
        OSError: There is no writable temporary folder.
    """
    places = [place for place in (tempfile.gettempdir(), *PUBLIC_FOLDERS) if _passable(Path(place))]
    root = Path(tempfile.mkdtemp(prefix="autograder-", dir=places[0] if places else None)).resolve()
    root.chmod(0o711)
    return root


def _passable(place: Path) -> bool:
    """Return whether every user can traverse `place`, so that a worker with its own user id can open its folder."""
    if not place.is_dir() or not os.access(place, os.W_OK):
        return False
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (place.resolve(), *place.resolve().parents))


def make(root: Path, uid: int | None = None) -> Path:
    """Create an empty folder in `root` for one worker, owned by `uid` if given.

    Raises:
        OSError: The folder cannot be created.
    """
    folder = Path(tempfile.mkdtemp(prefix="w", dir=root))
    if uid is not None:
        os.chown(folder, uid, uid)
    return folder


def overfull(folder: Path) -> bool:
    """Return whether a worker's folder exceeds a limit or has parts that cannot be listed."""
    found = used(folder)
    return found.size > MAX_BYTES or found.entries > MAX_ENTRIES or found.hidden


def used(folder: Path, max_entries: int = MAX_ENTRIES) -> Used:
    """Measure the disk usage of a folder; stop soon after `max_entries` entries, so that it is fast."""
    size = count = 0
    waiting: list[str | Path] = [folder]
    try:
        while waiting and count <= max_entries:
            for entry in itertools.islice(_entries(waiting.pop()), max_entries + 1 - count):
                count += 1
                with contextlib.suppress(FileNotFoundError):  # deleted meanwhile
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
    except OSError:  # without permissions, or deeper than the longest path
        return Used(size, count, hidden=True)
    return Used(size, count)


def _entries(folder: str | Path) -> Iterator["os.DirEntry[str]"]:
    """Yield the entries of a folder; none if the folder does not exist."""
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as found:
        yield from found


def wipe(folder: Path) -> None:
    """Remove a folder and everything in it. Links are removed, never followed.

    Raises:
        OSError: Something could not be removed.
        ValueError: The folder is the root of a file system, and so no scratch folder.
    """
    with contextlib.suppress(OSError):
        os.rmdir(folder)  # noqa: PTH106 - most workers leave nothing, and then this is all
        return
    if is_root(folder):
        raise ValueError(f"{folder} is no scratch folder, and is not wiped")
    if not _DESCRIPTOR_RELATIVE:
        shutil.rmtree(folder)
        return
    with contextlib.suppress(FileNotFoundError):  # another process was faster
        folder.chmod(0o700)
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            _empty(top)
        finally:
            os.close(top)
        folder.rmdir()


def is_root(folder: Path) -> bool:
    """Return whether a folder is the root of a file system, which must never be wiped, whatever a path came from."""
    return folder.resolve().parent == folder.resolve() or os.path.ismount(folder)


def _empty(top: int) -> None:
    """Remove everything in the folder `top`. Nested folders are first moved up to it, so that any depth works."""
    fresh = _unused_names(top)
    while names := _names(top):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                _remove(name, top, fresh)


def _remove(name: bytes, top: int, fresh: Iterator[bytes]) -> None:
    if not _is_folder(name, top):
        os.unlink(name, dir_fd=top)
        return
    os.chmod(name, 0o700, dir_fd=top)
    below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=top)
    try:
        _lift(below, top, fresh)
    finally:
        os.close(below)
    os.rmdir(name, dir_fd=top)


def _lift(below: int, top: int, fresh: Iterator[bytes]) -> None:
    """Empty the folder `below`: remove files, move folders to `top`."""
    while names := _names(below):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                if _is_folder(name, below):
                    os.chmod(name, 0o700, dir_fd=below)
                    os.rename(name, next(fresh), src_dir_fd=below, dst_dir_fd=top)
                else:
                    os.unlink(name, dir_fd=below)


def _names(folder: int, most: int = 1_000) -> list[bytes]:
    """Return up to `most` names in a folder, as bytes: names need not be text, and there may be millions."""
    copy = os.dup(folder)
    try:
        os.lseek(copy, 0, os.SEEK_SET)
        with os.scandir(copy) as entries:
            return [os.fsencode(entry.name) for entry in itertools.islice(entries, most)]
    finally:
        os.close(copy)


def _is_folder(name: bytes, where: int) -> bool:
    return stat.S_ISDIR(os.stat(name, dir_fd=where, follow_symlinks=False).st_mode)


def _unused_names(top: int) -> Iterator[bytes]:
    """Yield names that do not exist in `top`."""
    for number in itertools.count():
        name = b"%d-%d" % (os.getpid(), number)
        try:
            os.stat(name, dir_fd=top, follow_symlinks=False)
        except FileNotFoundError:
            yield name


def leftovers(uid: int) -> list[Path]:
    """Find what a user has left in the folders that every user may write to; without Landlock, workers can do that."""
    found = []
    for place in PUBLIC_FOLDERS:
        for entry in _entries(place):
            with contextlib.suppress(FileNotFoundError):
                if entry.stat(follow_symlinks=False).st_uid == uid:
                    found.append(Path(entry.path))
    return found


def remove(left: Path) -> None:
    """Remove a file or folder that `leftovers` found.

    Raises:
        OSError: Something could not be removed.
    """
    if stat.S_ISDIR(left.lstat().st_mode):
        wipe(left)
    else:
        left.unlink()
