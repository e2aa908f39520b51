"""Convert MNIST, 70,000 handwritten digits of 28 x 28 pixels, into the course's layout.

    python data_scripts/make_mnist.py                            fetches it, and writes data/mnist.npz
    python data_scripts/make_mnist.py --from FOLDER --out FILE   uses the four files in a folder, packed or not

http://yann.lecun.com/exdb/mnist/ describes the files and their format, IDX: a magic number of four bytes (two zeros,
the type of the numbers, the number of axes), the length of each axis as a big-endian 32-bit integer, then the numbers,
the last axis fastest. https://github.com/cvdfoundation/mnist has the same description and a mirror.

License: Y. LeCun and C. Cortes hold the copyright; CC BY-SA 3.0 according to https://keras.io/api/datasets/mnist/. The
authors' page names no license.

Hashes: the SHA-256 come from public loaders, such as torchvision's port to Ruby; the MD5 in torchvision's `mnist.py`
belong to the same files. The hashes were copied, not computed from a download.
"""

import gzip
import math
import struct
from pathlib import Path

import numpy as np
from conversion import parser, run
from numpy.typing import NDArray
from output import scratch, written
from sources import Source, located, reading

from autograder.errors import UsageError

__all__ = ["SOURCES", "main", "read_idx"]

MIRRORS = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")
HASHES = {
    "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}
SOURCES = tuple(Source(name, tuple(mirror + name for mirror in MIRRORS), digest) for name, digest in HASHES.items())

UBYTE = 0x08
LARGEST = 1 << 30
"""Maximum size in bytes of a file's content; a header that states more is damaged."""


def read_idx(path: Path, axes: int) -> NDArray[np.uint8]:
    """Read the array in an IDX file of unsigned bytes, compressed by gzip or not.

    Args:
        path: The file.
        axes: The number of axes that it must have: 3 for images, 1 for labels.

    Raises:
        UsageError: The file has another format, or is damaged.
    """
    with reading(path):
        with path.open("rb") as plain:
            packed = plain.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as file:
            magic = file.read(4)
            if magic != bytes([0, 0, UBYTE, axes]):
                raise UsageError(f"{path}: {_wrong_magic(magic, axes)}")
            lengths = file.read(4 * axes)
            if len(lengths) < 4 * axes:
                raise UsageError(f"{path}: ends within its header; download the file again")
            shape = struct.unpack(f">{axes}I", lengths)
            size = math.prod(shape)
            # Reading one byte more detects a file that is too long, and makes gzip compare its checksum.
            content = file.read(min(size, LARGEST) + 1)
    if len(content) != size:
        more = "more" if len(content) > size else f"{len(content):,}"
        raise UsageError(
            f"{path}: its header states {size:,} bytes of {shape}, the file has {more}; download the file again"
        )
    return np.frombuffer(content, np.uint8).reshape(shape)


def _wrong_magic(magic: bytes, axes: int) -> str:
    if len(magic) < 4:
        return f"only {len(magic)} bytes long; download the file again"
    if magic == bytes([axes, UBYTE, 0, 0]):
        return "an IDX file in the wrong byte order; its numbers must be big-endian"
    if magic[:2] != b"\0\0":
        return f"not an IDX file: it begins with {magic.hex(' ')}, not with 00 00"
    if magic[2] != UBYTE:
        return f"an IDX file of numbers of type 0x{magic[2]:02x}; MNIST has unsigned bytes, 0x08"
    return f"an IDX file with {magic[3]} axes where {axes} belong; are images and labels exchanged?"


def main() -> None:
    """Convert the data set that the command line names."""
    asked = parser(__doc__, default="mnist.npz", source="the folder with the four files, packed or not").parse_args()
    with scratch(asked.out) as folder:
        sources = located(SOURCES, asked.folder)
        arrays, files = {"classes": np.array([str(digit) for digit in range(10)])}, {}
        for part, prefix in (("train", "train"), ("test", "t10k")):
            files[f"X_{part}"] = sources[f"{prefix}-images-idx3-ubyte.gz"]
            files[f"y_{part}"] = sources[f"{prefix}-labels-idx1-ubyte.gz"]
            arrays[f"X_{part}"] = read_idx(files[f"X_{part}"], axes=3)
            arrays[f"y_{part}"] = read_idx(files[f"y_{part}"], axes=1).astype(np.int64)
        written(asked.out, arrays, folder, files)


if __name__ == "__main__":
    run(main)
