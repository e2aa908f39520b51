"""Shared parts of the converters: options, exit codes, and optional packages.

Every converter writes the layout that `autograder.datasets` describes, uncompressed, so that it can be memory-mapped.
The same input gives the same bytes, with the same version of Pillow if pictures are decoded.
"""

import argparse
import importlib
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType, ModuleType
from typing import NoReturn

from autograder.errors import UsageError
from autograder.i18n import speaking

__all__ = ["module", "parser", "run"]

COURSE = Path(__file__).resolve().parent.parent
INTERRUPTED = 130


def parser(text: str | None, *, default: str, source: str) -> argparse.ArgumentParser:
    """Create a parser with the options that all converters share.

    Args:
        text: The converter's docstring; its first paragraph is the help.
        default: The name of the output file unless `--out` names another.
        source: The help text of `--from`.
    """
    made = argparse.ArgumentParser(description=(text or "").partition("\n\n")[0])
    out = Path("data") / default
    made.add_argument("--out", type=Path, default=out, metavar="FILE", help=f"the .npz file to write (default: {out})")
    made.add_argument("--from", dest="folder", type=Path, metavar="FOLDER", help=source)
    return made


def run(main: Callable[[], None]) -> None:
    """Run a converter; a usage error prints one line and exits with code 2.

    Ctrl-C prints one line and exits with 130. SIGTERM removes the same temporary files as Ctrl-C.
    """
    signal.signal(signal.SIGTERM, _terminated)
    try:
        with speaking("en"):  # like every other message of a converter
            main()
    except UsageError as error:
        _end(str(error), 2)
    except KeyboardInterrupt:
        _end("interrupted", INTERRUPTED)


def _end(message: str, code: int) -> NoReturn:
    print(f"{Path(sys.argv[0]).name}: {message}", file=sys.stderr)
    raise SystemExit(code)


def _terminated(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def module(name: str) -> ModuleType:
    """Import an optional package.

    Raises:
        UsageError: The package is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise UsageError(
            f"{name.partition('.')[0]} is required and not installed; run pip install -e '.[data]' in {COURSE}"
        ) from None
