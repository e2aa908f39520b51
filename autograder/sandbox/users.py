"""An unprivileged user id for each worker that runs at once, where we are root.

Ids come from 60800 to 60999, which no distribution gives to anybody (systemd's `UIDS-GIDS` lists 60706 to 61183 as
unused) and which a container with the usual 65,536 ids has. Several graders on one machine keep apart by a lock for
each id.
"""

import os
import socket
import sys
from pathlib import Path

__all__ = ["FIRST", "LAST", "Users", "why_unavailable"]

FIRST, LAST = 60_800, 60_999

_CAP_CHOWN, _CAP_SETGID, _CAP_SETUID = 0, 6, 7


class Users:
    """The user ids that this process has taken. Each is held by a lock that the kernel drops when the process ends."""

    def __init__(self) -> None:
        self._locks: dict[int, socket.socket] = {}
        self._idle: list[int] = []

    def take(self) -> int:
        """An id that no other worker has.

        Raises:
            LookupError: Every id is taken.
        """
        if self._idle:
            return self._idle.pop()
        for uid in range(FIRST, LAST + 1):
            if uid not in self._locks and (lock := _lock(uid)):
                self._locks[uid] = lock
                return uid
        raise LookupError(f"every user id from {FIRST} to {LAST} is taken; end the other graders on this machine")

    def give_back(self, uid: int) -> None:
        """`uid`'s worker has ended."""
        self._idle.append(uid)

    def close(self) -> None:
        """Give up every id."""
        for lock in self._locks.values():
            lock.close()
        self._locks.clear()
        self._idle.clear()


def _lock(uid: int) -> socket.socket | None:
    """A lock on `uid`: an abstract socket, because it leaves no file behind."""
    lock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        lock.bind(f"\0autograder-uid-{uid}")
    except OSError:
        lock.close()
        return None
    return lock


def why_unavailable() -> str | None:
    """Why workers cannot have user ids of their own, in words; None if they can."""
    if sys.platform != "linux":
        return f"user ids for workers need Linux; this is {sys.platform}"
    if os.geteuid() != 0:
        return "not run as root: a worker has the same user as the grader"
    if not _has_capabilities():
        return "root without the capabilities to change user (CAP_CHOWN, CAP_SETGID, CAP_SETUID)"
    if not all(_maps(Path("/proc/self") / name) for name in ("uid_map", "gid_map")):
        return f"this user namespace has no ids {FIRST} to {LAST}"
    return None


def _has_capabilities() -> bool:
    status = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace")
    held = int(next(line for line in status.splitlines() if line.startswith("CapEff:")).split()[1], 16)
    return all(held >> capability & 1 for capability in (_CAP_CHOWN, _CAP_SETGID, _CAP_SETUID))


def _maps(path: Path) -> bool:
    """Whether a uid_map or gid_map has all of our ids."""
    for line in path.read_text(encoding="ascii").splitlines():
        inside, _, length = map(int, line.split())
        if inside <= FIRST and inside + length > LAST:
            return True
    return False
