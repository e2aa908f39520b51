"""Find pictures in folders, one folder for each class, in the layouts of ImageNet and Tiny ImageNet.

    train/<class>/*.jpg    or    train/<class>/images/*.jpg
    val/<class>/*.jpg      or    val/<class>/images/*.jpg      or    val/images/*.jpg with val/val_annotations.txt

`.jpeg` and `.png` are accepted too. The table has a line for each picture: its name, a tab, its class; text after
another tab is ignored. Files of other kinds and names that begin with a dot are ignored too. A picture in any other
place is an error, so that none is skipped silently.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from sources import reading, there

from autograder.errors import UsageError

__all__ = ["KINDS", "class_names", "labeled"]

KINDS = frozenset({".jpg", ".jpeg", ".png"})
INNER = "images"
TABLE = "val_annotations.txt"


def class_names(folder: Path) -> list[str]:
    """Return the classes: the names of the folders in a folder, sorted.

    Raises:
        UsageError: The folder cannot be read, contains no folders, or has pictures beside them.
    """
    with reading(folder):
        folders, pictures = _listed(folder) if folder.exists() else ([], [])
    if pictures:
        raise UsageError(f"{pictures[0]}: a picture outside of the class folders; move it into one, or remove it")
    if not folders:
        raise UsageError(f"{folder}: should be a folder with one folder for each class")
    return [path.name for path in folders]


def labeled(folder: Path, classes: list[str]) -> list[tuple[Path, int]]:
    """Return every picture with its class, sorted by class and then by name.

    Args:
        folder: The folder of a part, `train` or `val`.
        classes: The names of the classes.

    Raises:
        UsageError: A file cannot be read, is in a wrong place, or belongs to an unknown class.
    """
    number = {name: label for label, name in enumerate(classes)}
    if there(folder / TABLE) and (folder / INNER).is_dir():
        return _looked_up(folder, number)
    names = class_names(folder)
    if strange := sorted(set(names) - set(number)):
        raise UsageError(
            f"{folder / strange[0]}: no class of that name in train; remove the folder, or correct its name"
        )
    return [(path, number[name]) for name in names for path in _of_class(folder / name)]


def _of_class(folder: Path) -> Iterator[Path]:
    folders, pictures = _listed(folder)
    yield from pictures
    for inner in folders:
        deeper, pictures = _listed(inner)
        if inner.name != INNER or deeper:
            raise UsageError(
                f"{deeper[0] if deeper and inner.name == INNER else inner}: a folder inside a class; only "
                f"{INNER}/ may be one. Move its pictures into {folder}, or remove the folder"
            )
        yield from pictures


def _looked_up(folder: Path, number: dict[str, int]) -> list[tuple[Path, int]]:
    """Return the pictures of a part whose classes are in a table."""
    table = folder / TABLE
    with reading(table):
        lines = table.read_text(encoding="utf-8", errors="replace").splitlines()
    found = {}
    for row, line in enumerate(lines, 1):
        name, named = (*line.split("\t"), "")[:2]
        if named not in number:
            raise UsageError(f"{table}:{row}: {named!r} is not a class in train; download the file again")
        found[name] = number[named]
    pictures = {path.name: path for path in _listed(folder / INNER)[1]}
    if odd := sorted(set(pictures) ^ set(found)):
        lacks = table if odd[0] in pictures else folder / INNER
        raise UsageError(f"{lacks}: lacks {odd[0]}; {TABLE} must name exactly the pictures in {INNER}/")
    return sorted(((pictures[name], label) for name, label in found.items()), key=lambda pair: (pair[1], pair[0]))


def _listed(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the folders and the pictures in a folder, each sorted by name."""
    folders, pictures = [], []
    with reading(folder), os.scandir(folder) as entries:
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                folders.append(path)
            elif path.suffix.lower() in KINDS:  # broken links too: reading them reports the error
                pictures.append(path)
    return sorted(folders), sorted(pictures)
