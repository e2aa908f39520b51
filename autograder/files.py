"""Read files with errors that name the file, write them atomically, and zip them deterministically."""

import io
import os
import re
import reprlib
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from autograder.errors import AssignmentError, UsageError

__all__ = [
    "PRIVATE",
    "READABLE",
    "os_errors_as_usage_errors",
    "read_bytes",
    "read_text",
    "read_toml",
    "write_atomically",
    "zip_bytes",
]

T = TypeVar("T")

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time stamp of every zip entry, the earliest that the format has. A real time would differ from build to build."""

UNIX, PLAIN = 3, 0o100000
READABLE, PRIVATE = 0o644, 0o600


def read_text(path: Path, shown: str) -> str:
    r"""Read a UTF-8 file as text, with every line end as `\n`.

    Args:
        path: The file.
        shown: Name of the file in error messages.

    Raises:
        AssignmentError: The file is missing, cannot be read, or is not UTF-8.
    """
    content = read_bytes(path, shown)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AssignmentError(shown, f"byte {error.start} is not UTF-8; save the file as UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(path: Path, shown: str) -> bytes:
    """Read a file as bytes.

    Args:
        path: The file.
        shown: Name of the file in error messages.

    Raises:
        AssignmentError: The file is missing or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise AssignmentError(shown, "there is no such file") from None
    except OSError as error:
        raise AssignmentError(
            shown, f"cannot be read ({error.strerror}); it must be a file that you may read"
        ) from None


@contextmanager
def os_errors_as_usage_errors(act: str, place: Path, cure: str) -> Iterator[None]:
    """Re-raise OSError as UsageError, with the path and a hint.

    Args:
        act: `read` or `written`, for the message.
        place: The file or folder, for the message.
        cure: What the reader of the message can do.

    Raises:
        UsageError: The block raised OSError.
    """
    try:
        yield
    except OSError as error:
        raise UsageError(f"{place}: cannot be {act} ({error.strerror}); {cure}") from None


def read_toml(path: Path, kind: type[T], prepare: Callable[[dict[str, Any]], None] = lambda table: None) -> T:
    """Parse and validate `path` as `kind`.

    Args:
        path: The file.
        kind: The record that it holds.
        prepare: Changes the table in place before it is validated, for example where a short form stands for a long.

    Raises:
        AssignmentError: The file is missing, cannot be read, is not UTF-8 or not TOML, or does not fit `kind`.
    """
    try:
        table: dict[str, Any] = tomllib.loads(read_text(path, str(path)))
    except tomllib.TOMLDecodeError as error:
        raise AssignmentError(str(path), f"not valid TOML: {error}") from None
    try:
        prepare(table)
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
    """Return msgspec's description of the type at `key` of `kind`, or of the innermost type that it finds."""
    info: Any = msgspec.inspect.type_info(kind)
    for part in key.split(".") if key != "top level" else []:
        name = part.partition("[")[0]
        field = next((f for f in getattr(info, "fields", ()) if f.encode_name == name), None)
        if field is None:
            break
        info = _inside(field.type)
    return info


def _value_at(table: Any, key: str) -> Any:
    """Return the plain value at `key` of the table; None if the key is missing or holds a table or a list."""
    for name, index in re.findall(r"(\w+)|\[(\d+)\]", key):
        try:
            table = table[name or int(index)]
        except (KeyError, IndexError, TypeError):
            return None
    return None if isinstance(table, dict | list) else table


def _inside(info: Any) -> Any:
    """Return the type inside an optional or a list."""
    if isinstance(info, msgspec.inspect.UnionType):
        return next((_inside(t) for t in info.types if not isinstance(t, msgspec.inspect.NoneType)), info)
    if isinstance(info, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
        return _inside(info.item_type)
    return info


def write_atomically(path: Path, content: bytes, mode: int = READABLE, *, cure: str = "choose another place") -> None:
    """Write a file atomically: readers get the old content or all of the new. Create its folders if necessary.

    Args:
        path: The file.
        content: The whole content.
        mode: Permissions of the file.
        cure: What the error message advises if the file cannot be written.

    Raises:
        UsageError: The file or a folder cannot be written.
    """
    with os_errors_as_usage_errors("written", path, cure):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with open(handle, "wb") as file:  # noqa: PTH123 - a descriptor, not a path
                file.write(content)
            Path(beside).chmod(mode)
            os.replace(beside, path)  # noqa: PTH105 - the function that the promise is about
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise


def zip_bytes(files: Mapping[str, bytes], modes: Mapping[str, int] | None = None) -> bytes:
    """Zip files deterministically: sorted by name, with a fixed time stamp.

    Args:
        files: Path inside the zip -> content.
        modes: Path -> permissions, for the files that do not get `READABLE`.

    Returns:
        The zip archive.
    """
    permissions = modes or {}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, EPOCH)
            member.create_system, member.external_attr = UNIX, (PLAIN | permissions.get(name, READABLE)) << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, files[name])
    return buffer.getvalue()
