"""seccomp: an allow-list of system calls for this process, for good. A leaf but for `kernel` and `syscalls`.

The filter is a classic BPF program over `struct seccomp_data` (`Documentation/userspace-api/seccomp_filter.rst` of the
kernel). Anything that `syscalls.NUMBERS` does not name gets EPERM: sockets of every family, new processes and threads,
execve, ptrace, shared memory, chmod and chown, io_uring, bpf, keyctl and the rest. Of what it names, `CONDITIONS`
narrows some.
An argument that the kernel takes as 64 bits is checked in both halves; one that it cuts to 32 bits, in that half.
"""

import ctypes
import errno
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from autograder.sandbox import kernel
from autograder.sandbox.syscalls import NUMBERS, PROCESSORS

__all__ = ["CONDITIONS", "Among", "Condition", "Program", "WithoutBits", "assemble", "install"]

KILL_PROCESS, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
DENY = ERRNO | errno.EPERM
ABSENT = ERRNO | errno.ENOSYS
AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32_BIT = 0x40000000
"""x86_64 kernels take system calls of the x32 ABI with this bit; their numbers mean other things."""

_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER = 1
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_AT_NUMBER, _AT_ARCH, _AT_ARGS = 0, 4, 16

OWN_PID = -1
"""Stands for the process's own id in a condition until the program is installed."""

_PROT_EXEC = 0x4
_O_TMPFILE = 0o20000000
_SIGN = 1 << 31
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 4, 1030
_TCGETS, _TCGETS2, _TIOCGWINSZ, _FIONREAD, _FIONBIO, _FIOCLEX, _FIONCLEX = (
    0x5401, 0x802C542A, 0x5413, 0x541B, 0x5421, 0x5451, 0x5450,
)  # fmt: skip


@dataclass(frozen=True)
class Among:
    """Argument `index`, as 32 bits (or, if `wide`, as 64), is one of `values`."""

    index: int
    values: tuple[int, ...]
    wide: bool = False


@dataclass(frozen=True)
class WithoutBits:
    """Argument `index`, as 32 bits, has none of the bits of `mask`; if `wide`, its upper half has none at all."""

    index: int
    mask: int
    wide: bool = False


Condition = Among | WithoutBits

CONDITIONS: dict[str, tuple[Condition, ...]] = {
    "mmap": (WithoutBits(2, _PROT_EXEC, wide=True),),
    "mprotect": (WithoutBits(2, _PROT_EXEC, wide=True),),
    # a file without a name would not be seen when the scratch folder is measured
    "open": (WithoutBits(1, _O_TMPFILE),),
    "openat": (WithoutBits(2, _O_TMPFILE),),
    # not F_SETOWN, F_NOTIFY, F_SETSIG: with those the kernel sends signals on one's behalf
    "fcntl": (Among(1, (_F_DUPFD, _F_DUPFD_CLOEXEC, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL)),),
    "ioctl": (Among(1, (_TCGETS, _TCGETS2, _TIOCGWINSZ, _FIONREAD, _FIONBIO, _FIOCLEX, _FIONCLEX)),),
    # a negative clock is the processor time of another process, or of a thread
    "clock_gettime": (WithoutBits(0, _SIGN),),
    "clock_getres": (WithoutBits(0, _SIGN),),
    "clock_nanosleep": (WithoutBits(0, _SIGN),),
    "kill": (Among(0, (OWN_PID,)),),
    "tkill": (Among(0, (OWN_PID,)),),  # threads cannot be started, so the one there is has the process's id
    "tgkill": (Among(0, (OWN_PID,)),),
    "prlimit64": (Among(0, (0,)), Among(2, (0,), wide=True)),  # to read limits, not to set them
    "sendto": (Among(4, (0,), wide=True),),  # to where the socket is connected, nowhere else
}

_ABSENT_CALLS = ("clone3",)
"""Calls that are said not to exist, because the C library then tries an older one and takes its EPERM for an answer."""

Instruction = tuple[int, int, int, int]


@dataclass(frozen=True)
class Program:
    """An assembled filter.

    Attributes:
        processor: Where it runs.
        instructions: `(code, jump if true, jump if false, constant)`; `OWN_PID` where the process's id belongs.
    """

    processor: str
    instructions: tuple[Instruction, ...]

    def code(self, pid: int) -> bytes:
        """The filter for process `pid`, as the kernel reads it."""
        template, places = self._image
        image = bytearray(template)
        for place in places:
            struct.pack_into("=I", image, place, pid)
        return bytes(image)

    @cached_property
    def _image(self) -> tuple[bytes, tuple[int, ...]]:
        """The instructions as bytes, and where in them the process's id goes."""
        parts = [struct.pack("=HBBI", code, yes, no, value & 0xFFFFFFFF) for code, yes, no, value in self.instructions]
        places = [8 * index + 4 for index, instruction in enumerate(self.instructions) if instruction[3] == OWN_PID]
        return b"".join(parts), tuple(places)


@cache
def assemble(processor: str) -> Program:
    """The filter for `processor`.

    Raises:
        LookupError: There is no table for it.
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

    Raises:
        OSError: The kernel refused.
    """
    header = _Header(len(program.instructions), program.code(pid))
    kernel.syscall(_SECCOMP[program.processor], _SET_MODE_FILTER, 0, ctypes.byref(header))


class _Header(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _block(name: str) -> list[Instruction]:
    """What is done for the call `name`: every path through it ends."""
    if name in _ABSENT_CALLS:
        return [_end(ABSENT)]
    checks = [instruction for condition in CONDITIONS.get(name, ()) for instruction in _check(condition)]
    return [*checks, _end(ALLOW)]


def _check(condition: Condition) -> list[Instruction]:
    """Go on if the condition holds, deny if not."""
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
