"""Make, measure and wipe the private folders of workers, on the trusted side.

A worker may have filled its folder with anything: names that are not text, folders without permissions, trees deeper
than a path can say. It is gone by the time its folder is wiped, so nobody puts anything new into it.
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

__all__ = ["MAX_BYTES", "MAX_ENTRIES", "Used", "leftovers", "make", "make_root", "overfull", "remove", "used", "wipe"]

MAX_BYTES = 64 << 20
MAX_ENTRIES = 1_000
"""What a worker's folder may hold; no answer needs a tenth of it."""

PUBLIC_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm")
"""Where anybody may write: a root for scratch folders, and where a worker without Landlock could leave things."""

_DESCRIPTOR_RELATIVE = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")


@dataclass(frozen=True)
class Used:
    """What a folder takes up.

    Attributes:
        size: Bytes on the disk.
        entries: How many files and folders there are in it, counted as far as was asked.
        hidden: Whether a folder in it could not be looked into.
    """

    size: int
    entries: int
    hidden: bool = False


def make_root() -> Path:
    """A new folder for scratch folders, which other users can pass through but not list.

    Raises:
        OSError: No temporary folder can be written.
    """
    places = [place for place in (tempfile.gettempdir(), *PUBLIC_FOLDERS) if _passable(Path(place))]
    root = Path(tempfile.mkdtemp(prefix="autograder-", dir=places[0] if places else None)).resolve()
    root.chmod(0o711)
    return root


def _passable(place: Path) -> bool:
    """Whether every user can get to `place`, so that a worker under a uid of its own reaches its folder by name."""
    if not place.is_dir() or not os.access(place, os.W_OK):
        return False
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (place.resolve(), *place.resolve().parents))


def make(root: Path, uid: int | None = None) -> Path:
    """A new, empty folder in `root` for one worker, owned by `uid` if one is given.

    Raises:
        OSError: It cannot be made.
    """
    folder = Path(tempfile.mkdtemp(prefix="w", dir=root))
    if uid is not None:
        os.chown(folder, uid, uid)
    return folder


def overfull(folder: Path) -> bool:
    """Whether a worker has put too much into its folder, or hidden there what it put. To be asked now and then."""
    found = used(folder)
    return found.size > MAX_BYTES or found.entries > MAX_ENTRIES or found.hidden


def used(folder: Path, max_entries: int = MAX_ENTRIES) -> Used:
    """What `folder` takes up, looking at few more than `max_entries` entries: it costs little while a worker runs."""
    size = count = 0
    waiting: list[str | Path] = [folder]
    try:
        while waiting and count <= max_entries:
            for entry in itertools.islice(_entries(waiting.pop()), max_entries + 1 - count):
                count += 1
                with contextlib.suppress(FileNotFoundError):  # gone again
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
    except OSError:  # without permissions, or deeper than a path can say
        return Used(size, count, hidden=True)
    return Used(size, count)


def _entries(folder: str | Path) -> Iterator["os.DirEntry[str]"]:
    """What is in a folder: nothing if it is gone."""
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as found:
        yield from found


def wipe(folder: Path) -> None:
    """Remove `folder` and all that is in it. A link is removed, never followed.

    Raises:
        OSError: Something could not be removed.
    """
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


def _empty(top: int) -> None:
    """Remove everything in the folder `top`, lifting folders in folders up to it, so that no depth is too deep."""
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
    """Empty the folder `below`: files are removed, folders moved to `top`."""
    while names := _names(below):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                if _is_folder(name, below):
                    os.chmod(name, 0o700, dir_fd=below)
                    os.rename(name, next(fresh), src_dir_fd=below, dst_dir_fd=top)
                else:
                    os.unlink(name, dir_fd=below)


def _names(folder: int, most: int = 1_000) -> list[bytes]:
    """The next names in a folder, as bytes, since they need not be text; few at a time, since there may be millions."""
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
    """Names that nothing in `top` has."""
    for number in itertools.count():
        name = b"%d-%d" % (os.getpid(), number)
        try:
            os.stat(name, dir_fd=top, follow_symlinks=False)
        except FileNotFoundError:
            yield name


def leftovers(uid: int) -> list[Path]:
    """What user `uid` has left, for want of Landlock, in the folders that anybody may write to: to be removed."""
    found = []
    for place in PUBLIC_FOLDERS:
        for entry in _entries(place):
            with contextlib.suppress(FileNotFoundError):
                if entry.stat(follow_symlinks=False).st_uid == uid:
                    found.append(Path(entry.path))
    return found


def remove(left: Path) -> None:
    """Remove something out of `leftovers`, whatever it is.

    Raises:
        OSError: It, or something in it, could not be removed.
    """
    if stat.S_ISDIR(left.lstat().st_mode):
        wipe(left)
    else:
        left.unlink()
