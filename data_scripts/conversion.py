"""What the converters have in common: their options, fetching files, checking them, and writing the data set.

Every converter writes the layout that `autograder.datasets` describes, uncompressed, so that it can be mapped. The same
input gives the same bytes (with the same Pillow, where pictures have to be decoded).
"""

import argparse
import contextlib
import hashlib
import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from autograder.datasets import ARRAYS
from autograder.errors import UsageError

__all__ = ["Arrays", "Source", "located", "module", "parser", "run", "temporary", "written"]

Arrays = dict[str, NDArray[np.generic]]
PROJECT = "image-classification-course"


@dataclass(frozen=True)
class Source:
    """A file of a data set, as its authors published it.

    Attributes:
        name: The file's name.
        urls: Where it can be had, tried in this order.
        sha256: The hash of its content.
    """

    name: str
    urls: tuple[str, ...]
    sha256: str


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
    """Run a converter; what its caller can mend ends in one line and exit code 2."""
    try:
        main()
    except UsageError as error:
        print(f"{Path(sys.argv[0]).name}: {error}", file=sys.stderr)
        raise SystemExit(2) from None


def module(name: str) -> ModuleType:
    """An optional package.

    Raises:
        UsageError: It is not installed.
    """
    try:
        return importlib.import_module(name)
    except ImportError:
        raise UsageError(
            f"{name.partition('.')[0]} is not installed, and this needs it: pip install '{PROJECT}[data]'"
        ) from None


def located(sources: tuple[Source, ...], folder: Path | None) -> dict[str, Path]:
    """The files of a data set by name: from a folder, or else from the cache, fetched if need be.

    What is fetched must have the known hash. A file from a folder may be another edition: it is named, and its reader
    looks at its structure.

    Raises:
        UsageError: A file is not there, or cannot be had.
    """
    if folder is None:
        return {source.name: _fetched(source) for source in sources}
    found = {}
    for source in sources:
        path = next((path for path in _spellings(folder, source.name) if path.is_file()), None)
        if path is None:
            raise UsageError(
                f"{folder} has no {source.name}; it can be had from {source.urls[0]}, "
                "and without --from it is fetched from there"
            )
        _say_if_unknown(path, source)
        found[source.name] = path
    return found


def _spellings(folder: Path, name: str) -> Iterator[Path]:
    """The file itself, or what became of it when somebody unpacked it."""
    yield folder / name
    if name.endswith("-ubyte.gz"):
        yield folder / name.removesuffix(".gz")
        yield folder / name.removesuffix(".gz").replace("-idx", ".idx")


def _say_if_unknown(path: Path, source: Source) -> None:
    if path.suffix != ".gz":  # the known hash is that of the packed file
        return
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != source.sha256:
            print(f"{path}: not the file that is known by this name; going on with what it holds", file=sys.stderr)


def _fetched(source: Source) -> Path:
    """The file in the cache folder of this system, with the known hash."""
    pooch = module("pooch")
    module("tqdm")  # pooch asks for it late, and in more words
    problems = []
    for url in source.urls:
        try:
            return Path(
                pooch.retrieve(
                    url,
                    known_hash=f"sha256:{source.sha256}",
                    fname=source.name,
                    path=os.environ.get("AUTOGRADER_CACHE") or pooch.os_cache(PROJECT),
                    progressbar=True,
                )
            )
        except (OSError, ValueError) as error:  # requests' errors are OSErrors; a wrong hash is a ValueError
            problems.append(f"{url}: {_short(error)}")
    raise UsageError(
        f"{source.name} could not be fetched ({'; '.join(problems)}); "
        "download it by other means and name its folder with --from"
    )


def _short(error: Exception) -> str:
    if isinstance(error, ValueError):
        return "what came is not the file whose hash is known"
    if (response := getattr(error, "response", None)) is not None:
        return f"the server answers {response.status_code}"
    return getattr(error, "strerror", None) or f"the server cannot be reached, {type(error).__name__}"


@contextlib.contextmanager
def temporary(out: Path) -> Iterator[Path]:
    """A folder beside the file that is to be written, gone at the end of the block whatever happens.

    Raises:
        UsageError: The place cannot be written.
    """
    if out.suffix != ".npz":
        raise UsageError(f"{out}: the file to write must end in .npz")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.stem}.") as folder:
            yield Path(folder)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror or error}") from None


def written(out: Path, arrays: Arrays) -> None:
    """Write the data set: under another name first, so that nobody ever finds half a file.

    Raises:
        UsageError: The arrays are no data set, or the place cannot be written.
    """
    for part in ("train", "test"):
        X, y = arrays[f"X_{part}"], arrays[f"y_{part}"]
        if not len(X):
            raise UsageError(f"there is no image for X_{part}, so nothing was written")
        if len(X) != len(y):
            raise UsageError(f"X_{part} has {len(X):,} images and y_{part} {len(y):,} labels, so nothing was written")
        if y.max() >= len(arrays["classes"]):  # type: ignore[operator]
            raise UsageError(f"y_{part} has the label {y.max()}, but there are {len(arrays['classes'])} classes")
    with temporary(out) as folder:
        whole = folder / "whole.npz"
        # Stored, not deflated, so that it can be mapped; NumPy gives each member the same date, whenever that is.
        np.savez(whole, allow_pickle=False, **{name: arrays[name] for name in ARRAYS})
        whole.replace(out)
    shapes = ", ".join(f"{name} {arrays[name].shape}" for name in ARRAYS)
    print(f"{out}: {out.stat().st_size:,} bytes; {shapes}")
