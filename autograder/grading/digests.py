"""What was graded with what: digests that a record carries."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import autograder
from autograder.files import read_bytes
from autograder.grading.secret import fingerprint

__all__ = ["digest_of_assignment", "digest_of_engine", "digest_of_files", "digests_for", "stamp"]

_DECIDING = ("assignment.toml", "misconceptions.toml", "*.py", "given/**/*.py", "tests/**/*.py")
"""The files that decide a grade: description, reference, given files and tests. Sidecars (`ko.toml`) hold texts
for people and are left out."""


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents."""
    total = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()


def digest_of_assignment(folder: Path) -> str:
    """SHA-256 over everything that decides a grade."""
    return _of(folder, _deciding(folder))


def stamp(folder: Path) -> list[tuple[str, int, int]]:
    """Sizes and times of the same files: little to compute, and different once somebody has edited one."""
    found = ((path, path.stat()) for path in _deciding(folder))
    return sorted((str(path), at.st_mtime_ns, at.st_size) for path, at in found)


def digest_of_engine() -> str:
    """The engine's version, and SHA-256 over its modules."""
    root = Path(autograder.__file__).parent
    return f"{autograder.__version__}+{_of(root, root.rglob('*.py'))[:16]}"


def digests_for(folder: Path, secret: bytes) -> dict[str, str]:
    """What a record says of what it was graded with."""
    return {"assignment": digest_of_assignment(folder), "engine": digest_of_engine(), "secret": fingerprint(secret)}


def _deciding(folder: Path) -> Iterator[Path]:
    return (path for pattern in _DECIDING for path in folder.glob(pattern))


def _of(root: Path, paths: Iterable[Path]) -> str:
    return digest_of_files({path.relative_to(root).as_posix(): read_bytes(path, str(path)) for path in paths})
