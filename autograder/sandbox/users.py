"""Provide an unprivileged user id for each running worker, if the grader runs as root.

The ids 60800 to 60999 are not assigned by any distribution (systemd's `UIDS-GIDS` lists 60706 to 61183 as unused), and
exist in containers with the usual 65,536 ids. A lock for each id keeps several graders on one machine apart.
"""

import os
import socket
import sys
from pathlib import Path

__all__ = ["FIRST", "LAST", "Users", "why_unavailable"]

FIRST, LAST = 60_800, 60_999

_CAP_CHOWN, _CAP_SETGID, _CAP_SETUID = 0, 6, 7


class Users:
    """The user ids that this process has taken. The kernel releases their locks when the process ends."""

    def __init__(self) -> None:
        self._locks: dict[int, socket.socket] = {}
        self._idle: list[int] = []

    def take(self) -> int:
        """Take an id that no other worker has.

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
        """Return the id of a worker that has ended, so that another worker can take it."""
        self._idle.append(uid)

    def close(self) -> None:
        """Release all ids."""
        for lock in self._locks.values():
            lock.close()
        self._locks.clear()
        self._idle.clear()


def _lock(uid: int) -> socket.socket | None:
    """Lock an id with an abstract socket, which leaves no file behind; None if another process has the lock."""
    lock = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        lock.bind(f"\0autograder-uid-{uid}")
    except OSError:
        lock.close()
        return None
    return lock


def why_unavailable() -> str | None:
    """Explain in words why workers cannot have their own user ids; None if they can."""
    if sys.platform != "linux":
        return f"user ids for workers need Linux; this is {sys.platform}"
    if os.geteuid() != 0:
        return "not run as root: workers have the same user as the grader"
    if not _has_capabilities():
        return "root without the capabilities to change user (CAP_CHOWN, CAP_SETGID, CAP_SETUID)"
    if not all(_maps(Path("/proc/self") / name) for name in ("uid_map", "gid_map")):
        return f"this user namespace lacks the ids {FIRST} to {LAST}"
    return None


def _has_capabilities() -> bool:
    status = Path("/proc/self/status").read_text(encoding="utf-8", errors="replace")
    held = int(next(line for line in status.splitlines() if line.startswith("CapEff:")).split()[1], 16)
    return all(held >> capability & 1 for capability in (_CAP_CHOWN, _CAP_SETGID, _CAP_SETUID))


def _maps(path: Path) -> bool:
    """Return whether a uid_map or gid_map contains all ids from `FIRST` to `LAST`."""
    for line in path.read_text(encoding="ascii").splitlines():
        inside, _, length = map(int, line.split())
        if inside <= FIRST and inside + length > LAST:
            return True
    return False
