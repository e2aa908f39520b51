"""Where the converters write: the place is tried before anything else, and nobody ever finds half a file.

While a run is at work, what it writes lies in a hidden folder beside its file: `.cifar10.npz.<random>.part`. The folder
goes when the run ends; what a run that was killed has left, the next one for the same file removes. That nobody is at
work in it is seen by a lock, which the system takes from whoever ends, however. Where there are no such locks (Windows,
some network drives) such a folder stays until somebody deletes it.
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
    """A folder beside the file that is to be written, gone at the end of the block whatever happens.

    Raises:
        UsageError: The place cannot be written.
    """
    if out.suffix != ".npz":
        raise UsageError(f"{out}: the file to write must end in .npz; name another one by --out")
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
    """What the system refuses inside the block is told as a problem of the file that is to be written.

    Raises:
        UsageError: In place of an OSError.
    """
    try:
        yield
    except OSError as error:
        raise UsageError(
            f"{out}: cannot be written ({error.strerror or error}); make room or get the right to write there, "
            "or name another file by --out"
        ) from None


def written(out: Path, arrays: Arrays, folder: Path, files: Mapping[str, Path]) -> None:
    """Write the data set: under another name first, so that nobody ever finds half a file.

    Args:
        out: The file to write.
        arrays: What belongs into it.
        folder: The scratch folder of this file.
        files: What the arrays were read from, by their names, to be named if something is wrong with one.

    Raises:
        UsageError: The arrays are no data set that could be loaded, or the place cannot be written.
    """
    if problem := misfit(arrays):
        named = ", ".join(f"{name} is {path}" for name, path in files.items() if name in problem)
        raise UsageError(f"{problem}, so nothing was written; get files that belong together: {named}")
    with writing(out):
        whole = folder / "whole.npz"
        # Stored, not deflated, so that it can be mapped; NumPy gives each member the same date, whenever that is.
        np.savez(whole, allow_pickle=False, **{name: arrays[name] for name in ARRAYS})
        whole.replace(out)
        size = out.stat().st_size
    shapes = ", ".join(f"{name} {arrays[name].shape}" for name in ARRAYS)
    print(f"{out}: {size:,} bytes; {shapes}")


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs, so that no other run sweeps it."""
    hidden = folder / f"{HELD}.new"
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):
            file = stack.enter_context(hidden.open("wb"))
            if _locked(file):
                hidden.rename(folder / HELD)  # found by others only now that it is locked
        yield


def _sweep(out: Path) -> None:
    """Remove what runs for the same file have left that were killed."""
    for left in out.parent.glob(f".{glob.escape(out.name)}.*.part"):
        with contextlib.suppress(OSError), (left / HELD).open("r+b") as file:
            if _locked(file):
                shutil.rmtree(left, ignore_errors=True)


def _locked(file: IO[bytes]) -> bool:
    """Lock the file until it is closed. False if somebody else has it, or there is no such thing here."""
    if sys.platform == "win32":
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
