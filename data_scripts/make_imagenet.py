"""Convert pictures in folders, one folder a class as in ImageNet, into the course's layout at 32 x 32 pixels.

    python data_scripts/make_imagenet.py --from FOLDER --out FILE [--size 32] [--skip-unreadable]

FOLDER holds `train/<class>/*.jpg` and `val/<class>/*.jpg` (`.jpeg` and `.png` too), or what comes with Tiny ImageNet;
`folders.py` has the layouts. `val` becomes the test part. Classes are the folders of `train` in the order of their
names, and each must have a picture. A picture that cannot be read is never skipped in silence: each is named and
nothing is written, unless --skip-unreadable says to leave them out.

A picture becomes 32 x 32 as in P. Chrabaszcz, I. Loshchilov and F. Hutter, A Downsampled Variant of ImageNet as an
Alternative to the CIFAR datasets, 2017 (arXiv:1707.08819): the whole picture, its proportions given up, by Pillow's box
filter. Before that it is turned as its EXIF data say; what is transparent gets a white ground; gray values of 16 bits
become the nearest of 8. Another release of Pillow may decode a JPEG to slightly other values.

ImageNet itself is not fetched. Its terms (https://www.image-net.org/download.php) ask each user to agree to them first,
and allow research and teaching that is not commercial; whoever is given the pictures must have agreed as well. The same
goes for what is made of them here.
"""

import struct
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from conversion import module, parser, run
from folders import KINDS, class_names, labeled
from numpy.typing import NDArray
from output import Arrays, scratch, writing, written

from autograder.errors import UsageError

__all__ = ["main"]

FORMATS = ("JPEG", "PNG")
SHOWN = 5
"""How many of many the one line of an error names."""


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
    with scratch(asked.out) as folder:
        # In a function of its own: the arrays on disk must be closed before Windows lets their folder go.
        _convert(asked.folder, asked.out, asked.size, asked.skip_unreadable, folder)


def _convert(root: Path, out: Path, size: int, skip: bool, folder: Path) -> None:
    """Write the pictures of a folder as a data set, by way of a scratch folder for what memory may not hold."""
    train, test = root / "train", root / "val"
    classes = class_names(train)
    arrays: Arrays = {"classes": np.array(classes)}
    found = {"train": labeled(train, classes), "test": labeled(test, classes)}
    _refuse_bare(train, classes, [label for _, label in found["train"]])
    unread: list[Path] = []
    for part, pictures in found.items():
        labels = arrays[f"y_{part}"] = _shrunk(pictures, size, out, folder / part, unread)
        if len(labels):
            shape = (len(labels), size, size, 3)
            arrays[f"X_{part}"] = np.memmap(folder / part, np.uint8, "r", shape=shape)
    if unread and not skip:
        raise UsageError(
            f"pictures that cannot be read ({len(unread)}): {_some(unread)}; get them anew, or leave them out with "
            "--skip-unreadable. Nothing was written"
        )
    _refuse_bare(train, classes, arrays["y_train"])
    if bare := _bare(test, classes, arrays["y_test"]):
        if len(bare) == len(classes):
            raise UsageError(f"{test}: no picture ({', '.join(sorted(KINDS))}) of any class; put some there")
        print(f"no picture to test with ({len(bare)}): {_some(bare)}; going on without", file=sys.stderr)
    written(out, arrays, folder, {"X_train": train, "X_test": test})


def _refuse_bare(train: Path, classes: list[str], labels: Iterable[int]) -> None:
    """Refuse classes of which there is nothing to be learned."""
    if bare := _bare(train, classes, labels):
        raise UsageError(
            f"classes without a picture ({', '.join(sorted(KINDS))}) to learn from ({len(bare)}): {_some(bare)}; "
            "put some there, or take the folders away. Nothing was written"
        )


def _bare(folder: Path, classes: list[str], labels: Iterable[int]) -> list[Path]:
    present = set(labels)
    return [folder / name for label, name in enumerate(classes) if label not in present]


def _some(paths: list[Path]) -> str:
    return ", ".join(str(path) for path in paths[:SHOWN]) + (", ..." if len(paths) > SHOWN else "")


def _shrunk(pictures: list[tuple[Path, int]], size: int, out: Path, raw: Path, unread: list[Path]) -> NDArray[np.int64]:
    """Write the pictures that can be read to a file, one after the other, and the others into a list; the labels."""
    bomb = module("PIL.Image").DecompressionBombError
    labels = []
    with writing(out), raw.open("wb") as file:
        for path, label in pictures:
            try:
                small = _small(path, size)
            # What Pillow raises for damaged files is nowhere listed; a bomb is no OSError, a broken PNG a SyntaxError.
            except (OSError, ValueError, SyntaxError, EOFError, struct.error, bomb) as error:
                print(f"{path}: cannot be read ({' '.join(str(error).split())})", file=sys.stderr)
                unread.append(path)
                continue
            file.write(small.tobytes())
            labels.append(label)
    return np.array(labels, np.int64)


def _small(path: Path, size: int) -> NDArray[np.uint8]:
    image, operations = module("PIL.Image"), module("PIL.ImageOps")
    with image.open(path, formats=FORMATS) as opened:
        picture = operations.exif_transpose(opened)
    if picture.mode.startswith("I"):
        picture = image.fromarray(_in_8_bits(np.asarray(picture), picture.info.get("transparency")))
    elif picture.has_transparency_data:
        ground = image.new("RGBA", picture.size, "white")
        ground.alpha_composite(picture.convert("RGBA"))
        picture = ground
    return np.asarray(picture.convert("RGB").resize((size, size), image.Resampling.BOX))


def _in_8_bits(gray: NDArray[Any], transparent: int | None) -> NDArray[np.uint8]:
    """Gray values of 16 bits, where white is 65,535, as those where it is 255; what is transparent becomes white."""
    whole = gray.astype(np.int64)
    if transparent is not None:
        whole[whole == transparent] = 65_535
    return ((whole + 128) // 257).astype(np.uint8)


if __name__ == "__main__":
    run(main)
