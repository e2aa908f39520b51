"""A naive grader that unpacks everything in an archive and then starts in that folder.

Run as a program with an archive, an empty folder and a rule for names, it unpacks the archive and archives inside.
`STARTS` are programs to start afterwards. The disk counts as full after `ROOM` bytes, and memory ends at `MEMORY`.
"""

import errno
import os
import resource
import stat
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Any

from tests.attacks import naive
from tests.attacks.bench import ROOT

ROOM = 100 << 20
MEMORY = 1 << 30
MANY = 50_000
PATIENCE = 60

RULES: dict[str, Callable[[str], str]] = {
    "as they are": lambda name: name,
    "with either slash": lambda name: name.replace("\\", "/"),  # like unzip
    "plain": lambda name: unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold(),
}
"""Rules for names; the last is that of web frameworks, on a disk that ignores case."""

_CELLS = """
import json, subprocess
for cell in json.load(open("answer.ipynb"))["cells"]:
    for line in cell["source"]:
        subprocess.run(line[1:], shell=True) if line[0] == "!" else exec(line)  # like the kernel of a notebook
"""

STARTS: dict[str, list[str] | None] = {
    "nothing": None,
    "a program": [naive.__file__, "answer.py"],
    "an import": ["-c", "import answer; answer.double([], print); print('graded')"],
    "the grader": ["-m", "autograder", "--version"],
    "pytest": ["-m", "pytest"],
    "a place for packages": ["-c", "import site; site.addsitedir('.')"],
    "the cells": ["-c", _CELLS],
}
"""Programs to start in the folder, which is on Python's path."""

OUTSIDE, RUNS, OTHER = "a file lies outside", "what was planted runs", "another answer is graded"
ENDS, FULL, FILES, DEVICE = "it ends before it has graded", "it cannot unpack", "too many files", "a device is made"

PLAN = {
    "absolute": ("as they are", "nothing", OUTSIDE),
    "backslash": ("with either slash", "nothing", OUTSIDE),
    "bomb": ("as they are", "nothing", FULL),
    "bomb_beside": ("as they are", "nothing", FULL),
    "compiled": ("as they are", "an import", OTHER),
    "conftest": ("as they are", "pytest", RUNS),
    "device": ("as they are", "nothing", DEVICE),
    "many_entries": ("as they are", "nothing", FILES),
    "native_module": ("as they are", "an import", ENDS),
    "notebook": ("as they are", "the cells", RUNS),
    "own_autograder": ("as they are", "the grader", RUNS),
    "own_numpy": ("as they are", "a program", RUNS),
    "own_numpy_package": ("as they are", "a program", RUNS),
    "path_file": ("as they are", "a place for packages", RUNS),
    "pytest_ini": ("as they are", "pytest", RUNS),
    "rare_method": ("as they are", "nothing", FULL),
    "right_to_left": ("plain", "an import", ENDS),
    "sitecustomize": ("as they are", "a program", RUNS),
    "two_normal_forms": ("plain", "an import", OTHER),
    "upper_and_lower": ("plain", "an import", OTHER),
    "zip_slip": ("as they are", "nothing", OUTSIDE),
}
"""For each attack the rule for names, the program to start, and the harm."""


class Unpacker:
    """Writes members to the paths in their names, until the disk is full."""

    def __init__(self, rule: str) -> None:
        self._named = RULES[rule]
        self._room = ROOM

    def unpack(self, archive: Path, folder: Path) -> None:
        """Unpack all of an archive."""
        with zipfile.ZipFile(archive) as file:
            for entry in file.infolist():
                path = folder / self._named(entry.filename)
                path.parent.mkdir(parents=True, exist_ok=True)
                if stat.S_ISCHR(entry.external_attr >> 16):
                    os.mknod(path, entry.external_attr >> 16)
                    continue
                with file.open(entry) as member:
                    self._write(member, path)
                if path.suffix == ".zip":
                    self.unpack(path, path.with_suffix(""))

    def _write(self, member: IO[bytes], path: Path) -> None:
        with path.open("wb") as out:
            while piece := member.read(1 << 20):
                self._room -= len(piece)
                if self._room < 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                out.write(piece)


def comes_of(archive: Path, folder: Path, traces: Path, rule: str, start: str) -> set[str]:
    """Return all harm that grading an archive in an empty folder causes.

    Args:
        archive: The submission.
        folder: The folder to unpack into.
        traces: Another empty folder that attacks try to write to.
        rule: One of `RULES`.
        start: One of `STARTS`.
    """
    unpacked = _run(["-m", "tests.attacks.naive_archive", archive, folder, rule], cwd=ROOT)
    found = {FULL} if unpacked.returncode else set()
    found |= {OUTSIDE} if any(traces.iterdir()) else set()
    found |= {FILES} if sum(path.is_file() for path in folder.rglob("*")) > MANY else set()
    found |= {DEVICE} if any(path.is_char_device() for path in folder.iterdir()) else set()
    words = STARTS[start]
    if words is None or found:
        return found
    done = _run(words, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)})
    said = done.stdout.decode("utf-8", "replace")
    found |= {RUNS} if any(traces.iterdir()) else set()
    found |= {OTHER} if "EFFECT" in said else set()
    found |= {ENDS} if start in {"a program", "an import"} and "graded" not in said else set()
    return found


def _run(words: Sequence[str | Path], **options: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, *words], capture_output=True, timeout=PATIENCE, **options)


def main() -> None:
    """Unpack the archive that the command line names."""
    archive, folder, rule = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    Unpacker(rule).unpack(Path(archive), Path(folder))


if __name__ == "__main__":
    main()
