"""Pictures in folders, one folder a class, as ImageNet and Tiny ImageNet lay them out.

    train/<class>/*.jpg    or    train/<class>/images/*.jpg
    val/<class>/*.jpg      or    val/<class>/images/*.jpg      or    val/images/*.jpg with val/val_annotations.txt

`.jpeg` and `.png` will do as well. The table has a line for each picture: its name, a tab, its class; what follows
another tab is left alone. So are files of other kinds, and whatever has a name that begins with a dot. Any other place
where pictures may lie is refused, so that none is passed over in silence.
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
    """The classes: the names of the folders in the folder, in order.

    Raises:
        UsageError: The folder cannot be read, or has none, or has pictures beside them.
    """
    with reading(folder):
        folders, pictures = _listed(folder) if folder.exists() else ([], [])
    if pictures:
        raise UsageError(f"{pictures[0]}: a picture that lies in no folder of a class; move it into one, or away")
    if not folders:
        raise UsageError(f"{folder}: should be a folder that holds one folder for each class")
    return [path.name for path in folders]


def labeled(folder: Path, classes: list[str]) -> list[tuple[Path, int]]:
    """Every picture with its class, by class and then by name.

    Args:
        folder: The folder of a part, `train` or `val`.
        classes: The names of the classes.

    Raises:
        UsageError: Something cannot be read, lies where no picture belongs, or is of another class.
    """
    number = {name: label for label, name in enumerate(classes)}
    if there(folder / TABLE) and (folder / INNER).is_dir():
        return _looked_up(folder, number)
    names = class_names(folder)
    if strange := sorted(set(names) - set(number)):
        raise UsageError(
            f"{folder / strange[0]}: no class of that name in train; move the folder away, or mend its name"
        )
    return [(path, number[name]) for name in names for path in _of_class(folder / name)]


def _of_class(folder: Path) -> Iterator[Path]:
    folders, pictures = _listed(folder)
    yield from pictures
    for inner in folders:
        deeper, pictures = _listed(inner)
        if inner.name != INNER or deeper:
            raise UsageError(
                f"{deeper[0] if deeper and inner.name == INNER else inner}: a folder within a class, where only "
                f"{INNER}/ may be one; move its pictures up into {folder}, or the folder away"
            )
        yield from pictures


def _looked_up(folder: Path, number: dict[str, int]) -> list[tuple[Path, int]]:
    """The pictures of a part whose classes stand in a table."""
    table = folder / TABLE
    with reading(table):
        lines = table.read_text(encoding="utf-8", errors="replace").splitlines()
    found = {}
    for row, line in enumerate(lines, 1):
        name, named = (*line.split("\t"), "")[:2]
        if named not in number:
            raise UsageError(f"{table}:{row}: {named!r} is no class in train; get the file anew")
        found[name] = number[named]
    pictures = {path.name: path for path in _listed(folder / INNER)[1]}
    if odd := sorted(set(pictures) ^ set(found)):
        lacks = table if odd[0] in pictures else folder / INNER
        raise UsageError(f"{lacks}: lacks {odd[0]}; {TABLE} must name the pictures in {INNER}/, and no other")
    return sorted(((pictures[name], label) for name, label in found.items()), key=lambda pair: (pair[1], pair[0]))


def _listed(folder: Path) -> tuple[list[Path], list[Path]]:
    """The folders and the pictures in a folder, each by name."""
    folders, pictures = [], []
    with reading(folder), os.scandir(folder) as entries:
        for entry in entries:
            path = folder / entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir():
                folders.append(path)
            elif path.suffix.lower() in KINDS:  # a link that leads nowhere too: reading it will tell
                pictures.append(path)
    return sorted(folders), sorted(pictures)
