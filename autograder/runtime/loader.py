"""Load a student's files from bytes by the assignment's import rules, on a laptop and in the worker.

Files are compiled from the submitted bytes, not looked up on a path. Imports in them use a custom `__import__`. It
finds files of the assignment among the student's files, imports modules that grading has, and returns a stand-in for
any other (`offered.py` decides, `inert.py` has the stand-ins). So an import alone costs nothing.

While student code runs (`Loader.active`), its files are in `sys.modules` under their own names, so that `importlib`
finds and reloads them, too.
"""

import ast
import builtins
import contextlib
import functools
import importlib
import importlib.abc
import importlib.util
import io
import linecache
import sys
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from importlib.machinery import ModuleSpec
from types import CodeType, FrameType, ModuleType
from typing import Any

from autograder.runtime.inert import Absence, BrokenFile, Inert, InertModule, names_for_star
from autograder.runtime.offered import OFFERED, allowed_in_words, treatment

__all__ = ["Loader", "WrongEncoding"]

FILES_KEPT = 32
"""Number of files whose compiled code is cached for the next test; an assignment has fewer."""


class WrongEncoding(SyntaxError):
    """A file is not in the encoding that it declares (UTF-8 by default)."""


class Loader(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Loads the modules of one submission or of the reference, each on first use.

    Args:
        sources: File name -> content, for every file that exists.
        allowed: Top-level packages that may be imported; empty for NumPy and the standard library.
        places: File name -> name to show in tracebacks (a path on a laptop); the file name by default.
        folder: Folder of the files, for `__file__`; None if `places` has whole paths.
    """

    def __init__(
        self,
        sources: Mapping[str, bytes],
        allowed: frozenset[str] = frozenset(),
        places: Mapping[str, str] | None = None,
        folder: str | None = None,
    ) -> None:
        self._sources = {name.removesuffix(".py"): data for name, data in sources.items()}
        self._places = {name.removesuffix(".py"): (places or {}).get(name, name) for name in sources}
        self._folder = folder
        self._allowed = allowed or OFFERED
        self._modules: dict[str, ModuleType] = {}
        self._inert: dict[str, InertModule] = {}
        self._broken: dict[str, InertModule] = {}
        self._loading = 0
        self._is_active = False
        # What Python itself imports under a name of its own must stay Python's.
        self._visible = [name for name in self._sources if name not in sys.stdlib_module_names and name != "numpy"]
        self.files = frozenset(self._places.values())
        """Names of the student's files in tracebacks."""
        self.names = frozenset(self._sources)
        """Names of the student's modules."""
        self._builtins = dict(vars(builtins), __import__=self._import)
        notebook = self._stand_in("IPython").__dict__["_absence"]
        self._builtins |= {name: Inert(notebook, name) for name in ("display", "get_ipython")}

    def has(self, name: str) -> bool:
        """Return whether the submission has a file for module `name`."""
        return name in self._sources

    @functools.cached_property
    def fingerprint(self) -> int:
        """A number that is the same for the same files in this process."""
        return hash(frozenset(self._sources.items()))

    def mentions(self, *words: str) -> bool:
        """Return whether one of the words occurs in a file."""
        return any(word.encode() in data for word in words for data in self._sources.values())

    def is_loaded(self, name: str) -> bool:
        """Return whether the file of module `name` has been executed."""
        return name in self._modules

    def module(self, name: str) -> ModuleType:
        """Return the module `name`; execute its file on first use.

        Raises:
            BaseException: Any exception that the student's file raises, including SyntaxError.
            WrongEncoding: The file cannot be decoded.
        """
        if name not in self._modules:
            with self.active():
                module = importlib.util.module_from_spec(self._spec(name))
                self.exec_module(module)
        return self._modules[name]

    def namespaces(self) -> list[dict[str, Any]]:
        """Return the names that the student's code can use: its built-ins, and the global names of each module."""
        return [self._builtins, *(vars(module) for module in self._modules.values())]

    def unload(self) -> None:
        """Forget all modules, so that they are executed again on next use."""
        self._modules.clear()

    @contextlib.contextmanager
    def active(self) -> Iterator[None]:
        """Let `importlib` and `sys.modules` have the student's files inside the block."""
        if self._is_active:
            yield
            return
        before = {name: sys.modules.get(name) for name in self._visible}
        original = importlib.import_module
        self.activate()
        try:
            yield
        finally:
            self._is_active = False
            importlib.import_module = original
            with contextlib.suppress(ValueError):  # student code has removed it
                sys.meta_path.remove(self)
            for name, module in before.items():
                _register(name, module)

    def activate(self) -> None:
        """Let `importlib` and `sys.modules` have the student's files, until this process ends or `active` does."""
        original = importlib.import_module

        def import_module(name: str, package: str | None = None) -> Any:
            if sys._getframe(1).f_code.co_filename in self.files and not name.startswith("."):
                return self._named(name)
            return original(name, package)

        for name in self._visible:
            _register(name, self._modules.get(name))
        sys.meta_path.insert(0, self)
        importlib.import_module = import_module
        self._is_active = True

    # the protocol of importlib, for the student's files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find a file of the student's."""
        return self._spec(fullname) if fullname in self._visible else None

    def exec_module(self, module: ModuleType) -> None:
        """Execute the file of a module in it.

        Raises:
            BaseException: Any exception that the file raises.
        """
        name = module.__name__
        module.__dict__["__builtins__"] = self._builtins
        code = self.get_code(name)
        before = self._modules.get(name)
        self._modules[name] = module
        if name in self._visible:
            sys.modules[name] = module
        self._loading += 1
        try:
            exec(code, module.__dict__)
        except BaseException:
            if before is None:
                self._modules.pop(name, None)
                if name in self._visible:
                    sys.modules.pop(name, None)
            raise
        finally:
            self._loading -= 1

    def is_package(self, fullname: str) -> bool:
        """Return False: a submission has no packages."""
        return False

    def get_source(self, fullname: str) -> str:
        """Return the text of a file."""
        return _decoded(self._sources[fullname], self._places[fullname])

    def get_code(self, fullname: str) -> CodeType:
        """Return the code of a file, and keep its lines for tracebacks."""
        text, place = self.get_source(fullname), self._places[fullname]
        linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
        return _compiled(text, place)

    def _spec(self, name: str) -> ModuleSpec:
        place = self._places[name]
        spec = ModuleSpec(name, self, origin=f"{self._folder}/{place}" if self._folder else place)
        spec.has_location = True
        return spec

    # imports in the student's files

    def _import(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        kind = "real" if level else treatment(name, self._allowed, self.names)
        if kind == "own":
            own = self._own(name)
            if "*" in (fromlist or ()) and own in self._broken.values():
                own.__dict__["__all__"] = names_for_star(sys._getframe(1))
            return own
        if kind == "real":
            try:
                return builtins.__import__(name, globals, locals, fromlist or (), level)
            except ImportError as error:
                if level or not _is_absent(name, error):
                    raise
        top = name.partition(".")[0]
        if top != name and not fromlist and treatment(top, self._allowed, self.names) == "real":
            return builtins.__import__(top)  # the name that the line binds is the package, which is there
        return self._instead(name, sys._getframe(1), star="*" in (fromlist or ()))

    def _named(self, name: str) -> Any:
        """Do what `importlib.import_module` does, for a call in a student's file."""
        kind = treatment(name, self._allowed, self.names)
        if kind == "own":
            return self._own(name)
        if kind == "real":
            try:
                return importlib.__import__(name, fromlist=["*"])
            except ImportError as error:
                if not _is_absent(name, error):
                    raise
        found: Any = self._instead(name, sys._getframe(2))
        return functools.reduce(getattr, name.split(".")[1:], found)

    def _own(self, name: str) -> ModuleType:
        top, _, rest = name.partition(".")
        if rest:
            raise ModuleNotFoundError(f"No module named {name!r}; {top!r} is not a package", name=name)
        return self.module_or_stand_in(name)

    def module_or_stand_in(self, name: str) -> ModuleType:
        """Return the module `name`, or a stand-in for it if Python cannot read its file."""
        try:
            return self.module(name)
        except SyntaxError as error:
            if error.filename != self._places[name]:  # raised by code that has run
                raise
            return self._broken.setdefault(name, InertModule(name, BrokenFile.of(name, error)))

    def _instead(self, name: str, frame: FrameType, star: bool = False) -> InertModule:
        """Return the stand-in for a module, or raise its error where the file has an alternative."""
        top = name.partition(".")[0]
        module = self._stand_in(name if treatment(top, self._allowed, ()) == "real" else top)
        absence: Absence = module.__dict__["_absence"]
        if frame.f_lineno in self._lines_with_alternative(frame.f_code.co_filename):
            absence.refuse()
        if not star:
            return module
        if not absence.quiet_at_top:
            absence.refuse()
        found = InertModule(module.__name__, absence)
        found.__dict__["__all__"] = names_for_star(frame)
        return found

    def _stand_in(self, name: str) -> InertModule:
        if name not in self._inert:
            self._inert[name] = InertModule(name, self._absence(name))
        return self._inert[name]

    def _absence(self, name: str) -> Absence:
        kind = treatment(name, self._allowed, ())
        missing = kind == "missing"
        return Absence(
            name,
            functools.partial(self._reason, name, missing),
            error=ModuleNotFoundError if missing else ImportError,
            quiet_at_top=not missing,
            quiet_calls=kind not in ("missing", "forbidden"),
            loading=lambda: self._loading > 0,
        )

    def _reason(self, name: str, missing: bool) -> str:
        allowed = f"this assignment allows {allowed_in_words(self._allowed)}"
        if not missing:
            return f"{name} is not available here; {allowed}"
        files = ", ".join(sorted(f"{file}.py" for file in self.names))
        return (
            f"{name}.py is missing: the assignment's files here are {files}. Grading has no package {name}; {allowed}"
        )

    def _lines_with_alternative(self, place: str) -> frozenset[int]:
        return _with_alternative("".join(linecache.getlines(place))) if place in self.files else frozenset()


def _is_absent(name: str, error: ImportError) -> bool:
    """Return whether Python lacks a part of what it should have, rather than that the name is wrong."""
    wrong = isinstance(error, ModuleNotFoundError) and error.name == name and "." in name
    return not wrong or "tests" in name.split(".")


def _register(name: str, module: ModuleType | None) -> None:
    if module is None:
        sys.modules.pop(name, None)
    else:
        sys.modules[name] = module


@functools.lru_cache(FILES_KEPT)
def _compiled(text: str, place: str) -> CodeType:
    """Compile a file, with a cache: tests load files repeatedly, and compiling is slower than most tests.

    Raises:
        SyntaxError: Python cannot read the file, for whatever reason.
    """
    if not text.strip():
        raise SyntaxError("the file is empty", (place, 1, None, None))
    if text.lstrip().startswith("{") and '"cells"' in text and '"nbformat"' in text:  # valid Python, too
        raise SyntaxError("the file is a notebook", (place, 1, None, None))
    try:
        return compile(text, place, "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # null bytes, or too deeply nested
        if isinstance(error, SyntaxError) and error.filename:
            raise
        raise SyntaxError(str(error) or type(error).__name__, (place, 1, None, None)) from None


@functools.lru_cache(FILES_KEPT)
def _with_alternative(text: str) -> frozenset[int]:
    """Return the lines of imports for which a file has an alternative: `except ImportError: torch = None`.

    There, the file behaves as on any machine without the package.
    """
    if "except" not in text:
        return frozenset()
    return frozenset(
        inner.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Try) and any(_is_alternative(handler, node.body) for handler in node.handlers)
        for inner in _all(node.body)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    )


def _is_alternative(handler: ast.ExceptHandler, body: Sequence[ast.stmt]) -> bool:
    """Return whether a handler catches a failed import and defines something in its place.

    A handler that imports the same package again has tried to install it, and has nothing else.
    """
    names = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else None
    if names is not None and not names & {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}:
        return False
    defining = (ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    found = {type(node) for node in _all(handler.body)}
    again = _imported(handler.body) & _imported(body)
    return not found.isdisjoint(defining) and ast.Raise not in found and not again


def _all(statements: Sequence[ast.stmt]) -> Iterator[ast.AST]:
    return (node for statement in statements for node in ast.walk(statement))


def _imported(statements: Sequence[ast.stmt]) -> set[str]:
    nodes = list(_all(statements))
    modules = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    modules += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    return {name.partition(".")[0] for name in modules}


def _decoded(source: bytes, place: str) -> str:
    """Decode a file as Python does.

    Raises:
        WrongEncoding: The file is not in the encoding that it declares.
    """
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
        text = io.TextIOWrapper(io.BytesIO(source), encoding).read()
    except (ValueError, LookupError, SyntaxError) as error:
        raise WrongEncoding(str(error), (place, 1, None, None)) from None
    return text
