"""A console that no character can break."""

import io
import sys

from rich.console import Console

__all__ = ["make_console"]


def make_console(*, stderr: bool = False) -> Console:
    """The terminal (or standard error), with colour only where there is one and NO_COLOR is not set.

    A Korean Windows console speaks CP949, a pipe may speak ASCII: what the encoding lacks is shown as a question mark
    instead of ending the program with a UnicodeEncodeError.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)
