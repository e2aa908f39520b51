"""Read the binary versions of CIFAR-10 and CIFAR-100, described at https://www.cs.toronto.edu/~kriz/cifar.html.

A file is a sequence of records without a header. A record has one byte for the label (CIFAR-100: one for the
superclass, then one for the class) and 3,072 bytes for the pixels: 1,024 red, 1,024 green, 1,024 blue, each plane
32 x 32, row by row. A text file lists the names of the classes, one a line. The "python version" of the same page would
have to be unpickled, so it is rejected.

License: the page names none; it asks to cite A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images
(2009). So each user fetches the archive from its author's page, and the course publishes nothing made from it.

Hashes: the page states the MD5 of the archives (c32a1d4ab5d03f1284b67883e8d87530 for CIFAR-10; for CIFAR-100, copies of
the page state 03b5dce01913d631647c71ecec9e9cb8). The SHA-256 come from public loaders (MLDatasets.jl, torchvision's
port to Ruby); they were copied, not computed from a download.
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
"""Maximum size in bytes of a member; the largest real one has 154 million."""


@dataclass(frozen=True)
class Edition:
    """The layout of one of the two data sets.

    Attributes:
        archive: The archive's name.
        sha256: The archive's hash.
        folder: The folder inside the archive.
        train: The files of the training part, in order.
        test: The file of the test part.
        labels: The number of label bytes in a record.
        label: The index of the label byte to use.
        names: The file that lists the names of the classes.
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
        edition: The edition to convert.
        folder: A folder with the archive or with its files; None fetches the archive.
        out: The file to write.

    Raises:
        UsageError: A file is missing or damaged; nothing was written.
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
                f"download both again, in {edition.archive} from {PAGE}"
            )
    labels = np.concatenate([parts[name][1] for name in edition.train])
    images = np.empty((len(labels), 32, 32, 3), np.uint8)
    start = 0
    for name in edition.train:
        part = parts.pop(name)[0]  # freed as soon as it is copied, so that memory never holds all parts twice
        images[start : start + len(part)] = part
        start += len(part)
    X_test, y_test = parts[edition.test]
    return {"X_train": images, "y_train": labels, "X_test": X_test, "y_test": y_test, "classes": np.array(classes)}


def _records(edition: Edition, name: str, content: bytes) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the images, (N, 32, 32, 3), and the labels of one file."""
    size = edition.labels + math.prod(PIXELS)
    if not content or len(content) % size:
        raise UsageError(
            f"{name}: {len(content):,} bytes is not a multiple of the record size {size:,}; download the file again"
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
        raise UsageError(f"{name}: contains no class names; download the file again")
    return found


def _contents(edition: Edition, folder: Path | None) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the edition: from a folder, or from the archive in its order, without unpacking it to disk."""
    wanted = {*edition.train, edition.test, edition.names}
    if folder is not None and (place := _unpacked(edition, folder, wanted)):
        yield from ((name, _whole(place / name)) for name in sorted(wanted))
        return
    source = Source(edition.archive, (PAGE + edition.archive,), edition.sha256)
    path = located((source,), folder)[edition.archive]
    with reading(path), gzip.open(path) as unzipped:
        # Read as a stream: seeking in a compressed archive would decompress it again.
        with tarfile.open(fileobj=unzipped, mode="r|") as archive:
            for member in archive:
                inside, _, name = member.name.removeprefix("./").rpartition("/")
                file = archive.extractfile(member) if member.isreg() else None  # skips links
                if file and inside == edition.folder and name in wanted:
                    wanted.remove(name)
                    yield name, _capped(file, name)
        while unzipped.read(1 << 20):  # at the end gzip compares its checksum
            pass
    if wanted:
        raise UsageError(f"{path}: lacks {', '.join(sorted(wanted))} in {edition.folder}/; download the file again")


def _unpacked(edition: Edition, folder: Path, wanted: set[str]) -> Path | None:
    """Return the folder with all the unpacked files; None if the archive should be read or fetched.

    Raises:
        UsageError: Only some of the files are there, or only the Python version.
    """
    some = None
    for place in (folder, folder / edition.folder):
        lacking = sorted(name for name in wanted if not there(place / name))
        if not lacking:
            return place
        if len(lacking) < len(wanted):
            some = f"{place}: lacks {', '.join(lacking)}; unpack {edition.archive} again, from {PAGE}{edition.archive}"
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
        raise UsageError(f"{name}: larger than any file of this data set; download the file again")
    return content
