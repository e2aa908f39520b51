"""What was graded with what: digests that a record carries."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import autograder

__all__ = ["digest_of_assignment", "digest_of_engine", "digest_of_files"]


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents."""
    total = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()


def digest_of_assignment(folder: Path) -> str:
    """SHA-256 over everything that decides a grade: description, reference, given files and tests."""
    patterns = ("assignment.toml", "misconceptions.toml", "*.py", "given/**/*.py", "tests/**/*.py")
    return _of(folder, (path for pattern in patterns for path in folder.glob(pattern)))


def digest_of_engine() -> str:
    """The engine's version, and SHA-256 over its modules."""
    root = Path(autograder.__file__).parent
    return f"{autograder.__version__}+{_of(root, root.rglob('*.py'))[:16]}"


def _of(root: Path, paths: Iterable[Path]) -> str:
    return digest_of_files({path.relative_to(root).as_posix(): path.read_bytes() for path in paths})
