"""The functions in a module that somebody could copy out of it: its own, methods, and those inside of others."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CellType, CodeType, FunctionType, ModuleType
from typing import Any

__all__ = ["CodePiece", "pieces_of"]


@dataclass(frozen=True)
class CodePiece:
    """A function that can be called with plain values.

    Attributes:
        place: File and line.
        name: What messages call it.
        parameters: The names of the values that it takes; those that a function takes from the one around it, and those
            that make the instance of a method, come first.
        required: How many of them it cannot do without.
        call: Calls it with so many values or more; behind an instance's attributes where `on_self` is set.
        on_self: Whether it is a method, which gets the attributes of somebody else's instance.
    """

    place: str
    name: str
    parameters: tuple[str, ...]
    required: int
    call: Callable[..., Any]
    on_self: bool = False


def pieces_of(module: ModuleType, text: str, place: str) -> Iterator[CodePiece]:
    """Every function of a module, as pieces.

    Args:
        module: The module, executed.
        text: Its text.
        place: The path that messages name.
    """
    for code, is_method in _functions(compile(text, place, "exec", dont_inherit=True)):
        where = f"{place}:{code.co_firstlineno}"
        if code.co_name.startswith("test_") and "submission" in code.co_varnames[: code.co_argcount]:
            continue  # a test gets what no answer has
        if code.co_freevars:
            yield _inner(module, code, where)
        elif is_method:
            yield from _methods(module, code, where)
        else:
            function = _found(module, code) or FunctionType(code, vars(module))
            required, parameters = _arity(function)
            yield CodePiece(where, code.co_name, parameters, required, function)


def _functions(code: CodeType) -> Iterator[tuple[CodeType, bool]]:
    """The code of each function, however deep inside, and whether it stands in a class."""
    in_class = not code.co_flags & inspect.CO_OPTIMIZED and code.co_name != "<module>"
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            lazy = inner.co_flags & (inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR)
            named = inner.co_name == "<lambda>" or not inner.co_name.startswith("<")
            if inner.co_flags & inspect.CO_OPTIMIZED and named and not lazy:
                yield inner, in_class
            yield from _functions(inner)


def _found(module: ModuleType, code: CodeType) -> FunctionType | None:
    """The function itself, which knows its defaults; None for one inside of another."""
    value: Any = module
    for name in code.co_qualname.split("."):
        value = inspect.getattr_static(value, name, None)
    value = getattr(value, "__func__", value)
    return value if isinstance(value, FunctionType) and value.__code__ == code else None


def _arity(function: FunctionType) -> tuple[int, tuple[str, ...]]:
    code = function.__code__
    return code.co_argcount - len(function.__defaults__ or ()), code.co_varnames[: code.co_argcount]


def _inner(module: ModuleType, code: CodeType, where: str) -> CodePiece:
    """A function that takes some values from the function around it."""
    free = len(code.co_freevars)

    def call(*values: Any) -> Any:
        cells = tuple(CellType(value) for value in values[:free])
        return FunctionType(code, vars(module), code.co_name, None, cells)(*values[free:])

    parameters = (*code.co_freevars, *code.co_varnames[: code.co_argcount])
    return CodePiece(where, code.co_name, parameters, len(parameters), call)


def _methods(module: ModuleType, code: CodeType, where: str) -> Iterator[CodePiece]:
    """A method: its body in a method of the student's, and on an instance of its own."""
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
    except ValueError:  # what is made in C has none
        return
    made_of = [one.name for one in signature if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD]

    def call(*values: Any) -> Any:
        return getattr(owner(*values[: len(made_of)]), name)(*values[len(made_of) :])

    shown = f"{owner.__name__}({', '.join(made_of)}).{name}"
    yield CodePiece(where, shown, (*made_of, *parameters), len(made_of) + required, call)
