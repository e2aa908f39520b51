"""Waits for files to change, by looking at them: no dependency, the same on every system."""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

__all__ = ["changes", "pause"]

_INTERVAL = 0.5

_Stamp = tuple[int, int]


def pause() -> None:
    """The time between two looks."""
    time.sleep(_INTERVAL)


def changes(folder: Path, names: Iterable[str], wait: Callable[[], None] = pause) -> Iterator[frozenset[str]]:
    """Yield the names of the files that changed, appeared or vanished, each time that some did.

    What changes while the caller is busy with one set is in the next.

    Args:
        folder: Where the files lie.
        names: Files to look at.
        wait: Called between two looks.
    """
    watched = tuple(names)
    seen = {name: _stamp(folder / name) for name in watched}
    while True:
        wait()
        now = {name: _stamp(folder / name) for name in watched}
        changed = frozenset(name for name in watched if now[name] != seen[name])
        seen = now
        if changed:
            yield changed


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
