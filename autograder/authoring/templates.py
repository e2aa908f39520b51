"""Fills templates: files for authors and instructors with places for an id and the like.

Their names end in `.in`. So no tool reads them as modules, tests, assignments or workflows of this project, and the
wheel for students leaves them out.
"""

from collections.abc import Mapping
from pathlib import Path

from autograder.errors import UsageError

__all__ = ["filled"]

SUFFIX = ".in"


def filled(root: Path, values: Mapping[str, str]) -> dict[str, str]:
    """Return the files of a folder of templates, by path, with `@NAME@` replaced in paths and texts.

    Args:
        root: Their folder.
        values: The value for each name.

    Raises:
        UsageError: The templates are not installed.
    """
    found = sorted(path for path in root.rglob("*") if path.name.endswith(SUFFIX))
    if not found:
        raise UsageError(
            "the templates are not installed here: the wheel for students leaves them out; "
            "install the package from its repository"
        )
    files = {}
    for path in found:
        name = path.relative_to(root).as_posix().removesuffix(SUFFIX)
        files[_fill(name, values)] = _fill(path.read_text(encoding="utf-8"), values)
    return files


def _fill(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text
