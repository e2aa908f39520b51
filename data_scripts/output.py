"""Write data sets atomically, and check first that the output can be written.

A run writes into a hidden folder beside its output file, `.cifar10.npz.<random>.part`, and removes the folder when it
ends. If a run was killed, the next run for the same file removes its folder. A lock on a file in the folder shows
whether its run is still at work; the system releases the lock when the process ends. On systems without such locks
(Windows, some network drives) the folder of a killed run stays until somebody deletes it.
"""

import contextlib
import glob
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from autograder.datasets import ARRAYS, misfit
from autograder.errors import UsageError

if sys.platform != "win32":
    import fcntl

__all__ = ["Arrays", "scratch", "writing", "written"]

Arrays = dict[str, NDArray[np.generic]]
HELD = "held"


@contextlib.contextmanager
def scratch(out: Path) -> Iterator[Path]:
    """Provide a folder beside the output file; remove it at the end of the block.

    Raises:
        UsageError: The output cannot be written.
    """
    if out.suffix != ".npz":
        raise UsageError(f"{out}: the output file must end in .npz; name another one with --out")
    with contextlib.ExitStack() as stack:
        with writing(out):
            if out.is_dir():
                raise IsADirectoryError("there is a folder of this name")
            out.parent.mkdir(parents=True, exist_ok=True)
            _sweep(out)
            made = tempfile.TemporaryDirectory(
                dir=out.parent, prefix=f".{out.name}.", suffix=".part", ignore_cleanup_errors=True
            )
            folder = Path(stack.enter_context(made))
            stack.enter_context(_held(folder))
        yield folder


@contextlib.contextmanager
def writing(out: Path) -> Iterator[None]:
    """Re-raise an OSError inside the block as a UsageError about the output file.

    Raises:
        UsageError: The block raised an OSError.
    """
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"{out}: cannot be written ({error.strerror or error}); free space, change the permissions, "
            "or name another file with --out"
        ) from None


def written(out: Path, arrays: Arrays, folder: Path, files: Mapping[str, Path]) -> None:
    """Write the data set under another name, then rename it, so that no reader finds half a file.

    Args:
        out: The file to write.
        arrays: The arrays of the data set, by name.
        folder: The scratch folder of this file.
        files: The source of each array, by name, for error messages.

    Raises:
        UsageError: The arrays do not form a valid data set, or the output cannot be written.
    """
    if problem := misfit(arrays):
        named = ", ".join(f"{name} is {path}" for name, path in files.items() if name in problem)
        raise UsageError(f"{problem}, so nothing was written; use files that belong together: {named}")
    with writing(out):
        whole = folder / "whole.npz"
        # Uncompressed, so that it can be memory-mapped. NumPy gives each member a constant date.
        np.savez(whole, allow_pickle=False, **{name: arrays[name] for name in ARRAYS})
        whole.replace(out)
        size = out.stat().st_size
    shapes = ", ".join(f"{name} {arrays[name].shape}" for name in ARRAYS)
    print(f"{out}: {size:,} bytes; {shapes}")


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Lock the folder while the block runs, so that no other run removes it."""
    hidden = folder / f"{HELD}.new"
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            file = stack.enter_context(hidden.open("wb"))
            if _locked(file):
                hidden.rename(folder / HELD)  # other runs find the file only after it is locked
        yield


def _sweep(out: Path) -> None:
    """Remove the folders of killed runs for the same file."""
    for left in out.parent.glob(f".{glob.escape(out.name)}.*.part"):
        with contextlib.suppress(OSError), (left / HELD).open("r+b") as file:
            if _locked(file):
                shutil.rmtree(left, ignore_errors=True)


def _locked(file: IO[bytes]) -> bool:
    """Lock the file until it is closed; return False if another process holds it or locks are not supported."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
