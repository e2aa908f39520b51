"""Try forbidden actions in a worker. Each probe returns if the action succeeded and raises if it was stopped.

`doctor` runs them to find out which layers work on a machine. A successful probe does no harm: signals have number 0,
files are written to folders created for them, and shared memory is removed at once.
"""

import ctypes
import mmap
import os
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.sandbox import kernel, limits

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

__all__ = ["PLANTED", "PROBES", "Probe", "ProbeTarget"]

PLANTED = "AUTOGRADER_PLANTED"
"""Name of an environment variable that exists until the environment is cleared."""

_NUMBERS = {
    "x86_64": {"process_vm_readv": 310, "keyctl": 250, "bpf": 321, "userfaultfd": 323, "io_uring_setup": 425},
    "aarch64": {"process_vm_readv": 270, "keyctl": 219, "bpf": 280, "userfaultfd": 282, "io_uring_setup": 425},
}
_PTRACE_SEIZE = 0x4206
_CLONE_NEWUSER = 0x10000000
_READ_IMPLIES_EXEC = 0x0400000
_IPC_RMID = 0
_GIBIBYTE = 1 << 30


@dataclass(frozen=True)
class ProbeTarget:
    """The targets of the probes.

    Attributes:
        secret: A file that only the grader's user may read, in a folder that only that user may enter.
        public: A folder that every user may write to.
        inherited: A descriptor of `secret` that is open when the worker starts.
        grader: Id of the process that started the worker.
        port: TCP port of a listening socket on 127.0.0.1.
    """

    secret: Path
    public: Path
    inherited: int
    grader: int
    port: int


@dataclass(frozen=True)
class Probe:
    """One forbidden action.

    Attributes:
        name: Its short name.
        description: The action, in words.
        attempt: Tries the action; raises if it was stopped.
    """

    name: str
    description: str
    attempt: Callable[[ProbeTarget], object]


def _read_hidden_file(target: ProbeTarget) -> None:
    target.secret.read_bytes()


def _stat_hidden_file(target: ProbeTarget) -> None:
    target.secret.stat()


def _read_other_file(_: ProbeTarget) -> None:
    Path("/etc/passwd").read_bytes()


def _list_root(_: ProbeTarget) -> None:
    list(Path("/").iterdir())


def _write_outside(target: ProbeTarget) -> None:
    (target.public / f"left-by-{os.getpid()}").write_text("left behind", encoding="ascii")


def _change_permissions(target: ProbeTarget) -> None:
    target.secret.chmod(0o600)


def _read_inherited(target: ProbeTarget) -> None:
    os.pread(target.inherited, 1, 0)


def _read_environment(_: ProbeTarget) -> None:
    if PLANTED not in os.environ and PLANTED.encode() not in _environment_in_memory():
        raise LookupError("no variables are left")


def _environment_in_memory() -> bytes:
    return Path("/proc/self/environ").read_bytes()


def _read_environment_of_grader(target: ProbeTarget) -> None:
    Path(f"/proc/{target.grader}/environ").read_bytes()


def _read_environment_of_init(_: ProbeTarget) -> None:
    Path("/proc/1/environ").read_bytes()


def _read_memory_of_grader(target: ProbeTarget) -> None:
    Path(f"/proc/{target.grader}/mem").open("rb").close()


def _read_memory_by_call(target: ProbeTarget) -> None:
    here = ctypes.create_string_buffer(8)
    span = (ctypes.c_size_t * 2)(ctypes.addressof(here), 8)  # a struct iovec; a fork has the same addresses
    number = _NUMBERS[kernel.machine()]["process_vm_readv"]
    kernel.syscall(number, target.grader, ctypes.byref(span), 1, ctypes.byref(span), 1, 0)


def _trace_grader(target: ProbeTarget) -> None:
    kernel.call("ptrace", _PTRACE_SEIZE, target.grader, 0, 0)


def _signal_grader(target: ProbeTarget) -> None:
    os.kill(target.grader, 0)


def _fork(_: ProbeTarget) -> None:
    if os.fork() == 0:
        os._exit(0)
    os.wait()


def _thread(_: ProbeTarget) -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def _execute(_: ProbeTarget) -> None:
    os.execv("/bin/sh", ["sh", "-c", ":"])


def _tcp(target: ProbeTarget) -> None:
    with socket.socket() as caller:
        caller.connect(("127.0.0.1", target.port))


def _udp(target: ProbeTarget) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("127.0.0.1", target.port))


def _unix(_: ProbeTarget) -> None:
    socket.socket(socket.AF_UNIX).close()


def _netlink(_: ProbeTarget) -> None:
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()


def _map_executable(_: ProbeTarget) -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC).close()


def _make_executable(_: ProbeTarget) -> None:
    page = mmap.mmap(-1, 4096)
    kernel.protect(ctypes.addressof(ctypes.c_char.from_buffer(page)), 4096, mmap.PROT_READ | mmap.PROT_EXEC)


def _memory_file(_: ProbeTarget) -> None:
    os.close(os.memfd_create("hidden"))


def _shared_memory(_: ProbeTarget) -> None:
    segment = kernel.call("shmget", 0, 4096, 0o1600)
    kernel.call("shmctl", segment, _IPC_RMID, ctypes.c_void_p(None))


def _user_namespace(_: ProbeTarget) -> None:
    kernel.call("unshare", _CLONE_NEWUSER)


def _personality(_: ProbeTarget) -> None:
    kernel.call("personality", _READ_IMPLIES_EXEC)


def _by_number(name: str, *args: object) -> Callable[[ProbeTarget], object]:
    return lambda _: kernel.syscall(_NUMBERS[kernel.machine()][name], *args)


def _io_uring(_: ProbeTarget) -> None:
    kernel.syscall(_NUMBERS[kernel.machine()]["io_uring_setup"], 1, ctypes.byref((ctypes.c_char * 120)()))


def _much_memory(_: ProbeTarget) -> None:
    mmap.mmap(-1, _GIBIBYTE).close()


def _long_file(_: ProbeTarget) -> None:
    with Path("long").open("wb") as file:
        os.pwrite(file.fileno(), b"x", limits.FILE_BYTES)


def _many_descriptors(_: ProbeTarget) -> None:
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(limits.DESCRIPTORS)]
    for file in files:
        os.close(file)


def _raise_limits(_: ProbeTarget) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _become_root(_: ProbeTarget) -> None:
    os.setuid(0)


_EVERYWHERE = (
    Probe("read-hidden", "read a hidden file", _read_hidden_file),
    Probe("stat-hidden", "find out that a hidden file exists, and its size", _stat_hidden_file),
    Probe("read-other", "read another file (/etc/passwd)", _read_other_file),
    Probe("list-root", "list the folder /", _list_root),
    Probe("write-outside", "write outside its own folder", _write_outside),
    Probe("chmod", "change a file's permissions", _change_permissions),
    Probe("inherited", "read from a descriptor that the grader has open", _read_inherited),
    Probe("environment", "read the environment variables that it inherited", _read_environment),
    Probe("signal", "send a signal to the grader", _signal_grader),
    Probe("fork", "start a process", _fork),
    Probe("thread", "start a thread", _thread),
    Probe("exec", "run another program", _execute),
    Probe("tcp", "open a TCP connection", _tcp),
    Probe("udp", "send a UDP packet", _udp),
    Probe("unix", "open a Unix socket", _unix),
    Probe("map-code", "map new executable memory", _map_executable),
    Probe("make-code", "make existing memory executable", _make_executable),
    Probe("memory", "map 1 GiB of memory", _much_memory),
    Probe("long-file", "write a long file", _long_file),
    Probe("descriptors", "keep many files open", _many_descriptors),
    Probe("raise-limits", "raise its own limits", _raise_limits),
    Probe("root", "become root", _become_root),
)

_ON_LINUX = (
    Probe("environ-grader", "read the grader's environment in /proc", _read_environment_of_grader),
    Probe("environ-init", "read process 1's environment in /proc", _read_environment_of_init),
    Probe("mem-grader", "open the grader's memory in /proc", _read_memory_of_grader),
    Probe("vm-grader", "read the grader's memory (process_vm_readv)", _read_memory_by_call),
    Probe("ptrace", "trace the grader", _trace_grader),
    Probe("netlink", "open a netlink socket", _netlink),
    Probe("memfd", "create a memory file", _memory_file),
    Probe("shared-memory", "create shared memory (System V)", _shared_memory),
    Probe("namespace", "create a user namespace", _user_namespace),
    Probe("personality", "change its execution domain", _personality),
    Probe("keyctl", "use the kernel's key ring", _by_number("keyctl", 0, ctypes.c_long(-3), 0)),
    Probe("bpf", "load a BPF map", _by_number("bpf", 0, (ctypes.c_uint32 * 32)(2, 4, 4, 1), 128)),
    Probe("userfaultfd", "handle page faults (userfaultfd)", _by_number("userfaultfd", 1)),
    Probe("io-uring", "use io_uring", _io_uring),
)

PROBES = _EVERYWHERE + (_ON_LINUX if sys.platform == "linux" else ())
"""Every probe for this operating system."""
