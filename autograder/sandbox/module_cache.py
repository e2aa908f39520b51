"""Keep Python's standard library and NumPy in memory, so that a worker can import without reading any file.

Python may lie where a worker's user cannot go (below a home folder), and a folder that may be read would hold other
packages, too. So the zygote reads every module once; a worker finds them here and has no other place to look: a module
that is not in the cache cannot be imported. Native parts cannot be loaded once executable mappings are denied; the
zygote imports them ahead of need.
"""

import contextlib
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import marshal
import mmap
import os
import sys
import sysconfig
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.machinery import EXTENSION_SUFFIXES, BuiltinImporter, FrozenImporter, ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

__all__ = ["COMMON", "ModuleCache", "collect", "preimport"]

COMMON = (
    "abc", "argparse", "array", "ast", "base64", "bisect", "calendar", "cmath", "collections.abc",
    "concurrent.futures", "contextlib", "copy", "csv", "ctypes", "dataclasses", "datetime", "decimal", "enum",
    "fractions", "functools", "gc", "glob", "gzip", "hashlib", "heapq", "inspect", "io", "itertools", "json",
    "logging", "math", "mmap", "multiprocessing", "numbers", "operator", "os", "pathlib", "pickle", "platform",
    "pprint", "queue", "random", "re", "resource", "shutil", "signal", "ssl", "statistics", "string", "struct",
    "subprocess", "tempfile", "textwrap", "threading", "time", "timeit", "traceback", "typing", "unittest",
    "urllib.request", "uuid", "warnings", "weakref", "zipfile", "numpy", "numpy.ctypeslib", "numpy.fft",
    "numpy.lib.stride_tricks", "numpy.linalg", "numpy.ma", "numpy.polynomial", "numpy.random", "numpy.testing",
    "numpy.typing",
)  # fmt: skip
"""Imported ahead of need, so that a student's CPU time is not spent on them."""

_LEFT_OUT = frozenset(
    ["ensurepip", "idlelib", "lib2to3", "pydoc_data", "test", "tests", "tkinter", "turtledemo", "f2py", "site-packages"]
)
"""Folders that no answer needs: tests, editors, installers; and other people's packages."""

_NATIVE_LEFT_OUT = ("_curses", "_dbm", "_gdbm", "_sqlite3", "_tkinter", "_test", "_ctypes_test", "_xx", "xx", "nis",
                    "ossaudiodev", "readline", "spwd", "_simd")  # fmt: skip
"""Native parts that no answer needs; each mapped library makes every fork dearer."""


@dataclass(frozen=True)
class _Entry:
    """Where a module's code stands in memory, and what it is: marshaled code, or source to be compiled on import."""

    start: int
    length: int
    path: str
    is_package: bool
    is_source: bool


class ModuleCache(importlib.abc.InspectLoader, importlib.abc.MetaPathFinder):
    """The modules that a worker can import.

    Args:
        entries: Module name -> what stands in `memory` for it.
        memory: The code of all of them.
        absent: Native modules that are installed but were not loaded, so cannot be imported.
    """

    def __init__(self, entries: dict[str, _Entry], memory: "mmap.mmap | bytes", absent: frozenset[str]) -> None:
        self._entries = entries
        self._memory = memory
        self._absent = absent

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def install(self) -> None:
        """Import from here and from what is built into Python, and from nowhere else, from now on."""
        sys.meta_path[:] = [BuiltinImporter, FrozenImporter, self]
        sys.path[:] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module that is in the cache.

        Raises:
            ModuleNotFoundError: It is a native module that is kept out of the sandbox.
        """
        if fullname in self._absent:
            raise ModuleNotFoundError(f"{fullname} is not available in the sandbox", name=fullname)
        entry = self._entries.get(fullname)
        if entry is None:
            return None
        spec = ModuleSpec(fullname, self, origin=entry.path, is_package=entry.is_package)
        spec.has_location = True
        if entry.is_package:
            spec.submodule_search_locations = [str(Path(entry.path).parent)]
        return spec

    def get_code(self, fullname: str) -> CodeType:
        """The module's code."""
        entry = self._entries[fullname]
        data = self._memory[entry.start : entry.start + entry.length]
        if entry.is_source:
            return compile(data, entry.path, "exec", dont_inherit=True)
        code: CodeType = marshal.loads(data)
        return code

    def get_source(self, fullname: str) -> None:
        """No source: only tracebacks would want it, and they show the student's own lines."""
        return

    def is_package(self, fullname: str) -> bool:
        """Whether the module has others below it."""
        return self._entries[fullname].is_package


def collect(packages: Sequence[str] = ("numpy",)) -> ModuleCache:
    """Read the standard library and `packages` into memory.

    Args:
        packages: Installed packages to add.
    """
    stdlib = Path(sysconfig.get_path("stdlib"))
    roots = [(stdlib, ""), *((_folder_of(package), f"{package}.") for package in packages)]
    entries: dict[str, _Entry] = {}
    pieces: list[bytes] = []
    start = 0
    for root, prefix in roots:
        for name, path in _modules(root, prefix):
            data, is_source = _code_of(path)
            entries[name] = _Entry(start, len(data), str(path), path.name == "__init__.py", is_source)
            pieces.append(data)
            start += len(data)
    return ModuleCache(entries, _in_memory(b"".join(pieces)), frozenset(_native_modules(packages)) - sys.modules.keys())


def _folder_of(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed", name=package)
    return Path(spec.origin).parent


def _modules(root: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    """Name and file of every module below `root`."""
    for folder, below, files in os.walk(root):
        below[:] = [name for name in below if name not in _LEFT_OUT and name.isidentifier()]
        inner = prefix + "".join(f"{part}." for part in Path(folder).relative_to(root).parts)
        for file in files:
            stem = file.removesuffix(".py")
            if stem != file and stem.isidentifier() and stem not in ("__main__", "antigravity", "this"):
                name = inner.removesuffix(".") if stem == "__init__" else inner + stem
                if name:
                    yield name, Path(folder, file)


def _code_of(path: Path) -> tuple[bytes, bool]:
    """The module's marshaled code if Python has a current copy, else its source and True."""
    with contextlib.suppress(OSError, NotImplementedError):
        cached = Path(importlib.util.cache_from_source(str(path))).read_bytes()
        if cached[:4] == importlib.util.MAGIC_NUMBER and _is_current(cached, path.stat()):
            return cached[16:], False
    return path.read_bytes(), True


def _is_current(cached: bytes, source: os.stat_result) -> bool:
    """Whether a .pyc belongs to its source as that is now (PEP 552)."""
    if int.from_bytes(cached[4:8], "little"):  # made with a hash: by a packager, for a source that does not change
        return True
    made = (int(source.st_mtime) & 0xFFFFFFFF).to_bytes(4, "little")
    return cached[8:16] == made + (source.st_size & 0xFFFFFFFF).to_bytes(4, "little")


def _in_memory(data: bytes) -> "mmap.mmap | bytes":
    """The same bytes, where a fork copies no page tables for them; private, so that no worker changes another's."""
    if not hasattr(os, "memfd_create"):
        return data
    fd = os.memfd_create("module-cache")
    try:
        with open(fd, "wb", closefd=False) as file:
            file.write(data)
        return mmap.mmap(fd, len(data), flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
    finally:
        os.close(fd)


def preimport(packages: Sequence[str] = ("numpy",)) -> None:
    """Import native modules and what answers commonly use. Call it in the zygote, before `collect`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for name in [*_native_modules(packages), *COMMON]:
            if not name.rpartition(".")[2].startswith(_NATIVE_LEFT_OUT) and not name.endswith("_tests"):
                with contextlib.suppress(ImportError):  # built without the library that it needs
                    importlib.import_module(name)


def _native_modules(packages: Sequence[str]) -> Iterator[str]:
    """The names of the standard library's and the packages' native modules."""
    roots = [(Path(sysconfig.get_path("stdlib"), "lib-dynload"), ""), *((_folder_of(p), f"{p}.") for p in packages)]
    for root, prefix in roots:
        for folder, below, files in os.walk(root):
            below[:] = [name for name in below if name not in _LEFT_OUT]
            inner = prefix + "".join(f"{part}." for part in Path(folder).relative_to(root).parts)
            for file in files:
                ending = next((suffix for suffix in EXTENSION_SUFFIXES if file.endswith(suffix)), None)
                if ending:
                    yield inner + file.removesuffix(ending)
