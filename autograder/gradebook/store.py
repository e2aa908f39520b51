"""Open the file of a gradebook, and write to it in transactions."""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from autograder.errors import UsageError
from autograder.gradebook.schema import opened
from autograder.model.results import Record

__all__ = ["Store", "now", "pack_record", "unpack_record"]


class Store:
    """An open gradebook file; use it as a context manager.

    Args:
        path: The file.
        create: Whether to create the file if it does not exist.
        unchanged: Whether to leave a file of an older format as it is, and read a temporary copy in today's format.

    Attributes:
        kept: Path of the backup copy, if opening the file converted it from an older format; otherwise None.

    Raises:
        UsageError: The file is missing, is not a gradebook, has a later format, or cannot be written.
    """

    def __init__(self, path: Path, create: bool = False, *, unchanged: bool = False) -> None:
        self.path = path
        if not create and not path.is_file():
            raise UsageError(
                f"{path}: there is no gradebook; create one with `autograder grade`, or name another folder"
            )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            db, self.kept = opened(path, unchanged)
        except (sqlite3.Error, OSError) as error:
            raise UsageError(f"{path}: cannot be opened as a gradebook ({error}); choose another folder") from None
        self._db = _Database(db, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def version(self) -> int:
        """Return a number that changes when another process has written to the file."""
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    def _state(self) -> tuple[int, int]:
        """Return a value that changes when this process or another one has written to the file."""
        return self._db.changes(), self.version()

    def _writing(self) -> "_Database":
        """Return a context manager for a transaction."""
        return self._db


class _Database:
    """A connection that raises UsageError if the file cannot be read or written; as a context manager, a transaction.

    Reading can fail on a full disk too, because SQLite keeps an index of its log beside the file.
    """

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path

    def execute(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run a statement."""
        with self._reporting():
            return self._db.execute(statement, values)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> sqlite3.Cursor:
        """Run a statement for each row of values."""
        with self._reporting():
            return self._db.executemany(statement, rows)

    def changes(self) -> int:
        """Return how many rows this connection has written."""
        return self._db.total_changes

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> None:
        self._db.__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType) -> None:
        with self._reporting():
            self._db.__exit__(kind, error, trace)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise UsageError(
                f"{self._path}: cannot be read or written ({error}); free disk space, then run the same command to "
                "continue"
            ) from None


def now() -> str:
    """Return the time as the gradebook stores it: ISO 8601, in UTC."""
    return datetime.now(UTC).isoformat()


def pack_record(record: Record) -> bytes:
    """Encode a record for the gradebook. Its texts repeat, so compressed it takes a tenth."""
    return zlib.compress(msgspec.json.encode(record))


def unpack_record(packed: bytes) -> Record:
    """Decode a record of the gradebook."""
    return msgspec.json.decode(zlib.decompress(packed), type=Record)
