"""Zips the installed package into a wheel, without a build: bundles carry the code that made them."""

import base64
import hashlib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import autograder
from autograder.errors import UsageError
from autograder.files import zip_bytes

__all__ = ["DISTRIBUTION", "WHEEL", "installed", "wheel_bytes"]

DISTRIBUTION = "image-classification-course"
_STEM = f"{DISTRIBUTION.replace('-', '_')}-{autograder.__version__}"

WHEEL = f"{_STEM}-py3-none-any.whl"
"""The wheel's file name."""

SHIPPED = frozenset({".css", ".html", ".j2", ".js", ".json", ".mo", ".npz", ".py", ".svg", ".txt", ".typed"})
LEFT_OUT = frozenset({".in", ".po", ".pot", ".pyc"})
"""Templates that only authors need, sources of compiled catalogs, and compiled Python."""

WHEEL_FILE = """\
Wheel-Version: 1.0
Generator: autograder
Root-Is-Purelib: true
Tag: py3-none-any
"""


def wheel_bytes() -> bytes:
    """Return the wheel of the running package, the same bytes each time.

    Raises:
        UsageError: The package is not installed, was installed as another version, or holds a file of a kind that is
            not in `SHIPPED`.
    """
    files = dict(_package(Path(autograder.__file__).parent)) | dict(_metadata(installed()))
    record = f"{_STEM}.dist-info/RECORD"
    rows = [f"{name},{_digest(content)},{len(content)}" for name, content in sorted(files.items())]
    files[record] = "\n".join([*rows, f"{record},,", ""]).encode()
    return zip_bytes(files)


def _package(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder.parent)
        cache = any(part.startswith(".") or part == "__pycache__" for part in name.parts)
        if cache or path.is_dir() or path.suffix in LEFT_OUT:
            continue
        if path.suffix not in SHIPPED:
            raise UsageError(
                f"{path}: a {path.suffix or 'nameless'} file in the package; only {', '.join(sorted(SHIPPED))} ship "
                "to students, so take it out (or add its kind to SHIPPED in autograder/authoring/wheel.py)"
            )
        yield name.as_posix(), path.read_bytes()


def installed() -> Distribution:
    """Return the installed distribution, which must have the version of the running code.

    Raises:
        UsageError: The package is not installed, or has another version.
    """
    try:
        found = distribution(DISTRIBUTION)
    except PackageNotFoundError:
        raise UsageError(f"{DISTRIBUTION} is not installed here; run `pip install -e .` in the repository") from None
    if found.version != autograder.__version__:
        raise UsageError(
            f"{DISTRIBUTION} was installed as {found.version}, but the code is {autograder.__version__}; "
            "run `pip install -e .` again"
        )
    return found


def _metadata(package: Distribution) -> Iterator[tuple[str, bytes]]:
    yield f"{_STEM}.dist-info/WHEEL", WHEEL_FILE.encode()
    heads = _text(package, "METADATA").partition(b"\n\n")[0]  # the rest is the README, as it was at the installation
    yield f"{_STEM}.dist-info/METADATA", heads + b"\n"
    yield f"{_STEM}.dist-info/entry_points.txt", _text(package, "entry_points.txt")
    for path in package.files or []:
        if path.parts[0].endswith(".dist-info") and "licenses" in path.parts:
            name = "/".join(path.parts[1:])
            yield f"{_STEM}.dist-info/{name}", _text(package, name)


def _text(package: Distribution, name: str) -> bytes:
    text = package.read_text(name)
    if text is None:
        raise UsageError(f"{DISTRIBUTION} is installed without {name}; run `pip install -e .` again")
    return text.replace("\r\n", "\n").encode()


def _digest(content: bytes) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
