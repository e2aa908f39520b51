"""Make harmless calls work beside student code: where the sandbox has nothing for them, and where they would reach us.

None of this gives student code anything that it did not have: variables with invented values, copies of its own files,
and calls that do nothing where the kernel would refuse, or where they would change the process for everybody.
"""

import builtins
import contextlib
import faulthandler
import importlib
import io
import locale
import os
import re
import signal
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from autograder.runtime.loader import Loader
from autograder.runtime.offered import ENVIRONMENT

try:
    import resource
except ImportError:  # Windows
    _LIMITS: ModuleType | None = None
else:
    _LIMITS = resource

__all__ = [
    "ProcessSettings",
    "contain",
    "ignore_breakpoints",
    "make_harmless_calls_work",
    "replace_distributions",
]

_SYSTEM = (
    b"import os", b"from os", b", os", b",os", b"dbm", b"environ", b"getpass", b"locale", b"pathlib", b"shelve",
    b"shutil", b"sys.path", b"tempfile",
)  # fmt: skip
"""What code contains that may ask the operating system; other code needs nothing of it."""

_FILES = (b"__file__", b".py'", b'.py"', b"listdir", b"scandir", b"iterdir", b"glob(", b"walk(", b"argv")
"""What code contains that may open its own file."""

_WITH_FOLDER = ("HOME", "PWD", "TEMP", "TMP", "TMPDIR", "USERPROFILE")
"""Variables whose value is the working folder."""


def make_harmless_calls_work(folder: str, sources: Mapping[str, bytes]) -> None:
    """Prepare this process for student code. Call it once, after the process has been locked down.

    Args:
        folder: The working folder, which is empty.
        sources: File name -> content. The files are written to the folder if one of them may read them
            (`open(__file__)`). Most answers need nothing of this, and each worker would pay for it.
    """
    text = b"\n".join(sources.values())
    if b"breakpoint" in text or b"pdb" in text:
        ignore_breakpoints()
    if b"devnull" in text or b"/dev/null" in text:
        _open_the_null_device()
    if b"metadata" in text:
        replace_distributions(lambda: True)
    if not any(word in text for word in (*_SYSTEM, *_FILES)):
        return
    os.environ.update(ENVIRONMENT, **dict.fromkeys(_WITH_FOLDER, folder))
    for name, data in sources.items() if any(word in text for word in _FILES) else ():
        with contextlib.suppress(OSError):  # an answer that does not read it needs no file
            Path(folder, name).write_bytes(data)
    sys.path[:] = [folder]  # for `sys.path[0]`: no finder of the worker reads it
    for name, stand_in in _REFUSED:
        setattr(os, name, stand_in)


def _open_the_null_device() -> None:
    """Let `open(os.devnull)` return the null device that this process has; the sandbox opens no file of the system."""
    open_by_name, open_descriptor = io.open, os.open

    def opened(file: Any, *args: Any, **kwargs: Any) -> Any:
        return open_by_name(os.dup(0) if _is_null(file) else file, *args, **kwargs)

    def descriptor(path: Any, *args: Any, **kwargs: Any) -> int:
        return os.dup(0) if _is_null(path) else open_descriptor(path, *args, **kwargs)

    builtins.open = io.open = opened
    os.open = descriptor


def _is_null(file: Any) -> bool:
    return isinstance(file, str | Path) and str(file) == os.devnull


def ignore_breakpoints() -> None:
    """Let `breakpoint()` and `pdb.set_trace()`, which may be left in code, do nothing: nobody can debug here."""
    sys.breakpointhook = _nothing
    vars(importlib.import_module("pdb"))["set_trace"] = _nothing


def replace_distributions(applies: Callable[[], bool]) -> None:
    """Let `importlib.metadata` know NumPy, the only package of grading, whose files a worker cannot read.

    Args:
        applies: Returns whether the present call is meant; others get what is installed.
    """
    metadata: Any = importlib.import_module("importlib.metadata")
    original = metadata.Distribution.discover
    texts = {
        "METADATA": f"Metadata-Version: 2.1\nName: numpy\nVersion: {np.__version__}\n",
        "top_level.txt": "numpy\n",
    }

    class Numpy(metadata.Distribution):  # type: ignore[misc]
        def read_text(self, filename: str) -> str | None:
            return texts.get(filename)

        def locate_file(self, path: Any) -> Path:
            return Path(path)

    def discover(cls: Any, /, **kwargs: Any) -> Iterator[Any]:
        if not applies():
            found: Iterator[Any] = original(**kwargs)
            return found
        name = getattr(kwargs.get("context"), "name", None) or kwargs.get("name")
        return iter([Numpy()] if name is None or re.sub(r"[-_.]+", "-", name).lower() == "numpy" else [])

    metadata.Distribution.discover = classmethod(discover)


def _touch(path: Any, *_: Any, **__: Any) -> None:
    """Do nothing, except for a file that does not exist: the sandbox refuses the system call."""
    os.stat(path)  # noqa: PTH116 - it may be a descriptor


def _no_attributes(*_: Any, **__: Any) -> list[str]:
    """Return the extended attributes of a file: none."""
    return []


def _zero(*_: Any) -> int:
    """Return 0."""
    return 0


_REFUSED: tuple[tuple[str, Any], ...] = (
    *(("chmod", _touch), ("utime", _touch), ("listxattr", _no_attributes)),  # `shutil` calls them for copies
    *(("nice", _zero), ("sched_setaffinity", _zero)),
)
"""Functions of `os` that the sandbox refuses and that an answer does not depend on."""


def contain() -> Callable[[], None]:
    """Accept calls that would change the locale, limits or crash reports of the process, and hide its arguments.

    The calls do nothing: a worker may not change them, and on a laptop the tests run in the same process. Only calls in
    a student's file are meant; all other code gets the real functions.

    Returns:
        A function that ends it.
    """
    arguments, before = sys.argv, [getattr(module, name) for module, name, _ in _CONTAINED]

    def end() -> None:
        sys.argv = arguments
        for (module, name, _), function in zip(_CONTAINED, before, strict=True):
            setattr(module, name, function)

    sys.argv = [""]
    for module, name, function in _CONTAINED:
        setattr(module, name, function)
    return end


def _contained(module: Any, name: str, stand_in: Callable[..., Any]) -> tuple[Any, str, Any]:
    original = getattr(module, name)

    def function(*args: Any, **kwargs: Any) -> Any:
        by_student = isinstance(sys._getframe(1).f_globals.get("__loader__"), Loader)
        return stand_in(*args, **kwargs) if by_student else original(*args, **kwargs)

    return module, name, function


_query_locale = locale.setlocale


def _setlocale(category: int, locale: Any = None) -> str:
    """Accept every locale and keep the present one."""
    return _query_locale(category)


def _nothing(*_: Any, **__: Any) -> None:
    """Do nothing."""


def _no_timer(*_: Any) -> tuple[float, float]:
    """Return that no timer was set before."""
    return 0.0, 0.0


_REPORTS = ("enable", "disable", "register", "unregister", "dump_traceback_later", "cancel_dump_traceback_later")
_CONTAINED = [
    _contained(locale, "setlocale", _setlocale),
    *(_contained(faulthandler, name, _nothing) for name in _REPORTS if hasattr(faulthandler, name)),
]
if _LIMITS is not None:
    _CONTAINED.append(_contained(_LIMITS, "setrlimit", _nothing))
if hasattr(signal, "setitimer"):
    _CONTAINED.append(_contained(signal, "setitimer", _no_timer))


class ProcessSettings:
    """Keeps the settings of a process that student code makes for the student's code, on a laptop.

    There the tests run in the same process, and must not run with them: `warnings.simplefilter("error")` would turn a
    warning in a test into an internal error.
    """

    def __init__(self) -> None:
        self._own: dict[str, Any] = {}

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Inside the block, have the settings that student code has made so far."""
        before = _settings()
        _set(self._own)
        try:
            yield
        finally:
            after = _settings()
            self._own = {name: value for name, value in after.items() if value != before[name]}
            _set({name: before[name] for name in self._own})


def _settings() -> dict[str, Any]:
    return {
        "recursion": sys.getrecursionlimit(),
        "errors": np.geterr(),
        "filters": list(warnings.filters),
        "folder": os.getcwd(),  # noqa: PTH109 - read twice a call
    }


def _set(settings: Mapping[str, Any]) -> None:
    if "recursion" in settings:
        with contextlib.suppress(RecursionError):  # lower than the present depth
            sys.setrecursionlimit(settings["recursion"])
    if "errors" in settings:
        np.seterr(**settings["errors"])
    if "filters" in settings:
        warnings.filters[:] = settings["filters"]  # type: ignore[index]
        with warnings.catch_warnings():  # makes Python read the filters again
            pass
    if "folder" in settings:
        os.chdir(settings["folder"])
