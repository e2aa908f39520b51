"""The binary versions of CIFAR-10 and CIFAR-100, as https://www.cs.toronto.edu/~kriz/cifar.html describes them.

A file is a row of records without header. A record is one byte for the label (CIFAR-100: one for the superclass, then
one for the class), then 3,072 bytes: 1,024 of red, 1,024 of green, 1,024 of blue, each 32 x 32 row by row. The names of
the classes lie beside, one a line. Nothing is unpickled: the "python version" of the same page is refused.

License: the page names none; it asks to cite A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images
(2009). So the archive is fetched from its author's own page by whoever runs this, and nothing made of it is published
with this course.

Hashes: the MD5 of the archives stand on that page (c32a1d4ab5d03f1284b67883e8d87530 for CIFAR-10; that of CIFAR-100 is
03b5dce01913d631647c71ecec9e9cb8 in what others copied from there). The SHA-256 are those that public loaders carry
(MLDatasets.jl, torchvision's port to Ruby); they were copied, not computed from a download of our own.
"""

import gzip
import math
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from output import Arrays, scratch, written
from sources import Source, located, reading, there

from autograder.errors import UsageError

__all__ = ["Edition", "convert"]

PAGE = "https://www.cs.toronto.edu/~kriz/"
PIXELS = (3, 32, 32)
LARGEST = 1 << 29
"""More bytes than any member has; the largest of the real ones has 154 million."""


@dataclass(frozen=True)
class Edition:
    """How one of the two is packed.

    Attributes:
        archive: The archive's name.
        sha256: Its hash.
        folder: The folder in it.
        train: The files of the training part, in order.
        test: That of the test part.
        labels: How many bytes of a record are labels.
        label: Which of them is taken.
        names: The file that names the classes.
    """

    archive: str
    sha256: str
    folder: str
    train: tuple[str, ...]
    test: str
    labels: int
    label: int
    names: str


def convert(edition: Edition, folder: Path | None, out: Path) -> None:
    """Read an edition from a folder, or fetch it, and write the data set.

    Args:
        edition: Which.
        folder: A folder with the archive, or with its files; None to fetch the archive.
        out: The file to write.

    Raises:
        UsageError: Something is missing or damaged; nothing was written.
    """
    with scratch(out) as place:
        written(out, _arrays(edition, folder), place, {})


def _arrays(edition: Edition, folder: Path | None) -> Arrays:
    parts, classes = {}, []
    for name, content in _contents(edition, folder):
        if name == edition.names:
            classes = _classes(name, content)
        else:
            parts[name] = _records(edition, name, content)
    for name, (_, labels) in parts.items():
        if labels.max() >= len(classes):
            raise UsageError(
                f"{name}: has the label {labels.max()}, but {edition.names} names {len(classes)} classes; "
                f"get both anew, in {edition.archive} from {PAGE}"
            )
    labels = np.concatenate([parts[name][1] for name in edition.train])
    images = np.empty((len(labels), 32, 32, 3), np.uint8)
    start = 0
    for name in edition.train:
        part = parts.pop(name)[0]  # each goes as soon as it is copied, so that memory never holds them twice
        images[start : start + len(part)] = part
        start += len(part)
    X_test, y_test = parts[edition.test]
    return {"X_train": images, "y_train": labels, "X_test": X_test, "y_test": y_test, "classes": np.array(classes)}


def _records(edition: Edition, name: str, content: bytes) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The images, (N, 32, 32, 3), and labels of one file."""
    size = edition.labels + math.prod(PIXELS)
    if not content or len(content) % size:
        raise UsageError(
            f"{name}: {len(content):,} bytes are not a whole number of records of {size:,}; get the file anew"
        )
    table = np.frombuffer(content, np.uint8).reshape(-1, size)
    images = table[:, edition.labels :].reshape(-1, *PIXELS).transpose(0, 2, 3, 1)
    return np.ascontiguousarray(images), table[:, edition.label].astype(np.int64)


def _classes(name: str, content: bytes) -> list[str]:
    try:
        found = [line.strip() for line in content.decode("ascii").splitlines() if line.strip()]
    except UnicodeDecodeError:
        found = []
    if not found:
        raise UsageError(f"{name}: has no names of classes; get the file anew")
    return found


def _contents(edition: Edition, folder: Path | None) -> Iterator[tuple[str, bytes]]:
    """The edition's files, each once: from a folder, or out of the archive as they come; nothing is unpacked."""
    wanted = {*edition.train, edition.test, edition.names}
    if folder is not None and (place := _unpacked(edition, folder, wanted)):
        yield from ((name, _whole(place / name)) for name in sorted(wanted))
        return
    source = Source(edition.archive, (PAGE + edition.archive,), edition.sha256)
    path = located((source,), folder)[edition.archive]
    with reading(path), gzip.open(path) as unzipped:
        # Read from front to back: to seek in a packed archive is to unpack it anew.
        with tarfile.open(fileobj=unzipped, mode="r|") as archive:
            for member in archive:
                inside, _, name = member.name.removeprefix("./").rpartition("/")
                file = archive.extractfile(member) if member.isreg() else None  # a link is no file of the data set
                if file and inside == edition.folder and name in wanted:
                    wanted.remove(name)
                    yield name, _capped(file, name)
        while unzipped.read(1 << 20):  # to the end, where gzip compares its checksum
            pass
    if wanted:
        raise UsageError(f"{path}: lacks {', '.join(sorted(wanted))} in {edition.folder}/; get the file anew")


def _unpacked(edition: Edition, folder: Path, wanted: set[str]) -> Path | None:
    """Where the files lie unpacked, all of them; None if there is the archive to read instead, or nothing.

    Raises:
        UsageError: Some of them are there, or what would have to be unpickled.
    """
    some = None
    for place in (folder, folder / edition.folder):
        lacking = sorted(name for name in wanted if not there(place / name))
        if not lacking:
            return place
        if len(lacking) < len(wanted):
            some = f"{place}: lacks {', '.join(lacking)}; unpack {edition.archive} anew, from {PAGE}{edition.archive}"
    if there(folder / edition.archive):
        return None
    if some:
        raise UsageError(some)
    python = edition.archive.replace("-binary", "-python")
    loose = (python, "cifar-10-batches-py", "cifar-100-python", "data_batch_1", "train")
    if found := next((name for name in loose if (folder / name).exists()), None):
        raise UsageError(
            f"{folder / found} is the Python version, which would have to be unpickled; "
            f"get the binary version, {PAGE}{edition.archive}"
        )
    return None


def _whole(path: Path) -> bytes:
    with reading(path), path.open("rb") as file:
        return _capped(file, str(path))


def _capped(file: IO[bytes], name: str) -> bytes:
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise UsageError(f"{name}: larger than any file of this data set; get the file anew")
    return content
