"""Convert CIFAR-10, 60,000 color pictures of 32 x 32 pixels in 10 classes, into the course's layout.

    python data_scripts/make_cifar10.py                            fetches it (162 MB), and writes data/cifar10.npz
    python data_scripts/make_cifar10.py --from FOLDER --out FILE   uses cifar-10-binary.tar.gz, or its files

`cifar.py` documents the source, format, license and hash of the files.
"""

from cifar import Edition, convert
from conversion import parser, run

__all__ = ["CIFAR10", "main"]

CIFAR10 = Edition(
    archive="cifar-10-binary.tar.gz",
    sha256="c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
    folder="cifar-10-batches-bin",
    train=tuple(f"data_batch_{number}.bin" for number in range(1, 6)),
    test="test_batch.bin",
    labels=1,
    label=0,
    names="batches.meta.txt",
)


def main() -> None:
    """Convert the data set that the command line names."""
    asked = parser(__doc__, default="cifar10.npz", source="the folder with the archive, or with its files").parse_args()
    convert(CIFAR10, asked.folder, asked.out)


if __name__ == "__main__":
    run(main)
