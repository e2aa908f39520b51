"""Keeps every core busy for a while."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["busy_cores"]

SPIN = "import os, sys\nwhile os.getppid() == int(sys.argv[1]):\n    sum(range(100_000))"
"""Computes until its parent is gone, however that came about."""


@contextmanager
def busy_cores() -> Iterator[None]:
    """A computing process for each core, while the block runs."""
    command = [sys.executable, "-I", "-c", SPIN, str(os.getpid())]
    spinners = [subprocess.Popen(command, stdin=subprocess.DEVNULL) for _core in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()
