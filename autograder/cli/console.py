"""A console that no character can break."""

import io
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["make_console"]


def make_console(*, stderr: bool = False) -> "Console":
    """Return a console for the terminal (or standard error), in color only where there is one and NO_COLOR is not set.

    A Korean Windows console speaks CP949, a pipe may speak ASCII: what the encoding lacks is shown as a question mark
    instead of ending the program with a UnicodeEncodeError.
    """
    from rich.console import Console

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)
