"""Forbidden acts, to be tried in a worker: each returns if it succeeded and raises if something stopped it.

`doctor` tries them to see which layers hold on a machine. None does harm where it succeeds: signals are number 0, what
is written goes to folders made for it, and shared memory is removed at once.
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

__all__ = ["ACTS", "PLANTED", "Act", "Target"]

PLANTED = "AUTOGRADER_PLANTED"
"""A variable that is in the environment until it is cleared."""

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
class Target:
    """What the acts are aimed at.

    Attributes:
        secret: A file that only the grader's user may read, in a folder that only it may enter.
        public: A folder that everybody may write to.
        inherited: A descriptor of `secret`, open when the worker starts.
        grader: The process that started the worker.
        port: Where something listens on 127.0.0.1, TCP.
    """

    secret: Path
    public: Path
    inherited: int
    grader: int
    port: int


@dataclass(frozen=True)
class Act:
    """One forbidden act: a short name, what it is in words, and the attempt."""

    name: str
    words: str
    attempt: Callable[[Target], object]


def _read_hidden_file(target: Target) -> None:
    target.secret.read_bytes()


def _stat_hidden_file(target: Target) -> None:
    target.secret.stat()


def _read_other_file(_: Target) -> None:
    Path("/etc/passwd").read_bytes()


def _list_root(_: Target) -> None:
    list(Path("/").iterdir())


def _write_outside(target: Target) -> None:
    (target.public / f"left-by-{os.getpid()}").write_text("left behind", encoding="ascii")


def _change_permissions(target: Target) -> None:
    target.secret.chmod(0o600)


def _read_inherited(target: Target) -> None:
    os.pread(target.inherited, 1, 0)


def _read_environment(_: Target) -> None:
    if PLANTED not in os.environ and PLANTED.encode() not in _environment_in_memory():
        raise LookupError("no variables are left")


def _environment_in_memory() -> bytes:
    return Path("/proc/self/environ").read_bytes()


def _read_environment_of_grader(target: Target) -> None:
    Path(f"/proc/{target.grader}/environ").read_bytes()


def _read_environment_of_init(_: Target) -> None:
    Path("/proc/1/environ").read_bytes()


def _read_memory_of_grader(target: Target) -> None:
    Path(f"/proc/{target.grader}/mem").open("rb").close()


def _read_memory_by_call(target: Target) -> None:
    here = ctypes.create_string_buffer(8)
    span = (ctypes.c_size_t * 2)(ctypes.addressof(here), 8)  # a struct iovec; a fork has the same addresses
    number = _NUMBERS[kernel.machine()]["process_vm_readv"]
    kernel.syscall(number, target.grader, ctypes.byref(span), 1, ctypes.byref(span), 1, 0)


def _trace_grader(target: Target) -> None:
    kernel.call("ptrace", _PTRACE_SEIZE, target.grader, 0, 0)


def _signal_grader(target: Target) -> None:
    os.kill(target.grader, 0)


def _fork(_: Target) -> None:
    if os.fork() == 0:
        os._exit(0)
    os.wait()


def _thread(_: Target) -> None:
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def _execute(_: Target) -> None:
    os.execv("/bin/sh", ["sh", "-c", ":"])


def _tcp(target: Target) -> None:
    with socket.socket() as caller:
        caller.connect(("127.0.0.1", target.port))


def _udp(target: Target) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"x", ("127.0.0.1", target.port))


def _unix(_: Target) -> None:
    socket.socket(socket.AF_UNIX).close()


def _netlink(_: Target) -> None:
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close()


def _map_executable(_: Target) -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC).close()


def _make_executable(_: Target) -> None:
    page = mmap.mmap(-1, 4096)
    kernel.protect(ctypes.addressof(ctypes.c_char.from_buffer(page)), 4096, mmap.PROT_READ | mmap.PROT_EXEC)


def _memory_file(_: Target) -> None:
    os.close(os.memfd_create("hidden"))


def _shared_memory(_: Target) -> None:
    segment = kernel.call("shmget", 0, 4096, 0o1600)
    kernel.call("shmctl", segment, _IPC_RMID, ctypes.c_void_p(None))


def _user_namespace(_: Target) -> None:
    kernel.call("unshare", _CLONE_NEWUSER)


def _personality(_: Target) -> None:
    kernel.call("personality", _READ_IMPLIES_EXEC)


def _by_number(name: str, *args: object) -> Callable[[Target], object]:
    return lambda _: kernel.syscall(_NUMBERS[kernel.machine()][name], *args)


def _io_uring(_: Target) -> None:
    kernel.syscall(_NUMBERS[kernel.machine()]["io_uring_setup"], 1, ctypes.byref((ctypes.c_char * 120)()))


def _much_memory(_: Target) -> None:
    mmap.mmap(-1, _GIBIBYTE).close()


def _long_file(_: Target) -> None:
    with Path("long").open("wb") as file:
        os.pwrite(file.fileno(), b"x", limits.FILE_BYTES)


def _many_descriptors(_: Target) -> None:
    files = [os.open(os.devnull, os.O_RDONLY) for _ in range(limits.DESCRIPTORS)]
    for file in files:
        os.close(file)


def _raise_limits(_: Target) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _become_root(_: Target) -> None:
    os.setuid(0)


_EVERYWHERE = (
    Act("read-hidden", "read a hidden file", _read_hidden_file),
    Act("stat-hidden", "see that a hidden file is there, and its size", _stat_hidden_file),
    Act("read-other", "read another file (/etc/passwd)", _read_other_file),
    Act("list-root", "list the folder /", _list_root),
    Act("write-outside", "write outside its own folder", _write_outside),
    Act("chmod", "change a file's permissions", _change_permissions),
    Act("inherited", "read from a descriptor that the grader had open", _read_inherited),
    Act("environment", "read the environment that it was started with", _read_environment),
    Act("signal", "send a signal to the grader", _signal_grader),
    Act("fork", "start a process", _fork),
    Act("thread", "start a thread", _thread),
    Act("exec", "run another program", _execute),
    Act("tcp", "open a TCP connection", _tcp),
    Act("udp", "send a UDP packet", _udp),
    Act("unix", "open a Unix socket", _unix),
    Act("map-code", "map new executable memory", _map_executable),
    Act("make-code", "turn data into executable memory", _make_executable),
    Act("memory", "map 1 GiB of memory", _much_memory),
    Act("long-file", "write a long file", _long_file),
    Act("descriptors", "hold many files open", _many_descriptors),
    Act("raise-limits", "raise its own limits", _raise_limits),
    Act("root", "become root", _become_root),
)

_ON_LINUX = (
    Act("environ-grader", "read the grader's environment in /proc", _read_environment_of_grader),
    Act("environ-init", "read process 1's environment in /proc", _read_environment_of_init),
    Act("mem-grader", "open the grader's memory in /proc", _read_memory_of_grader),
    Act("vm-grader", "read the grader's memory (process_vm_readv)", _read_memory_by_call),
    Act("ptrace", "trace the grader", _trace_grader),
    Act("netlink", "open a netlink socket", _netlink),
    Act("memfd", "make a memory file", _memory_file),
    Act("shared-memory", "make shared memory (System V)", _shared_memory),
    Act("namespace", "make a user namespace", _user_namespace),
    Act("personality", "change its execution domain", _personality),
    Act("keyctl", "use the kernel's key ring", _by_number("keyctl", 0, ctypes.c_long(-3), 0)),
    Act("bpf", "load a BPF map", _by_number("bpf", 0, (ctypes.c_uint32 * 32)(2, 4, 4, 1), 128)),
    Act("userfaultfd", "handle page faults (userfaultfd)", _by_number("userfaultfd", 1)),
    Act("io-uring", "use io_uring", _io_uring),
)

ACTS = _EVERYWHERE + (_ON_LINUX if sys.platform == "linux" else ())
"""Every act that this system has."""
