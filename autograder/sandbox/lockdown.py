"""Lock down a worker: isolate student code from the machine, layer by layer.

    zygote                                        worker (forked from it)
    preimport(), then plan = prepare()   fork ->  apply(Policy(...), plan), then the first student byte

If this machine lacks a layer, the others still apply. The missing layer is reported in words, and no function raises an
exception because of it. With all layers on, a worker can open no file but those that it makes in its own folder:
modules and time zones come from memory, sources over the socket.
If the grader runs as root, each worker gets its own user id and loses every capability. It must lose the capability to
read all files even if Python lies below a 0700 home folder: with that capability, `stat` would enter 0700 folders
(Landlock does not prevent it), and without Landlock every file could be read.
"""

import ctypes
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import kernel, landlock, limits, seccomp, time_zones, users
from autograder.sandbox.module_cache import ModuleCache, collect

__all__ = [
    "LAYERS",
    "ON",
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
"""Every layer; the function that applies a layer explains it."""

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CAPABILITY_VERSION_3 = 0x20080522
_PROT_READ, _PROT_EXEC = 1, 4
_MAX_DESCRIPTORS = 1 << 20
"""Maximum number of descriptors to close; without close_range they are closed one by one."""


@dataclass(frozen=True)
class Policy:
    """What one worker may do.

    Attributes:
        scratch: Its private folder (created by `scratch.make`), which becomes the working directory.
        keep_fd: The only descriptor that stays open: its socket.
        cpu_seconds: CPU seconds after which the kernel kills it; a last resort beside the trusted side's own clock.
        memory_bytes: Bytes that it may map in addition to a fresh worker, for arguments, results and student data.
        uid: The user and group id to take (from `users.Users`); None to keep the current one.
        layers: The layers to apply. Grading applies all; tests of single layers need fewer.
    """

    scratch: Path
    keep_fd: int
    cpu_seconds: int
    memory_bytes: int
    uid: int | None = None
    layers: frozenset[str] = frozenset(LAYERS)


@dataclass(frozen=True)
class LockdownPlan:
    """What is the same for all workers and is determined only once.

    Attributes:
        parent: Id of the process with which the workers end.
        landlock: The kernel's level of Landlock, or why there is none.
        seccomp: The filter, or why there is none.
        module_cache: The modules that workers can import; None for Python's ordinary import.
        writable_code: Address and length of mappings that are writable and executable (old versions of libffi).
    """

    parent: int
    landlock: int | str
    seccomp: seccomp.Program | str
    module_cache: ModuleCache | None
    writable_code: tuple[tuple[int, int], ...] = ()


def prepare(with_module_cache: bool = True) -> LockdownPlan:
    """Determine what all workers will need. Call it in the zygote, after the last import and before the first fork.

    Args:
        with_module_cache: Whether workers import modules from memory instead of from files.

    Raises:
        RuntimeError: This process has several threads. A fork would copy one thread and the locks of all.
    """
    if sys.platform != "linux":
        reason = _needs_linux()
        return LockdownPlan(os.getpid(), reason, reason, collect() if with_module_cache else None)
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise RuntimeError(f"workers must be forked from a process with one thread; this one has {threads}")
    module_cache = collect() if with_module_cache else None
    if with_module_cache:
        time_zones.keep_in_memory()
        kernel.read_mapped_files()
    limits.set_oom_score(500)
    kernel.share_memory()
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
    """Lock this process down permanently. Call it in the forked worker, before it has any student data.

    Args:
        policy: What this worker may do.
        plan: What is the same for all workers.

    Returns:
        Layer -> `on`, or in words why it is off.

    Raises:
        OSError: The scratch folder does not exist.
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
    """Find the layers that records rely on and that are off.

    Either Landlock or a separate user id is enough: both keep hidden files and other processes out of reach.

    Args:
        isolation: Layer -> `on`, or why it is off.

    Returns:
        Missing layer -> why it is off.
    """
    files = () if ON in (isolation.get("landlock"), isolation.get("uid")) else ("landlock", "uid")
    needed = [name for name in LAYERS if name not in ("landlock", "uid")] + list(files)
    return {name: isolation.get(name, "not applied") for name in needed if isolation.get(name) != ON}


def shield() -> str | None:
    """Hide this process's memory and environment from other processes of the same user.

    Call it in the grader, and in the zygote after `prepare`: an ordinary user cannot write to its own /proc afterwards.

    Returns:
        None, or in words why it failed.
    """
    return None if (reason := _outcome(lambda: _prctl(_PR_SET_DUMPABLE, 0))) == ON else reason


def die_with_parent(parent: int) -> None:
    """Ask the kernel to kill this process when its parent ends for any reason; exit if that has happened already.

    The kernel watches the *thread* that started this process: start processes from one that lasts.

    Args:
        parent: Id of the parent process, which it has determined itself.
    """
    if sys.platform == "linux":
        kernel.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


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
    """Close all descriptors except one, and redirect the standard streams to the null device."""
    null = os.open(os.devnull, os.O_RDWR)
    for stream in {0, 1, 2} - {keep}:
        os.dup2(null, stream)
    os.closerange(3, keep)
    os.closerange(keep + 1, min(os.sysconf("SC_OPEN_MAX"), _MAX_DESCRIPTORS))
    return None


def _new_session() -> str | None:
    """Start a new session, so that the worker has no terminal and is not in the grader's process group."""
    if not hasattr(os, "setsid"):
        return f"needs POSIX; this is {sys.platform}"
    os.setsid()
    return None


def _change_user(uid: int | None) -> str | None:
    """Switch to a separate user, who owns only the scratch folder and has no other processes."""
    if uid is None:
        return users.why_unavailable() or "no user id was given"
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    return None


def _drop_capabilities() -> str | None:
    """Drop all capabilities; a container may have given some to an ordinary user, too."""
    if sys.platform != "linux":
        return _needs_linux()
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    kernel.call("capset", ctypes.byref(header), ctypes.byref(nothing))
    return None


def _die_with(parent: int) -> str | None:
    """Make the worker end with the zygote. Call it after the change of user, which resets this setting."""
    if reason := _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL):
        return reason
    if os.getppid() != parent:
        os._exit(1)  # the parent ended before the setting took effect
    return None


def _clear_environment() -> str | None:
    """Remove all variables: from `os.environ`, from Python's copy of it, and from the memory of the process."""
    if sys.platform == "linux":
        kernel.erase_environment()
    os.environ.clear()
    vars(sys.modules[os.name]).get("environ", {}).clear()
    return None


class _Rules:
    """The worker's Landlock rules: created while all paths can still be opened, enforced after the other layers."""

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
            ruleset.allow(policy.scratch, landlock.SCRATCH)
        except OSError as error:
            return kernel.refused(error)
        return ruleset

    def enforce(self) -> str | None:
        """Allow only the private folder; deny TCP, and signals and abstract sockets to other processes."""
        if isinstance(self._ruleset, str):
            return self._ruleset
        self._ruleset.enforce()
        return None


def _filter_calls(plan: LockdownPlan) -> str | None:
    """Allow only the system calls that Python and NumPy need. This layer is last: the others need more calls."""
    if isinstance(plan.seccomp, str):
        return plan.seccomp
    for address, length in plan.writable_code:
        kernel.protect(address, length, _PROT_READ | _PROT_EXEC)
    seccomp.install(plan.seccomp, os.getpid())
    return None
