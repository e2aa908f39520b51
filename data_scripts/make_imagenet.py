"""Convert pictures in folders, one folder a class as in ImageNet, into the course's layout at 32 x 32 pixels.

    python data_scripts/make_imagenet.py --from FOLDER --out FILE [--size 32] [--skip-unreadable]

FOLDER contains `train/<class>/*.jpg` and `val/<class>/*.jpg` (`.jpeg` and `.png` too), or the files of Tiny ImageNet;
`folders.py` describes the layouts. `val` becomes the test part. The classes are the folders of `train`, sorted by name,
and each must have a picture. If a picture cannot be read, the script lists it and writes nothing, unless
--skip-unreadable tells it to leave such pictures out.

A picture is resized to 32 x 32 as in P. Chrabaszcz, I. Loshchilov and F. Hutter, A Downsampled Variant of ImageNet as
an Alternative to the CIFAR datasets, 2017 (arXiv:1707.08819): the whole picture by Pillow's box filter, without keeping
its proportions. Before that, it is rotated as its EXIF data state, transparent pixels become
white, and 16-bit gray values are rounded to 8 bits. Another release of Pillow may decode a JPEG to slightly different
values.

The script does not fetch ImageNet. Its terms (https://www.image-net.org/download.php) allow non-commercial research and
teaching, and each user must agree to them first. Give the pictures, and the file that this script makes from them, only
to people who have agreed as well.
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
"""Maximum number of paths in an error message."""


def main() -> None:
    """Convert the data set that the command line names."""
    options = parser(__doc__, default="imagenet.npz", source="the folder with train/ and val/")
    options.add_argument("--size", type=int, default=32, metavar="N", help="height and width in pixels (default: 32)")
    options.add_argument("--skip-unreadable", action="store_true", help="leave out pictures that cannot be read")
    asked = options.parse_args()
    if asked.folder is None:
        raise UsageError(
            "name the folder with train/ and val/ with --from; https://www.image-net.org/download.php has the data"
        )
    if not 1 <= asked.size <= 512:
        raise UsageError(f"--size {asked.size}: must be from 1 to 512 pixels")
    with scratch(asked.out) as folder:
        # A separate function closes the arrays on disk, because Windows cannot delete their folder while they are open.
        _convert(asked.folder, asked.out, asked.size, asked.skip_unreadable, folder)


def _convert(root: Path, out: Path, size: int, skip: bool, folder: Path) -> None:
    """Write the pictures of a folder as a data set; keep the pixels on disk, because memory may not suffice."""
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
            f"pictures that cannot be read ({len(unread)}): {_some(unread)}; download them again, or use "
            "--skip-unreadable. Nothing was written"
        )
    _refuse_bare(train, classes, arrays["y_train"])
    if bare := _bare(test, classes, arrays["y_test"]):
        if len(bare) == len(classes):
            raise UsageError(f"{test}: no picture ({', '.join(sorted(KINDS))}) of any class; put some there")
        print(f"classes without a test picture ({len(bare)}): {_some(bare)}; continuing without", file=sys.stderr)
    written(out, arrays, folder, {"X_train": train, "X_test": test})


def _refuse_bare(train: Path, classes: list[str], labels: Iterable[int]) -> None:
    """Raise UsageError if a class has no training picture."""
    if bare := _bare(train, classes, labels):
        raise UsageError(
            f"classes without a training picture ({', '.join(sorted(KINDS))}) ({len(bare)}): {_some(bare)}; "
            "put some there, or remove the folders. Nothing was written"
        )


def _bare(folder: Path, classes: list[str], labels: Iterable[int]) -> list[Path]:
    present = set(labels)
    return [folder / name for label, name in enumerate(classes) if label not in present]


def _some(paths: list[Path]) -> str:
    return ", ".join(str(path) for path in paths[:SHOWN]) + (", ..." if len(paths) > SHOWN else "")


def _shrunk(pictures: list[tuple[Path, int]], size: int, out: Path, raw: Path, unread: list[Path]) -> NDArray[np.int64]:
    """Append the resized pictures to the file `raw`, collect unreadable ones in `unread`, and return the labels."""
    bomb = module("PIL.Image").DecompressionBombError
    labels = []
    with writing(out), raw.open("wb") as file:
        for path, label in pictures:
            try:
                small = _small(path, size)
            # Pillow does not document its exceptions: a bomb is no OSError, and a broken PNG raises SyntaxError.
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
    """Convert gray values from 16 to 8 bits, rounded; transparent pixels become white."""
    whole = gray.astype(np.int64)
    if transparent is not None:
        whole[whole == transparent] = 65_535
    return ((whole + 128) // 257).astype(np.uint8)


if __name__ == "__main__":
    run(main)
