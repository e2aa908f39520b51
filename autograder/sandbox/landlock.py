"""Restrict this process permanently to an allow-list of files with Landlock.

Rights and levels (ABI versions) are those of the kernel's `Documentation/userspace-api/landlock.rst`. On a kernel with
a lower level, only the rights that higher levels add are missing. No level covers `stat` (names, sizes and times are
visible if file permissions allow it), UDP and netlink; the user id and seccomp restrict those.
"""

import ctypes
import errno
import os
import stat
from pathlib import Path

from autograder.sandbox import kernel

__all__ = ["LEVELS", "READ", "READ_WRITE", "SCRATCH", "Right", "Ruleset", "handled", "level", "why_unavailable"]

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""Numbers of system calls, the same on every processor."""

LEVELS = 7
"""The newest level that this module supports; newer kernels offer it, too."""

_GET_VERSION = 1
_RULE_PATH_BENEATH = 1


class Right:
    """Rights that a rule can allow. A right that the ruleset handles but no rule allows is denied everywhere."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIR = 1 << 3
    REMOVE_DIR = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHAR = 1 << 6
    MAKE_DIR = 1 << 7
    MAKE_REG = 1 << 8
    MAKE_SOCK = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK = 1 << 11
    MAKE_SYM = 1 << 12
    REFER = 1 << 13
    TRUNCATE = 1 << 14
    IOCTL_DEV = 1 << 15


_FIRST = (1 << 13) - 1
_ADDED = {2: Right.REFER, 3: Right.TRUNCATE, 5: Right.IOCTL_DEV}
_NET_BIND_AND_CONNECT_TCP = 0b11
_SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11

READ = Right.READ_FILE | Right.READ_DIR
READ_WRITE = READ | Right.WRITE_FILE | Right.TRUNCATE
SCRATCH = READ_WRITE | Right.MAKE_REG | Right.MAKE_DIR | Right.REMOVE_FILE | Right.REMOVE_DIR | Right.REFER
"""Rights in a private folder: plain files and folders, but no links, sockets, pipes or devices, and no execution."""

_FOR_A_FILE = Right.EXECUTE | Right.WRITE_FILE | Right.READ_FILE | Right.TRUNCATE | Right.IOCTL_DEV


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (("access_fs", ctypes.c_uint64), ("access_net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def level() -> int:
    """Return the level that the kernel offers, at most `LEVELS`.

    Raises:
        OSError: The kernel offers no Landlock.
    """
    return min(kernel.syscall(CREATE_RULESET, ctypes.c_void_p(None), 0, _GET_VERSION), LEVELS)


def why_unavailable(error: OSError) -> str:
    """Explain in words why `level` raised an error."""
    if error.errno == errno.ENOSYS:
        return "this kernel has no Landlock (it needs Linux 5.13 or later), or the container hides it"
    if error.errno == errno.EOPNOTSUPP:
        return "Landlock is built into this kernel but switched off at boot; add lsm=landlock,... to its command line"
    return kernel.refused(error)


def handled(level: int) -> tuple[int, int, int]:
    """Return what a kernel of this level can deny, as bit masks: rights on files, on TCP ports, and scopes."""
    rights = _FIRST
    for since, right in _ADDED.items():
        if level >= since:
            rights |= right
    net = _NET_BIND_AND_CONNECT_TCP if level >= 4 else 0
    return rights, net, _SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS if level >= 6 else 0


class Ruleset:
    """A set of rules that denies everything that `level` can deny, except what `allow` permits.

    Args:
        level: The level to request from the kernel.

    Raises:
        OSError: The kernel refused.
    """

    def __init__(self, level: int) -> None:
        self._rights, net, scoped = handled(level)
        attributes = _RulesetAttributes(self._rights, net, scoped)
        size = ctypes.sizeof(attributes)  # an older kernel accepts a longer struct if the unknown fields are zero
        self.fd = kernel.syscall(CREATE_RULESET, ctypes.byref(attributes), size, 0)

    def allow(self, path: Path, rights: int) -> None:
        """Allow `rights` at `path` and, if it is a folder, below it. A path that does not exist is skipped.

        Raises:
            OSError: `path` cannot be opened, or the kernel refused.
        """
        try:
            fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            return
        try:
            if not stat.S_ISDIR(os.fstat(fd).st_mode):
                rights &= _FOR_A_FILE
            rule = _PathBeneath(rights & self._rights, fd)
            kernel.syscall(ADD_RULE, self.fd, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
        finally:
            os.close(fd)

    def enforce(self) -> None:
        """Restrict this thread and everything that it starts from now on. Needs `no_new_privs`.

        Raises:
            OSError: The kernel refused.
        """
        kernel.syscall(RESTRICT_SELF, self.fd, 0)
        os.close(self.fd)
