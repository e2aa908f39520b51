"""Open the file of a gradebook, and write to it in transactions."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from autograder.errors import UsageError
from autograder.gradebook.schema import opened

__all__ = ["Store", "now"]


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
            self._db, self.kept = opened(path, unchanged)
        except (sqlite3.Error, OSError) as error:
            raise UsageError(f"{path}: cannot be opened as a gradebook ({error}); choose another folder") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _writing(self) -> "_Writing":
        return _Writing(self._db, self.path)


class _Writing:
    """A transaction that raises UsageError if the file cannot be written."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path

    def __enter__(self) -> None:
        self._db.__enter__()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            self._db.__exit__(kind, error, trace)  # type: ignore[arg-type]
        except sqlite3.Error as problem:
            error = problem
        if isinstance(error, sqlite3.Error):
            raise UsageError(
                f"{self._path}: cannot be written ({error}); free disk space, then run the same command to continue"
            ) from None


def now() -> str:
    """Return the time as the gradebook stores it: ISO 8601, in UTC."""
    return datetime.now(UTC).isoformat()
