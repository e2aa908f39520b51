"""Limit what a worker may use, and share out the memory that there is.

`RLIMIT_AS` bounds what a worker maps. Memory that it does not see is bounded otherwise: shared memory and memfds cannot
be made (seccomp, Landlock); files, which may lie in memory too, have `FILE_BYTES` each and are measured together by
`scratch.overfull`.
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
"""The longest file that a worker can write."""

DESCRIPTORS = 32
"""How many files it can hold open; with `FILE_BYTES`, 256 MiB at most in files that have no name any more."""

_STACK_BYTES = 16 << 20
_TRUSTED_BYTES = 224 << 20
"""What the grading side itself needs: grader, zygotes and their page cache."""

_LEAST_BYTES = 128 << 20
_BASELINE_BYTES = 256 << 20
"""Stands for what is mapped already where /proc does not say."""

_NO_LIMIT = 1 << 60


@dataclass(frozen=True)
class MemoryLimit:
    """One limit on the memory of everything that grades here.

    Attributes:
        size: Bytes.
        source: What sets it, in words.
    """

    size: int
    source: str


@dataclass(frozen=True)
class Fit:
    """How many workers run at once, and what each may map (bytes); `note` says what was cut, and why."""

    workers: int
    memory: int
    note: str = ""


def set_limits(cpu_seconds: int, memory_bytes: int) -> str | None:
    """Limit this process. Each limit is final: the hard limit is set along with the soft one.

    Args:
        cpu_seconds: CPU time from its start to its death: the last net, since the trusted side measures by itself.
        memory_bytes: What it may map beyond what is mapped now.

    Returns:
        None, or what could not be limited.
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
    """Ask the kernel to end this process before the grader (score 0) when memory runs out for all.

    Args:
        score: Up to 1000: 500 for a zygote, 1000 for a worker.
    """
    with contextlib.suppress(OSError), Path("/proc/self/oom_score_adj").open("w", encoding="ascii") as file:
        file.write(str(score))  # only a preference: no promise rests on it


def mapped_bytes() -> int:
    """What this process has mapped; a guess where the system does not say."""
    try:
        mapped = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(mapped) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return _BASELINE_BYTES


def fit(asked: int, workers: int, bounds: tuple[MemoryLimit, ...] | None = None) -> Fit:
    """Share out the memory there is: first fewer workers, then less for each.

    Args:
        asked: Bytes that a worker should have.
        workers: How many would run at once.
        bounds: What to share out; by default what `memory_limits` finds.
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
    """Bytes that a container must have for one worker with `asked`, so that `fit` cuts nothing."""
    return asked + _TRUSTED_BYTES


def memory_limits() -> tuple[MemoryLimit, ...]:
    """Find every limit on memory: cgroups (both versions), our own rlimit, the machine."""
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
    """The memory limits of this process's cgroup and of those around it, as far as they can be seen."""
    for folder, root, limit in _cgroup_folders(proc):
        while True:
            with contextlib.suppress(OSError, ValueError):  # `max`, or no memory controller here
                size = int((folder / limit).read_text(encoding="ascii"))
                yield MemoryLimit(size, f"the container's limit ({folder / limit})")
            if folder == root:
                break
            folder = folder.parent


def _cgroup_folders(proc: Path) -> Iterator[tuple[Path, Path, str]]:
    """Our own cgroup's folder, the mount that it lies in, and the name of the file with the limit."""
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
    """Of a line of mountinfo: the folder inside the file system, where it is mounted, its type and its options."""
    fields, _, rest = line.partition(" - ")
    _, _, _, inner, where, *_ = fields.split()
    kind, _, options = rest.split(" ", 2)
    return inner, Path(_unescaped(where)), kind, options.split(",")


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)


def _below(where: Path, inner: str, path: str) -> Path:
    """Where the cgroup `path` shows in a mount of `inner`; the mount itself if it lies outside of it."""
    relative = os.path.relpath(path, inner)
    folder = where if relative.startswith("..") else where / relative
    return folder if folder.is_dir() else where
