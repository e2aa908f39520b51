"""Reading a TOML file into validated records, with errors that name file, key, what was found and what is allowed."""

import re
import reprlib
import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from autograder.errors import AssignmentError
from autograder.model.disk import read_text

__all__ = ["read_toml"]

T = TypeVar("T")


def read_toml(path: Path, kind: type[T]) -> T:
    """Parse and validate `path` as `kind`.

    Raises:
        AssignmentError: The file is missing, cannot be read, is not UTF-8 or not TOML, or does not fit `kind`.
    """
    try:
        table: dict[str, Any] = tomllib.loads(read_text(path, str(path)))
    except tomllib.TOMLDecodeError as error:
        raise AssignmentError(str(path), f"not valid TOML: {error}") from None
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise AssignmentError(*_place(path, kind, str(error), table)) from None


def _place(path: Path, kind: type[Any], message: str, table: dict[str, Any]) -> tuple[str, str]:
    """Split msgspec's message (`... - at `$.question[0].points``) into our place and problem."""
    problem, _, place = message.partition(" - at ")
    key = place.strip("`").removeprefix("$").removeprefix(".") or "top level"
    if "unknown field" in problem:
        problem += f"; allowed: {', '.join(field.encode_name for field in getattr(_type_at(kind, key), 'fields', ()))}"
    elif problem.startswith("Invalid enum value"):
        problem += f"; allowed: {', '.join(map(repr, getattr(_type_at(kind, key), 'values', ())))}"
    elif problem.startswith("Expected") and (value := _value_at(table, key)) is not None:
        problem = f"found {reprlib.repr(value)}. {problem}"
    return f"{path}: {key}", problem


def _type_at(kind: type[Any], key: str) -> Any:
    """What msgspec knows of the type at `key` of `kind`."""
    info: Any = msgspec.inspect.type_info(kind)
    for part in key.split(".") if key != "top level" else []:
        name = part.partition("[")[0]
        field = next((f for f in getattr(info, "fields", ()) if f.encode_name == name), None)
        if field is None:
            break
        info = _inside(field.type)
    return info


def _value_at(table: Any, key: str) -> Any:
    """What stands at `key` of the table; None where that cannot be told."""
    for name, index in re.findall(r"(\w+)|\[(\d+)\]", key):
        try:
            table = table[name or int(index)]
        except (KeyError, IndexError, TypeError):
            return None
    return None if isinstance(table, dict | list) else table


def _inside(info: Any) -> Any:
    """The type inside an optional or a list of it."""
    if isinstance(info, msgspec.inspect.UnionType):
        return next((_inside(t) for t in info.types if not isinstance(t, msgspec.inspect.NoneType)), info)
    if isinstance(info, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
        return _inside(info.item_type)
    return info
