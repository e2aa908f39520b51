"""Convert pictures in folders, one folder a class as in ImageNet, into the course's layout at 32 x 32 pixels.

    python data_scripts/make_imagenet.py --from FOLDER --out FILE [--size 32] [--skip-unreadable]

FOLDER holds `train/<class>/*.jpg` and `val/<class>/*.jpg` (`.jpeg` and `.png` too); `val` becomes the test part.
Classes are the folders of `train` in the order of their names. Other files are left alone. A picture that cannot be
read is never skipped in silence: each is named and nothing is written, unless --skip-unreadable says to leave them out.

A picture becomes 32 x 32 as in P. Chrabaszcz, I. Loshchilov and F. Hutter, A Downsampled Variant of ImageNet as an
Alternative to the CIFAR datasets, 2017 (arXiv:1707.08819): the whole picture, its proportions given up, by Pillow's box
filter. Another release of Pillow may decode a JPEG to slightly other values.

ImageNet itself is not fetched. Its terms (https://www.image-net.org/download.php) ask each user to agree to them first,
and allow research and teaching that is not commercial; whoever is given the pictures must have agreed as well. The same
goes for what is made of them here.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from conversion import module, parser, run, temporary, written
from numpy.typing import NDArray

from autograder.errors import UsageError

__all__ = ["main"]

KINDS = frozenset({".jpg", ".jpeg", ".png"})
SHOWN = 5
"""How many unreadable pictures the one line of an error names; every one has had a line of its own before."""


def main() -> None:
    """Convert."""
    options = parser(__doc__, default="imagenet.npz", source="the folder with train/ and val/")
    options.add_argument("--size", type=int, default=32, metavar="N", help="pixels in height and width; by default 32")
    options.add_argument("--skip-unreadable", action="store_true", help="leave pictures out that cannot be read")
    asked = options.parse_args()
    if asked.folder is None:
        raise UsageError(
            "name the folder with train/ and val/ by --from; https://www.image-net.org/download.php has one"
        )
    if not 1 <= asked.size <= 512:
        raise UsageError(f"--size {asked.size}: from 1 to 512 pixels")
    with temporary(asked.out) as scratch:
        # In a function of its own: the arrays on disk must be closed before Windows lets their folder go.
        _convert(asked.folder, asked.out, asked.size, asked.skip_unreadable, scratch)


def _convert(folder: Path, out: Path, size: int, skip: bool, scratch: Path) -> None:
    """Write the pictures of a folder as a data set, by way of a scratch folder for what memory may not hold."""
    classes = _classes(folder / "train")
    if strange := sorted(set(_classes(folder / "val")) - set(classes)):
        raise UsageError(f"{folder / 'val'}: {', '.join(strange[:SHOWN])} is no class in {folder / 'train'}")
    arrays: dict[str, NDArray[np.generic]] = {"classes": np.array(classes)}
    unread: list[Path] = []
    for name, part in (("train", folder / "train"), ("test", folder / "val")):
        pictures = list(_pictures(part, classes))
        if not pictures:
            raise UsageError(f"{part}: no picture ({', '.join(sorted(KINDS))}) in any folder of a class")
        # On disk: a thousand classes at this size are 4 GB.
        images = np.lib.format.open_memmap(scratch / f"{name}.npy", "w+", np.uint8, (len(pictures), size, size, 3))
        labels = _filled(images, pictures, unread)
        arrays |= {f"X_{name}": images[: len(labels)], f"y_{name}": labels}
    if unread and not skip:
        named = ", ".join(str(path) for path in unread[:SHOWN]) + (", ..." if len(unread) > SHOWN else "")
        raise UsageError(
            f"pictures that cannot be read ({len(unread)}): {named}; get them anew, or leave them out with "
            "--skip-unreadable. Nothing was written"
        )
    written(out, arrays)


def _classes(folder: Path) -> list[str]:
    try:
        found = sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError:
        found = []
    if not found:
        raise UsageError(f"{folder}: should be a folder that holds one folder for each class")
    return found


def _pictures(folder: Path, classes: list[str]) -> Iterator[tuple[Path, int]]:
    """Every picture with its class, by class and then by name."""
    for label, name in enumerate(classes):
        for path in sorted((folder / name).glob("*")):
            if path.suffix.lower() in KINDS and path.is_file():
                yield path, label


def _filled(images: NDArray[np.uint8], pictures: list[tuple[Path, int]], unread: list[Path]) -> NDArray[np.int64]:
    """Write the pictures that can be read into `images`, one after the other; their labels."""
    image = module("PIL.Image")
    labels = []
    for path, label in pictures:
        try:
            with image.open(path) as picture:
                small = picture.convert("RGB").resize(images.shape[1:3], image.Resampling.BOX)
        # What Pillow raises for damaged files is nowhere listed; a bomb is no OSError, a broken PNG a SyntaxError.
        except (OSError, ValueError, SyntaxError, EOFError, image.DecompressionBombError) as error:
            print(f"{path}: cannot be read ({' '.join(str(error).split())})", file=sys.stderr)
            unread.append(path)
            continue
        images[len(labels)] = np.asarray(small)
        labels.append(label)
    return np.array(labels, dtype=np.int64)


if __name__ == "__main__":
    run(main)
