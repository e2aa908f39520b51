"""Where the converters read: files of a folder, or what was fetched, with what to do where that fails."""

import contextlib
import hashlib
import os
import stat
import sys
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conversion import module

from autograder.errors import UsageError

__all__ = ["Source", "located", "reading", "there"]

CACHE = "AUTOGRADER_CACHE"


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


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """What goes wrong inside the block, where `path` is read, is told with what to do.

    Raises:
        UsageError: In place of what the system and unpacking raise.
    """
    try:
        yield
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        if reason := getattr(error, "strerror", None):
            advice = f"cannot be read ({reason}); see that it is there and that you have the right to read it"
        else:
            advice = f"damaged ({error}); get the file anew"
        raise UsageError(f"{path}: {advice}") from None


def there(path: Path) -> bool:
    """Whether there is such a file.

    Raises:
        UsageError: That cannot be seen from here.
    """
    with reading(path), contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return stat.S_ISREG(path.stat().st_mode)
    return False


def located(sources: tuple[Source, ...], folder: Path | None) -> dict[str, Path]:
    """The files of a data set by name: from a folder, or else from the cache, fetched if need be.

    What is fetched must have the known hash. A file from a folder may be another edition: it is named, and its reader
    looks at its structure.

    Raises:
        UsageError: A file is not there, cannot be read, or cannot be had.
    """
    if folder is None:
        return {source.name: _fetched(source) for source in sources}
    found = {}
    for source in sources:
        path = next((path for path in _spellings(folder, source.name) if there(path)), None)
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
    with reading(path), path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != source.sha256:
        print(f"{path}: not the file that is known by this name; going on with what it holds", file=sys.stderr)


def _fetched(source: Source) -> Path:
    """The file in the cache folder of this system, with the known hash."""
    pooch, requests = module("pooch"), module("requests")
    module("tqdm")  # pooch asks for it late, and in more words
    cache = os.environ.get(CACHE) or pooch.os_cache("image-classification-course")
    problems = []
    for url in source.urls:
        try:
            return Path(
                pooch.retrieve(
                    url, known_hash=f"sha256:{source.sha256}", fname=source.name, path=cache, progressbar=True
                )
            )
        except requests.RequestException as error:
            problems.append(f"{url}: {_short(error)}")
        except ValueError:
            problems.append(f"{url}: what came is not the file whose hash is known")
        except OSError as error:
            told = (each.strerror for each in (error, error.__cause__) if isinstance(each, OSError) and each.strerror)
            raise UsageError(
                f"{source.name} cannot be kept in the cache folder {cache} ({next(told, error)}); make room or get the "
                f"right to write there, or name another folder in the variable {CACHE}"
            ) from None
    raise UsageError(
        f"{source.name} could not be fetched ({'; '.join(problems)}); "
        "download it by other means and name its folder with --from"
    )


def _short(error: OSError) -> str:
    if (response := getattr(error, "response", None)) is not None:
        return f"the server answers {response.status_code}"
    return error.strerror or f"the server cannot be reached, {type(error).__name__}"
