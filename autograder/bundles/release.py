"""Writes the bundles that leave the house, one function for each place where a course lives."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.authoring.build import build, differences, write
from autograder.authoring.course import AssignmentSource, Course
from autograder.authoring.leaks import require_no_leaks
from autograder.authoring.wheel import WHEEL, wheel_bytes
from autograder.bundles.github import grading_files, template_files, write_repository
from autograder.bundles.gradescope import MODES, GradescopeOptions, advice, gradescope_files
from autograder.bundles.otter import otter_files
from autograder.errors import UsageError
from autograder.files import PRIVATE, READABLE, os_errors_as_usage_errors, write_atomically, zip_bytes

__all__ = ["TARGETS", "Bundle", "Released", "release"]

ELSEWHERE = "choose another place with --out"


@dataclass(frozen=True)
class Bundle:
    """What goes into a zip.

    Attributes:
        files: Path in the zip (or repository) -> content: all that students get.
        beside: Path -> content of what is for the instructor alone; None where it is a zip for one place.
        readable: What students could read while it runs, beyond what they have: paths, or sentences.
        modes: Permissions of files that are not simply to be read.
        advice: What else to tell the instructor.
        answers: Whether it holds answers on purpose, because it never comes near a student.
    """

    files: Mapping[str, bytes]
    readable: tuple[str, ...] = ()
    beside: Mapping[str, bytes] | None = None
    modes: Mapping[str, int] = field(default_factory=dict)
    advice: tuple[str, ...] = ()
    answers: bool = False


@dataclass(frozen=True)
class Released:
    """A bundle that was written.

    Attributes:
        path: The zip, or the folder with repositories.
        members: How many files students get.
        size: Their bytes.
        digest: The zip's SHA-256, or the id of the repository's one commit.
        bundle: What is in it.
    """

    path: Path
    members: int
    size: int
    digest: str
    bundle: Bundle

    def text(self) -> str:
        """What to tell the instructor."""
        kind = "sha256" if self.path.suffix == ".zip" else "commit"
        lines = [f"{self.path}: {self.members} files, {self.size:,} bytes, {kind} {self.digest}", *self.bundle.advice]
        if not self.bundle.answers:
            lines.append("no answer of the course was found in it")
        if self.bundle.readable:
            lines.append("students could read in it while it grades them:")
            lines += [f"  {line}" for line in self.bundle.readable]
        return "\n".join(lines)


def release(
    course: Course, assignment: str, target: str, out: Path, gradescope: GradescopeOptions | None = None
) -> Released:
    """Write `<assignment>-<target>.zip`, or for GitHub a folder of this name, into the folder `out`.

    Args:
        course: The course.
        assignment: Its id.
        target: One of `TARGETS`, or `gradescope`.
        out: Where it goes.
        gradescope: What the instructor chose; only that target asks for it.

    Raises:
        UsageError: The assignment or target is unknown, or what is generated is not current.
        LeakError: The bundle would give an answer away; nothing is written.
    """
    if target not in (*TARGETS, FOR_INSTRUCTORS):
        raise UsageError(f"there is no target {target!r}; there are {', '.join(sorted([*TARGETS, FOR_INSTRUCTORS]))}")
    source = course.source(assignment)
    built = build(source)
    _require_current(course, source, built)
    bundle = _gradescope(source, gradescope) if target == FOR_INSTRUCTORS else TARGETS[target](source, built)
    if not bundle.answers:
        require_no_leaks(course, source, bundle.files)
    if bundle.beside is not None:
        return _write_folder(out / f"{source.id}-{target}", bundle, bundle.beside)
    content = zip_bytes(bundle.files, bundle.modes)
    path = out / f"{source.id}-{target}.zip"
    write_atomically(path, content, PRIVATE if bundle.answers else READABLE, cure=ELSEWHERE)
    return Released(path, len(bundle.files), len(content), hashlib.sha256(content).hexdigest(), bundle)


def _write_folder(path: Path, bundle: Bundle, beside: Mapping[str, bytes]) -> Released:
    """Write a folder whole; whatever happens, `path` is the old one or the new one."""
    with os_errors_as_usage_errors("written", path, ELSEWHERE):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as scratch:
            new = Path(scratch, "new")
            (new / "template").mkdir(parents=True)
            commit = write_repository(
                new / "template", bundle.files, f"{path.name.rpartition('-')[0]}, as it is given out"
            )
            write(beside, new / "grading")
            _take_its_place(new, path, Path(scratch, "old"))
    size = sum(len(content) for content in bundle.files.values())
    return Released(path, len(bundle.files), size, commit, bundle)


def _take_its_place(new: Path, path: Path, old: Path) -> None:
    """Move `new` to `path`, and what is there to `old`; back again, if that does not work."""
    if path.exists():
        path.rename(old)
    try:
        new.rename(path)
    except BaseException:
        if old.exists():
            old.rename(path)
        raise


def _require_current(course: Course, source: AssignmentSource, built: Mapping[str, bytes]) -> None:
    """What reviewers have seen in `assignments/` is what leaves."""
    stale = [difference.path for difference in differences(course, source.id, built)]
    if stale:
        more = f" and {len(stale) - 3} more" if len(stale) > 3 else ""
        raise UsageError(
            f"{', '.join(stale[:3])}{more}: not as solutions/{source.id} says; run `autograder build {source.id}`, "
            "look at what it changes, then release"
        )


def _student(source: AssignmentSource, built: Mapping[str, bytes]) -> Bundle:
    """The generated folder, with the package in it: it works by itself."""
    files = {f"{source.id}/{name}": content for name, content in built.items()}
    return Bundle(files | {f"{source.id}/wheels/{WHEEL}": wheel_bytes()})


def _otter(source: AssignmentSource, built: Mapping[str, bytes]) -> Bundle:
    """What `otter run` and otter's Gradescope image take."""
    files, readable = otter_files(source, built)
    return Bundle(files, readable)


def _github(source: AssignmentSource, built: Mapping[str, bytes]) -> Bundle:
    """A repository for students, and what grades in the instructor's own."""
    return Bundle(template_files(source, built), beside=grading_files(source))


def _gradescope(source: AssignmentSource, options: GradescopeOptions | None) -> Bundle:
    """The instructor's own autograder, hidden tests and all: the one bundle that no student sees."""
    if options is None:
        raise UsageError("a bundle for Gradescope needs a secret")
    files = gradescope_files(source, options)
    return Bundle(files, modes=MODES, advice=advice(source.assignment, options), answers=True)


TARGETS: dict[str, Callable[[AssignmentSource, Mapping[str, bytes]], Bundle]] = {
    "github": _github,
    "otter": _otter,
    "student": _student,
}
"""The places that a bundle can be made for, and where students may come to see it."""

FOR_INSTRUCTORS = "gradescope"
"""The place where only instructors see it."""
