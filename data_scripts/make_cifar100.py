"""Convert CIFAR-100, 60,000 color pictures of 32 x 32 pixels in 100 classes, into the course's layout.

    python data_scripts/make_cifar100.py                            fetches it (161 MB), and writes data/cifar100.npz
    python data_scripts/make_cifar100.py --coarse --out FILE        the same pictures in their 20 superclasses
    python data_scripts/make_cifar100.py --from FOLDER --out FILE   uses cifar-100-binary.tar.gz, or its files

`cifar.py` documents the source, format, license and hash of the files.
"""

from dataclasses import replace

from cifar import Edition, convert
from conversion import parser, run

__all__ = ["COARSE", "FINE", "main"]

FINE = Edition(
    archive="cifar-100-binary.tar.gz",
    sha256="58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
    folder="cifar-100-binary",
    train=("train.bin",),
    test="test.bin",
    labels=2,
    label=1,
    names="fine_label_names.txt",
)
COARSE = replace(FINE, label=0, names="coarse_label_names.txt")


def main() -> None:
    """Convert the data set that the command line names."""
    options = parser(__doc__, default="cifar100.npz", source="the folder with the archive, or with its files")
    options.add_argument("--coarse", action="store_true", help="use the 20 superclasses as labels")
    asked = options.parse_args()
    convert(COARSE if asked.coarse else FINE, asked.folder, asked.out)


if __name__ == "__main__":
    run(main)
