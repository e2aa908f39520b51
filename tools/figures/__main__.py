"""Draw the figures into solutions/<assignment>/figures/.

Usage: python -m tools.figures [ASSIGNMENT...]
"""

import sys

from tools.figures.drawing import drawn, folder
from tools.figures.every import FIGURES

__all__ = ["main"]


def main() -> None:
    """Draw the figures of the assignments named, or of all; remove those that no function draws any more."""
    for assignment in sys.argv[1:] or FIGURES:
        made = drawn(FIGURES[assignment])
        place = folder(assignment)
        place.mkdir(exist_ok=True)
        for old in {path.name for path in place.iterdir()} - made.keys():
            (place / old).unlink()
        for name, content in made.items():
            (place / name).write_bytes(content)
        print(f"{place}: {len(made)} figures, {sum(map(len, made.values())):,} bytes")


if __name__ == "__main__":
    main()
