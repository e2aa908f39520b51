"""Compute the digests in a record: of the assignment, the submission, the engine and the secret."""

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import autograder
from autograder.files import read_bytes
from autograder.grading.secret import fingerprint
from autograder.model.grading_rules import FILE_NAME, deciding_part

__all__ = ["digest_of_assignment", "digest_of_code", "digest_of_engine", "digest_of_files", "digests_for", "stamp"]

_DECIDING = ("assignment.toml", "misconceptions.toml", "grading.toml", "*.py", "given/**/*.py", "tests/**/*.py")
"""Files that affect grades: description, misconceptions, reference, given files and tests; not the sidecars with texts
for people (`ko.toml`)."""


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of names and contents, in hexadecimal.

    Args:
        files: Name -> content.
    """
    total = hashlib.sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            total.update(len(part).to_bytes(8, "little") + part)
    return total.hexdigest()


def digest_of_code(student: str, files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of a student and of what the files do, in hexadecimal.

    Comments, docstrings, layout and statements without effect do not change it. So where results of hidden tests are
    shown before the deadline, they give a student no new hidden inputs.

    Args:
        student: Who handed in.
        files: Name -> content. A file that Python cannot read counts as it is.
    """
    return digest_of_files(
        {"student": student.encode(), **{f"file {name}": _code(data) for name, data in files.items()}}
    )


def _code(data: bytes) -> bytes:
    try:
        return ast.dump(_WithoutIdleStatements().visit(ast.parse(data))).encode("utf-8", "surrogatepass")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return data


class _WithoutIdleStatements(ast.NodeTransformer):
    """Removes docstrings, other constants that stand alone, and `pass`."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        return None if isinstance(node.value, ast.Constant) else node

    def visit_Pass(self, node: ast.Pass) -> None:
        return None


def digest_of_assignment(folder: Path) -> str:
    """Return the SHA-256 of all files of an assignment that affect grades, in hexadecimal."""
    return _of(folder, _deciding(folder))


def stamp(folder: Path) -> list[tuple[str, int, int]]:
    """Return names, modification times and sizes of the files that affect grades: a fast check for edits."""
    found = ((path, path.stat()) for path in _deciding(folder))
    return sorted((str(path), at.st_mtime_ns, at.st_size) for path, at in found)


def digest_of_engine() -> str:
    """Return the engine's version and the start of the SHA-256 of its modules."""
    root = Path(autograder.__file__).parent
    return f"{autograder.__version__}+{_of(root, root.rglob('*.py'))[:16]}"


def digests_for(folder: Path, secret: bytes) -> dict[str, str]:
    """Return the digests of assignment and engine and the fingerprint of the secret, for a record."""
    return {"assignment": digest_of_assignment(folder), "engine": digest_of_engine(), "secret": fingerprint(secret)}


def _deciding(folder: Path) -> Iterator[Path]:
    return (path for pattern in _DECIDING for path in folder.glob(pattern))


def _of(root: Path, paths: Iterable[Path]) -> str:
    contents = {path.relative_to(root).as_posix(): read_bytes(path, str(path)) for path in paths}
    if FILE_NAME in contents:  # another rubric grades no submission again
        contents[FILE_NAME] = deciding_part(contents[FILE_NAME])
    return digest_of_files(contents)
