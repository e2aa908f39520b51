"""Finds the student's own line in what `faulthandler` wrote as a process was stopped or died."""

import linecache
import re
from collections.abc import Mapping
from pathlib import Path

from autograder.testing.findings import Frame

__all__ = ["innermost"]

_LINE = re.compile(r'  File "(?P<file>.*)", line (?P<line>\d+) in (?P<function>.+)$')


def innermost(dump: str, files: Mapping[str, Path]) -> Frame | None:
    """The most recent frame that lies in one of `files` (name -> path), with its line of source.

    `faulthandler` writes the most recent call first; the characters of a path that are not ASCII appear escaped, as
    `backslashreplace` does.
    """
    names = {_as_dumped(path): name for name, path in files.items()}
    for line in dump.splitlines():
        found = _LINE.match(line)
        if found and found["file"] in names:
            name, number = names[found["file"]], int(found["line"])
            linecache.checkcache(str(files[name]))
            source = linecache.getline(str(files[name]), number).strip()
            return Frame(name, number, found["function"], source)
    return None


def _as_dumped(path: Path) -> str:
    return str(path).encode("ascii", "backslashreplace").decode("ascii")
