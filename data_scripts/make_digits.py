"""Convert scikit-learn's copy of the UCI digits into `autograder/data/digits.npz`.

The data set is "Optical Recognition of Handwritten Digits" (E. Alpaydin and C. Kaynak, UCI Machine Learning Repository,
1998, CC BY 4.0): 1,797 images of 8 x 8 pixels with brightness 0 to 16, and the digit that each one shows.

    python data_scripts/make_digits.py            writes the file
    python data_scripts/make_digits.py --check    exits with 1 if the committed file differs
"""

import argparse
import io
import sys
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

__all__ = ["digits_bytes", "main"]

TARGET = Path(__file__).parents[1] / "autograder" / "data" / "digits.npz"


def digits_bytes() -> bytes:
    """Return the archive: `images` (1797, 8, 8) and `labels` (1797,), both uint8, neither compressed nor pickled.

    The members are stored, because different versions of zlib compress to different bytes. The wheel compresses the
    file anyway.
    """
    digits = load_digits()
    images = digits.images.astype(np.uint8)
    labels = digits.target.astype(np.uint8)
    if not (np.array_equal(images, digits.images) and np.array_equal(labels, digits.target)):
        raise ValueError("scikit-learn's digits are no longer whole numbers from 0 to 255")
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, images=images, labels=labels)
    return buffer.getvalue()


def main() -> int:
    """Write the file, or compare it if --check is given; return the exit code."""
    parser = argparse.ArgumentParser(description="Convert the UCI digits into autograder/data/digits.npz.")
    parser.add_argument("--check", action="store_true", help="compare with the committed file and write nothing")
    wanted = digits_bytes()
    if parser.parse_args().check:
        current = TARGET.is_file() and TARGET.read_bytes() == wanted
        print(f"{TARGET}: {'current' if current else 'differs; run python data_scripts/make_digits.py'}")
        return 0 if current else 1
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(wanted)
    print(f"{TARGET}: {len(wanted):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
