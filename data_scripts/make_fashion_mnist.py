"""Convert Fashion-MNIST, 70,000 pictures of clothes of 28 x 28 pixels, into the course's layout.

    python data_scripts/make_fashion_mnist.py                            writes data/fashion_mnist.npz
    python data_scripts/make_fashion_mnist.py --from FOLDER --out FILE   uses the four files in a folder, packed or not
    python data_scripts/make_fashion_mnist.py --part                     writes the part that ships with the package
    python data_scripts/make_fashion_mnist.py --part --check             exits with 1 if the committed part differs

Without --from it uses the files of Debian's package: `apt-get install dataset-fashion-mnist`. They are in the format of
MNIST. The part is small enough to travel with the assignments: of each class the first 200 training images and the
first 50 test images, in the order of the files.

License: MIT, copyright 2017 Zalando SE (https://github.com/zalandoresearch/fashion-mnist); its text lies beside the
part, in `autograder/data/fashion_mnist_license.txt`. The names of the classes are those of the authors' README.

Hashes: the SHA-256 are those of Debian's files (0.0~git20200523.55506a9-1), which were packed anew, so files of the
authors are reported as another edition. Their content is the same.
"""

import sys
from pathlib import Path

import numpy as np
from conversion import parser, run
from make_mnist import read_idx
from numpy.typing import NDArray
from output import Arrays, scratch, writing, written
from sources import Source, located

from autograder.datasets import ARRAYS
from autograder.errors import UsageError

__all__ = ["CLASSES", "DEBIAN", "PART", "SOURCES", "main", "part_of", "read_arrays"]

DEBIAN = Path("/usr/share/datasets/fashion-mnist")
PART = Path(__file__).parents[1] / "autograder" / "data" / "fashion_mnist.npz"
EACH = {"train": 200, "test": 50}
"""Images of each class in the part."""

MIRROR = "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"
HASHES = {
    "train-images-idx3-ubyte.gz": "b0564c3eedabfbf835052cff8503ea422014ce006caf5b757f851416ee8300c7",
    "train-labels-idx1-ubyte.gz": "0ae29f65d86684f32d1b9c85147786c547b9c6aebcaf235f0400a0cce308b056",
    "t10k-images-idx3-ubyte.gz": "cc1d090a38ace84dfa1aa66e3ada7c336ef481a96936906477e6dd344da56eaa",
    "t10k-labels-idx1-ubyte.gz": "8d3605d196f4be44669e46906da9733c8131fef761fdbfec72c424d5222f1a05",
}
SOURCES = tuple(Source(name, (MIRROR + name,), digest) for name, digest in HASHES.items())

CLASSES = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)


def read_arrays(folder: Path) -> tuple[Arrays, dict[str, Path]]:
    """Read the four files in a folder.

    Returns:
        The arrays of the data set, and the source of each, by name.

    Raises:
        UsageError: A file is missing or damaged.
    """
    sources = located(SOURCES, folder)
    arrays, files = {"classes": np.array(CLASSES)}, {}
    for part, prefix in (("train", "train"), ("test", "t10k")):
        files[f"X_{part}"] = sources[f"{prefix}-images-idx3-ubyte.gz"]
        files[f"y_{part}"] = sources[f"{prefix}-labels-idx1-ubyte.gz"]
        arrays[f"X_{part}"] = read_idx(files[f"X_{part}"], axes=3)
        arrays[f"y_{part}"] = read_idx(files[f"y_{part}"], axes=1).astype(np.int64)
    return arrays, files


def part_of(arrays: Arrays) -> Arrays:
    """Choose the first images of each class, in the order of the whole data set."""
    chosen: dict[str, NDArray[np.generic]] = {"classes": arrays["classes"]}
    for part, each in EACH.items():
        labels = arrays[f"y_{part}"]
        rows = np.sort(np.concatenate([np.flatnonzero(labels == k)[:each] for k in range(len(CLASSES))]))
        chosen[f"X_{part}"], chosen[f"y_{part}"] = arrays[f"X_{part}"][rows], labels[rows]
    return chosen


def _write_part(arrays: Arrays) -> None:
    """Write the part compressed: versions of zlib may differ in their bytes, so --check compares the arrays."""
    with writing(PART):
        PART.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(PART, allow_pickle=False, **{name: arrays[name] for name in ARRAYS})
    print(f"{PART}: {PART.stat().st_size:,} bytes")


def _require_current(arrays: Arrays) -> None:
    """End with exit code 1 if the committed part differs."""
    same = PART.is_file()
    if same:
        with np.load(PART, allow_pickle=False) as stored:
            same = all(np.array_equal(stored[name], arrays[name]) for name in ARRAYS)
    print(f"{PART}: {'current' if same else 'differs; run python data_scripts/make_fashion_mnist.py --part'}")
    if not same:
        sys.exit(1)


def main() -> None:
    """Convert the data set that the command line names."""
    options = parser(__doc__, default="fashion_mnist.npz", source=f"the folder with the four files (default: {DEBIAN})")
    options.add_argument("--part", action="store_true", help=f"write {PART.name} of the package: 2,000 + 500 images")
    options.add_argument("--check", action="store_true", help="with --part: compare with the committed file")
    asked = options.parse_args()
    if asked.folder is None and not DEBIAN.is_dir():
        raise UsageError(
            f"{DEBIAN} does not exist; run apt-get install dataset-fashion-mnist, "
            f"or download the four files of {MIRROR} and name their folder with --from"
        )
    arrays, files = read_arrays(asked.folder or DEBIAN)
    if asked.part:
        (_require_current if asked.check else _write_part)(part_of(arrays))
        return
    with scratch(asked.out) as folder:
        written(asked.out, arrays, folder, files)


if __name__ == "__main__":
    run(main)
