"""Writes the bundles that leave the house, one function for each place where a course lives."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course.archive import write_whole, zip_bytes
from autograder.course.build import build, differences, write
from autograder.course.github import grading_files, template_files
from autograder.course.layout import Course, Source
from autograder.course.leaks import require_no_leaks
from autograder.course.otter_bundle import otter_files
from autograder.course.repository import write_repository
from autograder.course.wheel import WHEEL, wheel_bytes
from autograder.errors import UsageError

__all__ = ["TARGETS", "Bundle", "Released", "release"]


@dataclass(frozen=True)
class Bundle:
    """What goes into a zip.

    Attributes:
        files: Path in the zip (or repository) -> content: all that students get.
        beside: Path -> content of what is for the instructor alone; None where it is a zip for one place.
        readable: What students could read while it runs, beyond what they have: paths, or sentences.
    """

    files: Mapping[str, bytes]
    readable: tuple[str, ...] = ()
    beside: Mapping[str, bytes] | None = None


@dataclass(frozen=True)
class Released:
    """A bundle that was written.

    Attributes:
        path: The zip, or the folder with repositories.
        members: How many files students get.
        size: Their bytes.
        digest: The zip's SHA-256, or the id of the repository's one commit.
        readable: See `Bundle`.
    """

    path: Path
    members: int
    size: int
    digest: str
    readable: tuple[str, ...]

    def text(self) -> str:
        """What to tell the instructor."""
        kind = "sha256" if self.path.suffix == ".zip" else "commit"
        lines = [
            f"{self.path}: {self.members} files, {self.size:,} bytes, {kind} {self.digest}",
            "no answer of the course was found in it",
        ]
        if self.readable:
            lines += ["students could read in it while it grades them:", *(f"  {line}" for line in self.readable)]
        return "\n".join(lines)


def release(course: Course, assignment: str, target: str, out: Path) -> Released:
    """Write `<assignment>-<target>.zip`, or for GitHub a folder of this name, into the folder `out`.

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
    if bundle.beside is not None:
        return _write_folder(out / f"{source.id}-{target}", bundle, bundle.beside)
    content = zip_bytes(bundle.files)
    path = out / f"{source.id}-{target}.zip"
    write_whole(path, content)
    return Released(path, len(bundle.files), len(content), hashlib.sha256(content).hexdigest(), bundle.readable)


def _write_folder(path: Path, bundle: Bundle, beside: Mapping[str, bytes]) -> Released:
    """Write a folder whole; whatever happens, `path` is the old one or the new one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as scratch:
            new = Path(scratch, "new")
            (new / "template").mkdir(parents=True)
            commit = write_repository(
                new / "template", bundle.files, f"{path.name.rpartition('-')[0]}, as it is given out"
            )
            write(beside, new / "grading")
            if path.exists():
                path.rename(Path(scratch, "old"))
            new.rename(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); choose another place with --out") from None
    size = sum(len(content) for content in bundle.files.values())
    return Released(path, len(bundle.files), size, commit, bundle.readable)


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


def _github(source: Source, built: Mapping[str, bytes]) -> Bundle:
    """A repository for students, and what grades in the instructor's own."""
    return Bundle(template_files(source, built), beside=grading_files(source))


TARGETS: dict[str, Callable[[Source, Mapping[str, bytes]], Bundle]] = {
    "github": _github,
    "otter": _otter,
    "student": _student,
}
"""The places that a bundle can be made for."""
