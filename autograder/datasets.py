"""Load images: digits and clothes that come with the package, and larger data sets from a file of the course.

The larger ones (MNIST, all of Fashion-MNIST, CIFAR-10, CIFAR-100, pictures in folders) are not shipped. The programs in
the course's `data_scripts/` make a `.npz` of each, all in one layout, and `load_dataset` reads it:

    X_train  (N, H, W) or (N, H, W, 3) uint8, brightness 0 to 255     y_train  (N,) int64, the row of `classes`
    X_test   (M, H, W) or (M, H, W, 3) uint8                          y_test   (M,) int64
    classes  (C,) strings, their names
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
    "load_fashion",
    "misfit",
]

ARRAYS = ("X_train", "y_train", "X_test", "y_test", "classes")
"""Names of the arrays in the file of a data set, in this order."""

DAMAGE = (
    *(OSError, EOFError, ValueError, KeyError, RuntimeError, struct.error, zipfile.BadZipFile, zlib.error),
    *(SyntaxError, TypeError, tokenize.TokenError),  # a header of NumPy's is written as Python writes a dict
)
"""Exceptions that reading a damaged archive can raise."""

TRAINING = 1_437
"""Number of digits in the training part when they replace a larger data set: four fifths."""


@dataclass(frozen=True, eq=False)
class Digits:
    """The 1,797 handwritten digits of the UCI collection, in its order.

    Attributes:
        images: (1797, 8, 8) float64 array, gray values from 0 (paper) to 16 (ink).
        labels: (1797,) int64 array, the digit in each image.

    Example:
        >>> digits = load_digits()
        >>> digits.images.shape, digits.rows.shape, digits.labels[:5].tolist()
        ((1797, 8, 8), (1797, 64), [0, 1, 2, 3, 4])
    """

    images: NDArray[np.float64]
    labels: NDArray[np.int64]

    @property
    def rows(self) -> NDArray[np.float64]:
        """(1797, 64) float64 array, the images as vectors: one image for each row, its pixels row by row."""
        return self.images.reshape(len(self.images), -1)


@dataclass(frozen=True, eq=False)
class Dataset:
    """A data set with a training and a test part. Its arrays are read-only.

    Attributes:
        X_train: (N, H, W) or (N, H, W, 3) uint8 array, the training images, from 0 (black) to 255.
        y_train: (N,) int64 array, the class of each training image: an index into `classes`.
        X_test: (M, H, W) or (M, H, W, 3) uint8 array, the test images.
        y_test: (M,) int64 array, the class of each test image.
        classes: (C,) array of strings, the names of the classes.

    Example:
        >>> data = load_dataset_or_digits("mnist")  # the digits, where there is no mnist.npz
        >>> data.X_train.shape, data.X_test.shape, data.classes[data.y_train[0]].item()
        ((1437, 8, 8), (360, 8, 8), '0')
    """

    X_train: NDArray[np.uint8]
    y_train: NDArray[np.int64]
    X_test: NDArray[np.uint8]
    y_test: NDArray[np.int64]
    classes: NDArray[np.str_]


class MissingDataset(UsageError):
    """The file of a data set does not exist. The message says how to get it.

    Example:
        >>> try:
        ...     load_dataset("cifar10")
        ... except MissingDataset:
        ...     print("no cifar10.npz")
        no cifar10.npz
    """


def load_digits() -> Digits:
    """Load the handwritten digits that come with the package.

    Returns:
        `Digits`, with new arrays at each call. They may be modified.

    Example:
        >>> load_digits().images.dtype, load_digits().labels.dtype
        (dtype('float64'), dtype('int64'))
    """
    with (
        resources.files("autograder").joinpath("data", "digits.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as stored,
    ):
        return Digits(stored["images"].astype(np.float64), stored["labels"].astype(np.int64))


def load_fashion() -> Dataset:
    """Load the part of Fashion-MNIST that comes with the package: pictures of shirts, shoes and other clothes.

    It has 2,000 training and 500 test images of 28 x 28 pixels, equally many of each class. (MIT license, 2017
    Zalando SE.)

    Returns:
        `Dataset`, with read-only arrays.

    Example:
        >>> data = load_fashion()
        >>> data.X_train.shape, data.X_test.shape, data.classes[data.y_train[0]].item()
        ((2000, 28, 28), (500, 28, 28), 'Ankle boot')
    """
    with (
        resources.files("autograder").joinpath("data", "fashion_mnist.npz").open("rb") as file,
        np.load(file, allow_pickle=False) as stored,
    ):
        arrays = {name: stored[name] for name in ARRAYS}
    for array in arrays.values():
        array.flags.writeable = False  # as in every other data set
    return Dataset(**arrays)


def load_dataset(name: str | Path, *, mmap: bool = True) -> Dataset:
    """Load a data set from its `.npz`.

    Args:
        name: str or Path. A path that ends in `.npz`, or a name alone: `cifar10` is `cifar10.npz` in the folder named
            by the environment variable AUTOGRADER_DATA, or else in the folder `data` of the current folder.
        mmap: bool. True leaves the images on disk and reads only the parts that are used; checksums are then not
            compared, so damaged pixels are not found. False reads and checks the whole file.

    Returns:
        `Dataset`, with read-only arrays.

    Raises:
        MissingDataset: The file does not exist.
        UsageError: The file cannot be read, is damaged, or does not have this layout.

    Example:
        >>> images, labels = np.zeros((4, 2, 2), np.uint8), np.array([0, 1, 1, 0])
        >>> classes = np.array(["cat", "dog"])
        >>> np.savez("tiny.npz", X_train=images, y_train=labels, X_test=images, y_test=labels, classes=classes)
        >>> load_dataset("tiny.npz").X_train.shape
        (4, 2, 2)
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
    """Load a data set; if its file does not exist, print how to get it and return the digits instead.

    The digits then have the layout of the data set: uint8 from 0 to 255, 1,437 for training and 360 for testing.

    Args:
        name: str or Path, as `load_dataset` takes it: a path that ends in `.npz`, or a name alone.

    Returns:
        `Dataset`, with read-only arrays.

    Raises:
        UsageError: The file exists, but cannot be read, is damaged, or does not have this layout.

    Example:
        >>> load_dataset_or_digits("no_such_data").X_train.shape
        (1437, 8, 8)
    """
    try:
        return load_dataset(name)
    except MissingDataset as missing:
        print(missing, _("The digits are used instead."), file=sys.stderr)
    digits = load_digits()
    images = np.round(digits.images * (255 / 16)).astype(np.uint8)
    for array in (images, digits.labels):
        array.flags.writeable = False  # as in every other data set
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
    """Map a member that is stored without compression. `np.load` maps only files of one array."""
    entry = archive.getinfo(name)
    if entry.compress_type != zipfile.ZIP_STORED:
        raise _Packed
    # Read the lengths in front of the member: those in the table at the archive's end may differ.
    file.seek(entry.header_offset)
    signature, name_length, extra_length = struct.unpack("<4s22x2H", file.read(30))
    if signature != b"PK\x03\x04" or entry.flag_bits & 1:
        raise ValueError(name)
    file.seek(entry.header_offset + 30 + name_length + extra_length)
    shape, order, dtype = _npy_header(file, entry.file_size)
    # Return a plain array over the mapping, so that `memmap` does not appear in the output of students.
    return np.asarray(np.memmap(file, dtype, "r", file.tell(), shape, order))


def _read(archive: zipfile.ZipFile, name: str) -> NDArray[np.generic]:
    """Read a member into memory and compare its checksum."""
    with archive.open(name) as member:
        shape, order, dtype = _npy_header(member, archive.getinfo(name).file_size)
        return np.ndarray(shape, dtype, member.read(), order=order)  # bytes are read-only


def _npy_header(file: IO[bytes], size: int) -> tuple[tuple[int, ...], Literal["C", "F"], np.dtype[np.generic]]:
    """Read the header of an array that has `size` bytes including the header; the file is then at its data.

    Returns:
        Shape, memory order and dtype.

    Raises:
        ValueError: The header describes another size, or objects, which would have to be unpickled.
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
    """Check the arrays of a data set; of the images only shape and dtype.

    Args:
        arrays: Dict with an array for each name in `ARRAYS`.

    Returns:
        What is wrong, a str; empty if nothing is.

    Example:
        >>> images, labels = np.zeros((4, 2, 2), np.uint8), np.array([0, 1, 1, 5])
        >>> classes = np.array(["cat", "dog"])
        >>> misfit(dict(X_train=images, y_train=labels, X_test=images, y_test=labels, classes=classes))
        'y_train has the label 5, but there are only 2 classes'
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
