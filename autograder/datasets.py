"""Load images: the digits that come with the package, or a larger data set from a file that the course provides.

The larger data sets (MNIST, CIFAR-10, CIFAR-100, folders of pictures) do not come with the package. The programs in
the course's `data_scripts/` write each of them as one `.npz` file in this layout, which `load_dataset` reads:

    X_train  (N, H, W) or (N, H, W, 3) uint8, brightness 0 to 255     y_train  (N,) int64, indices into `classes`
    X_test   (M, H, W) or (M, H, W, 3) uint8                          y_test   (M,) int64
    classes  (C,) strings, the names of the classes
"""

import math
import os
import struct
import sys
import tokenize
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
from numpy.typing import NDArray

from autograder.errors import UsageError
from autograder.i18n import _

__all__ = [
    "ARRAYS",
    "Dataset",
    "Digits",
    "MissingDataset",
    "load_dataset",
    "load_dataset_or_digits",
    "load_digits",
    "misfit",
]

ARRAYS = ("X_train", "y_train", "X_test", "y_test", "classes")
"""The arrays in the file of a data set, in this order."""

DAMAGE = (
    *(OSError, EOFError, ValueError, KeyError, RuntimeError, struct.error, zipfile.BadZipFile, zlib.error),
    *(SyntaxError, TypeError, tokenize.TokenError),  # NumPy parses the header of an array as a Python dict
)
"""Exceptions that reading a damaged archive can raise."""

TRAINING = 1_437
"""Size of the training part, four fifths, when the digits replace a larger data set."""


@dataclass(frozen=True, eq=False)
class Digits:
    """The handwritten digits of the UCI collection, in its order.

    Attributes:
        images: (1797, 8, 8) float64, gray values from 0 (paper) to 16 (ink).
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
    """A data set, split into a training and a test part. The arrays are read-only.

    Attributes:
        X_train: (N, H, W) or (N, H, W, 3) uint8, the training images, brightness from 0 (black) to 255.
        y_train: (N,) int64, the class of each training image, as an index into `classes`.
        X_test: (M, H, W) or (M, H, W, 3) uint8, the test images.
        y_test: (M,) int64, the class of each test image, as an index into `classes`.
        classes: (C,) strings, the names of the classes.
    """

    X_train: NDArray[np.uint8]
    y_train: NDArray[np.int64]
    X_test: NDArray[np.uint8]
    y_test: NDArray[np.int64]
    classes: NDArray[np.str_]


class MissingDataset(UsageError):
    """The file of the data set does not exist; the message says how to get it."""


def load_digits() -> Digits:
    """Load the 1,797 handwritten digits that come with the package.

    Returns:
        A fresh copy, which the caller may change: images (1797, 8, 8) float64 and labels (1797,) int64.
    """
    with (
        resources.files("autograder").joinpath("data", "digits.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as stored,
    ):
        return Digits(stored["images"].astype(np.float64), stored["labels"].astype(np.int64))


def load_dataset(name: str | Path, *, mmap: bool = True) -> Dataset:
    """Load a data set from its `.npz` file.

    Args:
        name: A path that ends in `.npz`, or a bare name. The bare name `cifar10` means `cifar10.npz` in the folder that
            the environment variable AUTOGRADER_DATA names, by default the folder `data` of the current directory.
        mmap: Map the images instead of reading them: opening is immediate, and only the images that are used take
            memory. The checksums of mapped images are not verified, so damaged pixels go unnoticed.

    Returns:
        The data set, with images (N, H, W) or (N, H, W, 3) uint8 and labels (N,) int64.

    Raises:
        MissingDataset: The file does not exist.
        UsageError: The file cannot be read, is damaged, or does not have the layout of a data set.
    """
    path = _place(name)
    try:
        with _opened(path) as file, zipfile.ZipFile(file) as archive:
            found: dict[str, Any] = {}
            for key in ARRAYS:
                mapped = mmap and key.startswith("X")
                found[key] = _mapped(archive, file, f"{key}.npy") if mapped else _read(archive, f"{key}.npy")
    except _Packed:
        raise UsageError(
            _(
                "{path} is compressed, so its images cannot be mapped into memory. Load it with mmap=False, or save it "
                "again with np.savez instead of np.savez_compressed."
            ).format(path=path)
        ) from None
    except DAMAGE:
        raise UsageError(
            _("{path} is damaged, or is not a data set of this course. Download the file again.").format(path=path)
        ) from None
    if problem := misfit(found):
        raise UsageError(_("{path} is not a data set of this course: {problem}.").format(path=path, problem=problem))
    return Dataset(**found)


def load_dataset_or_digits(name: str | Path) -> Dataset:
    """Load a data set; if its file does not exist, print how to get it and load the digits instead.

    Args:
        name: A path that ends in `.npz`, or a bare name. The bare name `cifar10` means `cifar10.npz` in the folder that
            the environment variable AUTOGRADER_DATA names, by default the folder `data` of the current directory.

    Returns:
        The data set; or the digits, as images (N, 8, 8) uint8 from 0 to 255 with 1,437 for training and 360 for tests.

    Raises:
        UsageError: The file exists but cannot be read, is damaged, or does not have the layout of a data set.
    """
    try:
        return load_dataset(name)
    except MissingDataset as missing:
        print(missing, _("The digits are used instead."), file=sys.stderr)
    digits = load_digits()
    images = np.round(digits.images * (255 / 16)).astype(np.uint8)
    for array in (images, digits.labels):
        array.flags.writeable = False  # read-only, like every other data set
    classes = np.array([str(digit) for digit in range(10)])
    return Dataset(images[:TRAINING], digits.labels[:TRAINING], images[TRAINING:], digits.labels[TRAINING:], classes)


def _place(name: str | Path) -> Path:
    if Path(name).suffix == ".npz":
        return Path(name)
    return Path(os.environ.get("AUTOGRADER_DATA") or "data") / f"{name}.npz"


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise MissingDataset(
            _(
                "{path} does not exist. Ask your instructor for {file}, or create it with the programs in the course's "
                "data_scripts/. Put it into that folder, or set AUTOGRADER_DATA to its folder."
            ).format(path=path, file=path.name)
        ) from None
    except OSError as error:
        raise UsageError(
            _("{path} cannot be read: {reason}. Check the permissions of the file and its folder.").format(
                path=path, reason=error.strerror
            )
        ) from None


class _Packed(Exception):
    """The images are compressed, so they cannot be mapped."""


def _mapped(archive: zipfile.ZipFile, file: IO[bytes], name: str) -> NDArray[np.generic]:
    """Map an uncompressed array of the archive into memory; `np.load` maps only files with a single array."""
    entry = archive.getinfo(name)
    if entry.compress_type != zipfile.ZIP_STORED:
        raise _Packed
    # Read the lengths from the header before the data: its extra field may differ from that of the central directory.
    file.seek(entry.header_offset)
    signature, name_length, extra_length = struct.unpack("<4s22x2H", file.read(30))
    if signature != b"PK\x03\x04" or entry.flag_bits & 1:
        raise ValueError(name)
    file.seek(entry.header_offset + 30 + name_length + extra_length)
    shape, order, dtype = _npy_header(file, entry.file_size)
    # A plain array over the mapping, because students would see `memmap` when they print it.
    return np.asarray(np.memmap(file, dtype, "r", file.tell(), shape, order))


def _read(archive: zipfile.ZipFile, name: str) -> NDArray[np.generic]:
    """Read an array of the archive into memory; `zipfile` verifies its checksum."""
    with archive.open(name) as member:
        shape, order, dtype = _npy_header(member, archive.getinfo(name).file_size)
        return np.ndarray(shape, dtype, member.read(), order=order)  # read-only, because it lies over bytes


def _npy_header(file: IO[bytes], size: int) -> tuple[tuple[int, ...], Literal["C", "F"], np.dtype[np.generic]]:
    """Read the header of an array and leave the file at the first byte of its data.

    Args:
        file: The file, at the start of the header.
        size: Size of header and data in bytes.

    Returns:
        Shape, memory order and dtype.

    Raises:
        ValueError: The header states another size, or objects, which would have to be unpickled.
    """
    start = file.tell()
    readers: dict[tuple[int, int], Callable[[object], tuple[tuple[int, ...], bool, np.dtype[np.generic]]]] = {
        (1, 0): np.lib.format.read_array_header_1_0,  # type: ignore[dict-item]
        (2, 0): np.lib.format.read_array_header_2_0,  # type: ignore[dict-item]
    }
    shape, fortran, dtype = readers[np.lib.format.read_magic(file)](file)
    if dtype.hasobject or file.tell() - start + dtype.itemsize * math.prod(shape) != size:
        raise ValueError(shape)
    return shape, "F" if fortran else "C", dtype


def misfit(arrays: Mapping[str, Any]) -> str:
    """Describe the first problem with the arrays of a data set. Pixel values are not checked.

    Args:
        arrays: Name -> array, one for each name in `ARRAYS`.

    Returns:
        The problem in a few words; empty if there is none.
    """
    classes = arrays["classes"]
    if classes.ndim != 1 or classes.dtype.kind != "U" or not len(classes):
        return _("classes is not a list of names")
    for part in ("train", "test"):
        X, y = arrays[f"X_{part}"], arrays[f"y_{part}"]
        if X.dtype != np.uint8 or not (X.ndim == 3 or (X.ndim == 4 and X.shape[3] == 3)) or not X.size:
            return _("{name} has shape {shape} and type {dtype}").format(name=f"X_{part}", shape=X.shape, dtype=X.dtype)
        if y.dtype != np.int64 or y.ndim != 1:
            return _("{name} has shape {shape} and type {dtype}").format(name=f"y_{part}", shape=y.shape, dtype=y.dtype)
        if len(X) != len(y):
            return _("X_{part} has {images} images, but y_{part} has {labels} labels").format(
                part=part, images=f"{len(X):,}", labels=f"{len(y):,}"
            )
        if strange := [int(label) for label in (y.min(), y.max()) if not 0 <= label < len(classes)]:
            return _("y_{part} has the label {label}, but there are only {count} classes").format(
                part=part, label=strange[0], count=len(classes)
            )
    if arrays["X_train"].shape[1:] != arrays["X_test"].shape[1:]:
        return _("X_train has images of shape {train}, but X_test has images of shape {test}").format(
            train=arrays["X_train"].shape[1:], test=arrays["X_test"].shape[1:]
        )
    return ""
