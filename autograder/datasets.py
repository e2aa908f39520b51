"""Images: the digits that come with the package, and larger data sets from a file that a course provides.

The larger ones (MNIST, CIFAR-10, CIFAR-100, pictures in folders) are not shipped. The programs in the course's
`data_scripts/` make one `.npz` of each, always in the same layout, and `load_dataset` reads it:

    X_train  (N, H, W) or (N, H, W, 3) uint8, brightness 0 to 255     y_train  (N,) int64, the row of `classes`
    X_test   (M, H, W) or (M, H, W, 3) uint8                          y_test   (M,) int64
    classes  (C,) strings, their names
"""

import os
import struct
import sys
import tokenize
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.errors import UsageError
from autograder.i18n import _

__all__ = ["ARRAYS", "Dataset", "Digits", "MissingDataset", "load_dataset", "load_dataset_or_digits", "load_digits"]

ARRAYS = ("X_train", "y_train", "X_test", "y_test", "classes")
"""What the file of a data set holds, in this order."""

DAMAGE = (
    *(OSError, EOFError, ValueError, KeyError, NotImplementedError, struct.error, zipfile.BadZipFile, zlib.error),
    *(SyntaxError, TypeError, tokenize.TokenError),  # a header of NumPy's is written as Python writes a dict
)
"""What reading a damaged archive can raise."""

TRAINING = 1_437
"""The digits that become the training part where they stand in for a larger data set: four fifths."""


@dataclass(frozen=True, eq=False)
class Digits:
    """Handwritten digits of the UCI collection, in its order.

    Attributes:
        images: (1797, 8, 8) float64, grey values from 0 (paper) to 16 (ink).
        labels: (1797,) int64, the digit that each image shows.
    """

    images: NDArray[np.float64]
    labels: NDArray[np.int64]

    @property
    def rows(self) -> NDArray[np.float64]:
        """The images as vectors: (1797, 64) float64, one image a row, pixels row by row."""
        return self.images.reshape(len(self.images), -1)


@dataclass(frozen=True, eq=False)
class Dataset:
    """A data set with its own training and test part. The arrays can be read and not written.

    Attributes:
        X_train: (N, H, W) or (N, H, W, 3) uint8, the training images, from 0 (black) to 255.
        y_train: (N,) int64, the class of each training image: a row of `classes`.
        X_test: The test images.
        y_test: Their classes.
        classes: (C,) the names of the classes.
    """

    X_train: NDArray[np.uint8]
    y_train: NDArray[np.int64]
    X_test: NDArray[np.uint8]
    y_test: NDArray[np.int64]
    classes: NDArray[np.str_]


class MissingDataset(UsageError):
    """The data set's file is not there; the message says how to get it."""


def load_digits() -> Digits:
    """A fresh copy of the 1,797 digits, so that nobody's change reaches anybody else."""
    with (
        resources.files("autograder").joinpath("data", "digits.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as stored,
    ):
        return Digits(stored["images"].astype(np.float64), stored["labels"].astype(np.int64))


def load_dataset(name: str | Path, *, mmap: bool = True) -> Dataset:
    """A data set from its `.npz`.

    Args:
        name: A path that ends in `.npz`, or a name alone: `cifar10` is `cifar10.npz` in the folder that the variable
            AUTOGRADER_DATA names, or else in the folder `data` of the current one.
        mmap: Leave the arrays on disk, so that opening takes no time and no memory and only what is looked at is read.
            Nothing then reads every byte, so damage within the pixels goes unnoticed; without, checksums find it.

    Raises:
        MissingDataset: There is no such file.
        UsageError: The file is not a data set in this layout, or is damaged.
    """
    path = _place(name)
    if not path.is_file():
        raise MissingDataset(
            _(
                "{path} is not there. Ask your instructor for {file}, or make it with the programs in data_scripts/ of "
                "the course, and put it into that folder (or name its folder in AUTOGRADER_DATA)."
            ).format(path=path, file=path.name)
        )
    try:
        with zipfile.ZipFile(path) as archive:
            take = _mapped if mmap else _read
            found: dict[str, Any] = {key: take(archive, path, f"{key}.npy") for key in ARRAYS}
    except DAMAGE:
        raise UsageError(
            _("{path} is damaged, or is not a data set of this course. Get the file anew.").format(path=path)
        ) from None
    if problem := _problem(found):
        raise UsageError(_("{path} is not a data set of this course: {problem}.").format(path=path, problem=problem))
    return Dataset(**found)


def load_dataset_or_digits(name: str | Path) -> Dataset:
    """The data set, or where its file is not there a line that says how to get it, and the digits in its place."""
    try:
        return load_dataset(name)
    except MissingDataset as missing:
        print(missing, _("Until then, here are the digits."), file=sys.stderr)
    digits = load_digits()
    images = np.round(digits.images * (255 / 16)).astype(np.uint8)
    for array in (images, digits.labels):
        array.flags.writeable = False  # as it is with every other data set
    classes = np.array([str(digit) for digit in range(10)])
    return Dataset(images[:TRAINING], digits.labels[:TRAINING], images[TRAINING:], digits.labels[TRAINING:], classes)


def _place(name: str | Path) -> Path:
    if Path(name).suffix == ".npz":
        return Path(name)
    return Path(os.environ.get("AUTOGRADER_DATA") or "data") / f"{name}.npz"


def _mapped(archive: zipfile.ZipFile, path: Path, name: str) -> NDArray[np.generic]:
    """A member that was stored without compression, as it lies in the file. `np.load` maps only files of one array."""
    entry = archive.getinfo(name)
    with path.open("rb") as file:
        # The lengths in the table at the archive's end are not those in front of the member: extra fields may differ.
        file.seek(entry.header_offset)
        signature, name_length, extra_length = struct.unpack("<4s22x2H", file.read(30))
        start = entry.header_offset + 30 + name_length + extra_length
        file.seek(start)
        shape, fortran, dtype = _npy_header(file)
        offset = file.tell()
    whole = offset - start + dtype.itemsize * int(np.prod(shape, dtype=object))
    stored = entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 1
    if signature != b"PK\x03\x04" or not stored or dtype.hasobject or whole != entry.file_size:
        raise ValueError(name)
    # A plain array over the mapping: `np.memmap` would turn up in what students print.
    return np.asarray(np.memmap(path, dtype, "r", offset, shape, "F" if fortran else "C"))


def _npy_header(file: object) -> tuple[tuple[int, ...], bool, np.dtype[np.generic]]:
    version = np.lib.format.read_magic(file)  # type: ignore[arg-type]
    readers: dict[tuple[int, int], Callable[[object], tuple[tuple[int, ...], bool, np.dtype[np.generic]]]] = {
        (1, 0): np.lib.format.read_array_header_1_0,  # type: ignore[dict-item]
        (2, 0): np.lib.format.read_array_header_2_0,  # type: ignore[dict-item]
    }
    return readers[version](file)


def _read(archive: zipfile.ZipFile, path: Path, name: str) -> NDArray[np.generic]:
    """A member read into memory; its checksum is compared on the way."""
    with archive.open(name) as file:
        array: NDArray[np.generic] = np.lib.format.read_array(file, allow_pickle=False)
        file.read()  # to the end, where the checksum is compared
    array.flags.writeable = False
    return array


def _problem(found: dict[str, Any]) -> str:
    """What is wrong with the arrays, or nothing. Of the pixels only shape and type are looked at."""
    classes = found["classes"]
    if classes.ndim != 1 or classes.dtype.kind != "U" or not len(classes):
        return _("the classes are not a list of names")
    for part in ("train", "test"):
        X, y = found[f"X_{part}"], found[f"y_{part}"]
        if X.dtype != np.uint8 or not (X.ndim == 3 or (X.ndim == 4 and X.shape[3] == 3)) or not X.size:
            return _("{name} has shape {shape} and type {dtype}").format(name=f"X_{part}", shape=X.shape, dtype=X.dtype)
        if y.dtype != np.int64 or y.shape != X.shape[:1]:
            return _("{name} has shape {shape} and type {dtype}").format(name=f"y_{part}", shape=y.shape, dtype=y.dtype)
        if int(y.min()) < 0 or int(y.max()) >= len(classes):
            return _("{name} has labels that are no class").format(name=f"y_{part}")
    if found["X_train"].shape[1:] != found["X_test"].shape[1:]:
        return _("its two parts have images of different shapes")
    return ""
