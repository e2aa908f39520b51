"""The worker's lock-down: everything that stands between a student's code and the machine, layer by layer.

    zygote                                        worker (forked from it)
    preimport(), then plan = prepare()   fork ->  apply(Policy(...), plan), then the first student byte

A layer that this machine lacks costs that layer alone and is named in words: nothing here raises because of it. With
all layers on a worker reads no file but `READABLE`: modules come from `module_cache`, sources over the socket.
As root each worker gets a user id of its own and loses every capability. It does not keep the one to read all files, as
tempting as that is where Python lies below a 0700 home: `stat` would then pass through 0700 folders, which Landlock
does not mind, and without Landlock nothing would be secret.
"""

import ctypes
import gc
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import kernel, landlock, limits, seccomp, users
from autograder.sandbox.module_cache import ModuleCache, collect

__all__ = [
    "LAYERS",
    "ON",
    "READABLE",
    "LockdownPlan",
    "Policy",
    "apply",
    "die_with_parent",
    "missing",
    "prepare",
    "shield",
]

ON = "on"
OFF = "switched off"

LAYERS = (
    "session", "descriptors", "no_new_privs", "uid", "capabilities", "limits", "dumpable", "parent", "environment",
    "landlock", "seccomp",
)  # fmt: skip
"""Every layer. What each is for stands at the function that applies it."""

READABLE = (Path("/dev/urandom"), Path("/dev/random"), Path("/usr/share/zoneinfo"))
"""All that a worker may read outside its scratch folder."""

_WRITABLE = (Path("/dev/null"),)

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CAPABILITY_VERSION_3 = 0x20080522
_PROT_READ, _PROT_EXEC = 1, 4
_MAX_DESCRIPTORS = 1 << 20
"""A kernel without close_range closes them one by one."""


@dataclass(frozen=True)
class Policy:
    """What one worker may do.

    Attributes:
        scratch: Its private folder (made by `scratch.make`), and its working directory.
        keep_fd: The one descriptor that stays open: its socket.
        cpu_seconds: CPU time after which the kernel ends it; a net below the trusted side's own clock.
        memory_bytes: What it may map beyond what a fresh worker has mapped: arguments, results and the student's own.
        uid: The user and group id to take (from `users.Users`), or None to stay what we are.
        read: Files and folders that it may read.
        layers: The layers to apply. For tests of the layers; grading applies them all.
    """

    scratch: Path
    keep_fd: int
    cpu_seconds: int
    memory_bytes: int
    uid: int | None = None
    read: tuple[Path, ...] = READABLE
    layers: frozenset[str] = frozenset(LAYERS)


@dataclass(frozen=True)
class LockdownPlan:
    """What is the same for all workers, found out once.

    Attributes:
        parent: The process whose end is the workers' end.
        landlock: The kernel's level, or why there is none.
        seccomp: The filter, or why there is none.
        module_cache: What workers import from; None leaves Python's own ways.
        writable_code: Mappings that are writable and executable at once (old versions of libffi make them).
    """

    parent: int
    landlock: int | str
    seccomp: seccomp.Program | str
    module_cache: ModuleCache | None
    writable_code: tuple[tuple[int, int], ...] = ()


def prepare(with_module_cache: bool = True) -> LockdownPlan:
    """Find out what workers will need. Call it in the zygote, after the last import and before the first fork.

    Args:
        with_module_cache: Whether workers import from memory (see `module_cache`).

    Raises:
        RuntimeError: This process has threads. A fork copies one of them and the locks of all.
    """
    if sys.platform != "linux":
        reason = _needs_linux()
        return LockdownPlan(os.getpid(), reason, reason, collect() if with_module_cache else None)
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise RuntimeError(f"workers are forked from a process of one thread; this one has {threads}")
    module_cache = collect() if with_module_cache else None
    limits.set_oom_score(500)
    gc.collect()
    gc.freeze()  # so that a worker's garbage collection does not touch, and so copy, our pages
    return LockdownPlan(os.getpid(), _landlock_level(), _filter(), module_cache, tuple(kernel.mapped("wx")))


def _landlock_level() -> int | str:
    try:
        return landlock.level()
    except OSError as error:
        return landlock.why_unavailable(error)


def _filter() -> seccomp.Program | str:
    try:
        return seccomp.assemble(kernel.machine())
    except LookupError as error:
        return str(error)


def apply(policy: Policy, plan: LockdownPlan) -> dict[str, str]:
    """Lock this process down, for good. Call it in the forked worker, before any student byte is there.

    Returns:
        Each layer: `on`, or in words why it is not.

    Raises:
        OSError: The scratch folder is not there, which is the caller's fault.
    """
    os.chdir(policy.scratch)
    os.umask(0o077)
    limits.set_oom_score(1_000)
    tempfile.tempdir = str(policy.scratch)
    done: dict[str, str] = {}

    def layer(name: str, apply_it: Callable[[], str | None]) -> None:
        done[name] = _outcome(apply_it) if name in policy.layers else OFF

    layer("descriptors", lambda: _close_descriptors(policy.keep_fd))
    layer("session", _new_session)
    rules = _Rules(policy, plan)
    layer("no_new_privs", lambda: _prctl(_PR_SET_NO_NEW_PRIVS, 1))
    layer("uid", lambda: _change_user(policy.uid))
    layer("capabilities", _drop_capabilities)
    layer("limits", lambda: limits.set_limits(policy.cpu_seconds, policy.memory_bytes))
    layer("dumpable", lambda: _prctl(_PR_SET_DUMPABLE, 0))
    layer("parent", lambda: _die_with(plan.parent))
    layer("environment", _clear_environment)
    if plan.module_cache is not None:
        plan.module_cache.install()
    layer("landlock", rules.enforce)
    layer("seccomp", lambda: _filter_calls(plan))
    return {name: done[name] for name in LAYERS}


def missing(isolation: Mapping[str, str]) -> dict[str, str]:
    """The layers without which a record cannot be trusted, of those that are not on, with the reason for each.

    Landlock and a user id of one's own stand in for one another: with either, hidden files and other processes are out
    of reach.
    """
    files = () if ON in (isolation.get("landlock"), isolation.get("uid")) else ("landlock", "uid")
    needed = [name for name in LAYERS if name not in ("landlock", "uid")] + list(files)
    return {name: isolation.get(name, "not applied") for name in needed if isolation.get(name) != ON}


def shield() -> str | None:
    """Keep this process's memory and environment from others of the same user.

    For the grader, and for the zygote after `prepare`: an ordinary user may not write to its own /proc after this.

    Returns:
        None, or in words why it could not be done.
    """
    return None if (reason := _outcome(lambda: _prctl(_PR_SET_DUMPABLE, 0))) == ON else reason


def die_with_parent() -> None:
    """End this process when the one that forked it ends, however that happens."""
    if sys.platform == "linux":
        kernel.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _outcome(apply_it: Callable[[], str | None]) -> str:
    try:
        return apply_it() or ON
    except OSError as error:
        return kernel.refused(error)


def _needs_linux() -> str:
    return f"needs Linux; this is {sys.platform}"


def _prctl(option: int, value: int) -> str | None:
    if sys.platform != "linux":
        return _needs_linux()
    kernel.prctl(option, value)
    return None


def _close_descriptors(keep: int) -> str | None:
    """Leave one descriptor open; the standard streams lead nowhere."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in {0, 1, 2} - {keep}:
        os.dup2(null, stream)
    os.closerange(3, keep)
    os.closerange(keep + 1, min(os.sysconf("SC_OPEN_MAX"), _MAX_DESCRIPTORS))
    return None


def _new_session() -> str | None:
    """No terminal to type into, and no group of the grader's to be signaled with."""
    if not hasattr(os, "setsid"):
        return f"needs POSIX; this is {sys.platform}"
    os.setsid()
    return None


def _change_user(uid: int | None) -> str | None:
    """A user of its own owns nothing but the scratch folder, and counts no other worker's processes."""
    if uid is None:
        return users.why_unavailable() or "no user id was given"
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    return None


def _drop_capabilities() -> str | None:
    """Root's single powers, which a container may have given to an ordinary user, too."""
    if sys.platform != "linux":
        return _needs_linux()
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    kernel.call("capset", ctypes.byref(header), ctypes.byref(nothing))
    return None


def _die_with(parent: int) -> str | None:
    """The worker ends when the zygote does, however that ends. Set after the user changes, since that unsets it."""
    if reason := _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL):
        return reason
    if os.getppid() != parent:
        os._exit(1)  # it ended before we asked to be told
    return None


def _clear_environment() -> str | None:
    """No variables: not in `os.environ`, not in Python's first copy of it, and not in the memory where they came in."""
    if sys.platform == "linux":
        kernel.erase_environment()
    os.environ.clear()
    vars(sys.modules[os.name]).get("environ", {}).clear()
    return None


class _Rules:
    """The worker's Landlock rules: made while everything can still be opened, enforced when the rest is done."""

    def __init__(self, policy: Policy, plan: LockdownPlan) -> None:
        self._ruleset: landlock.Ruleset | str
        if isinstance(plan.landlock, str):
            self._ruleset = plan.landlock
        elif "landlock" not in policy.layers:
            self._ruleset = OFF
        else:
            self._ruleset = self._made(policy, plan.landlock)

    @staticmethod
    def _made(policy: Policy, level: int) -> landlock.Ruleset | str:
        try:
            ruleset = landlock.Ruleset(level)
            for path in policy.read:
                ruleset.allow(path, landlock.READ)
            for path in _WRITABLE:
                ruleset.allow(path, landlock.READ_WRITE)
            ruleset.allow(policy.scratch, landlock.SCRATCH)
        except OSError as error:
            return kernel.refused(error)
        return ruleset

    def enforce(self) -> str | None:
        """Only the files that the policy names; no TCP, and no signals or abstract sockets to the outside."""
        if isinstance(self._ruleset, str):
            return self._ruleset
        self._ruleset.enforce()
        return None


def _filter_calls(plan: LockdownPlan) -> str | None:
    """Only the system calls that Python and NumPy need. Last, since most of the above would not pass."""
    if isinstance(plan.seccomp, str):
        return plan.seccomp
    for address, length in plan.writable_code:
        kernel.protect(address, length, _PROT_READ | _PROT_EXEC)
    seccomp.install(plan.seccomp, os.getpid())
    return None
