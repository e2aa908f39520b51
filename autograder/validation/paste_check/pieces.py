"""Extract the code that students receive as pieces that could be pasted into an answer.

`received` removes what an answer may not import. Names from SciPy, pytest or this package do not work in an answer.
They stay in the code and raise an error when it uses them. But a student would remove a message, a mark, a check or an
annotation that uses such a name, and so does `received`. `pieces_of` finds the functions of a module that a student
could copy: top-level functions, methods and nested functions. The page `explore.html` has no piece to paste: `build`
refuses Python in it, and the leak scan compares its script with the answers.
"""

import ast
import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

import msgspec

from autograder.authoring.course import AssignmentSource
from autograder.authoring.skeleton import skeleton
from autograder.authoring.test_files import bound, read_test_files
from autograder.files import read_text

__all__ = ["CodePiece", "Received", "pasteable", "pieces_of", "received"]

_Edit = tuple[ast.expr | ast.stmt, str]


class Received(msgspec.Struct, frozen=True):
    """Hold the code that students receive with one assignment.

    Attributes:
        gives: Questions whose answers the code shows on purpose.
        files: File -> text, without parts that only a test needs.
        places: File -> its path in messages.
    """

    gives: tuple[str, ...]
    files: dict[str, str]
    places: dict[str, str]


@dataclass(frozen=True)
class CodePiece:
    """Describe a function that can be called with plain values.

    Attributes:
        place: File and line.
        name: Its name in messages.
        parameters: Names of its parameters. Closure variables of a nested function, or constructor arguments of a
            method's instance, come first.
        required: Number of required parameters.
        call: Calls the function; if `on_self` is set, the first argument is an object for `self`.
        on_self: Whether it is a method to call with the attributes of another instance.
    """

    place: str
    name: str
    parameters: tuple[str, ...]
    required: int
    call: Callable[..., Any]
    on_self: bool = False


def received(source: AssignmentSource, allowed: Collection[str]) -> Received:
    """Read the public tests of an assignment, their helpers, the given files and the skeletons.

    Args:
        source: The assignment.
        allowed: Packages that an answer may import.

    Raises:
        AssignmentError: A file is missing or is not Python.
    """
    texts = {
        test_file.path.name: (source.show(test_file.path), test_file.text)
        for test_file in read_test_files(source, "public")
    }
    for name in source.assignment.given:
        path = source.folder / "given" / name
        texts[name] = source.show(path), read_text(path, source.show(path))
    for name in source.assignment.files():
        texts[name] = f"assignments/{source.id}/{name}", skeleton(source, name)
    own = {*allowed, *(name.removesuffix(".py") for name in texts)}
    return Received(
        tuple(entry.question for entry in source.assignment.gives),
        {name: pasteable(text, own) for name, (_shown, text) in texts.items()},
        {name: shown for name, (shown, _text) in texts.items()},
    )


def pasteable(text: str, allowed: Collection[str]) -> str:
    """Return the text of a module without the parts that a student cannot use; line numbers stay the same.

    Args:
        text: Text of the module.
        allowed: Top-level modules that may be imported.
    """
    tree = ast.parse(text)
    lines = [line.encode() for line in text.split("\n")]
    for node, put in reversed(list(_outer(_edits(tree.body, _foreign(tree, allowed))))):
        _replace(lines, node, put.encode())
    return b"\n".join(lines).decode()


def _outer(edits: Iterable[_Edit]) -> Iterator[_Edit]:
    """Yield the edits in order, without those inside another edit."""
    end = (0, 0)
    for node, put in sorted(edits, key=lambda edit: (edit[0].lineno, edit[0].col_offset)):
        if (node.lineno, node.col_offset) >= end:
            end = node.end_lineno or 0, node.end_col_offset or 0
            yield node, put


def _foreign(tree: ast.Module, allowed: Collection[str]) -> set[str]:
    """Return the names bound by imports that are not allowed."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            several = [alias for alias in node.names if alias.name.partition(".")[0] not in allowed]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] not in allowed:
            several = node.names
        else:
            continue
        found |= {alias.asname or alias.name.partition(".")[0] for alias in several}
    return found


def _edits(body: Sequence[ast.stmt], foreign: set[str]) -> Iterator[_Edit]:
    """Yield the edits that make a module or class executable without the foreign names."""
    gone = set(foreign)
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                yield from _within(inner, foreign)
        elif isinstance(node, ast.ClassDef):
            yield from ((one, "") for one in node.decorator_list if _names(one) & gone)
            yield from ((base, "*()") for base in node.bases if _names(base) & gone)
            yield from _edits(node.body, gone)
        elif not isinstance(node, ast.Import | ast.ImportFrom) and _names(node) & gone:
            gone |= bound(node)
            yield node, " = ".join([*sorted(bound(node)), "None"])


def _within(node: ast.AST, foreign: set[str]) -> Iterator[_Edit]:
    """Yield the edits of a function: marks, fixtures, annotations, defaults, and statements that only check."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        arguments = node.args
        parts: Iterable[ast.expr | None] = (*arguments.defaults, *arguments.kw_defaults)
        if not isinstance(node, ast.Lambda):
            every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
            parts = (*parts, *(argument.annotation for argument in every), node.returns)
            yield from ((one, "") for one in node.decorator_list if _names(one) & foreign)
        yield from ((part, "None") for part in parts if part is not None and _names(part) & foreign)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and _names(node.value.func) & foreign:
        yield node, "pass"


def _names(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _replace(lines: list[bytes], node: ast.expr | ast.stmt, put: bytes) -> None:
    """Replace a node with a text; keep the number of lines."""
    assert node.end_lineno is not None
    first, last = node.lineno - 1, node.end_lineno - 1
    before, behind = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
    if not put:  # remove a decorator together with its `@`
        before = b""
    lines[first : last + 1] = [before + put + behind, *[b""] * (last - first)]


def pieces_of(module: ModuleType, text: str, place: str) -> Iterator[CodePiece]:
    """Find every function of a module, except tests.

    Args:
        module: The executed module.
        text: Its text.
        place: Its path in messages.
    """
    for code, is_method in _functions(compile(text, place, "exec", dont_inherit=True)):
        where = f"{place}:{code.co_firstlineno}"
        if code.co_name.startswith("test_") and "submission" in code.co_varnames[: code.co_argcount]:
            continue  # a test needs fixtures, which an answer does not have
        if code.co_freevars:
            yield _inner(module, code, where)
        elif is_method:
            yield from _methods(module, code, where)
        else:
            function = _found(module, code) or FunctionType(code, vars(module))
            required, parameters = _arity(function)
            yield CodePiece(where, code.co_name, parameters, required, function)


def _functions(code: CodeType) -> Iterator[tuple[CodeType, bool]]:
    """Yield the code of each function at any depth, and whether it is a method."""
    in_class = not code.co_flags & inspect.CO_OPTIMIZED and code.co_name != "<module>"
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            lazy = inner.co_flags & (inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR)
            named = inner.co_name == "<lambda>" or not inner.co_name.startswith("<")
            if inner.co_flags & inspect.CO_OPTIMIZED and named and not lazy:
                yield inner, in_class
            yield from _functions(inner)


def _found(module: ModuleType, code: CodeType) -> FunctionType | None:
    """Return the function object, which has the defaults; None for a nested function."""
    value: Any = module
    for name in code.co_qualname.split("."):
        value = inspect.getattr_static(value, name, None)
    value = getattr(value, "__func__", value)
    return value if isinstance(value, FunctionType) and value.__code__ == code else None


def _arity(function: FunctionType) -> tuple[int, tuple[str, ...]]:
    code = function.__code__
    return code.co_argcount - len(function.__defaults__ or ()), code.co_varnames[: code.co_argcount]


def _inner(module: ModuleType, code: CodeType, where: str) -> CodePiece:
    """Create a piece for a nested function; its closure variables become parameters."""
    free = len(code.co_freevars)

    def call(*values: Any) -> Any:
        cells = tuple(CellType(value) for value in values[:free])
        return FunctionType(code, vars(module), code.co_name, None, cells)(*values[free:])

    parameters = (*code.co_freevars, *code.co_varnames[: code.co_argcount])
    return CodePiece(where, code.co_name, parameters, len(parameters), call)


def _methods(module: ModuleType, code: CodeType, where: str) -> Iterator[CodePiece]:
    """Yield two pieces for a method: with the student's `self`, and on a newly constructed instance."""
    function = _found(module, code) or FunctionType(code, vars(module))
    required, parameters = _arity(function)
    *outer, name = code.co_qualname.split(".")
    if not parameters:
        return
    yield CodePiece(where, code.co_qualname, parameters[1:], required - 1, function, on_self=True)
    owner: Any = module
    for part in outer:
        owner = getattr(owner, part, None)
    kind = inspect.getattr_static(owner, name, None)
    if isinstance(kind, classmethod | staticmethod):
        skip = isinstance(kind, classmethod)
        yield CodePiece(where, code.co_qualname, parameters[skip:], required - skip, getattr(owner, name))
    elif isinstance(owner, type) and name != "__init__":
        yield from _constructed(owner, name, where, parameters[1:], required - 1)


def _constructed(owner: type, name: str, where: str, parameters: tuple[str, ...], required: int) -> Iterator[CodePiece]:
    try:
        signature = inspect.signature(owner).parameters.values()
    except ValueError:  # classes implemented in C have no signature
        return
    made_of = [one.name for one in signature if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD]

    def call(*values: Any) -> Any:
        return getattr(owner(*values[: len(made_of)]), name)(*values[len(made_of) :])

    shown = f"{owner.__name__}({', '.join(made_of)}).{name}"
    yield CodePiece(where, shown, (*made_of, *parameters), len(made_of) + required, call)
