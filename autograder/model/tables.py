"""Reading a TOML file into validated records, with errors that name file, key, what was found and what is allowed."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from autograder.errors import AssignmentError

__all__ = ["read_toml"]

T = TypeVar("T")


def read_toml(path: Path, kind: type[T]) -> T:
    """Parse and validate `path` as `kind`.

    Raises:
        AssignmentError: The file is missing, not UTF-8, not TOML, or does not fit `kind`.
    """
    try:
        table: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise AssignmentError(str(path), "there is no such file") from None
    except UnicodeDecodeError as error:
        raise AssignmentError(str(path), f"byte {error.start} is not UTF-8; save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise AssignmentError(str(path), f"not valid TOML: {error}") from None
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        raise AssignmentError(*_place(path, kind, str(error))) from None


def _place(path: Path, kind: type[Any], message: str) -> tuple[str, str]:
    """Split msgspec's message (`... - at `$.question[0].points``) into our place and problem."""
    problem, _, place = message.partition(" - at ")
    key = place.strip("`").removeprefix("$").removeprefix(".") or "top level"
    if "unknown field" in problem:
        problem += f"; allowed: {', '.join(_fields_at(kind, key))}"
    return f"{path}: {key}", problem


def _fields_at(kind: type[Any], key: str) -> list[str]:
    """Names of the fields that may stand at `key` of `kind`."""
    info: Any = msgspec.inspect.type_info(kind)
    for part in key.replace("[...]", "").split(".") if key != "top level" else []:
        name = part.partition("[")[0]
        field = next((f for f in info.fields if f.encode_name == name), None)
        if field is None:
            break
        info = _struct_inside(field.type)
    return [field.encode_name for field in getattr(info, "fields", ())]


def _struct_inside(info: Any) -> Any:
    """The record type inside an optional or a list of it."""
    if isinstance(info, msgspec.inspect.UnionType):
        return next((_struct_inside(t) for t in info.types if not isinstance(t, msgspec.inspect.NoneType)), info)
    if isinstance(info, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
        return _struct_inside(info.item_type)
    return info
