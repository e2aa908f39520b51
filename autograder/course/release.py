"""Writes the bundles that leave the house, one function for each place where a course lives."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.archive import write_whole, zip_bytes
from autograder.course.build import build, differences
from autograder.course.layout import Course, Source
from autograder.course.leaks import require_no_leaks
from autograder.course.otter_bundle import otter_files
from autograder.course.wheel import WHEEL, wheel_bytes
from autograder.errors import UsageError

__all__ = ["TARGETS", "Bundle", "Released", "release"]


@dataclass(frozen=True)
class Bundle:
    """What goes into a zip.

    Attributes:
        files: Path in the zip -> content.
        readable: What students could read while it runs, beyond what they have: paths, or sentences.
    """

    files: Mapping[str, bytes]
    readable: tuple[str, ...] = ()


@dataclass(frozen=True)
class Released:
    """A bundle that was written.

    Attributes:
        path: The zip.
        members: How many files it holds.
        size: Its bytes.
        digest: Its SHA-256.
        readable: See `Bundle`.
    """

    path: Path
    members: int
    size: int
    digest: str
    readable: tuple[str, ...]

    def text(self) -> str:
        """What to tell the instructor."""
        lines = [
            f"{self.path}: {self.members} files, {self.size:,} bytes, sha256 {self.digest}",
            "no answer of the course was found in it",
        ]
        if self.readable:
            lines += ["students could read in it while it grades them:", *(f"  {line}" for line in self.readable)]
        return "\n".join(lines)


def release(course: Course, assignment: str, target: str, out: Path) -> Released:
    """Write `<assignment>-<target>.zip` into the folder `out`.

    Raises:
        UsageError: The assignment or target is unknown, or what is generated is not current.
        LeakError: The bundle would give an answer away; nothing is written.
    """
    if target not in TARGETS:
        raise UsageError(f"there is no target {target!r}; there are {', '.join(sorted(TARGETS))}")
    source = course.source(assignment)
    built = build(source)
    _require_current(course, source, built)
    bundle = TARGETS[target](source, built)
    require_no_leaks(course, source, bundle.files)
    content = zip_bytes(bundle.files)
    path = out / f"{source.id}-{target}.zip"
    write_whole(path, content)
    return Released(path, len(bundle.files), len(content), hashlib.sha256(content).hexdigest(), bundle.readable)


def _require_current(course: Course, source: Source, built: Mapping[str, bytes]) -> None:
    """What reviewers have seen in `assignments/` is what leaves."""
    stale = [difference.path for difference in differences(course, source.id, built)]
    if stale:
        more = f" and {len(stale) - 3} more" if len(stale) > 3 else ""
        raise UsageError(
            f"{', '.join(stale[:3])}{more}: not as solutions/{source.id} says; run `autograder build {source.id}`, "
            "look at what it changes, then release"
        )


def _student(source: Source, built: Mapping[str, bytes]) -> Bundle:
    """The generated folder, with the package in it: it works by itself."""
    files = {f"{source.id}/{name}": content for name, content in built.items()}
    return Bundle(files | {f"{source.id}/wheels/{WHEEL}": wheel_bytes()})


def _otter(source: Source, built: Mapping[str, bytes]) -> Bundle:
    """What `otter run` and otter's Gradescope image take."""
    files, readable = otter_files(source, built)
    return Bundle(files, readable)


TARGETS: dict[str, Callable[[Source, Mapping[str, bytes]], Bundle]] = {"otter": _otter, "student": _student}
"""The places that a bundle can be made for."""
