"""The few calls to the Linux kernel that Python's standard library has no name for."""

import ctypes
import os
import platform
import sys
from functools import cache
from pathlib import Path

__all__ = ["MACHINES", "call", "erase_environment", "machine", "mapped", "prctl", "protect", "refused", "syscall"]

MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}
"""What `platform.machine()` says -> the processor whose tables we have."""


_VariableList = ctypes.POINTER(ctypes.c_void_p)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def machine() -> str:
    """The processor's name; a 32-bit process on a 64-bit kernel has system calls of its own, so it gets another."""
    found = platform.machine()
    return MACHINES.get(found.lower(), found) if sys.maxsize > 1 << 32 else f"32-bit {found}"


def call(name: str, *args: object) -> int:
    """Call a function of the C library that returns an `int`.

    Args:
        name: Its name (`capset`).
        args: ctypes values; plain integers go as `unsigned long`.

    Raises:
        OSError: It returned -1.
    """
    return _checked(name, ctypes.c_int, args)


def syscall(number: int, *args: object) -> int:
    """Make a system call by number; `args` as for `call`.

    Raises:
        OSError: It failed.
    """
    return _checked("syscall", ctypes.c_long, (number, *args))


def _checked(name: str, returns: type[ctypes.c_int] | type[ctypes.c_long], args: tuple[object, ...]) -> int:
    function = _libc()[name]  # by index, so that another caller's return type stays its own
    function.restype = returns
    result = int(function(*[ctypes.c_ulong(arg) if isinstance(arg, int) else arg for arg in args]))
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), name)
    return result


def prctl(option: int, value: int = 0) -> int:
    """`prctl(2)` with one argument.

    Raises:
        OSError: It failed.
    """
    return call("prctl", option, value, 0, 0, 0)


def mapped(permissions: str) -> list[tuple[int, int]]:
    """Address and length of this process's mappings that have all of `permissions` (`wx`)."""
    found = []
    for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        span, held, *_ = line.split()
        if all(letter in held for letter in permissions):
            start, end = (int(part, 16) for part in span.split("-"))
            found.append((start, end - start))
    return found


def protect(address: int, length: int, protection: int) -> None:
    """`mprotect(2)`.

    Raises:
        OSError: It failed.
    """
    call("mprotect", ctypes.c_void_p(address), ctypes.c_size_t(length), ctypes.c_int(protection))


def erase_environment() -> None:
    """Overwrite this process's environment variables where they lie in memory, then forget where that is."""
    strings = _VariableList.in_dll(_libc(), "environ")
    index = 0
    while strings and (address := strings[index]):
        ctypes.memset(address, 0, len(ctypes.string_at(address)))
        index += 1
    call("clearenv")


def refused(error: OSError) -> str:
    """A kernel's refusal in words."""
    return f"{error.filename or 'the kernel'}: {error.strerror or error}"
