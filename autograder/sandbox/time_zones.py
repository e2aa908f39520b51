"""Keep the time zones in memory, so that `zoneinfo` opens no file in a worker.

A file that two workers can open is a channel between them: one brings a part of it into the system's cache, or throws
it out, and the other measures how long it takes to read it.
"""

import contextlib
import importlib
import io
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

__all__ = ["keep_in_memory"]

_DOUBLES = ("posix", "right")
"""Folders with the same zones once more, which `zoneinfo.available_timezones` leaves out, too."""

_MAGIC = b"TZif"


def keep_in_memory(folders: Sequence[str] | None = None) -> int:
    """Read every time zone, and let `zoneinfo` take them from memory in this process and in its forks.

    Args:
        folders: Folders with time zones, the first of which take precedence; by default the system's.

    Returns:
        How many time zones there are.
    """
    zoneinfo: Any = importlib.import_module("zoneinfo")
    zones: dict[str, bytes] = {}
    equal: dict[bytes, bytes] = {}
    for folder in zoneinfo.TZPATH if folders is None else folders:
        for name, data in _zones_in(Path(folder)):
            zones.setdefault(name, equal.setdefault(data, data))

    def load_tzdata(key: str) -> io.BytesIO:
        if key not in zones:
            raise zoneinfo.ZoneInfoNotFoundError(f"No time zone found with key {key}")
        return io.BytesIO(zones[key])

    def available_timezones() -> set[str]:
        return set(zones)

    zoneinfo.reset_tzpath(to=())
    importlib.import_module("zoneinfo._common").__dict__["load_tzdata"] = load_tzdata
    for module in ("zoneinfo", "zoneinfo._tzpath"):
        importlib.import_module(module).__dict__["available_timezones"] = available_timezones
    return len(zones)


def _zones_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    for parent, below, files in os.walk(folder):
        below[:] = [name for name in below if name not in _DOUBLES]
        for file in files:
            data = b""
            with contextlib.suppress(OSError):  # a link to nowhere: to the local time, where none is set
                data = Path(parent, file).read_bytes()
            if data.startswith(_MAGIC):
                yield Path(parent, file).relative_to(folder).as_posix(), data
