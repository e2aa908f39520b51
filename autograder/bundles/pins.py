"""Select pins with hashes from `requirements.lock`: the package's dependencies and other named packages.

A checkout has the lock file at its root; a wheel built from a checkout has it in its metadata.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

import autograder
from autograder.errors import UsageError

__all__ = ["closure", "pinned_requirements"]

LOCK = "requirements.lock"
_IN_A_WHEEL = f"extra_metadata/{LOCK}"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FULL_VERSION = re.compile(r"python_full_version (?=[<>=!]+ '\d+\.\d+')")
"""Ubuntu 22.04 ships a release candidate of 3.11.0, for which pip evaluates `python_full_version` markers wrongly;
`python_version` markers work."""

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==")


@dataclass(frozen=True)
class _Pin:
    """Hold one entry of the lock file.

    Attributes:
        name: Canonical name of the package.
        lines: The lines of the entry, hashes included.
        via: Names of the packages that need it.
    """

    name: str
    lines: tuple[str, ...]
    via: frozenset[str]


def pinned_requirements(installed: Distribution, also: Iterable[str] = ()) -> str:
    """Return the pins of the package's direct and indirect dependencies, for `pip --require-hashes`.

    Args:
        installed: The installed package.
        also: Names of more packages to include, with their dependencies.

    Raises:
        UsageError: The lock file is missing or lacks a package.
    """
    text, shown = _lock(installed)
    return _FULL_VERSION.sub("python_version ", closure(text, _direct(installed) | set(also), shown))


def closure(lock: str, names: Iterable[str], shown: str) -> str:
    """Return the entries of a lock file for some packages and everything that they need.

    Args:
        lock: The text of the lock file.
        names: Names of packages.
        shown: The name of the lock file in messages.

    Raises:
        UsageError: The lock file lacks a package.
    """
    pins = _pins(lock)
    wanted = {_canonical(name) for name in names}
    if missing := wanted - {pin.name for pin in pins}:
        raise UsageError(f"{shown} lacks {', '.join(sorted(missing))}; run `make lock`")
    while more := {pin.name for pin in pins if pin.via & wanted} - wanted:
        wanted |= more
    return "".join(f"{line}\n" for pin in pins if pin.name in wanted for line in pin.lines)


def _lock(installed: Distribution) -> tuple[str, str]:
    """Return the lock file's text and its name for messages; prefer a checkout's, which may be newer."""
    path = Path(autograder.__file__).parent.parent / LOCK
    if path.is_file():
        return path.read_text(encoding="utf-8"), str(path)
    text = installed.read_text(_IN_A_WHEEL)
    if text is None:
        raise UsageError(
            f"{path}: file not found, and the installed package has no lock file; release from a checkout of the "
            "repository, or install the package from one"
        )
    return text, f"{_IN_A_WHEEL} of the installed package"


def _direct(installed: Distribution) -> set[str]:
    """Return the direct dependencies of the package without extras."""
    found = (_NAME.match(line) for line in installed.requires or [] if "extra ==" not in line)
    return {_canonical(name.group()) for name in found if name}


def _pins(text: str) -> list[_Pin]:
    """Parse a lock file of `uv pip compile`: pins, each with hashes and a comment of the packages that need it."""
    pins: list[_Pin] = []
    lines: list[str] = []
    via: set[str] = set()
    for line in [*text.splitlines(), "end=="]:
        if started := _PIN.match(line):
            if lines:
                pins.append(_Pin(_canonical(lines[0].partition("==")[0]), tuple(lines), frozenset(via)))
            lines, via = ([line], set()) if started else ([], set())
        elif line.lstrip().startswith("#"):
            via |= {_canonical(name) for name in _NAME.findall(line.partition("via")[2] or line)}
        elif line.strip() and lines:
            lines.append(line)
    return pins


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
