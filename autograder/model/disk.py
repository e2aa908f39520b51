"""What an author keeps on disk, read; and where the disk refuses, one line that names the place."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import AssignmentError, UsageError

__all__ = ["read_bytes", "read_text", "refusals_told"]


def read_text(path: Path, shown: str) -> str:
    r"""A text file, with `\n` at the end of each line whatever the author's editor wrote.

    Args:
        path: The file.
        shown: How messages name it.

    Raises:
        AssignmentError: It is missing, cannot be read, or is not UTF-8.
    """
    content = read_bytes(path, shown)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AssignmentError(shown, f"byte {error.start} is not UTF-8; save the file as UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_bytes(path: Path, shown: str) -> bytes:
    """A file as it is.

    Args:
        path: The file.
        shown: How messages name it.

    Raises:
        AssignmentError: It is missing, or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise AssignmentError(shown, "there is no such file") from None
    except OSError as error:
        raise AssignmentError(
            shown, f"cannot be read ({error.strerror}); it must be a file, and yours to read"
        ) from None


@contextmanager
def refusals_told(act: str, place: Path, cure: str) -> Iterator[None]:
    """Inside the block, what the disk refuses becomes the caller's mistake.

    Args:
        act: What is done there: `read` or `written`.
        place: What is read or written.
        cure: What to do about it.

    Raises:
        UsageError: Something could not be read or written.
    """
    try:
        yield
    except OSError as error:
        raise UsageError(f"{place}: cannot be {act} ({error.strerror}); {cure}") from None
