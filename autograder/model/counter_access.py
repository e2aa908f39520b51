"""Find the place in a source that could reach the counter of iterations, to switch it off or to change its counts.

The counter runs in the student's process. To reach it, code needs one of a few names: of a function that sets a tracer,
of a frame, of the interpreter's tables, or of something that turns text into code or into a name. Homework has none.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["CounterAccess", "counter_access"]

MAX_SOURCE = 256 << 10
"""Maximum size in bytes of a file that is parsed; larger ones are not handed in."""

FILES_KEPT = 32
"""Number of files whose result is kept; an assignment has fewer."""

_MODULES = frozenset(
    [
        "_ctypes", "_thread", "autograder", "bdb", "builtins", "cProfile", "codeop", "ctypes", "dill", "dis",
        "faulthandler", "imp", "importlib", "inspect", "marshal", "mock", "pickle", "pkgutil", "profile", "runpy",
        "threading", "trace",
    ]
)  # fmt: skip
"""Modules whose use leads to the interpreter, or makes objects of bytes."""

_FUNCTIONS = frozenset(["__builtins__", "__import__", "__loader__", "__spec__", "compile", "eval", "exec", "globals"])
"""Built-ins that make code of text, or lead to all names of a module."""

_ATTRIBUTES = frozenset(
    [
        "__builtins__", "__closure__", "__code__", "__defaults__", "__getattribute__", "__globals__", "__import__",
        "__kwdefaults__", "__loader__", "__self__", "__spec__", "__subclasses__", "_current_frames", "_getframe",
        "ag_frame", "attrgetter", "cr_frame", "ctypeslib", "f_back", "f_builtins", "f_globals", "f_locals", "f_trace",
        "f_trace_lines", "f_trace_opcodes", "get_objects", "get_referents", "get_referrers", "gi_frame", "methodcaller",
        "monitoring", "run_path", "runcall", "runctx", "runeval", "set_trace", "setprofile", "settrace", "sys",
        "tb_frame", "walk_stack",
    ]
)  # fmt: skip
"""Attributes, also of modules, that lead to tracers, frames, or the names of other modules."""


@dataclass(frozen=True)
class CounterAccess:
    """The place that could reach the counter.

    Attributes:
        file: Name of the file.
        line: Number of the line, from 1.
        name: The name that stands there.
    """

    file: str
    line: int
    name: str


def counter_access(files: Mapping[str, bytes]) -> CounterAccess | None:
    """Return the first place that could reach the counter of iterations; None if there is none.

    Args:
        files: File -> content, of the whole submission.
    """
    for file, content in sorted(files.items()):
        if len(content) > MAX_SOURCE:
            return CounterAccess(file, 1, file)
        if found := _first_place(content):
            return CounterAccess(file, *found)
    return None


@lru_cache(FILES_KEPT)
def _first_place(content: bytes) -> tuple[int, str] | None:
    """Return (line, name) of the first place in a file; every gate of a submission asks for it."""
    try:
        tree = ast.parse(content.decode("utf-8-sig"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # such a file does not run either
    return min(_AccessSearch(tree).found(), default=None)


class _AccessSearch:
    """Searches one file.

    Args:
        tree: Its syntax tree.
    """

    def __init__(self, tree: ast.Module) -> None:
        self._nodes = list(ast.walk(tree))
        self._roots: set[str] = set()
        self._risky: dict[str, str] = {}
        self._known: set[int] = set()

    def found(self) -> Iterator[tuple[int, str]]:
        """Yield (line, name) of each place."""
        for node in self._nodes:
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield from self._imported(node)
        for node in self._nodes:
            match node:
                case ast.Attribute(value=ast.Name(id="sys") as owner, attr=name):
                    self._known.add(id(owner))
                    if name == "modules":
                        yield node.lineno, "sys.modules"
                case ast.Call(func=ast.Name(id="getattr") as called, args=[ast.Name(id="self"), *_]):
                    self._known.add(id(called))
                case ast.Call(func=ast.Name(id="getattr") as called, args=[_, ast.Constant(value=str(name)), *_]):
                    self._known.add(id(called))
                    if name in _ATTRIBUTES:
                        yield node.lineno, name
                case ast.keyword(arg="allow_pickle", value=ast.expr(lineno=line)):
                    yield line, "allow_pickle"
        for node in self._nodes:
            match node:
                case ast.Attribute(attr=name) if name in _ATTRIBUTES:
                    yield node.lineno, name
                case ast.Attribute(attr=name, ctx=ast.Store() | ast.Del()) if _root(node) in self._roots:
                    yield node.lineno, name
                case ast.Name(id=name) if name in _FUNCTIONS or name in self._risky:
                    yield node.lineno, self._risky.get(name, name)
                case ast.Name(id="sys" | "getattr" as name) if id(node) not in self._known:
                    yield node.lineno, name
                case ast.Call(func=ast.Name(id="setattr" | "delattr" as name), args=[first, *_]):
                    if _root(first) in self._roots:
                        yield node.lineno, name

    def _imported(self, node: ast.Import | ast.ImportFrom) -> Iterator[tuple[int, str]]:
        """Note the names that an import binds; a risky one counts where it is used."""
        if isinstance(node, ast.Import):
            for one in node.names:
                bound = one.asname or one.name.partition(".")[0]
                self._roots.add(bound)
                if _MODULES.intersection(one.name.split(".")):
                    self._risky[bound] = one.name
                elif one.name == "sys" and one.asname not in (None, "sys"):
                    yield node.lineno, "sys"
            return
        module = node.module or ""
        for one in node.names:
            bound = one.asname or one.name
            self._roots.add(bound)
            if module == "builtins":  # `from builtins import range` is left from Python 2
                risky = one.name in _FUNCTIONS or one.name in ("*", "getattr", "setattr", "delattr")
            else:
                risky = bool(_MODULES.intersection([*module.split("."), one.name]))
            if one.name in _ATTRIBUTES or (module == "sys" and one.name in ("*", "modules")):
                yield node.lineno, one.name
            elif risky and one.name == "*":
                yield node.lineno, module
            elif risky:
                self._risky[bound] = f"{module}.{one.name}"


def _root(node: ast.expr) -> str:
    """Return the name with which `np.add.at` begins; empty if it begins with something else."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
