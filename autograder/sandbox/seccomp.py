"""Restrict this process permanently to an allow-list of system calls with seccomp.

The filter is a classic BPF program over `struct seccomp_data` (`Documentation/userspace-api/seccomp_filter.rst` of the
kernel). A call that is not in `NUMBERS` fails with EPERM: sockets of every family, new processes and threads, execve,
ptrace, shared memory, chmod and chown, io_uring, bpf, keyctl and the rest. `CONDITIONS` restricts arguments of some
allowed calls. For an argument that the kernel reads as 64 bits, both halves are checked; otherwise the lower 32 bits.
"""

import ctypes
import errno
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from autograder.sandbox import kernel

__all__ = [
    "CONDITIONS",
    "NUMBERS",
    "PROCESSORS",
    "Among",
    "Condition",
    "Program",
    "WithoutBits",
    "assemble",
    "install",
]

PROCESSORS = ("x86_64", "aarch64")
"""The order of the numbers in `NUMBERS`."""

NUMBERS: dict[str, tuple[int | None, int | None]] = {
    # the wire: the one open socket
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "pwrite64": (18, 68),
    "recvfrom": (45, 207),
    "recvmsg": (47, 212),
    "sendto": (44, 206),
    "shutdown": (48, 210),
    "getsockname": (51, 204),
    "getpeername": (52, 205),
    "getsockopt": (55, 209),
    "poll": (7, None),
    "ppoll": (271, 73),
    "select": (23, None),
    "pselect6": (270, 72),
    # files: Landlock and permissions decide which
    "openat": (257, 56),
    "open": (2, None),
    "close": (3, 57),
    "close_range": (436, 436),
    "lseek": (8, 62),
    "fstat": (5, 80),
    "newfstatat": (262, 79),
    "stat": (4, None),
    "lstat": (6, None),
    "statx": (332, 291),
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "getdents64": (217, 61),
    "getcwd": (79, 17),
    "chdir": (80, 49),
    "fchdir": (81, 50),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "ftruncate": (77, 46),
    "fsync": (74, 82),
    "fdatasync": (75, 83),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "fcntl": (72, 25),
    "ioctl": (16, 29),
    "umask": (95, 166),
    # memory
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "brk": (12, 214),
    "msync": (26, 227),
    # time
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    # itself
    "getpid": (39, 172),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "getresuid": (118, 148),
    "getresgid": (120, 150),
    "getgroups": (115, 158),
    "getpgrp": (111, None),
    "getpgid": (121, 155),
    "getsid": (124, 156),
    "getrlimit": (97, 163),
    "prlimit64": (302, 261),
    "getrusage": (98, 165),
    "getcpu": (309, 168),
    "sched_getaffinity": (204, 123),
    "sched_yield": (24, 124),
    "uname": (63, 160),
    "sysinfo": (99, 179),
    "getrandom": (318, 278),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    # signals
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigpending": (127, 136),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    # the end
    "exit": (60, 93),
    "exit_group": (231, 94),
    # fails with ENOSYS, as if it did not exist
    "clone3": (435, 435),
}
"""System calls that a locked-down worker may make -> number on each processor; None if the processor lacks the call.

From the kernel's `arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h` (for aarch64).
"""

KILL_PROCESS, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
DENY = ERRNO | errno.EPERM
ABSENT = ERRNO | errno.ENOSYS
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT = 0x40000000
"""This bit marks system calls of the x32 ABI on x86_64; their numbers have other meanings."""

_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER = 1
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_AT_NUMBER, _AT_ARCH, _AT_ARGS = 0, 4, 16

OWN_PID = -1
"""Placeholder for the process's own id in a condition, until the program is installed."""

_PROT_EXEC = 0x4
_RENAME_NOREPLACE, _RENAME_EXCHANGE = 1, 2
_SOL_SOCKET, _SO_TYPE, _SO_ERROR, _SO_PROTOCOL, _SO_DOMAIN = 1, 3, 4, 38, 39
_ADVICE = (0, 1, 2, 4, 8, 14, 15)
"""MADV_NORMAL, _RANDOM, _SEQUENTIAL, _DONTNEED, _FREE, _HUGEPAGE, _NOHUGEPAGE."""

_O_TMPFILE = 0o20000000
_SIGN = 1 << 31
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 4, 1030
_TCGETS, _TCGETS2, _TIOCGWINSZ, _FIONREAD, _FIONBIO, _FIOCLEX, _FIONCLEX = (
    0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5451, 0x5450,
)  # fmt: skip


@dataclass(frozen=True)
class Among:
    """Require that argument `index`, as 32 bits (64 if `wide`), is one of `values`."""

    index: int
    values: tuple[int, ...]
    wide: bool = False


@dataclass(frozen=True)
class WithoutBits:
    """Require that argument `index`, as 32 bits, has no bit of `mask`; if `wide`, also that its upper half is 0."""

    index: int
    mask: int
    wide: bool = False


Condition = Among | WithoutBits

CONDITIONS: dict[str, tuple[Condition, ...]] = {
    "mmap": (WithoutBits(2, _PROT_EXEC, wide=True),),
    "mprotect": (WithoutBits(2, _PROT_EXEC, wide=True),),
    # what allocators ask for; not to page out, to merge equal pages, or to read ahead, which others could time
    "madvise": (Among(2, _ADVICE),),
    "renameat2": (Among(4, (0, _RENAME_NOREPLACE, _RENAME_EXCHANGE)),),  # not RENAME_WHITEOUT: it makes a device
    # what Python asks of a socket; not SO_PEERCRED, which names the process at the other end
    "getsockopt": (Among(1, (_SOL_SOCKET,)), Among(2, (_SO_TYPE, _SO_ERROR, _SO_PROTOCOL, _SO_DOMAIN))),
    # a file without a name would be missed when the scratch folder is measured
    "open": (WithoutBits(1, _O_TMPFILE),),
    "openat": (WithoutBits(2, _O_TMPFILE),),
    # not F_SETOWN, F_NOTIFY, F_SETSIG: they make the kernel send signals to other processes
    "fcntl": (Among(1, (_F_DUPFD, _F_DUPFD_CLOEXEC, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL)),),
    "ioctl": (Among(1, (_TCGETS, _TCGETS2, _TIOCGWINSZ, _FIONREAD, _FIONBIO, _FIOCLEX, _FIONCLEX)),),
    # a negative clock id is the CPU time of another process or of a thread
    "clock_gettime": (WithoutBits(0, _SIGN),),
    "clock_getres": (WithoutBits(0, _SIGN),),
    "clock_nanosleep": (WithoutBits(0, _SIGN),),
    "kill": (Among(0, (OWN_PID,)),),
    "tkill": (Among(0, (OWN_PID,)),),  # threads cannot be started, and the id of the only one is that of the process
    "tgkill": (Among(0, (OWN_PID,)),),
    "prlimit64": (Among(0, (0,)), Among(2, (0,), wide=True)),  # limits can be read, not set
    "sendto": (Among(4, (0,), wide=True),),  # only to the address to which the socket is connected
}

_ABSENT_CALLS = ("clone3",)
"""Calls that fail with ENOSYS. The C library then tries an older call, and accepts EPERM from that one."""

Instruction = tuple[int, int, int, int]


@dataclass(frozen=True)
class Program:
    """An assembled filter.

    Attributes:
        processor: Name of the processor.
        instructions: `(code, jump if true, jump if false, constant)`, with `OWN_PID` in place of the process's id.
    """

    processor: str
    instructions: tuple[Instruction, ...]

    def code(self, pid: int) -> bytes:
        """Return the filter for process `pid`, in the kernel's binary format."""
        template, places = self._image
        image = bytearray(template)
        for place in places:
            struct.pack_into("=I", image, place, pid)
        return bytes(image)

    @cached_property
    def _image(self) -> tuple[bytes, tuple[int, ...]]:
        """Return the instructions as bytes, and the offsets at which to insert the process's id."""
        parts = [struct.pack("=HBBI", code, yes, no, value & 0xFFFFFFFF) for code, yes, no, value in self.instructions]
        places = [8 * index + 4 for index, instruction in enumerate(self.instructions) if instruction[3] == OWN_PID]
        return b"".join(parts), tuple(places)


@cache
def assemble(processor: str) -> Program:
    """Assemble the filter for a processor.

    Raises:
        LookupError: There is no table of system calls for the processor.
    """
    if processor not in PROCESSORS:
        raise LookupError(f"no table of system calls for {processor}; there are tables for {', '.join(PROCESSORS)}")
    code: list[Instruction] = [(_LOAD, 0, 0, _AT_ARCH), (_JUMP_EQUAL, 1, 0, AUDIT_ARCH[processor]), _end(KILL_PROCESS)]
    code.append((_LOAD, 0, 0, _AT_NUMBER))
    if processor == "x86_64":
        code += [(_JUMP_AT_LEAST, 0, 1, X32_BIT), _end(KILL_PROCESS)]
    for name, numbers in NUMBERS.items():
        number = numbers[PROCESSORS.index(processor)]
        if number is not None:
            block = _block(name)
            code += [(_JUMP_EQUAL, 0, len(block), number), *block]
    return Program(processor, (*code, _end(DENY)))


def install(program: Program, pid: int) -> None:
    """Filter this process's system calls from now on. Needs `no_new_privs`.

    Args:
        program: The filter.
        pid: Id of this process.

    Raises:
        OSError: The kernel refused.
    """
    header = _Header(len(program.instructions), program.code(pid))
    kernel.syscall(_SECCOMP[program.processor], _SET_MODE_FILTER, 0, ctypes.byref(header))


class _Header(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _block(name: str) -> list[Instruction]:
    """Return the instructions for the call `name`; every path through them ends in an action."""
    if name in _ABSENT_CALLS:
        return [_end(ABSENT)]
    checks = [instruction for condition in CONDITIONS.get(name, ()) for instruction in _check(condition)]
    return [*checks, _end(ALLOW)]


def _check(condition: Condition) -> list[Instruction]:
    """Return instructions that continue if the condition holds and deny the call otherwise."""
    low = _AT_ARGS + 8 * condition.index  # both processors are little-endian
    upper = [(_LOAD, 0, 0, low + 4), (_JUMP_EQUAL, 1, 0, 0), _end(DENY)] if condition.wide else []
    if isinstance(condition, WithoutBits):
        return [*upper, (_LOAD, 0, 0, low), (_JUMP_ANY_BIT, 0, 1, condition.mask), _end(DENY)]
    return [*upper, (_LOAD, 0, 0, low), *_one_of(condition.values)]


def _one_of(values: Sequence[int]) -> list[Instruction]:
    jumps = [(_JUMP_EQUAL, len(values) - index, 0, value) for index, value in enumerate(values)]
    return [*jumps, _end(DENY)]


def _end(action: int) -> Instruction:
    return (_RETURN, 0, 0, action)
