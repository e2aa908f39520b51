"""Call functions of the Linux kernel and the C library that Python's standard library does not offer."""

import contextlib
import ctypes
import gc
import os
import platform
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

__all__ = [
    "MACHINES",
    "call",
    "erase_environment",
    "machine",
    "mapped",
    "prctl",
    "protect",
    "read_mapped_files",
    "refused",
    "share_memory",
    "syscall",
]

MACHINES = {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}
"""Result of `platform.machine()` in lower case -> name of the processor in the tables of system calls."""


_VariableList = ctypes.POINTER(ctypes.c_void_p)

_MADV_COLLAPSE = 25
_HUGE = 2 << 20
_PRESENT = 1 << 63


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def machine() -> str:
    """Return the name of the processor; a 32-bit process gets another name, because its system calls differ."""
    found = platform.machine()
    return MACHINES.get(found.lower(), found) if sys.maxsize > 1 << 32 else f"32-bit {found}"


def call(name: str, *args: object) -> int:
    """Call a function of the C library that returns an `int`.

    Args:
        name: Name of the function (`capset`).
        args: ctypes values; plain integers are passed as `unsigned long`.

    Raises:
        OSError: The function returned -1.
    """
    return _checked(name, ctypes.c_int, args)


def syscall(number: int, *args: object) -> int:
    """Make a system call by number.

    Args:
        number: Number of the system call.
        args: ctypes values; plain integers are passed as `unsigned long`.

    Raises:
        OSError: The system call failed.
    """
    return _checked("syscall", ctypes.c_long, (number, *args))


def _checked(name: str, returns: type[ctypes.c_int] | type[ctypes.c_long], args: tuple[object, ...]) -> int:
    result = int(_function(name, returns)(*[ctypes.c_ulong(arg) if isinstance(arg, int) else arg for arg in args]))
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), name)
    return result


@cache
def _function(name: str, returns: type[ctypes.c_int] | type[ctypes.c_long]) -> Callable[..., Any]:
    function = _libc()[name]  # indexing creates a new object, so setting its return type affects no other caller
    function.restype = returns
    return function


def prctl(option: int, value: int = 0) -> int:
    """Call `prctl(2)` with one argument.

    Raises:
        OSError: The call failed.
    """
    return call("prctl", option, value, 0, 0, 0)


def mapped(permissions: str, files: bool = True) -> list[tuple[int, int]]:
    """Return address and length of this process's memory mappings that have all of `permissions` (`wx`).

    Args:
        permissions: Letters, as in `/proc/self/maps`.
        files: Whether mappings of files count.
    """
    found = []
    for line in Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines():
        span, held, *rest = line.split(None, 5)
        if all(letter in held for letter in permissions) and (files or len(rest) < 4 or rest[3] == "[heap]"):
            start, end = (int(part, 16) for part in span.split("-"))
            found.append((start, end - start))
    return found


def share_memory() -> None:
    """Prepare this process for forks: what it has now stays shared with them as long as possible."""
    gc.collect()
    gc.freeze()  # garbage collection in a fork would write to, and so copy, every page with an object
    trim = getattr(_libc(), "malloc_trim", None)  # glibc's; musl has none
    if trim is not None:
        trim(ctypes.c_size_t(0))  # each fork would copy the page tables of memory that is not used any more
    _join_pages()


def _join_pages() -> None:
    """Put memory that is in use into huge pages, where the kernel can, before this process forks.

    A fork copies one entry for each huge page, and 512 for the same memory in small ones; so does the end of the child.
    A page that the child writes to is still copied alone.
    """
    page = os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(OSError), Path("/proc/self/pagemap").open("rb", buffering=0) as pagemap:
        for start, length in mapped("rw", files=False):
            first = -(-start // _HUGE) * _HUGE
            for address in range(first, start + length - _HUGE + 1, _HUGE):
                pagemap.seek(address // page * 8)
                entries = memoryview(pagemap.read(_HUGE // page * 8)).cast("Q")
                if 2 * sum(entry >= _PRESENT for entry in entries) >= len(entries):
                    with contextlib.suppress(OSError):  # an old kernel, or no huge page is free
                        call("madvise", ctypes.c_void_p(address), _HUGE, ctypes.c_int(_MADV_COLLAPSE))


def read_mapped_files() -> None:
    """Have the kernel read every file that this process has mapped, so that no later access brings a part into memory.

    The libraries are mapped in every worker. A part that was never used is on the disk only; the first worker to touch
    it would make it fast for all others.
    """
    lines = Path("/proc/self/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    for path in {fields[5] for line in lines if len(fields := line.split(None, 5)) == 6 and fields[5].startswith("/")}:
        with contextlib.suppress(OSError), Path(path).open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)


def protect(address: int, length: int, protection: int) -> None:
    """Change the protection of memory with `mprotect(2)`.

    Raises:
        OSError: The call failed.
    """
    call("mprotect", ctypes.c_void_p(address), ctypes.c_size_t(length), ctypes.c_int(protection))


def erase_environment() -> None:
    """Overwrite this process's environment variables in memory with zeros, then clear the environment."""
    strings = _VariableList.in_dll(_libc(), "environ")
    index = 0
    while strings and (address := strings[index]):
        ctypes.memset(address, 0, len(ctypes.string_at(address)))
        index += 1
    call("clearenv")


def refused(error: OSError) -> str:
    """Describe a failed call to the kernel in words."""
    return f"{error.filename or 'the kernel'}: {error.strerror or error}"
