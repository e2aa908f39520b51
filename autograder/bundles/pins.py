"""Of `requirements.lock`, what the package itself needs, and what else is named: exact versions with their hashes.

A checkout has the lock at its root; a wheel that was built from one has it among its metadata.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

import autograder
from autograder.errors import UsageError

__all__ = ["pinned_requirements"]

LOCK = "requirements.lock"
_IN_A_WHEEL = f"extra_metadata/{LOCK}"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_FULL_VERSION = re.compile(r"python_full_version (?=[<>=!]+ '\d+\.\d+')")
"""Ubuntu 22.04 has a candidate of 3.11.0, which pip finds to be neither below 3.12 nor not below; its `3.11` is."""

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==")


@dataclass(frozen=True)
class _Pin:
    """One pin of the lock; `via` are the packages that need it."""

    name: str
    lines: tuple[str, ...]
    via: frozenset[str]


def pinned_requirements(installed: Distribution, also: Iterable[str] = ()) -> str:
    """The pins of what the package needs to grade, directly or by a detour, as pip takes them with `--require-hashes`.

    Args:
        installed: The package.
        also: Packages besides, with what they need.

    Raises:
        UsageError: There is no lock, or it lacks something.
    """
    text, shown = _lock(installed)
    pins = _pins(text)
    wanted = _direct(installed) | {_canonical(name) for name in also}
    if missing := wanted - {pin.name for pin in pins}:
        raise UsageError(f"{shown}: it lacks {', '.join(sorted(missing))}; run `make lock`")
    while more := {pin.name for pin in pins if pin.via & wanted} - wanted:
        wanted |= more
    chosen = "".join(f"{line}\n" for pin in pins if pin.name in wanted for line in pin.lines)
    return _FULL_VERSION.sub("python_version ", chosen)


def _lock(installed: Distribution) -> tuple[str, str]:
    """The lock, and how messages name it; that of a checkout may be newer than what was installed from there."""
    path = Path(autograder.__file__).parent.parent / LOCK
    if path.is_file():
        return path.read_text(encoding="utf-8"), str(path)
    text = installed.read_text(_IN_A_WHEEL)
    if text is None:
        raise UsageError(
            f"{path}: there is no such file, and the installed package has none; release from a checkout of the "
            "repository, or install the package from one"
        )
    return text, f"{_IN_A_WHEEL} of the installed package"


def _direct(installed: Distribution) -> set[str]:
    """What the package needs without any extra."""
    found = (_NAME.match(line) for line in installed.requires or [] if "extra ==" not in line)
    return {_canonical(name.group()) for name in found if name}


def _pins(text: str) -> list[_Pin]:
    """The entries of a lock as `uv pip compile` writes it: a pin, its hashes, and a comment that says who needs it."""
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
