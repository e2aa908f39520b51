"""Apply grading's rules to a student's code in the process of `autograder check`.

In grading the operating system refuses threads, processes, the network and other files. Here an audit hook and a few
replaced functions refuse the same, with the same type of exception, so that code that catches it behaves the same, too.
Only calls that come from the student's files are refused. Plain `pytest` and notebooks have no such rules.
"""

import errno
import functools
import importlib
import os
import select
import selectors
import socket
import sys
import tempfile
import time
import zoneinfo
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from autograder.i18n import Message
from autograder.runtime import host
from autograder.runtime.harmless import ignore_breakpoints, replace_distributions
from autograder.runtime.offered import ENVIRONMENT
from autograder.student.refused_calls import (
    FILES,
    NETWORK,
    PROCESSES,
    SYSTEM,
    THREADS,
    VARIABLES,
    WITH_TEMPORARY,
)

__all__ = ["apply_grading_rules"]

USERS = Message("Grading has no list of users.")

_REFUSED: dict[str, Message] = {
    **dict.fromkeys(
        ["os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "pty.spawn",
         "subprocess.Popen"],
        PROCESSES,
    ),
    **dict.fromkeys(
        ["socket.__new__", "socket.bind", "socket.connect", "socket.getaddrinfo", "socket.gethostbyaddr",
         "socket.gethostbyname", "socket.getnameinfo", "socket.getservbyname", "urllib.Request"],
        NETWORK,
    ),
    **dict.fromkeys(
        ["fcntl.flock", "fcntl.lockf", "os.chown", "os.link", "os.lockf", "os.setxattr", "os.symlink", "os.truncate",
          ],
        SYSTEM,
    ),
}  # fmt: skip
"""Audit event -> why grading refuses what it stands for."""

_PATHS = frozenset(["os.listdir", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.scandir"])
"""Audit events whose first argument is a path (of `os.rename` the first two)."""

_NOTED = frozenset(["os.kill", "os.putenv", "tempfile.mkdtemp", "tempfile.mkstemp"])
_EVENTS = frozenset(["open", *_PATHS, *_REFUSED, *_NOTED])

_READERS = frozenset(["tempfile", "zoneinfo"])
"""Modules that may open other files: grading has a folder for temporary files, and the time zones."""

_TIME_ZONES = tuple(os.path.realpath(folder) + os.sep for folder in zoneinfo.TZPATH)
"""Folders of the system's time zones, which grading has; `ZoneInfo` opens their files without a Python frame."""

_ANYWHERE = frozenset(["/dev/null", "nul"])
"""The null device, which grading has, in lower case."""

_NOT_AUDITED: dict[str, tuple[tuple[str, ...], Message, type[Exception]]] = {
    "os": (
        ("eventfd", "memfd_create", "mkfifo", "openpty", "pipe", "pipe2", "setpriority",
         "setsid", "statvfs"),
        SYSTEM,
        PermissionError,
    ),
    "_thread": (("start_joinable_thread", "start_new_thread"), THREADS, RuntimeError),
    "threading": (("_start_joinable_thread", "_start_new_thread"), THREADS, RuntimeError),
    "select": (("epoll", "kqueue"), NETWORK, PermissionError),
    "_multiprocessing": (("SemLock",), PROCESSES, PermissionError),
    "_posixshmem": (("shm_open",), PROCESSES, PermissionError),
    "_winapi": (("CreateProcess", "CreateFileMapping", "CreateNamedPipe"), PROCESSES, PermissionError),
    "pwd": (("getpwnam", "getpwuid"), USERS, KeyError),
    "grp": (("getgrgid", "getgrnam"), USERS, KeyError),
}  # fmt: skip
"""Module -> functions that raise no audit event and that grading refuses, why, and the exception there."""

_READ_VARIABLES = frozenset(["collections", "ntpath", "os", "pathlib", "posixpath"])
"""Top-level modules that read a variable on behalf of the student's code: `Path.home()`."""

NO_SHELL = 127 << 8
"""What `os.system` returns in grading, where no shell can start: it raises no exception."""

_OURS = host.Host.handle.__code__.co_filename


def apply_grading_rules(folder: Path, files: Collection[str], temporary: Path) -> Callable[[], float]:
    """Refuse from now on, in this process, what grading refuses. It cannot be undone.

    Args:
        folder: The assignment's folder, in which student code runs.
        files: Names of the assignment's files; only calls that come from them are refused.
        temporary: An empty folder for temporary files and for files in the home folder; the caller deletes it.

    Returns:
        A function that returns how many seconds the student's code has slept since the last call of it.
    """
    tempfile.tempdir = str(temporary)
    rules = _GradingRules(folder, files, temporary)
    sys.addaudithook(rules.hook)
    for module, (names, why, error) in _NOT_AUDITED.items():
        rules.replace(module, names, why, error)
    rules.replace_selectors()
    rules.replace_environment()
    rules.replace_system()
    ignore_breakpoints()
    replace_distributions(rules.is_meant)
    return rules.count_sleep()


class _GradingRules:
    """Decide about calls of one assignment's files.

    Args:
        folder: The assignment's folder.
        files: Names of the assignment's files.
        temporary: Folder for temporary files.
    """

    def __init__(self, folder: Path, files: Collection[str], temporary: Path) -> None:
        self._folder = os.path.realpath(folder)
        self._given = frozenset(os.path.join(self._folder, name) for name in files)  # noqa: PTH118
        self._files = frozenset([*self._given, *(str(folder / name) for name in files)])
        self._temporary = str(temporary)
        self._made = {_absolute(temporary)}
        self._variables: set[str] = set()

    def hook(self, event: str, args: tuple[Any, ...]) -> None:
        """Refuse an audit event that comes from the student's files.

        Raises:
            OSError: Grading refuses it.
        """
        if event in _EVENTS and self._caller() is not None:
            self._judge(event, args)

    def is_meant(self) -> bool:
        """Return whether the present call comes from the student's files."""
        return self._caller() is not None

    def _judge(self, event: str, args: tuple[Any, ...]) -> None:
        if event in _NOTED:
            self._note(event, args)
        elif event == "open":
            self._judge_open(*args[:3])
        elif event in _PATHS:
            self._judge_path(args[0], new=event == "os.mkdir")
            if event == "os.rename":
                self._judge_path(args[1], new=True)
            if event in ("os.mkdir", "os.rename"):
                self._made.add(_absolute(args[event == "os.rename"]))
        elif event.startswith("socket.get"):
            raise socket.gaierror(socket.EAI_FAIL, str(_REFUSED[event]))
        else:
            raise PermissionError(errno.EPERM, str(_REFUSED[event]))

    def _note(self, event: str, args: tuple[Any, ...]) -> None:
        """Remember what the student's code may use later, or refuse a signal to another process."""
        if event == "os.putenv":
            self._variables.add(os.fsdecode(args[0]))
        elif event == "os.kill":
            if args[0] != os.getpid():
                raise PermissionError(errno.EPERM, str(PROCESSES))
        else:
            self._made.add(_absolute(args[0]))

    def _judge_open(self, path: Any, mode: str | None, flags: int) -> None:
        if isinstance(path, int) or path is None:
            return
        where = _absolute(path)
        if where.lower() in _ANYWHERE or where in self._given or self._is_made(where) or where.startswith(_TIME_ZONES):
            return
        reading = set("wax+").isdisjoint(mode) if mode else not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if not self._is_inside(where):
            if not self._from_library():
                raise PermissionError(errno.EACCES, str(FILES), str(path))
        elif reading and Path(where).exists():
            raise FileNotFoundError(errno.ENOENT, str(FILES), str(path))
        elif not reading:
            self._made.add(where)

    def _judge_path(self, path: Any, new: bool = False) -> None:
        """Refuse a path outside of the folder, and one inside that grading would not have."""
        if isinstance(path, int) or path is None:
            return
        where = _absolute(path)
        if self._is_made(where) or where in self._given or where == self._folder or self._from_library():
            return
        if not self._is_inside(where):
            raise PermissionError(errno.EACCES, str(FILES), str(path))
        if not new and Path(where).exists():
            raise FileNotFoundError(errno.ENOENT, str(FILES), str(path))

    def _is_inside(self, where: str) -> bool:
        return where == self._folder or where.startswith(self._folder + os.sep)

    def _is_made(self, where: str) -> bool:
        """Return whether the student's code has made the file, or the folder that it is in."""
        return where in self._made or any(where.startswith(made + os.sep) for made in self._made)

    @staticmethod
    def _from_library() -> bool:
        """Return whether a module of `_READERS` opens the file on behalf of the student's code."""
        return any(_top_module(frame) in _READERS for frame in _frames())

    def _caller(self) -> FrameType | None:
        """Return the student's frame from which this call comes; None for our own calls and for imports."""
        for frame in _frames():
            name = frame.f_code.co_filename
            if name in self._files:
                return frame
            if name == _OURS or name.startswith("<frozen importlib"):
                return None
        return None

    def replace(self, module: str, names: tuple[str, ...], why: Message, error: type[Exception]) -> None:
        """Replace functions that raise no audit event by functions that refuse calls of the student's files."""
        try:
            owner = importlib.import_module(module)
        except ImportError:  # of another operating system
            return
        for name in names:
            original = getattr(owner, name, None)
            if original is not None:
                setattr(owner, name, self._refusing(original, why, error))

    def _refusing(self, original: Callable[..., Any], why: Message, error: type[Exception]) -> Callable[..., Any]:
        def function(*args: Any, **kwargs: Any) -> Any:
            direct = sys._getframe(1).f_code.co_filename in self._files
            if direct if why is USERS else self._caller() is not None:  # `getpass` and the like work in grading
                raise error(errno.EPERM, str(why)) if issubclass(error, OSError) else error(str(why))
            return original(*args, **kwargs)

        return functools.update_wrapper(function, original) if hasattr(original, "__name__") else function

    def replace_selectors(self) -> None:
        """Refuse the selectors of the operating system that grading lacks."""
        for name in ("EpollSelector", "KqueueSelector"):
            selector = getattr(selectors, name, None)
            if selector is not None:
                selector._selector_cls = getattr(select, selector._selector_cls.__name__)

    def replace_system(self) -> None:
        """Let `os.system` of the student's code run nothing, and return what it returns in grading."""
        run = os.system

        def system(command: Any) -> int:
            return run(command) if self._caller() is None else NO_SHELL

        os.system = functools.update_wrapper(system, run)

    def count_sleep(self) -> Callable[[], float]:
        """Count the seconds for which `time.sleep` of the student's code sleeps; return a function that takes them."""
        sleep, slept = time.sleep, [0.0]

        def counted(seconds: Any) -> None:
            start = time.monotonic()
            sleep(seconds)
            if self._caller() is not None:
                slept[0] += time.monotonic() - start

        def taken() -> float:
            found, slept[0] = slept[0], 0.0
            return found

        time.sleep = functools.update_wrapper(counted, sleep)
        return taken

    def replace_environment(self) -> None:
        """Let the student's code read the environment variables that grading has, and those that it has set."""
        kind: Any = type(os.environ)
        read, iterate = kind.__getitem__, kind.__iter__
        given = {**dict.fromkeys(WITH_TEMPORARY, self._temporary), "PWD": self._folder}

        def has(key: Any) -> bool:
            return key in VARIABLES or key in self._variables

        def getitem(environ: Any, key: Any) -> Any:
            if not self._reads(sys._getframe(1)):
                return read(environ, key)
            if not has(key):
                raise KeyError(key)
            if key in given and key not in self._variables:
                return given[key]
            try:
                return read(environ, key)
            except KeyError:
                return ENVIRONMENT[key]

        def iterator(environ: Any) -> Iterator[Any]:
            names = iterate(environ)
            return iter({*filter(has, names), *VARIABLES}) if self._reads(sys._getframe(1)) else names

        kind.__getitem__, kind.__iter__ = getitem, iterator

    def _reads(self, frame: FrameType | None) -> bool:
        """Return whether `frame` is the student's, or a method of the environment that the student's code called."""
        while frame is not None and _top_module(frame) in _READ_VARIABLES:
            frame = frame.f_back
        return frame is not None and frame.f_code.co_filename in self._files


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        yield frame
        frame = frame.f_back


def _top_module(frame: FrameType) -> str:
    """Return the package or module of a frame; that of `pathlib.py` is the package `pathlib` in Python 3.13."""
    return str(frame.f_globals.get("__name__")).partition(".")[0]


def _absolute(path: Any) -> str:
    """Return the path that the operating system would use, with links resolved."""
    return os.path.realpath(os.fsdecode(path))
