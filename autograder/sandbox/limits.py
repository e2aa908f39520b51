"""Limit the resources of a worker, and divide the available memory among workers.

`RLIMIT_AS` bounds the memory that a worker maps. Other memory is bounded differently: shared memory and memfds cannot
be created (seccomp, Landlock). Files, which may lie in memory too, are limited to `FILE_BYTES` each, and
`scratch.overfull` measures them together.
"""

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

__all__ = [
    "DESCRIPTORS",
    "FILE_BYTES",
    "Fit",
    "MemoryLimit",
    "fit",
    "mapped_bytes",
    "memory_limits",
    "needed",
    "set_limits",
    "set_oom_score",
]

FILE_BYTES = 8 << 20
"""Maximum size in bytes of a file that a worker can write."""

DESCRIPTORS = 32
"""Maximum number of open files. With `FILE_BYTES`, this bounds deleted files that are still open to 256 MiB."""

_STACK_BYTES = 16 << 20
_TRUSTED_BYTES = 224 << 20
"""Memory in bytes for grader, zygotes and their page cache."""

_LEAST_BYTES = 128 << 20
_BASELINE_BYTES = 256 << 20
"""Assumed size of the memory that is mapped already, if /proc is not available."""

_NO_LIMIT = 1 << 60


@dataclass(frozen=True)
class MemoryLimit:
    """A limit on the memory of all grading processes together.

    Attributes:
        size: Size in bytes.
        source: What sets the limit, in words.
    """

    size: int
    source: str


@dataclass(frozen=True)
class Fit:
    """How the available memory is divided.

    Attributes:
        workers: Number of workers that run at the same time.
        memory: Bytes that each may map.
        note: What was reduced and why; empty if nothing was.
    """

    workers: int
    memory: int
    note: str = ""


def set_limits(cpu_seconds: int, memory_bytes: int) -> str | None:
    """Limit this process permanently, by setting soft and hard limits.

    Args:
        cpu_seconds: Total CPU time of the process. This is the last resort; the trusted side measures CPU time itself.
        memory_bytes: Bytes that it may map in addition to what is mapped now.

    Returns:
        None, or in words what could not be limited.
    """
    if resource is None:
        return f"resource limits need POSIX; this is {sys.platform}"
    wanted = {
        "RLIMIT_CPU": cpu_seconds,
        "RLIMIT_AS": mapped_bytes() + memory_bytes,
        "RLIMIT_STACK": _STACK_BYTES,
        "RLIMIT_FSIZE": FILE_BYTES,
        "RLIMIT_NOFILE": DESCRIPTORS,
        "RLIMIT_NPROC": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
        "RLIMIT_RTPRIO": 0,
    }
    failed = [name for name, value in wanted.items() if hasattr(resource, name) and not _set(name, value)]
    if sys.platform == "darwin":
        return "macOS does not enforce a limit on memory"
    return f"could not set {', '.join(failed)}" if failed else None


def _set(name: str, value: int) -> bool:
    which = getattr(resource, name)
    hard = resource.getrlimit(which)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:
        resource.setrlimit(which, (value, value))
    except (OSError, ValueError):
        return False
    return True


def set_oom_score(score: int) -> None:
    """Ask the kernel to kill this process before the grader (score 0) if the machine runs out of memory.

    Args:
        score: 0 to 1000; 500 for a zygote, 1000 for a worker.
    """
    with contextlib.suppress(OSError):  # best effort: isolation does not depend on it
        descriptor = os.open("/proc/self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(descriptor, b"%d" % score)
        finally:
            os.close(descriptor)


def mapped_bytes() -> int:
    """Return how many bytes this process has mapped; an assumed value if the system does not report it."""
    try:
        descriptor = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        try:
            return int(os.read(descriptor, 256).split()[0]) * os.sysconf("SC_PAGE_SIZE")
        finally:
            os.close(descriptor)
    except (OSError, ValueError, IndexError):
        return _BASELINE_BYTES


def fit(asked: int, workers: int, bounds: tuple[MemoryLimit, ...] | None = None) -> Fit:
    """Divide the available memory: reduce first the number of workers, then the memory of each.

    Args:
        asked: Bytes that each worker should have.
        workers: Number of workers that should run at the same time.
        bounds: The limits on memory; by default those that `memory_limits` finds.
    """
    found = memory_limits() if bounds is None else bounds
    if not found:
        return Fit(workers, asked)
    tightest = min(found, key=lambda bound: bound.size)
    room = max(tightest.size - _TRUSTED_BYTES, _LEAST_BYTES)
    fitting = max(1, min(workers, room // asked))
    memory = min(asked, room)
    if (fitting, memory) == (workers, asked):
        return Fit(workers, asked)
    what = f"{fitting} of {workers} workers at once" if fitting < workers else f"{workers} at once"
    return Fit(fitting, memory, f"{what}, {memory >> 20} MiB each: {tightest.source} is {tightest.size >> 20} MiB")


def needed(asked: int) -> int:
    """Return the bytes of memory that a container needs for one worker with `asked` bytes without a reduction."""
    return asked + _TRUSTED_BYTES


def memory_limits() -> tuple[MemoryLimit, ...]:
    """Find every limit on memory: cgroups (both versions), the rlimit of this process, the machine."""
    found = [*_cgroup_limits(), *_own_limit(), *_physical()]
    return tuple(bound for bound in found if 0 < bound.size < _NO_LIMIT)


def _own_limit() -> Iterator[MemoryLimit]:
    if resource is not None:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard != resource.RLIM_INFINITY:
            yield MemoryLimit(hard, "this process's limit on address space (ulimit -v)")


def _physical() -> Iterator[MemoryLimit]:
    with contextlib.suppress(ValueError, OSError, AttributeError):
        yield MemoryLimit(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), "this machine's memory")


def _cgroup_limits(proc: Path = Path("/proc/self")) -> Iterator[MemoryLimit]:
    """Yield the memory limits of this process's cgroup and of its visible parents."""
    for folder, root, limit in _cgroup_folders(proc):
        while True:
            with contextlib.suppress(OSError, ValueError):  # `max`, or no memory controller here
                size = int((folder / limit).read_text(encoding="ascii"))
                yield MemoryLimit(size, f"the container's limit ({folder / limit})")
            if folder == root:
                break
            folder = folder.parent


def _cgroup_folders(proc: Path) -> Iterator[tuple[Path, Path, str]]:
    """Yield the folder of this process's cgroup, the mount that contains it, and the name of the limit's file."""
    try:
        own = [line.split(":", 2) for line in (proc / "cgroup").read_text(encoding="utf-8").splitlines()]
        mounts = (proc / "mountinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in mounts:
        inner, where, kind, options = _mount(line)
        for _, controllers, path in own:
            if kind == "cgroup2" and not controllers:
                yield _below(where, inner, path), where, "memory.max"
            elif kind == "cgroup" and "memory" in options and "memory" in controllers.split(","):
                yield _below(where, inner, path), where, "memory.limit_in_bytes"


def _mount(line: str) -> tuple[str, Path, str, list[str]]:
    """Parse a line of mountinfo: the folder inside the file system, the mount point, the type and the options."""
    fields, _, rest = line.partition(" - ")
    _, _, _, inner, where, *_ = fields.split()
    kind, _, options = rest.split(" ", 2)
    return inner, Path(_unescaped(where)), kind, options.split(",")


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _below(where: Path, inner: str, path: str) -> Path:
    """Return the folder of the cgroup `path` in a mount of `inner`; the mount point if the cgroup lies outside."""
    relative = os.path.relpath(path, inner)
    folder = where if relative.startswith("..") else where / relative
    return folder if folder.is_dir() else where
