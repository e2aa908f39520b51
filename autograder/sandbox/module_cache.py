"""Keep Python's standard library and NumPy in memory, so that a worker can import without reading any file.

The worker's user may have no access to Python's folder (below a home folder), and a readable folder would expose other
packages, too. So the zygote reads every module once, and a worker imports only from this cache: other modules cannot be
imported. Native modules cannot be loaded after executable mappings are denied, so the zygote imports them in advance.
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
"""Modules to import in advance, so that their import does not cost a student's CPU time."""

_LEFT_OUT = frozenset(
    ["ensurepip", "idlelib", "lib2to3", "pydoc_data", "test", "tests", "tkinter", "turtledemo", "site-packages"]
)
"""Folders that student code does not need: tests, editors, installers, third-party packages."""

_NATIVE_LEFT_OUT = ("_curses", "_dbm", "_gdbm", "_sqlite3", "_tkinter", "_test", "_ctypes_test", "_xx", "xx", "nis",
                    "ossaudiodev", "readline", "spwd", "_simd")  # fmt: skip
"""Native modules that student code does not need; each mapped library makes every fork slower."""


@dataclass(frozen=True)
class _Entry:
    """Position and kind of a module's code in memory: marshaled code, or source to compile on import."""

    start: int
    length: int
    path: str
    is_package: bool
    is_source: bool


class ModuleCache(importlib.abc.InspectLoader, importlib.abc.MetaPathFinder):
    """The modules that a worker can import.

    Args:
        entries: Module name -> position of its code in `memory`.
        memory: The code of all modules.
        absent: Names of native modules that are installed but were not loaded, so they cannot be imported.
    """

    def __init__(self, entries: dict[str, _Entry], memory: "mmap.mmap | bytes", absent: frozenset[str]) -> None:
        self._entries = entries
        self._memory = memory
        self._absent = absent

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def install(self) -> None:
        """Restrict imports from now on to this cache and to modules built into Python."""
        sys.meta_path[:] = [BuiltinImporter, FrozenImporter, self]
        sys.path[:] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a module in the cache; None if it is not there.

        Raises:
            ModuleNotFoundError: The module is native and was not loaded in advance.
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
        """Return the code object of a module."""
        entry = self._entries[fullname]
        data = self._memory[entry.start : entry.start + entry.length]
        if entry.is_source:
            return compile(data, entry.path, "exec", dont_inherit=True)
        code: CodeType = marshal.loads(data)
        return code

    def get_source(self, fullname: str) -> None:
        """Return None: only tracebacks use source, and they show only the student's own lines."""
        return

    def is_package(self, fullname: str) -> bool:
        """Return whether a module is a package."""
        return self._entries[fullname].is_package


def collect(packages: Sequence[str] = ("numpy",)) -> ModuleCache:
    """Read the standard library and `packages` into memory.

    Args:
        packages: Names of installed packages to add.
    """
    stdlib = Path(sysconfig.get_path("stdlib"))
    roots = [(stdlib, ""), *((_folder_of(package), f"{package}.") for package in packages)]
    entries: dict[str, _Entry] = {}
    memory = bytearray()
    for root, prefix in roots:
        for name, path in _modules(root, prefix):
            data, is_source = _code_of(path)
            entries[name] = _Entry(len(memory), len(data), str(path), path.name == "__init__.py", is_source)
            memory += data
    return ModuleCache(entries, _in_memory(memory), frozenset(_native_modules(packages)) - sys.modules.keys())


def _folder_of(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed", name=package)
    return Path(spec.origin).parent


def _modules(root: Path, prefix: str) -> Iterator[tuple[str, Path]]:
    """Yield name and file of every module below `root`."""
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
    """Return a module's marshaled code and False if a current .pyc exists, otherwise its source and True."""
    with contextlib.suppress(OSError, NotImplementedError):
        cached = Path(importlib.util.cache_from_source(str(path))).read_bytes()
        if cached[:4] == importlib.util.MAGIC_NUMBER and _is_current(cached, path.stat()):
            return cached[16:], False
    return path.read_bytes(), True


def _is_current(cached: bytes, source: os.stat_result) -> bool:
    """Return whether a .pyc matches the current source (PEP 552)."""
    if int.from_bytes(cached[4:8], "little"):  # hash-based: made by a packager, for a source that does not change
        return True
    made = (int(source.st_mtime) & 0xFFFFFFFF).to_bytes(4, "little")
    return cached[8:16] == made + (source.st_size & 0xFFFFFFFF).to_bytes(4, "little")


def _in_memory(data: bytearray) -> "mmap.mmap | bytes":
    """Copy the bytes to a mapped file, so that a fork copies no page tables; private, so workers cannot change it."""
    if not hasattr(os, "memfd_create"):
        return bytes(data)
    fd = os.memfd_create("module-cache")
    try:
        with open(fd, "wb", closefd=False) as file:
            file.write(data)
        return mmap.mmap(fd, len(data), flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
    finally:
        os.close(fd)


def preimport(packages: Sequence[str] = ("numpy",)) -> None:
    """Import native modules and commonly used modules. Call it in the zygote, before `collect`.

    Args:
        packages: Names of installed packages whose native modules to import.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        for name in [*_native_modules(packages), *COMMON]:
            if not name.rpartition(".")[2].startswith(_NATIVE_LEFT_OUT) and not name.endswith("_tests"):
                with contextlib.suppress(ImportError):  # built without the library that it needs
                    importlib.import_module(name)


def _native_modules(packages: Sequence[str]) -> Iterator[str]:
    """Yield the names of native modules in the standard library and in `packages`."""
    roots = [(Path(sysconfig.get_path("stdlib"), "lib-dynload"), ""), *((_folder_of(p), f"{p}.") for p in packages)]
    for root, prefix in roots:
        for folder, below, files in os.walk(root):
            below[:] = [name for name in below if name not in _LEFT_OUT]
            inner = prefix + "".join(f"{part}." for part in Path(folder).relative_to(root).parts)
            for file in files:
                ending = next((suffix for suffix in EXTENSION_SUFFIXES if file.endswith(suffix)), None)
                if ending:
                    yield inner + file.removesuffix(ending)
