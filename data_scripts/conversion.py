"""What the converters have in common: their options, how they end, and the packages that not everybody has.

Every converter writes the layout that `autograder.datasets` describes, uncompressed, so that it can be mapped. The same
input gives the same bytes (with the same Pillow, where pictures have to be decoded).
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
    """The options that all converters share.

    Args:
        text: The converter's docstring; its first paragraph is the help.
        default: The name of the file that is written unless another one is named.
        source: What `--from` names.
    """
    made = argparse.ArgumentParser(description=(text or "").partition("\n\n")[0])
    out = Path("data") / default
    made.add_argument("--out", type=Path, default=out, metavar="FILE", help=f"the .npz to write; by default {out}")
    made.add_argument("--from", dest="folder", type=Path, metavar="FOLDER", help=source)
    return made


def run(main: Callable[[], None]) -> None:
    """Run a converter; what its caller can mend ends in one line and exit code 2.

    Who interrupts it gets one line too, and whoever ends it by SIGTERM leaves no more behind than who does that.
    """
    signal.signal(signal.SIGTERM, _terminated)
    try:
        with speaking("en"):  # as all else that a converter says
            main()
    except UsageError as error:
        _end(str(error), 2)
    except KeyboardInterrupt:
        _end("interrupted", INTERRUPTED)


def _end(said: str, code: int) -> NoReturn:
    print(f"{Path(sys.argv[0]).name}: {said}", file=sys.stderr)
    raise SystemExit(code)


def _terminated(number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def module(name: str) -> ModuleType:
    """An optional package.

    Raises:
        UsageError: It is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise UsageError(
            f"{name.partition('.')[0]} is not installed, and this needs it: type pip install -e '.[data]' in {COURSE}"
        ) from None
