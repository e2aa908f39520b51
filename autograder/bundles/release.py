"""Write release bundles, with one function per target platform."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.authoring.build import build, differences, write
from autograder.authoring.course import AssignmentSource, Course
from autograder.authoring.leaks import foreign_answers, require_no_leaks
from autograder.authoring.wheel import WHEEL, wheel_bytes
from autograder.bundles.github import grading_files, template_files, write_repository
from autograder.bundles.gradescope import MODES, GradescopeOptions, advice, gradescope_files
from autograder.bundles.languages import in_all_languages, in_language
from autograder.bundles.otter import otter_files, otter_sources
from autograder.errors import UsageError
from autograder.files import PRIVATE, READABLE, os_errors_as_usage_errors, write_atomically, zip_bytes
from autograder.model.assignment import PUBLIC_NAME, stating_versions
from autograder.model.graded_with import GradedWith

__all__ = ["SEARCHED", "TARGETS", "Bundle", "Released", "release"]

ELSEWHERE = "choose another folder with --out"


@dataclass(frozen=True)
class Bundle:
    """Hold the content of a bundle.

    Attributes:
        files: Path in the zip or repository -> content.
        beside: Path -> content of files for the instructor's repository; None if the bundle is a zip.
        readable: Lines about what a submission could read while the bundle grades it.
        modes: Path -> permissions, if not the default.
        advice: More lines for the instructor.
        answers: Whether it contains answers on purpose, because students never get it.
    """

    files: Mapping[str, bytes]
    readable: tuple[str, ...] = ()
    beside: Mapping[str, bytes] | None = None
    modes: Mapping[str, int] = field(default_factory=dict)
    advice: tuple[str, ...] = ()
    answers: bool = False


@dataclass(frozen=True)
class Released:
    """Describe a written bundle.

    Attributes:
        path: The zip, or the folder with the repositories.
        members: Number of files.
        size: Size of the zip, or of all files in the repository, in bytes.
        digest: SHA-256 of the zip, or the commit id of the repository.
        bundle: The content.
    """

    path: Path
    members: int
    size: int
    digest: str
    bundle: Bundle

    def text(self) -> str:
        """Return a summary for the instructor."""
        kind = "sha256" if self.path.suffix == ".zip" else "commit"
        lines = [f"{self.path}: {self.members} files, {self.size:,} bytes, {kind} {self.digest}", *self.bundle.advice]
        if not self.bundle.answers:
            lines.append("searched for answers of the course: none found")
        if self.bundle.readable:
            lines.append("a submission could read these while it is graded:")
            lines += [f"  {line}" for line in self.bundle.readable]
        return "\n".join(lines)


def release(
    course: Course,
    assignment: str,
    target: str,
    out: Path,
    gradescope: GradescopeOptions | None = None,
    language: str = "en",
) -> Released:
    """Write `<assignment>-<target>.zip` (for GitHub, a folder of this name) into the folder `out`.

    In another language than English, the language stands at the end of the name: `a1_knn-student-ko.zip`.

    Args:
        course: The course.
        assignment: Id of the assignment.
        target: One of `TARGETS`, or `gradescope`.
        out: Folder for the bundle.
        gradescope: The instructor's choices; required for the target `gradescope`.
        language: Language of the contracts in the skeletons, or `both` for English ones with `SPEC.ko.md` beside them.
            The target `gradescope` contains none.

    Returns:
        The written bundle.

    Raises:
        UsageError: The assignment, the target or the language is unknown, or the generated files are outdated.
        AssignmentError: A docstring is missing in that language, or outdated.
        LeakError: The bundle contains an answer; nothing is written.
    """
    if target not in (*TARGETS, FOR_INSTRUCTORS):
        raise UsageError(f"--target {target}: use one of {', '.join(sorted([*TARGETS, FOR_INSTRUCTORS]))}")
    source = course.source(assignment)
    built = build(source)
    _require_current(course, source, built)
    if target == FOR_INSTRUCTORS:
        bundle, name = _gradescope(source, gradescope), f"{source.id}-{target}"
    else:
        bundle = TARGETS[target](source, in_language(source, built, language))
        name = f"{source.id}-{target}" if language == "en" else f"{source.id}-{target}-{language}"
    if not bundle.answers:
        require_no_leaks(source, bundle.files, foreign_answers(course, source))
    if bundle.beside is not None:
        return _write_folder(out / name, source.id, bundle, bundle.beside)
    content = zip_bytes(bundle.files, bundle.modes)
    path = out / f"{name}.zip"
    write_atomically(path, content, PRIVATE if bundle.answers else READABLE, cure=ELSEWHERE)
    return Released(path, len(bundle.files), len(content), hashlib.sha256(content).hexdigest(), bundle)


def _write_folder(path: Path, assignment: str, bundle: Bundle, beside: Mapping[str, bytes]) -> Released:
    """Write a folder atomically: after an error, `path` is still the old folder."""
    with os_errors_as_usage_errors("written", path, ELSEWHERE):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as scratch:
            new = Path(scratch, "new")
            (new / "template").mkdir(parents=True)
            commit = write_repository(new / "template", bundle.files, f"{assignment}, as it is given out")
            write(beside, new / "grading")
            _take_its_place(new, path, Path(scratch, "old"))
    size = sum(len(content) for content in bundle.files.values())
    return Released(path, len(bundle.files), size, commit, bundle)


def _take_its_place(new: Path, path: Path, old: Path) -> None:
    """Move `path` to `old` and `new` to `path`; restore the old folder after an error."""
    if path.exists():
        path.rename(old)
    try:
        new.rename(path)
    except BaseException:
        if old.exists():
            old.rename(path)
        raise


def _require_current(course: Course, source: AssignmentSource, built: Mapping[str, bytes]) -> None:
    """Require that `assignments/`, which reviewers have read, equals what is released."""
    stale = [difference.path for difference in differences(course, source.id, built)]
    if stale:
        more = f" and {len(stale) - 3} more" if len(stale) > 3 else ""
        raise UsageError(
            f"{', '.join(stale[:3])}{more}: outdated; run `autograder build {source.id}`, "
            "review its changes, then release"
        )


def _student(source: AssignmentSource, built: Mapping[str, bytes]) -> Bundle:
    """Bundle the generated folder with the package's wheel, and state the versions of Python and NumPy that grade."""
    stated = {PUBLIC_NAME: stating_versions(built[PUBLIC_NAME], GradedWith.here())}
    files = {f"{source.id}/{name}": content for name, content in {**built, **stated}.items()}
    return Bundle(files | {f"{source.id}/wheels/{WHEEL}": wheel_bytes()})


def _otter(source: AssignmentSource, built: Mapping[str, bytes]) -> Bundle:
    """Bundle the files for `otter run` and otter's Gradescope image."""
    files, readable = otter_files(source, built)
    return Bundle(files, readable)


def _github(source: AssignmentSource, built: Mapping[str, bytes]) -> Bundle:
    """Bundle the students' repository and the files for the instructor's repository."""
    return Bundle(template_files(source, built), beside=grading_files(source))


def _gradescope(source: AssignmentSource, options: GradescopeOptions | None) -> Bundle:
    """Bundle the autograder with hidden tests; the only bundle that students never get."""
    if options is None:
        raise UsageError("a bundle for Gradescope needs a secret")
    files = gradescope_files(source, options)
    return Bundle(files, modes=MODES, advice=advice(source.assignment, options), answers=True)


TARGETS: dict[str, Callable[[AssignmentSource, Mapping[str, bytes]], Bundle]] = {
    "github": _github,
    "otter": _otter,
    "student": _student,
}
"""Targets whose bundle students may read."""

SEARCHED = TARGETS | {
    "otter": lambda source, built: Bundle(otter_sources(source, built)),
    "other languages": lambda source, built: Bundle(in_all_languages(source)),
}
"""The same bundles as a proof searches them for answers: without files of otter, which need not be installed, and with
what bundles in other languages have besides."""

FOR_INSTRUCTORS = "gradescope"
"""The target whose bundle only instructors may read."""
