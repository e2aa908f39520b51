"""Build the site into build/site, or into the folder named.

Usage: python -m tools.site [FOLDER]
"""

import sys
from pathlib import Path

from autograder.errors import UsageError
from tools.site.build import build

__all__ = ["OUT", "main"]

ROOT = Path(__file__).resolve().parent.parent.parent
OUT = ROOT / "build" / "site"


def main() -> None:
    """Build the site; exit with 2 if a link leads nowhere."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    try:
        pages = build(ROOT, out)
    except UsageError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    print(f"{out / 'index.html'}: {pages} pages")


if __name__ == "__main__":
    main()
