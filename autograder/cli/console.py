"""Create the console that commands print to."""

import io
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["make_console"]


def make_console(*, stderr: bool = False) -> "Console":
    """Create a console that replaces characters the encoding lacks with question marks.

    A Korean Windows console uses CP949 and a pipe may use ASCII; without replacement, a character outside of the
    encoding would end the program with a UnicodeEncodeError. Output is in color only on a terminal without NO_COLOR.

    Args:
        stderr: Write to standard error instead of standard output.
    """
    from rich.console import Console

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)
