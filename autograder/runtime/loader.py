"""Load a student's files from bytes by the assignment's import rules, on a laptop and in the worker.

Files are compiled from the submitted bytes, not looked up on a path. Imports in them use a custom `__import__`. It
finds files of the assignment among the student's files, imports packages that the assignment allows, and returns an
inert module for anything else. An inert module raises when it is used, so a forbidden import costs only the questions
that use it.
"""

import builtins
import functools
import io
import linecache
import sys
import tokenize
from collections.abc import Callable, Mapping
from types import CodeType, ModuleType
from typing import Any, NoReturn

__all__ = ["ALWAYS_INERT", "Loader", "WrongEncoding"]

ALWAYS_INERT = frozenset(["IPython", "ipdb", "matplotlib", "past", "seaborn", "tqdm"])
"""Packages that notebooks use: in graded code their import always succeeds and does nothing."""

FILES_KEPT = 32
"""Number of files whose compiled code is cached for the next test; an assignment has fewer."""


class WrongEncoding(SyntaxError):
    """A file is not in the encoding that it declares (UTF-8 by default)."""


class Loader:
    """Loads the modules of one submission or of the reference, each on first use.

    Args:
        sources: File name -> content, for every file that exists.
        allowed: Top-level packages that may be imported; empty for NumPy and the standard library.
        prefix: Prefix of module names in `sys.modules`, so that one process can hold several submissions.
        places: File name -> name to show in tracebacks (a path on a laptop); the file name by default.
    """

    def __init__(
        self,
        sources: Mapping[str, bytes],
        allowed: frozenset[str] = frozenset(),
        prefix: str = "",
        places: Mapping[str, str] | None = None,
    ) -> None:
        self._sources = {name.removesuffix(".py"): data for name, data in sources.items()}
        self._places = {name.removesuffix(".py"): (places or {}).get(name, name) for name in sources}
        self._allowed = allowed or frozenset([*sys.stdlib_module_names, "numpy"])
        self._prefix = prefix
        self._modules: dict[str, ModuleType] = {}
        self._builtins = dict(vars(builtins), __import__=self._import)

    @property
    def files(self) -> frozenset[str]:
        """Names of the student's files in tracebacks."""
        return frozenset(self._places.values())

    @property
    def names(self) -> frozenset[str]:
        """Names of the student's modules in `sys.modules`."""
        return frozenset(self._prefix + name for name in self._sources)

    def has(self, name: str) -> bool:
        """Return whether the submission has a file for module `name`."""
        return name in self._sources

    def module(self, name: str) -> ModuleType:
        """Return the module `name`; execute its file on first use.

        Raises:
            BaseException: Any exception that the student's file raises, including SyntaxError.
            WrongEncoding: The file cannot be decoded.
        """
        if name in self._modules:
            return self._modules[name]
        place = self._places[name]
        module = ModuleType(self._prefix + name)
        module.__dict__.update({"__file__": place, "__builtins__": self._builtins})
        text = _decoded(self._sources[name], place)
        linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)  # for tracebacks
        code = _compiled(text, place)
        self._modules[name] = sys.modules[self._prefix + name] = module
        try:
            exec(code, module.__dict__)
        except BaseException:
            del self._modules[name], sys.modules[self._prefix + name]
            raise
        return module

    def unload(self) -> None:
        """Remove all modules, so that they are executed again on next use."""
        for name in self._modules:
            sys.modules.pop(self._prefix + name, None)
        self._modules.clear()

    def _import(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: Mapping[str, Any] | None = None,
        fromlist: tuple[str, ...] | None = (),
        level: int = 0,
    ) -> ModuleType:
        top = name.partition(".")[0]
        if level == 0 and name in self._sources:
            return self.module(name)
        if level == 0 and (top in ALWAYS_INERT or top not in self._allowed):
            return _Inert(top, f"{top} is not available here; this assignment allows {self._allowed_in_words()}")
        return builtins.__import__(name, globals, locals, fromlist or (), level)

    def _allowed_in_words(self) -> str:
        if self._allowed >= sys.stdlib_module_names:
            return "NumPy and the standard library"
        return ", ".join(sorted(self._allowed))


@functools.lru_cache(FILES_KEPT)
def _compiled(text: str, place: str) -> CodeType:
    """Compile a file, with a cache: tests load files repeatedly, and compiling is slower than most tests.

    Raises:
        SyntaxError: Python cannot read the file, for whatever reason.
    """
    try:
        return compile(text, place, "exec", dont_inherit=True)
    except (ValueError, RecursionError, MemoryError) as error:  # null bytes, or too deeply nested
        raise SyntaxError(str(error) or type(error).__name__, (place, 1, None, None)) from None


def _decoded(source: bytes, place: str) -> str:
    """Decode a file as Python does.

    Raises:
        WrongEncoding: The file is not in the encoding that it declares.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        text = io.TextIOWrapper(io.BytesIO(source), encoding).read()
    except (UnicodeDecodeError, SyntaxError) as error:
        raise WrongEncoding(str(error), (place, 1, None, None)) from None
    return text


class _Inert(ModuleType):
    """A module that can be imported and has every attribute, but whose attributes cannot be used."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name)
        self.__dict__["_reason"] = reason

    def __getattr__(self, name: str) -> "_InertPart":
        if name.startswith("__"):
            raise AttributeError(name)
        return _InertPart(self.__dict__["_reason"])


class _InertPart:
    """An attribute of an inert module: raises ImportError when it is called, indexed, iterated or calculated with."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def __getattr__(self, name: str) -> "_InertPart":
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise ImportError(self._reason)

    __call__: Callable[..., Any] = _refuse
    __getitem__ = __setitem__ = __iter__ = __len__ = __bool__ = __enter__ = __exit__ = __mro_entries__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __matmul__ = __lt__ = __gt__ = _refuse
