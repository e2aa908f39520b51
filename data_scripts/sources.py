"""Find the input files of the converters in a folder, or fetch them; explain what to do if that fails."""

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
        urls: The addresses to fetch it from, in order of preference.
        sha256: The hash of its content.
    """

    name: str
    urls: tuple[str, ...]
    sha256: str


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Re-raise errors of reading or unpacking `path` as UsageError, with what to do.

    Raises:
        UsageError: The block raised OSError or an error of a decompressor.
    """
    try:
        yield
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        if reason := getattr(error, "strerror", None):
            advice = f"cannot be read ({reason}); check that the file exists and that you may read it"
        else:
            advice = f"damaged ({error}); download the file again"
        raise UsageError(f"{path}: {advice}") from None


def there(path: Path) -> bool:
    """Return whether the path is an existing file.

    Raises:
        UsageError: A folder on the path may not be searched.
    """
    with reading(path), contextlib.suppress(FileNotFoundError, NotADirectoryError):
        return stat.S_ISREG(path.stat().st_mode)
    return False


def located(sources: tuple[Source, ...], folder: Path | None) -> dict[str, Path]:
    """Return the files of a data set by name: from a folder, or from the cache, fetched if necessary.

    A fetched file must have the known hash. A file from a folder may be another edition: a warning names it, and its
    reader checks its structure.

    Raises:
        UsageError: A file is missing, cannot be read, or cannot be fetched.
    """
    if folder is None:
        return {source.name: _fetched(source) for source in sources}
    found = {}
    for source in sources:
        path = next((path for path in _spellings(folder, source.name) if there(path)), None)
        if path is None:
            raise UsageError(
                f"{folder} has no {source.name}; download it from {source.urls[0]}, "
                "or leave out --from to fetch it from there"
            )
        _say_if_unknown(path, source)
        found[source.name] = path
    return found


def _spellings(folder: Path, name: str) -> Iterator[Path]:
    """Yield the path of the file, then the paths of its unpacked versions."""
    yield folder / name
    if name.endswith("-ubyte.gz"):
        yield folder / name.removesuffix(".gz")
        yield folder / name.removesuffix(".gz").replace("-idx", ".idx")


def _say_if_unknown(path: Path, source: Source) -> None:
    if path.suffix != ".gz":  # the known hash belongs to the compressed file
        return
    with reading(path), path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != source.sha256:
        print(f"{path}: differs from the published file of this name; converting it as it is", file=sys.stderr)


def _fetched(source: Source) -> Path:
    """Return the file in this system's cache folder; fetch it if it is not there with the known hash."""
    pooch, requests = module("pooch"), module("requests")
    module("tqdm")  # pooch imports it late, with a longer message
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
            problems.append(f"{url}: the file from there does not have the known hash")
        except OSError as error:
            reasons = (
                each.strerror for each in (error, error.__cause__) if isinstance(each, OSError) and each.strerror
            )
            raise UsageError(
                f"{source.name} cannot be stored in the cache folder {cache} ({next(reasons, error)}); "
                f"free space, change the permissions, or set {CACHE} to another folder"
            ) from None
    raise UsageError(
        f"{source.name} could not be fetched ({'; '.join(problems)}); "
        "download it by other means and name its folder with --from"
    )


def _short(error: OSError) -> str:
    if (response := getattr(error, "response", None)) is not None:
        return f"the server answers {response.status_code}"
    return error.strerror or f"the server cannot be reached, {type(error).__name__}"
